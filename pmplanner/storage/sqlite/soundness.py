"""Whether a workspace is sound: its file, its references, its journal against its rows, its index.

Checking reads and changes nothing; mending is in :mod:`mending`. A file that is byte for byte as it
was closed need not be checked, see :func:`pmplanner.storage.sqlite.seal.is_sealed`.
"""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import RawIOBase
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, String, Time, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from pmplanner.models import Base, EditRow
from pmplanner.models.edit import EDIT_KINDS
from pmplanner.models.migrations import HEAD
from pmplanner.models.migrations.search_index import FILL
from pmplanner.sentences import counted, said
from pmplanner.storage.findings import Finding
from pmplanner.storage.images import Image, read_images
from pmplanner.storage.replay import describe_row, journaled_tables
from pmplanner.storage.sqlite.faults import damaged, is_damage
from pmplanner.storage.sqlite.file import look_into
from pmplanner.storage.sqlite.seal import is_sealed
from pmplanner.storage.sqlite.sound_copy import Progress, in_silence, interruptible

log = logging.getLogger(__name__)

_MOST_OF_A_KIND = 100
"""Findings of one kind that are told; a file that is damaged all over has thousands."""


def check_file(path: Path, *, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
    """Check a workspace as a whole and return what was found, the gravest first; empty when it is sound.

    Reads only, through a connection of its own. *stop* is asked now and then; once it says so, what
    was found by then is returned. Of an older format only what every format has is checked.
    """
    found: list[Finding] = []
    for _ in range(_ATTEMPTS):
        before = _stamp(path)
        with closing(look_into(path)) as raw:
            # Instructions of SQLite between two questions: often enough to end soon, seldom enough to cost
            # nothing.
            raw.set_progress_handler(lambda: int(stop()), 100_000)
            raw.execute("BEGIN")  # all of it as it was at one moment, whoever writes meanwhile
            found = check(raw, stop)
        # Alone with the file at first, it is read without locks: whoever began to write meanwhile
        # has changed pages under the check.
        # Nothing found is right in any case; what was found counts only if the file stood still.
        if not found or stop() or _stamp(path) == before:
            break
    return found


_ATTEMPTS = 5


def _stamp(path: Path) -> tuple[int, int, int]:
    """Return what changes when anybody writes into the file itself."""
    now = path.stat()
    return now.st_ino, now.st_size, now.st_mtime_ns


def check(raw: sqlite3.Connection, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
    """Check through an open connection, in the transaction that it is in, if any."""
    found: list[Finding] = []
    try:
        found += _structure(raw)
        if found:
            # What else it says of rows would be about pages that are in the wrong place.
            return found
        for part in (_references, _values, _journal, _index) if _is_of_today(raw) else (_references,):
            if stop():
                break
            found += part(raw)
    except (sqlite3.DatabaseError, DatabaseError) as error:
        if not stop():
            found.append(
                Finding("file", said("the file cannot be read as a whole ({cause})", cause=_cause(error)))
            )
    except Exception as error:
        # Whatever a check stumbles over is no workspace as pmplanner writes it.
        log.exception("a check could not go on")
        found.append(Finding("file", said("the file cannot be read as a whole ({error})", error=error)))
    return found


def _is_of_today(raw: sqlite3.Connection) -> bool:
    (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return bool(revision == HEAD)


def faults_in(connection: sqlite3.Connection, progress: Progress = in_silence) -> list[str]:
    """Return what is wrong with the file and with references between its rows, a sentence each."""
    try:
        with interruptible(connection, progress):
            found = _structure(connection) or list(_references(connection))
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [str(error)]
    return [finding.sentence for finding in found]


def refuse_damaged(
    copy: sqlite3.Connection, path: Path, outcome: str, advice: str, progress: Progress = in_silence
) -> None:
    """Raise WorkspaceDamagedError when a copy of the file at *path* is not sound."""
    found = faults_in(copy, progress)
    if found:
        log.error("%s is damaged: %s", path, "; ".join(found))
        raise damaged(path, found, outcome, advice)


def _cause(error: Exception) -> object:
    return getattr(error, "orig", None) or error


def _structure(raw: sqlite3.Connection) -> list[Finding]:
    lines = [str(line) for (line,) in raw.execute(f"PRAGMA integrity_check({_MOST_OF_A_KIND})")]
    return [] if lines == ["ok"] else [Finding("file", line.strip().rstrip(".")) for line in lines]


def _references(raw: sqlite3.Connection) -> Iterator[Finding]:
    for table, row_id, parent, _ in raw.execute("PRAGMA foreign_key_check").fetchmany(_MOST_OF_A_KIND):
        sentence = said(
            "the {noun} number {row_id} refers to a {parent} that is not there",
            noun=_words(table),
            row_id=row_id,
            parent=_words(parent),
        )
        yield Finding("reference", sentence, table, row_id or 0)


def _words(table: str) -> str:
    return table.replace("_", " ")


# Values


def _values(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the values that are not of the kind that their column takes, in rows that no edit knows."""
    found = misfits(raw)
    known = wanted_images(raw) if found else {}
    for table, rows in found.items():
        for row_id, column in islice(rows.items(), _MOST_OF_A_KIND):
            if row_id not in known.get(table, {}):
                yield Finding("value", _no_value(table, row_id, column), table, row_id)


def _no_value(table: str, row_id: int, column: str) -> str:
    return said(
        "the {noun} number {row_id} has a {field} that is none",
        noun=_words(table),
        row_id=row_id,
        field=_words(column),
    )


def misfits(raw: sqlite3.Connection) -> dict[str, dict[int, str]]:
    """Return by table and id the rows with a value of another kind than its column takes, and the column."""
    found: dict[str, dict[int, str]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table is not EditRow.__table__:  # what that has is looked at with the journal
                for row_id in _misfits_in(raw, table.name, column):
                    found.setdefault(table.name, {}).setdefault(row_id, column.name)
    return found


def _misfits_in(raw: sqlite3.Connection, table: str, column: Column[Any]) -> Iterator[int]:
    kind = getattr(column.type, "impl", column.type)
    name = f'"{table}"."{column.name}"'  # with its table: SQLite takes an unknown name alone for a text
    query = f'SELECT rowid FROM "{table}" WHERE {name} IS NOT NULL AND '
    if isinstance(kind, Boolean):
        yield from _ids(raw, f"{query} {name} NOT IN (0, 1)")
    elif isinstance(kind, Integer):
        yield from _ids(raw, f"{query} typeof({name}) != 'integer'")
    elif isinstance(kind, String):
        yield from _ids(raw, f"{query} typeof({name}) != 'text'")
    elif isinstance(kind, JSON):
        yield from _ids(raw, f"{query} (typeof({name}) = 'blob' OR NOT json_valid({name}))")
    elif isinstance(kind, Date | DateTime | Time):
        read = kind.python_type.fromisoformat
        # Distinct: there are far fewer days than rows, and only Python can tell whether one is readable.
        for (value,) in raw.execute(f'SELECT DISTINCT {name} FROM "{table}"').fetchall():
            if value is not None and not _is_readable(read, value):
                yield from _ids(raw, f"{query} {name} IS ?", value)


def _is_readable(read: Callable[[str], object], value: Any) -> bool:  # noqa: ANN401 - a column's value
    try:
        read(value)
    except (TypeError, ValueError):
        return False
    return True


def _ids(raw: sqlite3.Connection, query: str, *values: object) -> list[int]:
    return [row_id for (row_id,) in raw.execute(query, values)]


# The journal and the rows


def _journal(raw: sqlite3.Connection) -> list[Finding]:
    found = list(islice(_unreadable(raw), _MOST_OF_A_KIND))
    if not found:  # rows would look wrong that are not
        found = list(islice(history_faults(raw), _MOST_OF_A_KIND))
        found += islice(changed_rows(raw), _MOST_OF_A_KIND)
    return found


def history_faults(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the entries of the journal that are not as they were written."""
    unreadable = list(_unreadable(raw))
    yield from unreadable
    if not unreadable:
        yield from _incomplete(raw)
        yield from _broken_chains(raw)


def unreadable_entries() -> str:
    """Return what is true, in SQL, of entries of edit_row that say nothing any more."""
    tables = ", ".join(f"'{name}'" for name in journaled_tables())
    sides = (
        f"({side} IS NOT NULL AND CASE WHEN typeof({side}) = 'text' AND json_valid({side})"
        f" THEN json_type({side}) != 'object' ELSE 1 END)"
        for side in ("before", "after")
    )
    return f"(typeof(row_id) != 'integer' OR \"table\" NOT IN ({tables}) OR {' OR '.join(sides)})"


def _unreadable(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the entries that are none any more."""
    query = f'SELECT edit_id, "table", row_id FROM edit_row WHERE {unreadable_entries()}'
    for edit_id, table, row_id in raw.execute(query):
        sentence = said(
            "what an edit did to the {noun} number {row_id} cannot be read any more",
            noun=_words(str(table)),
            row_id=row_id,
        )
        yield Finding("history", sentence, edit_id=edit_id)


def _incomplete(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the edits that have more or fewer rows than they say, and rows without an edit."""
    query = (
        "SELECT edit.id, edit.rows, count(edit_row.id) AS there FROM edit "
        "LEFT JOIN edit_row ON edit_row.edit_id = edit.id WHERE NOT edit.sealed AND edit.kind != 'forget' "
        "GROUP BY edit.id HAVING there != edit.rows"
    )
    for edit_id, rows, there in raw.execute(query):
        sentence = counted(
            "the edit number {edit_id} should have changed {n} row, but the journal has {there}",
            "the edit number {edit_id} should have changed {n} rows, but the journal has {there}",
            rows,
            edit_id=edit_id,
            there=there,
        )
        yield Finding("history", sentence, edit_id=edit_id)
    states = "SELECT id FROM edit WHERE state NOT IN ('done', 'undone', 'dropped')"
    for (edit_id,) in raw.execute(states):
        yield Finding(
            "history",
            said("the edit number {edit_id} is neither done nor undone", edit_id=edit_id),
            edit_id=edit_id,
        )
    kinds = "SELECT id FROM edit WHERE kind NOT IN ({})".format(", ".join(f"'{kind}'" for kind in EDIT_KINDS))
    for (edit_id,) in raw.execute(kinds):
        yield Finding(
            "history",
            said("nobody knows what the edit number {edit_id} is", edit_id=edit_id),
            edit_id=edit_id,
        )


def _broken_chains(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find edits that took up a row in another state than the one in which the edit before left it."""
    query = (
        'SELECT "table", row_id, edit_id, before, earlier FROM ('
        'SELECT edit_row."table", edit_row.row_id, edit_row.edit_id, edit_row.before, edit.sealed,'
        " edit.label_key,"
        " lag(edit_row.after) OVER same AS earlier, row_number() OVER same AS place"
        " FROM edit_row JOIN edit ON edit.id = edit_row.edit_id WHERE edit.state != 'dropped'"
        ' WINDOW same AS (PARTITION BY edit_row."table", edit_row.row_id ORDER BY edit_row.id)'
        ") WHERE place > 1 AND NOT sealed AND before IS NOT earlier"
        # Mending begins with the row as it was found, which no edit had left so.
        " AND label_key != 'repair'"
    )
    for table, row_id, edit_id, before, earlier in raw.execute(query):
        # Written by another version, the same values can stand in another order.
        if _parsed(before) != _parsed(earlier):
            sentence = said(
                "the edit number {edit_id} begins with another {noun} number {row_id} than the edit "
                "before it left",
                edit_id=edit_id,
                noun=_words(table),
                row_id=row_id,
            )
            yield Finding("history", sentence, table, row_id, edit_id)


def _parsed(image: str | None) -> Image | None:
    return None if image is None else json.loads(image)


def changed_rows(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the rows that are not as the last edit that touched them left them."""
    wanted, odd = wanted_images(raw), misfits(raw)
    with wrapped(raw) as connection:
        for name, table in journaled_tables().items():
            images = wanted.get(name, {})
            unreadable = odd.get(name, {}).keys() & images.keys()
            present = read_images(connection, table, images.keys() - unreadable)
            for row_id, known in images.items():
                if row_id in unreadable:
                    sentence = _no_value(name, row_id, odd[name][row_id])
                    yield Finding("row", sentence, name, row_id)
                elif present.get(row_id) != known.image:
                    yield Finding("row", _difference(name, known.image, present.get(row_id)), name, row_id)


@dataclass(frozen=True, slots=True)
class Known:
    """What the journal says of a row, and the edit that says so."""

    text: str | None
    """The image, as JSON; None for a row that must not be there."""
    edit_id: int

    @property
    def image(self) -> Image | None:
        """The image."""
        return _parsed(self.text)


def wanted_images(raw: sqlite3.Connection) -> dict[str, dict[int, Known]]:
    """Return by table and id what each row that the journal knows must be.

    An edit that is undone says it by what was there before it, where no edit that is done touched
    the row; what was dropped says nothing.
    """
    wanted: dict[str, dict[int, Known]] = {}
    query = (
        'SELECT edit_row."table", edit_row.row_id, edit_row.{side}, edit_row.edit_id FROM edit_row '
        "JOIN edit ON edit.id = edit_row.edit_id WHERE edit.state = ? ORDER BY edit_row.id"
    )
    for table, row_id, after, edit_id in raw.execute(query.format(side="after"), ("done",)):
        wanted.setdefault(table, {})[row_id] = Known(after, edit_id)
    for table, row_id, before, edit_id in raw.execute(query.format(side="before"), ("undone",)):
        wanted.setdefault(table, {}).setdefault(row_id, Known(before, edit_id))
    return wanted


def wrapped(raw: sqlite3.Connection) -> Connection:
    """Return the connection as SQLAlchemy has it, for the types of the columns."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, pool_reset_on_return=None)
    # The transaction is not its own: to end it would take away what the caller sees, or has written.
    engine.dialect.do_rollback = _let_be  # type: ignore[assignment]
    return engine.connect()


def _let_be(_connection: object) -> None:
    """Do nothing."""


def _difference(table: str, image: Image | None, present: Image | None) -> str:
    who = describe_row(table, image or present)
    if present is None:
        return said("{who} is gone, though no edit has removed it", who=who)
    if image is None:
        return said("{who} is there, though an edit has removed it", who=who)
    names = [name for name in image if present.get(name) != image[name]]
    return said(
        "{who} is not as the last edit left it ({names})", who=who, names=", ".join(map(_words, names))
    )


# The search index


def _index(raw: sqlite3.Connection) -> Iterator[Finding]:
    columns = "rowid, title, code, skills, provider, description"
    select = FILL[FILL.index("SELECT") :].replace("WHERE course.id = course.id", "").rstrip().rstrip(";")
    there = set(raw.execute(f"SELECT {columns} FROM course_search"))
    if there != set(raw.execute(select)):
        yield Finding("index", said("the search index does not hold the courses as they are"))


class Check:
    """A check that runs beside whatever is done meanwhile; the first edit waits for it."""

    def __init__(self, path: Path, file: RawIOBase) -> None:
        self._path = path
        self._file = file
        self._stop = threading.Event()
        self._findings: list[Finding] = []
        self.unsealed = False
        """True when the file was not as a pmplanner closed it."""
        self.found_sound = False
        """True once it has ended and found nothing."""
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless the file is as it was closed."""
        self._thread = threading.Thread(target=self._run, name="workspace check", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.unsealed = not is_sealed(self._file, self._path)
            if self.unsealed:
                self._findings = check_file(self._path, stop=self._stop.is_set)
            self.found_sound = not self._findings and not self._stop.is_set()
        except Exception as error:
            # Unchecked is not sound.
            log.exception("%s could not be checked", self._path)
            self._findings = [Finding("file", said("it could not be checked ({error})", error=error))]

    def stop(self) -> None:
        """Give up, when the workspace is closed."""
        self._stop.set()
        self.wait()

    def wait(self) -> list[Finding]:
        """Wait for it and return what was found."""
        if self._thread is not None:
            self._thread.join()
        return self._findings

    @property
    def done(self) -> bool:
        """True when it has ended."""
        return self._thread is None or not self._thread.is_alive()
