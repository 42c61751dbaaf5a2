"""Plans: listed, created, copied, archived, removed; whom they cover and what they aim at."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option, may_write
from pmplanner.cli.fields import Field, field_options, given, maybe, something
from pmplanner.cli.output import as_data, print_rows, say, shown, table
from pmplanner.cli.running import reads, writes
from pmplanner.cli.variants import add_variants
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.needs.scope_reading import ScopeRule
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `plan`."""
    actions = add_noun(commands, "plan", said("List, create, copy and remove plans"))
    format_option(add_command(actions, "list", said("List the plans"), list_plans))
    create = add_command(actions, "create", said("Create a plan"), create_plan)
    create.add_argument("name", metavar="NAME")
    create.add_argument("--from", dest="first_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--to", dest="last_day", type=values.a_date, required=True, metavar="DATE")
    create.add_argument("--budget", type=values.amount, metavar="AMOUNT")
    create.add_argument("--currency", default="", metavar="CUR")
    create.add_argument(
        "--target", dest="target_days", type=values.days, metavar="DAYS", help=said("per person")
    )
    change = add_command(actions, "change", said("Change what is said of a plan"), change_one)
    change.add_argument("plan", metavar="NAME")
    field_options(change, _fields())
    copy = add_command(
        actions, "copy", said("Copy a plan with all that is in it, to try something in"), copy_plan
    )
    copy.add_argument("name", metavar="NAME")
    copy.add_argument("new_name", metavar="NEW")
    _add_people(actions)
    _add_target(actions)
    rule = add_command(
        actions, "schedules", said("Say which picks of a plan are scheduled: all, or approved ones"), set_rule
    )
    rule.add_argument("rule", choices=("all", "approved"))
    plan_option(rule)
    add_variants(actions)
    archive = add_command(
        actions, "archive", said("Keep a plan as history, with its days and costs as they are"), archive_plan
    )
    reopen = add_command(actions, "reopen", said("Work on an archived plan again"), reopen_plan)
    for parser in (archive, reopen):
        parser.add_argument("name", metavar="NAME")
    remove = add_command(
        actions, "remove", said("Remove a plan with all that is in it; undo brings it back"), remove_plan
    )
    remove.add_argument("name", metavar="NAME")
    remove.add_argument(
        "--leave-calendars",
        action="store_true",
        help=said("although people have its dates in their calendars"),
    )


def _add_people(actions: Commands) -> None:
    people = add_command(actions, "people", said("Show or say whom a plan covers"), plan_people)
    people.add_argument("name", metavar="NAME")
    people.add_argument("--all", action="store_true", help=said("everybody"))
    people.add_argument("--with-track", action="store_true", help=said("whoever has a track"))
    for kind, about in (
        ("track", said("whoever has this track, as the primary or a further one; repeatable")),
        ("team", said("everybody of this team; repeatable")),
        ("site", said("everybody at this site; repeatable")),
        ("manager", said("all below this manager; repeatable")),
        ("person", said("employee id, e-mail or name; repeatable")),
    ):
        people.add_argument(
            f"--{kind}", dest=f"of_{kind}", action="append", default=[], metavar=kind.upper(), help=about
        )
    people.add_argument(
        "--except",
        dest="without",
        type=values.whom,
        action="append",
        default=[],
        metavar="WHOM",
        help=said("leave out, such as team=Sales or person=E12; repeatable"),
    )
    people.add_argument("--dry-run", action="store_true", help=said("only say how many people would count"))
    format_option(people)


def _add_target(actions: Commands) -> None:
    target = add_command(actions, "target", said("Show or set the days per person aimed at"), plan_target)
    target.add_argument("days", nargs="?", type=values.target, metavar="DAYS", help=said("per person"))
    target.add_argument("--clear", action="store_true", help=said("take the target away"))
    whose = target.add_mutually_exclusive_group()
    whose.add_argument("--track", metavar="TRACK", help=said("of the people with this primary track"))
    whose.add_argument("--team", metavar="TEAM", help=said("of the people of this team"))
    format_option(target)
    plan_option(target)


