"""What is done to whole sessions: longer or shorter, split, merged, repeated, confirmed, cancelled.

Each is one edit, and each refuses with PlanError what a lock or a pin keeps.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Reservation, Seat, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, SeatStatus, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import move_days, stretch_days
from pmplanner.services.calendar.site_days import days_open_at
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get
from pmplanner.services.sessions.free_seats import FreeSeats
from pmplanner.services.sessions.locking import refuse_fixed, refuse_locked
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.seating import move_people
from pmplanner.services.sessions.session_equipment import asked_counts, set_equipment
from pmplanner.services.sessions.session_rows import list_reserved
from pmplanner.services.sessions.sessions import (
    change_session,
    copy_session,
    remove_session,
    session_detail,
    set_session_days,
)

MOST_IN_SERIES = 60
"""So many sessions may a series have."""


def resize_session(
    db: Session, session_id: int, first_day: dt.date, last_day: dt.date
) -> tuple[dt.date, dt.date]:
    """Let a session begin and end on other days and return these; closed days are left out.

    Raises PlanError when no open day is between them, and when it is pinned or locked.
    """
    session = get(db, TrainingSession, session_id)
    refuse_fixed(session)
    if first_day > last_day:
        raise PlanError(
            said(
                "{session} would end ({last_day}) before it begins ({first_day}).",
                session=session.code,
                last_day=last_day,
                first_day=first_day,
            )
        )
    days = stretch_days(
        session_detail(db, session_id).days, first_day, last_day, days_open_at(db, session.room)
    )
    if not days:
        raise PlanError(
            said(
                "There is no working day from {first_day} to {last_day}.",
                first_day=first_day,
                last_day=last_day,
            )
        )
    set_session_days(db, session_id, days)
    return days[0].day, days[-1].day


def split_session(db: Session, session_id: int, *, same_days: bool = False) -> int:
    """Split a session in two, share its people out evenly in order of booking, and return the second.

    The second comes on the next open days, or with *same_days* beside the first, then without room
    and trainer: they are taken. Who is marked as attended or absent stays. Raises PlanError with
    fewer than two others, when the session was held or is cancelled, and when it is locked.
    """
    session = get(db, TrainingSession, session_id)
    refuse_locked(session)
    _refuse_over(session)
    people = [*_picks(db, session_id, "booked"), *_picks(db, session_id, "waiting")]
    if len(people) < 2:
        raise PlanError(
            said(
                "There are fewer than two people in {session}, so there is nobody to share out.",
                session=session.code,
            )
        )
    going = people[(len(people) + 1) // 2 :]
    second = _copy_beside(db, session) if same_days else copy_session(db, session_id)
    move_people(db, second, going)
    left = _picks(db, session_id, "waiting")  # seats kept for teams leave fewer in the first
    move_people(db, second, left[: FreeSeats(db, get(db, TrainingSession, second)).free])
    return second


def _copy_beside(db: Session, session: TrainingSession) -> int:
    """Copy a session to its own days, for other rooms and trainers."""
    copy_id = copy_session(db, session.id)
    set_session_days(db, copy_id, session_detail(db, session.id).days)
    change_session(db, copy_id, rooms=(), trainers=())
    return copy_id


def merge_sessions(db: Session, session_ids: Sequence[int]) -> int:
    """Put the people of several sessions of one course into the first, remove the others, return it.

    Its days and seats stay; those beyond the seats wait: who had a seat before who only waited, each
    by when they were booked. Seats kept for teams are kept on where they are free, and the most
    equipment that one of them asked for is asked for.
    Raises PlanError for sessions of different courses or plans, held, cancelled or locked ones, and
    when another than the first is pinned.
    """
    sessions = [get(db, TrainingSession, session_id) for session_id in dict.fromkeys(session_ids)]
    _check_merge(db, sessions)
    target, *others = sessions
    asked = Counter(asked_counts(db, target.id))
    for session in others:
        asked |= Counter(asked_counts(db, session.id))
    kept = _take_reservations(db, others)
    booked = _by_booking(_seats(db, others, "booked"))
    queues = [_seats(db, [session], "waiting") for session in sessions]
    # Interleaved by when they came to wait; each list keeps the order that it may have been given by hand.
    waiting = [seat.pick_id for seat in merge(*queues, key=attrgetter("id"))]
    move_people(db, target.id, [*booked, *waiting])
    _line_up(db, target.id, [*booked, *waiting])
    for session in others:
        remove_session(db, session.id)
    set_equipment(db, target.id, asked)
    _keep_seats(db, target, kept)
    return target.id


def _seats(db: Session, sessions: Iterable[TrainingSession], status: str) -> list[Seat]:
    """Return the seats of sessions in order of place."""
    ids = [session.id for session in sessions]
    query = select(Seat).where(Seat.session_id.in_(ids), Seat.status == status)
    return list(db.scalars(query.order_by(Seat.position, Seat.id)))


def _by_booking(seats: Iterable[Seat]) -> list[int]:
    """Return the picks of seats by when they were booked, which the order of ids keeps."""
    return [seat.pick_id for seat in sorted(seats, key=attrgetter("id"))]


def _line_up(db: Session, session_id: int, pick_ids: Iterable[int]) -> None:
    """Have those who wait do so in this order, behind everybody else."""
    last = db.scalar(select(func.max(Seat.position)).where(Seat.session_id == session_id)) or 0
    place = {pick_id: last + number for number, pick_id in enumerate(pick_ids, 1)}
    query = select(Seat).where(Seat.session_id == session_id, Seat.status == SeatStatus.WAITING)
    for seat in db.scalars(query):
        seat.position = place[seat.pick_id]
    db.flush()


def _check_merge(db: Session, sessions: Sequence[TrainingSession]) -> None:
    if len(sessions) < 2:
        raise PlanError(said("Choose two sessions or more to merge."))
    target, *others = sessions
    for session in sessions:
        refuse_locked(session)
        _refuse_over(session)
        if (session.course_id, session.plan_id) != (target.course_id, target.plan_id):
            raise PlanError(
                said(
                    "{session} is a session of another course than {target}.",
                    session=session.code,
                    target=target.code,
                )
            )
    for session in others:
        if session.pinned:
            raise PlanError(
                said(
                    "{session} is pinned to its days. Merge {target} into it instead.",
                    session=session.code,
                    target=target.code,
                )
            )
        if any(_picks(db, session.id, status) for status in ("attended", "partly attended", "absent")):
            raise PlanError(
                said(
                    "Attendance was entered for {session}. Merge {target} into it instead.",
                    session=session.code,
                    target=target.code,
                )
            )


def _refuse_over(session: TrainingSession) -> None:
    if session.status in CLOSED_SESSIONS:
        raise PlanError(
            said("{session} was held, so its people stay where they are.", session=session.code)
            if session.status == SessionStatus.HELD
            else said("{session} is cancelled, so its people stay where they are.", session=session.code)
        )


def _picks(db: Session, session_id: int, status: str) -> list[int]:
    return [seat.pick_id for seat in session_detail(db, session_id).seats if seat.status == status]


def _take_reservations(db: Session, sessions: Iterable[TrainingSession]) -> Counter[str]:
    """Give up the seats kept for teams in sessions and return how many they were by team."""
    kept = Counter[str]()
    for session in sessions:
        for row in db.scalars(select(Reservation).where(Reservation.session_id == session.id)):
            kept[row.team] += row.seats
            db.delete(row)
    db.flush()
    return kept


def _keep_seats(db: Session, session: TrainingSession, kept: Counter[str]) -> None:
    for team, seats in kept.items():
        free = FreeSeats(db, session).free
        more = seats if free is None else min(seats, free)
        if more:
            present = [row.seats for row in list_reserved(db, session.id) if fold(row.team) == fold(team)]
            reserve_seats(db, session.id, team, sum(present) + more)


class Laid(NamedTuple):
    """A session of a series: the day that the distance asks for, and the one on which it begins."""

    wanted: dt.date
    start: dt.date

    @property
    def shifted(self) -> bool:
        """True when it begins later than the distance asks for."""
        return self.start != self.wanted


def lay_series(db: Session, session_id: int, every_days: int, times: int) -> list[Laid]:
    """Return where the further sessions of a series come to be, which :func:`repeat_session` makes.

    One of which a day would be closed or taken by a session of the series before it begins on the
    next day from which all of its days are free; those after it keep to their own days where these
    are free. Raises PlanError for numbers of which no series can be made.
    """
    session = get(db, TrainingSession, session_id)
    days = session_detail(db, session_id).days
    if every_days < 1:
        raise PlanError(said("The sessions of a series are at least a day apart."))
    if not 2 <= times <= MOST_IN_SERIES:
        raise PlanError(
            said(
                "A series has 2 to {most} sessions with this one; not {times}.",
                most=MOST_IN_SERIES,
                times=times,
            )
        )
    is_open = days_open_at(db, session.room)
    taken, found = {day.day for day in days}, []
    for number in range(1, times):
        wanted = days[0].day + number * dt.timedelta(days=every_days)
        laid = move_days(days, wanted, is_open)
        while not taken.isdisjoint(day.day for day in laid):
            laid = move_days(days, laid[0].day + dt.timedelta(days=1), is_open)
        taken |= {day.day for day in laid}
        found.append(Laid(wanted, laid[0].day))
    return found


def repeat_session(db: Session, session_id: int, every_days: int, times: int) -> list[int]:
    """Make a series: copies of a session every so many days, *times* sessions with this one in all.

    Returns the ids of the new ones; they are drafts without people. No two share a day: see
    :func:`lay_series`, which says beforehand which of them are shifted. Raises PlanError for numbers
    of which no series can be made.
    """
    series = lay_series(db, session_id, every_days, times)
    return [copy_session(db, session_id, laid.start) for laid in series]


def cancel_session(db: Session, session_id: int) -> None:
    """Cancel a session: its picks are open again, seats kept for teams are given up.

    Raises PlanError when somebody attended it, when it is cancelled already, and when it is locked.
    """
    session = get(db, TrainingSession, session_id)
    if session.status == SessionStatus.CANCELLED:
        raise PlanError(said("{session} is cancelled already.", session=session.code))
    change_session(db, session_id, status=SessionStatus.CANCELLED)


def confirm_session(db: Session, session_id: int) -> None:
    """Make a draft take place for sure; raise PlanError when it was held or is cancelled."""
    session = get(db, TrainingSession, session_id)
    if session.status == SessionStatus.HELD:
        raise PlanError(said("{session} was held already.", session=session.code))
    if session.status == SessionStatus.CANCELLED:
        raise PlanError(said("{session} is cancelled. Revive it first.", session=session.code))
    change_session(db, session_id, status=SessionStatus.CONFIRMED)


def revive_session(db: Session, session_id: int) -> None:
    """Make a cancelled session a draft again, without the people that were in it.

    Raises PlanError when it is not cancelled.
    """
    session = get(db, TrainingSession, session_id)
    if session.status != SessionStatus.CANCELLED:
        raise PlanError(said("{session} is not cancelled.", session=session.code))
    change_session(db, session_id, status=SessionStatus.DRAFT)


def set_pinned(db: Session, session_id: int, pinned: bool) -> None:
    """Keep a session on its dates, or let it move again."""
    change_session(db, session_id, pinned=pinned)


def set_locked(db: Session, session_id: int, locked: bool) -> None:
    """Keep dates and people of a session as they are, or let them go; then those who wait move up."""
    change_session(db, session_id, locked=locked)
