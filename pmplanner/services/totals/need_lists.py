"""The needs of a plan as a list, one line a required course of a person."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Track
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.needs.needs import NeedState, read_needs
from pmplanner.services.totals.totals import person_ledgers


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A required course of a person; *days* are the course's, *due* is a renewal's last day."""

    employee_id: str
    email: str
    person: str
    track: str
    team: str
    course_code: str
    course: str
    days: Decimal
    state: NeedState
    by_course_code: str
    """The course that credits or satisfies it; empty while it is missing."""
    how: str
    """completion, attendance, exemption, expected or pick; empty while it is missing."""
    due: dt.date | None


def list_needs(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> list[NeedLine]:
    """Return what is required of each person who counts, or of those named: people by name, courses in order.

    Raises PlanError when the plan is gone.
    """
    needs = read_needs(db, plan_id, person_ids)
    ledgers = person_ledgers(db, plan_id, person_ids, needs=needs)
    courses = {row[0]: row for row in plain_rows(db, select(Course.id, Course.code, Course.title))}
    tracks = {row[0]: row[1] for row in plain_rows(db, select(Track.id, Track.name))}
    query = select(Person.id, Person.employee_id, Person.email).where(*among(Person.id, ledgers.keys()))
    keys = {row[0]: row for row in plain_rows(db, query)}
    lines = []
    for person in sorted(ledgers.values(), key=lambda person: (fold(person.name), person.person_id)):
        _, employee_id, email = keys[person.person_id]
        for need in needs[person.person_id]:
            _, code, title = courses[need.course_id]
            lines.append(
                NeedLine(
                    employee_id or "",
                    email,
                    person.name,
                    tracks[person.track_id] if person.track_id is not None else "",
                    person.team,
                    code,
                    title,
                    need.days,
                    need.state,
                    courses[need.by_course_id][1] if need.by_course_id is not None else "",
                    "pick" if need.state == "satisfied" else need.source or "",
                    need.due,
                )
            )
    return lines
