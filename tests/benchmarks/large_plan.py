"""A plan of ten times a company's size, or any other: seeded, full of sessions, records and absences.

``python -m tests.benchmarks.large_plan FILE --people 10000 --catalog 100000`` writes a workspace to look at.
Everything grows with the people: five picks each, a session for five of them, teams of 40; the courses that
are picked stay as many. It is filled in bulk where a coordinator would import, so that it is soon there.
"""

import argparse
import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    Completion,
    Course,
    Person,
    Pick,
    Room,
    Trainer,
    TrainerCourse,
)
from pmplanner.services.people import tracks
from pmplanner.services.plans import plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.journal import bulk_insert

FIRST_DAY, LAST_DAY = dt.date(2027, 1, 4), dt.date(2027, 12, 17)
SEATS, SEATED = 16, 14

_TEXT = """
advanced agile analysis architecture basics business change cloud coaching communication conflict
customer data decision delivery design development digital discovery economics ethics execution
facilitation finance foundations governance growth innovation insight leadership lean learning
management market marketing metrics modelling negotiation operations organisation people planning
portfolio practice presentation pricing process procurement product program project quality research
resilience risk roadmap safety sales scheduling scrum security service skills stakeholder strategy
supply systems team technology testing time timeline training transformation value vision workshop
"""
_WORDS = _TEXT.split()


@dataclass(frozen=True, slots=True)
class Size:
    """How large a workspace is."""

    people: int
    courses: int = 200
    """That are picked."""
    catalog: int = 200
    """Courses of its own, those that are picked among them."""
    picks_each: int = 5
    people_a_session: int = 5

    @property
    def picks(self) -> int:
        """Picks of the plan."""
        return self.people * self.picks_each

    @property
    def sessions(self) -> int:
        """Sessions of the plan."""
        return self.people // self.people_a_session


TEN_TIMES = Size(10_000)
ONCE = Size(1_000)


def write_large_workspace(path: Path, size: Size, seed: int = 2027) -> int:
    """Write a workspace at *path* and return the id of its plan."""
    workspace = open_for_use(path)
    chance = random.Random(seed)
    try:
        with workspace.edit("Fill") as db:
            courses = _courses(db, size, chance)[: size.courses]
            people = _people(db, size)
            plan = plans.create_plan(db, "Large", FIRST_DAY, LAST_DAY, target_days=Decimal(10))
            waiting = _picks(db, plan, people, courses, size, chance)
            _records(db, people, courses, chance)
            trainers, rooms = _resources(db, courses, size)
            set_policy(db, "absence ceiling", "warn", percent=20)
        with workspace.edit("Schedule") as db:
            for number in range(size.sessions):
                course = courses[number % len(courses)]
                where: dict[str, Any] = {
                    "room": rooms[number % len(rooms)],
                    "trainer": trainers[number % len(trainers)],
                }
                session = sessions.add_session(
                    db, plan, course, _day(chance), seats_max=SEATS, **(where if number % 4 else {})
                )
                seated, waiting[course] = waiting[course][:SEATED], waiting[course][SEATED:]
                seating.seat_picks(db, session, seated)
    finally:
        workspace.close()
    return plan


def _courses(db: Session, size: Size, chance: random.Random) -> list[int]:
    rows = [
        {
            "code": f"LC-{number:06}",
            "title": " ".join(chance.sample(_WORDS, chance.randint(2, 5))).capitalize(),
            "short_title": "",
            "provider": f"Provider {number % 97}",
            "days": Decimal(chance.choice((1, 1, 2, 2, 3, 4))),
            "level": "",
            "format": "",
            "description": " ".join(chance.choices(_WORDS, k=30)).capitalize() + ".",
            "currency": "EUR",
            "cost": Decimal(200 + number % 1_500),
            "min_seats": 4,
            "max_seats": SEATS,
            "source": "made for a benchmark",
            "note": "",
            "bundled": False,
            "withdrawn": False,
        }
        for number in range(size.catalog)
    ]
    return bulk_insert(db, Course, rows)


def _people(db: Session, size: Size) -> list[int]:
    rows = [
        {
            "employee_id": f"E{n:05}",
            "first_name": f"First{n % 211}",
            "last_name": f"Last{n}",
            "email": f"p{n}@example.org",
            "job_title": f"Title {n % 23}",
            "team": f"Team {n // 40}",
            "manager_email": "",
            "manager_name": "",
            "location": f"Site {n % 7}",
            "sample": False,
        }
        for n in range(size.people)
    ]
    people = bulk_insert(db, Person, rows)
    db.expire_all()
    every = tracks.list_tracks(db)
    for track in every:
        tracks.assign_track(db, track.id, people[track.position :: len(every) + 1])
    return people


def _picks(
    db: Session, plan: int, people: list[int], courses: list[int], size: Size, chance: random.Random
) -> dict[int, list[int]]:
    """Write the picks, and return those of each course."""
    rows = [
        {"plan_id": plan, "person_id": person, "course_id": course, "note": ""}
        for person in people
        for course in sorted(chance.sample(courses, size.picks_each))
    ]
    chance.shuffle(rows)
    of_course: dict[int, list[int]] = {course: [] for course in courses}
    for row, pick in zip(rows, bulk_insert(db, Pick, rows), strict=True):
        of_course[int(str(row["course_id"]))].append(pick)
    return of_course


def _records(db: Session, people: list[int], courses: list[int], chance: random.Random) -> None:
    """Two completions a person from the years before, and leave for every third."""
    done = [
        {"person_id": person, "course_id": course, "completed_on": _day(chance, 2024 + turn), "note": ""}
        for person in people
        for turn, course in enumerate(chance.sample(courses, 2))
    ]
    bulk_insert(db, Completion, done)
    starts = [(person, _day(chance)) for person in people[::3]]
    away = [
        {"person_id": person, "first_day": day, "last_day": day + dt.timedelta(days=4), "kind": "leave"}
        for person, day in starts
    ]
    bulk_insert(db, Absence, away)


def _resources(db: Session, courses: list[int], size: Size) -> tuple[list[str], list[str]]:
    """Trainers and rooms by name, one for ten and for twenty sessions."""
    trainers = [f"Trainer {n}" for n in range(max(4, size.sessions // 10))]
    rows = [{"name": name, "email": "", "note": "", "currency": ""} for name in trainers]
    teaches = [
        {"trainer_id": trainer, "course_id": course}
        for at, trainer in enumerate(bulk_insert(db, Trainer, rows))
        for course in courses[at % len(courses) :: 7]
    ]
    bulk_insert(db, TrainerCourse, teaches)
    rooms = [f"Room {n}" for n in range(max(3, size.sessions // 20))]
    seats = {"site": "", "seats": SEATS, "note": "", "currency": ""}
    bulk_insert(db, Room, [{"name": name, **seats} for name in rooms])
    return trainers, rooms


def _day(chance: random.Random, year: int = 2027) -> dt.date:
    return dt.date(year, 1, 4) + dt.timedelta(days=chance.randrange(320))


def main() -> None:
    """Write a workspace as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--people", type=int, default=TEN_TIMES.people)
    parser.add_argument("--courses", type=int, default=TEN_TIMES.courses)
    parser.add_argument("--catalog", type=int, default=None)
    parser.add_argument("--seed", type=int, default=2027)
    asked = parser.parse_args()
    size = Size(asked.people, asked.courses, max(asked.courses, asked.catalog or 0))
    write_large_workspace(asked.file, size, asked.seed)


if __name__ == "__main__":
    main()
