"""Where each pick of a plan stands: open, waiting, scheduled or done, and its days and dates."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from pmplanner.models import PASSED, Completion, Course, Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.lookup import among, get

OPEN, WAITING, SCHEDULED, DONE = "open", "waiting", "scheduled", "done"

_NOTHING = Decimal(0)

_SEAT_RANK = {"attended": 0, "partly attended": 1, "booked": 2, "waiting": 3, "absent": 4}


class PickStatus(NamedTuple):
    """A pick and what became of it; *days* are the person's, *cost* in the plan's currency.

    A tuple, because a plan has thousands of them and they are made each time it is read.
    """

    pick_id: int
    person_id: int
    course_id: int
    status: str
    days: Decimal
    own_days: Decimal | None
    note: str
    seat_status: str | None = None
    seat_id: int | None = None
    session_id: int | None = None
    session_code: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    result: str = ""
    cost: Decimal = Decimal(0)

    @property
    def failed(self) -> bool:
        """True when the course was taken without success: its days are spent, nothing is credited."""
        return self.status == DONE and bool(self.result) and self.result.casefold() not in PASSED


class SessionSpan(NamedTuple):
    """A session that runs: what it costs as a whole, its days in all, and its first and last day."""

    id: int
    code: str
    cost: Decimal | None
    currency: str
    days: Decimal | None
    first_day: dt.date | None
    last_day: dt.date | None


class _Seat(NamedTuple):
    id: int
    status: str
    rank: int
    attended_days: Decimal | None
    session: SessionSpan
    share: Decimal
    """Of what the session costs as a whole."""

    @property
    def attended(self) -> bool:
        return self.rank <= _SEAT_RANK["partly attended"]


class _Pick(NamedTuple):
    id: int
    person_id: int
    course_id: int
    own_days: Decimal | None
    note: str


class _Course(NamedTuple):
    days: Decimal
    price: Decimal
    """Of one seat, in the plan's currency; 0 where it is not known in it."""


def list_pick_statuses(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> list[PickStatus]:
    """Return where each pick of the plan stands, of all people or of those named, in order of picks."""
    plan = get(db, Plan, plan_id)
    wanted = None if person_ids is None else set(person_ids)
    picks = db.execute(
        select(Pick.id, Pick.person_id, Pick.course_id, Pick.days, Pick.note)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, wanted))
        .order_by(Pick.id)
    ).all()
    courses = _courses(db, plan)
    seats = _seats(db, plan, wanted)
    completions = _completions(db, plan, wanted)
    return [
        _pick_status(
            _Pick._make(pick),
            courses[pick[2]],
            seats.get(pick[0]),
            completions.get((pick[1], pick[2])),
        )
        for pick in picks
        if wanted is None or pick[1] in wanted
    ]


def _courses(db: Session, plan: Plan) -> dict[int, _Course]:
    query = select(Course.id, Course.days, Course.cost, Course.currency)
    return {
        course_id: _Course(days, _NOTHING if cost is None or currency not in ("", plan.currency) else cost)
        for course_id, days, cost, currency in db.execute(query)
    }


def _pick_status(
    pick: _Pick, course: _Course, seat: _Seat | None, completion: RowMapping | None
) -> PickStatus:
    if seat is not None and seat.attended:
        return _in_seat(pick, seat, DONE, _days_attended(seat, pick.own_days, course), course.price)
    days = course.days if pick.own_days is None else pick.own_days
    if completion is not None:
        return _completed(pick, completion, days, course.price)
    if seat is None or seat.status == SeatStatus.ABSENT:
        seat_status, seat_id = (SeatStatus.ABSENT, seat.id) if seat is not None else (None, None)
        pick_id, person_id, course_id, own_days, note = pick
        return PickStatus(
            pick_id,
            person_id,
            course_id,
            OPEN,
            days,
            own_days,
            note,
            seat_status,
            seat_id,
            cost=course.price,
        )
    return _in_seat(
        pick, seat, WAITING if seat.status == SeatStatus.WAITING else SCHEDULED, days, course.price
    )


def _in_seat(pick: _Pick, seat: _Seat, status: str, days: Decimal, price: Decimal) -> PickStatus:
    pick_id, person_id, course_id, own_days, note = pick
    session = seat.session
    return PickStatus(
        pick_id,
        person_id,
        course_id,
        status,
        days,
        own_days,
        note,
        seat.status,
        seat.id,
        session.id,
        session.code,
        session.first_day,
        session.last_day,
        cost=price + seat.share if seat.share else price,
    )


