"""Accepting a problem with a reason, and taking that back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, Plan
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.problems.keys import sides_of


def accept_problem(session: Session, plan_id: int, key: str, reason: str) -> None:
    """Accept a problem by its key; it is no longer counted or marked. Raises PlanError without a reason.

    The key names both sides, so that it is accepted again when it comes back after a change.
    """
    get(session, Plan, plan_id)
    words = " ".join(reason.split())
    if not words:
        raise PlanError("Say why the problem is accepted.")
    row = _row(session, plan_id, key)
    if row is None:
        session.add(AcceptedProblem(plan_id=plan_id, **sides_of(key), reason=words))
    else:
        row.reason = words
    session.flush()


def withdraw_acceptance(session: Session, plan_id: int, key: str) -> None:
    """Count and mark a problem again; raise PlanError when it was not accepted."""
    try:
        row = _row(session, plan_id, key)
    except ValueError:
        row = None
    if row is None:
        raise PlanError("This problem has not been accepted.")
    session.delete(row)
    session.flush()


def _row(session: Session, plan_id: int, key: str) -> AcceptedProblem | None:
    sides = sides_of(key)
    query = select(AcceptedProblem).where(
        AcceptedProblem.plan_id == plan_id,
        AcceptedProblem.kind == sides["kind"],
        AcceptedProblem.session_id == sides["session_id"],
    )
    rows = session.scalars(query)
    return next((row for row in rows if all(getattr(row, name) == sides[name] for name in sides)), None)
