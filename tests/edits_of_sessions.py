"""Edits of sessions and seats for the property tests of undo."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Reservation, Seat, TrainingSession
from pmplanner.services.resources import equipment
from pmplanner.services.sessions import attendance, reservations, seating, sessions
from pmplanner.services.sessions import changes as changes
from pmplanner.services.sessions.session_equipment import set_equipment

_T = TypeVar("_T")

_LATER = dt.date(2028, 1, 3)
"""After all sessions that the edits make."""


def _run(db: Session, number: int, *, with_seats: bool = False) -> TrainingSession:
    query = select(TrainingSession).order_by(TrainingSession.id)
    if with_seats:
        query = query.where(TrainingSession.id.in_(select(Seat.session_id)))
    return _one(list(db.scalars(query)), number)


def _one(rows: Sequence[_T], number: int) -> _T:
    if not rows:
        raise LookupError("nothing there")
    return rows[number % len(rows)]


def _resize(s: Session, n: int) -> None:
    start = dt.date(2027, 1, 4) + dt.timedelta(days=n % 150)
    changes.resize_session(s, _run(s, n).id, start, start + dt.timedelta(days=n % 7))


def _split(s: Session, n: int) -> int:
    return changes.split_session(s, _run(s, n, with_seats=True).id, same_days=bool(n & 1))


def _merge(s: Session, n: int) -> int:
    session = _run(s, n)
    same = select(TrainingSession.id).where(
        TrainingSession.course_id == session.course_id, TrainingSession.plan_id == session.plan_id
    )
    return changes.merge_sessions(s, [session.id, *s.scalars(same.order_by(TrainingSession.id))][:3])


def _swap(s: Session, n: int) -> None:
    session = _run(s, n, with_seats=True)
    second = changes.split_session(s, session.id)
    one, other = (sessions.session_detail(s, each).seats[0].id for each in (session.id, second))
    seating.swap_seats(s, one, other)


def _queue(s: Session, n: int) -> None:
    waiting = list(s.scalars(select(Seat.id).where(Seat.status == "waiting").order_by(Seat.id)))
    seating.move_in_queue(s, _one(waiting, n), 1 if n & 1 else -1)


def _keep(s: Session, n: int) -> None:
    session = _run(s, n)
    sessions.change_session(s, session.id, seats_max=9)
    reservations.reserve_seats(s, session.id, f"T{n % 3}", n % 3)


def _release(s: Session, n: int) -> None:
    row = _one(list(s.scalars(select(Reservation).order_by(Reservation.id))), n)
    reservations.reserve_seats(s, row.session_id, row.team, 0)


def _attend(s: Session, n: int) -> int:
    session = _run(s, n, with_seats=True)
    held = select(Seat.id).where(Seat.session_id == session.id, Seat.status != "waiting").order_by(Seat.id)
    seats = list(s.scalars(held))
    partly = {seat: Decimal("0.25") for seat in seats[n % 2 :: 2]}
    return attendance.record_attendance(s, session.id, _LATER, absent=seats[1 - n % 2 :: 2], partly=partly)


def _ask(s: Session, n: int) -> None:
    screen = equipment.add_equipment(s, f"Screen {n}", 2)
    set_equipment(s, _run(s, n).id, {screen: 1 + n % 3})


SESSION_EDITS: dict[str, Callable[[Session, int], object]] = {
    "resize session": _resize,
    "lay anew": lambda s, n: sessions.lay_anew(s, _run(s, n).id),
    "split session": _split,
    "merge sessions": _merge,
    "repeat session": lambda s, n: changes.repeat_session(s, _run(s, n).id, 1 + n % 15, 2 + n % 3),
    "cancel session": lambda s, n: changes.cancel_session(s, _run(s, n).id),
    "revive session": lambda s, n: changes.revive_session(s, _run(s, n).id),
    "swap seats": _swap,
    "confirm session": lambda s, n: changes.confirm_session(s, _run(s, n).id),
    "pin session": lambda s, n: changes.set_pinned(s, _run(s, n).id, bool(n & 1)),
    "lock session": lambda s, n: changes.set_locked(s, _run(s, n).id, bool(n & 1)),
    "waiting list": _queue,
    "keep seats": _keep,
    "give up seats": _release,
    "attendance": _attend,
    "ask for equipment": _ask,
}

SESSION_PREPARATIONS = {name: ["add session"] for name in SESSION_EDITS} | {
    "merge sessions": ["add session", "copy session"],
    "give up seats": ["add session", "keep seats"],
    "revive session": ["add session", "cancel session"],
    "lay anew": ["add session", "session days"],
}
"""What must be done before an edit has something to change."""
