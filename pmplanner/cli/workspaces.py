"""The workspace's own file: checked, copied, made small; these open it themselves."""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import backups, checking, forgetting, settings
from pmplanner.cli.commands import add_command, add_noun, may_write
from pmplanner.cli.output import Steps, megabytes, say
from pmplanner.cli.running import copied, only_tried, writes
from pmplanner.sentences import counted, said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.compacting import Compacted
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `workspace`; most of its actions have files of their own."""
    about = said("Check, back up, restore, copy and compact the workspace, forget people for good")
    actions = add_noun(commands, "workspace", about)
    checking.add_actions(actions)
    backups.add_actions(actions)
    settings.add_actions(actions)
    copy = add_command(actions, "copy", said("Write a whole copy to work on elsewhere"), copy_to)
    copy.add_argument("file", type=Path, metavar="FILE", help=said("a file that is not there yet"))
    add_command(
        actions,
        "compact",
        said("Take out files that nothing names, and give unused room back to the disk"),
        compact_file,
    )
    about = said("Fill the workspace with the sample people and their plan")
    add_command(actions, "sample", about, open_sample)
    forgetting.add_actions(actions)


def copy_to(path: Path, args: Namespace) -> int:
    """Write a whole copy that is a workspace of its own."""
    from pmplanner.storage.backups import copy_workspace

    with Steps(said("Copy")) as progress:
        copy_workspace(path, args.file, progress, own=True)
    say(
        said(
            "Copied {path} to {file} ({size}).",
            path=path.name,
            file=args.file,
            size=megabytes(args.file.stat().st_size),
        )
    )
    return 0


@may_write
def compact_file(path: Path, args: Namespace) -> int:
    """Make the file as small as what is in it."""
    from pmplanner.services.startup.opening import open_for_use
    from pmplanner.storage.compacting import compact
    from pmplanner.storage.workspace import WorkspaceError

    if not path.exists():
        raise WorkspaceError(said("There is no workspace at {path}.", path=path))
    with copied(path, args) if args.dry_run else nullcontext(path) as file:
        workspace = open_for_use(file, wait=args.lock_wait)
        try:
            with Steps(said("Compact")) as progress:
                done = compact(workspace, progress)
        finally:
            workspace.close()
    say(_compacted(path.name, done))
    if args.dry_run:
        say(only_tried())
    return 0


@writes
def open_sample(workspace: Workspace, _args: Namespace) -> int:
    """Fill the workspace with the sample."""
    from pmplanner.services.calendar import clock
    from pmplanner.services.plans.plans import list_plans
    from pmplanner.services.startup.sample import fill_sample
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("sample.open")) as db:
        plan_id = fill_sample(db, clock.today())
        name = next(plan.name for plan in list_plans(db) if plan.id == plan_id)
    say(said("Added the sample people and their plan {plan}.", plan=name))
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
