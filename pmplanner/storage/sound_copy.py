"""Copies of a workspace file that are whole or absent: made aside, checked, then named.

All of them go through SQLite's backup API, from a connection of their own that sees the file as it
was at one moment, so that somebody may go on working in it. The file of a workspace is never opened
by other means: closing it would take away the locks that SQLite holds on it in this process.
"""

import errno
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pmplanner.storage.errors import WorkspaceError

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told of the steps done and of how many there are; what it raises stops the work, and nothing stays."""

_PAGES = 512
"""Pages of 4 KB copied at once, and between two looks at whether to go on."""

_INSTRUCTIONS = 200_000
"""Of SQLite's own, between two looks at whether to go on: some milliseconds."""

_MOST_FAULTS = 100

PART = ".part"
"""What the name of an unfinished copy ends in."""


class DamagedError(WorkspaceError):
    """A file that is damaged, or no workspace at all."""


def in_silence(_done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Raise what the disk and SQLite raise as a WorkspaceError: *what* was not done, and why.

    *what* begins the sentence, such as "The backup was not made".
    """
    try:
        yield
    except sqlite3.Error as error:
        log.warning("%s: %s", what, error)
        raise (DamagedError if is_damage(error) else WorkspaceError)(f"{what}: {_reason(error)}.") from error
    except UnicodeDecodeError as error:
        # In a damaged file SQLite's own words can be bytes that are no text.
        log.warning("%s: %s", what, error)
        raise DamagedError(f"{what}: {_DAMAGED}.") from error
    except OSError as error:
        log.warning("%s: %s", what, error)
        raise WorkspaceError(f"{what}: {_system_reason(error)}.") from error


_DAMAGED = "the file is damaged; restore a backup of it"

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: sqlite3.Error) -> bool:
    """Say whether SQLite means that the file is not as SQLite has written it."""
    told = str(error)
    return _primary(error) in _DAMAGE or "unsupported file format" in told or "decode to UTF-8" in told


def _primary(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _reason(error: sqlite3.Error) -> str:
    return {
        sqlite3.SQLITE_FULL: "the disk is full; make room and try again",
        sqlite3.SQLITE_IOERR: "the disk could not be read or written; it may be full or removed",
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: "the file is not a workspace, or it is damaged",
        sqlite3.SQLITE_BUSY: "another program is using the file; try again when it is done",
        sqlite3.SQLITE_LOCKED: "another program is using the file; try again when it is done",
        sqlite3.SQLITE_READONLY: "it may not be written there",
        sqlite3.SQLITE_PERM: "the right to do so is missing",
        sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; it may be missing, or the right to read it is",
    }.get(_primary(error), _DAMAGED if is_damage(error) else str(error))


def _system_reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "the disk is full; make room and try again"
    if error.errno == errno.EFBIG:
        return "the file would become larger than is allowed there"
    where = f" ({error.filename})" if error.filename else ""
    return f"{(error.strerror or str(error)).lower()}{where}"


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
        alone = not path.with_name(path.name + "-wal").exists()
        if _primary(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or not alone:
            raise
    # A medium that cannot be written, on which nobody else can write either.
    return _begun(f"{path.resolve().as_uri()}?mode=ro&immutable=1")


def _begun(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def looked_into(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a finished copy that nobody writes to; it leaves no files beside it."""
    if path.with_name(path.name + "-wal").exists():
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
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        write_through(part)
        part.replace(path)
        write_through(path.parent)
    finally:
        clear_draft(part)


def clear_draft(part: Path) -> None:
    """Remove an unfinished copy and what SQLite keeps beside it."""
    for name in (part.name, *(f"{part.name}-{side}" for side in ("journal", "wal", "shm"))):
        with suppress(OSError):
            part.with_name(name).unlink(missing_ok=True)


def write_through(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk and not only in memory."""
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
        connection.execute("PRAGMA journal_mode = DELETE")


def faults_in(connection: sqlite3.Connection, progress: Progress = in_silence) -> list[str]:
    """Return what is wrong with the file and with references between its rows, in SQLite's words."""
    try:
        with interruptible(connection, progress):
            found = [str(fault) for (fault,) in connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})")]
            if found != ["ok"]:
                return found
            return [
                f"row {row} of {table} refers to a row of {parent} that is not there"
                for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
            ]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [str(error)]


@contextmanager
def interruptible(connection: sqlite3.Connection, progress: Progress) -> Iterator[None]:
    """Let *progress* stop what SQLite does for long; it is told nothing but that the work goes on."""
    raised: list[BaseException] = []

    def look() -> int:
        try:
            progress(0, 0)
        except BaseException as error:
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
    """Return the format of a workspace; raise DamagedError when the file called *name* is none of ours."""
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("SELECT count(*) FROM edit").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise DamagedError(f"{name} is not a pmplanner workspace, or it is damaged.") from error
    return str(revision)
