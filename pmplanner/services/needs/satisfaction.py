"""Which required courses a person had satisfied before the plan."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PASSED,
    Completion,
    Course,
    Equivalent,
    Exemption,
    Pick,
    Plan,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.lookup import among, get
from pmplanner.services.people.expiry import expiry_of


def credited_courses(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> dict[int, frozenset[int]]:
    """Return by person the courses satisfied before the plan's first day.

    A course is satisfied by an exemption, or by a success in it or in one that counts as it,
    which has not expired on the plan's first day.
    """
    first_day = get(db, Plan, plan_id).first_day
    counts_as = _counts_as(db)
    credited: dict[int, set[int]] = defaultdict(set)
    exemptions = select(Exemption.person_id, Exemption.course_id)
    for person_id, course_id in db.execute(exemptions.where(*among(Exemption.person_id, person_ids))):
        credited[person_id].add(course_id)
    for done in list_satisfied(db, person_ids):
        # What falls into the plan's own period is a pick of it, as done, and would count twice.
        if done.day < first_day and (done.valid_until is None or done.valid_until >= first_day):
            credited[done.person_id] |= counts_as[done.course_id]
    return {person_id: frozenset(courses) for person_id, courses in credited.items()}


class Satisfied(NamedTuple):
    """A course that a person took with success: the day it ended and the last day on which it is valid."""

    person_id: int
    course_id: int
    day: dt.date
    valid_until: dt.date | None


def list_satisfied(db: Session, person_ids: Collection[int] | None = None) -> list[Satisfied]:
    """Return what people took with success, recorded as a completion or attended in a session of any plan."""
    validity = dict(db.execute(select(Course.id, Course.valid_months)).all())
    completions = select(
        Completion.person_id,
        Completion.course_id,
        Completion.completed_on,
        Completion.result,
        Completion.expires_on,
    ).where(*among(Completion.person_id, person_ids))
    found = [
        Satisfied(person_id, course_id, day, expires_on or expiry_of(day, validity[course_id]))
        for person_id, course_id, day, result, expires_on in db.execute(completions)
        if result.casefold() in PASSED
    ]
    last_day = func.max(SessionDay.day)
    attended = (
        select(Pick.person_id, Pick.course_id, last_day)
        .join(Seat, Seat.pick_id == Pick.id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(SessionDay, SessionDay.session_id == Seat.session_id)
        .where(
            Seat.status == SeatStatus.ATTENDED,
            TrainingSession.status != SessionStatus.CANCELLED,
            *among(Pick.person_id, person_ids),
        )
        .group_by(Seat.id)
    )
    found += [
        Satisfied(person_id, course_id, day, expiry_of(day, validity[course_id]))
        for person_id, course_id, day in db.execute(attended)
    ]
    return found


def _counts_as(db: Session) -> dict[int, set[int]]:
    """Return for each course itself and the courses that it counts as."""
    found: dict[int, set[int]] = {course_id: {course_id} for course_id in db.scalars(select(Course.id))}
    for course_id, other_id in db.execute(select(Equivalent.course_id, Equivalent.counts_as_id)):
        found[course_id].add(other_id)
    return found
