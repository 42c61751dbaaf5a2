"""The needs of a plan as rows of files: one a required course of a person, or their sums."""

from collections.abc import Collection, Sequence
from typing import get_args

from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.totals.gaps import NeedGroup, group_gaps, only_due, read_gaps
from pmplanner.services.totals.need_lists import list_needs

Row = Sequence[Value]


def need_rows(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> list[Row]:
    """Return the required courses of everybody who counts in a plan, or of those named."""
    return [
        (
            line.employee_id,
            line.email,
            line.person,
            line.track,
            line.team,
            line.course_code,
            line.course,
            line.days,
            line.state,
            line.by_course_code,
            line.how,
            line.due,
        )
        for line in list_needs(db, plan_id, person_ids)
    ]


def gap_rows(
    db: Session, plan_id: int, by: str, person_ids: Collection[int] | None = None, due: str = ""
) -> list[Row]:
    """Return what everybody, or those named, need by *by*, the last row over all.

    *due* is "overdue" or a month such as "2027-03", of which alone the rows tell then. Raises PlanError for
    another *by*.
    """
    group = next((each for each in get_args(NeedGroup) if each == by), None)
    if group is None:
        groups = ", ".join(get_args(NeedGroup))
        raise PlanError(said("Needs go by {groups}; not by “{by}”.", groups=groups, by=by))
    book = read_gaps(db, plan_id, clock.today(), person_ids)
    return [
        (
            row.by,
            row.name,
            row.people,
            row.needs,
            row.required,
            row.credited,
            row.expected,
            row.satisfied,
            row.missing,
            row.renewals,
            row.courses,
            row.lacking,
            row.overdue,
            row.since,
            row.next_due,
        )
        for row in group_gaps(book, group, only=only_due(book, due))
    ]
