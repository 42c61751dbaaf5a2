"""Problems: listed, accepted, and counted again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection
from typing import TYPE_CHECKING

from pmplanner.cli import fixing
from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import DATA, as_data, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.problems.reading.rows import Problem
    from pmplanner.services.problems.tracking.causes import Cause
    from pmplanner.storage.workspace import Workspace

OF_CAUSES = ("kind", "policy", "day", "count", "title", "keys")
COLUMNS = ("kind", "policy", "day", "session", "other_session", "person", "title", "text", "accepted", "key")


def add_commands(commands: Commands) -> None:
    """Add the command `problems`, which also has actions."""
    problems = add_command(commands, "problems", said("List what cannot work as planned"), list_problems)
    problems.add_argument("--kind", metavar="KIND", help=said('only one kind, such as "room taken"'))
    problems.add_argument("--all", action="store_true", help=said("also those that somebody has accepted"))
    problems.add_argument(
        "--by-cause",
        action="store_true",
        help=said("one line for all problems of one cause, with how many they are"),
    )
    filter_options(problems)
    format_option(problems)
    plan_option(problems)
    of_problems = problems.add_subparsers(metavar="ACTION", title="actions")
    accepting = add_command(of_problems, "accept", said("Accept a problem that is known and stays"), accept)
    accepting.add_argument("--reason", required=True, metavar="TEXT")
    withdrawing = add_command(
        of_problems, "withdraw", said("Count a problem again that was accepted"), withdraw
    )
    fixing.add_actions(of_problems)
    for parser in (accepting, withdrawing):
        parser.add_argument("key", metavar="KEY", help=said("as --format csv and json show it"))
        plan_option(parser)


@reads
def list_problems(workspace: Workspace, args: Namespace) -> int:
    """List the problems of a plan; that there are some is no failure."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.policies import policies
    from pmplanner.services.problems.tracking.causes import find_causes
    from pmplanner.services.problems.tracking.finding import look_at_all

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        kind = policies.find_kind(args.kind).name if args.kind else None
        facts, problems = look_at_all(db, plan_id, accepted=args.all)
        found = [problem for problem in problems if not problem.mirrored and kind in (None, problem.kind)]
        people = filtered_people(db, args)
        if people is not None:
            theirs = _sessions_of(db, people)
            found = [
                each
                for each in found
                if (each.session_id in theirs if each.person_id is None else each.person_id in people)
            ]
        if args.by_cause:
            return _list_causes(find_causes(facts, found), args.format)
        rows = _rows(db, plan_id, found) if args.format in DATA else []
    if as_data(args.format, COLUMNS, rows):
        return 0
    if found:
        header = ("Kind", "Day", "What", "Where", *(("Accepted",) if args.all else ()))
        say(table(header, [_line(problem, accepted=args.all) for problem in found]))
    else:
        say(said("There are no problems."))
    return 0


def _sessions_of(db: Session, people: Collection[int]) -> set[int]:
    """Return the sessions in which one of these people is, or waits."""
    from sqlalchemy import select

    from pmplanner.models import Pick, Seat
    from pmplanner.services.lookup import among

    query = select(Seat.session_id, Pick.person_id).join(Pick, Pick.id == Seat.pick_id)
    rows = db.execute(query.where(*among(Pick.person_id, people)))
    return {session_id for session_id, person_id in rows if person_id in people}


def _list_causes(causes: list[Cause], form: str) -> int:
    """List what problems come from, each with how many they are and with their keys."""
    rows: list[tuple[Value, ...]] = [
        (
            cause.kind,
            cause.problems[0].action,
            cause.problems[0].day,
            len(cause.problems),
            cause.title,
            "; ".join(problem.key for problem in cause.problems),
        )
        for cause in causes
    ]
    if as_data(form, OF_CAUSES, rows):
        return 0
    if rows:
        lines = [(kind, day, count, title) for kind, _, day, count, title, _ in rows]
        say(table(("Kind", "Day", "Problems", "What"), lines))
    else:
        say(said("There are no problems."))
    return 0


def _line(problem: Problem, *, accepted: bool) -> tuple[Value, ...]:
    line = (problem.kind, problem.day, problem.title, problem.text)
    return (*line, problem.accepted or "") if accepted else line


def _rows(db: Session, plan_id: int, problems: list[Problem]) -> list[tuple[Value, ...]]:
    from sqlalchemy import select

    from pmplanner.models import TrainingSession
    from pmplanner.services.views.schedule_page import name_people

    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
    codes: dict[int, str] = dict(db.execute(query).all())
    names = name_people(db, {p.person_id for p in problems if p.person_id is not None})
    return [
        (
            problem.kind,
            problem.action,
            problem.day,
            codes.get(problem.session_id, ""),
            codes.get(problem.other_session_id or 0, ""),
            names.get(problem.person_id or 0, ""),
            problem.title,
            problem.text,
            problem.accepted or "",
            problem.key,
        )
        for problem in problems
    ]


@writes
def accept(workspace: Workspace, args: Namespace) -> int:
    """Accept a problem with a reason."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem
    from pmplanner.services.problems.tracking.finding import find_problems
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        problem = fixing.known_problem(find_problems(db, plan_id, accepted=True), args.key)
        name = name_problem(db, problem.key)
    with workspace.edit(Label.of("problem.accept", problem=name)) as db:
        accept_problem(db, plan_id, problem.key, args.reason)
    say(said("Accepted: {problem}.", problem=problem.title))
    return 0


@writes
def withdraw(workspace: Workspace, args: Namespace) -> int:
    """Count a problem again that was accepted."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.problems.tracking.accepting import name_problem, withdraw_acceptance
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        name = name_problem(db, args.key)
    with workspace.edit(Label.of("problem.withdraw", problem=name)) as db:
        withdraw_acceptance(db, plan_id, args.key)
    say(said("The problem counts again."))
    return 0
