"""What a database must do to hold a workspace: the seam behind which another one can be put.

:class:`Database` is what :class:`~pmplanner.storage.workspace.Workspace` holds, once it is open;
:class:`Sql` is what each database says in words of its own, asked of an open connection. Whatever else
storage and services ask is plain SQLAlchemy. :mod:`pmplanner.storage.sqlite` does both for one file.
"""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, Table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from pmplanner.storage.findings import Finding

SQL = "pmplanner_sql"
"""The execution option under which an engine has the :class:`Sql` of its connections."""

WEIGHTS = (20, 10, 4, 2, 1)
"""How much a word counts in title, code, skills, provider and description of a course."""

COLUMNS = 8
"""A place of a word is the id of its course times this, and the number of one of those five from 0."""

WordPlaces = tuple[str, int, str]
"""A word of courses, without accents and case, how often it stands in them, and each place, by commas."""

Watcher = Callable[[int], None]
"""Told of the rows written so far, every so many; what it raises stops the edit, and nothing stays."""


class Sql(Protocol):
    """What databases say differently. It keeps nothing between two calls."""

    def next_id(self, connection: Connection, table: Table) -> int:
        """Return the first id of the table that was never given out; the caller holds the turn to write."""

    def defer_references(self, connection: Connection) -> None:
        """Let rows refer to what is not there yet, until the transaction is committed."""

    def insert_many(self, connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Insert rows that have a value for each column but the id, in order, as the driver takes them."""

    def search_courses(
        self, connection: Connection, words: Sequence[str], limit: int | None = None
    ) -> list[int]:
        """Return the ids of the courses that hold all words: with them in the title first, then by rank.

        Each word is the beginning of a word of title, code, provider, skills or description, without
        regard to accents and case; it is of letters, digits and underscores. At most *limit*, the best.
        """

    def count_courses(self, connection: Connection, words: Sequence[str]) -> int:
        """Return how many courses :meth:`search_courses` finds without a limit."""

    def course_words(self, connection: Connection, ids: Sequence[int] | None = None) -> list[WordPlaces]:
        """Return the words that :meth:`search_courses` looks into, each once: of all courses, or of a few."""

    def bare_word(self, word: str) -> str:
        """Return a word without accents and case, as it is looked for; "" where that is not one word."""

    def data_state(self, connection: Connection) -> Hashable:
        """Return what is another value on this connection once anybody, or it itself, has written."""

    def make_search_anew(self, connection: Connection) -> None:
        """Make what :meth:`search_courses` looks into anew, with nothing left in it of what was there."""

    def copy_in_memory(self, connection: Connection) -> Engine:
        """Return an engine on a copy in memory of what the connection sees; it goes with the engine.

        What is written by a connection that has not committed yet cannot be copied.
        """


def sql_of(connection: Connection) -> Sql:
    """Return what the connection's database says in words of its own."""
    sql: Sql = connection.get_execution_options()[SQL]
    return sql


class Database(Protocol):
    """What holds an open workspace. One writer at a time; any number of readers, in any thread."""

    path: Path
    """Where the workspace is: its file, or that of the replica of a shared one."""

    unwritable: bool
    """True where nothing can be written, whoever has it open."""

    # Reading and writing

    @property
    def engine(self) -> Engine:
        """What sessions are bound to; another one after :meth:`take_over`. It has its :data:`SQL`."""

    @property
    def read_only(self) -> bool:
        """True while somebody else may change the workspace, so that nothing can be changed here."""

    def failures(self) -> AbstractContextManager[None]:
        """Turn what the database or the system raises into a WorkspaceError that says what to do."""

    def refuse(self) -> None:
        """Raise WorkspaceError when an edit could not be kept: read-only, damaged, or out of its place."""

    def begin(self, db: Session, watcher: Watcher | None = None) -> None:
        """Begin the transaction of a session that will write, and wait for whoever writes now.

        From here to the commit nobody else changes what the session reads. The *watcher* hears of the
        waiting. A database that has to do something before each commit listens to the session here.
        """

    def settle(self) -> None:
        """Do what is due after a commit; it raises nothing, because what is committed is kept."""

    def overwriting(self, db: Session) -> AbstractContextManager[None]:
        """Let what the session overwrites and deletes in the block leave nothing behind."""

    def write_anew(self) -> bool:
        """Leave nothing of what was overwritten; return False when that has to wait for the next opening."""

    # Others

    @property
    def in_place(self) -> bool:
        """False once what was opened is no longer where it was, so that what is written would be lost."""

    def is_at(self, path: Path) -> bool:
        """Say whether *path* leads to it; raise WorkspaceError when it leads in a circle."""

    def refuse_moved(self) -> None:
        """Raise WorkspaceMovedError when it is not :attr:`in_place`."""

    def changed_elsewhere(self) -> bool:
        """Say whether somebody else has changed it since the last call; for those who only read."""

    def take_over(self) -> bool:
        """Begin to write, when whoever could has let go of it; say whether that is so."""

    # Soundness

    @property
    def checked(self) -> bool:
        """True once what :meth:`findings` returns is known."""

    def findings(self) -> list[Finding]:
        """Wait for the check that began at opening and return what it found."""

    def quick_look(self) -> tuple[str, ...]:
        """Say what is at once seen to be wrong, a sentence each."""

    def check(self, stop: Callable[[], bool]) -> list[Finding]:
        """Check it as a whole now and return what was found; *stop* is asked whether to give up."""

    def mend(self, findings: list[Finding]) -> int:
        """Mend what was found as one edit and return how many rows were put back.

        Raises WorkspaceError when that cannot be, or UndoRefusedError when a row cannot be put back.
        """

    # Copies and the end

    def save_as(self, path: Path) -> None:
        """Save all that is open here as a workspace in a new file; raise WorkspaceError when that fails."""

    def close(self) -> None:
        """Let go of it; more than once does no harm."""
