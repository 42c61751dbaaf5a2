"""What can be asked for of the workspace's own file."""

from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import actions, command
from pmplanner.sentences import marked, resaid, said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands

KEEP_OPTIONS = {
    "latest": ("--keep-latest", "N", marked("how many of the latest backups are kept")),
    "days": ("--keep-days", "N", marked("of how many days the newest is kept")),
    "weeks": ("--keep-weeks", "N", marked("of how many weeks the newest is kept")),
    "months": ("--keep-months", "N", marked("of how many months the newest is kept")),
    "limit_mb": ("--limit-mb", "N", marked("megabytes that all backups may take; the oldest go first")),
}
"""Field of rotation.Keeping to option, placeholder and explanation."""


def add_workspace(commands: "Commands") -> None:
    """Add the noun and what can be done with it."""
    about = said("Check, back up, restore, copy and compact the workspace, forget people for good")
    named = actions(commands, "workspace", about)
    add_check(named)
    _add_backup(named)
    _add_backups(named)
    _add_restore(named)
    copy = command(named, "copy", said("Write a whole copy to work on elsewhere"))
    copy.add_argument("file", type=Path, metavar="FILE", help=said("a file that is not there yet"))
    command(
        named, "compact", said("Take out files that nothing names, and give unused room back to the disk")
    )
    add_forget(named)


def _add_backup(named: "Commands") -> None:
    parser = command(named, "backup", said("Make a backup now"))
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help=said("write it, whole, to this file, in place of the folder beside the workspace"),
    )


def _add_backups(named: "Commands") -> None:
    parser = command(named, "backups", said("List the backups, and say how many are kept"))
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    for field, (option, metavar, about) in KEEP_OPTIONS.items():
        parser.add_argument(option, dest=field, type=values.whole_number, metavar=metavar, help=resaid(about))


def _add_restore(named: "Commands") -> None:
    parser = command(
        named, "restore", said("Put a backup in the place of the workspace; what is there is kept")
    )
    parser.add_argument(
        "backup",
        metavar="BACKUP",
        help=said('a name from the list of backups, "latest", or the path of any copy'),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would change"))


def add_check(named: "Commands") -> None:
    """Add the whole check."""
    parser = command(named, "check", said("Check the file, its references, its history and its search index"))
    parser.add_argument("--mend", action="store_true", help=said("mend what the rest of the file can mend"))
    parser.add_argument("--format", choices=("table", "json"), default="table")


def add_forget(named: "Commands") -> None:
    """Add the forgetting of people."""
    parser = command(named, "forget", said("Forget people for good, those who were removed among them"))
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