def _completed(pick: _Pick, completion: RowMapping, days: Decimal, price: Decimal) -> PickStatus:
    day = completion["completed_on"]
    return PickStatus(
        pick.id,
        pick.person_id,
        pick.course_id,
        DONE,
        days if completion["days"] is None else completion["days"],
        pick.own_days,
        pick.note,
        first_day=day,
        last_day=day,
        result=completion["result"],
        cost=price if completion["cost"] is None else completion["cost"],
    )


def _days_attended(seat: _Seat, own: Decimal | None, course: _Course) -> Decimal:
    """A session's actual days count, unless the person's own are known."""
    for days in (seat.attended_days, own, seat.session.days):
        if days is not None:
            return Decimal(days)
    return course.days


def _seats(db: Session, plan: Plan, wanted: set[int] | None) -> dict[int, _Seat]:
    """Return the seat that decides, by pick; seats of cancelled sessions do not count."""
    query = (
        select(Seat.id, Seat.session_id, Seat.pick_id, Seat.status, Seat.attended_days)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Pick.plan_id == plan.id, *among(Pick.person_id, wanted))
        .order_by(Seat.id)
    )
    seats = db.execute(query).all()
    session_ids = None if wanted is None else {seat.session_id for seat in seats}
    sessions = {session.id: session for session in session_spans(db, plan.id, session_ids)}
    shares = _shares(db, plan, sessions.values())
    found: dict[int, _Seat] = {}
    for seat_id, session_id, pick_id, status, attended in seats:
        if session_id not in sessions:
            continue
        rank, other = _SEAT_RANK[status], found.get(pick_id)
        # A pick can have been absent from one session and sit in another: the seat that counts is the best
        # one.
        if other is None or rank < other.rank:
            share = shares.get(seat_id, _NOTHING)
            found[pick_id] = _Seat(seat_id, status, rank, attended, sessions[session_id], share)
    return found


def session_spans(db: Session, plan_id: int, session_ids: Collection[int] | None = None) -> list[SessionSpan]:
    """Return the plan's sessions that run.

    With *session_ids* those at least, which are soon read when they are few.
    """
    query = (
        select(
            TrainingSession.id,
            TrainingSession.code,
            TrainingSession.cost,
            TrainingSession.currency,
            func.sum(SessionDay.portion, type_=SessionDay.portion.type).label("days"),
            func.min(SessionDay.day).label("first_day"),
            func.max(SessionDay.day).label("last_day"),
        )
        .outerjoin(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            TrainingSession.plan_id == plan_id,
            TrainingSession.status != SessionStatus.CANCELLED,
            *among(TrainingSession.id, session_ids),
        )
        .group_by(TrainingSession.id)
    )
    return [SessionSpan._make(row) for row in db.execute(query)]


def _shares(db: Session, plan: Plan, sessions: Iterable[SessionSpan]) -> dict[int, Decimal]:
    """Share what each session costs among its seats to the cent, the first seats taking what is left over."""
    priced = {
        session.id: session.cost
        for session in sessions
        if session.cost and session.currency in ("", plan.currency)
    }
    if not priced:
        return {}
    seats: dict[int, list[int]] = defaultdict(list)
    query = select(Seat.id, Seat.session_id).where(
        Seat.session_id.in_(priced), Seat.status != SeatStatus.WAITING
    )
    for seat_id, session_id in db.execute(query.order_by(Seat.id)):
        seats[session_id].append(seat_id)
    shares = {}
    for session_id, ids in seats.items():
        each, left = divmod(int(priced[session_id] * 100), len(ids))
        for number, seat_id in enumerate(ids):
            shares[seat_id] = Decimal(each + (number < left)) / 100
    return shares


def _completions(db: Session, plan: Plan, wanted: set[int] | None) -> dict[tuple[int, int], RowMapping]:
    """Return the completion in the plan's period by person and course; a success before a failure."""
    query = (
        select(
            Completion.person_id,
            Completion.course_id,
            Completion.completed_on,
            Completion.result,
            Completion.days,
            Completion.cost,
        )
        .where(
            Completion.completed_on.between(plan.first_day, plan.last_day),
            *among(Completion.person_id, wanted),
        )
        .order_by(Completion.completed_on)
    )
    found: dict[tuple[int, int], RowMapping] = {}
    for row in db.execute(query).mappings():
        key = (row["person_id"], row["course_id"])
        # In the order of days: a later success replaces an earlier failure, and no failure a success.
        if key not in found or row["result"].casefold() in PASSED:
            found[key] = row
    return found
