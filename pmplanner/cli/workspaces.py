"""Commands on the workspace's own file, which also work where it is damaged, missing, or open elsewhere."""

import datetime as dt
import logging
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from pmplanner.cli.checking import check
from pmplanner.cli.forgetting import forget
from pmplanner.cli.output import Progress, complain, csv_bytes, json_text, say, say_bytes, table
from pmplanner.cli.workspace_options import KEEP_OPTIONS
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage import backups
from pmplanner.storage.backup_contents import Contents, EditNote, read_summary
from pmplanner.storage.compacting import Compacted, compact
from pmplanner.storage.restoring import Look, find_backup, look_at, restore
from pmplanner.storage.rotation import MEGABYTE, Keeping
from pmplanner.storage.workspace import WorkspaceError

log = logging.getLogger(__name__)

Command = Callable[[Path, Namespace], int]

_COLUMNS = ("backup", "made", "bytes", "edits", "last_edit", "kept_as")
_TITLES = ("Backup", "Made", "Bytes", "Edits", "Last edit", "Kept as")
_MOST_EDITS = 10


def back_up(path: Path, asked: Namespace) -> int:
    """Make a backup now, in the folder beside the workspace or as a file."""
    if asked.file is not None:
        with _Shown(said("Backup")) as progress:
            backups.copy_workspace(path, asked.file, progress)
        say(
            said(
                "Wrote a backup to {file} ({size}).",
                file=asked.file,
                size=megabytes(asked.file.stat().st_size),
            )
        )
        return 0
    with _Shown(said("Backup")) as progress:
        made = backups.make_backup(path, progress)
    say(
        said(
            "Made the backup {name} ({size}) in {parent}.",
            name=made.name,
            size=megabytes(made.size),
            parent=made.path.parent,
        )
    )
    return 0


def list_backups(path: Path, asked: Namespace) -> int:
    """List the backups, after setting how many are kept where that is asked for."""
    wanted = {name: getattr(asked, name) for name in KEEP_OPTIONS if getattr(asked, name) is not None}
    if wanted:
        _set_keeping(path, wanted, asked.lock_wait)
    keeping = backups.keeping_of(path)
    found = backups.list_backups(path)
    reasons = backups.why_kept(found, keeping)
    rows = [
        (
            each.name,
            f"{each.when:%Y-%m-%d %H:%M:%S}",
            each.size,
            *_told(each.path),
            " ".join(reasons[each.name]),
        )
        for each in found
    ]
    if asked.format == "csv":
        say_bytes(csv_bytes(_COLUMNS, rows))
    elif asked.format == "json":
        say(json_text(_COLUMNS, rows))
    else:
        say(table(_TITLES, rows) if rows else said("There are no backups of {path} yet.", path=path.name))
        say(
            said(
                "Kept are the {latest} latest and the newest of each of {days}, {weeks} and {months}, in "
                "at most {limit_mb:,} MB.",
                latest=keeping.latest,
                days=counted("{n:,} day", "{n:,} days", keeping.days),
                weeks=counted("{n:,} week", "{n:,} weeks", keeping.weeks),
                months=counted("{n:,} month", "{n:,} months", keeping.months),
                limit_mb=keeping.limit_mb,
            )
        )
    return 0


def _set_keeping(path: Path, wanted: Mapping[str, int], wait: float) -> None:
    if not path.exists():
        raise WorkspaceError(said("There is no workspace at {path}, so nothing can be set in it.", path=path))
    workspace = open_for_use(path, wait=wait)
    try:
        present = backups.keeping_of(path)
        values = {name: wanted.get(name, getattr(present, name)) for name in KEEP_OPTIONS}
        try:
            keeping = Keeping(**values)
        except ValueError as error:
            raise PlanError(str(error)) from None
        backups.set_keeping(workspace, keeping)
    finally:
        workspace.close()


def _told(backup: Path) -> tuple[int | None, str]:
    """Return how many edits a backup has and the last of them; that it cannot be read where so."""
    try:
        summary = read_summary(backup)
    except WorkspaceError:
        return None, said("cannot be read")
    return summary.edits, summary.last.label if summary.last else ""


def restore_backup(path: Path, asked: Namespace) -> int:
    """Put a backup in the place of the workspace, or only say what that would change."""
    backup = find_backup(path, asked.backup)
    _say_look(path, look_at(path, backup))
    if asked.dry_run:
        say(said("Nothing was changed."))
        return 0
    with _Shown(said("Restore")) as progress:
        done = restore(path, backup, progress, wait=asked.lock_wait)
    say(said("Restored {path} from {backup}.", path=path.name, backup=backup.name))
    if done.kept is not None:
        say(
            said("What was there is damaged and is kept as {file}.", file=done.kept)
            if done.kept_damaged
            else said("What was there is kept in {file}.", file=done.kept)
        )
    if done.lost_files:
        say(
            counted(
                "{n:,} stored file of it could not be found again beside the backups.",
                "{n:,} stored files of it could not be found again beside the backups.",
                done.lost_files,
            )
        )
    return 0


