"""What can be asked of the export: tables, calendars, files for other programs, change packs."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import command, plan_option
from pmplanner.sentences import marked, resaid, said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands

_PROGRAMS = {"google": "Google Calendar", "outlook": "Outlook", "gantt": "GanttProject"}
_WHOSE = {
    "person": ("ID", marked("the calendar of one person")),
    "trainer": ("NAME", marked("the calendar of one trainer")),
    "room": ("NAME", marked("the calendar of one room")),
}


def add_exports(commands: "Commands", layouts: Sequence[str], groups: Sequence[str]) -> None:
    """Add the export of these layouts, with totals by these groups, and of the calendars."""
    parser = command(commands, "export", said("Write a plan, people or courses to a file"))
    what = parser.add_subparsers(dest="layout", metavar="WHAT", title="what", required=True)
    for layout in layouts:
        _add_layout(command(what, layout, said("Write the {layout} to a CSV file", layout=layout)), groups)
    _add_ics(command(what, "ics", said("Write a calendar that other programs take over, as an .ics file")))
    for program, name in _PROGRAMS.items():
        added = command(what, program, said("Write the sessions to a CSV file for {name}", name=name))
        added.set_defaults(action="program")
        _file_argument(added)
        plan_option(added)
    _add_pack(
        command(what, "pack", said("Write mails that tell everybody what has changed since the last ones"))
    )


def _add_layout(parser: ArgumentParser, groups: Sequence[str]) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=said("replaced when it is there; - for the terminal")
    )
    parser.add_argument("--separator", type=values.separator, default=",", metavar="CHAR")
    parser.add_argument(
        "--no-bom", action="store_true", help=said("leave out the mark that spreadsheets look for")
    )
    parser.add_argument("--by", choices=groups, default="track", help=said("what totals are grouped by"))
    plan_option(parser)


def _file_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=said("replaced when it is there; - for the terminal")
    )


def _add_ics(parser: ArgumentParser) -> None:
    parser.set_defaults(action="ics")
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=said("replaced when it is there; - for the terminal; a folder for --each"),
    )
    whose = parser.add_mutually_exclusive_group()
    for kind, (metavar, about) in _WHOSE.items():
        whose.add_argument(f"--{kind}", metavar=metavar, help=resaid(about))
    whose.add_argument("--each", choices=tuple(_WHOSE), help=said("a file for each, in a folder"))
    plan_option(parser)


def _add_pack(parser: ArgumentParser) -> None:
    parser.set_defaults(action="pack")
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help=said("a new folder for the mails and their list")
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say who would be told what"))
    plan_option(parser)
