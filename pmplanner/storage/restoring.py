"""Putting a backup in the place of a workspace, with a look beforehand at what would change.

At every moment there is a whole workspace under its name, the old one or the new one: the new one is
made beside it and takes its place in one step. Before that the log of the old one is emptied and
removed, because SQLite would lay it over whatever file stands there.
"""

import logging
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pmplanner.models.migrations import HEAD, KNOWN
from pmplanner.sentences import marked, resaid, said
from pmplanner.storage.backup_contents import Contents, EditNote, read_copy, read_present
from pmplanner.storage.backups import (
    FILES,
    Backup,
    list_backups,
    make_backup,
    now,
    put_files_back,
    state_of,
)
from pmplanner.storage.errors import WorkspaceDamagedError, WorkspaceError
from pmplanner.storage.sqlite.faults import failures
from pmplanner.storage.sqlite.file import has_log, put_log_into, refuse_foreign, side_files
from pmplanner.storage.sqlite.sound_copy import (
    Progress,
    RawError,
    copy_pages,
    draft_of,
    format_of,
    in_silence,
    open_copy,
    open_draft,
    seen_as_now,
    write_through,
)
from pmplanner.storage.sqlite.soundness import faults_in, refuse_damaged
from pmplanner.storage.sqlite.waiting import take_lock

log = logging.getLogger(__name__)

_ADVICE = marked("Nothing was changed; choose another backup.")


@dataclass(frozen=True, slots=True)
class TableCount:
    """The rows of a table in the backup, and now; None where that cannot be read."""

    table: str
    then: int
    now: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What a restore would change."""

    backup: Path
    contents: Contents
    """What the backup has."""
    unreadable: str
    """Why the workspace cannot be read as it is now, in a sentence; empty when it can."""
    missing: bool
    """True when there is no workspace now."""
    goes: tuple[EditNote, ...]
    """Edits done now that would not be, the newest first."""
    returns: tuple[EditNote, ...]
    """Edits not done now that would be, the newest first."""
    tables: tuple[TableCount, ...]

    @property
    def older_format(self) -> bool:
        """True when the next opening brings what is restored to the format of this pmplanner."""
        return self.contents.format != HEAD


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done."""

    kept: Path | None
    """Where what was there before is kept; None when nothing was."""
    kept_damaged: bool
    """True when that was damaged, so that it is not among the backups."""
    lost_files: int
    """Stored files of the backup whose content is missing or is not what it was."""


def find_backup(workspace: Path, asked: str) -> Path:
    """Return the backup that is meant by "latest", by its name in the list, or by the path of any copy.

    Raises WorkspaceError when there is none.
    """
    backups = list_backups(workspace)
    if asked == "latest" and backups:
        return backups[0].path
    for backup in backups:
        if asked in (backup.name, backup.path.stem):
            return backup.path
    path = Path(asked)
    if path.is_file():
        if path.resolve() == workspace.resolve():
            raise WorkspaceError(
                said("{asked} is the workspace itself; name one of its backups.", asked=asked)
            )
        return path
    raise WorkspaceError(
        said("There is no backup “{asked}”. List them with “workspace backups”.", asked=asked)
        if backups
        else said("There is no backup “{asked}”. There are no backups of this workspace.", asked=asked)
    )


def look_at(workspace: Path, backup: Path) -> Look:
    """Return what a restore would change; raise WorkspaceError when the backup itself cannot be used."""
    contents = read_copy(backup)
    _refuse_newer(backup.name, contents.format)
    with failures(backup, said("It cannot be read."), source=backup), open_copy(backup) as copy:
        refuse_foreign(copy, backup)
        refuse_damaged(copy, backup, "", resaid(_ADVICE))
    present, unreadable = None, ""
    try:
        if workspace.exists():
            present = read_present(workspace)
    except WorkspaceError as error:
        unreadable = str(error)
    goes, returns = _differences(present, contents)
    return Look(
        backup,
        contents,
        unreadable,
        present is None and not unreadable,
        goes,
        returns,
        _tables(present, contents),
    )


def _differences(
    present: Contents | None, then: Contents
) -> tuple[tuple[EditNote, ...], tuple[EditNote, ...]]:
    """Return the edits that would go and those that would come back; nothing when the present is unknown."""
    if present is None:
        return (), ()
    # Only from format 0003 on have edits an id that is the same in every copy and in no other edit.
    by_uid = present.format == then.format == HEAD

    def done(edits: Iterable[EditNote]) -> dict[object, EditNote]:
        return {
            edit.key if by_uid else (edit.number, edit.made_at): edit
            for edit in edits
            if edit.state == "done"
        }

    now_done, then_done = done(present.edits), done(then.edits)
    goes = [edit for key, edit in now_done.items() if key not in then_done]
    returns = [edit for key, edit in then_done.items() if key not in now_done]
    return tuple(reversed(goes)), tuple(reversed(returns))


