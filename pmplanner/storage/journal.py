"""One user action = one transaction = one recorded edit; undo, redo and the change log.

Every write to a journaled table happens inside :func:`recording`, through mapped objects or
through the bulk helpers. A write past the journal raises :class:`JournalError`.
"""

import datetime as dt
import getpass
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Select, Table, bindparam, event, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.dml import UpdateBase

from pmplanner.models import Edit, EditRow, Row
from pmplanner.sentences import marked, resaid, said
from pmplanner.storage.database import Watcher, sql_of
from pmplanner.storage.images import Image, chunked, is_image, read_images
from pmplanner.storage.labels import Label, word
from pmplanner.storage.replay import (
    Step,
    UndoRefusedError,
    changed_since,
    journaled_tables,
    put_images,
    removal,
    why_not,
)

__all__ = [
    "UNREADABLE",
    "Change",
    "JournalError",
    "JournaledSession",
    "ReplayCheck",
    "UndoRefusedError",
    "Watcher",
    "are_readable",
    "bulk_delete",
    "bulk_insert",
    "bulk_update",
    "called",
    "change_of",
    "guard",
    "journaled_tables",
    "label_of",
    "next_redo",
    "next_undo",
    "recording",
    "redo",
    "relabel",
    "title_of",
    "touched_tables",
    "undo",
    "unrecorded",
    "why_sealed",
    "write_edit",
    "write_entry",
    "writing",
]

_OPEN = "pmplanner.journal"
_WRITING = "pmplanner.journal.writing"
_FLUSHING = "pmplanner.journal.flushing"
_WATCHER = "pmplanner.journal.watcher"


