"""Writing tables as Excel workbooks (.xlsx): dates and numbers as such, text as text."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.protection import neutralise
from pmplanner.exchange.writing import Value, cell_text, replacing
from pmplanner.sentences import said

MOST_ROWS = 1_048_576
"""Rows of a sheet, with that of the headings."""
_DAY = "yyyy-mm-dd"
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold either, and a workbook with it is not opened."""
_NARROW, _WIDE = 8, 48
"""Between so many letters a column is wide."""


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "") -> int:
    """Write a table in place of *path*, on a sheet called *title*, and give the number of rows.

    The headings stay in view and filter the rows. Raises ExchangeError when it cannot be written or has
    more rows than a sheet; what stood there before then still does.
    """
    table = list(rows)
    if len(table) >= MOST_ROWS:
        raise ExchangeError(
            said("{rows:,} rows are more than an Excel sheet holds; write them as CSV.", rows=len(table))
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(header), 1))}{len(table) + 1}"
    for place, width in enumerate(_widths(header, table), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append(list(_headings(sheet, header)))
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    with replacing(path) as stream:
        book.save(stream)
    return len(table)


def _headings(sheet: Any, header: Sequence[str]) -> Iterator[Cell]:  # noqa: ANN401
    for text in header:
        cell = _text(sheet, neutralise(text))
        cell.font = Font(bold=True)
        yield cell


def _cell(sheet: Any, value: Value) -> Any:  # noqa: ANN401
    """Return what a cell holds; what has no type of its own there is written as in a text file."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        cell: Cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        cell.number_format = _DAY
        return cell
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    return _text(sheet, cell_text(value))


def sheet_text(text: str) -> str:
    """Return a text as a cell may hold it: nothing that would be run, nothing that XML cannot hold."""
    return _storable(neutralise(text))


def _storable(text: str) -> str:
    return _NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))


def _text(sheet: Any, text: str) -> Cell:  # noqa: ANN401
    cell: Cell = WriteOnlyCell(sheet, _storable(text))
    # What begins with "=" would be taken for a formula otherwise.
    cell.data_type = "s"
    return cell


def _widths(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[int]:
    """Yield the width of each column in letters."""
    for place, heading in enumerate(header):
        texts = (cell_text(row[place]) for row in rows if place < len(row))
        longest = max((len(text) for text in chain((heading,), texts)), default=0)
        yield min(max(longest + 2, _NARROW), _WIDE)


def _sheet_name(title: str) -> str:
    """Return a name that a sheet may have: 31 letters, and not those that formulas use."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in title)[:31].strip() or "Sheet1"
