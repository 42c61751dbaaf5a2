"""What can be asked for of problems and policies on the command line."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import actions, command, plan_option
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands


def add_problems(commands: "Commands") -> None:
    """Add the commands `problems` and `policy`."""
    _add_problems(commands)
    _add_policy(commands)


def _add_problems(commands: "Commands") -> None:
    problems = command(commands, "problems", said("List what cannot work as planned"))
    problems.add_argument("--kind", metavar="KIND", help=said('only one kind, such as "room taken"'))
    problems.add_argument("--all", action="store_true", help=said("also those that somebody has accepted"))
    problems.add_argument("--format", choices=("table", "csv", "json"), default="table")
    plan_option(problems)
    of_problems = problems.add_subparsers(dest="action", metavar="ACTION", title="actions")
    accept = command(of_problems, "accept", said("Accept a problem that is known and stays"))
    accept.add_argument("--reason", required=True, metavar="TEXT")
    withdraw = command(of_problems, "withdraw", said("Count a problem again that was accepted"))
    for parser in (accept, withdraw):
        parser.add_argument("key", metavar="KEY", help=said("as --format csv and json show it"))
        plan_option(parser)


def _add_policy(commands: "Commands") -> None:
    of_policy = actions(commands, "policy", said("Say what is done about each kind of problem"))
    _whose(command(of_policy, "list", said("List what holds for each kind")))
    put = command(of_policy, "set", said("Block, warn of or ignore a kind, or set its limit"))
    put.add_argument("kind", metavar="KIND", help=said('such as "room taken"'))
    put.add_argument("does", choices=("block", "warn", "ignore"), metavar="ACTION", help="%(choices)s")
    put.add_argument(
        "--limit",
        type=values.limit,
        metavar="N",
        help=said("days, people or seats, as the kind counts; or none"),
    )
    put.add_argument("--percent", type=values.percent, metavar="P", help=said("of a team; or none"))
    reset = command(of_policy, "reset", said("Take back what was set for a kind"))
    reset.add_argument("kind", metavar="KIND")
    for parser in (put, reset):
        parser.add_argument("--team", default="", metavar="TEAM", help=said("for this team only"))
        _whose(parser)


def _whose(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--plan", metavar="NAME", help=said("of this plan; without it of the whole workspace")
    )
