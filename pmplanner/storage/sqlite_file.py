"""What only SQLite does: looking at a file before it is opened, its pragmas, copies, and what went wrong.

Nothing here knows what is planned. :mod:`workspace` is what every workspace does, whatever holds it.
"""

import errno
import logging
import os
import shutil
import sqlite3
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from pmplanner.models.migrations import APPLICATION_ID, KNOWN
from pmplanner.models.migrations.search_index import TRIGGERS
from pmplanner.storage.errors import (
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceLockedError,
    WorkspaceMovedError,
)

log = logging.getLogger(__name__)

PATIENCE_MS = 5000
"""How long a write waits for another process to let go of the file."""

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_USER_VERSION, _APPLICATION_ID = 60, 68
_CHANGING = ((24, 28), (60, 64), (92, 100))
"""Bytes of the header that closing itself changes: SQLite's counters, and the seal."""

_OUR_TABLES = frozenset({"person", "course", "plan", "pick", "session", "seat", "edit", "edit_row"})
_LEAST_FREE = 256 * 1024
"""Bytes without which a disk counts as full: SQLite says a failed write in several ways."""


class FileId(NamedTuple):
    """What tells a file from another one that takes its name."""

    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "FileId | None":
        """Return that of the file now at *path*; None where there is none."""
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino)


# What went wrong


