"""Backups of the workspace: made, listed, kept, and put back in its place."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, format_option, may_write
from pmplanner.cli.output import Steps, as_data, local_time, megabytes, say, table
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.backup_contents import Contents, EditNote
    from pmplanner.storage.restoring import Look
    from pmplanner.storage.rotation import Keeping

_COLUMNS = ("backup", "made", "bytes", "edits", "last_edit", "kept_as")
_TITLES = ("Backup", "Made", "Bytes", "Edits", "Last edit", "Kept as")
_MOST_EDITS = 10

_KEEP_OPTIONS = {
    "latest": ("--keep-latest", "N", marked("how many of the latest backups are kept")),
    "days": ("--keep-days", "N", marked("of how many days the newest is kept")),
    "weeks": ("--keep-weeks", "N", marked("of how many weeks the newest is kept")),
    "months": ("--keep-months", "N", marked("of how many months the newest is kept")),
    "limit_mb": ("--limit-mb", "N", marked("megabytes that all backups may take; the oldest go first")),
}
"""Field of rotation.Keeping to option, placeholder and explanation."""


def add_actions(actions: Commands) -> None:
    """Add what the noun `workspace` can do with backups."""
    _add_backup(actions)
    _add_backups(actions)
    _add_restore(actions)


def _add_backup(actions: Commands) -> None:
    parser = add_command(actions, "backup", said("Make a backup now"), back_up)
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help=said("write it, whole, to this file, in place of the folder beside the workspace"),
    )


def _add_backups(actions: Commands) -> None:
    parser = add_command(
        actions, "backups", said("List the backups, and say how many are kept"), list_backups
    )
    format_option(parser)
    for field, (option, metavar, about) in _KEEP_OPTIONS.items():
        parser.add_argument(option, dest=field, type=values.whole_number, metavar=metavar, help=resaid(about))


def _add_restore(actions: Commands) -> None:
    parser = add_command(
        actions,
        "restore",
        said("Put a backup in the place of the workspace; what is there is kept"),
        restore_backup,
    )
    parser.add_argument(
        "backup",
        metavar="BACKUP",
        help=said('a name from the list of backups, "latest", or the path of any copy'),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would change"))


def back_up(path: Path, args: Namespace) -> int:
    """Make a backup now, in the folder beside the workspace or as a file."""
    from pmplanner.storage import backups

    if args.file is not None:
        with Steps(said("Backup")) as progress:
            backups.copy_workspace(path, args.file, progress)
        say(
            said(
                "Wrote a backup to {file} ({size}).",
                file=args.file,
                size=megabytes(args.file.stat().st_size),
            )
        )
        return 0
    with Steps(said("Backup")) as progress:
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


@may_write
def list_backups(path: Path, args: Namespace) -> int:
    """List the backups, after setting how many are kept where that is asked for."""
    from pmplanner.storage import backups

    wanted = {name: getattr(args, name) for name in _KEEP_OPTIONS if getattr(args, name) is not None}
    keeping = _keeping(path, wanted)
    if wanted and not args.dry_run:
        _set_keeping(path, keeping, args.lock_wait)
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
    if not as_data(args.format, _COLUMNS, rows):
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


def _keeping(path: Path, wanted: Mapping[str, int]) -> Keeping:
    """Return how many are kept, with what is wanted otherwise."""
    from pmplanner.storage import backups
    from pmplanner.storage.rotation import Keeping

    present = backups.keeping_of(path)
    try:
        return Keeping(**{name: wanted.get(name, getattr(present, name)) for name in _KEEP_OPTIONS})
    except ValueError as error:
        raise PlanError(str(error)) from None


def _set_keeping(path: Path, keeping: Keeping, wait: float) -> None:
    from pmplanner.services.startup.opening import open_for_use
    from pmplanner.storage import backups
    from pmplanner.storage.workspace import WorkspaceError

    if not path.exists():
        raise WorkspaceError(said("There is no workspace at {path}, so nothing can be set in it.", path=path))
    workspace = open_for_use(path, wait=wait)
    try:
        backups.set_keeping(workspace, keeping)
    finally:
        workspace.close()


def _told(backup: Path) -> tuple[int | None, str]:
    """Return how many edits a backup has and the last of them; that it cannot be read where so."""
    from pmplanner.storage.backup_contents import read_summary
    from pmplanner.storage.workspace import WorkspaceError

    try:
        summary = read_summary(backup)
    except WorkspaceError:
        return None, said("cannot be read")
    return summary.edits, summary.last.label if summary.last else ""


@may_write
def restore_backup(path: Path, args: Namespace) -> int:
    """Put a backup in the place of the workspace, or only say what that would change."""
    from pmplanner.storage.restoring import find_backup, look_at, restore

    backup = find_backup(path, args.backup)
    _say_look(path, look_at(path, backup))
    if args.dry_run:
        say(said("Nothing was changed."))
        return 0
    with Steps(said("Restore")) as progress:
        done = restore(path, backup, progress, wait=args.lock_wait)
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
        say(f"  {local_time(edit.made_at)}  {edit.label}{f' ({edit.made_by})' if edit.made_by else ''}")
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
        when=local_time(last.made_at),
        label=last.label,
    )
