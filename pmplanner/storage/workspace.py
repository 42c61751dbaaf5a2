"""The workspace: lock, migrations, sessions for reading and edits, and being told of changes."""

import logging
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pmplanner.models.migrations import HEAD, upgrade
from pmplanner.sentences import said
from pmplanner.storage import forgetting, journal, mending
from pmplanner.storage.errors import (
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceLockedError,
    WorkspaceMovedError,
    damaged,
    explained,
    failures,
    is_busy,
    moved,
)
from pmplanner.storage.journal import Change, JournaledSession, Watcher
from pmplanner.storage.labels import Label, word
from pmplanner.storage.sound_copy import copy_pages, draft_of, in_silence, seen_as_now, write_through
from pmplanner.storage.soundness import Check, Finding, check_file
from pmplanner.storage.sqlite_file import (
    PATIENCE_MS,
    Examined,
    FileId,
    copied_for_reading,
    driver_of,
    empty_log,
    examine,
    has_log,
    is_sealed,
    is_there,
    look_into,
    make_engine,
    make_reading_engine,
    quick_check,
    real_path,
    seal,
    side_files,
    stamp_of,
)

__all__ = [
    "Workspace",
    "WorkspaceDamagedError",
    "WorkspaceError",
    "WorkspaceLockedError",
    "WorkspaceMovedError",
    "back_up",
    "open_workspace",
]

log = logging.getLogger(__name__)

Folder = tempfile.TemporaryDirectory[str]

_ASK_AGAIN = 0.05
"""Seconds between two attempts to get a lock that somebody holds."""

_ASK_AGAIN_MS = int(_ASK_AGAIN * 1000)


