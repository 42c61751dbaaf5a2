"""What has to be decided, with what would follow."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, format_option, save_option
from pmplanner.cli.output import print_rows, saved, say
from pmplanner.cli.running import reads
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.board.rows import CallOff, Decision, Guest
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the command `decisions`."""
    parser = add_command(
        commands, "decisions", said("List what has to be decided, with what would follow"), decisions
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--week", action="store_true", help=said("within seven days, and what waits already (the usual)")
    )
    which.add_argument("--all", action="store_true", dest="every", help=said("also what comes later"))
    format_option(parser)
    save_option(parser)
    plan_option(parser)


@reads
def decisions(workspace: Workspace, args: Namespace) -> int:
    """Say each in sentences, or as JSON."""
    from pmplanner.services.board.board import read_board, read_week
    from pmplanner.services.board.least_loss import with_least_loss
    from pmplanner.services.calendar import clock
    from pmplanner.services.lookup import find_plan

    with workspace.read() as db:
        plan, today = find_plan(db, args.plan), clock.today()
        board = read_board(db, plan.id, today) if args.every else read_week(db, plan.id, today)
        board = board if args.every else with_least_loss(db, board)
    found = board.all if args.every else board.week
    rows = [_as_row(each) for each in found]
    if saved(args, workspace.path, "decisions", _COLUMNS, rows):
        return 0
    if args.format == "json":
        told = [_as_json(each) for each in found]
        say(json.dumps({"plan": plan.name, "today": today.isoformat(), "decisions": told}, indent=2))
    elif args.format == "csv":
        print_rows(args, {name: name for name in _COLUMNS}, rows)
    elif not found:
        say(
            said("Nothing has to be decided this week.")
            if not args.every
            else said("Nothing has to be decided.")
        )
    for place, each in enumerate(found if args.format == "table" else ()):
        if place:
            say("")
        _say(each)
    return 0


_COLUMNS = ("kind", "key", "this_week", "due", "question", "facts", "consequence")


def _as_row(decision: Decision) -> tuple[Value, ...]:
    told = (decision.question, decision.facts, decision.consequence)
    return (decision.kind, decision.key, decision.is_this_week, decision.due, *told)


def _say(decision: Decision) -> None:
    say(said("{question} ({due})", question=decision.question, due=decision.due_words))
    for sentence in (decision.facts, decision.consequence):
        say(f"  {sentence}")


def _as_json(decision: Decision) -> dict[str, Any]:
    return {
        "kind": decision.kind,
        "key": decision.key,
        "this_week": decision.is_this_week,
        "due": None if decision.due is None else decision.due.isoformat(),
        "question": decision.question,
        "facts": decision.facts,
        "consequence": decision.consequence,
        **_about(decision),
    }


def _about(decision: Decision) -> dict[str, Any]:
    from pmplanner.services.board.rows import FreeSeat, GoNoGo

    about = decision.about
    if isinstance(about, GoNoGo):
        return {
            "session": about.code,
            "booked": about.booked,
            "waiting": about.waiting,
            "least": about.least,
            "most": about.most,
            "called_off": _called_off(about.call_off),
            "could_come": [_guest(each) for each in about.guests],
        }
    if isinstance(about, FreeSeat):
        return {
            "session": about.code,
            "free": about.free,
            "left": [{"name": each.name, "on": each.on.isoformat()} for each in about.gone],
            "could_come": [_guest(each) for each in about.guests],
        }
    return {"pairs": len(about.pairs), "count": len(about.ids)}


def _called_off(what: CallOff | None) -> dict[str, Any] | None:
    if what is None:
        return None
    costs = what.costs
    return {
        "moved": [{"name": each.name, "first_day": each.first_day.isoformat()} for each in what.moves],
        "left_out": [{"name": each.name, "why": each.why or None} for each in what.left_out],
        "new_problems": [each.title for each in what.problems],
        "saves_now": None if costs is None else str(costs.saved),
        "costs_later": None if costs is None else str(costs.later),
        "prices_unknown": None if costs is None else costs.unknown_after,
        "currency": None if costs is None else costs.currency or None,
    }


def _guest(guest: Guest) -> dict[str, Any]:
    return {"name": guest.name, "email": guest.email, "team": guest.team, "why": guest.why}