_LISTED = {
    "plan": "Plan",
    "first_day": "From",
    "last_day": "To",
    "picks": "Picks",
    "sessions": "Sessions",
    "budget": "Budget",
    "currency": "Currency",
    "target_days": "Target days",
    "copy_of": "Copy of",
    "archived_on": "Archived on",
}


@reads
def list_plans(workspace: Workspace, args: Namespace) -> int:
    """List the plans."""
    from pmplanner.services.plans import plans

    with workspace.read() as db:
        rows = plans.list_plans(db)
    names = {row.id: row.name for row in rows}
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
            row.archived_on,
        )
        for row in rows
    ]
    print_rows(args, _LISTED, lines, said("There is no plan yet."))
    return 0


@writes
def set_rule(workspace: Workspace, args: Namespace) -> int:
    """Let all picks of a plan be scheduled, or only those that were approved."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans.plans import change_plan
    from pmplanner.services.sessions.seating import count_unapproved
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.plan)
    with workspace.edit(Label.of("plan.change", plan=plan.name)) as db:
        change_plan(db, plan.id, approval_rule=args.rule)
    with workspace.read() as db:
        waiting = sum(count_unapproved(db, plan.id).values())
    if args.rule == "all":
        say(said("All picks of {plan} are scheduled.", plan=plan.name))
    else:
        say(
            counted(
                "Only approved picks of {plan} are scheduled; {n:,} open pick is not approved.",
                "Only approved picks of {plan} are scheduled; {n:,} open picks are not approved.",
                waiting,
                plan=plan.name,
            )
        )
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


def _fields() -> dict[str, Field]:
    return {
        "name": Field(said("another name")),
        "from": Field(said("the first day"), values.a_date, "DATE", "first_day"),
        "to": Field(said("the last day"), values.a_date, "DATE", "last_day"),
        "budget": Field(said('what it may cost; "" for no budget'), maybe(values.amount), "AMOUNT"),
        "currency": Field(said("of the budget and of what has no currency"), str.upper, "CUR"),
        "target": Field(said('days per person; "" for none'), maybe(values.days), "DAYS", "target_days"),
    }


@writes
def change_one(workspace: Workspace, args: Namespace) -> int:
    """Change name, period, budget or target of a plan."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans.plans import change_plan
    from pmplanner.storage.labels import Label

    wanted = given(args, _fields())
    something(wanted)
    with workspace.read() as db:
        plan = find_plan(db, args.plan)
    with workspace.edit(Label.of("plan.change", plan=plan.name)) as db:
        change_plan(db, plan.id, **wanted)
    say(said("Changed the plan {plan}.", plan=wanted.get("name", plan.name)))
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


@may_write
def plan_people(path: Path, args: Namespace) -> int:
    """Say whom a plan covers, or print it where nothing is said."""
    named = (args.all, args.with_track, args.without, *(getattr(args, f"of_{kind}") for kind in _KINDS))
    return (_set_people if any(named) else _show_people)(path, args)


_KINDS = ("track", "team", "site", "manager", "person")


def _rules(db: Session, args: Namespace) -> list[ScopeRule]:
    """Return the rules that the options ask for; raise PlanError for names that nobody has."""
    from pmplanner.models.statuses import ScopeKind
    from pmplanner.services.needs.scope_reading import ScopeRule
    from pmplanner.services.plans.scope import find_rule

    inward = [find_rule(db, ScopeKind(kind), name) for kind in _KINDS for name in getattr(args, f"of_{kind}")]
    if args.with_track:
        inward.insert(0, ScopeRule(ScopeKind.ANY_TRACK))
    if args.all and inward:
        raise PlanError(said("--all is everybody: say either that or whom, and --except whom not."))
    outward = [find_rule(db, ScopeKind(kind), name, include=False) for kind, name in args.without]
    return inward + outward


