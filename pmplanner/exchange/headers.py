"""Recognising headings: the form in which they are compared, and which row is the header."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pmplanner.exchange.layouts import LAYOUTS, Layout
from pmplanner.exchange.table import Cell, header_text, is_blank

SEARCHED_ROWS = 100
"""Rows at the top of a table in which its header is looked for."""

_VALUE = re.compile(r"[\W\d_]*|\S+@\S+\.\S+")


def plain(name: str) -> str:
    """Give a heading without case, spaces and punctuation, as headings are compared; # is for number."""
    if "#" in name:
        name = name.replace("#", " No")
    # Most headings are, and a file of thousands of columns asks often.
    if name.isascii():
        return "".join(filter(str.isalnum, name.lower()))
    return "".join(ch for ch in unicodedata.normalize("NFKC", name).casefold() if ch.isalnum())


@cache
def known_headings(layout: Layout) -> Mapping[str, str]:
    """Map each heading of a layout, in its plain form, to the field that it names."""
    return {plain(heading): field.name for field in layout.fields for heading in field.headings}


def header_score(cells: Iterable[Cell], layout: Layout | None = None) -> int:
    """Count the fields that a row names, of one layout or of the one that it fits best."""
    names = {plain(header_text(cell)) for cell in cells}
    layouts = LAYOUTS.values() if layout is None else (layout,)
    return max(len({known[name] for name in names & known.keys()}) for known in map(known_headings, layouts))


def find_header(rows: Sequence[Sequence[Cell]], layout: Layout | None = None) -> int | None:
    """Give the index of the header row; None when every row is blank.

    It is the row that names the most fields, at least two; else the first that is full of text.
    """
    scores = [header_score(row, layout) for row in rows]
    best = max(scores, default=0)
    # One field alone is often named in a title above the table.
    if best >= 2:
        return scores.index(best)
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    # A title stands alone in its row; a header fills it.
    full = [i for i, row in enumerate(rows) if 2 * filled[i] > max(filled) and _is_text(row)]
    named = [i for i in full if scores[i]]
    return next(iter(named + full + [i for i, count in enumerate(filled) if count]), None)


def _is_text(row: Sequence[Cell]) -> bool:
    """Tell whether all cells that hold something hold words."""
    return all(
        is_blank(cell) or (isinstance(cell, str) and not _VALUE.fullmatch(cell.strip())) for cell in row
    )
