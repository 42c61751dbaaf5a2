"""Opening the file of a workspace: looked at, made when it is not there, brought to the format of today."""

import logging
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.models.migrations import HEAD, upgrade
from pmplanner.sentences import said
from pmplanner.storage import journal
from pmplanner.storage.errors import WorkspaceError
from pmplanner.storage.journal import JournaledSession
from pmplanner.storage.sqlite.database import Folder, SqliteFile, refuse_unsound, tried, write_anew_if_begun
from pmplanner.storage.sqlite.engines import make_engine, make_reading_engine
from pmplanner.storage.sqlite.faults import failures
from pmplanner.storage.sqlite.file import (
    Examined,
    FileId,
    copied_for_reading,
    examine,
    is_there,
    real_path,
    side_files,
    stamp_of,
)
from pmplanner.storage.sqlite.sound_copy import copy_pages, draft_of, in_silence, seen_as_now, write_through
from pmplanner.storage.sqlite.waiting import take_lock

log = logging.getLogger(__name__)


def open_file(
    path: Path,
    *,
    read_only: bool = False,
    seed: Callable[[Session], None] | None = None,
    wait: float = 0,
    owned: Folder | None = None,
) -> SqliteFile:
    """Open the file of a workspace, or make it, as :func:`~pmplanner.storage.workspace.open_workspace`."""
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
        engine = tried(make_engine(path, expected=FileId.of(path)), path)
        write_anew_if_begun(engine)
        return SqliteFile(path, engine, lock)
    except BaseException:
        lock.release()
        raise


def _open_to_read(path: Path, owned: Folder | None) -> SqliteFile:
    found = examine(path)
    unwritable = not found.writable
    in_use = side_files(path)[0].exists()
    if found.revision == HEAD and not (unwritable and in_use and not _can_share(path)):
        # Where it can be written, SQLite is to clean up beside the file after the last reader.
        if unwritable:
            engine = make_reading_engine(path, immutable=not in_use)
        else:
            engine = make_engine(path, expected=FileId.of(path))
        return SqliteFile(path, tried(engine, path), None, unwritable=unwritable, copy=owned)
    folder = tempfile.TemporaryDirectory(prefix="pmplanner-")
    try:
        copy = copied_for_reading(path, Path(folder.name))
        if found.revision != HEAD:
            _upgrade(copy)
        engine = make_reading_engine(copy, immutable=False)
        return SqliteFile(path, tried(engine, path), None, unwritable=unwritable, copy=folder)
    except BaseException:
        folder.cleanup()
        raise


def _can_share(path: Path) -> bool:
    """Say whether a file that somebody writes to can be read beside it, with rights to read alone."""
    return side_files(path)[1].exists()


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
        refuse_unsound(draft, path)
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
        refuse_unsound(part, copy)
    return copy
