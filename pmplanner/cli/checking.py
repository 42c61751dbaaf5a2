"""The whole check of a workspace, and mending what the rest of its file can mend."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.commands import add_command, format_option, may_write
from pmplanner.cli.output import print_rows, say
from pmplanner.sentences import counted, said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.findings import Finding

FOUND = 1
"""The exit status when something was found."""

_COLUMNS = ("kind", "table", "row", "edit", "what")


def add_actions(actions: Commands) -> None:
    """Add `check` to the noun `workspace`."""
    parser = add_command(
        actions, "check", said("Check the file, its references, its history and its search index"), check
    )
    parser.add_argument("--mend", action="store_true", help=said("mend what the rest of the file can mend"))
    format_option(parser)


@may_write
def check(path: Path, args: Namespace) -> int:
    """Check the file, its references, its journal and its search index; 0 when all is sound, 1 when not."""
    from pmplanner.storage.errors import WorkspaceError
    from pmplanner.storage.sqlite.file import is_there, real_path

    path = real_path(path)
    if not is_there(path):
        raise WorkspaceError(said("There is no workspace at {path}.", path=path))
    found = _look(path)
    if args.format != "table":
        rows = [(f.kind, f.table, f.row_id, f.edit_id, f.sentence) for f in found]
        print_rows(args, {name: name for name in _COLUMNS}, rows)
    elif not found:
        say(said("{path} is sound.", path=path.name))
    else:
        say(
            counted(
                "{path} is damaged: {n:,} finding.",
                "{path} is damaged: {n:,} findings.",
                len(found),
                path=path.name,
            )
        )
        for finding in found:
            say(f"  {finding.sentence}")
    if not found:
        return 0
    if args.mend and not args.dry_run:
        return _mend(path, found, args.lock_wait)
    if args.format == "table":
        say(_advice(found))
    return FOUND


def _look(path: Path) -> list[Finding]:
    """Check the file; one of an older format also as it would be after it was brought up to date."""
    from pmplanner.models.migrations import HEAD
    from pmplanner.storage.sqlite.file import examine
    from pmplanner.storage.sqlite.soundness import check_file
    from pmplanner.storage.workspace import open_workspace

    revision = examine(path).revision
    found = check_file(path)
    if found or revision == HEAD:
        return found
    workspace = open_workspace(path, read_only=True)
    try:
        return workspace.check()
    finally:
        workspace.close()


def _advice(found: list[Finding]) -> str:
    from pmplanner.storage.findings import can_mend

    if not can_mend(found):
        return said("This takes a backup: pmplanner workspace backups lists what can be restored.")
    return said(
        "Best restore a backup (pmplanner workspace backups lists what can be restored); or mend it from "
        "the rest of the file with --mend."
    )


def _mend(path: Path, found: list[Finding], wait: float) -> int:
    from pmplanner.services.startup.opening import open_for_use

    workspace = open_for_use(path, wait=wait)
    try:
        count = workspace.mend(found)
        left = workspace.check()
    finally:
        workspace.close()
    if count:
        say(
            counted(
                "Mended; {n:,} row put back as the journal has them. Undo takes that back.",
                "Mended; {n:,} rows put back as the journal has them. Undo takes that back.",
                count,
            )
        )
    else:
        say(said("Mended; all rows stay as they are."))
    return FOUND if left else 0
