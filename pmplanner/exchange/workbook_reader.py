"""Reading tables from Excel workbooks (.xlsx): the right sheet, its header, cells as they are."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pmplanner.exchange.dates import time_after
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS, find_header, header_score
from pmplanner.exchange.layouts import Layout
from pmplanner.exchange.table import PROGRESS_STEP, Cell, Progress, Row, Table, header_text, is_blank, padded

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet


def read_workbook(
    path: Path, *, sheet: str | None = None, layout: Layout | None = None, progress: Progress | None = None
) -> Table:
    """Read the table of the named sheet, or of the one that looks most like a table of ours.

    Raises ExchangeError when the file is no workbook, has no such sheet, or the sheet is empty.
    """
    with _opened(path) as book:
        sizes = {each.title: each.max_row for each in book.worksheets}
        chosen = _named(book, sheet, path.name) if sheet else _best(book, layout, path.name)
        found = _rows(chosen, path.name, progress, sizes[chosen.title])
        records = [(number, cells) for number, cells in enumerate(found, 1) if not all(map(is_blank, cells))]
        title = str(chosen.title)
    return _table(records, path.name, title, layout)


def sheet_names(path: Path) -> tuple[str, ...]:
    """List the sheets of a workbook, charts left out."""
    with _opened(path) as book:
        return tuple(str(sheet.title) for sheet in book.worksheets)


def _table(
    records: list[tuple[int, tuple[Cell, ...]]], name: str, sheet: str, layout: Layout | None
) -> Table:
    """Make the table of the rows that are not blank; columns without a heading are kept."""
    index = find_header([cells for _, cells in records[:SEARCHED_ROWS]], layout)
    if index is None:
        raise ExchangeError(f"The sheet {sheet} of {name} is empty.")
    number, cells = records[index]
    below = records[index + 1 :]
    width = max(len(row) for _, row in records[index:])
    header = tuple(header_text(cell) for cell in padded(cells, width, None))
    return Table(name, sheet, header, number, tuple(Row(n, padded(row, width, None)) for n, row in below))


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading; raises ExchangeError when it is none.

    Warnings about styles, validation and the like that openpyxl does not carry over mean nothing here.
    """
    from openpyxl import load_workbook

    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # whatever the parts of a broken file make the library stumble over
            raise _broken(path.name) from error
        try:
            yield book
        finally:
            book.close()


def _broken(name: str) -> ExchangeError:
    return ExchangeError(f"{name} is not an Excel workbook (.xlsx), or it is damaged.")


def _named(book: Workbook, sheet: str, name: str) -> ReadOnlyWorksheet:
    """Find a sheet by its name."""
    for each in book.worksheets:
        if str(each.title).strip().casefold() == sheet.strip().casefold():
            return each
    known = ", ".join(str(each.title) for each in book.worksheets)
    raise ExchangeError(f"{name} has no sheet {sheet}; its sheets are: {known}.")


def _best(book: Workbook, layout: Layout | None, name: str) -> ReadOnlyWorksheet:
    """Find the sheet whose header names the most fields; a visible and longer one when equal."""
    if not book.worksheets:
        raise ExchangeError(f"{name} has no sheet with cells.")
    return max(book.worksheets, key=lambda sheet: _promise(sheet, layout, name))


def _promise(sheet: ReadOnlyWorksheet, layout: Layout | None, name: str) -> tuple[int, bool, int]:
    """Rate a sheet by its first rows."""
    found = islice(_rows(sheet, name), SEARCHED_ROWS)
    rows = [cells for cells in found if not all(map(is_blank, cells))]
    score = max((header_score(row, layout) for row in rows), default=0)
    return score, sheet.sheet_state == "visible", len(rows)


def _rows(
    sheet: ReadOnlyWorksheet, name: str, progress: Progress | None = None, total: int | None = None
) -> Iterator[tuple[Cell, ...]]:
    """Give the cells of every row from the first, blank ones too, without blank cells at the end."""
    # Many programs write a wrong size, and the library would read no further than that.
    sheet.reset_dimensions()
    rows = cast("Iterator[tuple[ReadOnlyCell | EmptyCell, ...]]", cast("Any", sheet).iter_rows())
    number = 0
    while True:
        try:
            cells = next(rows, None)
        except Exception as error:  # whatever the parts of a broken file make the library stumble over
            raise _broken(name) from error
        if cells is None:
            return
        number += 1
        if progress and number % PROGRESS_STEP == 0:
            progress(number, total if total and total >= number else None)
        yield padded(tuple(_cell(cell) for cell in cells), 0, None)


def _cell(cell: ReadOnlyCell | EmptyCell) -> Cell:
    """Give the value of a cell, as text where the workbook shows leading zeros."""
    value: Any = cell.value
    if type(value) is int and set(cell.number_format) == {"0"}:
        return str(value).zfill(len(cell.number_format)) if len(cell.number_format) > 1 else value
    if isinstance(value, dt.timedelta):
        return _time_of_day(value)
    if isinstance(value, str) and "_x" in value:
        return _unescaped(value)
    return value  # type: ignore[no-any-return]


def _unescaped(text: str) -> str:
    """Give text with the characters that a workbook writes as codes, such as _x000D_."""
    from openpyxl.utils.escape import unescape

    return str(unescape(text))


def _time_of_day(length: dt.timedelta) -> Cell:
    """Give a length as the time of day that it means in a column of times, or in days."""
    if dt.timedelta() <= length < dt.timedelta(days=1):
        return time_after(length.seconds)
    return length / dt.timedelta(days=1)
