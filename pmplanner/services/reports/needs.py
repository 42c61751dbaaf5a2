"""What people need: what is required, credited, satisfied and missing, by track, team, course and person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from pmplanner.services.lookup import in_order
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.totals.gaps import (
    NEED_GROUPS,
    GapBook,
    GapLine,
    GapRow,
    NeedGroup,
    group_gaps,
    read_gaps,
)


@dataclass(frozen=True, slots=True)
class MissingCourse:
    """A required course that somebody misses."""

    code: str
    title: str
    days: Decimal
    line: GapLine
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PersonNeeds:
    """Somebody with what is missing."""

    name: str
    team: str
    row: GapRow
    missing: Sequence[MissingCourse]


@dataclass(frozen=True, slots=True)
class NeedsReport:
    """The needs of a plan, of everybody or of some."""

    heading: Heading
    groups: Mapping[NeedGroup, Sequence[GapRow]]
    """Each with the row over all at its end."""
    codes: Mapping[int, str]
    """Of courses, by id."""
    people: Sequence[PersonNeeds]
    """Who misses something, by team and name."""

    @property
    def whole(self) -> GapRow:
        """The row over all."""
        return self.groups["track"][-1]


def read_needs_report(db: Session, asked: Asked) -> NeedsReport:
    """Return what people need in a plan; raise PlanError when the plan is gone."""
    heading = heading_of(db, asked)
    book = read_gaps(db, asked.plan_id, asked.today, asked.person_ids)
    groups = {by: group_gaps(book, by) for by in NEED_GROUPS}
    codes = {course_id: course.code for course_id, course in book.courses.items()}
    return NeedsReport(heading, groups, codes, _people(book, groups["person"]))


def _people(book: GapBook, rows: Sequence[GapRow]) -> list[PersonNeeds]:
    missing: dict[int, list[MissingCourse]] = defaultdict(list)
    for line in book.lines:
        if line.is_missing:
            course = book.courses[line.course_id]
            late = line.due is not None and line.due < book.today
            missing[line.person_id].append(MissingCourse(course.code, course.title, line.days, line, late))
    by_id = {row.key: row for row in rows if not row.is_total}
    found = [
        PersonNeeds(
            person.name,
            person.team,
            by_id[person_id],
            sorted(missing[person_id], key=lambda each: (in_order(each.title), each.code)),
        )
        for person_id, person in book.people.items()
        if person_id in missing
    ]
    return sorted(found, key=lambda each: (not each.team, in_order(each.team), in_order(each.name)))


HEADER = (
    "group", "name", "code", "people", "required", "required_days", "credited_days", "expected_days",
    "satisfied_days", "missing_days", "missing", "people_missing", "overdue", "overdue_since", "renewals",
    "next_due",
)  # fmt: skip


def need_report_rows(found: NeedsReport) -> list[Row]:
    """Return the sums, those of each group after one another, each with a row over all at its end."""
    return [
        (
            row.by, row.name, found.codes.get(_course_of(row), ""), row.people, row.needs, row.required,
            row.credited, row.expected, row.satisfied, row.missing, row.courses, row.lacking, row.overdue,
            row.since, row.renewals, row.next_due,
        )
        for rows in found.groups.values()
        for row in rows
    ]  # fmt: skip


def _course_of(row: GapRow) -> int:
    return row.key if row.by == "course" and isinstance(row.key, int) else 0
