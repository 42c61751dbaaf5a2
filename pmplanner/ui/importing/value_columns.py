"""The values of each row as they will be kept, a column for each field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.wishes import shown_cell
from pmplanner.services.importing.draft import Draft, Outcome
from pmplanner.services.importing.job import FileContent
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_clock, format_date, format_days, format_number
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

NOT_TAKEN = ("rejected", "doubted", "skipped")
"""What becomes of rows that stay out."""
_WIDTH = 130
_KEPT_AS = {"person_id": "employee_id", "manager": "manager_name"}
"""Fields that are kept under another name."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A field of the layout, and the column of the file that it is read from, if there is one."""

    name: str
    title: str
    index: int | None

    def spec(self, edited: Callable[[Outcome, str, str], None]) -> ColumnSpec[Outcome]:
        """The column of the preview; *edited* hears of what is written into a cell of the file."""

        def edit(outcome: Outcome, value: object) -> bool:
            text = str(value).strip()
            if self.index is None or text == self.raw(outcome):
                return False
            edited(outcome, self.name, text)
            return True

        return ColumnSpec(
            self.title,
            self.raw if self.index is not None else self.shown,
            text=self.shown,
            width=_WIDTH,
            tone=self._tone,
            tooltip=self._tip,
            edit=edit if self.index is not None else None,
        )

    def raw(self, outcome: Outcome) -> str:
        """What stands in the file."""
        return "" if self.index is None else shown_cell(outcome.row.row, self.index)

    def shown(self, outcome: Outcome) -> str:
        """What will be kept; of a row that is not taken, what stands in the file."""
        if outcome.action in NOT_TAKEN:
            return self.raw(outcome)
        kept = outcome.kept.get(_KEPT_AS.get(self.name, self.name))
        return _text(outcome.row.values.get(self.name) if kept is None else kept)

    def _tone(self, outcome: Outcome) -> str | None:
        if outcome.action in NOT_TAKEN and self.name in outcome.fields:
            return "problem_text"
        changed = outcome.action == "updated" and _KEPT_AS.get(self.name, self.name) in outcome.kept
        return "accent" if changed else None

    def _tip(self, outcome: Outcome) -> str:
        raw = self.raw(outcome)
        return tr("In the file: %1", raw) if raw and raw != self.shown(outcome) else raw


def value_columns(content: FileContent, draft: Draft) -> tuple[ValueColumn, ...]:
    """Give the columns of the fields that the file has, or that any of its rows has a value for."""
    columns = content.match.columns
    found = set(columns)
    for outcome in draft.outcomes:
        found.update(outcome.row.values)
    found.discard("full_name" if "full_name" not in columns else "")
    # Of those a row of the file is more than a row of the preview, or less.
    editable = not content.table.from_calendar and content.layout != "matrix"
    return tuple(
        ValueColumn(field.name, field.title, columns.get(field.name) if editable else None)
        for field in LAYOUTS[content.layout].fields
        if field.name in found
    )


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return tr("Yes") if value else tr("No")
        case dt.datetime() | dt.date():
            return format_date(value)
        case dt.time():
            return format_clock(value)
        case Decimal():
            return format_days(value)
        case int():
            return format_number(value)
        case tuple():
            return ", ".join(str(each) for each in value)
        case _:
            return str(value)
