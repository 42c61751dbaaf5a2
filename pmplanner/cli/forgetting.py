"""Forgetting people for good: who and what is said first, then asked, then done."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, may_write
from pmplanner.cli.output import say, table
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.people.forgetting import Foreseen, Whom
    from pmplanner.storage.workspace import Workspace

FINISHED, UNFINISHED = 0, 1


def add_actions(actions: Commands) -> None:
    """Add `forget` to the noun `workspace`."""
    parser = add_command(
        actions, "forget", said("Forget people for good, those who were removed among them"), forget
    )
    parser.add_argument("people", nargs="*", metavar="PERSON", help=said("employee id, e-mail or name"))
    parser.add_argument(
        "--left-before",
        type=values.a_date,
        metavar="DATE",
        help=said("everybody whose last day was before this one"),
    )
    parser.add_argument(
        "--also-backups", action="store_true", help=said("delete the copies and backups that still hold them")
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    parser.add_argument("--yes", action="store_true", help=said("do not ask; needed where nobody can answer"))


@may_write
def forget(path: Path, args: Namespace) -> int:
    """Forget people for good, or only say what that would change."""
    from pmplanner.services.startup.opening import open_for_use
    from pmplanner.storage.workspace import WorkspaceError

    if not args.people and args.left_before is None:
        raise PlanError(said("Say whom: an employee id, e-mail or name, or --left-before DATE."))
    if not path.exists():
        raise WorkspaceError(said("There is no workspace at {path}.", path=path))
    workspace = open_for_use(path, read_only=args.dry_run, wait=args.lock_wait)
    try:
        return _forget(workspace, args)
    finally:
        workspace.close()


def _forget(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.people.forgetting import foresee, forget_people

    with workspace.read() as db:
        people = _whom(db, args)
        if not people:
            say(said("Nobody left before {left_before}.", left_before=args.left_before))
            return FINISHED
        foreseen = foresee(db, people, workspace.path)
    _say_foreseen(foreseen)
    if args.dry_run:
        say(said("Nothing was changed."))
        return FINISHED
    if not (args.yes or _agreed()):
        say(said("Nothing was changed."))
        return FINISHED
    done = forget_people(workspace, people)
    count = len(done.foreseen.people)
    say(counted("Forgot {n:,} person for good.", "Forgot {n:,} people for good.", count))
    deleted = _see_to_copies(done.foreseen.copies, delete=args.also_backups)
    if not done.finished:
        say(
            said(
                "{name} is in use elsewhere or the disk is full, so unused parts of the file may still "
                "hold them. Close it there, make room, and open it again: that finishes the work.",
                name=workspace.path.name,
            )
        )
    return FINISHED if done.finished and deleted else UNFINISHED


def _whom(db: Session, args: Namespace) -> list[int]:
    from pmplanner.services.people.forgetting import find_whom, left_before

    ids = [find_whom(db, key).id for key in args.people]
    if args.left_before is not None:
        ids += [whom.id for whom in left_before(db, args.left_before)]
    return list(dict.fromkeys(ids))


def _say_foreseen(foreseen: Foreseen) -> None:
    rows = [(w.employee_id, w.email, w.name, w.left, _state(w)) for w in foreseen.people]
    say(table(("Id", "E-mail", "Name", "Last day", "State"), rows))
    what = foreseen.rewritten
    tables = ", ".join(
        f"{name.replace('_', ' ')} {len(ids):,}" for name, ids in sorted(what.rows.items()) if ids
    )
    rows_there = counted("{n:,} row", "{n:,} rows", what.row_count)
    say(
        said(
            "To be overwritten: {rows}, {images} in the journal, {labels}.",
            rows=f"{rows_there} ({tables})" if tables else rows_there,
            images=counted("{n:,} image", "{n:,} images", what.images),
            labels=counted("{n:,} label", "{n:,} labels", what.labels),
        )
    )
    if what.files:
        say(
            counted("To be taken out: {n:,} stored file.", "To be taken out: {n:,} stored files.", what.files)
        )
    say(
        counted(
            "{n:,} edit that touched them cannot be undone any more.",
            "{n:,} edits that touched them cannot be undone any more.",
            what.sealed,
        )
    )
    say(said("Team, job title, track, location, dates, picks, seats and completions stay, without a name."))
    if foreseen.shared:
        names = ", ".join(f"“{name}”" for name in foreseen.shared)
        say(said("Somebody who stays goes by {names}, too, so other texts keep it.", names=names))
    for copy in foreseen.copies:
        say(said("Held by {copy}", copy=copy))


def _state(whom: Whom) -> str:
    return "removed" if whom.removed else ""


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise PlanError(said("This cannot be undone, and nobody can be asked here. Say --yes to do it."))
    sys.stdout.write(said("This cannot be undone. Forget them for good? [y/N] "))
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _see_to_copies(files: Collection[Path], *, delete: bool) -> bool:
    """Delete the copies that hold them, or say which do; return whether none is left that should go."""
    from pmplanner.storage.copies import delete_copies

    if not files:
        say(said("No backup beside the workspace holds them."))
        return True
    left = delete_copies(files) if delete else list(files)
    if delete:
        say(
            counted(
                "Deleted {n:,} backup that held them.",
                "Deleted {n:,} backups that held them.",
                len(files) - len(left),
            )
        )
    if left:
        say(
            said("These could not be deleted and still hold them:")
            if delete
            else said("These still hold them (--also-backups):")
        )
        for file in left:
            say(f"  {file}")
    return not (delete and left)
