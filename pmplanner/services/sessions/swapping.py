"""Who can change places with whom between the sessions of a course."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Seat, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, SeatStatus
from pmplanner.services.lookup import get
from pmplanner.services.sessions.seating import ATTENDANCE
from pmplanner.services.sessions.sessions import SessionRow, session_detail
from pmplanner.storage.labels import Label, People


@dataclass(frozen=True, slots=True)
class Place:
    """A seat, or a place on a waiting list, that somebody can give to another."""

    seat_id: int
    person_id: int
    name: str
    waiting: bool
    session: SessionRow


def list_places(db: Session, session_id: int) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return who can leave a session for another of its course and plan, and who can come from there.

    Both are empty where the session is locked or over, or where there is nobody to change places with.
    """
    session = get(db, TrainingSession, session_id)
    fellows = db.scalars(
        select(TrainingSession.id)
        .where(
            TrainingSession.course_id == session.course_id,
            TrainingSession.plan_id == session.plan_id,
            TrainingSession.id != session_id,
        )
        .where(TrainingSession.id.in_(select(Seat.session_id)))
    )
    here = _places(db, session_id)
    there = [place for fellow in fellows for place in _places(db, fellow)]
    if not here or not there:
        return (), ()
    return here, tuple(sorted(there, key=lambda place: (str(place.session.first_day), place.session.code)))


def can_swap(db: Session, session_id: int) -> bool:
    """Say whether somebody of a session has anybody to change places with, as `list_places` finds them."""
    session = get(db, TrainingSession, session_id)
    query = (
        select(TrainingSession.id)
        .join(Seat, Seat.session_id == TrainingSession.id)
        .where(
            TrainingSession.course_id == session.course_id,
            TrainingSession.plan_id == session.plan_id,
            TrainingSession.locked.is_(False),
            TrainingSession.status.not_in(CLOSED_SESSIONS),
            Seat.status.not_in(ATTENDANCE),
        )
    )
    able = set(db.scalars(query.distinct()))
    return session_id in able and len(able) > 1


def swap_label(one: Place, other: Place) -> Label:
    """What the edit is called in which two people change places."""
    return Label.of(
        "seat.swap",
        one=People.of([one.person_id]),
        session=one.session.code,
        other=People.of([other.person_id]),
        other_session=other.session.code,
    )


def _places(db: Session, session_id: int) -> tuple[Place, ...]:
    detail = session_detail(db, session_id)
    row = detail.row
    if row.locked or row.status in CLOSED_SESSIONS:
        return ()
    return tuple(
        Place(seat.id, seat.person_id, seat.name, seat.status == SeatStatus.WAITING, row)
        for seat in detail.seats
        if seat.status not in ATTENDANCE
    )
