"""The columns of the gaps, by what they go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmplanner.services.totals.gaps import GapRow, NeedGroup
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import mark, mark_plural, plural, put, tr
from pmplanner.ui.widgets.format import decimals, format_date, format_days, format_number
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

TITLES: dict[NeedGroup, str] = {
    "track": mark("Track"),
    "team": mark("Team"),
    "manager": mark("Manager"),
    "course": mark("Course"),
    "person": mark("Person"),
}
"""What the first column is called."""
_COUNTED: dict[NeedGroup, tuple[str, str]] = {
    "track": mark_plural("1 track", "%1 tracks"),
    "team": mark_plural("1 team", "%1 teams"),
    "manager": mark_plural("1 manager", "%1 managers"),
    "course": mark_plural("1 course", "%1 courses"),
    "person": mark_plural("1 person", "%1 people"),
}


def groups_word(by: NeedGroup, count: int) -> str:
    """Return so many groups in words, such as "3 teams"."""
    return plural(count, *_COUNTED[by])


def gap_sentence(row: GapRow) -> str:
    """Return a line in a sentence."""
    said = plural(
        row.people,
        "%2: %3 of 1 person misses something, %4 days",
        "%2: %3 of %1 people miss something, %4 days",
        row.name,
        format_number(row.lacking),
        format_days(row.missing),
    )
    if row.overdue:
        return put(tr("%1, %2 overdue since %3"), said, format_number(row.overdue), format_date(row.since))
    return said


class Places:
    """How many decimals the days of the table have: all as many as one of them needs."""

    def __init__(self) -> None:
        self.least = 0

    def count(self, rows: Iterable[GapRow]) -> None:
        """Have as many as these rows need."""
        self.least = decimals(row.missing for row in rows)


def gap_columns(by: NeedGroup, places: Places) -> Sequence[ColumnSpec[GapRow]]:
    """Return the columns of the gaps by *by*; of one person it goes without saying how many they are."""
    columns: tuple[ColumnSpec[GapRow], ...] = (
        ColumnSpec(
            tr(TITLES[by]),
            lambda row: row.name,
            mark=(lambda row: None if row.is_total else track_role(row.position)) if by == "track" else None,
            strong=_is_total,
            tooltip=lambda row: gap_sentence(row),
        ),
        ColumnSpec(
            tr("Missing"),
            lambda row: row.missing,
            lambda row: format_days(row.missing, least=places.least),
            align=RIGHT,
            width=84,
            strong=_is_total,
            hint=tr("Person-days that are required, neither credited nor picked"),
        ),
        ColumnSpec(
            tr("People"),
            lambda row: row.lacking,
            _people,
            align=RIGHT,
            width=92,
            strong=_is_total,
            hint=tr("How many of its people miss something"),
        ),
        ColumnSpec(
            tr("Overdue"),
            lambda row: row.overdue,
            lambda row: _number(row.overdue),
            align=RIGHT,
            width=84,
            tone=lambda row: "problem_text" if row.overdue else None,
            hint=tr("Missing courses that were held until a day before today"),
        ),
        ColumnSpec(
            tr("Since"),
            lambda row: row.since,
            lambda row: format_date(row.since) or "–",
            width=112,
            tone=lambda row: "problem_text" if row.overdue else None,
            hint=tr("The last day on which the one was held that is overdue the longest"),
        ),
        ColumnSpec(
            tr("Courses"),
            lambda row: row.courses,
            lambda row: _number(row.courses),
            align=RIGHT,
            width=78,
            strong=_is_total,
            hint=tr("Missing courses, of each person for itself"),
        ),
        ColumnSpec(
            tr("Renewals"),
            lambda row: row.renewals,
            lambda row: _number(row.renewals),
            align=RIGHT,
            width=86,
            strong=_is_total,
            hint=tr("Required courses that were done and run out within the plan’s period"),
        ),
        ColumnSpec(
            tr("Next due"),
            lambda row: row.next_due,
            lambda row: format_date(row.next_due) or "–",
            width=112,
            hint=tr("The first day, from today on, until which something missing is still held"),
        ),
    )
    return tuple(column for column in columns if by != "person" or column.title != tr("People"))


def _is_total(row: GapRow) -> bool:
    return row.is_total


def _number(number: int) -> str:
    return format_number(number) if number else "–"


def _people(row: GapRow) -> str:
    return put(tr("%1 of %2"), format_number(row.lacking), format_number(row.people))
