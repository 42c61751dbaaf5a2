"""Sessions put elsewhere by hand: to another day and another room or trainer in one go."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from pmplanner.models import TrainingSession
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import IsOpen
from pmplanner.services.calendar.site_days import days_open_at
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.sessions.changes import resize_session
from pmplanner.services.sessions.locking import refuse_locked
from pmplanner.services.sessions.sessions import (
    move_session,
    replace_room,
    replace_trainer,
    session_detail,
)

_FARTHEST = 366
"""So many days on nobody looks for an open day."""


def place_session(
    db: Session,
    session_id: int,
    start: dt.date,
    *,
    room: str | None = None,
    trainer: str | None = None,
    instead: str | None = None,
) -> dt.date:
    """Move a session to *start* or the next open day, give it another room or trainer, and return the day.

    Of several rooms or trainers it comes in the place of *instead*, or else of the first. Raises PlanError
    when it is locked, or pinned and would move.
    """
    session = get(db, TrainingSession, session_id)
    refuse_locked(session)
    # The room first: its site decides which days are open.
    if room is not None:
        replace_room(db, session_id, session.room if instead is None else instead, room)
    if trainer is not None:
        replace_trainer(db, session_id, session.trainer if instead is None else instead, trainer)
    if session_detail(db, session_id).days[0].day != start:
        return move_session(db, session_id, start)
    return start


def shift_sessions(db: Session, session_ids: Sequence[int], steps: int) -> None:
    """Move sessions by so many open days of their rooms, back when *steps* is negative.

    Raises PlanError when one of them is pinned or locked.
    """
    for session_id in session_ids:
        session = get(db, TrainingSession, session_id)
        first = session_detail(db, session_id).days[0].day
        move_session(db, session_id, step_days(first, steps, days_open_at(db, session.room)))


def shift_by_days(db: Session, session_ids: Sequence[int], days: int) -> None:
    """Move sessions by so many days of the calendar, each to an open day.

    Raises PlanError when one of them is pinned or locked.
    """
    for session_id in session_ids:
        session = get(db, TrainingSession, session_id)
        start = session_detail(db, session_id).days[0].day + dt.timedelta(days=days)
        move_session(db, session_id, open_day(start, days_open_at(db, session.room)))


def lengthen_sessions(db: Session, session_ids: Iterable[int], steps: int) -> None:
    """Let sessions end so many open days later, or earlier when *steps* is negative.

    Raises PlanError when one would have no day left, or is pinned or locked.
    """
    for session_id in session_ids:
        session = get(db, TrainingSession, session_id)
        days = session_detail(db, session_id).days
        last = step_days(days[-1].day, steps, days_open_at(db, session.room))
        resize_session(db, session_id, days[0].day, last)


def step_days(day: dt.date, steps: int, is_open: IsOpen) -> dt.date:
    """Return the open day that is so many open days after, or before, a day."""
    way = dt.timedelta(days=1 if steps > 0 else -1)
    left = abs(steps)
    for _ in range(_FARTHEST):
        if not left:
            return day
        day += way
        left -= is_open(day)
    raise PlanError(said("There is no working day near. Look at the calendar."))


def open_day(day: dt.date, is_open: IsOpen) -> dt.date:
    """Return the day if it is open, else the next one that is."""
    return day if is_open(day) else step_days(day, 1, is_open)
