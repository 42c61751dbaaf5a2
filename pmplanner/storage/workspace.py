"""The workspace file: engine, lock, migrations, safety copies, sessions for reading and edits."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from pmplanner.models.migrations import HEAD, KNOWN, upgrade
from pmplanner.storage import journal
from pmplanner.storage.journal import Change, Watcher
from pmplanner.storage.labels import Label, word

log = logging.getLogger(__name__)

_PATIENCE_MS = 5000
"""How long a write waits for another process to let go of the file."""


class WorkspaceError(Exception):
    """A workspace that cannot be opened or changed, with the reason in a sentence."""


class WorkspaceLockedError(WorkspaceError):
    """A workspace that another pmplanner has open for changes."""


class Workspace:
    """An open workspace. One writer at a time; any number of readers, in any thread."""

    def __init__(self, path: Path, engine: Engine, lock: FileLock | None) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._listeners: list[Callable[[Change], None]] = []
        self._guards: list[Callable[[Session, Change], None]] = []
        self._watch: sqlite3.Connection | None = None
        self._seen: int | None = None

    @property
    def read_only(self) -> bool:
        """True when another pmplanner holds the workspace, so that nothing can be changed here."""
        return self._lock is None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; a flush in it raises JournalError."""
        with Session(self._engine, autoflush=False) as session:
            journal.attach(session)
            yield session

    @contextmanager
    def edit(self, label: Label | str, watcher: Watcher | None = None) -> Iterator[Session]:
        """Give the session of one user action: committed and recorded on leaving, or nothing at all.

        Raises WorkspaceError when the workspace is read-only. *label* says what undo takes back;
        the *watcher* is told how far long writes are, and can stop them by raising.
        """
        self._refuse_read_only()
        with _failures_of_the_file(self.path), Session(self._engine) as session:
            journal.attach(session)
            with journal.recording(session, label, watcher, self._check) as made:
                _begin_immediate(session)
                yield session
        self._put_into_file()
        for change in made:
            self._tell(change)

    @contextmanager
    def keep(self) -> Iterator[Session]:
        """Give a session whose changes no undo takes back: committed on leaving, or nothing at all.

        For what the world outside has been told. A mail that has gone out stays out, so its
        sequence numbers must not go back when the edits that it told of are undone: the next
        mail tells of the undoing, with a higher number. Nothing that pages show may be changed
        here, because they do not hear of it. Raises WorkspaceError as :meth:`edit`.
        """
        self._refuse_read_only()
        with _failures_of_the_file(self.path), Session(self._engine) as session:
            journal.attach(session)
            with journal.unrecorded(session):
                _begin_immediate(session)
                yield session
        self._put_into_file()

    def undo(self, watcher: Watcher | None = None) -> Change:
        """Take back the last edit; raise UndoRefusedError when there is none or a row has changed."""
        return self._replay(journal.undo, watcher)

    def redo(self, watcher: Watcher | None = None) -> Change:
        """Bring back the edit undone last; raise UndoRefusedError when there is none."""
        return self._replay(journal.redo, watcher)

    def undo_label(self) -> str | None:
        """Return what undo would take back."""
        with self.read() as session:
            edit = journal.next_undo(session)
            return word(session, journal.label_of(edit)) if edit else None

    def redo_label(self) -> str | None:
        """Return what redo would bring back."""
        with self.read() as session:
            edit = journal.next_redo(session)
            return word(session, journal.label_of(edit)) if edit else None

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call *listener* after every edit, undo and redo, in the thread that made it."""
        self._listeners.append(listener)

    def guard(self, check: Callable[[Session, Change], None]) -> None:
        """Call *check* with all that an edit has done, before it is kept; what it raises refuses the edit.

        Undo and redo are not asked about: they only bring back what has been.
        """
        self._guards.append(check)

    def _check(self, session: Session, change: Change) -> None:
        for check in self._guards:
            check(session, change)

    def changed_elsewhere(self) -> bool:
        """Say whether another process has changed the file since the last call; for read-only windows."""
        if self._watch is None:
            self._watch = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)
        (version,) = self._watch.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, version
        return before is not None and before != version

    def close(self) -> None:
        """Let go of the file."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def _replay(self, step: Callable[[Session, Watcher | None], Change], watcher: Watcher | None) -> Change:
        self._refuse_read_only()
        with _failures_of_the_file(self.path), Session(self._engine) as session:
            _begin_immediate(session)
            change = step(session, watcher)
        self._put_into_file()
        self._tell(change)
        return change

    def _put_into_file(self) -> None:
        """Bring what was committed into the file itself, and empty the log beside it.

        So a copy of the file alone holds everything, and a log that outlives its program cannot be
        laid over another file that is put in the place of this one. Somebody who reads at the same
        time, who is not waited for, or a full disk can keep some of it in the log until later.
        """
        with closing(self._engine.raw_connection()) as connection, suppress(sqlite3.Error):
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise WorkspaceError(
                f"{self.path.name} is open in another pmplanner, so it can only be read here. "
                "Close the other one and open it again to change it."
            )

    def _tell(self, change: Change) -> None:
        for listener in list(self._listeners):
            listener(change)


