"""A small plan for tests of sessions: people A, B, C ..., courses by code, a plan for 2027."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Equivalent, Pick, Prerequisite
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions

MONDAY = dt.date(2027, 3, 1)
LATER = dt.date(2099, 1, 1)
"""A day on which everything has been held."""


@dataclass
class SmallPlan:
    """Ids by the names that a test uses."""

    db: Session
    plan: int
    people: dict[str, int] = field(default_factory=dict)
    courses: dict[str, int] = field(default_factory=dict)

    def course(self, code: str, days: str = "1", **values: Any) -> int:
        course = Course(code=code, title=code.title(), days=Decimal(days), **values)
        self.db.add(course)
        self.db.flush()
        self.courses[code] = course.id
        return course.id

    def person(self, name: str) -> int:
        if name not in self.people:
            self.people[name] = people.add_person(self.db, first_name=name)
        return self.people[name]

    def pick(self, names: Iterable[str], code: str) -> list[int]:
        """Let people, of a text one a letter, pick a course; return the ids of the picks in their order."""
        ids = [self.person(name) for name in names]
        picks.pick_courses(self.db, self.plan, ids, [self.courses[code]])
        query = select(Pick.person_id, Pick.id).where(
            Pick.plan_id == self.plan, Pick.course_id == self.courses[code]
        )
        found = dict(self.db.execute(query).all())
        return [found[person_id] for person_id in ids]

    def run(self, code: str, day: dt.date = MONDAY, names: Collection[str] = "", **values: Any) -> int:
        """Add a session with people who pick its course."""
        pick_ids = self.pick(names, code) if names else []
        return sessions.add_session(self.db, self.plan, self.courses[code], day, pick_ids=pick_ids, **values)

    def seats(self, session: int) -> dict[str, str]:
        """Names and what their seats are, in the order shown."""
        return {seat.name: seat.status for seat in sessions.session_detail(self.db, session).seats}

    def seat(self, session: int, name: str) -> int:
        """The id of a person's seat."""
        (found,) = (seat.id for seat in sessions.session_detail(self.db, session).seats if seat.name == name)
        return found

    def mark(self, session: int, name: str, status: str, days: Decimal | None = None) -> None:
        """Say what became of a person, long after."""
        seating.set_seat_status(self.db, [self.seat(session, name)], status, days, today=LATER)

    def needs(self, code: str, first: str) -> None:
        self.db.add(Prerequisite(course_id=self.courses[code], required_course_id=self.courses[first]))
        self.db.flush()

    def counts_as(self, code: str, other: str) -> None:
        self.db.add(Equivalent(course_id=self.courses[code], counts_as_id=self.courses[other]))
        self.db.flush()


def make(db: Session) -> SmallPlan:
    """Make the plan, without people and courses."""
    return SmallPlan(db, plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30)))