class JournalError(Exception):
    """A write that the journal did not see: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an action changed: the ids touched in each table, and the action's label."""

    label: str
    keys: dict[str, frozenset[int]]
    action: str = "edit"
    """One of edit, undo, redo, forget."""
    edit_id: int = 0
    """The entry of the journal that holds what was done, or is undone or redone; 0 where there is none."""

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables touched."""
        return frozenset(self.keys)

    def touches(self, *tables: str) -> bool:
        """Say whether any of the tables was touched."""
        return not self.tables.isdisjoint(tables)


@dataclass(slots=True)
class _Recording:
    """Row images gathered while an edit runs, by table and row, and what it is called."""

    label: Label | str = ""
    before: dict[tuple[str, int], Image | None] = field(default_factory=dict)
    after: dict[tuple[str, int], Image | None] = field(default_factory=dict)
    written: int = 0
    tables: set[str] = field(default_factory=set)
    """Those that were written to."""

    def note(self, table: str, before: dict[int, Image], after: dict[int, Image]) -> None:
        """Add images; the first before and the last after of each row count."""
        self.tables.add(table)
        # Several flushes of one edit touch the same row: what counts is from where to where it went in all.
        for row_id in before.keys() | after.keys():
            self.before.setdefault((table, row_id), before.get(row_id))
            self.after[(table, row_id)] = after.get(row_id)

    def changes(self) -> Iterator[tuple[str, int, Image | None, Image | None]]:
        """Yield (table, row id, before, after) of the rows that differ."""
        for key, before in self.before.items():
            # What was changed and changed back is no change, and an edit without any is not recorded.
            if before != self.after[key]:
                yield (*key, before, self.after[key])


def guard(engine: Engine) -> None:
    """Make every write to a journaled table that the journal does not see an error."""
    names = frozenset(journaled_tables())

    @event.listens_for(engine, "before_execute")
    def _refuse(connection: Connection, statement: object, *_rest: object) -> None:
        # Only what is built by SQLAlchemy is seen here; text is written by this package alone.
        if not isinstance(statement, UpdateBase) or _WRITING in connection.info:
            return
        if getattr(statement.table, "name", "") in names:
            raise JournalError(f"write to {statement.table} past the journal")


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """Let the guard pass what is written in the block: the journal sees to it itself."""
    connection.info[_WRITING] = True
    try:
        yield
    finally:
        connection.info.pop(_WRITING, None)


@contextmanager
def recording(
    db: Session,
    label: Label | str,
    watcher: Watcher | None = None,
    check: Callable[[Session, Change], None] | None = None,
) -> Iterator[list[Change]]:
    """Record all that happens to *session*; on leaving, flush, write the edit and commit.

    The list yielded holds the Change afterwards, and stays empty when no row changed. When the
    block raises, nothing is left: neither rows nor journal. The *watcher* is told of bulk writes
    and of the writing of the edit. What *check* raises, when all is done but not yet kept, has the
    same effect. :func:`relabel` gives the edit another label while it runs.
    """
    record = _Recording(label)
    db.info[_OPEN] = record
    db.info[_WATCHER] = watcher
    made: list[Change] = []
    try:
        yield made
        db.flush()
        changes = list(record.changes())
        if changes:
            # Written first: whom the edit removes is named from what it wrote.
            edit_id = write_edit(db, record.label, changes)
            keys = ((table, row_id) for table, row_id, *_ in changes)
            change = change_of(word(db, record.label), "edit", keys, edit_id)
            if check is not None:
                check(db, change)
            made.append(change)
        db.commit()
    # Ctrl+C in the terminal, too: half an edit must not stay.
    except BaseException:
        # Whoever holds the list must not take what was rolled back for done.
        made.clear()
        db.rollback()
        raise
    finally:
        db.info.pop(_OPEN, None)
        db.info.pop(_WATCHER, None)


def relabel(db: Session, label: Label) -> None:
    """Call the edit that is under way by what it has turned out to do."""
    _open_recording(db).label = label


def called(db: Session) -> Label | str:
    """Return what the edit that is under way is called."""
    return _open_recording(db).label


def touched_tables(db: Session) -> Set[str]:
    """Return the tables to which the edit that is under way has written so far."""
    record = _open_recording(db)
    if db.autoflush:
        db.flush()
    return record.tables


def title_of(db: Session) -> str:
    """Return what the edit that is under way is called, in words; whom it has removed it still names."""
    record = _open_recording(db)
    return word(db, record.label, record.before)


def let_look(db: Session) -> None:
    """Let the watcher of an edit look, and end it if need be, while nothing is written for long."""
    _tell(db, 0)


def _tell(db: Session, rows: int) -> None:
    """Tell the watcher of rows written, if there is one."""
    record: _Recording | None = db.info.get(_OPEN)
    if record is None:  # a mending, which nobody watches
        return
    record.written += rows
    watcher: Watcher | None = db.info.get(_WATCHER)
    if watcher is not None:
        watcher(record.written)


@contextmanager
def unrecorded(db: Session) -> Iterator[None]:
    """Let all that happens stay whatever is undone: the first state of a workspace, what was published."""
    db.info[_OPEN] = _Recording()
    try:
        yield
        db.commit()
    finally:
        db.info.pop(_OPEN, None)


class JournaledSession(Session):
    """A session of which the journal sees what it flushes."""


def _before_flush(db: Session, context: Any, _instances: object) -> None:  # noqa: ANN401
    if _OPEN not in db.info:
        raise JournalError("flush outside an edit")
    connection = db.connection()
    context.pmplanner_before = {
        table: read_images(connection, table, ids) for table, ids in _stored_ids(db).items()
    }
    connection.info[_WRITING] = True
    db.info[_FLUSHING] = connection.info


def _after_rollback(db: Session, _previous: object) -> None:
    """Put the guard back after a flush that failed: the info lives as long as the pooled connection."""
    db.info.pop(_FLUSHING, {}).pop(_WRITING, None)


def _after_flush(db: Session, context: Any) -> None:  # noqa: ANN401
    record: _Recording = db.info[_OPEN]
    connection = db.connection()
    db.info.pop(_FLUSHING, {}).pop(_WRITING, None)
    ids = {table: set(images) for table, images in context.pmplanner_before.items()}
    # Only now do new rows have their ids.
    for instance in db.new:
        ids.setdefault(_table(instance), set()).add(instance.id)
    for table, keys in ids.items():
        record.note(table.name, context.pmplanner_before.get(table, {}), read_images(connection, table, keys))


event.listen(JournaledSession, "before_flush", _before_flush)
event.listen(JournaledSession, "after_flush", _after_flush)
event.listen(JournaledSession, "after_soft_rollback", _after_rollback)


def _stored_ids(db: Session) -> dict[Table, set[int]]:
    ids: dict[Table, set[int]] = {}
    # The images before have to be read now: after the flush the old values are gone.
    for instance in (*db.deleted, *db.dirty):
        if isinstance(instance, Row):
            ids.setdefault(_table(instance), set()).add(instance.id)
    return ids


def _table(instance: object) -> Table:
    mapper: Mapper[Any] = type(instance).__mapper__  # type: ignore[attr-defined]
    table = mapper.local_table
    assert isinstance(table, Table)
    return table


def bulk_insert(db: Session, kind: type[Row], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert many rows of one class as part of the edit; return their ids in order."""
    if not rows:
        return []
    record = _open_recording(db)
    db.flush()
    table = kind.__mapper__.local_table
    assert isinstance(table, Table)
    connection = db.connection()
    first = sql_of(connection).next_id(connection, table)
    # The caller's own id wins, if it gives one.
    numbered = [{"version": 1, "id": row_id, **row} for row_id, row in enumerate(rows, first)]
    for chunk in chunked(numbered):
        with writing(connection):
            # Those in a row that name the same values go in together.
            for _, alike in groupby(chunk, key=dict.keys):
                connection.execute(insert(table), list(alike))
        record.note(table.name, {}, read_images(connection, table, [row["id"] for row in chunk]))
        _tell(db, len(chunk))
    return [row["id"] for row in numbered]