def _tables(present: Contents | None, then: Contents) -> tuple[TableCount, ...]:
    names = list(dict.fromkeys((*then.rows, *(present.rows if present else ()))))
    return tuple(
        TableCount(name, then.rows.get(name, 0), present.rows.get(name, 0) if present else None)
        for name in names
    )


def _refuse_newer(name: str, revision: str) -> None:
    if revision not in KNOWN:
        raise WorkspaceError(
            said(
                "{name} was written by a newer pmplanner (its format is {revision}). Install the newer "
                "version to restore it; nothing was changed.",
                name=name,
                revision=revision,
            )
        )


def restore(workspace: Path, backup: Path, progress: Progress = in_silence, *, wait: float = 0) -> Restored:
    """Put a backup, or another copy, in the place of the workspace, which nobody may have open.

    Who has it open is waited for so many seconds.

    What is there now is kept first: as a backup, or beside the workspace when it is damaged. An older
    format is brought up to date by the next opening. Raises WorkspaceLockedError, WorkspaceError, and
    what *progress* raises; then the workspace is as it was.
    """
    workspace = workspace.resolve()
    lock = take_lock(workspace, wait)
    try:
        with failures(workspace, said("Nothing was restored."), source=workspace):
            with draft_of(workspace) as draft:
                lost = _fill(draft, workspace, backup, progress)
                kept, damaged = _keep_present(workspace, progress)
                write_through(draft)  # what can still fail, before anything is touched
                _clear_the_way(workspace, damaged)
            return Restored(kept, damaged, lost)
    finally:
        lock.release()


def _fill(draft: Path, workspace: Path, backup: Path, progress: Progress) -> int:
    """Copy the backup into the draft, whole; return how many stored files are lost."""
    with failures(workspace, said("Nothing was restored."), source=backup):
        with seen_as_now(backup) as source:
            copy_pages(source, draft, progress)
        with open_draft(draft) as copy:
            _refuse_newer(backup.name, format_of(copy, backup.name))
            refuse_foreign(copy, backup)  # before anything is written: a trigger would write along
            refuse_damaged(copy, backup, "", resaid(_ADVICE), progress)
            return put_files_back(copy, backup.resolve().parent / FILES)


def _keep_present(workspace: Path, progress: Progress) -> tuple[Path | None, bool]:
    """Keep what is there now; return where, and whether it is damaged."""
    if not workspace.exists():
        return None, False
    # A log that a crash has left goes into the file, or goes, as soon as SQLite looks at the two.
    aside = _put_aside(workspace, as_links=False) if has_log(workspace) else None
    try:
        # No backup goes to make room for this one: it could be that which is being restored.
        kept = (_same_backup(workspace) or make_backup(workspace, progress, thin_out=False)).path
    except WorkspaceDamagedError:
        return aside or _put_aside(workspace, as_links=True), True
    except BaseException:
        _remove(aside)
        raise
    _remove(aside)
    return kept, False


def _remove(aside: Path | None) -> None:
    if aside is not None:
        for each in (side_files(aside)[0], aside):
            each.unlink(missing_ok=True)


def _same_backup(workspace: Path) -> Backup | None:
    """Return the newest backup when it is what is there now."""
    newest = next(iter(list_backups(workspace)), None)
    if newest is None:
        return None
    try:
        with seen_as_now(workspace) as present, open_copy(newest.path) as other:
            same = state_of(present) == state_of(other) and not faults_in(present) and not faults_in(other)
            return newest if same else None
    except (RawError, UnicodeDecodeError):
        return None


def _put_aside(workspace: Path, *, as_links: bool) -> Path:
    """Keep a file, with its log, under another name that the two share: as a copy, or as another name."""
    aside = workspace.with_name(f"{workspace.stem}.damaged-{now():%Y-%m-%d-%H%M%S}{workspace.suffix}")
    number = 1
    stem = aside.stem
    while aside.exists():
        number += 1
        aside = aside.with_name(f"{stem}-{number}{aside.suffix}")
    for source, other in ((side_files(workspace)[0], side_files(aside)[0]), (workspace, aside)):
        if source.exists():
            _give_second_name(source, other, as_links)
    write_through(workspace.parent)
    return aside


def _give_second_name(path: Path, other: Path, as_link: bool) -> None:
    if as_link:
        # Not every file system has links.
        with suppress(OSError):
            os.link(path, other)
            return
    try:
        shutil.copyfile(path, other)
        other.chmod(0o600)
        write_through(other)
    except BaseException:
        other.unlink(missing_ok=True)
        raise


def _clear_the_way(workspace: Path, damaged: bool) -> None:
    """Remove the log of the old file, whose content is in the file by now, or kept aside with it."""
    if workspace.exists() and not damaged and not put_log_into(workspace):
        raise WorkspaceError(
            said(
                "{workspace} is being read by another program, so nothing was restored. Close it there "
                "and try again.",
                workspace=workspace.name,
            )
        )
    for path in side_files(workspace):
        if not workspace.exists() and path.exists():
            # Of a file that somebody took away: it may be all that is left of it.
            path.replace(path.with_name(path.name + ".old"))
        path.unlink(missing_ok=True)
