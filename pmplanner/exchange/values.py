"""What a cell means in a field: the cell in, a value of the field's kind out."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pmplanner.exchange.dates import DateOrder, parse_date, parse_time
from pmplanner.exchange.layouts import Kind
from pmplanner.exchange.numbers import (
    DecimalMark,
    parse_amount,
    parse_count,
    parse_currency,
    parse_days,
    parse_hours,
    parse_money,
)
from pmplanner.exchange.protection import FAILED, restore
from pmplanner.exchange.table import Cell
from pmplanner.exchange.weeks import parse_week
from pmplanner.exchange.words import NONE
from pmplanner.sentences import said

NONE_GIVEN = object()
"""Stands for the word `none` in a field where that says more than an empty cell: there is none."""

_NOTHING = frozenset({"", "-", "–", "n/a", "na", "null", "none", "nan", "nat"})
_FAILED = frozenset(FAILED)
_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})
_LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Habits:
    """How one file writes its dates and numbers."""

    date_order: DateOrder | None = None
    decimal_mark: DecimalMark = "."


def bare(cell: Cell) -> Cell:
    """Give a cell without the blanks around it and the apostrophe that protects it."""
    return restore(cell.strip()).strip() if isinstance(cell, str) else cell


def is_word_none(cell: Cell) -> bool:
    """Tell whether a cell holds the word `none`, in whatever case."""
    content = bare(cell)
    return isinstance(content, str) and content.casefold() == NONE


def read_value(cell: Cell, kind: Kind, habits: Habits) -> object:
    """Give the value of a cell, None for an empty one; raises ValueError saying what is wrong."""
    content = bare(cell)
    if content is None or content == "":
        return None
    if isinstance(content, str):
        if content in _FAILED and isinstance(cell, str) and cell.strip() == content:
            raise ValueError(said("is an error in the spreadsheet"))
        if kind in _TYPED and content.lower() in _NOTHING:
            return None
    return _READERS[kind](content, habits)


def as_text(cell: Cell) -> str:
    """Give what a cell shows, on one line, whole numbers without decimals."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, bool):
        # As a spreadsheet shows it: it may be a surname that the spreadsheet took for a truth value.
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return " ".join(str(cell).split())


def _note(cell: Cell) -> str:
    return _LINE_END.sub("\n", cell) if isinstance(cell, str) else as_text(cell)


def _identifier(cell: Cell) -> str:
    if isinstance(cell, dt.date | dt.time):
        raise ValueError(said("is a date, where a code or number was expected"))
    return as_text(cell)


def _flag(cell: Cell) -> bool:
    word = as_text(cell).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(said("is neither yes nor no"))


def _codes(cell: Cell) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in as_text(cell).split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _days(cell: Cell, *, or_none: bool = False) -> Decimal:
    if isinstance(cell, dt.date | dt.time):
        raise ValueError(said("is a date, where a number of days was expected"))
    return parse_days(cell, or_none=or_none)


def _hours(cell: Cell) -> Decimal:
    if isinstance(cell, dt.date | dt.time):
        raise ValueError(said("is a date or time, where a number of hours was expected"))
    return parse_hours(cell)


_TYPED = frozenset(
    {"days", "aim", "hours", "money", "rate", "currency", "count", "date", "time", "flag", "week"}
)
_READERS: dict[Kind, Callable[[Cell, Habits], object]] = {
    "text": lambda cell, _: as_text(cell),
    "note": lambda cell, _: _note(cell),
    "identifier": lambda cell, _: _identifier(cell),
    "days": lambda cell, _: _days(cell),
    "aim": lambda cell, _: _days(cell, or_none=True),
    "hours": lambda cell, _: _hours(cell),
    "money": lambda cell, habits: parse_money(cell, habits.decimal_mark),
    "rate": lambda cell, habits: parse_amount(cell, habits.decimal_mark),
    "currency": lambda cell, _: parse_currency(as_text(cell)),
    "count": lambda cell, habits: parse_count(cell, habits.decimal_mark),
    "date": lambda cell, habits: parse_date(cell, habits.date_order),
    "time": lambda cell, _: parse_time(cell),
    "flag": lambda cell, _: _flag(cell),
    "codes": lambda cell, _: _codes(cell),
    "week": lambda cell, _: parse_week(as_text(cell)),
}
