"""Reading tables from text: records, their separator, their header."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice

from pmplanner.exchange.encoding import decode
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS, find_header, header_score
from pmplanner.exchange.layouts import MATRIX, Layout
from pmplanner.exchange.limits import MAX_CELL, MAX_COLUMNS, MAX_LINES, Watch, refuse_wide
from pmplanner.exchange.table import PROGRESS_STEP, Progress, Row, Table, header_text, is_blank, padded
from pmplanner.exchange.training_matrix import matrix_table
from pmplanner.sentences import said

SEPARATORS = (",", ";", "\t", "|")

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_BLANK = "\0 \t\r\n\f\v\u00a0\u3000"
_WORD = re.compile(r"[^\W_]")
_DOUBTED_WIDTH = 4
"""Headings above which a line of a single cell is doubted."""

# A private character, which no file has.
_END = "\ue000 end of the file"


def read_text(
    data: bytes,
    name: str,
    *,
    layout: Layout | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a table from the bytes of the text file *name*; raises ExchangeError when there is none."""
    watch = Watch(name, progress)
    text, used = decode(data, name, encoding)
    if not _WORD.search(text):
        raise ExchangeError(said("{name} is empty.", name=name))
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        watch.refuse(said("{name} has more than {most:,} lines.", name=watch.name, most=MAX_LINES))
    # Excel's own hint in the first line; it is no row of the table.
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    chosen = separator or (named[1] if named else find_separator(text, layout))
    found = _records(text, chosen, watch, first=2 if named else 1)
    # The number is given before blank lines go: people look for the row in their own program.
    records = [(number, cells) for number, cells in found if not all(map(is_blank, cells))]
    index = find_header([cells for _, cells in records[:SEARCHED_ROWS]], layout)
    if index is None:
        raise ExchangeError(said("{name} is empty.", name=name))
    if layout is MATRIX:
        refuse_wide(name, len(records), max(len(cells) for _, cells in records))
        as_cells = [(n, tuple(cells)) for n, cells in records]
        return matrix_table(as_cells, name, separator=chosen, encoding=used)
    number, cells = records[index]
    if len(cells) > MAX_COLUMNS:
        cells = cells[: _width(cells)]
    refuse_wide(name, len(records) - index, len(cells))
    header = tuple(header_text(cell) for cell in cells)
    rows = tuple(_row(n, row, len(header)) for n, row in records[index + 1 :])
    return Table(name, None, header, number, rows, chosen, used)


def _row(number: int, cells: list[str], width: int) -> Row:
    """Make a row as wide as the header; a line of one cell under many headings is no row of the table."""
    fault = ""
    if len(cells) == 1 and width >= _DOUBTED_WIDTH:
        fault = said("row {number} has 1 cell, but the header has {width}", number=number, width=width)
    return Row(number, padded(tuple(cells), width, ""), fault)


def find_separator(text: str, layout: Layout | None = None) -> str:
    """Find the separator whose columns make most sense; quotes are respected."""
    return max(SEPARATORS, key=lambda separator: _sense(text, separator, layout))


def _sense(text: str, separator: str, layout: Layout | None) -> tuple[int, bool, float, int]:
    """Rate a separator: fields named in the header, then rows as wide as the header, then its width."""
    try:
        sample = (row[:MAX_COLUMNS] for row in islice(_split(text, separator), SEARCHED_ROWS))
        records = [row for row in sample if any(map(str.strip, row))]
    except csv.Error:
        return 0, False, 0.0, 0
    index = find_header(records, layout)
    if index is None:
        return 0, False, 0.0, 0
    width = len(records[index])
    below = records[index + 1 :]
    # A separator that cuts through prose makes rows of all widths.
    even = sum(len(row) == width for row in below) / len(below) if below else 1.0
    return header_score(records[index], layout), width > 1 and even >= 0.5, even, width


def _split(text: str, separator: str) -> Iterator[list[str]]:
    """Split text into records of cells."""
    return csv.reader(_lines(text), delimiter=separator)


def _lines(text: str) -> Iterator[str]:
    """Give each line with what ends it; a stream over the text would take four times its memory."""
    return (found[0] for found in _LINE.finditer(text))


def _width(cells: list[str]) -> int:
    """Return how many cells there are up to the last that holds something; fast, for rows of thousands."""
    held = "\0".join(cells).rstrip(_BLANK)
    return held.count("\0") + 1 if held else 0


def _records(text: str, separator: str, watch: Watch, first: int) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its number.

    Raises ExchangeError at a quotation that never ends, at a cell that is too long, and when it is too much.
    """
    total = text.count("\n") + first
    # A last line of our own comes back alone unless an open quotation has swallowed it.
    lines = chain(_lines(text), (_END,))
    number = first - 1
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator), first):
            if cells == [_END]:
                return
            if number % PROGRESS_STEP == 0:
                watch.tick(number, max(number, total))
            width = _width(cells)
            if width:
                watch.count_row(width, 0, number)
            yield number, cells
    except csv.Error:
        number += 1
        # All marks are paired, so that it can only be the length.
        if text.count('"') % 2 == 0:
            raise ExchangeError(
                said(
                    "{name}, row {row}: a cell has more than {most:,} characters.",
                    name=watch.name,
                    row=number,
                    most=MAX_CELL,
                )
            ) from None
    raise ExchangeError(
        said(
            "{name}, row {row}: a quotation mark is opened there and never closed.",
            name=watch.name,
            row=number,
        )
    )
