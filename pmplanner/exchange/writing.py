"""Writing tables as text: whole files or nothing, harmless in a spreadsheet."""

import csv
import datetime as dt
import io
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.protection import neutralise, restore
from pmplanner.exchange.table import Cell, Row, Table
from pmplanner.sentences import said

Value: TypeAlias = Cell | Sequence[str]
"""What can be written in a cell; a sequence of codes is joined with `;`."""

REASON = "reason"
"""Heading of the last column of a file of rejected rows."""


_OUR_REASON = re.compile(r"(row|event) [\d,]+")


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
    with replacing(path) as stream:
        # The mark is what Excel knows UTF-8 by; newline="", or Windows would end lines twice.
        text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="")
        writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
        count = -1  # the header is no row
        try:
            for count, cells in enumerate(chain((header,), rows)):  # noqa: B007
                writer.writerow([cell_text(value) for value in cells])
        finally:
            # Flushes, and leaves the stream open, which is still to be written through.
            text.detach()
    return count


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
    # Through its text: a float of 0.1 has fifty more digits than anybody wrote.
    text = format(Decimal(str(value)), "f")
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
