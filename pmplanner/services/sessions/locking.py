"""What a lock and a pin keep from being changed.

A pinned session keeps its dates, people come and go. A locked one keeps its people as well.
Attendance can be entered for either: it says what happened and moves nobody.
"""

from pmplanner.models import TrainingSession
from pmplanner.services.errors import PlanError


def refuse_locked(run: TrainingSession) -> None:
    """Raise PlanError when the session's days and people are to stay as they are."""
    if run.locked:
        raise PlanError(f"{run.code} is locked. Unlock it to change its days or its people.")


def refuse_fixed(run: TrainingSession) -> None:
    """Raise PlanError when the session's dates are to stay as they are."""
    refuse_locked(run)
    if run.pinned:
        raise PlanError(f"{run.code} is pinned to its days. Unpin it to move it.")