@contextmanager
def _failures_of_the_file(path: Path) -> Iterator[None]:
    """Turn what a full disk or a removed drive raises into a WorkspaceError."""
    try:
        yield
    except OperationalError as error:
        log.exception("the workspace %s failed", path)
        raise WorkspaceError(
            f"{path.name} could not be written ({error.orig}). Nothing was changed."
        ) from error


def _begin_immediate(session: Session) -> None:
    """Take the write lock now, so that what the action reads cannot change under it."""
    session.connection(execution_options={"pmplanner_begin": "IMMEDIATE"})


def open_workspace(
    path: Path, *, read_only: bool = False, seed: Callable[[Session], None] | None = None
) -> Workspace:
    """Open the workspace at *path*, making it when it is not there; *seed* fills a new one.

    Raises WorkspaceLockedError when another process may change it, and WorkspaceError when the
    file is not a workspace or a newer pmplanner wrote it. Neither touches the file. A copy is
    kept before a migration.
    """
    # Through a symbolic link the lock would be another one, and two could write.
    path = path.resolve()
    lock = None if read_only else take_lock(path)
    try:
        if not path.exists():
            if read_only:
                raise WorkspaceError(f"There is no workspace at {path}.")
            _make(path, seed)
        else:
            _bring_up_to_date(path, read_only)
        return Workspace(path, _tried(_engine(path), path), lock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _tried(engine: Engine, path: Path) -> Engine:
    """Return the engine once it has reached the file; raise WorkspaceError when it cannot."""
    try:
        with engine.connect():
            return engine
    except DatabaseError as error:
        raise WorkspaceError(f"{path.name} cannot be opened: {error.orig}.") from error


def take_lock(path: Path) -> FileLock:
    """Lock the workspace for this process; the system drops the lock when the process dies."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
        lock.acquire()
    except Timeout:
        raise WorkspaceLockedError(f"{path.name} is already open in another pmplanner.") from None
    except OSError as error:
        raise WorkspaceError(f"Cannot write to the folder {path.parent}: {error.strerror}.") from error
    return lock


def _make(path: Path, seed: Callable[[Session], None] | None) -> None:
    """Make a workspace under another name and move it into place, so that it is whole or absent."""
    draft = path.with_name(path.name + ".new")
    for leftover in (draft, *_beside(draft)):
        leftover.unlink(missing_ok=True)
    engine = _engine(draft)
    try:
        upgrade(engine)
        if seed is not None:
            with Session(engine) as session:
                journal.attach(session)
                with journal.unrecorded(session):
                    seed(session)
    finally:
        engine.dispose()
    # The log of a file that somebody took away would be laid over the new one.
    for orphan in _beside(path):
        if orphan.exists():
            orphan.replace(orphan.with_name(orphan.name + ".old"))
    draft.replace(path)


def _beside(path: Path) -> tuple[Path, Path]:
    """Return the names of what SQLite keeps beside a file: its log and the index of that."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def _bring_up_to_date(path: Path, read_only: bool) -> None:
    revision = _revision(path)
    if revision == HEAD:
        return
    if revision not in KNOWN:
        raise WorkspaceError(
            f"{path.name} was written by a newer pmplanner (its format is {revision}). "
            "Install the newer version to open it; the file has not been touched."
        )
    if read_only:
        raise WorkspaceError(f"{path.name} was written by an older pmplanner and is open elsewhere.")
    copy = back_up(path, f"before-{HEAD}")
    log.info("migrating %s from %s to %s; copy kept at %s", path, revision, HEAD, copy)
    engine = _engine(path)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _revision(path: Path) -> str:
    """Return the format of the file without touching it; raise WorkspaceError when it is none of ours."""
    try:
        with closing(sqlite3.connect(_read_uri(path), uri=True)) as connection:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(revision)
    except (sqlite3.Error, TypeError):
        raise WorkspaceError(f"{path} is not a pmplanner workspace, or it is damaged.") from None


def _read_uri(path: Path) -> str:
    """Return how to look into the file; while nobody has it open, without leaving files beside it."""
    alone = not path.with_name(path.name + "-wal").exists()
    return f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"


def back_up(path: Path, reason: str) -> Path:
    """Copy the workspace beside itself, side files included, and return the copy's path."""
    copy = path.with_name(f"{path.stem}.{reason}{path.suffix}")
    number = 2
    while copy.exists():
        copy = path.with_name(f"{path.stem}.{reason}.{number}{path.suffix}")
        number += 1
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _engine(path: Path) -> Engine:
    # From a pool: readers in other threads get a connection of their own, and none is opened for each read.
    engine = create_engine(URL.create("sqlite", database=str(path)))
    journal.guard(engine)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def _reset(connection: Any, _record: object, _state: object) -> None:  # noqa: ANN401 - a driver's connection
    """End the transaction that a COMMIT which failed has left open, before somebody else gets the connection."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's connection
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('pmplanner_begin', '')}")
