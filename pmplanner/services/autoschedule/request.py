"""What is asked of the automatic schedule."""

import datetime as dt
from dataclasses import dataclass

from pmplanner.scheduling.problem import USUAL_GOALS
from pmplanner.scheduling.relax import Relaxation


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """Which picks of a plan are to be scheduled, within which days, and what counts most."""

    plan_id: int
    today: dt.date
    first_day: dt.date | None = None
    """None for the plan's, or tomorrow in a plan that has begun."""
    last_day: dt.date | None = None
    """None for the plan's."""
    course_ids: frozenset[int] | None = None
    """None for all courses; sessions of others stay as they are."""
    person_ids: frozenset[int] | None = None
    """None for everybody; with it the days of all sessions stay as they are."""
    max_seats: int | None = None
    """The most people in a new session, below what its course allows."""
    pinned: frozenset[int] = frozenset()
    """Sessions whose days stay, beside those that are pinned or confirmed."""
    days_together: bool = False
    """Whether no weekend or closed day may lie between the days of a session.

    Courses that are longer than a working week are left as they are.
    """
    goals: tuple[str, ...] = USUAL_GOALS
    """What counts, the most important first."""
    loosened: tuple[Relaxation, ...] = ()
    """Rules that do not hold as the plan has them: one more seat in a course."""
