"""Three plans as offices have them, and what a coordinator looks at in their dates."""

import datetime as dt
import random
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner import models as m

FIRST = dt.date(2027, 1, 4)

SIZES = {24: (12, 6, 89, 4), 60: (26, 10, 215, 7), 150: (52, 14, 511, 12)}
"""By people: weeks, courses, picks, teams."""


def make_plan(db: Session, people: int, seed: int = 1) -> int:
    """Make people with leave and part time, courses of 12 seats and at least 6, and their picks."""
    chance = random.Random(seed)
    weeks, courses, picks, teams = SIZES[people]
    last = FIRST + dt.timedelta(days=7 * weeks - 3)
    db.add(m.Site(name="", country="DE", subdivision="BY"))
    plan = m.Plan(name="P", first_day=FIRST, last_day=last)
    catalogue = [
        m.Course(
            code=f"C{number}",
            title=f"Course {number}",
            days=Decimal(chance.choice((1, 1, 2, 2, 3))),
            min_seats=6,
            max_seats=12,
        )
        for number in range(courses)
    ]
    staff = [
        m.Person(
            employee_id=f"p{number}",
            first_name=f"F{number}",
            team=f"Team {number % teams}",
            working_days=chance.choice((None,) * 8 + (0b01111, 0b00111)),
        )
        for number in range(people)
    ]
    trainers = [m.Trainer(name=f"T{number}") for number in range(max(3, courses // 2))]
    rooms = [m.Room(name=f"R{number}", seats=16) for number in range(3)]
    db.add_all([plan, *catalogue, *staff, *trainers, *rooms])
    db.flush()
    for course in catalogue:
        for trainer in chance.sample(trainers, 2):
            db.add(m.TrainerCourse(trainer_id=trainer.id, course_id=course.id))
    for person in staff:
        for begin in chance.sample(range(7 * weeks - 14), max(1, weeks // 12)):
            first = FIRST + dt.timedelta(days=begin)
            last_of = first + dt.timedelta(days=chance.choice((2, 4, 9)))
            db.add(m.Absence(person_id=person.id, first_day=first, last_day=last_of, kind="leave"))
    wanted = [(person.id, course.id) for person in staff for course in catalogue]
    chance.shuffle(wanted)
    for person_id, course_id in wanted[:picks]:
        db.add(m.Pick(plan_id=plan.id, person_id=person_id, course_id=course_id))
    db.flush()
    return plan.id


@dataclass(frozen=True, slots=True)
class Dates:
    """What a coordinator looks at."""

    seated: int
    sessions: int
    used: float
    """Share of the period until the last day with training."""
    first_quarter: float
    """Share of the session days in the first quarter of the period."""
    over_weekends: int
    crowded: int
    """Weeks of people with two courses or more."""
    person_weeks: int
    over_half: int
    """Dates on which over half of a team is in training or on leave, with somebody in training."""
    team_days: int
    below_minimum: int


def look_at(path: Path) -> Dates:
    """Read the dates of the plan P by SQL."""
    db = sqlite3.connect(path)
    first, last = (
        dt.date.fromisoformat(text) for text in db.execute("SELECT first_day, last_day FROM plan").fetchone()
    )
    days: dict[int, list[dt.date]] = defaultdict(list)
    for run, day in db.execute("SELECT session_id, day FROM session_day ORDER BY day"):
        days[run].append(dt.date.fromisoformat(day))
    seats: dict[int, list[int]] = defaultdict(list)
    for run, person in db.execute(
        "SELECT s.session_id, p.person_id FROM seat s JOIN pick p ON p.id = s.pick_id"
    ):
        seats[run].append(person)
    minimum = dict(db.execute("SELECT s.id, c.min_seats FROM session s JOIN course c ON c.id = s.course_id"))
    weeks: Counter[tuple[int, int]] = Counter()
    trained: dict[dt.date, set[int]] = defaultdict(set)
    for run, people in seats.items():
        for person in people:
            weeks.update({(person, day.isocalendar()[1]) for day in days[run]})
        for day in days[run]:
            trained[day].update(people)
    teams: dict[str, set[int]] = defaultdict(set)
    for person, team in db.execute("SELECT id, team FROM person"):
        teams[team].add(person)
    leave = [
        (person, dt.date.fromisoformat(begin), dt.date.fromisoformat(end))
        for person, begin, end in db.execute("SELECT person_id, first_day, last_day FROM absence")
    ]
    over, all_days = 0, 0
    for day, there in trained.items():
        off = {person for person, begin, end in leave if begin <= day <= end}
        for members in teams.values():
            if members & there:
                all_days += 1
                over += 2 * len(members & (there | off)) > len(members)
    every = [day for each in days.values() for day in each]
    whole = (last - first).days + 1
    return Dates(
        seated=sum(map(len, seats.values())),
        sessions=len(days),
        used=((max(every) - first).days + 1) / whole if every else 0.0,
        first_quarter=sum((day - first).days < whole / 4 for day in every) / max(1, len(every)),
        over_weekends=sum((each[-1] - each[0]).days > len(each) - 1 for each in days.values()),
        crowded=sum(count > 1 for count in weeks.values()),
        person_weeks=len(weeks),
        over_half=over,
        team_days=all_days,
        below_minimum=sum(len(seats[run]) < (minimum[run] or 0) for run in days),
    )
