"""The training days of a plan."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option, save_option
from pmplanner.cli.fields import named
from pmplanner.cli.money import rates_missing
from pmplanner.cli.output import as_data, print_rows, saved, say, table
from pmplanner.cli.running import reads
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace

FIGURES = (
    "people", "courses", "path days", "required", "credited", "planned", "done", "scheduled", "open", "gap",
    "cost",
)  # fmt: skip
GROUPS = ("track", "team", "manager", "title", "course", "person", "month")


def add_commands(commands: Commands) -> None:
    """Add the command `totals`."""
    parser = add_command(commands, "totals", said("Show the training days of a plan"), totals)
    parser.add_argument("--by", choices=GROUPS, default="track")
    about = said("what makes up this figure, by person, course and session: %(choices)s")
    parser.add_argument("--cells", choices=FIGURES, metavar="FIGURE", help=about)
    parser.add_argument("--of", metavar="NAME", help=said("with --cells: only of this line of the totals"))
    filter_options(parser)
    format_option(parser)
    save_option(parser)
    plan_option(parser)


_CELLS = {
    "person": "Person",
    "course": "Course",
    "value": "Value",
    "status": "Status",
    "session": "Session",
    "first_day": "First day",
    "last_day": "Last day",
    "by_course": "By course",
    "due": "Due",
    "without_price": "Without price",
}


@reads
def show_cells(workspace: Workspace, args: Namespace) -> int:
    """Show what makes up a figure of the totals."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.totals.breakdown import list_behind
    from pmplanner.services.totals.totals import ledger

    with workspace.read() as db:
        plan_id, people = find_plan(db, args.plan).id, filtered_people(db, args)
        spots = []
        if args.of is not None:
            lines = [line for line in ledger(db, plan_id, args.by, people) if not line.is_total]
            missing = said("The totals have no line “{name}”.", name=args.of)
            spots = [(args.by, named(lines, args.of, lambda line: line.name, missing).key)]
        rows = list_behind(db, plan_id, spots, args.cells, person_ids=people)
    lines_shown = [
        (
            row.person,
            row.course,
            row.value,
            row.status,
            row.session_code,
            row.first_day,
            row.last_day,
            row.by_course,
            row.due,
            row.lacking,
        )
        for row in rows
    ]
    if saved(args, workspace.path, "figure", list(_CELLS), lines_shown):
        return 0
    print_rows(args, _CELLS, lines_shown, said("Nothing makes it up."))
    return 0


def totals(path: Path, args: Namespace) -> int:
    """Show the totals, or what makes up one of their figures."""
    if args.of is not None and args.cells is None:
        raise PlanError(said("--of goes with --cells."))
    return (show_totals if args.cells is None else show_cells)(path, args)


@reads
def show_totals(workspace: Workspace, args: Namespace) -> int:
    """Show the totals as a table, or as the totals layout in CSV or JSON."""
    from pmplanner.exchange.layouts import LAYOUTS
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.exporting.tables import export_rows
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.pick_status.without_rate import currencies_without_rate

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        scope = ExportScope(plan_id, filtered_people(db, args), by=args.by)
        header, rows = export_rows(db, "totals", scope)
        without_rate = currencies_without_rate(db, plan_id) if args.format == "table" else ()
    if saved(args, workspace.path, "totals", header, rows):
        return 0
    if not as_data(args.format, header, rows):
        titles = [args.by.title(), *(field.title for field in LAYOUTS["totals"].fields[2:])]
        cost = header.index("cost")
        unknown = said("unknown")
        told = [
            [unknown if at == cost and cell is None else cell for at, cell in enumerate(row)] for row in rows
        ]
        say(table(titles, [row[1:] for row in told]))
        if without_rate:
            say(rates_missing(without_rate))
    return 0
