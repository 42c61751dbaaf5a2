"""What only SQLite does: looking at a file before it is opened, its log, its seal, its engines.

Nothing here knows what is planned. :mod:`workspace` is what every workspace does, whatever holds it.
"""

import os
import shutil
import sqlite3
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import RawIOBase
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from pmplanner.models.migrations import APPLICATION_ID, KNOWN
from pmplanner.models.migrations.search_index import TRIGGERS
from pmplanner.sentences import said
from pmplanner.storage.errors import (
    WorkspaceDamagedError,
    WorkspaceError,
    explained,
    failures,
    is_damage,
    moved,
)

PATIENCE_MS = 5000
"""How long a write waits for another process to let go of the file."""

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_USER_VERSION, _APPLICATION_ID = 60, 68
_BLOCK = 1 << 16
_CHANGING = ((24, 28), (60, 64), (92, 100))
"""Bytes of the header that closing itself changes: SQLite's counters, and the seal."""

_OUR_TABLES = frozenset({"person", "course", "plan", "pick", "session", "seat", "edit", "edit_row"})


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


# Looking at a file


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is a workspace: its format, and whether its folder and it can be written."""

    revision: str
    writable: bool
    stamp: "Stamp"
    """Of the file before it was looked at: while it is the same, all that was found is so still."""


Stamp = tuple[tuple[int, ...], ...]


def stamp_of(path: Path) -> Stamp:
    """Return what changes when anybody writes into a file or its log, or puts another in its place."""
    found: list[tuple[int, ...]] = []
    for each in (path, side_files(path)[0]):
        try:
            now = each.stat()
        except OSError:
            found.append(())
        else:
            found.append((now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns))
    return tuple(found)


def real_path(path: Path) -> Path:
    """Return the path without symbolic links; raise WorkspaceError when it leads nowhere.

    Through a link the lock would be another one, and two could write.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise WorkspaceError(
            said("{path} is a link that leads in a circle; there is nothing to open.", path=path)
        ) from error


def is_there(path: Path) -> bool:
    """Say whether a file is at *path*; raise WorkspaceError for what is none, or when it cannot be known."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    except PermissionError:
        raise WorkspaceError(said("You may not look into the folder {parent}.", parent=path.parent)) from None
    except OSError as error:
        raise WorkspaceError(
            said("{path} cannot be opened: {error}.", path=path, error=error.strerror)
        ) from None
    if stat.S_ISDIR(found.st_mode):
        raise WorkspaceError(said("{path} is a folder, not a workspace.", path=path))
    if not stat.S_ISREG(found.st_mode):
        raise WorkspaceError(
            said("{path} is no file but a device or a pipe, so it cannot be a workspace.", path=path)
        )
    return True


def examine(path: Path) -> Examined:
    """Look at a file without touching it; raise WorkspaceError when it is no workspace, and say why."""
    stamp, header = stamp_of(path), _read_header(path)
    if not header.startswith(_MAGIC):
        raise WorkspaceError(
            said(
                "{path} is not a pmplanner workspace, or it is damaged at its very beginning. If it was "
                "one, restore a backup of it.",
                path=path,
            )
        )
    # Zero, too: files of the older formats have no mark.
    (mark,) = struct.unpack_from(">I", header, _APPLICATION_ID)
    if mark not in (0, APPLICATION_ID):
        raise WorkspaceError(
            said("{path} is not a pmplanner workspace: it belongs to another program.", path=path)
        )
    try:
        with closing(look_into(path)) as connection:
            refuse_foreign(connection, path)
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except TypeError:
        raise WorkspaceError(
            said("{path} is not a pmplanner workspace, or it is damaged.", path=path)
        ) from None
    except sqlite3.Error as error:
        if is_damage(error):
            raise WorkspaceDamagedError(
                said(
                    "{path} is not a pmplanner workspace, or it is damaged: {error}. Restore a backup of it.",
                    path=path,
                    error=error,
                )
            ) from None
        raise explained(error, path, said("It has not been touched.")) from None
    revision = str(revision)
    # Refused and not opened all the same: an older program would write rows that the newer one does not
    # expect.
    if revision not in KNOWN:
        raise WorkspaceError(
            said(
                "{path} was written by a newer pmplanner (its format is {revision}). Install the newer "
                "version to open it; the file has not been touched.",
                path=path.name,
                revision=revision,
            )
        )
    return Examined(revision, _may_write(path) and _may_write(path.parent), stamp)


def _may_write(path: Path) -> bool:
    # By the rights that count when writing: the real and the effective ones can differ.
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except PermissionError:
        raise WorkspaceError(
            said("You may not read {path}. Ask its owner for the right.", path=path)
        ) from None
    except OSError as error:
        raise WorkspaceError(
            said("{path} cannot be read: {error}.", path=path, error=error.strerror)
        ) from None


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise WorkspaceError for a database of another program, and for code of somebody in ours.

    Asked of the schema before anything else: a view in the place of a table could run for ever, and a
    trigger would change rows past the journal.
    """
    query = (
        "SELECT type, name, CASE WHEN type = 'trigger' THEN sql END FROM sqlite_master WHERE type != 'index'"
    )
    rows = connection.execute(query).fetchall()
    tables = {name for kind, name, _ in rows if kind == "table"}
    if not tables >= _OUR_TABLES | {"alembic_version"}:
        raise WorkspaceError(
            said("{path} is not a pmplanner workspace, though it is a database of SQLite.", path=path)
        )
    for kind, name, sql in rows:
        if kind == "view" or (kind == "trigger" and _plain(sql) != _plain(TRIGGERS.get(name))):
            raise WorkspaceError(
                said(
                    "{path} holds the {kind} “{name}”, which is not pmplanner's: somebody has tampered with "
                    "it. It has not been opened.",
                    path=path.name,
                    kind=kind,
                    name=name,
                )
            )


