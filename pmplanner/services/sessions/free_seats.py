"""The seats of a session that are still to be had: by everybody, or by the people of a team."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Policy, Reservation, Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.lookup import fold

TAKES_SEAT = (SeatStatus.BOOKED, SeatStatus.ATTENDED, SeatStatus.PARTLY_ATTENDED, SeatStatus.ABSENT)
"""Seats that fill a place; waiting does not."""


def extra_seats(db: Session, plan_id: int) -> int:
    """Return how many people the plan allows in a session beyond its seats, else the workspace.

    Read here, below :mod:`pmplanner.services.policies.policies`, because a change there lets people move up.
    """
    query = select(Policy.plan_id, Policy.limit).where(
        Policy.kind == "over capacity", Policy.team == "", Policy.limit.is_not(None)
    )
    limits = dict(db.execute(query).all())
    return int(limits.get(plan_id, limits.get(None, 0)) or 0)


class FreeSeats:
    """Gives out the seats of a session one by one, those that are kept for a team to its people first."""

    def __init__(self, db: Session, session: TrainingSession) -> None:
        self._db = db
        taken = select(func.count()).where(Seat.session_id == session.id, Seat.status.in_(TAKES_SEAT))
        self._taken = db.scalar(taken) or 0
        self._most = (
            None if session.seats_max is None else session.seats_max + extra_seats(db, session.plan_id)
        )
        kept = db.scalars(select(Reservation).where(Reservation.session_id == session.id))
        self._kept = {fold(row.team): row for row in kept}

    @property
    def free(self) -> int | None:
        """How many seats are there for everybody, none less than 0; None for no limit."""
        if self._most is None:
            return None
        return max(0, self._most - self._taken - sum(row.seats for row in self._kept.values()))

    def take(self, pick_id: int) -> bool:
        """Take a seat for a pick and say whether there was one."""
        kept = self._kept_for(pick_id)
        if kept is not None and (self._most is None or self._taken < self._most):
            self._use(kept)
        elif self.free == 0:
            return False
        self._taken += 1
        return True

    def _kept_for(self, pick_id: int) -> Reservation | None:
        if not self._kept:
            return None
        query = select(Person.team).join(Pick, Pick.person_id == Person.id).where(Pick.id == pick_id)
        return self._kept.get(fold(self._db.scalar(query) or ""))

    def _use(self, kept: Reservation) -> None:
        """Keep one seat fewer: one more of the team has a name."""
        if kept.seats > 1:
            kept.seats -= 1
        else:
            del self._kept[fold(kept.team)]
            self._db.delete(kept)
