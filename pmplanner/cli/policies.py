"""Policies: what is done about each kind of problem."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.labels import Label, Term
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `policy`."""
    of_policy = add_noun(commands, "policy", said("Say what is done about each kind of problem"))
    listing = add_command(of_policy, "list", said("List what holds for each kind"), list_policies)
    format_option(listing)
    _whose(listing)
    put = add_command(of_policy, "set", said("Block, warn of or ignore a kind, or set its limit"), set_policy)
    put.add_argument("kind", metavar="KIND", help=said('such as "room taken"'))
    about = said("block, warn or ignore; as it is when left out")
    put.add_argument("does", nargs="?", choices=("block", "warn", "ignore"), metavar="ACTION", help=about)
    put.add_argument(
        "--limit",
        type=values.limit,
        metavar="N",
        help=said("days, people or seats, as the kind counts; or none"),
    )
    put.add_argument("--percent", type=values.percent, metavar="P", help=said("of a team; or none"))
    reset = add_command(of_policy, "reset", said("Take back what was set for a kind"), reset_policy)
    reset.add_argument("kind", metavar="KIND")
    for parser in (put, reset):
        parser.add_argument("--team", default="", metavar="TEAM", help=said("for this team only"))
        _whose(parser)


def _whose(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--plan", metavar="NAME", help=said("of this plan; without it of the whole workspace")
    )


_LISTED = {
    "kind": "Kind",
    "team": "Team",
    "action": "Action",
    "limit": "Limit",
    "percent": "Percent",
    "set_by": "Set by",
    "about": "What it is",
}


@reads
def list_policies(workspace: Workspace, args: Namespace) -> int:
    """List what holds for each kind of problem."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.policies import policies

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id if args.plan else None
        lines = policies.list_policies(db, plan_id)
    rows = [
        (
            line.kind.name,
            line.team,
            line.rule.action,
            line.rule.limit,
            line.rule.percent,
            line.source,
            resaid(line.kind.about),
        )
        for line in lines
    ]
    print_rows(args, _LISTED, rows)
    return 0


@writes
def set_policy(workspace: Workspace, args: Namespace) -> int:
    """Set what is done about a kind of problem."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.policies import policies
    from pmplanner.storage.labels import Label, Term

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id if args.plan else None
        kind = policies.find_kind(args.kind).name
    given = {"limit": args.limit, "percent": args.percent}
    limits = {
        name: None if number == values.NO_LIMIT else number
        for name, number in given.items()
        if number is not None
    }
    policy = _named(kind, args.team)
    if args.does is None and not limits and not args.team:
        raise PlanError(said("Say what to do, --limit or --percent."))
    label = Label.of("policy.limit", policy=policy)
    if args.team and not limits:
        label = Label.of("policy.add", team=args.team, kind=Term(f"kind.{kind}"))
    if args.does is not None:
        label = Label.of("policy.set", policy=policy, action=Term(f"policy.{args.does}"))
    with workspace.edit(label) as db:
        policies.set_policy(db, kind, args.does, plan_id=plan_id, team=args.team, **limits)
    say(f"{kind}: {args.does}." if args.does else said("Changed the policy of {kind}.", kind=kind))
    return 0


@writes
def reset_policy(workspace: Workspace, args: Namespace) -> int:
    """Take back what was set for a kind of problem."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.policies import policies
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id if args.plan else None
        kind = policies.find_kind(args.kind).name
    with workspace.edit(Label.of("policy.reset", policy=_named(kind, args.team))) as db:
        there = policies.reset_policy(db, kind, plan_id=plan_id, team=args.team)
    say(said("{kind}: as before.", kind=kind) if there else said("{kind}: nothing was set.", kind=kind))
    return 0


def _named(kind: str, team: str) -> Label | Term:
    """Return what a policy is called in labels of edits."""
    from pmplanner.storage.labels import Label, Term

    term = Term(f"kind.{kind}")
    return Label.of("policy.of-team", kind=term, team=team) if team else term
