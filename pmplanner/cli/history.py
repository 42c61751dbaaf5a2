"""What was done: listed, undone, and done again."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import local_time, print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the commands `history`, `undo` and `redo`."""
    listed = add_command(commands, "history", said("Show what was done, the newest first"), show_history)
    listed.add_argument("--limit", type=values.count, metavar="N")
    listed.add_argument(
        "--person", metavar="ID", help=said("what touched a person: employee id, e-mail or name")
    )
    listed.add_argument("--course", metavar="CODE", help=said("what touched a course"))
    listed.add_argument("--session", metavar="CODE", help=said("what touched a session"))
    plan_option(listed)
    format_option(listed)
    listed.add_argument("--by", metavar="USER", help=said("what this user did"))
    listed.add_argument("--text", metavar="WORDS", help=said("what is called by these words"))
    actions = listed.add_subparsers(metavar="ACTION", title="actions")
    about = said("Show what an edit changed, before and after")
    showing = add_command(actions, "show", about, show_edit)
    showing.add_argument("edit", type=values.whole_number, metavar="ID")
    format_option(showing)
    about = said("Take back all that was done after an edit, as one edit; 0 is before the first")
    add_command(actions, "back", about, go_back).add_argument("edit", type=values.whole_number, metavar="ID")
    about = said("Take back all that was done on a day, as one edit")
    add_command(actions, "undo-day", about, undo_day).add_argument("day", type=values.a_date, metavar="DAY")
    add_command(commands, "undo", said("Take back the last edit"), undo)
    add_command(commands, "redo", said("Bring back the edit undone last"), redo)


_EDITS = {"when": "When", "who": "Who", "what": "What", "rows": "Rows", "state": "State", "id": "ID"}
_CHANGES = {"what": "What", "of": "Of", "value": "Value", "before": "Before", "after": "After"}


@reads
def show_history(workspace: Workspace, args: Namespace) -> int:
    """Show what was done, the newest first."""
    from pmplanner.services.people.history import list_edits
    from pmplanner.services.views.edit_history import filter_edits

    with workspace.read() as db:
        lines = filter_edits(list_edits(db), args.text or "", args.by, _touching(db, args))[: args.limit]
    rows = [
        (
            local_time(line.made_at),
            line.made_by,
            line.label,
            line.rows,
            "sealed" if line.sealed else "" if line.state == "done" else line.state,
            line.id,
        )
        for line in lines
    ]
    asked = any((args.text, args.by, args.person, args.course, args.session))
    nothing = said("Nothing like that has been done.") if asked else said("Nothing has been done yet.")
    print_rows(args, _EDITS, rows, nothing)
    return 0


def _touching(db: Session, args: Namespace) -> set[int] | None:
    """Return the edits that touched all that the options name; None where they name nothing."""
    from pmplanner.cli.choosing import named_session
    from pmplanner.services.lookup import find_course, find_person, find_plan
    from pmplanner.services.views.edit_history import edits_about

    found = []
    if args.person is not None:
        found.append(edits_about(db, "person", find_person(db, args.person).id))
    if args.course is not None:
        found.append(edits_about(db, "course", find_course(db, args.course).id))
    if args.session is not None:
        session_id = named_session(db, find_plan(db, args.plan).id, args.session)
        found.append(edits_about(db, "session", session_id))
    return set.intersection(*found) if found else None


@reads
def show_edit(workspace: Workspace, args: Namespace) -> int:
    """Show what an edit changed, before and after."""
    from pmplanner.services.errors import PlanError
    from pmplanner.services.views.edit_history import groups_of_edit, rows_of_edit

    rows: list[tuple[str, ...]] = []
    with workspace.read() as db:
        for group in groups_of_edit(db, args.edit):
            for row in rows_of_edit(db, args.edit, group.table, group.happened):
                rows += [(group.words, row.name, v.word, v.before, v.after) for v in row.values] or [
                    (group.words, row.name, "", "", "")
                ]
    if not rows:
        raise PlanError(said("There is no edit {edit_id}.", edit_id=args.edit))
    print_rows(args, _CHANGES, rows)
    return 0


@writes
def go_back(workspace: Workspace, args: Namespace) -> int:
    """Take back all that was done after an edit, as one edit."""
    say(said("Done: {label}", label=workspace.go_back(args.edit).label))
    return 0


@writes
def undo_day(workspace: Workspace, args: Namespace) -> int:
    """Take back all that was done on a day, as one edit."""
    say(said("Done: {label}", label=workspace.undo_day(args.day).label))
    return 0


@writes
def undo(workspace: Workspace, _args: Namespace) -> int:
    """Take back the last edit."""
    say(said("Undone: {label}", label=workspace.undo().label))
    return 0


@writes
def redo(workspace: Workspace, _args: Namespace) -> int:
    """Bring back the edit undone last."""
    say(said("Done again: {label}", label=workspace.redo().label))
    return 0
