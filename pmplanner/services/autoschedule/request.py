"""What is asked of the automatic schedule."""

import datetime as dt
from dataclasses import dataclass

from pmplanner.scheduling.explain.relaxations import Relaxation
from pmplanner.scheduling.model.problem import DEFAULT_GOALS, Proposal


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """Which picks of a plan are to be scheduled, within which days, and what counts most."""

    plan_id: int
    today: dt.date
    first_day: dt.date | None = None
    """None for the plan's, or tomorrow in a plan that has begun."""
    last_day: dt.date | None = None
    """None for the plan's."""
    extends: bool = False
    """Whether the last day may be after the plan's, which is then extended with what is accepted."""
    course_ids: frozenset[int] | None = None
    """None for all courses; sessions of others stay as they are."""
    person_ids: frozenset[int] | None = None
    """None for everybody; with it all sessions stand, and others only join them."""
    max_seats: int | None = None
    """The most people in a new session, below what its course allows."""
    pinned: frozenset[int] = frozenset()
    """Sessions that stand, beside those that are pinned or confirmed."""
    released: frozenset[int] = frozenset()
    """Sessions that may change although they are pinned or confirmed."""
    days_together: bool = False
    """Whether no weekend or closed day may lie between the days of a session.

    Courses that are longer than a working week are left as they are.
    """
    prefers_together: bool = False
    """The same as long as nobody is left out for it."""
    half_of_a_team: bool = False
    """Whether half of a team had better be there where no ceiling is set, as long as nobody is left out."""
    keep_unless_gain: bool = False
    """Whether all sessions stay where nobody more can be seated and nothing has broken."""
    goals: tuple[str, ...] = DEFAULT_GOALS
    """What counts, the most important first."""
    start: Proposal | None = None
    """A schedule that is known to be possible with what was loosened."""
    loosened: tuple[Relaxation, ...] = ()
    """Rules that do not hold as the plan has them: one more seat in a course."""
