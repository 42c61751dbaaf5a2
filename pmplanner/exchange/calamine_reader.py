"""Reading tables from older and other workbooks (.xls, .xlsb, .ods), in a process of its own.

The library gives a sheet as a full rectangle and ends the process when there is no memory for it: a file
of two cells, in the first and the last corner, is enough. In a process of its own that takes nothing
along, and reading can be ended at any time.
"""

import datetime as dt
import multiprocessing
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pmplanner.exchange.dates import time_after
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS
from pmplanner.exchange.layouts import Layout
from pmplanner.exchange.limits import MAX_CELLS, MAX_PART, MAX_ROWS, MAX_UNPACKED, Watch
from pmplanner.exchange.table import PROGRESS_STEP, Cell, Progress, Table, is_blank
from pmplanner.exchange.workbook_reader import choose_sheet, table_of_sheet
from pmplanner.sentences import marked, resaid, said

_MEMORY = 2**30
_MOST_SHEETS = 200
_MOST_PARTS = 10_000
_POLL_SECONDS = 0.1
_ZEROS = marked(
    "Numbers that the sheet shows with zeros in front come without them from this kind of file (00123 as"
    " 123); save it as .xlsx to keep them."
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d{4,})\"")

_KINDS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": marked(
        "{name} is not an old Excel workbook (.xls) that can be read; it may be damaged."
    ),
    b"PK\x03\x04": marked("{name} is not a workbook (.ods or .xlsb) that can be read; it may be damaged."),
}


def is_other_workbook(path: Path, start: bytes) -> bool:
    """Tell whether a file that begins so is a workbook that is read here, and not an .xlsx."""
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return True
    if not start.startswith(b"PK\x03\x04"):
        return False
    if b"application/vnd.oasis.opendocument.spreadsheet" in start[:128]:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.bin" in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read_other_workbook(
    path: Path, *, sheet: str | None = None, layout: Layout | None = None, progress: Progress | None = None
) -> Table:
    """Read the table of the named sheet, or of the one that looks most like a table of ours.

    Raises ExchangeError as `read_workbook`.
    """
    watch = Watch(path.name, progress)
    with _reading(path, watch) as connection:
        heads = _ask(connection, watch, ("heads", None))
        titles = [title for title, _, _ in heads]
        firsts = None if sheet else [(rows, visible) for _, visible, rows in heads]
        chosen = titles[choose_sheet(path.name, titles, sheet, firsts, layout)]
        size, records, number = _ask(connection, watch, ("rows", chosen)), [], 0
        while rows := _ask(connection, watch, ("more", None)):
            for number, cells in rows:
                longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
                watch.count_row(len(cells), longest, number)
                records.append((number, cells))
            watch.tick(number, max(size, number))
    table = table_of_sheet(records, path.name, chosen, layout)
    numbers = any(isinstance(cell, int | float) for row in table.rows for cell in row.cells)
    return replace(table, notes=(*table.notes, *(resaid(_ZEROS),) * numbers))


def other_sheet_names(path: Path, progress: Progress | None = None) -> tuple[str, ...]:
    """List the sheets; raises ExchangeError as `read_other_workbook`."""
    watch = Watch(path.name, progress)
    with _reading(path, watch) as connection:
        return tuple(_ask(connection, watch, ("names", None)))


@contextmanager
def _reading(path: Path, watch: Watch) -> Iterator[Connection]:
    """Give a connection to the process that reads the file, which ends with it."""
    _refuse_unpacked(path, watch)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, str(path)), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()
        ours.close()


def _ask(connection: Connection, watch: Watch, question: tuple[str, str | None]) -> Any:  # noqa: ANN401
    """Return the answer of the process; raises ExchangeError when it has none or has ended."""
    try:
        connection.send(question)
        while not connection.poll(_POLL_SECONDS):
            watch.look()
        answer = connection.recv()
    except (EOFError, OSError) as error:
        if error is watch.stopped:
            raise
        raise ExchangeError(
            said(
                "{watch} cannot be read: it is damaged, or takes too much memory. Save it as .xlsx or CSV.",
                watch=watch.name,
            )
        ) from error
    if isinstance(answer, str):
        # It is said here, since the other process does not know the language.
        raise ExchangeError(resaid(answer, name=watch.name))
    return answer


