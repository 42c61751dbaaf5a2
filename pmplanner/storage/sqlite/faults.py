"""What goes wrong with the file of a workspace, each with its own sentence.

Whatever SQLite or the system raises becomes a sentence here and nowhere else, so that the same fault
is told in the same words wherever it comes up.
"""

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceDamagedError, WorkspaceError, WorkspaceMovedError

log = logging.getLogger(__name__)

_LEAST_FREE = 256 * 1024
"""Bytes without which a disk counts as full: SQLite says a failed write in several ways."""


@contextmanager
def failures(path: Path, outcome: str | None = None, *, source: Path | None = None) -> Iterator[None]:
    """Turn what a file makes SQLite or the system raise into a WorkspaceError; faults of ours pass through.

    *outcome* is the sentence that says how far it came; None says that nothing was changed. *source*
    is for work that runs nothing but SQLite on a file that nobody has looked into, and is that file,
    while *path* is the one that is written: all that SQLite raises there is of the file, also what
    would be our fault elsewhere.
    """
    try:
        yield
    except (DatabaseError, sqlite3.Error, OSError) as error:
        ours = (OperationalError, DatabaseError, sqlite3.OperationalError, sqlite3.DatabaseError)
        if source is None and not isinstance(error, OSError) and type(error) not in ours:
            raise
        log.exception("the workspace %s failed", path)
        raise explained(error, path, outcome, source=source) from error
    except UnicodeDecodeError as error:
        # In a damaged file SQLite's own words can be bytes that are no text.
        if source is None:
            raise
        log.exception("the workspace %s failed", path)
        outcome = said("Nothing was changed.") if outcome is None else outcome
        raise damaged(source, [said("SQLite’s own words about it are no text")], outcome) from error


def explained(
    error: BaseException,
    path: Path,
    outcome: str | None = None,
    *,
    source: Path | None = None,
) -> WorkspaceError:
    """Return what SQLite or the system raised as an error with its own sentence and what to do.

    *outcome* and *source* as :func:`failures` takes them.
    """
    source = source or path
    outcome = said("Nothing was changed.") if outcome is None else outcome
    cause = _cause(error)
    if isinstance(cause, WorkspaceError):
        return cause
    if isinstance(cause, OSError):
        return _of_system(cause, path, outcome)
    if is_damage(cause):
        return damaged(source, [str(cause)], outcome)
    code = _code(cause)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return _full(path, outcome)
    if is_busy(cause):
        return WorkspaceError(
            said(
                "{source} is held by another program, such as a backup or a sync client. {outcome} Wait "
                "until that has finished, then try again.",
                source=source.name,
                outcome=outcome,
            )
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return WorkspaceError(
            said(
                "You may not write to {path} or to its folder. {outcome} Ask its owner for the right, or "
                "save a copy elsewhere.",
                path=path,
                outcome=outcome,
            )
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return WorkspaceError(
            said(
                "{source} cannot be opened: {cause}. {outcome} See whether its folder is there, and "
                "whether you may read it.",
                source=source,
                cause=cause,
                outcome=outcome,
            )
        )
    if code == sqlite3.SQLITE_IOERR:
        return WorkspaceError(
            said(
                "{path} could not be read or written: the disk or the network drive failed ({cause}). "
                "{outcome} See whether the drive is still there, and save a copy elsewhere.",
                path=path.name,
                cause=cause,
                outcome=outcome,
            )
        )
    return WorkspaceError(
        said(
            "{source} could not be used ({cause}). {outcome}",
            source=source.name,
            cause=cause,
            outcome=outcome,
        )
    )


def damaged(
    path: Path,
    findings: Sequence[str],
    outcome: str = "",
    advice: str | None = None,
) -> WorkspaceDamagedError:
    """Return the error of a file that is damaged, with what can be done."""
    first = " ".join(findings[0].split())
    if advice is None:
        advice = said("Restore a backup of it, or let “pmplanner workspace check” say what can be mended.")
    sentences = (
        said("{path} is damaged: {finding} and more.", path=path.name, finding=first)
        if len(findings) > 1
        else said("{path} is damaged: {finding}.", path=path.name, finding=first),
        outcome,
        advice,
    )
    return WorkspaceDamagedError(" ".join(filter(None, sentences)))


def moved(path: Path) -> WorkspaceMovedError:
    """Return the error of a file that is no longer where it was opened."""
    if path.exists():
        return WorkspaceMovedError(
            said(
                "{path} has been replaced by another file since it was opened, by a sync client or somebody "
                "else. Save what is open here under another name, so that nothing of it is lost.",
                path=path.name,
            )
        )
    return WorkspaceMovedError(
        said(
            "{path} is no longer there since it was opened, by a sync client or somebody else. Save what is "
            "open here under another name, so that nothing of it is lost.",
            path=path.name,
        )
    )


def is_busy(error: BaseException) -> bool:
    """Say whether another program holds the file."""
    return _code(_cause(error)) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_damage(error: BaseException) -> bool:
    """Say whether SQLite means that the file is not as SQLite has written it."""
    cause = _cause(error)
    told = str(cause)
    by_code = _code(cause) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return by_code or "unsupported file format" in told or "decode to UTF-8" in told


def cannot_open(error: BaseException) -> bool:
    """Say whether SQLite means that it may not open the file in this way."""
    return _code(_cause(error)) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _cause(error: BaseException) -> BaseException:
    """Return what the driver raised, without what SQLAlchemy puts around it."""
    return error.orig if isinstance(error, DatabaseError) and error.orig is not None else error


def _code(cause: BaseException) -> int:
    """Return SQLite's primary code: the rest of the number tells kinds of it apart."""
    return getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _of_system(error: OSError, path: Path, outcome: str) -> WorkspaceError:
    if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", None)):
        return _full(path, outcome)
    # What stands in the way can be another file than the workspace: a draft, a folder, what is exported.
    where = Path(error.filename) if isinstance(error.filename, str | os.PathLike) else path
    if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WorkspaceError(
            said(
                "{where} cannot be used: {error}. {outcome}",
                where=where,
                error=error.strerror or error,
                outcome=outcome,
            )
        )
    if where.is_file() and not os.access(where, os.R_OK):
        return WorkspaceError(
            said(
                "You may not read {where}. {outcome} Ask its owner for the right.",
                where=where,
                outcome=outcome,
            )
        )
    if error.filename and where.is_file():
        return WorkspaceError(
            said(
                "Cannot write to {file}: {error}. {outcome}",
                file=where,
                error=error.strerror,
                outcome=outcome,
            )
        )
    return WorkspaceError(
        said(
            "Cannot write to the folder {folder}: {error}. {outcome}",
            folder=where.parent,
            error=error.strerror,
            outcome=outcome,
        )
    )


def _full(path: Path, outcome: str) -> WorkspaceError:
    return WorkspaceError(
        said(
            "There is no room left on the disk for {path}. {outcome} Free some space, then try again.",
            path=path.name,
            outcome=outcome,
        )
    )


def _is_full(path: Path) -> bool:
    """Say whether a failed write means a full disk; a limit on the size of files looks the same."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < _LEAST_FREE:
            return True
    try:
        import resource
    except ImportError:  # Windows
        return False
    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return limit != resource.RLIM_INFINITY
