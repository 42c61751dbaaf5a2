"""Reading tables from Excel workbooks (.xlsx): the right sheet, its header, cells as they are."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from pmplanner.exchange.errors import EmptySheetError, ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS, find_header, header_score
from pmplanner.exchange.layouts import MATRIX, Layout
from pmplanner.exchange.limits import Watch, refuse_wide
from pmplanner.exchange.table import GROUP_SIGN, Cell, Progress, Row, Table, header_text, is_blank, padded
from pmplanner.exchange.training_matrix import matrix_table
from pmplanner.exchange.workbook_parts import Book, Sheet, open_stream
from pmplanner.sentences import said


def read_workbook(
    path: Path, *, sheet: str | None = None, layout: Layout | None = None, progress: Progress | None = None
) -> Table:
    """Read the table of the named sheet, or of the one that looks most like a table of ours.

    Raises ExchangeError when the file is no workbook or too large, has no such sheet, or the sheet is empty.
    """
    with _opened(path, Watch(path.name, progress)) as book:
        names = [each.title for each in book.sheets]
        heads = None if sheet else [(_head(book, each), each.visible) for each in book.sheets]
        chosen = book.sheets[choose_sheet(path.name, names, sheet, heads, layout)]
        records = list(book.rows(chosen, tell=True))
    return table_of_sheet(records, path.name, chosen.title, layout)


def sheet_names(path: Path, progress: Progress | None = None) -> tuple[str, ...]:
    """List the sheets of a workbook, charts left out."""
    with _opened(path, Watch(path.name, progress)) as book:
        return tuple(sheet.title for sheet in book.sheets)


def choose_sheet(
    name: str,
    titles: list[str],
    wanted: str | None,
    heads: list[tuple[list[tuple[Cell, ...]], bool]] | None,
    layout: Layout | None,
) -> int:
    """Return the place of the sheet called *wanted*, or of the one whose header names the most fields.

    *heads* has the first rows of each sheet and whether it is shown; a visible and longer one is better
    when equal. Raises ExchangeError when there is none.
    """
    if wanted is not None:
        folded = [title.strip().casefold() for title in titles]
        if wanted.strip().casefold() in folded:
            return folded.index(wanted.strip().casefold())
        raise ExchangeError(
            said(
                "{name} has no sheet {wanted}; its sheets are: {titles}.",
                name=name,
                wanted=wanted,
                titles=", ".join(titles),
            )
        )
    if not heads:
        raise ExchangeError(said("{name} has no sheet with cells.", name=name))

    def promise(place: int) -> tuple[int, bool, int]:
        rows, visible = heads[place]
        return max((header_score(row, layout) for row in rows), default=0), visible, len(rows)

    return max(range(len(heads)), key=promise)


def table_of_sheet(
    records: list[tuple[int, tuple[Cell, ...]]], name: str, sheet: str, layout: Layout | None
) -> Table:
    """Make the table of the rows that are not blank; columns without a heading are kept."""
    # The lines above groups in our own workbooks are no rows.
    records = [row for row in records if not _heads_group(row[1])]
    if layout is MATRIX and records:
        return matrix_table(records, name, sheet)
    index = find_header([cells for _, cells in records[:SEARCHED_ROWS]], layout)
    if index is None:
        raise EmptySheetError(said("The sheet {sheet} of {name} is empty.", sheet=sheet, name=name))
    number, cells = records[index]
    below = records[index + 1 :]
    width = max(len(row) for _, row in records[index:])
    refuse_wide(name, len(below), width)
    header = tuple(header_text(cell) for cell in padded(cells, width, None))
    return Table(name, sheet, header, number, tuple(Row(n, padded(row, width, None)) for n, row in below))


def _heads_group(cells: tuple[Cell, ...]) -> bool:
    return (
        isinstance(first := cells[0], str) and first.startswith(GROUP_SIGN) and all(map(is_blank, cells[1:]))
    )


@contextmanager
def _opened(path: Path, watch: Watch) -> Iterator[Book]:
    """Open a workbook for reading; raises ExchangeError when it is none.

    Warnings about styles, validation and the like that openpyxl does not carry over mean nothing here.
    """
    with open_stream(path) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = Book(stream, watch)
        try:
            yield book
        finally:
            book.close()


def _head(book: Book, sheet: Sheet) -> list[tuple[Cell, ...]]:
    """Return the first rows of a sheet."""
    return [cells for _, cells in takewhile(lambda row: row[0] <= SEARCHED_ROWS, book.rows(sheet))]
