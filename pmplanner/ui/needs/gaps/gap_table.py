"""The columns of the gaps, by what they go by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmplanner.services.totals.gaps import GapRow
from pmplanner.services.totals.need_lists import NeedGroup
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import mark, put, tr
from pmplanner.ui.widgets.format import format_date, format_days, format_number
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

TITLES: dict[NeedGroup, str] = {
    "track": mark("Track"),
    "team": mark("Team"),
    "manager": mark("Manager"),
    "course": mark("Course"),
    "person": mark("Person"),
}
"""What the first column is called."""


def gap_columns(by: NeedGroup) -> Sequence[ColumnSpec[GapRow]]:
    """Return the columns of the gaps by *by*."""
    return (
        ColumnSpec(
            tr(TITLES[by]),
            lambda row: row.name,
            mark=(lambda row: track_role(row.position)) if by == "track" else None,
            strong=lambda row: row.is_total,
        ),
        ColumnSpec(
            tr("Missing"),
            lambda row: row.missing,
            lambda row: format_days(row.missing, least=1),
            align=RIGHT,
            width=80,
            strong=lambda row: row.is_total,
        ),
        ColumnSpec(tr("Courses"), lambda row: row.courses, _count("courses"), align=RIGHT, width=72),
        ColumnSpec(tr("People"), lambda row: row.lacking, _people, align=RIGHT, width=84),
        ColumnSpec(
            tr("Overdue"),
            lambda row: row.overdue,
            _overdue,
            width=150,
            tone=lambda row: "problem_text" if row.overdue else None,
        ),
        ColumnSpec(tr("Renewals"), lambda row: row.renewals, _count("renewals"), align=RIGHT, width=76),
        ColumnSpec(tr("Next due"), lambda row: row.next_due, lambda row: format_date(row.next_due), width=96),
    )


def _count(name: str) -> Callable[[GapRow], str]:
    def text(row: GapRow) -> str:
        return format_number(getattr(row, name)) if getattr(row, name) else "–"

    return text


def _people(row: GapRow) -> str:
    return put(tr("%1 of %2"), format_number(row.lacking), format_number(row.people))


def _overdue(row: GapRow) -> str:
    if not row.overdue:
        return "–"
    return put(tr("%1 since %2"), format_number(row.overdue), format_date(row.since))
