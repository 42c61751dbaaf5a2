"""The columns of the table of totals, by what the totals go by and what they count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pmplanner.services.totals.breakdown import Figure
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow, if_known
from pmplanner.ui.theme import track_role
from pmplanner.ui.totals.texts import (
    column_decimals,
    format_value,
    group_word,
    row_name,
    short_lacking,
    with_lacking,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_money, format_number
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_ZERO = Decimal(0)
_FIGURES = {"each": "planned"}
"""By key the figure that a column is about, where that has another name."""

_NEVER: dict[Group, frozenset[str]] = {
    "track": frozenset(),
    "team": frozenset({"path days"}),
    "manager": frozenset({"path days"}),
    "title": frozenset({"path days"}),
    "course": frozenset({"path days", "courses", "each"}),
    "person": frozenset({"path days", "people", "each"}),
    "month": frozenset({"path days", "required", "credited", "gap"}),
}
"""Columns that a grouping has no use for."""

_ORDER = (
    *("name", "people", "planned", "done", "scheduled", "open", "gap", "cost"),
    *("each", "required", "credited", "path days", "courses"),
)
"""The columns as they stand; on a narrow page the last ones are scrolled to."""

_Value = Callable[[LedgerRow], Decimal | None]


@dataclass(frozen=True, slots=True)
class TotalsColumn:
    """A column, the figure that stands in it, and whether this grouping shows it."""

    figure: Figure
    spec: ColumnSpec[LedgerRow]
    shown: bool
    key: str


class Decimals:
    """With how many decimals each column is written, as its lines need them."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def count(self, rows: Sequence[LedgerRow], measure: Measure) -> None:
        """Count what these lines need."""
        values: dict[str, _Value] = {key: value for key, _, _, value in _figures(measure)}
        self._places = {
            key: column_decimals((value(row) for row in rows), measure) for key, value in values.items()
        }
        self._places["cost"] = column_decimals((row.totals.cost for row in rows), "cost")

    def of(self, key: str) -> int:
        """How many decimals the numbers of a column have."""
        return self._places.get(key, 0)


def totals_columns(
    by: Group, measure: Measure, currency: str, places: Decimals | None = None
) -> list[TotalsColumn]:
    """Return all columns in order; the first is the name, whose figure is what is planned."""
    places = places or Decimals()
    hidden = set(_NEVER[by])
    if measure == "course days":
        hidden.add("each")
    if measure == "cost":
        hidden.add("cost")
    specs: list[tuple[str, Figure, ColumnSpec[LedgerRow]]] = [
        ("name", "planned", _name(by)),
        ("people", "people", _count(tr("People"), lambda row: row.totals.people)),
        ("courses", "courses", _count(tr("Courses"), lambda row: row.courses)),
    ]
    for key, figure, title, value in _figures(measure):
        specs.append((key, figure, _number(title, value, measure, currency, key, places)))
    specs.append(("cost", "cost", _cost(currency, places)))
    specs.sort(key=lambda spec: _ORDER.index(spec[0]))
    return [TotalsColumn(figure, spec, key not in hidden, key) for key, figure, spec in specs]


def _figures(measure: Measure) -> list[tuple[str, Figure, str, _Value]]:
    path = tr("Path cost") if measure == "cost" else tr("Path days")
    each = tr("Cost / person") if measure == "cost" else tr("Days / person")
    return [
        ("path days", "path days", path, lambda row: row.path_days),
        ("required", "required", tr("Required"), lambda row: row.totals.required),
        ("credited", "credited", tr("Credited"), lambda row: row.totals.credited),
        ("planned", "planned", tr("Planned"), lambda row: row.totals.planned),
        ("done", "done", tr("Done"), lambda row: row.totals.done),
        ("scheduled", "scheduled", tr("Scheduled"), lambda row: row.totals.scheduled),
        ("open", "open", tr("To schedule"), lambda row: row.totals.open),
        ("gap", "gap", tr("Gap"), lambda row: row.totals.gap),
        ("each", "planned", each, lambda row: row.totals.days_per_person),
    ]


def _is_total(row: LedgerRow) -> bool:
    return row.is_total


def _name(by: Group) -> ColumnSpec[LedgerRow]:
    def value(row: LedgerRow) -> object:
        if by == "month":
            return row.key
        return None if row.key in (None, "") else row.name

    def mark(row: LedgerRow) -> str | None:
        return None if by != "track" or row.is_total else track_role(row.position)

    return ColumnSpec(
        group_word(by),
        value,
        lambda row: row_name(row, by),
        tooltip=lambda row: row_name(row, by),
        mark=mark,
        strong=_is_total,
    )


def _count(title: str, value: Callable[[LedgerRow], int]) -> ColumnSpec[LedgerRow]:
    return ColumnSpec(title, value, lambda row: format_number(value(row)), RIGHT, strong=_is_total)


def _number(
    title: str, value: _Value, measure: Measure, currency: str, key: str, places: Decimals
) -> ColumnSpec[LedgerRow]:
    def tone(row: LedgerRow) -> str | None:
        return None if value(row) else "muted"

    def strong(row: LedgerRow) -> bool:
        return row.is_total or key == "planned"

    def lacking(row: LedgerRow) -> int:
        return row.path_unpriced if key == "path days" else row.totals.lacking(_FIGURES.get(key, key))

    def text(row: LedgerRow) -> str:
        amount = value(row)
        written = format_value(amount, measure, currency, places.of(key))
        return short_lacking(written, amount, lacking(row))

    def tooltip(row: LedgerRow) -> str:
        amount, missing = value(row) or _ZERO, lacking(row)
        return with_lacking(format_value(amount, measure, currency), amount, missing) if missing else ""

    def known(row: LedgerRow) -> Decimal | None:
        amount = value(row)
        return None if not amount and lacking(row) else amount

    return ColumnSpec(
        title,
        known,
        text,
        RIGHT,
        tooltip=tooltip,
        tone=tone,
        strong=strong,
        hint=_hint(key),
    )


def _cost(currency: str, places: Decimals) -> ColumnSpec[LedgerRow]:
    def text(row: LedgerRow) -> str:
        written = format_money(row.totals.cost, currency, places.of("cost"))
        return short_lacking(written, row.totals.cost, row.totals.picks_without_price)

    def tooltip(row: LedgerRow) -> str:
        lacking = row.totals.picks_without_price
        return (
            with_lacking(format_money(row.totals.cost, currency), row.totals.cost, lacking) if lacking else ""
        )

    return ColumnSpec(
        tr("Cost"),
        lambda row: if_known(row.totals.cost, row.totals.picks_without_price),
        text,
        RIGHT,
        tooltip=tooltip,
        tone=lambda row: None if row.totals.cost else "muted",
        strong=_is_total,
    )


def _hint(key: str) -> str:
    hints = {
        "path days": tr("What the path requires of one person"),
        "required": tr("What the paths of these people require"),
        "credited": tr("Required, but done, exempt or expected from another plan, as of the plan’s last day"),
        "planned": tr("All picks: done, scheduled and to schedule"),
        "open": tr("Picked, without a seat yet"),
        "gap": tr("Required, neither credited nor met by a pick"),
    }
    return hints.get(key, "")
