"""Writing tables as text: whole files or nothing, harmless in a spreadsheet."""

import codecs
import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import Any, BinaryIO, NamedTuple, TypeAlias
from uuid import uuid4

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.protection import any_runnable, neutralise, restore
from pmplanner.exchange.table import Cell, Row, Table
from pmplanner.sentences import said

Value: TypeAlias = Cell | Sequence[str]
"""What can be written in a cell; a sequence of codes is joined with `;`."""

REASON = "reason"
"""Heading of the last column of a file of rejected rows."""


_OUR_REASON = re.compile(r"(row|event) [\d,]+")

_PART = 4_000
"""Rows that are made into text at a time: enough that their columns repeat themselves, and soon made."""

_REPEATED = 8
"""How often each text of a table stands in it at least, that is made row by row and not by column."""

_NUMBERS = (int, float, Decimal)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    separator: str = ",",
    bom: bool = True,
) -> int:
    """Write a table (RFC 4180, UTF-8) in place of *path* and give the number of rows.

    Raises ExchangeError when it cannot be written; what stood there before then still does.
    """
    count = -1  # the header is no row
    with replacing(path) as stream:
        if bom:
            stream.write(codecs.BOM_UTF8)  # what Excel knows UTF-8 by
        for part in csv_parts(header, rows, separator):
            stream.write(part.text.encode())
            count += part.rows
    return count


class CsvPart(NamedTuple):
    """Some of the lines of a file, and how many rows they are."""

    text: str
    rows: int


def csv_parts(
    header: Sequence[str], rows: Iterable[Sequence[Value]], separator: str = ","
) -> Iterator[CsvPart]:
    """Give a table as text, its header first (RFC 4180); the rows are asked for as the text is."""
    yield CsvPart(_lines([header], separator), 1)
    left = iter(rows)
    while part := list(islice(left, _PART)):
        yield CsvPart(_lines(part, separator), len(part))


def _lines(rows: Sequence[Sequence[Value]], separator: str) -> str:
    """Return rows as lines; what is the same in many cells is made once."""
    widths = set(map(len, rows))
    if len(widths) > 1 or 0 in widths:
        lines = [separator.join([_written(cell, separator) for cell in row]) for row in rows]
    else:
        lines = _lines_of_texts(rows, separator) or _lines_by_column(rows, separator)
    if 1 in widths:
        # A line of nothing would be no row.
        lines = [line or ('""' if row else "") for line, row in zip(lines, rows, strict=True)]
    return "\r\n".join([*lines, ""])


def _lines_of_texts(rows: Sequence[Sequence[Any]], separator: str) -> list[str]:
    """Return rows that hold only texts, and few different ones, as wide tables of states do; else nothing."""
    if not all(isinstance(cell, str) for cell in rows[0]):
        return []
    try:
        texts: set[Any] = set().union(*rows)
    except TypeError:  # lists, of codes
        return []
    if not all(isinstance(text, str) for text in texts):
        return []
    change = _what_changes(texts, separator)
    if change is None:
        return list(map(separator.join, rows))
    if _REPEATED * len(texts) > len(rows) * len(rows[0]):
        return []
    written = {text: change(text, separator) for text in texts}
    return [separator.join(map(written.__getitem__, row)) for row in rows]


def _lines_by_column(rows: Sequence[Sequence[Value]], separator: str) -> list[str]:
    columns = [_column(cells, separator) for cells in zip(*rows, strict=True)]
    return list(map(separator.join, zip(*columns, strict=True)))


def _column(cells: Sequence[Any], separator: str) -> Sequence[str]:
    """Return the cells of a column as they stand in the file."""
    try:
        values = set(cells)
    except TypeError:  # lists, of codes
        return [_written(cell, separator) for cell in cells]
    kinds = set(map(type, values)) - {NoneType}
    if not kinds:
        return ("",) * len(cells)
    if all(issubclass(kind, str) for kind in kinds):
        change = _what_changes(values - {None}, separator)
        if change is None:
            return [cell or "" for cell in cells] if None in values else cells
        written = {text: change(text or "", separator) for text in values}
    elif any(issubclass(kind, _NUMBERS) for kind in kinds) and len({*map(type, cells), NoneType}) > 2:
        # What is equal may be written in two ways, as 1 and yes are.
        return [_written(cell, separator) for cell in cells]
    else:
        written = {value: _written(value, separator) for value in values}
    return list(map(written.__getitem__, cells))


