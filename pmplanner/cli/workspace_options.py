"""What can be asked for of the workspace's own file."""

from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import actions, command

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands


def add_workspace(commands: "Commands") -> None:
    """Add the noun and what can be done with it."""
    named = actions(commands, "workspace", "Check the workspace, forget people for good")
    add_check(named)
    add_forget(named)


def add_check(named: "Commands") -> None:
    """Add the whole check."""
    parser = command(named, "check", "Check the file, its references, its history and its search index")
    parser.add_argument("--mend", action="store_true", help="mend what the rest of the file can mend")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def add_forget(named: "Commands") -> None:
    """Add the forgetting of people."""
    parser = command(named, "forget", "Forget people for good, those who were removed among them")
    parser.add_argument("people", nargs="*", metavar="PERSON", help="employee id, e-mail or name")
    parser.add_argument(
        "--left-before",
        type=values.a_date,
        metavar="DATE",
        help="everybody whose last day was before this one",
    )
    parser.add_argument(
        "--also-backups", action="store_true", help="delete the copies and backups that still hold them"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed where nobody can answer")
