"""The skills as a table: which tracks want them, which courses give them, and how the people stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmplanner.services.needs.skills import SkillBook, SkillLine
from pmplanner.ui.needs.skills.texts import level_word, wanted_text
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

ReadBook = Callable[[], SkillBook | None]


def skill_columns(book: ReadBook) -> Sequence[ColumnSpec[SkillLine]]:
    """Return the columns; *book* gives what the rows are of."""

    def wanted(row: SkillLine) -> str | None:
        known = book()
        return None if known is None else wanted_text(known, row.wanted) or None

    return (
        ColumnSpec(tr("Skill"), lambda row: row.name),
        ColumnSpec(
            tr("Lack"),
            lambda row: row.missing,
            lambda row: put(tr("%1 of %2"), format_number(row.missing), format_number(row.people)),
            RIGHT,
            width=92,
            tone=lambda row: "problem_text" if row.missing else None,
            hint=tr("Who neither has it nor plans it, or only below the level wanted"),
        ),
        ColumnSpec(tr("Have"), lambda row: row.has, lambda row: _number(row.has), RIGHT, width=64),
        ColumnSpec(tr("Plan"), lambda row: row.planned, lambda row: _number(row.planned), RIGHT, width=60),
        ColumnSpec(
            tr("Courses"),
            lambda row: sum(row.courses),
            lambda row: format_number(sum(row.courses)) if any(row.courses) else tr("none"),
            RIGHT,
            width=78,
            tooltip=_given,
            tone=lambda row: None if any(row.courses) else "problem_text",
        ),
        ColumnSpec(tr("Wanted by"), wanted, tooltip=lambda row: wanted(row) or "", width=176),
    )


def _number(number: int) -> str:
    return format_number(number) if number else "–"


def _given(row: SkillLine) -> str:
    """Return how many courses give it at which level, a line each."""
    return "\n".join(
        put(tr("%1: %2"), level_word(level), format_number(count))
        for level, count in enumerate(row.courses, 1)
        if count
    )