@writes
def _set_people(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.standing_in_plan import count_people
    from pmplanner.services.plans.scope import rules_in_words, set_rules
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan, rules = find_plan(db, args.name), _rules(db, args)
        covered, count = rules_in_words(db, rules), count_people(db, plan.id, rules)
    if not args.dry_run:
        with workspace.edit(Label.of("plan.cover", plan=plan.name)) as db:
            set_rules(db, plan.id, rules)
    people = counted("{n:,} person counts", "{n:,} people count", count)
    say(
        said("{plan} would cover: {covered}. {people} in it.", plan=plan.name, covered=covered, people=people)
        if args.dry_run
        else said("{plan} covers: {covered}. {people} in it.", plan=plan.name, covered=covered, people=people)
    )
    return 0


@reads
def _show_people(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.scope_reading import read_rules
    from pmplanner.services.needs.standing_in_plan import count_people
    from pmplanner.services.plans.scope import name_of, rules_in_words

    with workspace.read() as db:
        plan = find_plan(db, args.name)
        rules = read_rules(db, plan.id)
        rows = [(rule.kind.value, name_of(db, rule), "yes" if rule.include else "no") for rule in rules]
        covered, count = rules_in_words(db, rules), count_people(db, plan.id, rules)
    if as_data(args.format, ("kind", "name", "include"), rows):
        return 0
    people = counted("{n:,} person counts", "{n:,} people count", count)
    say(said("{plan} covers: {covered}. {people} in it.", plan=plan.name, covered=covered, people=people))
    return 0


@may_write
def plan_target(path: Path, args: Namespace) -> int:
    """Set or clear the days per person that a plan aims at, or print them where nothing is said."""
    return (_show_targets if args.days is None and not args.clear else _set_target)(path, args)


@writes
def _set_target(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.models.statuses import ScopeKind
    from pmplanner.services.lookup import find_plan, find_track
    from pmplanner.services.plans.scope import find_rule
    from pmplanner.services.plans.targets import set_target
    from pmplanner.storage.labels import Label

    if args.clear and args.days is not None:
        raise PlanError(said("Say either how many days or --clear."))
    with workspace.read() as db:
        plan = find_plan(db, args.plan)
        track = find_track(db, args.track) if args.track else None
        team = args.team or ""
        if team and not args.clear:
            team = find_rule(db, ScopeKind.TEAM, team).text
    whose = track.name if track is not None else team or plan.name
    days = None if args.clear else args.days
    with workspace.edit(Label.of("plan.target", plan=plan.name)) as db:
        set_target(db, plan.id, days, track_id=0 if track is None else track.id, team=team)
    say(
        said("{whose} has no target of its own any more.", whose=whose)
        if days is None
        else said("{whose}: {days} days per person.", whose=whose, days=shown(days))
    )
    return 0


@reads
def _show_targets(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans.targets import list_targets

    with workspace.read() as db:
        plan = find_plan(db, args.plan)
        rows: list[tuple[str, str, Decimal]] = [
            (row.kind, row.name, row.days) for row in list_targets(db, plan.id)
        ]
    if plan.target_days is not None:
        rows.insert(0, ("plan", plan.name, plan.target_days))
    if as_data(args.format, ("kind", "name", "days"), rows):
        return 0
    if rows:
        say(table(("Of", "Name", "Days per person"), rows))
    else:
        say(said("{plan} has no target.", plan=plan.name))
    return 0


@writes
def archive_plan(workspace: Workspace, args: Namespace) -> int:
    """Keep a plan as history."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import archive
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.name)
    with workspace.edit(Label.of("plan.archive", plan=plan.name)) as db:
        archive.archive_plan(db, plan.id)
    say(said("Archived {plan}. It stays as it is; plan reopen lets it be changed again.", plan=plan.name))
    return 0


@writes
def reopen_plan(workspace: Workspace, args: Namespace) -> int:
    """Work on an archived plan again."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import archive
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.name)
    with workspace.edit(Label.of("plan.reopen", plan=plan.name)) as db:
        archive.reopen_plan(db, plan.id)
    say(said("{plan} can be changed again.", plan=plan.name))
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
