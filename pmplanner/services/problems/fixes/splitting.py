"""Splitting a session so that the second half of its people can come."""

from sqlalchemy.orm import Session

from pmplanner.models import TrainingSession
from pmplanner.services.lookup import get
from pmplanner.services.problems.fixes.candidates_for_sessions import first_free_day
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.sessions.changes import split_session
from pmplanner.services.sessions.sessions import move_session


def split_where_free(db: Session, session_id: int, *, same_days: bool = False) -> int:
    """Split a session as :func:`split_session` does, the second on days on which all of it can come.

    These are the next open days on which its people, room and trainer are free, within the plan; the
    very next ones where there are no such days. Raises PlanError as that does.
    """
    second = split_session(db, session_id, same_days=same_days)
    if not same_days:
        db.flush()
        session = get(db, TrainingSession, second)
        facts = gather_facts(db, session.plan_id)
        known = facts.sessions[second]
        day = first_free_day(facts, known, known.first_day)
        if day is not None and day != known.first_day:
            move_session(db, second, day)
    return second
