"""What would solve a problem: listed, and done."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.problems.fixes.fixes import Fix
    from pmplanner.services.problems.reading.rows import Problem
    from pmplanner.storage.workspace import Workspace

_LISTED = {"number": "Number", "fix": "What would solve it"}


def add_actions(of_problems: Commands) -> None:
    """Add what the command `problems` can do to solve one."""
    about = said("List what would solve a problem and make no other")
    listing = add_command(of_problems, "fixes", about, list_them)
    _which(listing)
    format_option(listing)
    fixing = add_command(of_problems, "fix", said("Do what would solve a problem"), fix_it)
    _which(fixing)
    about = said("as “problems fixes” numbers it (%(default)d)")
    fixing.add_argument("number", nargs="?", type=values.count, default=1, metavar="NUMBER", help=about)


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help=said("as --format csv and json show it"))
    plan_option(parser)


def _fixes(db: Session, args: Namespace) -> list[Fix]:
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.problems.fixes.fixes import list_fixes
    from pmplanner.services.problems.tracking.finding import find_problems

    plan_id = find_plan(db, args.plan).id
    problem = known_problem(find_problems(db, plan_id, accepted=True), args.key)
    return list_fixes(db, problem, plan_id)


def in_words(db: Session, fixes: Sequence[Fix]) -> list[str]:
    """Return what each fix does."""
    from pmplanner.storage.labels import words

    return list(words(db, {place: fix.label for place, fix in enumerate(fixes)}).values())


@reads
def list_them(workspace: Workspace, args: Namespace) -> int:
    """List what would solve a problem, best first."""
    with workspace.read() as db:
        told = in_words(db, _fixes(db, args))
    print_rows(args, _LISTED, list(enumerate(told, start=1)), said("Nothing was found that solves it alone."))
    return 0


@writes
def fix_it(workspace: Workspace, args: Namespace) -> int:
    """Do what would solve a problem."""
    with workspace.read() as db:
        fixes = _fixes(db, args)
        told = in_words(db, fixes)
    if args.number > len(fixes):
        raise PlanError(said("There is no fix {number}.", number=args.number))
    _do(workspace, fixes[args.number - 1])
    say(said("Done: {label}", label=told[args.number - 1]))
    return 0


def known_problem(problems: list[Problem], key: str) -> Problem:
    """Return the problem with that key; raise PlanError when there is none."""
    for problem in problems:
        if problem.key == key:
            return problem
    raise PlanError(said("There is no problem “{key}”. The keys are in: problems --format csv", key=key))


def _do(workspace: Workspace, fix: Fix) -> None:
    from pmplanner.services.problems.fixes.fixes import apply_fix

    with workspace.edit(fix.label) as db:
        apply_fix(db, fix)
