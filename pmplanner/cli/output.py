"""Words and tables for the terminal, and what becomes of them when nobody listens any more."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pmplanner.sentences import counted, said

if TYPE_CHECKING:
    from pmplanner.exchange.writing import Value


def say(text: str) -> None:
    """Write lines to the terminal."""
    _guarded(lambda: sys.stdout.write(f"{text}\n"))


def print_rows(
    args: Namespace,
    columns: Mapping[str, str],
    rows: Sequence[Sequence[Value]],
    nothing: str = "",
    *,
    seen: Sequence[str] = (),
) -> None:
    """Print rows as --format says: *columns* are the headings of files and keys of JSON, with their titles.

    A table without rows is *nothing*, a sentence; it has only the columns *seen*, where these are named.
    """
    if as_data(args.format, columns, rows):
        return
    if rows or not nothing:
        places = [place for place, name in enumerate(columns) if not seen or name in seen]
        titles = list(columns.values())
        say(table([titles[place] for place in places], [[row[place] for place in places] for row in rows]))
    else:
        say(nothing)


DATA = ("csv", "json")
"""What --format says for rows that are no table."""


def as_data(form: str, header: Iterable[str], rows: Sequence[Sequence[Value]]) -> bool:
    """Print rows as CSV or JSON where --format says so; False for a table, which is still to be printed."""
    if form == "csv":
        say_bytes(csv_bytes(list(header), rows))
    elif form == "json":
        say(json_text(list(header), rows))
    return form in DATA


def saved(
    args: Namespace, workspace: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[Value]]
) -> bool:
    """Write rows to the file that --save names, and say so; False where it names none.

    *name* is that of the table, by which its sums and states are known. Raises PlanError for the file of the
    *workspace* itself, and ExchangeError for one that cannot be written.
    """
    path: Path | None = getattr(args, "save", None)
    if path is None:
        return False
    from pmplanner.services.errors import PlanError  # slow to load, and not needed by most
    from pmplanner.services.exporting.sheets import table_sheet
    from pmplanner.services.exporting.tables import write_table

    if path.resolve() == workspace.resolve():
        raise PlanError(said("{file} is the workspace itself; name another file.", file=path))
    count = write_table(path, table_sheet(name, header, rows))
    say(counted("Wrote {n:,} row to {file}.", "Wrote {n:,} rows to {file}.", count, file=path))
    return True


def remark(args: Namespace, text: str) -> None:
    """Say something beside what is printed: where that is CSV or JSON, to where errors go."""
    if getattr(args, "format", "table") == "table":
        say(text)
    else:
        complain(text)


def say_bytes(content: bytes) -> None:
    """Write bytes as they are, so that no line end is changed on the way."""

    def write() -> None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()

    _guarded(write)


def say_file(write: Callable[[Path], object]) -> None:
    """Write to the terminal what *write* would write to a file."""
    from tempfile import TemporaryDirectory  # not needed by most, and slow to load

    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path)
        say_bytes(path.read_bytes())


def complain(text: str) -> None:
    """Write a sentence to where errors go."""
    sys.stderr.write(f"pmplanner: {text}\n")


def accept_any_character() -> None:
    """Show what the terminal cannot, in place of failing at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Make sure that all is written."""
    _guarded(sys.stdout.flush)


def _guarded(write: Callable[[], object]) -> None:
    """Write, and write to nowhere from then on when the reader has gone: the work itself goes on."""
    try:
        write()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def table(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return aligned columns under their headings; what is not applicable is blank."""
    rows = list(rows)
    right = [any(isinstance(row[place], int | Decimal) for row in rows) for place in range(len(header))]
    cells = [list(header), *([shown(value) for value in row] for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(header))]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(_line(row, widths, right) for row in cells)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    aligned = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(aligned).rstrip()


def shown(value: Value) -> str:
    """Return a value as people read it, on one line and without what would steer the terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, int):
        return f"{value:,}"
    text = value if isinstance(value, str) else _cell_text(value)
    return "".join(character if character.isprintable() else "�" for character in text)


def megabytes(size: int) -> str:
    """Return a size in bytes as people read it."""
    from pmplanner.storage.rotation import MEGABYTE

    return said("{size:,.1f} MB", size=size / MEGABYTE)


def local_time(moment: dt.datetime) -> str:
    """Return a time of the log, kept in UTC, as the clock here shows it."""
    return f"{moment.replace(tzinfo=dt.UTC).astimezone():%Y-%m-%d %H:%M}"


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]], separator: str = ",") -> bytes:
    """Return a table as the files of the exchange have it, without the mark at the beginning."""
    from pmplanner.exchange.writing import csv_parts

    return "".join(part.text for part in csv_parts(header, rows, separator)).encode()


def json_text(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return a list of objects, one a line; decimals are exact, which no float is."""
    objects = (
        ", ".join(f"{json.dumps(name)}: {_json(value)}" for name, value in zip(header, row, strict=True))
        for row in rows
    )
    lines = ",\n  ".join(f"{{{content}}}" for content in objects)
    return f"[\n  {lines}\n]" if lines else "[]"


def _json(value: Value) -> str:
    if isinstance(value, Decimal):
        return _cell_text(value)
    if value is None or isinstance(value, int | str):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(_cell_text(value), ensure_ascii=False)


def _cell_text(value: Value) -> str:
    """Return a value as the files of the exchange have it."""
    from pmplanner.exchange.writing import cell_text

    return cell_text(value)


class Progress:
    """How far a long work is, on one line that is written over; silent unless somebody watches."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._watched = sys.stderr.isatty()

    def __call__(self, rows: int, total: int | None) -> None:
        """Hear of the rows read."""
        self.stage(
            counted(
                "{rows:,} of {n:,} row",
                "{rows:,} of {n:,} rows",
                total,
                rows=rows,
            )
            if total
            else counted(
                "{n:,} row",
                "{n:,} rows",
                rows,
            )
        )

    def stage(self, text: str) -> None:
        """Say what is being done now."""
        self._write(f"\r\x1b[K{self._what}: {text} …")

    def clear(self) -> None:
        """Take the line away."""
        self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        if self._watched:
            sys.stderr.write(text)
            sys.stderr.flush()


class Steps(Progress):
    """How far the work is, in percent; the line goes when it is over."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.clear()

    def __call__(self, done: int, total: int | None) -> None:
        """Hear of the steps done."""
        self.stage(f"{100 * done // total} %" if total else said("checking"))
