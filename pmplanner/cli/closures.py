"""Closed days of sites, and times in which teams are not trained: listed, added, changed, removed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TypeVar

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pmplanner.cli.commands import Commands
    from pmplanner.services.calendar.closures import BlackoutRow, ClosureRow
    from pmplanner.storage.labels import Days
    from pmplanner.storage.workspace import Workspace

    _R = TypeVar("_R", ClosureRow, BlackoutRow)

_CLOSURES = {"id": "ID", "first_day": "First day", "last_day": "Last day", "site": "Site", "name": "Name"}
_BLACKOUTS = {"id": "ID", "first_day": "First day", "last_day": "Last day", "team": "Team", "name": "Name"}


def _fields(whose: str) -> dict[str, Field]:
    about = said('the site that is closed; "" for all') if whose == "site" else said("the team")
    return {
        "from": Field(said("the first day"), values.a_date, "DATE", "first_day"),
        "until": Field(said("the last day"), values.a_date, "DATE", "last_day"),
        whose: Field(about),
        "name": Field(said("what it is called")),
    }


def add_commands(commands: Commands) -> None:
    """Add the nouns `closure` and `blackout`."""
    closure = add_noun(commands, "closure", said("List, add, change and remove closures and holidays"))
    format_option(add_command(closure, "list", said("List the closures"), list_closures))
    add = add_command(closure, "add", said("Close a site, or all of them"), add_closure)
    _days(add)
    add.add_argument("--site", default="", metavar="SITE", help=said("only this one"))
    change = add_command(closure, "change", said("Change a closure"), change_closure)
    field_options(_one(change), _fields("site"))
    _several(add_command(closure, "remove", said("Remove closures"), remove_closures))
    blackout = add_noun(commands, "blackout", said("Say when teams are not trained"))
    format_option(add_command(blackout, "list", said("List the blackout periods"), list_blackouts))
    add = add_command(blackout, "add", said("Keep a team from training for a time"), add_blackout)
    add.add_argument("team", metavar="TEAM")
    _days(add)
    change = add_command(blackout, "change", said("Change a blackout period"), change_blackout)
    field_options(_one(change), _fields("team"))
    _several(add_command(blackout, "remove", said("Remove blackout periods"), remove_blackouts))


def _days(parser: ArgumentParser) -> None:
    parser.add_argument("first_day", type=values.a_date, metavar="DATE", help=said("the first day"))
    parser.add_argument("last_day", type=values.a_date, nargs="?", metavar="LAST", help=said("the last day"))
    parser.add_argument("--name", default="", metavar="TEXT", help=said("what it is called"))


def _one(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("id", type=values.whole_number, metavar="ID", help=said("as listed"))
    return parser


def _several(parser: ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", type=values.whole_number, metavar="ID", help=said("as listed"))


@reads
def list_closures(workspace: Workspace, args: Namespace) -> int:
    """List the closures."""
    from pmplanner.services.calendar import closures

    with workspace.read() as db:
        rows = closures.list_closures(db)
    lines = [(row.id, row.first_day, row.last_day, row.site, row.name) for row in rows]
    print_rows(args, _CLOSURES, lines, said("There is no closure."))
    return 0


@reads
def list_blackouts(workspace: Workspace, args: Namespace) -> int:
    """List the blackout periods."""
    from pmplanner.services.calendar import closures

    with workspace.read() as db:
        rows = closures.list_blackouts(db)
    lines = [(row.id, row.first_day, row.last_day, row.team, row.name) for row in rows]
    print_rows(args, _BLACKOUTS, lines, said("There is no blackout period."))
    return 0


@writes
def add_closure(workspace: Workspace, args: Namespace) -> int:
    """Close a site, or all of them."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    last_day = args.last_day or args.first_day
    named = Label.of("closure.add", closure=args.name) if args.name else Label.of("closure.add-nameless")
    with workspace.edit(named) as db:
        closures.add_closure(db, args.first_day, last_day, args.site, args.name)
    say(said("Closed from {first} to {last}.", first=args.first_day, last=last_day))
    return 0


@writes
def add_blackout(workspace: Workspace, args: Namespace) -> int:
    """Keep a team from training for a time."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    last_day = args.last_day or args.first_day
    named = Label.of("blackout.add", blackout=args.name) if args.name else Label.of("blackout.add-nameless")
    with workspace.edit(named) as db:
        closures.add_blackout(db, args.first_day, last_day, args.team, args.name)
    say(
        said(
            "{team} is not trained from {first} to {last}.",
            team=args.team,
            first=args.first_day,
            last=last_day,
        )
    )
    return 0


@writes
def change_closure(workspace: Workspace, args: Namespace) -> int:
    """Change a closure."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    wanted = given(args, _fields("site"))
    something(wanted)
    with workspace.read() as db:
        (row,) = _found(closures.list_closures(db), [args.id])
    with workspace.edit(Label.of("closure.edit", closure=_called(row))) as db:
        closures.change_closure(db, row.id, **wanted)
    say(said("Changed the closure {closure}.", closure=args.id))
    return 0


@writes
def change_blackout(workspace: Workspace, args: Namespace) -> int:
    """Change a blackout period."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    wanted = given(args, _fields("team"))
    something(wanted)
    with workspace.read() as db:
        (row,) = _found(closures.list_blackouts(db), [args.id])
    with workspace.edit(Label.of("blackout.edit", blackout=_called(row))) as db:
        closures.change_blackout(db, row.id, **wanted)
    say(said("Changed the blackout period {blackout}.", blackout=args.id))
    return 0


@writes
def remove_closures(workspace: Workspace, args: Namespace) -> int:
    """Remove closures."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        rows = _found(closures.list_closures(db), args.ids)
    several = Label.of("closure.remove-several", count=len(rows))
    with workspace.edit(
        several if len(rows) > 1 else Label.of("closure.remove", closure=_called(rows[0]))
    ) as db:
        for row in rows:
            closures.remove_closure(db, row.id)
    say(said("Removed: {count}.", count=len(rows)))
    return 0


@writes
def remove_blackouts(workspace: Workspace, args: Namespace) -> int:
    """Remove blackout periods."""
    from pmplanner.services.calendar import closures
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        rows = _found(closures.list_blackouts(db), args.ids)
    several = Label.of("blackout.remove-several", count=len(rows))
    with workspace.edit(
        several if len(rows) > 1 else Label.of("blackout.remove", blackout=_called(rows[0]))
    ) as db:
        for row in rows:
            closures.remove_blackout(db, row.id)
    say(said("Removed: {count}.", count=len(rows)))
    return 0


def _found(rows: Iterable[_R], ids: Iterable[int]) -> list[_R]:
    there = {row.id: row for row in rows}
    for each in ids:
        if each not in there:
            raise PlanError(said("There is no {id}; it is listed with its ID.", id=each))
    return [there[each] for each in dict.fromkeys(ids)]


def _called(row: ClosureRow | BlackoutRow) -> str | Days:
    from pmplanner.storage.labels import Days

    return row.name or Days(row.first_day, row.last_day)