def explained(error: BaseException, path: Path, *, done: str = "Nothing was changed.") -> WorkspaceError:
    """Return what SQLite or the system raised as an error with its own sentence and what to do.

    *done* is the sentence that says how far it came.
    """
    cause = error.orig if isinstance(error, DatabaseError) and error.orig is not None else error
    if isinstance(cause, WorkspaceError):
        return cause
    if isinstance(cause, OSError):
        return _of_system(cause, path, done)
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return WorkspaceError(_full(path, done))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return WorkspaceError(
            f"{path.name} is held by another program, such as a backup or a sync client. {done} "
            "Wait until that has finished, then try again."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return WorkspaceError(
            f"You may not write to {path} or to its folder. {done} "
            "Ask its owner for the right, or save a copy elsewhere."
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return WorkspaceError(f"{path} cannot be opened: {cause}. {done} See whether its folder is there.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, (str(cause),))
    if code == sqlite3.SQLITE_IOERR:
        return WorkspaceError(
            f"{path.name} could not be read or written: the disk or the network drive failed ({cause}). "
            f"{done} See whether the drive is still there, and save a copy elsewhere."
        )
    return WorkspaceError(f"{path.name} could not be used ({cause}). {done}")


def damaged(path: Path, findings: tuple[str, ...]) -> WorkspaceDamagedError:
    """Return the error of a file that is damaged, with what can be done."""
    return WorkspaceDamagedError(
        f"{path.name} is damaged: {findings[0]}{' and more' if len(findings) > 1 else ''}. "
        "Restore a backup of it, or let “pmplanner workspace check” say what can be mended.",
        path,
        findings,
    )


def _of_system(error: OSError, path: Path, done: str) -> WorkspaceError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return WorkspaceError(_full(path, done))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        file = error.filename if error.filename and Path(error.filename).is_file() else None
        where = f"the folder {path.parent}" if file is None else file
        return WorkspaceError(f"Cannot write to {where}: {error.strerror}. {done}")
    return WorkspaceError(f"{path} cannot be used: {error.strerror or error}. {done}")


def _full(path: Path, done: str) -> str:
    return f"There is no room left on the disk for {path.name}. {done} Free some space, then try again."


def _is_full(path: Path) -> bool:
    """Say whether a failed write means a full disk; a limit on the size of files looks the same."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LEAST_FREE:
            return True
    try:
        import resource
    except ImportError:
        return False
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return limit != resource.RLIM_INFINITY


@contextmanager
def failures(path: Path, done: str = "Nothing was changed.") -> Iterator[None]:
    """Turn what the file makes SQLite raise into a WorkspaceError; faults of ours pass through."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (OperationalError, DatabaseError):
            raise
        log.exception("the workspace %s failed", path)
        raise explained(error, path, done=done) from error
    except (sqlite3.OperationalError, OSError) as error:
        log.exception("the workspace %s failed", path)
        raise explained(error, path, done=done) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise
        log.exception("the workspace %s failed", path)
        raise explained(error, path, done=done) from error


# Looking at a file


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is a workspace: its format, and whether its folder and it can be written."""

    revision: str
    writable: bool


def real_path(path: Path) -> Path:
    """Return the path without symbolic links; raise WorkspaceError when it leads nowhere.

    Through a link the lock would be another one, and two could write.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise WorkspaceError(f"{path} is a link that leads in a circle; there is nothing to open.") from error


def is_there(path: Path) -> bool:
    """Say whether a file is at *path*; raise WorkspaceError for what is none, or when it cannot be known."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    except PermissionError:
        raise WorkspaceError(f"You may not look into the folder {path.parent}.") from None
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be opened: {error.strerror}.") from None
    if stat.S_ISDIR(found.st_mode):
        raise WorkspaceError(f"{path} is a folder, not a workspace.")
    if not stat.S_ISREG(found.st_mode):
        raise WorkspaceError(f"{path} is no file but a device or a pipe, so it cannot be a workspace.")
    return True


def examine(path: Path) -> Examined:
    """Look at a file without touching it; raise WorkspaceError when it is no workspace, and say why."""
    header = _read_header(path)
    if not header.startswith(_MAGIC):
        raise WorkspaceError(
            f"{path} is not a pmplanner workspace, or it is damaged at its very beginning. "
            "If it was one, restore a backup of it."
        )
    (mark,) = struct.unpack_from(">I", header, _APPLICATION_ID)
    if mark not in (0, APPLICATION_ID):
        raise WorkspaceError(f"{path} is not a pmplanner workspace: it belongs to another program.")
    try:
        with closing(look_into(path)) as connection:
            refuse_foreign(connection, path)
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except TypeError:
        raise WorkspaceError(f"{path} is not a pmplanner workspace, or it is damaged.") from None
    except sqlite3.Error as error:
        found = explained(error, path, done="It has not been touched.")
        if type(found) is WorkspaceDamagedError:
            sentence = f"{path} is not a pmplanner workspace, or it is damaged: {error}. "
            raise WorkspaceDamagedError(f"{sentence}Restore a backup of it.", path, (str(error),)) from None
        raise found from None
    revision = str(revision)
    if revision not in KNOWN:
        raise WorkspaceError(
            f"{path.name} was written by a newer pmplanner (its format is {revision}). "
            "Install the newer version to open it; the file has not been touched."
        )
    return Examined(revision, _may_write(path) and _may_write(path.parent))


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except PermissionError:
        raise WorkspaceError(f"You may not read {path}. Ask its owner for the right.") from None
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}.") from None


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise WorkspaceError for a database of another program, and for code of somebody in ours.

    Asked of the schema before anything else: a view in the place of a table could run for ever, and a
    trigger would change rows past the journal.
    """
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    tables = {name for kind, name, _ in rows if kind == "table"}
    if not tables >= _OUR_TABLES | {"alembic_version"}:
        raise WorkspaceError(f"{path} is not a pmplanner workspace, though it is a database of SQLite.")
    for kind, name, sql in rows:
        if kind == "view" or (kind == "trigger" and _plain(sql) != _plain(TRIGGERS.get(name))):
            raise WorkspaceError(
                f"{path.name} holds the {kind} “{name}”, which is not pmplanner's: somebody has tampered "
                "with it. It has not been opened."
            )


def _plain(sql: str | None) -> str:
    return " ".join((sql or "").split()).rstrip(";")


def look_into(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads and, while nobody has the file open, leaves nothing beside it."""
    alone = not side_files(path)[0].exists()
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True, check_same_thread=False
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    return connection


def side_files(path: Path) -> tuple[Path, Path]:
    """Return the names of what SQLite keeps beside a file: its log and the index of that."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def quick_check(engine: Engine) -> list[str]:
    """Return what SQLite says of the pages of the file: "ok" alone when they are in order."""
    with engine.connect() as connection:
        return [str(line) for (line,) in connection.exec_driver_sql("PRAGMA quick_check(5)")]


# The seal: whether a file is byte for byte as it was closed. Whoever has the workspace open gives the
# file that it keeps open all the time: to close a file takes away the locks that SQLite holds on it in
# this process.


def checksum(file: BinaryIO) -> int:
    """Return the sum of all bytes but those that sealing itself changes; never 0."""
    file.seek(0)
    head = bytearray(file.read(_HEADER))
    for first, last in _CHANGING:
        head[first:last] = bytes(last - first)
    total = zlib.crc32(head)
    while block := file.read(1 << 20):
        total = zlib.crc32(block, total)
    # SQLite keeps the number with a sign, and 0 says that there is no seal.
    return (total & 0x7FFFFFFF) or 1


def is_sealed(file: BinaryIO, path: Path) -> bool:
    """Say whether the file is as it was when it was last closed; False also when it was never sealed."""
    file.seek(0)
    header = file.read(_HEADER)
    if len(header) < _HEADER:
        return False
    (seal,) = struct.unpack_from(">I", header, _USER_VERSION)
    beside = side_files(path)[0]
    log_size = beside.stat().st_size if beside.exists() else 0
    return bool(seal) and not log_size and seal == checksum(file)


def seal(connection: sqlite3.Connection, file: BinaryIO) -> None:
    """Write the sum of the file into its header; the log must be empty and nobody else may write."""
    connection.execute(f"PRAGMA user_version = {checksum(file)}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# Engines


def make_engine(path: Path, *, expected: FileId | None = None, log_mode: str = "WAL") -> Engine:
    """Return an engine that writes; a connection that reaches another file than *expected* is refused."""
    # From a pool: readers in other threads get a connection of their own, and none is opened for each read.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        if expected is not None and FileId.of(path) != expected:
            raise moved(path)
        _prepare(connection)
        connection.execute(f"PRAGMA journal_mode = {log_mode}")
        connection.execute("PRAGMA synchronous = FULL")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def make_reading_engine(path: Path, *, immutable: bool) -> Engine:
    """Return an engine that cannot write; *immutable* for a file on a medium that nobody writes to."""

    def connect() -> sqlite3.Connection:
        options = "mode=ro&immutable=1" if immutable else "mode=ro"
        return sqlite3.connect(f"{path.as_uri()}?{options}", uri=True, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=_pool())

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        _prepare(connection)
        connection.execute("PRAGMA trusted_schema = OFF")

    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def _pool() -> Any:  # noqa: ANN401 - a class of SQLAlchemy
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _prepare(connection: Any) -> None:  # noqa: ANN401 - a driver's connection
    # The schema stays trusted: before SQLite 3.41 the triggers of the search index need it, and
    # examine() has found no others. Where nothing is written, it is not trusted.
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's connection
    options = connection.get_execution_options()
    if "pmplanner_wait" not in options:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {options['pmplanner_wait']}")
    try:
        connection.exec_driver_sql(f"BEGIN {options['pmplanner_begin']}")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_MS}")


def is_busy(error: DatabaseError) -> bool:
    """Say whether another program holds the file."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _reset(connection: Any, _record: object, _state: object) -> None:  # noqa: ANN401 - a driver's connection
    """End the transaction that a failed COMMIT has left open, before the pool gives it to somebody else."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def moved(path: Path) -> WorkspaceMovedError:
    """Return the error of a file that is no longer where it was opened."""
    gone = "is no longer there" if FileId.of(path) is None else "has been replaced by another file"
    return WorkspaceMovedError(
        f"{path.name} {gone} since it was opened, by a sync client or somebody else. "
        "Save what is open here under another name, so that nothing of it is lost."
    )


# Files


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read, in place of what is there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def copied_for_reading(path: Path, folder: Path) -> Path:
    """Copy a file and its log, where it cannot be read in place, and return the copy."""
    copy = folder / path.name
    with failures(path, "It has not been touched."):
        for source in (path, side_files(path)[0]):
            if source.exists():
                shutil.copyfile(source, folder / source.name)
    return copy


def locked(path: Path) -> WorkspaceLockedError:
    """Return the error of a workspace that another pmplanner may change."""
    return WorkspaceLockedError(f"{path.name} is already open in another pmplanner.")
