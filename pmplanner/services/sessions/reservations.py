"""Seats of a session that are kept for a team whose people are not named yet.

They are not free for others. When somebody of the team is seated, one seat fewer is kept.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Reservation, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import fold, get
from pmplanner.services.sessions.free_seats import FreeSeats
from pmplanner.services.sessions.locking import refuse_locked
from pmplanner.services.sessions.seating import move_up


def reserve_seats(db: Session, session_id: int, team: str, seats: int) -> None:
    """Keep that many seats for a team, in place of what is kept for it so far; 0 gives them up.

    Those of the team who wait take them at once. Raises PlanError without a team, for seats that
    are not free, and for a session that is locked, was held or is cancelled.
    """
    session = get(db, TrainingSession, session_id)
    refuse_locked(session)
    name = tidy(team)
    if not name or seats < 0:
        raise PlanError(said("Say for which team seats are kept, and how many."))
    if session.status == SessionStatus.HELD:
        raise PlanError(said("{session} is held, so no seats can be kept in it.", session=session.code))
    if session.status == SessionStatus.CANCELLED:
        raise PlanError(said("{session} is cancelled, so no seats can be kept in it.", session=session.code))
    _set(db, session, name, seats)
    move_up(db, session_id)


def known_teams(db: Session) -> list[str]:
    """Return the teams of people, for completion."""
    return sorted(filter(None, db.scalars(select(Person.team).distinct())), key=fold)


def _find(db: Session, session_id: int, team: str) -> Reservation | None:
    rows = db.scalars(select(Reservation).where(Reservation.session_id == session_id))
    return next((row for row in rows if fold(row.team) == fold(team)), None)


def _set(db: Session, session: TrainingSession, team: str, seats: int) -> None:
    row = _find(db, session.id, team)
    free, before = FreeSeats(db, session).free, row.seats if row is not None else 0
    if free is not None and seats - before > free:
        left = free + before
        raise PlanError(
            counted(
                "{session} has {n} free seat to keep, not {seats}.",
                "{session} has {n} free seats to keep, not {seats}.",
                left,
                session=session.code,
                seats=seats,
            )
        )
    if row is not None and not seats:
        db.delete(row)
    elif row is not None:
        row.seats = seats
    elif seats:
        db.add(Reservation(session_id=session.id, team=team, seats=seats))
    db.flush()
