"""Rows of a table as typed values, each with what is wrong in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pmplanner.exchange.dates import DateOrder, decide_order
from pmplanner.exchange.layouts import Field, Layout
from pmplanner.exchange.mapping import ColumnMatch
from pmplanner.exchange.numbers import decide_mark
from pmplanner.exchange.profiles import Profile
from pmplanner.exchange.table import Cell, Row, Table, is_blank
from pmplanner.exchange.values import Habits, as_text, bare, read_value

T = TypeVar("T")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row as values of the layout's fields. A field that is empty in the file has no value."""

    row: Row
    values: dict[str, object]
    errors: tuple[str, ...]
    """Sentences with row, column and value; a row with any must be rejected."""

    @property
    def number(self) -> int:
        """The number of the row in the file."""
        return self.row.number

    def get(self, name: str, kind: type[T]) -> T | None:
        """Give a value as the type that its field has; None when the file has none."""
        value = self.values.get(name)
        return value if isinstance(value, kind) else None


@dataclass(frozen=True, slots=True)
class Parsed:
    """All rows, and in which order their dates were read."""

    rows: tuple[ParsedRow, ...]
    date_order: DateOrder | None
    """None when no date depends on it, or when it must be asked for."""
    ambiguous_dates: bool
    """True when dates can be read in two ways: ask, and parse again with the answer."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for every row: the fields with their columns, and how the file writes values."""

    table: Table
    layout: Layout
    profile: Profile | None
    fields: tuple[tuple[Field, int], ...]
    habits: Habits


def parse_rows(
    table: Table, layout: Layout, match: ColumnMatch, *, date_order: DateOrder | None = None
) -> Parsed:
    """Read every row; the order of day and month is decided from the whole file unless given."""
    fields = tuple(
        (field, match.columns[field.name]) for field in layout.fields if field.name in match.columns
    )
    order, ambiguous = date_order or (match.profile.date_order if match.profile else None), False
    if order is None:
        order, ambiguous = decide_order(_texts(table, fields, {"date"}))
    mark = decide_mark(_texts(table, fields, {"money"}))
    plan = _Plan(table, layout, match.profile, fields, Habits(order, mark))
    rows = tuple(_parse(plan, row, cells) for row, cells in _filled(plan))
    return Parsed(rows, order, ambiguous)


def _texts(table: Table, fields: Iterable[tuple[Field, int]], kinds: set[str]) -> Iterator[str]:
    """Give all text in the columns of some kinds."""
    columns = {index for field, index in fields if field.kind in kinds}
    for row in table.rows:
        for index in columns:
            content = bare(row.cells[index])
            if isinstance(content, str) and content:
                yield content


def _filled(plan: _Plan) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    """Give each row and its cells, those filled down that the writer left out in a group."""
    names = plan.profile.filled_down if plan.profile else ()
    columns = [index for field, index in plan.fields if field.name in names]
    above: dict[int, Cell] = {}
    for row in plan.table.rows:
        if any(not is_blank(row.cells[index]) for index in columns):
            above = {index: row.cells[index] for index in columns}
        yield row, tuple(above.get(i, cell) for i, cell in enumerate(row.cells))


def _parse(plan: _Plan, row: Row, cells: tuple[Cell, ...]) -> ParsedRow:
    """Read one row."""
    width = len(plan.table.header)
    if len(cells) > width:
        return ParsedRow(row, {}, (f"row {row.number} has {len(cells)} cells, but the header has {width}",))
    values: dict[str, object] = {}
    errors: list[str] = []
    failed: set[str] = set()
    for field, index in plan.fields:
        try:
            value = read_value(cells[index], field.kind, plan.habits)
        except ValueError as error:
            failed.add(field.name)
            errors.append(_complaint(row, plan.table.header[index], cells[index], str(error)))
            continue
        if value is not None:
            values[field.name] = _translated(plan.profile, field.name, value)
    errors += _lacking(plan.layout, row, values.keys() | failed)
    _split_names(values)
    return ParsedRow(row, values, tuple(errors))


def _complaint(row: Row, heading: str, cell: Cell, what: str) -> str:
    shown = as_text(bare(cell))
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return f"row {row.number}, {heading}: '{shown}' {what}"


def _translated(profile: Profile | None, name: str, value: object) -> object:
    """Give our word for the word of another system."""
    if profile and name in profile.words and isinstance(value, str):
        return profile.words[name].get(value.lower(), value)
    return value


def _lacking(layout: Layout, row: Row, present: set[str]) -> Iterator[str]:
    """Say what the row must have and has not."""
    for field in layout.fields:
        if field.required and field.name not in present:
            yield f"row {row.number}: {field.title} is empty"
    for group in layout.needs:
        if present.isdisjoint(group):
            titles = [field.title for field in layout.fields if field.name in group]
            yield f"row {row.number} needs at least one of {', '.join(titles)}"


def _split_names(values: dict[str, object]) -> None:
    """Turn a full name into first and last, and a manager's address into what it is."""
    name = values.pop("full_name", None)
    if isinstance(name, str) and not ("first_name" in values or "last_name" in values):
        first, last = split_name(name)
        values.update({key: part for key, part in (("first_name", first), ("last_name", last)) if part})
    manager = values.get("manager")
    if isinstance(manager, str) and "@" in manager:
        del values["manager"]
        values.setdefault("manager_email", manager)


def split_name(name: str) -> tuple[str, str]:
    """Split "Last, First" or "First Last" into first and last name; a single word is a last name."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last
