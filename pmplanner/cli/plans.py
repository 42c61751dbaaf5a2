"""Plans: listed, created, copied, removed."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun
from pmplanner.cli.output import say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `plan`."""
    actions = add_noun(commands, "plan", said("List, create, copy and remove plans"))
    add_command(actions, "list", said("List the plans"), list_plans)
    create = add_command(actions, "create", said("Create a plan"), create_plan)
    create.add_argument("name", metavar="NAME")
    create.add_argument("--from", dest="first_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--to", dest="last_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--budget", type=values.amount, metavar="AMOUNT")
    create.add_argument("--currency", default="", metavar="CUR")
    create.add_argument(
        "--target", dest="target_days", type=values.days, metavar="DAYS", help=said("per person")
    )
    copy = add_command(
        actions, "copy", said("Copy a plan with all that is in it, to try something in"), copy_plan
    )
    copy.add_argument("name", metavar="NAME")
    copy.add_argument("new_name", metavar="NEW")
    remove = add_command(
        actions, "remove", said("Remove a plan with all that is in it; undo brings it back"), remove_plan
    )
    remove.add_argument("name", metavar="NAME")
    remove.add_argument(
        "--leave-calendars",
        action="store_true",
        help=said("although people have its dates in their calendars"),
    )


@reads
def list_plans(workspace: Workspace, _args: Namespace) -> int:
    """List the plans."""
    from pmplanner.services.plans import plans

    with workspace.read() as db:
        rows = plans.list_plans(db)
    names = {row.id: row.name for row in rows}
    header = ("Plan", "From", "To", "Picks", "Sessions", "Budget", "Currency", "Target days", "Copy of")
    lines = [
        (
            row.name,
            row.first_day,
            row.last_day,
            row.picks,
            row.sessions,
            row.budget,
            row.currency,
            row.target_days,
            names.get(row.variant_of_id or 0, ""),
        )
        for row in rows
    ]
    say(table(header, lines) if lines else said("There is no plan yet."))
    return 0


@writes
def create_plan(workspace: Workspace, args: Namespace) -> int:
    """Create a plan."""
    from pmplanner.services.plans import plans
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("plan.create", plan=args.name)) as db:
        plans.create_plan(
            db,
            args.name,
            args.first_day,
            args.last_day,
            budget=args.budget,
            currency=args.currency,
            target_days=args.target_days,
        )
    say(
        said(
            "Created the plan {name}, {first_day} – {last_day}.",
            name=args.name,
            first_day=args.first_day,
            last_day=args.last_day,
        )
    )
    return 0


@writes
def copy_plan(workspace: Workspace, args: Namespace) -> int:
    """Copy a plan with its picks, sessions and seats."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import plans
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.name)
    with workspace.edit(Label.of("plan.copy-as", plan=plan.name, name=args.new_name)) as db:
        plan_id = plans.copy_plan(db, plan.id, args.new_name)
    with workspace.read() as db:
        (row,) = (row for row in plans.list_plans(db) if row.id == plan_id)
    say(
        said(
            "Copied {plan} as {name}, with {picks} and {sessions}.",
            plan=plan.name,
            name=row.name,
            picks=counted("{n:,} pick", "{n:,} picks", row.picks),
            sessions=counted("{n:,} session", "{n:,} sessions", row.sessions),
        )
    )
    return 0


@writes
def remove_plan(workspace: Workspace, args: Namespace) -> int:
    """Remove a plan, unless it still stands in calendars and nobody has said that it may."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import plans
    from pmplanner.services.publishing.publication_log import remaining
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.name)
        left = remaining(db, plan.id, dt.datetime.now().astimezone().date())
    if left.events and not args.leave_calendars:
        raise PlanError(
            said(
                "{plan} still has {events} in {calendars}. Say --leave-calendars to remove it all the "
                "same; after that, export pack with --plan and its name writes what cancels them.",
                plan=plan.name,
                events=counted("{n:,} event", "{n:,} events", left.events),
                calendars=counted("{n:,} calendar", "{n:,} calendars", left.calendars),
            )
        )
    with workspace.edit(Label.of("plan.remove", plan=plan.name)) as db:
        plans.remove_plan(db, plan.id)
    removed = said("Removed the plan {plan}.", plan=plan.name)
    still = counted("{n:,} event still in calendars.", "{n:,} events still in calendars.", left.events)
    say(f"{removed} {still}" if left.events else removed)
    return 0
