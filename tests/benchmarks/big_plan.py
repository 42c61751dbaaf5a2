"""A plan as large as a company's: 3,000 people, 60 courses, 12,000 picks, 400 sessions. Seeded."""

import datetime as dt
import random
from decimal import Decimal

from pmplanner.models import Person
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people import tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.seating import open_picks
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.workspace import Workspace

PEOPLE, COURSES, PICKS, SESSIONS = 3_000, 60, 12_000, 400
FIRST_DAY, LAST_DAY = dt.date(2027, 1, 4), dt.date(2027, 12, 17)


def fill_big_plan(workspace: Workspace, sessions_wanted: int = SESSIONS) -> int:
    """Fill a workspace that has the catalogue, and return the plan's id."""
    chance = random.Random(2027)
    with workspace.edit("Fill") as db:
        rows = [
            {
                "employee_id": f"E{n:04}",
                "first_name": f"First{n % 211}",
                "last_name": f"Last{n}",
                "email": f"p{n}@example.org",
                "job_title": f"Title {n % 23}",
                "team": f"Team {n % 40}",
                "manager_email": "",
                "manager_name": "",
                "location": f"Site {n % 7}",
                "sample": False,
            }
            for n in range(PEOPLE)
        ]
        people = bulk_insert(db, Person, rows)
        of_paths = {row.course_id for track in tracks.list_tracks(db) for row in track.path}
        # What is required has a column, picked or not.
        by_path = sorted(list_courses(db), key=lambda course: course.id not in of_paths)
        courses = [course.id for course in by_path[:COURSES]]
        for track in tracks.list_tracks(db):
            tracks.assign_track(db, track.id, people[track.position :: 4])
        plan = plans.create_plan(db, "Big", FIRST_DAY, LAST_DAY, target_days=Decimal(10))
        pairs = {(chance.choice(people), chance.choice(courses)) for _ in range(PICKS + 800)}
        picks.add_picks(db, plan, sorted(pairs)[:PICKS])
    with workspace.edit("Schedule") as db:
        waiting = {course: [pick.pick_id for pick in open_picks(db, plan, course)] for course in courses}
        for number in range(sessions_wanted):
            course = courses[number % len(courses)]
            day = FIRST_DAY + dt.timedelta(days=chance.randrange(320))
            session = sessions.add_session(db, plan, course, day, seats_max=16)
            seated, waiting[course] = waiting[course][:14], waiting[course][14:]
            seating.seat_picks(db, session, seated)
    return plan
