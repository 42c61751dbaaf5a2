"""Commands for problems and the policies on them."""

from argparse import Namespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.cli.output import csv_bytes, json_text, say, say_bytes, table
from pmplanner.cli.values import NO_LIMIT
from pmplanner.exchange.writing import Value
from pmplanner.models import TrainingSession
from pmplanner.sentences import resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_plan
from pmplanner.services.policies import policies
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.views.schedule_page import name_people
from pmplanner.storage.labels import Label, Term
from pmplanner.storage.workspace import Workspace

COLUMNS = ("kind", "policy", "day", "session", "other_session", "person", "title", "text", "accepted", "key")


def list_problems(workspace: Workspace, asked: Namespace) -> int:
    """List the problems of a plan; that there are some is no failure."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        kind = policies.find_kind(asked.kind).name if asked.kind else None
        found = [
            problem
            for problem in find_problems(db, plan_id, accepted=asked.all)
            if not problem.mirrored and kind in (None, problem.kind)
        ]
        rows = _rows(db, plan_id, found)
    if asked.format == "csv":
        say_bytes(csv_bytes(COLUMNS, rows))
    elif asked.format == "json":
        say(json_text(COLUMNS, rows))
    elif rows:
        header = ("Kind", "Day", "What", "Where", *(("Accepted",) if asked.all else ()))
        say(table(header, [_line(problem, accepted=asked.all) for problem in found]))
    else:
        say(said("There are no problems."))
    return 0


def _line(problem: Problem, *, accepted: bool) -> tuple[Value, ...]:
    line = (problem.kind, problem.day, problem.title, problem.text)
    return (*line, problem.accepted or "") if accepted else line


def _rows(db: Session, plan_id: int, problems: list[Problem]) -> list[tuple[Value, ...]]:
    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
    codes: dict[int, str] = dict(db.execute(query).all())
    names = name_people(db, {p.person_id for p in problems if p.person_id is not None})
    return [
        (
            problem.kind,
            problem.action,
            problem.day,
            codes[problem.session_id],
            codes.get(problem.other_session_id or 0, ""),
            names.get(problem.person_id or 0, ""),
            problem.title,
            problem.text,
            problem.accepted or "",
            problem.key,
        )
        for problem in problems
    ]


def accept(workspace: Workspace, asked: Namespace) -> int:
    """Accept a problem with a reason."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        problem = _known(find_problems(db, plan_id, accepted=True), asked.key)
        name = name_problem(db, problem.key)
    with workspace.edit(Label.of("problem.accept", problem=name)) as db:
        accept_problem(db, plan_id, problem.key, asked.reason)
    say(said("Accepted: {problem}.", problem=problem.title))
    return 0


def _known(problems: list[Problem], key: str) -> Problem:
    for problem in problems:
        if problem.key == key:
            return problem
    raise PlanError(said("There is no problem “{key}”. The keys are in: problems --format csv", key=key))


def withdraw(workspace: Workspace, asked: Namespace) -> int:
    """Count a problem again that was accepted."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id
        name = name_problem(db, asked.key)
    with workspace.edit(Label.of("problem.withdraw", problem=name)) as db:
        withdraw_acceptance(db, plan_id, asked.key)
    say(said("The problem counts again."))
    return 0


def list_policies(workspace: Workspace, asked: Namespace) -> int:
    """List what holds for each kind of problem."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id if asked.plan else None
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
    say(table(("Kind", "Team", "Action", "Limit", "Percent", "Set by", "What it is"), rows))
    return 0


def set_policy(workspace: Workspace, asked: Namespace) -> int:
    """Set what is done about a kind of problem."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id if asked.plan else None
        kind = policies.find_kind(asked.kind).name
    given = {"limit": asked.limit, "percent": asked.percent}
    limits = {
        name: None if value == NO_LIMIT else value for name, value in given.items() if value is not None
    }
    policy = _named(kind, asked.team)
    label = Label.of("policy.set", policy=policy, action=Term(f"policy.{asked.does}"))
    with workspace.edit(label) as db:
        policies.set_policy(db, kind, asked.does, plan_id=plan_id, team=asked.team, **limits)
    say(f"{kind}: {asked.does}.")
    return 0


def reset_policy(workspace: Workspace, asked: Namespace) -> int:
    """Take back what was set for a kind of problem."""
    with workspace.read() as db:
        plan_id = find_plan(db, asked.plan).id if asked.plan else None
        kind = policies.find_kind(asked.kind).name
    with workspace.edit(Label.of("policy.reset", policy=_named(kind, asked.team))) as db:
        there = policies.reset_policy(db, kind, plan_id=plan_id, team=asked.team)
    say(said("{kind}: as before.", kind=kind) if there else said("{kind}: nothing was set.", kind=kind))
    return 0


def _named(kind: str, team: str) -> Label | Term:
    """Return what a policy is called in labels of edits."""
    term = Term(f"kind.{kind}")
    return Label.of("policy.of-team", kind=term, team=team) if team else term
