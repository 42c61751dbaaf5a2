"""What a backup, or any other copy of a workspace, has in it, in words and numbers."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.models.migrations import HEAD
from pmplanner.sentences import marked, resaid
from pmplanner.storage.labels import Label, words
from pmplanner.storage.replay import journaled_tables
from pmplanner.storage.sqlite.faults import failures
from pmplanner.storage.sqlite.sound_copy import Raw, columns_of, format_of, open_copy, seen_as_now
from pmplanner.storage.sqlite.soundness import wrapped

_UNREAD = marked("It cannot be read.")


@dataclass(frozen=True, slots=True)
class EditNote:
    """An edit as a copy's journal has it; *made_at* is UTC, without a zone."""

    key: str
    """The same in every copy; of the formats before 0003 only together with *made_at*."""
    number: int
    label: str
    made_by: str
    made_at: dt.datetime
    state: str
    """One of done, undone, dropped."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a copy."""

    format: str
    edits: tuple[EditNote, ...]
    """The oldest first."""
    rows: Mapping[str, int]
    """How many rows each journaled table has."""

    @property
    def last(self) -> EditNote | None:
        """The last edit that is done."""
        return next((edit for edit in reversed(self.edits) if edit.state == "done"), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """What tells copies apart: how many edits there are, and the last that is done."""

    edits: int
    last: EditNote | None


def read_summary(path: Path) -> Summary:
    """Return what tells a copy from others; raise WorkspaceError when it cannot be read."""
    with failures(path, resaid(_UNREAD), source=path), open_copy(path) as connection:
        revision = format_of(connection, path.name)
        (count,) = connection.execute("SELECT count(*) FROM edit").fetchone()
        last = _edits(connection, revision, "WHERE state = 'done' ORDER BY id DESC LIMIT 1")
        return Summary(count, last[0] if last else None)


def read_copy(path: Path) -> Contents:
    """Return what is in a copy that nobody writes to; raise WorkspaceError when it cannot be read."""
    with failures(path, resaid(_UNREAD), source=path), open_copy(path) as connection:
        return _contents(connection, path.name)


def read_present(path: Path) -> Contents:
    """Return what is in a workspace that somebody may have open; raise WorkspaceError when that fails."""
    with failures(path, resaid(_UNREAD), source=path), seen_as_now(path) as connection:
        return _contents(connection, path.name)


def _contents(connection: Raw, name: str) -> Contents:
    revision = format_of(connection, name)
    tables = columns_of(connection)
    rows = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in journaled_tables()
        if name in tables
    }
    return Contents(revision, tuple(_edits(connection, revision)), rows)


def _edits(connection: Raw, revision: str, which: str = "ORDER BY id") -> list[EditNote]:
    if revision != HEAD:
        # Older ones have their labels as text; the words of newer ones are not known here.
        query = "SELECT '', id, label, made_by, made_at, state FROM edit"
        return [_note(*row) for row in connection.execute(f"{query} {which}")]
    query = "SELECT uid, id, label, made_by, made_at, state, label_key, label_args FROM edit"
    rows = connection.execute(f"{query} {which}").fetchall()
    labels = {row[1]: _label(*row[2:3], *row[6:]) for row in rows}
    said = _worded(connection, labels)
    return [_note(uid, number, said[number], *rest[:3]) for uid, number, _, *rest in rows]


def _label(text: str, key: str, args: str | None) -> Label | str:
    if not key:
        return text
    try:
        return Label.read(key, json.loads(args) if args else {})
    except (TypeError, ValueError):
        return Label(key)  # a damaged copy still has to be told from others


def _worded(connection: Raw, labels: Mapping[int, Label | str]) -> dict[int, str]:
    with wrapped(connection) as mapped, Session(mapped) as db:
        return words(db, labels)


def _note(uid: str, number: int, label: str, made_by: str, made_at: str, state: str) -> EditNote:
    return EditNote(uid, number, label, made_by, dt.datetime.fromisoformat(made_at), state)
