"""What the buttons of the board do, each as one edit."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import said
from pmplanner.services.board.rows import Moved
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.plans.picks import pick_missing
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.free_seats import FreeSeats
from pmplanner.services.sessions.locking import refuse_locked
from pmplanner.services.sessions.seating import seat_picks


def call_off(db: Session, session_id: int, moves: Collection[Moved]) -> None:
    """Call a session off, and seat people in others instead; all others stay open.

    Raises PlanError when it cannot be called off, or when a seat has gone meanwhile.
    """
    get(db, TrainingSession, session_id)
    cancel_session(db, session_id)
    by_session: dict[int, list[int]] = defaultdict(list)
    for move in moves:
        by_session[move.session_id].append(move.pick_id)
    for other_id, pick_ids in by_session.items():
        _seat(db, other_id, pick_ids)


class Guested(NamedTuple):
    """Somebody who is to sit in a session."""

    person_id: int
    course_id: int


def seat_guests(db: Session, session_id: int, guests: Iterable[Guested]) -> int:
    """Seat people in a session, and pick its course for those who have not picked it; return how many.

    Raises PlanError when one of them needs it no more, or when a seat has gone meanwhile.
    """
    session = get(db, TrainingSession, session_id)
    people = [guest.person_id for guest in guests]
    pick_missing(db, session.plan_id, [(person_id, session.course_id) for person_id in people])
    db.flush()
    query = (
        select(Pick.person_id, Pick.id)
        .where(
            Pick.plan_id == session.plan_id, Pick.course_id == session.course_id, Pick.person_id.in_(people)
        )
        .order_by(Pick.attempt)
    )
    picks = dict(db.execute(query).all())
    _seat(db, session_id, [picks[person_id] for person_id in people])
    return len(people)


def _seat(db: Session, session_id: int, pick_ids: Collection[int]) -> None:
    session = get(db, TrainingSession, session_id)
    query = select(Seat).where(Seat.session_id == session_id, Seat.status == SeatStatus.WAITING)
    waiting = {seat.pick_id: seat for seat in db.scalars(query)}
    _, left = seat_picks(db, session_id, [pick_id for pick_id in pick_ids if pick_id not in waiting])
    # Who waits for this very session, though a seat is free, was made to wait by hand.
    for pick_id in pick_ids:
        if (seat := waiting.get(pick_id)) is None:
            continue
        refuse_locked(session)
        if FreeSeats(db, session).take(pick_id):
            seat.status = SeatStatus.BOOKED
            db.flush()
        else:
            left += 1
    if left:
        raise PlanError(said("{session} has fewer free seats by now. Look again.", session=session.code))
