"""A table as it stands in a file: a header and rows of cells, each row with its number."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from pmplanner.exchange.calendar_marks import CalendarMarks

Cell: TypeAlias = str | int | float | bool | Decimal | dt.datetime | dt.date | dt.time | None
"""Text in a text file; what the workbook holds in a workbook."""

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told how many rows are read, of how many (None when unknown); stops the reading by raising."""

GROUP_SIGN = "▸ "
"""What the line above a group begins with in our workbooks, which is no row."""

PROGRESS_STEP = 500
"""Rows between two calls of a Progress."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file; *number* counts from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]
    fault: str = ""
    """Why nothing can be read from it, as a sentence without its point that names the place."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table read from a file; every row has at least as many cells as the header."""

    name: str
    """The name of the file."""
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    separator: str | None = None
    """None for a workbook."""
    encoding: str | None = None
    """None for a workbook."""
    notes: tuple[str, ...] = ()
    """What of the file is not in the table, and why, in sentences."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many events of a calendar could be taken on wish: "free" time, "part" of a day."""
    marks: CalendarMarks | None = None
    """Of a calendar: by what its events are known again."""

    @property
    def from_calendar(self) -> bool:
        """Whether the rows are the events of a calendar, of which nobody wrote a header."""
        return self.separator is None and self.sheet is None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def header_text(cell: Cell) -> str:
    """Give a header cell as text on one line."""
    text = "" if cell is None else " ".join(str(cell).split())
    # The mark of UTF-8, as a spreadsheet keeps it that took a text file for one of another encoding.
    return text.removeprefix("\ufeff").removeprefix("ï»¿")


def padded(cells: tuple[Cell, ...], width: int, filler: Cell) -> tuple[Cell, ...]:
    """Give the cells without blank ones past *width*, filled up to it."""
    end = len(cells)
    while end > width and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end] + (filler,) * (width - end)