def _say_look(path: Path, look: Look) -> None:
    say(_edits_of(look.backup.name, look.contents))
    if look.missing:
        say(said("There is no workspace at {path} now.", path=path))
    elif look.unreadable:
        say(look.unreadable)
    else:
        goes, returns = len(look.goes), len(look.returns)
        say(
            counted("{n:,} edit would go:", "{n:,} edits would go:", goes)
            if goes
            else said("No edit would go.")
        )
        _say_edits(look.goes)
        say(
            counted("{n:,} edit would come back:", "{n:,} edits would come back:", returns)
            if returns
            else said("No edit would come back.")
        )
        _say_edits(look.returns)
    if look.older_format:
        say(said("It is of an older pmplanner; the next opening brings it to the format of this one."))
    lines = [
        (count.table.replace("_", " "), count.then, count.now)
        for count in look.tables
        if count.then != count.now and (count.then or count.now)
    ]
    if lines:
        say(table(("Rows", "Backup", "Now"), lines))


def _say_edits(edits: tuple[EditNote, ...]) -> None:
    for edit in edits[:_MOST_EDITS]:
        say(f"  {_local(edit.made_at)}  {edit.label}{f' ({edit.made_by})' if edit.made_by else ''}")
    if len(edits) > _MOST_EDITS:
        say(said("  and {edits:,} more", edits=len(edits) - _MOST_EDITS))


def _edits_of(backup: str, contents: Contents) -> str:
    edits, last = len(contents.edits), contents.last
    if last is None:
        return counted("{backup}: {n:,} edit.", "{backup}: {n:,} edits.", edits, backup=backup)
    return counted(
        "{backup}: {n:,} edit, the last on {when}: {label}.",
        "{backup}: {n:,} edits, the last on {when}: {label}.",
        edits,
        backup=backup,
        when=_local(last.made_at),
        label=last.label,
    )


def _local(moment: dt.datetime) -> str:
    return f"{moment.replace(tzinfo=dt.UTC).astimezone():%Y-%m-%d %H:%M}"


def copy_to(path: Path, asked: Namespace) -> int:
    """Write a whole copy that is a workspace of its own."""
    with _Shown(said("Copy")) as progress:
        backups.copy_workspace(path, asked.file, progress, own=True)
    say(
        said(
            "Copied {path} to {file} ({size}).",
            path=path.name,
            file=asked.file,
            size=megabytes(asked.file.stat().st_size),
        )
    )
    return 0


def compact_file(path: Path, asked: Namespace) -> int:
    """Make the file as small as what is in it."""
    if not path.exists():
        raise WorkspaceError(said("There is no workspace at {path}.", path=path))
    workspace = open_for_use(path, wait=asked.lock_wait)
    try:
        with _Shown(said("Compact")) as progress:
            done = compact(workspace, progress)
    finally:
        workspace.close()
    say(_compacted(path.name, done))
    return 0


def _compacted(name: str, done: Compacted) -> str:
    if not done.files:
        return said(
            "Compacted {file}: {before:,} bytes before, {after:,} after.",
            file=name,
            before=done.before,
            after=done.after,
        )
    return counted(
        "Compacted {file}: {before:,} bytes before, {after:,} after, {n:,} stored file taken out.",
        "Compacted {file}: {before:,} bytes before, {after:,} after, {n:,} stored files taken out.",
        done.files,
        file=name,
        before=done.before,
        after=done.after,
    )


def back_up_when_due(path: Path) -> None:
    """Make a backup after a change when the newest is older than half an hour; a failure is only said."""
    try:
        backups.make_when_due(path, older_than=backups.EVERY)
    except WorkspaceError as error:
        log.warning("no backup: %s", error)
        complain(str(error))


def megabytes(size: int) -> str:
    """Return a size in bytes as people read it."""
    return said("{size:,.1f} MB", size=size / MEGABYTE)


class _Shown(Progress):
    """How far the work is, in percent; the line goes when it is over."""

    def __enter__(self) -> "_Shown":
        return self

    def __exit__(self, *_error: object) -> None:
        self.clear()

    def __call__(self, done: int, total: int | None) -> None:
        """Hear of the steps done."""
        self.stage(f"{100 * done // total} %" if total else said("checking"))


COMMANDS: dict[str, Command] = {
    "backup": back_up,
    "backups": list_backups,
    "restore": restore_backup,
    "copy": copy_to,
    "compact": compact_file,
    "check": check,
    "forget": forget,
}
"""What each action of the noun does; they open the file themselves, each in its own way."""
