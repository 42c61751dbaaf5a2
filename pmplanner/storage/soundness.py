"""Whether a workspace is sound: its file, its references, its journal against its rows, its index.

Checking reads and changes nothing; mending is in :mod:`mending`. A file that is byte for byte as it
was closed need not be checked, see :func:`pmplanner.storage.sqlite_file.is_sealed`.
"""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from pmplanner.models.migrations.search_index import FILL
from pmplanner.storage.errors import damaged, is_damage
from pmplanner.storage.images import Image, read_images
from pmplanner.storage.replay import describe_row, journaled_tables
from pmplanner.storage.sound_copy import Progress, in_silence, interruptible
from pmplanner.storage.sqlite_file import is_sealed, look_into

log = logging.getLogger(__name__)

Kind = Literal["file", "reference", "row", "history", "index"]

_MOST_OF_A_KIND = 100
"""Findings of one kind that are told; a file that is damaged all over has thousands."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, in a sentence."""

    kind: Kind
    """What is unsound: the file as SQLite has it, a row that refers to nothing, a row that is not as the
    journal left it, an entry of the journal, the search index."""
    sentence: str
    table: str = ""
    row_id: int = 0
    edit_id: int = 0


def check_file(path: Path, *, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
    """Check a workspace as a whole and return what was found, the gravest first; empty when it is sound.

    Reads only, through a connection of its own. *stop* is asked now and then; once it says so, what
    was found by then is returned.
    """
    with closing(look_into(path)) as raw:
        raw.set_progress_handler(lambda: int(stop()), 100_000)
        return check(raw, stop)


def check(raw: sqlite3.Connection, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
    """Check through an open connection, in the transaction that it is in, if any."""
    found: list[Finding] = []
    try:
        found += _structure(raw)
        if found:
            # What else it says of rows would be about pages that are in the wrong place.
            return found
        for part in (_references, _journal, _index):
            if stop():
                break
            found += part(raw)
    except (sqlite3.DatabaseError, DatabaseError) as error:
        if not stop():
            found.append(Finding("file", f"the file cannot be read as a whole ({_cause(error)})"))
    return found


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
        sentence = f"the {_words(table)} number {row_id} refers to a {_words(parent)} that is not there"
        yield Finding("reference", sentence, table, row_id or 0)


def _words(table: str) -> str:
    return table.replace("_", " ")


# The journal and the rows


def _journal(raw: sqlite3.Connection) -> list[Finding]:
    found = list(_unreadable(raw))
    if not found:
        found = [*_incomplete(raw), *_broken_chains(raw)][:_MOST_OF_A_KIND]
        found += _changed_rows(raw)[:_MOST_OF_A_KIND]
    return found


def _unreadable(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the images that are no images any more."""
    query = (
        'SELECT id, edit_id, "table", row_id FROM edit_row WHERE (before IS NOT NULL AND '
        "NOT json_valid(before)) OR (after IS NOT NULL AND NOT json_valid(after))"
    )
    for _, edit_id, table, row_id in raw.execute(query).fetchmany(_MOST_OF_A_KIND):
        sentence = f"what an edit did to the {_words(str(table))} number {row_id} cannot be read any more"
        yield Finding("history", sentence, str(table), row_id, edit_id)


def _incomplete(raw: sqlite3.Connection) -> Iterator[Finding]:
    """Find the edits that have more or fewer rows than they say, and rows without an edit."""
    query = (
        "SELECT edit.id, edit.rows, count(edit_row.id) AS there FROM edit "
        "LEFT JOIN edit_row ON edit_row.edit_id = edit.id WHERE NOT edit.sealed AND edit.kind = 'edit' "
        "GROUP BY edit.id HAVING there != edit.rows"
    )
    for edit_id, rows, there in raw.execute(query).fetchmany(_MOST_OF_A_KIND):
        sentence = f"the edit number {edit_id} should have changed {rows} rows, but the journal has {there}"
        yield Finding("history", sentence, edit_id=edit_id)
    states = "SELECT id FROM edit WHERE state NOT IN ('done', 'undone', 'dropped')"
    for (edit_id,) in raw.execute(states).fetchmany(_MOST_OF_A_KIND):
        yield Finding("history", f"the edit number {edit_id} is neither done nor undone", edit_id=edit_id)


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
            sentence = (
                f"the edit number {edit_id} begins with another {_words(table)} number {row_id} "
                "than the edit before it left"
            )
            yield Finding("history", sentence, table, row_id, edit_id)


def _parsed(image: str | None) -> Image | None:
    return None if image is None else json.loads(image)


def _changed_rows(raw: sqlite3.Connection) -> list[Finding]:
    """Find the rows that are not as the last edit that touched them left them."""
    wanted = wanted_images(raw)
    found = []
    with _wrapped(raw) as connection:
        for name, table in journaled_tables().items():
            images = wanted.get(name, {})
            present = read_images(connection, table, images)
            for row_id, text in images.items():
                image = _parsed(text)
                if present.get(row_id) != image:
                    found.append(Finding("row", _difference(name, image, present.get(row_id)), name, row_id))
    return found


def wanted_images(raw: sqlite3.Connection) -> dict[str, dict[int, str | None]]:
    """Return by table and id the image, as JSON, that each row that the journal knows must have.

    An edit that is undone says it by what was there before it, where no edit that is done touched
    the row; what was dropped says nothing.
    """
    wanted: dict[str, dict[int, str | None]] = {}
    query = (
        'SELECT edit_row."table", edit_row.row_id, edit_row.{side} FROM edit_row '
        "JOIN edit ON edit.id = edit_row.edit_id WHERE edit.state = ? ORDER BY edit_row.id"
    )
    for table, row_id, after in raw.execute(query.format(side="after"), ("done",)):
        wanted.setdefault(table, {})[row_id] = after
    for table, row_id, before in raw.execute(query.format(side="before"), ("undone",)):
        wanted.setdefault(table, {}).setdefault(row_id, before)
    return wanted


def _wrapped(raw: sqlite3.Connection) -> Connection:
    """Return the connection as SQLAlchemy has it, for the types of the columns."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, pool_reset_on_return=None)
    return engine.connect()


def _difference(table: str, image: Image | None, present: Image | None) -> str:
    who = describe_row(table, image or present)
    if present is None:
        return f"{who} is gone, though no edit has removed it"
    if image is None:
        return f"{who} is there, though an edit has removed it"
    names = [name for name in image if present.get(name) != image[name]]
    return f"{who} is not as the last edit left it ({', '.join(map(_words, names))})"


# The search index


def _index(raw: sqlite3.Connection) -> Iterator[Finding]:
    columns = "rowid, title, code, skills, provider, description"
    select = FILL[FILL.index("SELECT") :].replace("WHERE course.id = course.id", "").rstrip().rstrip(";")
    there = set(raw.execute(f"SELECT {columns} FROM course_search"))
    if there != set(raw.execute(select)):
        yield Finding("index", "the search index does not hold the courses as they are")


class Check:
    """A check that runs beside whatever is done meanwhile; the first edit waits for it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
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
        except OSError:
            log.exception("%s could not be checked", self._path)

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
