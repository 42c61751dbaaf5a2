"""Sessions as commands find them by their codes, and what is said of them after an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.cli.choosing import named_session, plan_option
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import say, shown
from pmplanner.sentences import counted, resaid, said

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from pmplanner.cli.commands import Command, Commands
    from pmplanner.services.sessions.session_rows import SessionDetail
    from pmplanner.storage.workspace import Workspace


def one_session(of_session: Commands, name: str, about: str, run: Command) -> ArgumentParser:
    """Add an action of one session, which is named by its code."""
    parser = add_command(of_session, name, about, run)
    parser.add_argument("code", metavar="CODE", help=said("of the session"))
    plan_option(parser)
    return parser


def find_session(workspace: Workspace, code: str, plan: str | None) -> SessionDetail:
    """Return the session of a code; raise PlanError when the plan has none."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.sessions.sessions import session_detail

    with workspace.read() as db:
        return session_detail(db, named_session(db, find_plan(db, plan).id, code))


def tell(workspace: Workspace, done: str, session_ids: list[int]) -> None:
    """Say where sessions are now, who is in them, and what cannot work; *done* is marked."""
    from pmplanner.services.sessions import sessions

    for session_id in session_ids:
        with workspace.read() as db:
            row = sessions.session_detail(db, session_id).row
        say(
            resaid(
                done,
                session=row.code,
                first_day=row.first_day,
                last_day=row.last_day,
                days=counted("{n} day", "{n} days", row.days, n=shown(row.days)),
                booked=row.booked,
                waiting=row.waiting,
            )
        )
        tell_problems(workspace, session_id)


def tell_problems(workspace: Workspace, session_id: int) -> None:
    """Tell what is wrong with a session that was changed, but not that attendance is still to be entered.

    Who was just seated in a session of the past cannot have been said to have come.
    """
    from pmplanner.models import TrainingSession
    from pmplanner.services.problems.tracking.finding import find_problems

    with workspace.read() as db:
        session = db.get(TrainingSession, session_id)
        assert session is not None
        problems = [
            problem.hint
            for problem in find_problems(db, session.plan_id, session_ids=[session_id])
            if problem.kind != "attendance missing"
        ]
    for text in dict.fromkeys(problems):
        say(said("  problem: {text}", text=text))
