"""A whole workspace into a folder of tables, and back."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.commands import add_command
from pmplanner.cli.output import Progress, say
from pmplanner.cli.running import reads
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.services.importing.whole import WholeDraft
    from pmplanner.storage.workspace import Workspace

ALL = "all"


def add_whole(what: Commands) -> None:
    """Add `export all`."""
    parser = add_command(
        what,
        ALL,
        said("Write everything, for import all: tables, plans and files, into a new folder"),
        export_whole,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=said("a new or an empty folder"))


@reads
def export_whole(workspace: Workspace, args: Namespace) -> int:
    """Write the whole workspace into a folder."""
    from pmplanner.services.exporting.whole import write_whole

    if str(args.folder) == "-":
        raise PlanError(said("A folder cannot go to the terminal; name a new one."))
    progress = Progress(args.folder.name)
    try:
        with workspace.read() as db:
            written = write_whole(db, args.folder, progress)
    finally:
        progress.clear()
    rows = counted("{n:,} row", "{n:,} rows", written.rows)
    plans = counted("{n:,} plan", "{n:,} plans", written.plans)
    files = counted("{n:,} file", "{n:,} files", written.files)
    say(
        said(
            "Wrote {tables} tables with {rows}, {plans} and {files} to {folder}.",
            tables=written.tables,
            rows=rows,
            plans=plans,
            files=files,
            folder=args.folder,
        )
    )
    return 0


def import_whole(workspace: Workspace, args: Namespace) -> int:
    """Read back what `export all` wrote, as one edit; all or nothing."""
    from pmplanner.services.importing.whole import apply_whole, decide_whole
    from pmplanner.storage.labels import Label

    progress = Progress(args.file.name)
    try:
        with workspace.read() as db:
            draft = decide_whole(db, args.file, merge=args.merge, heard=progress)
        if not (args.dry_run or draft.writes_nothing):
            with workspace.edit(Label.of("workspace.import", folder=args.file.resolve().name)) as db:
                apply_whole(db, draft, progress)
    finally:
        progress.clear()
    _tell(args, draft)
    return 0


def _tell(args: Namespace, draft: WholeDraft) -> None:
    rows = draft.created + draft.updated + draft.unchanged
    place = args.file
    say(
        counted(
            "Would import everything from {folder}: {n:,} row.",
            "Would import everything from {folder}: {n:,} rows.",
            rows,
            folder=place,
        )
        if args.dry_run
        else counted(
            "Imported everything from {folder}: {n:,} row.",
            "Imported everything from {folder}: {n:,} rows.",
            rows,
            folder=place,
        )
    )
    for action, number in (
        ("created", draft.created),
        ("updated", draft.updated),
        ("unchanged", draft.unchanged),
        ("removed", draft.removed),
    ):
        say(f"  {action:<10} {number:>7,}")
    if args.dry_run:
        say(said("Nothing was changed."))
