"""What can be asked of the automatic schedule."""

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import command, plan_option
from pmplanner.scheduling.model.problem import GOALS, USUAL_GOALS
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands

_SECONDS = 30.0


def add_schedule(commands: "Commands") -> None:
    """Add the command that schedules automatically."""
    parser = command(commands, "schedule", said("Find the best dates for open picks and seat everybody"))
    parser.add_argument(
        "--seconds", type=_seconds, default=_SECONDS, metavar="N", help=said("how long to try (%(default)g)")
    )
    parser.add_argument(
        "--goal",
        dest="goals",
        type=_goals,
        metavar="GOAL,…",
        help=said(
            "what counts, the most important first: {goals} ({usual_goals}, and sessions stay where "
            "nobody more can be seated)",
            goals=", ".join(GOALS),
            usual_goals=",".join(USUAL_GOALS),
        ),
    )
    parser.add_argument(
        "--defaults",
        choices=("terminal", "window"),
        default="terminal",
        help=said(
            "where goals, first day, days together and half of a team are from when they are not given"
        ),
    )
    parser.add_argument(
        "--from", dest="first_day", type=values.a_date, metavar="DATE", help=said("the first day")
    )
    parser.add_argument(
        "--to", dest="last_day", type=values.a_date, metavar="DATE", help=said("the last day")
    )
    parser.add_argument(
        "--max-seats", type=values.count, metavar="N", help=said("the most people in a new session")
    )
    parser.add_argument(
        "--together", action="store_true", help=said("no weekend or closed day between the days of a session")
    )
    parser.add_argument(
        "--pin", action="append", default=[], metavar="SESSION", help=said("a session that stays; repeatable")
    )
    parser.add_argument(
        "--release",
        action="append",
        default=[],
        metavar="SESSION",
        help=said("a session that may change although it is confirmed or pinned; repeatable"),
    )
    parser.add_argument(
        "--courses", nargs="+", action="extend", default=[], metavar="CODE", help=said("only these courses")
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help=said("the same seed and limit give the same schedule again")
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help=said("let those left out wait in full sessions that they could attend"),
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    parser.add_argument("--format", choices=("table", "json"), default="table")
    plan_option(parser)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise ArgumentTypeError(said("'{text}' is not a number of seconds", text=text)) from error
    if not 0 < number <= 86_400:
        raise ArgumentTypeError(said("'{text}' is not between 0 and a day of seconds", text=text))
    return number


def _goals(text: str) -> tuple[str, ...]:
    goals = tuple(word.strip() for word in text.split(",") if word.strip())
    for goal in goals:
        if goal not in GOALS:
            raise ArgumentTypeError(said("'{goal}' is not one of {goals}", goal=goal, goals=", ".join(GOALS)))
    if not goals:
        raise ArgumentTypeError(said("say at least one goal"))
    return goals