class Workspace:
    """An open workspace. One writer at a time; any number of readers, in any thread."""

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
        self._listeners: list[Callable[[Change], None]] = []
        self._guards: list[Callable[[Session, Change], None]] = []
        self._watch: sqlite3.Connection | None = None
        self._seen: int | None = None
        # Locks of POSIX belong to the process: whoever closes any handle of the file lets go of all of them.
        self._file = path.open("rb", buffering=0)
        """Kept open for as long as the engine: to close it earlier would take away SQLite's locks."""
        self._check = Check(path, self._file)
        self._changed = False
        if lock is not None:
            self._check.start()

    @property
    def read_only(self) -> bool:
        """True when another pmplanner holds the workspace, so that nothing can be changed here."""
        return self._lock is None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; a flush in it raises JournalError."""
        # A read must not write by the way: a mapped object that somebody changed stays in memory.
        with JournaledSession(self._engine, autoflush=False) as db:
            yield db

    @contextmanager
    def edit(self, label: Label | str, watcher: Watcher | None = None) -> Iterator[Session]:
        """Give the session of one user action: committed and recorded on leaving, or nothing at all.

        Raises WorkspaceError when nothing can be changed: it is read-only, damaged, or its file is
        not in its place any more. *label* says what undo takes back; the *watcher* is told how far
        long writes are, and can stop them by raising.
        """
        self._refuse()
        with (
            failures(self.path),
            JournaledSession(self._engine) as db,
            journal.recording(db, label, watcher, self._check_guards) as made,
        ):
            # Locked before anything is read: what a service decides by must still hold when it writes.
            _begin_immediate(db, watcher)
            yield db
        # After the block: whoever hears of the change may read, and finds it kept.
        self._finish(made)

    @contextmanager
    def keep(self) -> Iterator[Session]:
        """Give a session whose changes no undo takes back: committed on leaving, or nothing at all.

        For what the world outside has been told. A mail that has gone out stays out, so its
        sequence numbers must not go back when the edits that it told of are undone: the next
        mail tells of the undoing, with a higher number. Nothing that pages show may be changed
        here, because they do not hear of it. Raises WorkspaceError as :meth:`edit`.
        """
        self._refuse()
        with (
            failures(self.path),
            JournaledSession(self._engine) as db,
            journal.unrecorded(db),
        ):
            _begin_immediate(db, None)
            yield db
        self._finish([])

    def forget(self, work: Callable[[Session], Change]) -> bool:
        """Let *work* overwrite rows and the journal itself, in one transaction that no undo takes back.

        Then the file is written anew, so that nothing of what was overwritten is left in it. Returns
        False when that has to wait for the next opening. Raises WorkspaceError as :meth:`edit`.
        """
        self._refuse()
        with failures(self.path), Session(self._engine) as db:
            _begin_immediate(db, None)
            connection = db.connection()
            # Without it a deleted name stays readable in the free pages of the file.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            # Taken before the commit: afterwards the session has given its connection back.
            driver: Any = connection.connection.dbapi_connection
            try:
                change = work(db)
                db.commit()
            finally:
                with suppress(sqlite3.Error):
                    driver.execute("PRAGMA secure_delete = OFF")  # it makes every other edit slower
        # VACUUM cannot run within a transaction.
        finished = forgetting.finish(self._engine)
        self._finish([change])
        return finished

    def undo(self, watcher: Watcher | None = None) -> Change:
        """Take back the last edit; raise UndoRefusedError when there is none or a row has changed."""
        return self._replay(journal.undo, watcher)

    def redo(self, watcher: Watcher | None = None) -> Change:
        """Bring back the edit undone last; raise UndoRefusedError when there is none."""
        return self._replay(journal.redo, watcher)

    def undo_label(self) -> str | None:
        """Return what undo would take back."""
        with self.read() as db:
            edit = journal.next_undo(db)
            return word(db, journal.label_of(edit)) if edit else None

    def redo_label(self) -> str | None:
        """Return what redo would bring back."""
        with self.read() as db:
            edit = journal.next_redo(db)
            return word(db, journal.label_of(edit)) if edit else None

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call *listener* after every edit, undo and redo, in the thread that made it."""
        self._listeners.append(listener)

    def guard(self, check: Callable[[Session, Change], None]) -> None:
        """Call *check* with all that an edit has done, before it is kept; what it raises refuses the edit.

        Undo and redo are not asked about: they only bring back what has been.
        """
        self._guards.append(check)

    def _check_guards(self, db: Session, change: Change) -> None:
        for check in self._guards:
            check(db, change)

    # The file

    @property
    def in_place(self) -> bool:
        """False once the file has been replaced, moved or deleted under the open workspace."""
        return FileId.of(self.path) == self._identity

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
            _refuse_damaged(part, path)

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
            engine = _tried(make_engine(self.path, expected=self._identity), self.path)
            journal.guard(engine)
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
        """Say what is wrong with the file as such, unless it is as it was closed; for who only reads."""
        with failures(self.path):
            if is_sealed(self._file, self.path):
                return ()
            with driver_of(self._engine) as connection:
                return tuple(quick_check(connection))

    def check(self, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
        """Check the file as a whole now and return what was found; *stop* is asked whether to give up."""
        shown = self.path if self._copy is None else Path(self._copy.name) / self.path.name
        with failures(self.path):
            return check_file(shown, stop=stop)

    def mend(self, findings: list[Finding]) -> int:
        """Mend what was found from what else the file holds and return how many rows were put back.

        One edit, which undo takes back. Raises WorkspaceError when a backup is needed, or UndoRefusedError
        when a row cannot be put back.
        """
        self._refuse_read_only()
        if not mending.can_mend(findings):
            raise damaged(self.path, [each.sentence for each in findings])
        with failures(self.path), Session(self._engine) as db:
            _begin_immediate(db, None)
            count = mending.mend(db, findings)
            db.commit()
        self._check = Check(self.path, self._file)
        everything = dict.fromkeys(journal.journaled_tables(), frozenset[int]())
        self._finish([Change("", everything)])
        return count

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

    def _replay(self, step: Callable[[Session, Watcher | None], Change], watcher: Watcher | None) -> Change:
        self._refuse()
        with failures(self.path), Session(self._engine) as db:
            _begin_immediate(db, watcher)
            change = step(db, watcher)
        self._finish([change])
        return change

    def _finish(self, made: list[Change]) -> None:
        """Bring a commit into the file and tell who listens; raise when it went into a file that is gone."""
        self._changed = True
        self._put_into_file()
        for change in made:
            self._tell(change)
        if not self.in_place:
            raise moved(self.path)

    def _put_into_file(self) -> None:
        """Bring what was committed into the file itself, and empty the log beside it.

        So a copy of the file alone holds everything, and a log that outlives its program cannot be
        laid over another file that is put in the place of this one. Somebody who reads at the same
        time, who is not waited for, or a full disk can keep some of it in the log until later.
        """
        with (
            suppress(sqlite3.Error, OperationalError, WorkspaceError),
            driver_of(self._engine) as connection,
        ):
            # Nobody waits for whoever reads: the log is emptied after the next edit.
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                empty_log(connection)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")

    def _refuse(self) -> None:
        """Raise WorkspaceError when an edit could not be kept, before anything is done."""
        self._refuse_read_only()
        if not self.in_place:
            raise moved(self.path)
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

    def _tell(self, change: Change) -> None:
        # A copy: who is told may begin or cease to listen.
        for listener in list(self._listeners):
            listener(change)


def _begin_immediate(db: Session, watcher: Watcher | None) -> None:
    """Take the write lock now, so that what the action reads cannot change under it.

    While another program holds the file, the *watcher* hears of it, so that a window is not frozen.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    wait = PATIENCE_MS if watcher is None else _ASK_AGAIN_MS
    while True:
        try:
            db.connection(execution_options={"pmplanner_begin": "IMMEDIATE", "pmplanner_wait": wait})
        except OperationalError as error:
            if watcher is None or time.monotonic() > until or not is_busy(error):
                raise
            # SQLAlchemy would otherwise take the failed attempt for a transaction that is under way.
            db.rollback()
            watcher(0)
        else:
            return


def open_workspace(
    path: Path,
    *,
    read_only: bool = False,
    seed: Callable[[Session], None] | None = None,
    wait: float = 0,
    owned: Folder | None = None,
) -> Workspace:
    """Open the workspace at *path*, making it when it is not there; *seed* fills a new one.

    Raises WorkspaceLockedError when another process may change it, after having waited *wait*
    seconds for it, and WorkspaceError when the file is not a workspace, cannot be read or written,
    or a newer pmplanner wrote it. Neither touches the file. A copy is kept before a migration. With
    *read_only* nothing is written: what an older pmplanner wrote, or what lies where nothing can be
    written, is read from a copy where need be. An *owned* folder is removed when it is closed.
    """
    path = real_path(path)
    there = is_there(path)
    if read_only:
        if not there:
            raise WorkspaceError(said("There is no workspace at {path}.", path=path))
        return _open_to_read(path, owned)
    # Before the lock, so that a foreign file gets not even a lock file beside it.
    found = examine(path) if there else None
    lock = take_lock(path, wait)
    try:
        # Asked again: while we waited for the lock somebody may have made it.
        if found is None and not is_there(path):
            _make(path, seed)
        else:
            _bring_up_to_date(path, found)
        engine = _tried(make_engine(path, expected=FileId.of(path)), path)
        journal.guard(engine)
        forgetting.finish_if_begun(engine)
        return Workspace(path, engine, lock)
    except BaseException:
        lock.release()
        raise


def _open_to_read(path: Path, owned: Folder | None) -> Workspace:
    found = examine(path)
    unwritable = not found.writable
    in_use = side_files(path)[0].exists()
    if found.revision == HEAD and not (unwritable and in_use and not _can_share(path)):
        # Where it can be written, SQLite is to clean up beside the file after the last reader.
        if unwritable:
            engine = make_reading_engine(path, immutable=not in_use)
        else:
            engine = make_engine(path, expected=FileId.of(path))
        return _reader(path, engine, unwritable=unwritable, copy=owned)
    folder = tempfile.TemporaryDirectory(prefix="pmplanner-")
    try:
        copy = copied_for_reading(path, Path(folder.name))
        if found.revision != HEAD:
            _upgrade(copy)
        engine = make_reading_engine(copy, immutable=False)
        return _reader(path, engine, unwritable=unwritable, copy=folder)
    except BaseException:
        folder.cleanup()
        raise


def _can_share(path: Path) -> bool:
    """Say whether a file that somebody writes to can be read beside it, with rights to read alone."""
    return side_files(path)[1].exists()


def _reader(
    path: Path,
    engine: Engine,
    *,
    unwritable: bool,
    copy: Folder | None = None,
) -> Workspace:
    journal.guard(engine)
    return Workspace(path, _tried(engine, path), None, unwritable=unwritable, copy=copy)


def _tried(engine: Engine, path: Path) -> Engine:
    """Return the engine once it has read from the file; raise WorkspaceError when it cannot."""
    try:
        with failures(path, said("It has not been touched.")), engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM workspace_setting").scalar()
        return engine
    except BaseException:
        engine.dispose()
        raise


def take_lock(path: Path, wait: float = 0) -> FileLock:
    """Lock the workspace for this process; the system drops the lock when the process dies.

    Waits *wait* seconds for whoever has it. Raises WorkspaceLockedError, and WorkspaceError where the
    lock cannot be made.
    """
    try:
        # For the user alone: it holds names, absences and results of people.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not by thread: it is taken in one and released in another.
        lock = FileLock(path.with_name(path.name + ".lock"), mode=0o600, thread_local=False)
        lock.acquire(timeout=wait, poll_interval=_ASK_AGAIN)
    except Timeout:
        raise WorkspaceLockedError(
            said("{path} is already open in another pmplanner.", path=path.name)
        ) from None
    except OSError as error:
        raise explained(error, path, said("It has not been touched.")) from error
    return lock


def _make(path: Path, seed: Callable[[Session], None] | None) -> None:
    """Make a workspace under another name and move it into place, so that it is whole or absent."""
    with failures(path, said("It has not been made.")), draft_of(path) as draft:
        # Without a log beside it, of which a full disk could keep a part back.
        engine = make_engine(draft, log_mode="DELETE")
        journal.guard(engine)
        try:
            upgrade(engine)
            if seed is not None:
                with JournaledSession(engine) as db, journal.unrecorded(db):
                    seed(db)
        finally:
            engine.dispose()
        _refuse_damaged(draft, path)
        write_through(draft)  # what can still fail, before anything is touched
        # The log of a file that somebody took away would be laid over the new one.
        for orphan in side_files(path):
            if orphan.exists():
                # Renamed and not deleted: it may hold the last edits of a file that somebody moved away
                # alone.
                orphan.replace(orphan.with_name(orphan.name + ".old"))


def _bring_up_to_date(path: Path, found: Examined | None) -> None:
    """Migrate a file that an older pmplanner wrote; *found* is what it was before we had the lock."""
    if found is None or found.stamp != stamp_of(path):
        found = examine(path)
    revision = found.revision
    if revision == HEAD:
        return
    untouched = said("It stays as it was, in the format {revision}.", revision=revision)
    try:
        copy = back_up(path, f"before-{HEAD}")
    except WorkspaceError as error:
        raise WorkspaceError(
            said(
                "{path} was written by an older pmplanner, and no safety copy could be made before "
                "bringing it to the new format. {error} {untouched}",
                path=path.name,
                error=error,
                untouched=untouched,
            )
        ) from error
    log.info("migrating %s from %s to %s; copy kept at %s", path, revision, HEAD, copy)
    try:
        with failures(path, untouched):
            _upgrade(path)
    except WorkspaceError as error:
        if examine(path).revision != HEAD:
            raise
        # The last step of all, emptying the log, is the only one that can fail after the commit.
        log.warning("%s is in the format %s now, although: %s", path, HEAD, error)
    with suppress(OSError):
        path.chmod(0o600)


def _upgrade(path: Path) -> None:
    engine = make_engine(path)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def back_up(path: Path, reason: str) -> Path:
    """Copy the workspace beside itself, side files included, and return the copy's path.

    The copy is whole or absent. Raises WorkspaceError when it cannot be made.
    """
    copy = path.with_name(f"{path.stem}.{reason}{path.suffix}")
    number = 2
    while copy.exists():
        copy = path.with_name(f"{path.stem}.{reason}.{number}{path.suffix}")
        number += 1
    # By SQLite's own backup: a copy of the bytes alone would lose what is still in the log.
    with failures(path, said("No copy was made.")), seen_as_now(path) as source, draft_of(copy) as part:
        copy_pages(source, part, in_silence)
        _refuse_damaged(part, copy)
    return copy


def _refuse_damaged(part: Path, path: Path) -> None:
    """Raise WorkspaceDamagedError when what was copied is not whole."""
    with closing(sqlite3.connect(part)) as connection:
        found = quick_check(connection)
    if found:
        raise damaged(path, found)
