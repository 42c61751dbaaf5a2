"""Copies of a workspace file that are whole or absent: made aside, checked, then named.

All of them go through SQLite's backup API, from a connection of their own that sees the file as it
was at one moment, so that somebody may go on working in it. The file of a workspace is never opened
by other means: closing it would take away the locks that SQLite holds on it in this process.
"""

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceDamagedError
from pmplanner.storage.sqlite.faults import cannot_open, damaged
from pmplanner.storage.sqlite.file import side_files, with_side_files

Progress = Callable[[int, int], None]
"""Told of the steps done and of how many there are; what it raises stops the work, and nothing stays."""

Raw = sqlite3.Connection
"""A connection as the driver has it, to a copy or to what is to become one."""

RawError = sqlite3.Error
"""What such a connection raises."""

_PAGES = 512
"""Pages of 4 KB copied at once, and between two looks at whether to go on."""

_INSTRUCTIONS = 200_000
"""Of SQLite's own, between two looks at whether to go on: some milliseconds."""

PART = ".part"
"""What the name of an unfinished copy ends in."""


def in_silence(_done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


@contextmanager
def seen_as_now(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that sees the workspace as it is now, whatever is written meanwhile.

    It keeps nobody from writing. Raises sqlite3.Error; FileNotFoundError when there is no file.
    """
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "There is no file", str(path))
    with closing(_connect(path)) as connection:
        yield connection


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _begun(f"{path.resolve().as_uri()}?mode=rw")
    except sqlite3.OperationalError as error:
        if not cannot_open(error) or side_files(path)[0].exists():
            raise
    # A medium that cannot be written, on which nobody else can write either.
    return _begun(f"{path.resolve().as_uri()}?mode=ro&immutable=1")


def _begun(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        # A transaction only begins with the first read: both are needed to see the file as it is now.
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def open_copy(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a finished copy that nobody writes to; it leaves no files beside it."""
    if side_files(path)[0].exists():
        # No backup of ours, but a copy of a workspace that was open: the log belongs to it.
        with seen_as_now(path) as connection:
            yield connection
        return
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Give the name of an empty file that only its owner may read; put it in place of *path* on leaving.

    When the block raises, neither of the two stays.
    """
    part = path.with_name(path.name + PART)
    clear_draft(part)
    try:
        # Made with its rights: to set them afterwards would leave a moment in which others could read it.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        write_through(part)
        # One step of the system: whoever looks finds the old file or the new one, and never half of one.
        part.replace(path)
        # The name is in the folder, which the system keeps in memory, too.
        write_through(path.parent)
    finally:
        clear_draft(part)


def open_draft(part: Path) -> AbstractContextManager[Raw]:
    """Give a connection that writes into a draft; each statement is a transaction of its own."""
    return closing(sqlite3.connect(part, isolation_level=None))


def columns_of(raw: Raw) -> dict[str, set[str]]:
    """Return the names of the columns of each table that is not SQLite's own, by the name of the table."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    names = [name for (name,) in raw.execute(query)]
    return {
        name: {column for _, column, *_ in raw.execute(f"PRAGMA table_info('{name}')")}
        for name in names
        if name.isidentifier()
    }


def give_room_back(raw: Raw) -> None:
    """Make a file as small as what is left in it."""
    raw.execute("VACUUM")


def clear_draft(part: Path) -> None:
    """Remove an unfinished copy and what SQLite keeps beside it."""
    for each in with_side_files(part):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def write_through(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk and not only in memory."""
    # Windows opens no folders.
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_pages(source: sqlite3.Connection, target: Path, progress: Progress) -> None:
    """Copy all that *source* sees into an empty file, as one that needs no log beside it."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # draft_of() does that, once for all
        source.backup(
            connection, pages=_PAGES, progress=lambda _state, left, total: progress(total - left, total)
        )
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if not cannot_open(error):
                raise
            # The draft is our own: what cannot be written in it is the head that was copied.
            (_, _, name) = source.execute("PRAGMA database_list").fetchone()
            raise damaged(Path(name), [str(error)]) from error


@contextmanager
def interruptible(connection: sqlite3.Connection, progress: Progress) -> Iterator[None]:
    """Let *progress* stop what SQLite does for long; it is told nothing but that the work goes on."""
    raised: list[BaseException] = []

    def look() -> int:
        try:
            progress(0, 0)
        except BaseException as error:
            # An exception cannot pass through SQLite: it is kept and raised again outside.
            raised.append(error)
            return 1
        return 0

    connection.set_progress_handler(look, _INSTRUCTIONS)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def format_of(connection: sqlite3.Connection, name: str) -> str:
    """Return the format of the workspace called *name*; raise WorkspaceDamagedError when it is none."""
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("SELECT count(*) FROM edit").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise WorkspaceDamagedError(
            said("{name} is not a pmplanner workspace, or it is damaged.", name=name)
        ) from error
    return str(revision)
