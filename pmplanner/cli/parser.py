"""The command line: what can be asked for. Light, so that the window starts without the services."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner import __version__
from pmplanner.cli import values
from pmplanner.cli.export_options import add_exports
from pmplanner.cli.options import WHOM, actions, command, people_options, plan_option
from pmplanner.cli.problem_options import add_problems
from pmplanner.cli.schedule_options import add_schedule
from pmplanner.cli.session_options import add_sessions
from pmplanner.cli.workspace_options import add_workspace
from pmplanner.sentences import marked, resaid, said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands

IMPORTS = ("people", "courses", "picks", "completions", "absences", "rooms", "trainers", "closures")
EXPORTS = (
    "schedule", "sessions", "picks", "matrix", "people", "totals", "courses",
    "rooms", "trainers", "closures", "absences",
)  # fmt: skip
GROUPS = ("track", "team", "title", "course", "person", "month")

_ABOUT = marked("""\
Plan training: people, courses, sessions and days per role track.
Without a command the window opens.""")

_ENDING = marked("""\
exit status:
  0  done
  1  done, but rows were rejected (the rejects file says which and why)
  2  refused, and nothing was changed""")


def build_parser() -> ArgumentParser:
    """Return the parser of the command line; what it gives has *workspace* and *command*, or None."""
    parser = ArgumentParser(
        prog="pmplanner",
        description=resaid(_ABOUT),
        epilog=resaid(_ENDING),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pmplanner {__version__}")
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="PATH",
        help=said("another workspace file; made when it is not there"),
    )
    parser.add_argument(
        "--wait",
        dest="lock_wait",
        type=values.seconds,
        default=5.0,
        metavar="SECONDS",
        help=said("how long to wait for another command to let go of the workspace (%(default)g)"),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_import(commands)
    _add_plan(commands)
    _add_track(commands)
    _add_picking(commands)
    add_sessions(commands)
    add_schedule(commands)
    add_problems(commands)
    _add_totals(commands)
    add_exports(commands, EXPORTS, GROUPS)
    _add_catalog(commands)
    _add_history(commands)
    add_workspace(commands)
    return parser


def _add_import(commands: "Commands") -> None:
    parser = command(
        commands,
        "import",
        said("Bring in a CSV, TSV, Excel, OpenDocument (.ods) or calendar (.ics) file as one edit"),
    )
    parser.add_argument(
        "layout", choices=IMPORTS, help=said("what the rows are: %(choices)s"), metavar="WHAT"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--sheet", metavar="NAME", help=said("the sheet of a workbook; found by itself otherwise")
    )
    parser.add_argument(
        "--map",
        dest="columns",
        type=values.column,
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=said("read a field from this column; FIELD= for none"),
    )
    parser.add_argument(
        "--word",
        dest="words",
        type=values.word,
        action="append",
        default=[],
        metavar="FIELD:THEIRS=OURS",
        help=said(
            "what a word of the file means, such as result:85%%=passed, result:>=60=passed, "
            "result:number=none; repeatable"
        ),
    )
    parser.add_argument(
        "--same-email",
        choices=("update", "reject"),
        default="reject",
        help=said("whether people with a known e-mail and another employee id take the new id"),
    )
    parser.add_argument(
        "--part-days",
        choices=("whole", "skip"),
        default="skip",
        help=said("what becomes of days of which an absence or event takes only a part"),
    )
    parser.add_argument(
        "--take-free",
        action="store_true",
        help=said("take events of a calendar that are shown as free time too"),
    )
    parser.add_argument(
        "--create-missing",
        action="store_true",
        help=said("make courses, sessions and tracks that are not there"),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help=said("where rejected rows go (NAME.rejects.csv beside FILE)"),
    )
    parser.add_argument(
        "--date-order",
        choices=("dmy", "mdy"),
        help=said("whether day or month comes first, when dates do not tell"),
    )
    parser.add_argument(
        "--person", metavar="ID", help=said("whose the absences of a calendar (.ics) are that name nobody")
    )
    plan_option(parser)


def _add_plan(commands: "Commands") -> None:
    named = actions(commands, "plan", said("List, create, copy and remove plans"))
    command(named, "list", said("List the plans"))
    create = command(named, "create", said("Create a plan"))
    create.add_argument("name", metavar="NAME")
    create.add_argument("--from", dest="first_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--to", dest="last_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--budget", type=values.amount, metavar="AMOUNT")
    create.add_argument("--currency", default="", metavar="CUR")
    create.add_argument(
        "--target", dest="target_days", type=values.days, metavar="DAYS", help=said("per person")
    )
    copy = command(named, "copy", said("Copy a plan with all that is in it, to try something in"))
    copy.add_argument("name", metavar="NAME")
    copy.add_argument("new_name", metavar="NEW")
    remove = command(named, "remove", said("Remove a plan with all that is in it; undo brings it back"))
    remove.add_argument("name", metavar="NAME")
    remove.add_argument(
        "--leave-calendars",
        action="store_true",
        help=said("although people have its dates in their calendars"),
    )


def _add_track(commands: "Commands") -> None:
    named = actions(commands, "track", said("List, create and assign role tracks, set their paths"))
    command(named, "list", said("List the tracks with their paths"))
    create = command(named, "create", said("Create a track"))
    create.add_argument("name", metavar="NAME")
    create.add_argument("--description", default="", metavar="TEXT")
    assign = command(named, "assign", said("Make a track the primary one of people"))
    assign.add_argument("track", metavar="TRACK")
    people_options(assign, "title", "team", "person")
    path = command(named, "path", said("Replace the path of a track, in this order"))
    path.add_argument("track", metavar="TRACK")
    for kind in ("required", "elective"):
        path.add_argument(f"--{kind}", nargs="+", action="extend", default=[], metavar="CODE")


def _add_picking(commands: "Commands") -> None:
    for name, about in (
        ("pick", said("Pick courses for people")),
        ("unpick", said("Take picks back")),
    ):
        parser = command(commands, name, about)
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=said("code or title"))
        people_options(parser, *WHOM)
        plan_option(parser)
    exempt = command(commands, "exempt", said("Say that people need not take a course"))
    exempt.add_argument("course", metavar="COURSE")
    exempt.add_argument("--person", dest="keys", action="append", required=True, metavar="ID")
    exempt.add_argument("--reason", required=True, metavar="TEXT")


def _add_totals(commands: "Commands") -> None:
    parser = command(commands, "totals", said("Show the training days of a plan"))
    parser.add_argument("--by", choices=GROUPS, default="track")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    plan_option(parser)


def _add_catalog(commands: "Commands") -> None:
    named = actions(commands, "catalog", said("Look into the catalogue"))
    search = command(named, "search", said("Find courses by words of title, provider, skills, description"))
    search.add_argument("words", nargs="*", metavar="WORDS")
    show = command(named, "show", said("Show a course"))
    show.add_argument("course", metavar="CODE")


def _add_history(commands: "Commands") -> None:
    history = command(commands, "history", said("Show what was done, the newest first"))
    history.add_argument("--limit", type=values.count, metavar="N")
    command(commands, "undo", said("Take back the last edit"))
    command(commands, "redo", said("Bring back the edit undone last"))
