"""Reading tables from text: records, their separator, their header."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice

from pmplanner.exchange.encoding import decode
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS, find_header, header_score
from pmplanner.exchange.layouts import Layout
from pmplanner.exchange.table import PROGRESS_STEP, Progress, Row, Table, header_text, is_blank, padded

SEPARATORS = (",", ";", "\t", "|")

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)
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
    text, used = decode(data, name, encoding)
    if not any(map(str.isalnum, text)):
        raise ExchangeError(f"{name} is empty.")
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    chosen = separator or (said[1] if said else find_separator(text, layout))
    found = _records(text, chosen, name, progress, first=2 if said else 1)
    records = [(number, cells) for number, cells in found if not all(map(is_blank, cells))]
    index = find_header([cells for _, cells in records[:SEARCHED_ROWS]], layout)
    if index is None:
        raise ExchangeError(f"{name} is empty.")
    number, cells = records[index]
    header = tuple(header_text(cell) for cell in cells)
    rows = tuple(Row(n, padded(tuple(row), len(header), "")) for n, row in records[index + 1 :])
    return Table(name, None, header, number, rows, chosen, used)


def find_separator(text: str, layout: Layout | None = None) -> str:
    """Find the separator whose columns make most sense; quotes are respected."""
    return max(SEPARATORS, key=lambda separator: _sense(text, separator, layout))


def _sense(text: str, separator: str, layout: Layout | None) -> tuple[int, bool, float, int]:
    """Rate a separator: fields named in the header, then rows as wide as the header, then its width."""
    try:
        records = [row for row in islice(_split(text, separator), SEARCHED_ROWS) if any(map(str.strip, row))]
    except csv.Error:
        return 0, False, 0.0, 0
    index = find_header(records, layout)
    if index is None:
        return 0, False, 0.0, 0
    width = len(records[index])
    below = records[index + 1 :]
    even = sum(len(row) == width for row in below) / len(below) if below else 1.0
    return header_score(records[index], layout), width > 1 and even >= 0.5, even, width


def _split(text: str, separator: str) -> Iterator[list[str]]:
    """Split text into records of cells."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _records(
    text: str, separator: str, name: str, progress: Progress | None, first: int
) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its number; raises ExchangeError at a quotation that never ends."""
    total = text.count("\n") + first
    # A last line of our own comes back alone unless an open quotation has swallowed it.
    lines = chain(io.StringIO(text, newline=""), (_END,))
    number = first - 1
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator), first):
            if cells == [_END]:
                return
            if progress and number % PROGRESS_STEP == 0:
                progress(number, max(number, total))
            yield number, cells
    except csv.Error:
        number += 1
    raise ExchangeError(f"{name}, row {number}: a quotation mark is opened there and never closed.")
