"""Where a course is used in a plan."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Pick, TrainingSession


@dataclass(frozen=True, slots=True)
class CourseUse:
    """How many picks and sessions of the plan, and how many completions in all."""

    picks: int
    sessions: int
    completions: int


def course_use(session: Session, plan_id: int | None, course_id: int) -> CourseUse:
    """Count where a course is used; without a plan only its completions."""
    of_plan = (Pick.plan_id == plan_id, Pick.course_id == course_id)
    runs = (TrainingSession.plan_id == plan_id, TrainingSession.course_id == course_id)
    return CourseUse(
        session.scalar(select(func.count()).where(*of_plan)) or 0,
        session.scalar(select(func.count()).where(*runs)) or 0,
        session.scalar(select(func.count()).where(Completion.course_id == course_id)) or 0,
    )