def _refuse_unpacked(path: Path, watch: Watch) -> None:
    """Raise ExchangeError for an archive that is too large when it is unpacked."""
    try:
        with path.open("rb") as stream:
            data = stream.read()
        if not data.startswith(b"PK"):
            return
        if data.count(b"PK\x01\x02") > _MOST_PARTS:
            watch.refuse(said("{name} has more than {most:,} parts.", name=watch.name, most=_MOST_PARTS))
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".bin", ".rels"))]
            largest = max((part.file_size for part in parts), default=0)
            if largest > MAX_PART or sum(part.file_size for part in parts) > MAX_UNPACKED:
                watch.refuse(
                    said(
                        "{name} is too large: a part of it takes {largest:,.0f} MB unpacked.",
                        name=watch.name,
                        largest=largest / 2**20,
                    )
                )
            if "content.xml" in archive.namelist():
                _refuse_repeated(archive.read("content.xml"), watch)
    except ExchangeError:
        raise
    except Exception as error:  # whatever a broken archive makes the library stumble over
        raise ExchangeError(
            said("{path} is not a workbook that can be read; it may be damaged.", path=path.name)
        ) from error


def _refuse_repeated(content: bytes, watch: Watch) -> None:
    """Raise ExchangeError for rows or cells that hold something and are said to come very often."""
    for match in _REPEATED.finditer(content):
        # Blank ones are repeated to the end of the sheet by every program.
        row = content[match.end() : content.find(b"</table:table-row>", match.end()) + 1]
        cell = row[: row.find(b">") + 1]
        holds = b"office:value" in (row if b"rows-repeated" in match[0] else cell)
        if holds and int(match[1]) > MAX_ROWS:
            watch.refuse(
                said(
                    "{name} says that a row or cell comes {times:,} times.",
                    name=watch.name,
                    times=int(match[1]),
                )
            )


def serve(connection: Connection, path: str) -> None:
    """Answer questions about a workbook until nobody asks; runs in a process of its own."""
    _limit_memory()
    # What the library writes when there is no memory is nobody's concern.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        with suppress(EOFError, OSError):
            _serve(connection, path)
    except BaseException as error:
        answer = marked("{name} is protected by a password; save it without one.")
        locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
        if isinstance(error, _TooLargeError):
            answer = marked(
                "{name} has a sheet of more cells than can be read; divide it, or save it as CSV."
            )
        elif not locked:
            unknown = marked("{name} is not a workbook that can be read; it may be damaged.")
            answer = next((words for start, words in _KINDS.items() if _starts(path, start)), unknown)
        with suppress(OSError):
            connection.send(answer)


class _TooLargeError(Exception):
    """A sheet of very many cells."""


def _serve(connection: Connection, path: str) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    names = book.sheet_names[:_MOST_SHEETS]
    rows: Iterator[tuple[int, tuple[Cell, ...]]] = iter(())
    while True:
        what, title = connection.recv()
        if what == "names":
            connection.send(names)
        elif what == "heads":
            shown = {each.name: "Visible" in str(each.visible) for each in book.sheets_metadata}
            heads = []
            for name in names:
                found = _rows(book.get_sheet_by_name(name), SEARCHED_ROWS)
                heads.append((name, shown.get(name, True), [cells for _, cells in found]))
            connection.send(heads)
        elif what == "rows":
            sheet = book.get_sheet_by_name(title)
            rows = _rows(sheet, None)
            connection.send(sheet.total_height)
        else:
            connection.send(list(islice(rows, PROGRESS_STEP)))


def _rows(sheet: Any, most: int | None) -> Iterator[tuple[int, tuple[Cell, ...]]]:  # noqa: ANN401
    """Give the rows that hold something, with their numbers, without blank cells at the end."""
    if sheet.height * sheet.width > 10 * MAX_CELLS:
        raise _TooLargeError
    for number, values in enumerate(sheet.iter_rows(), 1):
        if most is not None and number > most:
            return
        cells = tuple(map(_cell, values))
        last = next((place for place in range(len(cells), 0, -1) if not is_blank(cells[place - 1])), 0)
        if last:
            yield number, cells[:last]


def _cell(value: Any) -> Cell:  # noqa: ANN401 - of the library
    if isinstance(value, dt.timedelta):
        whole = dt.timedelta() <= value < dt.timedelta(days=1)
        return time_after(value.seconds) if whole else value / dt.timedelta(days=1)
    return None if value == "" else value


def _starts(path: str, start: bytes) -> bool:
    with suppress(OSError), Path(path).open("rb") as stream:
        return stream.read(len(start)) == start
    return False


def _limit_memory() -> None:
    """Give this process so much memory and no more, where the system can do that."""
    try:
        import resource
    except ImportError:  # Windows, where the process ends when there is none
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