def _what_changes(texts: Collection[str], separator: str) -> Callable[[str, str], str] | None:
    """Return how texts become what stands in the file; nothing where they are written as they are."""
    together = "\n".join(texts)
    if any_runnable(together):
        return _written
    broken = together.count("\n") >= len(texts) or "\r" in together
    return _quoted if broken or '"' in together or separator in together else None


def _written(value: Value, separator: str) -> str:
    """Return a value as it stands between separators."""
    return _quoted(cell_text(value), separator)


def _quoted(text: str, separator: str) -> str:
    if separator in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def has_reasons(table: Table) -> bool:
    """Tell whether the last column holds the reasons of a file of rejected rows, and nothing to be read.

    A column of that name may be somebody's own; ours says which row it was.
    """
    if not table.header or table.header[-1] != REASON:
        return False
    last = len(table.header) - 1
    reasons = [
        cell.strip() for row in table.rows if isinstance(cell := row.cells[last], str) and cell.strip()
    ]
    return not reasons or any(_OUR_REASON.match(cell) for cell in reasons)


def write_rejects(
    path: Path, table: Table, rejected: Iterable[tuple[Row, str]], *, read: Iterable[int] = ()
) -> int:
    """Write rejected rows as they were read, each with its reason in a last column; give their number.

    The reasons of an earlier time are replaced; *read* are the columns that fields were read from, which
    are no such reasons whatever their heading is.

    The file can be mended and read again. Raises ExchangeError as `write_csv`.
    """
    last = len(table.header) - 1
    has_reason = bool(table.header) and table.header[-1] == REASON and last not in read
    width = len(table.header) - has_reason
    rows = ((*row.cells[:width], reason, *row.cells[width + has_reason :]) for row, reason in rejected)
    as_read = ([restore(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    header = [*map(restore, table.header[:width]), REASON]
    return write_csv(path, header, as_read, separator=table.separator or ",")


def cell_text(value: Value) -> str:
    """Give a value as it stands in the file: ISO dates, plain decimals, yes and no, harmless text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralise(value)
    # Before int, which a bool is, too.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return f"{value:%Y-%m-%d} {_clock(value.time())}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return _clock(value)
    return neutralise(";".join(value))


def _number(value: float | Decimal) -> str:
    """Write a number in full, without zeros at the end of its decimals."""
    if isinstance(value, int):
        return str(value)
    # A float through its text: one of 0.1 has fifty more digits than anybody wrote.
    text = format(Decimal(str(value)) if isinstance(value, float) else value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _clock(time: dt.time) -> str:
    """Write a time as hours and minutes, with seconds only where there are any."""
    return time.isoformat("seconds" if time.second else "minutes")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose bytes take the place of *path* once all are safely written, or never.

    Raises ExchangeError when the folder or the file cannot be written.
    """
    # What a link points to is replaced, and not the link itself.
    target = path.resolve()
    _refuse_unwritable(target)
    # In the same folder: only within a file system is a rename one step.
    beside = target.with_name(f".{uuid4().hex}.tmp")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            # Who might read the old file may read the new one, and nobody else.
            shutil.copymode(target, beside)
        beside.replace(target)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ExchangeError(
            said("{path} cannot be written: {reason}.", path=path.name, reason=reason)
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _refuse_unwritable(target: Path) -> None:
    """Raise ExchangeError for what must not be replaced: a folder, a file marked as read-only."""
    if target.is_dir():
        raise ExchangeError(said("{target} is a folder, not a file.", target=target.name))
    if not target.parent.is_dir():
        raise ExchangeError(said("There is no folder {parent}.", parent=target.parent))
    if target.exists() and (not target.stat().st_mode & 0o200 or not os.access(target, os.W_OK)):
        raise ExchangeError(said("{target} is read-only.", target=target.name))
