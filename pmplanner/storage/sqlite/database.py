"""A workspace in one file of SQLite, while it is open."""

import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pmplanner.sentences import said
from pmplanner.storage.database import Watcher
from pmplanner.storage.errors import WorkspaceError
from pmplanner.storage.findings import Finding, can_mend
from pmplanner.storage.forgetting import MARK
from pmplanner.storage.sqlite import mending, waiting
from pmplanner.storage.sqlite.engines import begin_immediate, driver_of, make_engine
from pmplanner.storage.sqlite.faults import damaged, failures, moved
from pmplanner.storage.sqlite.file import (
    FileId,
    empty_log,
    has_log,
    is_there,
    look_into,
    quick_check,
    real_path,
)
from pmplanner.storage.sqlite.seal import is_sealed, seal
from pmplanner.storage.sqlite.sound_copy import copy_pages, draft_of, in_silence
from pmplanner.storage.sqlite.soundness import Check, check_file
from pmplanner.storage.sqlite.waiting import take_lock

log = logging.getLogger(__name__)

Folder = tempfile.TemporaryDirectory[str]


class SqliteFile:
    """See :class:`pmplanner.storage.database.Database`."""

    def __init__(
        self,
        path: Path,
        engine: Engine,
        lock: FileLock | None,
        *,
        unwritable: bool = False,
        copy: Folder | None = None,
    ) -> None:
        self.path = path
        self.unwritable = unwritable
        """True where the file, its folder or its medium cannot be written, whoever has it open."""
        self._engine = engine
        self._lock = lock
        self._copy = copy
        """Holds the copy that is read where the file cannot be read in place."""
        self._identity = FileId.of(path)
        self._watch: sqlite3.Connection | None = None
        self._seen: int | None = None
        # Locks of POSIX belong to the process: whoever closes any handle of the file lets go of all of them.
        self._file = path.open("rb", buffering=0)
        """Kept open for as long as the engine: to close it earlier would take away SQLite's locks."""
        self._check = Check(path, self._file)
        self._changed = False
        if lock is not None:
            self._check.start()

    # Reading and writing

    @property
    def engine(self) -> Engine:
        """What sessions are bound to."""
        return self._engine

    @property
    def read_only(self) -> bool:
        """True when another process holds the lock beside the file, or nothing can be written."""
        return self._lock is None

    def failures(self) -> AbstractContextManager[None]:
        """Turn what SQLite or the system raises into a WorkspaceError."""
        return failures(self.path)

    def refuse(self) -> None:
        """Raise WorkspaceError when an edit could not be kept, before anything is done."""
        self._refuse_read_only()
        self.refuse_moved()
        findings = self._check.wait()
        if findings:
            raise damaged(self.path, [finding.sentence for finding in findings])

    def _refuse_read_only(self) -> None:
        if not self.read_only:
            return
        if self.unwritable:
            raise WorkspaceError(
                said(
                    "You may not write to {name} or to its folder, so it can only be read here. Save a copy "
                    "elsewhere to change it.",
                    name=self.path.name,
                )
            )
        raise WorkspaceError(
            said(
                "{name} is open in another pmplanner, so it can only be read here. It can be changed "
                "here once the other one is closed.",
                name=self.path.name,
            )
        )

    def begin(self, db: Session, watcher: Watcher | None = None) -> None:
        """Take SQLite's lock for writing now, and wait for another program that holds the file."""
        begin_immediate(db, watcher)

    def settle(self) -> None:
        """Bring what was committed into the file itself, and empty the log beside it.

        So a copy of the file alone holds everything, and a log that outlives its program cannot be
        laid over another file that is put in the place of this one. Somebody who reads at the same
        time, who is not waited for, or a full disk can keep some of it in the log until later.
        """
        self._changed = True
        self._put_into_file()

    def _put_into_file(self) -> None:
        with (
            suppress(sqlite3.Error, OperationalError, WorkspaceError),
            driver_of(self._engine) as connection,
        ):
            # Nobody waits for whoever reads: the log is emptied after the next edit.
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                empty_log(connection)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {waiting.PATIENCE_MS}")

    @contextmanager
    def overwriting(self, db: Session) -> Iterator[None]:
        """Let SQLite write zeros over what is deleted."""
        connection = db.connection()
        # Without it a deleted name stays readable in the free pages of the file.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        # Taken before the commit: afterwards the session has given its connection back.
        driver: Any = connection.connection.dbapi_connection
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                driver.execute("PRAGMA secure_delete = OFF")  # it makes every other edit slower

    def write_anew(self) -> bool:
        """Write the file anew, so that nothing of what was overwritten is in a free page or the log."""
        return _written_anew(self._engine)

    # Others

    @property
    def in_place(self) -> bool:
        """False once the file has been replaced, moved or deleted."""
        return FileId.of(self.path) == self._identity

    def is_at(self, path: Path) -> bool:
        """Say whether *path* leads to the file, be it by way of links."""
        return real_path(path) == self.path

    def refuse_moved(self) -> None:
        """Raise WorkspaceMovedError when the file is not in its place."""
        if not self.in_place:
            raise moved(self.path)

    def changed_elsewhere(self) -> bool:
        """Say whether another process has changed the file since the last call; for read-only windows."""
        if self._watch is None:
            self._watch = look_into(self.path)
        # Changes with every commit of another connection, and costs no look into the file.
        (version,) = self._watch.execute("PRAGMA data_version").fetchone()
        before, self._seen = self._seen, version
        return before is not None and before != version

    def take_over(self) -> bool:
        """Begin to write, when whoever had the workspace has let go of it; say whether that is so."""
        if not self.read_only or self.unwritable or not self.in_place or self._copy is not None:
            # What is read from a copy, because an older pmplanner wrote it, has to be opened anew.
            return False
        try:
            lock = take_lock(self.path, 0)
        except WorkspaceError:
            return False
        try:
            engine = tried(make_engine(self.path, expected=self._identity), self.path)
        except WorkspaceError:
            lock.release()
            raise
        # The new one first: what is being read meanwhile never meets a closed engine.
        before, self._engine = self._engine, engine
        before.dispose()
        self._lock = lock
        self._check.start()
        return True

    # Soundness

    @property
    def checked(self) -> bool:
        """True once what :meth:`findings` returns is known."""
        return self._check.done

    def findings(self) -> list[Finding]:
        """Wait for the check that began at opening and return what it found."""
        return self._check.wait()

    def quick_look(self) -> tuple[str, ...]:
        """Say what is wrong with the pages of the file, unless it is as it was closed."""
        with self.failures():
            if is_sealed(self._file, self.path):
                return ()
            with driver_of(self._engine) as connection:
                return tuple(quick_check(connection))

    def check(self, stop: Callable[[], bool]) -> list[Finding]:
        """Check the file as a whole now, or the copy that is read in its stead."""
        shown = self.path if self._copy is None else Path(self._copy.name) / self.path.name
        with self.failures():
            return check_file(shown, stop=stop)

    def mend(self, findings: list[Finding]) -> int:
        """Mend what was found from what else the file holds; the file itself takes a backup."""
        self._refuse_read_only()
        if not can_mend(findings):
            raise damaged(self.path, [each.sentence for each in findings])
        with self.failures(), Session(self._engine) as db:
            self.begin(db)
            count = mending.mend(db, findings)
            db.commit()
        self._check = Check(self.path, self._file)
        return count

    # Copies and the end

    def save_as(self, path: Path) -> None:
        """Save all that is open here in a new file, also when its own file is gone.

        Raises WorkspaceError when there is a file already or it cannot be written.
        """
        path = real_path(path)
        if is_there(path):
            raise WorkspaceError(said("There is a file at {path} already; choose another name.", path=path))
        with (
            failures(path, said("Nothing was saved.")),
            driver_of(self._engine) as connection,
            draft_of(path) as part,
        ):
            copy_pages(connection, part, in_silence)
            refuse_unsound(part, path)

    def close(self) -> None:
        """Let go of the file; more than once does no harm."""
        if self._file.closed:
            return
        # It reads the file in a thread of its own, through a connection that would outlive the engine.
        self._check.stop()
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._lock is not None:
            self._seal()
        self._engine.dispose()
        self._file.close()
        if self._lock is not None:
            # Last: until here nobody else may write into the file.
            self._lock.release()
        if self._copy is not None:
            self._copy.cleanup()

    def _seal(self) -> None:
        """Write the sum of a sound file into it, so that the next opening sees whether it is the same."""
        # A file that is not known to be sound is never sealed: the seal says that it need not be looked at.
        if not (self.in_place and self._check.found_sound and (self._changed or self._check.unsealed)):
            return
        with suppress(sqlite3.Error, OSError, OperationalError, WorkspaceError):
            self._put_into_file()
            with driver_of(self._engine) as connection:
                if not has_log(self.path):
                    seal(connection, self._file)


