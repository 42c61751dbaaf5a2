"""What a lock and a pin keep from being changed.

A pinned session keeps its dates, people come and go. A locked one keeps its people as well.
Attendance can be entered for either: it says what happened and moves nobody.
"""

from pmplanner.models import TrainingSession
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError


def refuse_locked(session: TrainingSession) -> None:
    """Raise PlanError when the session's days and people are to stay as they are."""
    if session.locked:
        raise PlanError(
            said("{session} is locked. Unlock it to change its days or its people.", session=session.code)
        )


def refuse_fixed(session: TrainingSession) -> None:
    """Raise PlanError when the session's dates are to stay as they are."""
    refuse_locked(session)
    if session.pinned:
        raise PlanError(said("{session} is pinned to its days. Unpin it to move it.", session=session.code))