def bulk_update(db: Session, kind: type[Row], changes: Mapping[int, Mapping[str, Any]]) -> int:
    """Change the named values of many rows of one class as part of the edit; return how many there were.

    Rows that are gone are left out; all rows must name the same values.
    """
    db.flush()
    table = kind.__mapper__.local_table
    assert isinstance(table, Table)
    connection = db.connection()
    before = read_images(connection, table, changes)
    if not before:
        return 0
    names = list(next(iter(changes.values())))
    statement = (
        update(table)
        .where(table.c.id == bindparam("id_of"))
        .values({"version": table.c.version + 1} | {name: bindparam(f"new_{name}") for name in names})
    )
    rows = [{"id_of": row_id} | {f"new_{name}": changes[row_id][name] for name in names} for row_id in before]
    for chunk in chunked(rows):
        with writing(connection):
            connection.execute(statement, chunk)
        _tell(db, len(chunk))
    _open_recording(db).note(table.name, before, read_images(connection, table, before))
    for instance in db.identity_map.values():
        # The rows were changed under the mapped objects, which would write their old values back.
        if isinstance(instance, kind) and instance.id in before:
            db.expire(instance)
    return len(before)


def bulk_delete(db: Session, kind: type[Row], ids: Iterable[int]) -> int:
    """Delete many rows of one class as part of the edit; return how many there were."""
    db.flush()
    table = kind.__mapper__.local_table
    assert isinstance(table, Table)
    connection = db.connection()
    before = read_images(connection, table, ids)
    for chunk in chunked(list(before)):
        with writing(connection):
            connection.execute(removal(table), {"ids": chunk})
        _tell(db, len(chunk))
    _forget(db, kind, before)
    _open_recording(db).note(table.name, before, {})
    return len(before)


def _forget(db: Session, kind: type[Row], ids: Iterable[int]) -> None:
    """Drop the mapped objects of rows that were deleted under them."""
    gone = set(ids)
    # A list: expunging changes the map.
    for instance in list(db.identity_map.values()):
        if isinstance(instance, kind) and instance.id in gone:
            db.expunge(instance)


def _open_recording(db: Session) -> _Recording:
    try:
        record: _Recording = db.info[_OPEN]
    except KeyError:
        raise JournalError("a bulk write or a label outside an edit") from None
    return record


def write_edit(
    db: Session, label: Label | str, changes: list[tuple[str, int, Image | None, Image | None]]
) -> int:
    """Record an edit whose rows have been written, given as table, id, image before and after.

    Returns the id of its entry.
    """
    connection = db.connection()
    sql = sql_of(connection)
    # A new edit ends what could be brought back: redo would put images over rows that went another way.
    connection.execute(_DROP)
    edit_id = write_entry(connection, label, rows=len(changes))
    for chunk in chunked(changes):
        rows = [
            (edit_id, table, row_id, _as_text(before), _as_text(after))
            for table, row_id, before, after in chunk
        ]
        sql.insert_many(connection, _ROWS, rows)
        _tell(db, len(chunk))
    return edit_id


_DROP = update(Edit).where(Edit.state == "undone").values(state="dropped")
_ROWS = cast("Table", EditRow.__table__)


def _as_text(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image)


def write_entry(connection: Connection, label: Label | str, *, rows: int, kind: str = "edit") -> int:
    """Write the head of an entry of the journal and return its id; *kind* is one of EDIT_KINDS."""
    values: dict[str, Any] = {
        # Tells an edit from another one with the same number in a copy that went its own way.
        "uid": uuid4().hex,
        "kind": kind,
        "label": label if isinstance(label, str) else "",
        "label_key": label.key if isinstance(label, Label) else "",
        "label_args": dict(label.args) if isinstance(label, Label) else None,
        "made_by": user_name(),
        "made_at": _now(),
        "state": "done",
        "sealed": False,
        "rows": rows,
    }
    made = connection.execute(insert(Edit), values).inserted_primary_key
    assert made is not None
    return int(made[0])


def label_of(edit: Edit) -> Label | str:
    """Return what an edit is called, as it was written."""
    return Label.read(edit.label_key, edit.label_args) if edit.label_key else edit.label


def next_undo(db: Session) -> Edit | None:
    """Return the edit that undo would take back."""
    return db.scalars(_query_of("undo")).first()


def next_redo(db: Session) -> Edit | None:
    """Return the edit that redo would bring back."""
    return db.scalars(_query_of("redo")).first()


