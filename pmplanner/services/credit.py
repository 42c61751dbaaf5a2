"""Which required courses a person had satisfied before the plan."""

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PASSED, Completion, Course, Equivalent, Exemption, Plan
from pmplanner.services.lookup import get
from pmplanner.services.standing import among


def credited_courses(
    session: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> dict[int, frozenset[int]]:
    """Return by person the courses satisfied before the plan's first day.

    A course is satisfied by an exemption, or by a successful completion of it or of one that
    counts as it, which has not expired on the plan's first day.
    """
    first_day = get(session, Plan, plan_id).first_day
    counts_as = _counts_as(session)
    validity = dict(session.execute(select(Course.id, Course.valid_months)).all())
    credited: dict[int, set[int]] = defaultdict(set)
    exemptions = select(Exemption.person_id, Exemption.course_id)
    for person_id, course_id in session.execute(exemptions.where(*among(Exemption.person_id, person_ids))):
        credited[person_id].add(course_id)
    completions = select(
        Completion.person_id,
        Completion.course_id,
        Completion.completed_on,
        Completion.result,
        Completion.expires_on,
    ).where(Completion.completed_on < first_day, *among(Completion.person_id, person_ids))
    for person_id, course_id, day, result, expires_on in session.execute(completions):
        expiry = expires_on or expiry_of(day, validity[course_id])
        if result.casefold() in PASSED and (expiry is None or expiry >= first_day):
            credited[person_id] |= counts_as[course_id]
    return {person_id: frozenset(courses) for person_id, courses in credited.items()}


def _counts_as(session: Session) -> dict[int, set[int]]:
    """Return for each course itself and the courses that it counts as."""
    found: dict[int, set[int]] = {course_id: {course_id} for course_id in session.scalars(select(Course.id))}
    for course_id, other_id in session.execute(select(Equivalent.course_id, Equivalent.counts_as_id)):
        found[course_id].add(other_id)
    return found


def expiry_of(completed_on: dt.date, valid_months: int | None) -> dt.date | None:
    """Return the last day on which a completion is valid; None when it never expires."""
    if valid_months is None:
        return None
    years, month = divmod(completed_on.month - 1 + valid_months, 12)
    year = completed_on.year + years
    return dt.date(year, month + 1, min(completed_on.day, monthrange(year, month + 1)[1]))
