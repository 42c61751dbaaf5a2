"""Which picks go, so that a plan, a track or a team costs less or takes fewer days."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, format_option, may_write, save_option
from pmplanner.cli.output import Steps, as_data, saved, say, shown, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.decisions.cut import Cut, CutAsk, Target
    from pmplanner.services.decisions.saving import Scope
    from pmplanner.services.views.cut_page import CutChange, CutSheet
    from pmplanner.storage.workspace import Workspace

_SHOWN = {
    "name": "Name", "team": "Team", "course_code": "Course", "lost": "Lost", "days": "Days",
    "keeping_costs": "Keeping costs", "picked_on": "Picked on", "session": "Session",
}  # fmt: skip
"""The columns of a file that a table has, with their headings, which are English in every language."""


def add_commands(commands: Commands) -> None:
    """Add the command `cut`."""
    parser = add_command(
        commands, "cut", said("Show which picks can go so that least is lost, or take them back"), cut
    )
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--to", type=values.amount, metavar="AMOUNT", help=said("what it may cost, in the plan’s currency")
    )
    target.add_argument(
        "--percent", type=values.amount, metavar="N", help=said("so many percent less than it costs")
    )
    target.add_argument("--days", type=values.amount, metavar="N", help=said("so many days at most"))
    target.add_argument("--fewer-days", type=values.amount, metavar="N", help=said("so many days less"))
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--track", metavar="TRACK", help=said("of the people with this primary track"))
    whose.add_argument("--team", metavar="TEAM", help=said("of the people of this team"))
    parser.add_argument(
        "--order",
        metavar="CLASS,…",
        default="",
        help=said("what is lost last, first: due, renewal, certificate, required, skill, elective"),
    )
    parser.add_argument("--apply", action="store_true", help=said("take them back, as one edit"))
    parser.add_argument("--later", action="store_true", help=said("put them off, as one edit"))
    parser.add_argument("--variant", metavar="NAME", help=said("take them back in a copy of the plan"))
    parser.add_argument(
        "--dry-run", action="store_true", help=said("show what --apply would do, and change nothing")
    )
    format_option(parser)
    save_option(parser)
    plan_option(parser)


@may_write
def cut(path: Path, args: Namespace) -> int:
    """Show which picks go, or take them back, or keep that as a variant."""
    doing = [args.apply, args.later, args.variant is not None]
    if sum(doing) > 1:
        raise PlanError(said("Of --apply, --later and --variant only one can be done."))
    if args.dry_run or not any(doing):
        return show_cut(path, args)
    return take_cut(path, args)


@reads
def show_cut(workspace: Workspace, args: Namespace) -> int:
    """Show which picks go; 1 where what is asked for is out of reach."""
    sheet = _find(workspace, args)
    _say(sheet, workspace, args)
    return 0 if sheet.cut.is_reached else 1


@writes
def take_cut(workspace: Workspace, args: Namespace) -> int:
    """Take back the picks that go, or do so in a copy; 1 where what is asked for is out of reach."""
    from pmplanner.services.decisions.taking_back import keep_as_variant, take_back
    from pmplanner.services.lookup import find_plan
    from pmplanner.storage.labels import Label, People

    sheet = _find(workspace, args)
    picks = [row.id for row in sheet.rows]
    plan_id = sheet.cut.ask.plan_id
    if picks and args.variant is not None:
        with workspace.read() as db:
            name = find_plan(db, args.plan).name
        with workspace.edit(Label.of("plan.copy", plan=name, name=args.variant)) as db:
            keep_as_variant(db, plan_id, picks, args.variant)
    elif picks:
        people = People.of(row.person_id for row in sheet.rows)
        label = (
            Label.of("pick.cut-later", people=people) if args.later else Label.of("pick.cut", people=people)
        )
        with workspace.edit(label) as db:
            take_back(db, plan_id, picks, later=args.later)
    _say(sheet, workspace, args)
    return 0 if sheet.cut.is_reached else 1


def _find(workspace: Workspace, args: Namespace) -> CutSheet:
    from pmplanner.services.views.cut_page import read_cut

    with workspace.read() as db, Steps(said("Looking for the picks that lose least")) as steps:
        return read_cut(db, _ask(db, args), steps)


def _ask(db: Session, args: Namespace) -> CutAsk:
    from pmplanner.services.decisions.cut import CutAsk
    from pmplanner.services.decisions.losing import check_order
    from pmplanner.services.lookup import find_plan

    order = check_order([word.strip().casefold() for word in args.order.split(",") if word.strip()])
    return CutAsk(find_plan(db, args.plan).id, _target(args), _scope(db, args), order)


def _target(args: Namespace) -> Target:
    from pmplanner.services.decisions.cut import Target

    if args.to is not None:
        return Target("cost", args.to)
    if args.percent is not None:
        return Target("percent", args.percent)
    return Target("days", args.days) if args.days is not None else Target("fewer days", args.fewer_days)


def _scope(db: Session, args: Namespace) -> Scope:
    from pmplanner.services.decisions.saving import WHOLE, Scope
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people.people import choose_people

    if args.track:
        return Scope("track", find_track(db, args.track).id)
    if args.team:
        choose_people(db, teams=[args.team])  # refuses a team of nobody
        return Scope("team", team=args.team)
    return WHOLE


def _say(sheet: CutSheet, workspace: Workspace, args: Namespace) -> None:
    from pmplanner.services.exporting.cut_rows import CUT_COLUMNS, cut_rows

    rows = cut_rows(sheet)
    if saved(args, workspace.path, "cut", CUT_COLUMNS, rows):
        return
    if not as_data(args.format, CUT_COLUMNS, rows):
        if rows:
            places = [CUT_COLUMNS.index(name) for name in _SHOWN]
            say(table(list(_SHOWN.values()), [[row[place] for place in places] for row in rows]))
        for sentence in (*_sentences(sheet), *_unknown(sheet)):
            say(sentence)


def _unknown(sheet: CutSheet) -> list[str]:
    """Say how many prices are not in what it comes to, of sessions that are called off, too."""
    lacking = (sheet.real or sheet.today).lacking
    if not lacking:
        return []
    return [
        counted(
            "{n:,} price of what is left is unknown and not in it.",
            "{n:,} prices of what is left are unknown and not in it.",
            lacking,
        )
    ]


def _sentences(sheet: CutSheet) -> list[str]:
    cut = sheet.cut
    asked = _counted(cut, cut.most)
    if cut.least is not None:
        least = _counted(cut, cut.least)
        if cut.is_least_proved:
            return [said("{asked} is out of reach; the least possible is {least}.", asked=asked, least=least)]
        return [said("{asked} was not reached; no less than {least} is possible.", asked=asked, least=least)]
    if not cut.picks:
        return [said("Nothing has to go: it is no more than {asked} today.", asked=asked)]
    found = [
        said(
            "{picks}: {after} and {days} days instead of {before} and {former}.",
            picks=counted("{n:,} pick goes", "{n:,} picks go", len(cut.picks)),
            after=_money(cut, sheet.real.cost if sheet.real is not None else cut.after.cost),
            days=shown(cut.after.days),
            before=_money(cut, cut.before.cost),
            former=shown(cut.before.days),
        )
    ]
    found += map(_change, sheet.changes)
    unpriced = sum(not row.has_price for row in sheet.rows)
    if unpriced:
        found.append(
            counted(
                "{n:,} of them has no known price; what it saves is not in it.",
                "{n:,} of them have no known price; what they save is not in it.",
                unpriced,
            )
        )
    return [*found, _proof(cut)]


def _change(change: CutChange) -> str:
    if not change.is_ended:
        people = ", ".join(change.moved_up)
        return said("{session}: moving up: {people}.", session=change.code, people=people)
    if not change.put_out:
        return said("{session} is called off: nobody is left in it.", session=change.code)
    people = ", ".join(change.put_out)
    return said("{session} is called off; open again: {people}.", session=change.code, people=people)


def _proof(cut: Cut) -> str:
    for level in cut.levels:
        if not level.is_proved:
            name, least, value = level.goal.name, level.least, level.value
            return said(
                "Not proved: {name} is {value:,}, and at least {least:,}.",
                name=name,
                value=value,
                least=least,
            )
    return said("Proved: nothing that saves as much loses less.")


def _counted(cut: Cut, amount: Decimal) -> str:
    if cut.ask.target.counts_days:
        return counted("{days} day", "{days} days", amount, days=shown(amount))
    return _money(cut, amount)


def _money(cut: Cut, amount: Decimal) -> str:
    return " ".join(filter(None, (shown(amount), cut.currency)))
