"""Does what was offered, as one edit."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.fixes import apply_fix
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.why.rows import OfferedChange


def apply_change(db: Session, change: OfferedChange) -> None:
    """Do what a change says; raise PlanError when it can no longer be done."""
    for step in change.steps:
        edit = _EDITS.get(step.edit)
        if edit is None:
            apply_fix(db, step)
        else:
            edit(db, *step.values)


def _raise_limit(db: Session, kind: str, plan_id: int, team: str, name: str, limit: str) -> None:
    if name == "percent":
        set_policy(db, kind, plan_id=plan_id, team=team, percent=int(limit))
    else:
        set_policy(db, kind, plan_id=plan_id, team=team, limit=Decimal(limit))


def _hold(db: Session, plan_id: int, course_id: int, person_id: int, day: dt.date, trainer: str) -> None:
    """Add a session of a course from a day on, and seat the person in it."""
    pick_courses(db, plan_id, [person_id], [course_id])
    query = select(Pick.id).where(
        Pick.plan_id == plan_id, Pick.person_id == person_id, Pick.course_id == course_id
    )
    pick_ids = db.scalars(query.order_by(Pick.attempt.desc()).limit(1)).all()
    add_session(db, plan_id, course_id, day, trainer=trainer, pick_ids=pick_ids)


_EDITS: dict[str, Callable[..., object]] = {"limit": _raise_limit, "hold": _hold}
"""The edits beside those of fixes."""