def tried(engine: Engine, path: Path) -> Engine:
    """Return the engine once it has read from the file; raise WorkspaceError when it cannot."""
    try:
        with failures(path, said("It has not been touched.")), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM workspace_setting").scalar()
        return engine
    except BaseException:
        engine.dispose()
        raise


def refuse_unsound(part: Path, path: Path) -> None:
    """Raise WorkspaceDamagedError when what was copied is not whole."""
    with closing(sqlite3.connect(part)) as connection:
        found = quick_check(connection)
    if found:
        raise damaged(path, found)


def _written_anew(engine: Engine) -> bool:
    """Write the file anew, so that nothing of what was overwritten is in a free page or the log.

    Returns False when that has to wait: the disk has no room for a second file, or somebody else
    reads at the same time, who is waited for a little.
    """
    try:
        with driver_of(engine) as connection:
            connection.execute("VACUUM")
            if not empty_log(connection):
                return False
            # Only now: a log that could not be emptied may still hold what was forgotten.
            connection.execute("DELETE FROM workspace_setting WHERE name = ?", (MARK,))
            empty_log(connection)
            return True
    except (sqlite3.Error, OperationalError):
        log.exception("the file could not be written anew after forgetting")
        return False


def write_anew_if_begun(engine: Engine) -> None:
    """Write the file anew when an earlier forgetting could not."""
    # In the driver's words, because each opening asks, and SQLAlchemy would take longer over it.
    with driver_of(engine) as connection:
        begun = connection.execute("SELECT 1 FROM workspace_setting WHERE name = ?", (MARK,)).fetchone()
    if begun is not None:
        _written_anew(engine)