@cache
def _query_of(action: str) -> Select[Edit]:
    """Return what asks for the edit that comes next; made once, because that takes longer than to ask."""
    if action == "undo":
        query = select(Edit).where(Edit.state == "done", Edit.kind == "edit").order_by(Edit.id.desc())
    else:
        query = select(Edit).where(Edit.state == "undone").order_by(Edit.id)
    return query.limit(1)


ReplayCheck = Callable[[Session, Change], str]
"""Says why an edit cannot be undone or brought back, given what that would change; nothing when it can."""


def undo(db: Session, watcher: Watcher | None = None, check: ReplayCheck | None = None) -> Change:
    """Take back the last edit in one transaction; raise UndoRefusedError when that cannot be."""
    return _replay(db, next_undo(db), "undo", watcher, check)


def redo(db: Session, watcher: Watcher | None = None, check: ReplayCheck | None = None) -> Change:
    """Bring back the edit undone last in one transaction; raise UndoRefusedError when that cannot be."""
    return _replay(db, next_redo(db), "redo", watcher, check)


_FORGOTTEN = marked("it touched somebody who has been forgotten for good since")
UNREADABLE = marked("what it did cannot be read any more")
"""Why an edit cannot be undone of which the journal has no rows that fit."""


def why_sealed(db: Session, edit_id: int) -> str:
    """Say why a sealed edit can be neither undone nor brought back."""
    forgotten = db.scalar(select(Edit.id).where(Edit.kind == "forget", Edit.id > edit_id).limit(1))
    return resaid(UNREADABLE if forgotten is None else _FORGOTTEN)


def are_readable(steps: Iterable[Step]) -> bool:
    """Say whether the images to be put back are such as their tables take now."""
    tables = journaled_tables()
    return all(then is None or is_image(tables[name], then) for name, *_, then in steps)


def _replay(
    db: Session, edit: Edit | None, action: str, watcher: Watcher | None, check: ReplayCheck | None
) -> Change:
    if edit is None:
        raise UndoRefusedError(
            said("There is nothing to undo.") if action == "undo" else said("There is nothing to redo.")
        )
    edit_id, label = edit.id, label_of(edit)

    def refused(reason: str) -> UndoRefusedError:
        what = word(db, label)
        return UndoRefusedError(
            said("Cannot undo “{what}”: {reason}.", what=what, reason=reason)
            if action == "undo"
            else said("Cannot redo “{what}”: {reason}.", what=what, reason=reason)
        )

    if edit.sealed:
        raise refused(why_sealed(db, edit_id))
    connection = db.connection()
    steps = _steps(connection, edit_id, action)
    keys = [(table, row_id) for table, row_id, *_ in steps]
    # Before rows are compared: that a plan is kept says more than that one of its rows was changed.
    if check is not None and (reason := check(db, change_of("", action, keys, edit_id))):
        raise refused(reason)
    if reason := changed_since(connection, steps):
        raise refused(reason)
    if not are_readable(steps):
        raise refused(resaid(UNREADABLE))
    try:
        with writing(connection):
            put_images(connection, steps, watcher)
        state = "undone" if action == "undo" else "done"
        connection.execute(_MARK, {"edit_id": edit_id, "state": state, "changed_at": _now()})
        done = word(db, label)  # people as they are called now
        db.commit()
    except IntegrityError as error:
        db.rollback()
        # Asked for in words only now: the constraint that the database names means nothing to a user.
        raise refused(why_not(db.connection(), steps)) from error
    return change_of(done, action, keys, edit_id)


_MARK = update(Edit).where(Edit.id == bindparam("edit_id"))
_STEPS = select(EditRow.table, EditRow.row_id, EditRow.before, EditRow.after).where(
    EditRow.edit_id == bindparam("edit_id")
)


def _steps(connection: Connection, edit_id: int, action: str) -> list[Step]:
    rows = connection.execute(_STEPS, {"edit_id": edit_id})
    if action == "undo":
        return [(table, row_id, after, before) for table, row_id, before, after in rows]
    return [(table, row_id, before, after) for table, row_id, before, after in rows]


def change_of(label: str, action: str, keys: Iterable[tuple[str, int]], edit_id: int) -> Change:
    """Return what touching these rows, by table and id, is to those who are told of it."""
    ids: dict[str, set[int]] = {}
    for table, row_id in keys:
        ids.setdefault(table, set()).add(row_id)
    return Change(label, {table: frozenset(rows) for table, rows in ids.items()}, action, edit_id)


def user_name() -> str:
    """Return who is at work, by the name of the computer's account; empty where nobody knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _now() -> dt.datetime:
    # SQLite keeps no zone and gives such a time back without one; so it is always UTC.
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
