"""Accepting a problem with a reason, and taking that back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, Plan
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get


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
        session.add(AcceptedProblem(plan_id=plan_id, key=key, reason=words))
    else:
        row.reason = words
    session.flush()


def withdraw_acceptance(session: Session, plan_id: int, key: str) -> None:
    """Count and mark a problem again; raise PlanError when it was not accepted."""
    row = _row(session, plan_id, key)
    if row is None:
        raise PlanError("This problem has not been accepted.")
    session.delete(row)
    session.flush()


def _row(session: Session, plan_id: int, key: str) -> AcceptedProblem | None:
    query = select(AcceptedProblem).where(AcceptedProblem.plan_id == plan_id, AcceptedProblem.key == key)
    return session.scalars(query).first()
