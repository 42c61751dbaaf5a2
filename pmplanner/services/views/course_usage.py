"""Where a course is used: in the plan shown, and in what people did."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Pick
from pmplanner.services.sessions.sessions import SessionRow, list_sessions


@dataclass(frozen=True, slots=True)
class CourseUse:
    """How many picks of the plan, its sessions by date, and how many completions in all."""

    picks: int
    sessions: tuple[SessionRow, ...]
    completions: int


def course_use(db: Session, plan_id: int | None, course_id: int) -> CourseUse:
    """Return where a course is used; without a plan only its completions."""
    picks = select(func.count()).where(Pick.plan_id == plan_id, Pick.course_id == course_id)
    sessions = list_sessions(db, plan_id) if plan_id is not None else []
    return CourseUse(
        db.scalar(picks) or 0,
        tuple(session for session in sessions if session.course_id == course_id),
        db.scalar(select(func.count()).where(Completion.course_id == course_id)) or 0,
    )
