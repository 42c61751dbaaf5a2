"""The training days of a plan."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.money import rates_missing
from pmplanner.cli.output import csv_bytes, json_text, say, say_bytes, table
from pmplanner.cli.running import reads
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace

GROUPS = ("track", "team", "manager", "title", "course", "person", "month")


def add_commands(commands: Commands) -> None:
    """Add the command `totals`."""
    parser = add_command(commands, "totals", said("Show the training days of a plan"), show_totals)
    parser.add_argument("--by", choices=GROUPS, default="track")
    filter_options(parser)
    format_option(parser)
    plan_option(parser)


@reads
def show_totals(workspace: Workspace, args: Namespace) -> int:
    """Show the totals as a table, or as the totals layout in CSV or JSON."""
    from pmplanner.exchange.layouts import LAYOUTS
    from pmplanner.services.exporting.tables import ExportScope, export_rows
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.pick_status.without_rate import currencies_without_rate

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        scope = ExportScope(plan_id, filtered_people(db, args), by=args.by)
        header, rows = export_rows(db, "totals", scope)
        without_rate = currencies_without_rate(db, plan_id) if args.format == "table" else ()
    if args.format == "csv":
        say_bytes(csv_bytes(header, rows))
    elif args.format == "json":
        say(json_text(header, rows))
    else:
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
