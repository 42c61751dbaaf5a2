"""Attendance: who was there, entered for a whole session at once.

The completions follow from the seats: :mod:`pmplanner.services.needs.credit` and the totals read them.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.models import Seat, TrainingSession
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.sessions.seating import refuse_early, refuse_in_variant, set_seat_status
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions


def record_attendance(
    db: Session,
    session_id: int,
    today: dt.date,
    *,
    absent: Collection[int] = (),
    partly: Mapping[int, Decimal] | None = None,
) -> int:
    """Record who attended a session, which was held then; return how many attended, wholly or partly.

    *absent* are the seats of those who were not there, *partly* the days of those who were there
    for fewer; all others with a seat attended. Who waits stays on the waiting list. It can be done
    again, and for a locked session too.

    Raises PlanError before the session's first day: its days would count as done, certificates
    would begin to run and prerequisites would count as met by something that may yet be called off.
    It also does in a variant, for a cancelled session, seats of others, and days beyond those of the
    session.
    """
    session = get(db, TrainingSession, session_id)
    (row,) = list_sessions(db, session.plan_id, [session_id])
    _check_begun(db, session.plan_id, row, today)
    query = select(Seat.id).where(Seat.session_id == session_id, Seat.status != SeatStatus.WAITING)
    seats = set(db.scalars(query))
    days = dict(partly or {})
    _check_marks(row, seats, absent, days)
    set_seat_status(db, seats - {*absent} - days.keys(), "attended", today=today)
    set_seat_status(db, absent, "absent", today=today)
    for seat_id, attended in days.items():
        set_seat_status(db, [seat_id], "partly attended", attended, today=today)
    session.status = SessionStatus.HELD
    db.flush()
    return len(seats) - len({*absent})


def record_booked(db: Session, session_id: int, today: dt.date | None = None) -> int:
    """Record that whoever is still booked in a session attended it; return how many.

    What is known of others stays. Raises PlanError as :func:`record_attendance` does.
    """
    session = get(db, TrainingSession, session_id)
    (row,) = list_sessions(db, session.plan_id, [session_id])
    _check_begun(db, session.plan_id, row, today or clock.today())
    query = select(Seat.id).where(Seat.session_id == session_id, Seat.status == SeatStatus.BOOKED)
    seats = list(db.scalars(query))
    set_seat_status(db, seats, SeatStatus.ATTENDED, today=today)
    session.status = SessionStatus.HELD
    db.flush()
    return len(seats)


def _check_begun(db: Session, plan_id: int, row: SessionRow, today: dt.date) -> None:
    if row.status == SessionStatus.CANCELLED:
        raise PlanError(said("{code} is cancelled, so nobody attended it.", code=row.code))
    refuse_in_variant(db, plan_id)
    refuse_early(db, row.id, today)
    if not row.booked:
        raise PlanError(said("Nobody has a seat in {code}.", code=row.code))


def _check_marks(
    row: SessionRow, seats: set[int], absent: Collection[int], partly: Mapping[int, Decimal]
) -> None:
    if not seats >= {*absent, *partly} or not partly.keys().isdisjoint(absent):
        raise PlanError(
            said("Each person with a seat in {code} attended, attended partly, or was absent.", code=row.code)
        )
    for days in partly.values():
        if days >= row.days:
            raise PlanError(
                counted(
                    "{session} has {n} day; who was there partly, fewer.",
                    "{session} has {n} days; who was there partly, fewer.",
                    row.days,
                    n=number(row.days),
                    session=row.code,
                )
            )
