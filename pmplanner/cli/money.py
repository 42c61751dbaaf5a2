"""What training costs: cost items, days of rooms and trainers, travel, rates of currencies, budgets."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe, something
from pmplanner.cli.output import print_rows, say, shown
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, listed, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.money.cost_items import Owner
    from pmplanner.storage.workspace import Workspace

_PER = ("whole", "day", "seat", "seat and day", "seat price")

_ITEMS = {"name": "Item", "per": "Per", "amount": "Amount", "currency": "Currency"}
_WAYS = {"from_site": "From", "to_site": "To", "amount": "Amount", "currency": "Currency"}
_RATES = {"currency": "Currency", "valid_from": "From", "rate": "Rate"}
_BUDGETS = {
    "scope": "Of", "name": "Name", "budget": "Budget", "spent": "Spent", "committed": "Committed",
    "forecast": "Forecast", "left": "Left", "currency": "Currency", "picks_without_price": "Without price",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""


def add_commands(commands: Commands) -> None:
    """Add the commands `cost`, `travel`, `rate` and `budget`."""
    _add_costs(
        add_noun(commands, "cost", said("Keep what courses, sessions, plans, rooms and trainers cost"))
    )
    _add_travel(add_noun(commands, "travel", said("Keep what ways between sites cost")))
    _add_rates(add_noun(commands, "rate", said("Keep what currencies are worth")))
    _add_budgets(add_noun(commands, "budget", said("Keep what plans, tracks and teams may cost")))


def _add_costs(actions: Commands) -> None:
    listing = add_command(
        actions, "list", said("List the cost items of a course, session or plan"), list_costs
    )
    adding = add_command(actions, "add", said("Add a cost item; without an amount it is unknown"), add_cost)
    changing = add_command(actions, "change", said("Change a cost item"), change_cost)
    field_options(changing, _item_fields())
    removing = add_command(actions, "remove", said("Remove a cost item"), remove_cost)
    for parser in (adding, changing, removing):
        parser.add_argument("name", metavar="NAME")
    adding.add_argument("amount", nargs="?", type=values.amount, metavar="AMOUNT")
    adding.add_argument("--per", choices=_PER, default="whole")
    _currency(adding)
    for parser in (listing, adding, changing, removing):
        owner = parser.add_mutually_exclusive_group()
        owner.add_argument("--course", metavar="CODE", help=said("of each session of a course"))
        owner.add_argument("--session", metavar="CODE", help=said("of a session; otherwise of the plan"))
        plan_option(parser)
    _form(listing)
    for name, about, run in (
        ("room", said("Set what a day in a room costs; without an amount nothing is entered"), cost_of_room),
        (
            "trainer",
            said("Set what a day of a trainer costs; without an amount nothing is entered"),
            cost_of_trainer,
        ),
    ):
        day = add_command(actions, name, about, run)
        day.add_argument("name", metavar="NAME")
        day.add_argument("amount", nargs="?", type=values.amount, metavar="AMOUNT")
        _currency(day)


def _add_travel(actions: Commands) -> None:
    _form(add_command(actions, "list", said("List what ways between sites cost"), list_ways))
    setting = add_command(actions, "set", said("Set what a way costs one person, there and back"), set_way)
    removing = add_command(actions, "remove", said("Take back what a way costs"), remove_way)
    for parser in (setting, removing):
        parser.add_argument("start", metavar="FROM")
        parser.add_argument("end", metavar="TO")
    setting.add_argument("amount", type=values.amount, metavar="AMOUNT")
    _currency(setting)


def _add_rates(actions: Commands) -> None:
    _form(add_command(actions, "list", said("List the rates"), list_rates))
    setting = add_command(
        actions, "set", said("Set what a currency is worth in that of the workspace, from a day on"), set_rate
    )
    removing = add_command(actions, "remove", said("Remove a rate"), remove_rate)
    for parser in (setting, removing):
        parser.add_argument("currency", metavar="CURRENCY")
        parser.add_argument("day", type=values.a_date, metavar="DAY")
    setting.add_argument("rate", type=values.amount, metavar="RATE")


def _add_budgets(actions: Commands) -> None:
    listing = add_command(actions, "list", said("List the budgets of a plan and their use"), list_budgets)
    _form(listing)
    plan_option(listing)
    setting = add_command(actions, "set", said("Set a budget; without an amount it is cleared"), set_budget)
    setting.add_argument("amount", nargs="?", type=values.amount, metavar="AMOUNT")
    whose = setting.add_mutually_exclusive_group()
    whose.add_argument("--track", metavar="TRACK", help=said("of the people with this primary track"))
    whose.add_argument("--team", metavar="TEAM", help=said("of the people of this team"))
    plan_option(setting)


def _currency(parser: ArgumentParser) -> None:
    parser.add_argument("--currency", default="", metavar="CODE", help=said("that of the plan unless given"))


def _form(parser: ArgumentParser) -> None:
    format_option(parser)


def _owner(db: Session, args: Namespace) -> Owner:
    from sqlalchemy import select

    from pmplanner.models import TrainingSession
    from pmplanner.services.lookup import find_course, find_plan, fold
    from pmplanner.services.money.cost_items import Owner

    if args.course:
        return Owner(course_id=find_course(db, args.course).id)
    plan = find_plan(db, args.plan)
    if not args.session:
        return Owner(plan_id=plan.id)
    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan.id)
    for session_id, code in db.execute(query):
        if fold(code) == fold(args.session):
            return Owner(session_id=session_id)
    raise PlanError(said("There is no session “{code}” in {plan}.", code=args.session, plan=plan.name))


@reads
def list_costs(workspace: Workspace, args: Namespace) -> int:
    """List the cost items of a course, session or plan."""
    from pmplanner.services.money.cost_items import list_items

    with workspace.read() as db:
        rows = list_items(db, _owner(db, args))
    unknown = said("unknown") if args.format == "table" else None
    lines = [(row.name, row.per, unknown if row.amount is None else row.amount, row.currency) for row in rows]
    print_rows(args, _ITEMS, lines)
    return 0


@writes
def add_cost(workspace: Workspace, args: Namespace) -> int:
    """Add a cost item."""
    from pmplanner.services.money.cost_items import add_item
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("cost.add", item=args.name)) as db:
        add_item(db, _owner(db, args), args.name, args.per, args.amount, args.currency)
    say(said("Added the cost item “{item}”.", item=args.name))
    return 0


def _item_fields() -> dict[str, Field]:
    return {
        "name": Field(said("another name"), column="new_name"),
        "amount": Field(said('what it costs; "" for unknown'), maybe(values.amount), "AMOUNT"),
        "per": Field(", ".join(_PER), metavar="PER"),
        "currency": Field(said("of the amount"), str.upper, "CODE"),
    }


@writes
def change_cost(workspace: Workspace, args: Namespace) -> int:
    """Change a cost item."""
    from pmplanner.services.money.cost_items import change_item, find_item
    from pmplanner.storage.labels import Label

    wanted = given(args, _item_fields())
    something(wanted)
    if "new_name" in wanted:
        wanted["name"] = wanted.pop("new_name")
    with workspace.edit(Label.of("cost.change", item=args.name)) as db:
        change_item(db, find_item(db, _owner(db, args), args.name).id, **wanted)
    say(said("Changed the cost item “{item}”.", item=wanted.get("name", args.name)))
    return 0


@writes
def remove_cost(workspace: Workspace, args: Namespace) -> int:
    """Remove a cost item."""
    from pmplanner.services.money.cost_items import find_item, remove_item
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("cost.remove", item=args.name)) as db:
        remove_item(db, find_item(db, _owner(db, args), args.name).id)
    say(said("Removed the cost item “{item}”.", item=args.name))
    return 0


def _id_of(rows: Iterable[tuple[int, str]], name: str) -> int:
    from pmplanner.services.lookup import fold

    for row_id, known in rows:
        if fold(known) == fold(name):
            return row_id
    raise PlanError(said("Nothing is known of “{name}”.", name=name))


@writes
def cost_of_room(workspace: Workspace, args: Namespace) -> int:
    """Set what a day in a room costs."""
    from pmplanner.services.resources.rooms import change_room, list_rooms
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("cost.room", room=args.name)) as db:
        room_id = _id_of([(row.id, row.name) for row in list_rooms(db)], args.name)
        change_room(db, room_id, day_cost=args.amount, currency=args.currency)
    return _told_day(args)


@writes
def cost_of_trainer(workspace: Workspace, args: Namespace) -> int:
    """Set what a day of a trainer costs."""
    from pmplanner.services.resources.trainers import change_trainer, list_trainers
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("cost.trainer")) as db:
        trainer_id = _id_of([(row.id, row.name) for row in list_trainers(db)], args.name)
        change_trainer(db, trainer_id, day_cost=args.amount, currency=args.currency)
    return _told_day(args)


def _told_day(args: Namespace) -> int:
    say(
        said("{name}: no cost of a day is entered any more.", name=args.name)
        if args.amount is None
        else said("{name}: a day costs {amount}.", name=args.name, amount=shown(args.amount))
    )
    return 0


@reads
def list_ways(workspace: Workspace, args: Namespace) -> int:
    """List what ways between sites cost."""
    from pmplanner.services.money.travel import list_travel

    with workspace.read() as db:
        rows = list_travel(db)
    print_rows(args, _WAYS, [row[1:] for row in rows])
    return 0


@writes
def set_way(workspace: Workspace, args: Namespace) -> int:
    """Set what a way costs."""
    from pmplanner.services.money.travel import set_travel
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("travel.set", start=args.start, end=args.end)) as db:
        set_travel(db, args.start, args.end, args.amount, args.currency)
    say(said("From {a} to {b}: {amount}.", a=args.start, b=args.end, amount=shown(args.amount)))
    return 0


@writes
def remove_way(workspace: Workspace, args: Namespace) -> int:
    """Take back what a way costs."""
    from pmplanner.services.money.travel import set_travel
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("travel.set", start=args.start, end=args.end)) as db:
        set_travel(db, args.start, args.end, None)
    say(said("From {a} to {b} nothing is entered any more.", a=args.start, b=args.end))
    return 0


def rates_missing(currencies: Sequence[str]) -> str:
    """Say which currencies have no rate on the days on which one is needed."""
    return counted(
        "{codes} has no rate on a day on which one is needed: what costs in it is unknown.",
        "{codes} have no rate on a day on which one is needed: what costs in them is unknown.",
        len(currencies),
        codes=listed(currencies),
    )


@reads
def list_rates(workspace: Workspace, args: Namespace) -> int:
    """List the rates."""
    from pmplanner.services.money import rates
    from pmplanner.services.money.currency_uses import list_currency_uses

    with workspace.read() as db:
        rows = rates.list_rates(db)
        lacking = [use.currency for use in list_currency_uses(db) if not use.has_rate]
    print_rows(args, _RATES, [row[1:] for row in rows])
    if lacking and args.format == "table":
        say(said("Used, and without a rate: {codes}.", codes=listed(lacking)))
    return 0


@writes
def set_rate(workspace: Workspace, args: Namespace) -> int:
    """Set a rate."""
    from pmplanner.services.money import rates
    from pmplanner.storage.labels import Label

    code = args.currency.upper()
    with workspace.edit(Label.of("rate.set", currency=code)) as db:
        rates.set_rate(db, code, args.day, args.rate)
    say(said("{currency} is worth {rate} from {day} on.", currency=code, rate=shown(args.rate), day=args.day))
    return 0


@writes
def remove_rate(workspace: Workspace, args: Namespace) -> int:
    """Remove a rate."""
    from pmplanner.services.money import rates
    from pmplanner.storage.labels import Label

    code = args.currency.upper()
    with workspace.edit(Label.of("rate.remove", currency=code)) as db:
        found = [row.id for row in rates.list_rates(db) if (row.currency, row.valid_from) == (code, args.day)]
        if not found:
            raise PlanError(
                said("There is no rate of {currency} from {day} on.", currency=code, day=args.day)
            )
        rates.remove_rate(db, found[0])
    say(said("Removed the rate of {currency}.", currency=code))
    return 0


@reads
def list_budgets(workspace: Workspace, args: Namespace) -> int:
    """List the budgets of a plan and their use."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.pick_status.course_facts import plan_currency
    from pmplanner.services.pick_status.without_rate import currencies_without_rate
    from pmplanner.services.totals.budget import budget_use

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        uses, currency = budget_use(db, plan_id), plan_currency(db, plan_id)
        without_rate = currencies_without_rate(db, plan_id) if args.format == "table" else ()
    rows = [
        (
            use.kind,
            use.name,
            use.amount,
            use.spent,
            use.committed,
            use.forecast,
            use.left,
            currency,
            use.picks_without_price,
        )
        for use in uses
    ]
    print_rows(args, _BUDGETS, rows)
    if without_rate:
        say(rates_missing(without_rate))
    return 0


@writes
def set_budget(workspace: Workspace, args: Namespace) -> int:
    """Set or clear a budget."""
    from pmplanner.services.lookup import find_plan, find_track
    from pmplanner.services.money import budgets
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.plan)
        track = find_track(db, args.track) if args.track else None
    whose = track.name if track is not None else args.team or plan.name
    with workspace.edit(Label.of("budget.set", plan=plan.name)) as db:
        track_id = 0 if track is None else track.id
        budgets.set_budget(db, plan.id, args.amount, track_id=track_id, team=args.team or "")
    say(
        said("{whose} has no budget any more.", whose=whose)
        if args.amount is None
        else said("{whose}: a budget of {amount}.", whose=whose, amount=shown(args.amount))
    )
    return 0