@lru_cache(maxsize=64)  # no more than we have triggers ourselves: what others have is refused
def _plain(sql: str | None) -> str:
    return " ".join((sql or "").split()).rstrip(";")


def look_into(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads and, while nobody has the file open, leaves nothing beside it."""
    # Immutable reads without locks and without making files beside it, which a folder may not allow.
    alone = not side_files(path)[0].exists()
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True, check_same_thread=False
    )
    # What somebody has put into the schema of a file must not run functions while we look at it.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    return connection


def quick_check(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong with the pages of the file; empty when they are in order."""
    # A few lines are enough to refuse it; a file that is damaged all over has thousands.
    lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(5)")]
    return [] if lines == ["ok"] else lines


@contextmanager
def driver_of(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Give one of the engine's connections as the driver has it."""
    with closing(engine.raw_connection()) as connection:
        driver = connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


# What SQLite keeps beside a file


def side_files(path: Path) -> tuple[Path, Path]:
    """Return the names of the log of a file and of the index of that."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def has_log(path: Path) -> bool:
    """Say whether there is something in the log beside a file that is not in the file yet."""
    log = side_files(path)[0]
    return log.exists() and log.stat().st_size > 0


def empty_log(connection: sqlite3.Connection) -> bool:
    """Bring the log into the file; False when somebody who reads keeps some of it there until later."""
    # It reports by its row and raises nothing, also when a full disk has kept it from finishing.
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def with_side_files(path: Path) -> tuple[Path, ...]:
    """Return a file and the names of all that SQLite can leave beside it."""
    return (path, *side_files(path), path.with_name(path.name + "-journal"))


# The seal: whether a file is byte for byte as it was closed. Whoever has the workspace open gives the
# file that it keeps open all the time: to close a file takes away the locks that SQLite holds on it in
# this process.


def checksum(file: RawIOBase) -> int:
    """Return the sum of all bytes but those that sealing itself changes; never 0."""
    file.seek(0)
    head = bytearray(file.read(_HEADER))
    for first, last in _CHANGING:
        head[first:last] = bytes(last - first)
    total = zlib.crc32(head)
    # Into the same memory again and again, which the processor has at hand: that takes half the time.
    block = memoryview(bytearray(_BLOCK))
    while length := file.readinto(block):
        total = zlib.crc32(block[:length], total)
    # SQLite keeps the number with a sign, and 0 says that there is no seal.
    return (total & 0x7FFFFFFF) or 1


def is_sealed(file: RawIOBase, path: Path) -> bool:
    """Say whether the file is as it was when it was last closed; False also when it was never sealed."""
    file.seek(0)
    header = file.read(_HEADER)
    if len(header) < _HEADER:
        return False
    (seal,) = struct.unpack_from(">I", header, _USER_VERSION)
    # With something in the log the file is not all that there is.
    return bool(seal) and not has_log(path) and seal == checksum(file)


def seal(connection: sqlite3.Connection, file: RawIOBase) -> None:
    """Write the sum of the file into its header; the log must be empty and nobody else may write."""
    connection.execute(f"PRAGMA user_version = {checksum(file)}")
    empty_log(connection)


# Engines


def make_engine(path: Path, *, expected: FileId | None = None, log_mode: str = "WAL") -> Engine:
    """Return an engine that writes; a connection that reaches another file than *expected* is refused."""
    # From a pool: readers in other threads get a connection of their own, and none is opened for each read.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        if expected is not None and FileId.of(path) != expected:
            raise moved(path)
        _prepare(connection)
        # With a log beside the file readers do not hold up the writer, nor the other way round.
        connection.execute(f"PRAGMA journal_mode = {log_mode}")
        # What is said to be saved survives a power cut: with NORMAL the last edits could be gone.
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

    # A pool has to be named: for an address without a file SQLAlchemy takes one connection for each thread.
    engine = create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        _prepare(connection)
        connection.execute("PRAGMA trusted_schema = OFF")

    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def _prepare(connection: Any) -> None:  # noqa: ANN401 - a driver's connection
    # The schema stays trusted: before SQLite 3.41 the triggers of the search index need it, and
    # examine() has found no others. Where nothing is written, it is not trusted.
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    # By connection: SQLite forgets it with each one.
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


def _reset(connection: Any, _record: object, _state: object) -> None:  # noqa: ANN401 - a driver's connection
    """End the transaction that a failed COMMIT has left open, before the pool gives it to somebody else."""
    # The driver keeps the transaction open when COMMIT fails, as it does on a full disk.
    if connection is not None and connection.in_transaction:
        connection.rollback()


# Files


def copied_for_reading(path: Path, folder: Path) -> Path:
    """Copy a file and its log, where it cannot be read in place, and return the copy."""
    copy = folder / path.name
    with failures(path, said("It has not been touched.")):
        for source in (path, side_files(path)[0]):
            if source.exists():
                shutil.copyfile(source, folder / source.name)
    return copy
