"""A plan of the people and records of the real files: 3,000 people, 7,800 picks, 300 sessions. Seeded."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from pmplanner.__main__ import main
from pmplanner.models import Absence, Course, Person
from pmplanner.services.people import tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.seating import open_picks
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.journal import bulk_insert
from tests.conftest import SHARED

COURSES, PICKS, SESSIONS, SEATS, ABSENCES = 40, 7_800, 300, 20, 900
FIRST_DAY, LAST_DAY = dt.date(2027, 1, 4), dt.date(2027, 12, 17)
_FILES = SHARED / "data" / "real"


def make_real_plan(path: Path) -> None:
    """Write a workspace of the real files, with a plan in which many dates empty whole teams."""
    _bring_in(path, "people", "employees.xlsx", "--map", "end_date=")
    _bring_in(path, "completions", "training-records.csv", "--create-missing", "--date-order", "dmy")
    chance = random.Random(2027)
    workspace = open_for_use(path)
    with workspace.edit("Fill") as db:
        people = list(db.scalars(select(Person.id).order_by(Person.id)))
        for track in tracks.list_tracks(db):
            tracks.assign_track(db, track.id, people[track.position :: 4])
        of_paths = {row.course_id for track in tracks.list_tracks(db) for row in track.path}
        every = list(db.scalars(select(Course.id).order_by(Course.id)))
        courses = sorted(every, key=lambda course: course not in of_paths)[:COURSES]
        plan = plans.create_plan(db, "Training 2027", FIRST_DAY, LAST_DAY, target_days=Decimal(5))
        pairs = {(chance.choice(people), chance.choice(courses)) for _ in range(2 * PICKS)}
        picks.add_picks(db, plan, sorted(pairs, key=lambda _: chance.random())[:PICKS])
        starts = [(person, _day(chance)) for person in chance.sample(people, ABSENCES)]
        rows = [
            {"person_id": person, "first_day": day, "last_day": day + dt.timedelta(days=4), "kind": "leave"}
            for person, day in starts
        ]
        bulk_insert(db, Absence, rows)
        set_policy(db, "absence ceiling", "warn", percent=20)
    with workspace.edit("Schedule") as db:
        waiting = {course: [pick.pick_id for pick in open_picks(db, plan, course)] for course in courses}
        for number in range(SESSIONS):
            course = courses[number % len(courses)]
            session = sessions.add_session(db, plan, course, _day(chance), seats_max=SEATS)
            seated, waiting[course] = waiting[course][:SEATS], waiting[course][SEATS:]
            seating.seat_picks(db, session, seated)
    workspace.close()


def _bring_in(path: Path, layout: str, name: str, *more: str) -> None:
    rejects = ("--rejects", str(path.with_suffix(".rejects.csv")))
    main(["--workspace", str(path), "import", layout, str(_FILES / name), *rejects, *more])


def _day(chance: random.Random) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=chance.randrange(320))
