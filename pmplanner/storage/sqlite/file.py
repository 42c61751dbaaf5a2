"""Looking at a file before it is opened, and what SQLite keeps beside it."""

import os
import shutil
import sqlite3
import stat
import struct
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pmplanner.models.migrations import APPLICATION_ID, KNOWN
from pmplanner.models.migrations.search_index import TRIGGERS
from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceDamagedError, WorkspaceError
from pmplanner.storage.sqlite import waiting
from pmplanner.storage.sqlite.faults import explained, failures, is_damage

_MAGIC = b"SQLite format 3\0"
HEADER = 100
"""Bytes of what SQLite puts first in a file."""

_APPLICATION_ID = 68

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
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # In a damaged file the names of tables can be bytes that are no text.
        if isinstance(error, UnicodeDecodeError) or is_damage(error):
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
            return file.read(HEADER)
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
    connection.execute(f"PRAGMA busy_timeout = {waiting.PATIENCE_MS}")
    return connection


def quick_check(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite finds wrong with the pages of the file; empty when they are in order."""
    # A few lines are enough to refuse it; a file that is damaged all over has thousands.
    lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(5)")]
    return [] if lines == ["ok"] else lines


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


def put_log_into(path: Path) -> bool:
    """Bring the log beside a file that is not open here into it; False while somebody reads it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {waiting.READERS_MS}")
        emptied = empty_log(connection)
    return emptied and not has_log(path)


def with_side_files(path: Path) -> tuple[Path, ...]:
    """Return a file and the names of all that SQLite can leave beside it."""
    return (path, *side_files(path), path.with_name(path.name + "-journal"))


def copied_for_reading(path: Path, folder: Path) -> Path:
    """Copy a file and its log, where it cannot be read in place, and return the copy."""
    copy = folder / path.name
    with failures(path, said("It has not been touched.")):
        for source in (path, side_files(path)[0]):
            if source.exists():
                shutil.copyfile(source, folder / source.name)
    return copy
