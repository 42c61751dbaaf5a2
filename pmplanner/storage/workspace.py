"""The workspace: sessions for reading and edits, undo, and being told of changes, whatever holds it."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.storage import going_back, journal
from pmplanner.storage.database import Database
from pmplanner.storage.errors import (
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceLockedError,
    WorkspaceMovedError,
)
from pmplanner.storage.findings import Finding
from pmplanner.storage.journal import Change, JournaledSession, Watcher
from pmplanner.storage.kept import Kept
from pmplanner.storage.labels import Label, word
from pmplanner.storage.sqlite.opening import open_file

__all__ = [
    "Workspace",
    "WorkspaceDamagedError",
    "WorkspaceError",
    "WorkspaceLockedError",
    "WorkspaceMovedError",
    "open_workspace",
]


class Workspace:
    """An open workspace. One writer at a time; any number of readers, in any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Callable[[Change], None]] = []
        self._guards: list[Callable[[Session, Change], None]] = []
        self._replay_guards: list[journal.ReplayCheck] = []
        self._kept = Kept()
        journal.guard(database.engine)

    @property
    def path(self) -> Path:
        """The file that holds it, or that of the replica of a shared one."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """True when another pmplanner holds the workspace, so that nothing can be changed here."""
        return self._database.read_only

    @property
    def unwritable(self) -> bool:
        """True where nothing can be written, whoever has it open."""
        return self._database.unwritable

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; a flush in it raises JournalError."""
        # A read must not write by the way: a mapped object that somebody changed stays in memory.
        with JournaledSession(self._database.engine, autoflush=False) as db:
            # Where another process writes, nobody tells of what it has touched.
            if not self._database.read_only:
                self._kept.lend(db)
            yield db

    @contextmanager
    def edit(self, label: Label | str, watcher: Watcher | None = None) -> Iterator[Session]:
        """Give the session of one user action: committed and recorded on leaving, or nothing at all.

        Raises WorkspaceError when nothing can be changed: it is read-only, damaged, or its file is
        not in its place any more. *label* says what undo takes back; the *watcher* is told how far
        long writes are, and can stop them by raising.
        """
        self._database.refuse()
        with self._kept.writing():
            with (
                self._database.failures(),
                JournaledSession(self._database.engine) as db,
                journal.recording(db, label, watcher, self._check_guards) as made,
            ):
                # Locked before anything is read: what a service decides by must still hold when it writes.
                self._database.begin(db, watcher)
                self._kept.lend(db, to_edit=True)
                yield db
            self._kept.follow(made)
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
        self._database.refuse()
        with self._kept.writing():
            with (
                self._database.failures(),
                JournaledSession(self._database.engine) as db,
                journal.unrecorded(db),
            ):
                self._database.begin(db)
                yield db
            self._kept.forget()
        self._finish([])

    def forget(self, work: Callable[[Session], Change]) -> bool:
        """Let *work* overwrite rows and the journal itself, in one transaction that no undo takes back.

        Then all is written anew, so that nothing of what was overwritten is left. Returns
        False when that has to wait for the next opening. Raises WorkspaceError as :meth:`edit`.
        """
        self._database.refuse()
        with self._kept.writing():
            with self._database.failures(), Session(self._database.engine) as db:
                self._database.begin(db)
                with self._database.overwriting(db):
                    change = work(db)
                    db.commit()
            self._kept.forget()
        # After the commit: SQLite, for one, cannot write all anew within a transaction.
        finished = self._database.write_anew()
        self._finish([change])
        return finished

    def undo(self, watcher: Watcher | None = None) -> Change:
        """Take back the last edit; raise UndoRefusedError when there is none or a row has changed."""
        return self._replay(journal.undo, watcher)

    def redo(self, watcher: Watcher | None = None) -> Change:
        """Bring back the edit undone last; raise UndoRefusedError when there is none."""
        return self._replay(journal.redo, watcher)

    def go_back(self, edit_id: int, watcher: Watcher | None = None) -> Change:
        """Take back all that was done after an edit (0: all there is) as one new edit, which undo takes back.

        Raises UndoRefusedError with the reason when that cannot be; then nothing has changed.
        """
        return self._replay(lambda db, watch, check: going_back.go_back(db, edit_id, watch, check), watcher)

    def undo_day(self, day: dt.date, watcher: Watcher | None = None) -> Change:
        """Take back all that was done on a day as one new edit, which undo takes back; later days stay.

        Raises UndoRefusedError with the reason when that cannot be; then nothing has changed.
        """
        return self._replay(lambda db, watch, check: going_back.undo_day(db, day, watch, check), watcher)

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

        Undo and redo have guards of their own: mostly they only bring back what has been.
        """
        self._guards.append(check)

    def guard_replays(self, check: journal.ReplayCheck) -> None:
        """Call *check* with what an undo or redo would do, before it does; what it says refuses that."""
        self._replay_guards.append(check)

    def _check_guards(self, db: Session, change: Change) -> None:
        for check in self._guards:
            check(db, change)

    def _check_replay(self, db: Session, change: Change) -> str:
        return next(filter(None, (check(db, change) for check in self._replay_guards)), "")

    # Where it is, and who else has it

    @property
    def in_place(self) -> bool:
        """False once the file has been replaced, moved or deleted under the open workspace."""
        return self._database.in_place

    def is_at(self, path: Path) -> bool:
        """Say whether *path* leads to this workspace; raise WorkspaceError when it leads in a circle."""
        return self._database.is_at(path)

    def save_as(self, path: Path) -> None:
        """Save all that is open here in a new file, also when its own file is gone.

        Raises WorkspaceError when there is a file already or it cannot be written.
        """
        self._database.save_as(path)

    def changed_elsewhere(self) -> bool:
        """Say whether another process has changed it since the last call; for read-only windows."""
        return self._database.changed_elsewhere()

    def take_over(self) -> bool:
        """Begin to write, when whoever had the workspace has let go of it; say whether that is so."""
        if not self._database.take_over():
            return False
        journal.guard(self._database.engine)
        self._kept.forget()
        return True

    # Soundness

    @property
    def checked(self) -> bool:
        """True once what :meth:`findings` returns is known."""
        return self._database.checked

    def findings(self) -> list[Finding]:
        """Wait for the check that began at opening and return what it found."""
        return self._database.findings()

    def quick_look(self) -> tuple[str, ...]:
        """Say what is at once seen to be wrong, unless it is as it was closed; for who only reads."""
        return self._database.quick_look()

    def check(self, stop: Callable[[], bool] = lambda: False) -> list[Finding]:
        """Check it as a whole now and return what was found; *stop* is asked whether to give up."""
        return self._database.check(stop)

    def mend(self, findings: list[Finding]) -> int:
        """Mend what was found from what else there is and return how many rows were put back.

        One edit, which undo takes back. Raises WorkspaceError when a backup is needed, or UndoRefusedError
        when a row cannot be put back.
        """
        with self._kept.writing():
            count = self._database.mend(findings)
            self._kept.forget()
        everything = dict.fromkeys(journal.journaled_tables(), frozenset[int]())
        self._finish([Change("", everything)])
        return count

    def close(self) -> None:
        """Let go of it; more than once does no harm."""
        self._database.close()

    def _replay(
        self,
        step: Callable[[Session, Watcher | None, journal.ReplayCheck | None], Change],
        watcher: Watcher | None,
    ) -> Change:
        self._database.refuse()
        with self._kept.writing():
            with self._database.failures(), Session(self._database.engine) as db:
                self._database.begin(db, watcher)
                change = step(db, watcher, self._check_replay)
            self._kept.follow([change])
        self._finish([change])
        return change

    def _finish(self, made: list[Change]) -> None:
        """See to a commit and tell who listens; raise when it went into a file that is gone."""
        self._database.settle()
        for change in made:
            # A copy: who is told may begin or cease to listen.
            for listener in list(self._listeners):
                listener(change)
        self._database.refuse_moved()


def open_workspace(
    path: Path,
    *,
    read_only: bool = False,
    seed: Callable[[Session], None] | None = None,
    wait: float = 0,
    owned: tempfile.TemporaryDirectory[str] | None = None,
) -> Workspace:
    """Open the workspace at *path*, making it when it is not there; *seed* fills a new one.

    Raises WorkspaceLockedError when another process may change it, after having waited *wait*
    seconds for it, and WorkspaceError when the file is not a workspace, cannot be read or written,
    or a newer pmplanner wrote it. Neither touches the file. A copy is kept before a migration. With
    *read_only* nothing is written: what an older pmplanner wrote, or what lies where nothing can be
    written, is read from a copy where need be. An *owned* folder is removed when it is closed.
    """
    return Workspace(open_file(path, read_only=read_only, seed=seed, wait=wait, owned=owned))
