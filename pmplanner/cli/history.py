"""What was done: listed, undone, and done again."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import local_time, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the commands `history`, `undo` and `redo`."""
    listed = add_command(commands, "history", said("Show what was done, the newest first"), show_history)
    listed.add_argument("--limit", type=values.count, metavar="N")
    add_command(commands, "undo", said("Take back the last edit"), undo)
    add_command(commands, "redo", said("Bring back the edit undone last"), redo)


@reads
def show_history(workspace: Workspace, args: Namespace) -> int:
    """Show what was done, the newest first."""
    from pmplanner.services.people.history import list_edits

    with workspace.read() as db:
        lines = list_edits(db, args.limit)
    rows = [
        (
            local_time(line.made_at),
            line.made_by,
            line.label,
            line.rows,
            "sealed" if line.sealed else "" if line.state == "done" else line.state,
        )
        for line in lines
    ]
    say(table(("When", "Who", "What", "Rows", "State"), rows) if rows else said("Nothing has been done yet."))
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
