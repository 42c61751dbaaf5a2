"""Edits of policies and of accepted problems for the property tests of undo."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, Plan, Policy
from pmplanner.services.policies import policies
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.tracking.accepting import accept_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.keys import NO_SIDES, key_of


def _plan(db: Session, number: int) -> int:
    ids = list(db.scalars(select(Plan.id).order_by(Plan.id)))
    if not ids:
        raise LookupError("plan")
    return ids[number % len(ids)]


def _set(s: Session, n: int) -> None:
    kind = list(KINDS.values())[n % len(KINDS)]
    values = {"limit": Decimal(n % 3)} if kind.counts else {}
    team = f"T{n % 3}" if kind.of_teams and n & 4 else ""
    policies.set_policy(
        s, kind.name, ("warn", "ignore")[n % 2], plan_id=_plan(s, n) if n & 8 else None, team=team, **values
    )


def _reset(s: Session, n: int) -> None:
    rows = list(s.scalars(select(Policy).order_by(Policy.id)))
    if not rows:
        raise LookupError("policy")
    row = rows[n % len(rows)]
    policies.reset_policy(s, row.kind, plan_id=row.plan_id, team=row.team)


def _accept(s: Session, n: int) -> None:
    plan_id = _plan(s, n)
    s.flush()
    found = find_problems(s, plan_id)
    key = found[n % len(found)].key if found else f"absence|p{n}|r{n}|2027-03-01–2027-03-02"
    accept_problem(s, plan_id, key, f"because {n}")


def _withdraw(s: Session, n: int) -> None:
    rows = list(s.scalars(select(AcceptedProblem).order_by(AcceptedProblem.id)))
    if not rows:
        raise LookupError("accepted problem")
    row = rows[n % len(rows)]
    withdraw_acceptance(s, row.plan_id, key_of({name: getattr(row, name) for name in NO_SIDES}))


def _fix(s: Session, n: int) -> None:
    plan_id = _plan(s, n)
    found = find_problems(s, plan_id)
    fixes = [fix for problem in found[:3] for fix in list_fixes(s, problem, plan_id)]
    if not fixes:
        raise LookupError("fix")
    apply_fix(s, fixes[n % len(fixes)])


PROBLEM_EDITS: dict[str, Callable[[Session, int], object]] = {
    "set policy": _set,
    "reset policy": _reset,
    "accept problem": _accept,
    "accept no more": _withdraw,
    "fix problem": _fix,
}

PROBLEM_PREPARATIONS = {
    "reset policy": ["set policy"],
    "accept no more": ["accept problem"],
    "fix problem": ["add session", "absence"],
}
"""What must be done before an edit has something to change."""
