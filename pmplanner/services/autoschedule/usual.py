"""What the window asks for when nothing else is said: dates that a coordinator would send out."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Edit, EditRow, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.lookup import get

SPREAD_GOALS = ("seats", "sessions", "change", "spread", "fairness")
"""For a plan without sessions, or with nothing but the drafts of the last schedule."""

STEADY_GOALS = ("seats", "change", "sessions", "spread", "fairness")
"""For a plan in which somebody has set sessions: these change least."""

_KEYS = ("schedule.accept", "schedule.accept-some", "schedule.keep")
"""What edits are called that take sessions from an automatic schedule."""

_WORD = "automatic"
"""What stands in the labels of such edits that an older pmplanner made."""

NOTICE = dt.timedelta(days=14)
"""People are told so long before."""


def usual_goals(db: Session, plan_id: int) -> tuple[str, ...]:
    """Return the goals for a plan as it is."""
    return STEADY_GOALS if _has_sessions_of_hand(db, plan_id) else SPREAD_GOALS


def usual_first_day(plan: Plan, today: dt.date) -> dt.date:
    """Return the first day: two weeks from today, or the plan's; tomorrow where the plan ends before.

    Of a plan that is over it is the last.
    """
    notice = max(plan.first_day, today + NOTICE)
    if notice > plan.last_day:
        notice = max(plan.first_day, today + dt.timedelta(days=1))
    return min(notice, plan.last_day)


def with_usual(db: Session, request: ScheduleRequest) -> ScheduleRequest:
    """Return a request with what the window asks for where it says nothing itself."""
    plan = get(db, Plan, request.plan_id)
    first = request.first_day
    if first is None and plan.last_day > request.today:
        first = usual_first_day(plan, request.today)
    return replace(
        request,
        first_day=first,
        prefers_together=not request.days_together,
        half_of_a_team=True,
        keep_unless_gain=True,
        goals=usual_goals(db, request.plan_id),
    )


def _has_sessions_of_hand(db: Session, plan_id: int) -> bool:
    """Say whether there are sessions that are more than drafts of an automatic schedule."""
    rows = db.execute(
        select(
            TrainingSession.id, TrainingSession.status, TrainingSession.pinned, TrainingSession.locked
        ).where(TrainingSession.plan_id == plan_id, TrainingSession.status != SessionStatus.CANCELLED)
    ).all()
    if any(status != SessionStatus.DRAFT or pinned or locked for _, status, pinned, locked in rows):
        return True
    made = db.scalars(
        select(EditRow.row_id)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(
            EditRow.table == "session",
            EditRow.before.is_(None),
            Edit.state == "done",
            or_(Edit.label_key.in_(_KEYS), func.lower(Edit.label).contains(_WORD)),
        )
    )
    return not {row[0] for row in rows} <= set(made)
