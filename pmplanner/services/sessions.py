"""Sessions: dated runs of courses, their days and the people in them.

A mapped :class:`TrainingSession` is called *run* here, because *session* is the database's.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    SESSION_STATUSES,
    Course,
    Person,
    Pick,
    Plan,
    Reservation,
    Seat,
    SessionDay,
    SessionEquipment,
    TrainingSession,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, full_name, get
from pmplanner.services.seating import TAKES_SEAT, move_up, open_picks, seat_picks
from pmplanner.services.session_days import Day, check_days, fill_days, move_days
from pmplanner.services.standing import among

FIELDS = (
    "code",
    "timezone",
    "mode",
    "room",
    "trainer",
    "seats_min",
    "seats_max",
    "status",
    "pinned",
    "cost",
    "currency",
    "note",
)
"""What can be set on a session beside its days and people."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as lists show it; *days* are those of its session days, times those of the first."""

    id: int
    code: str
    course_id: int
    course_code: str
    course_title: str
    first_day: dt.date | None
    last_day: dt.date | None
    start_time: dt.time | None
    end_time: dt.time | None
    days: Decimal
    timezone: str
    mode: str
    room: str
    trainer: str
    seats_min: int | None
    seats_max: int | None
    booked: int
    waiting: int
    status: str
    pinned: bool
    cost: Decimal | None
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A person's place in a session."""

    id: int
    pick_id: int
    person_id: int
    name: str
    team: str
    status: str
    position: int
    attended_days: Decimal | None


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """A session with its days and the people in it: seats in order of booking, then the waiting list."""

    row: SessionRow
    days: tuple[Day, ...]
    seats: tuple[SeatRow, ...]


def list_sessions(session: Session, plan_id: int, run_ids: Collection[int] | None = None) -> list[SessionRow]:
    """Return the plan's sessions, or those named, by first day."""
    days = _days_by_run(session, plan_id, run_ids)
    seats = _seat_counts(session, plan_id, run_ids)
    query = (
        select(TrainingSession, Course.code, Course.title)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, run_ids))
    )
    rows = [
        _row(run, code, title, days[run.id], seats[run.id])
        for run, code, title in session.execute(query)
        if run_ids is None or run.id in run_ids
    ]
    return sorted(rows, key=lambda row: (row.first_day or dt.date.max, row.code))


def _row(run: TrainingSession, code: str, title: str, days: Sequence[Day], seats: Counter[str]) -> SessionRow:
    return SessionRow(
        id=run.id,
        code=run.code,
        course_id=run.course_id,
        course_code=code,
        course_title=title,
        first_day=days[0].day if days else None,
        last_day=days[-1].day if days else None,
        start_time=days[0].start_time if days else None,
        end_time=days[0].end_time if days else None,
        days=sum((day.portion for day in days), Decimal(0)),
        timezone=run.timezone,
        mode=run.mode,
        room=run.room,
        trainer=run.trainer,
        seats_min=run.seats_min,
        seats_max=run.seats_max,
        booked=sum(seats[status] for status in TAKES_SEAT),
        waiting=seats["waiting"],
        status=run.status,
        pinned=run.pinned,
        cost=run.cost,
        currency=run.currency,
        note=run.note,
    )


def _days_by_run(
    session: Session, plan_id: int, run_ids: Collection[int] | None = None
) -> defaultdict[int, list[Day]]:
    query = (
        select(
            SessionDay.session_id,
            SessionDay.day,
            SessionDay.start_time,
            SessionDay.end_time,
            SessionDay.portion,
        )
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, run_ids))
        .order_by(SessionDay.day, SessionDay.start_time)
    )
    days: defaultdict[int, list[Day]] = defaultdict(list)
    for run_id, day, start, end, portion in session.execute(query):
        days[run_id].append(Day(day, start, end, portion))
    return days


def _seat_counts(
    session: Session, plan_id: int, run_ids: Collection[int] | None
) -> defaultdict[int, Counter[str]]:
    query = (
        select(Seat.session_id, Seat.status, func.count())
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, run_ids))
        .group_by(Seat.session_id, Seat.status)
    )
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for run_id, status, count in session.execute(query):
        counts[run_id][status] = count
    return counts


def session_detail(session: Session, run_id: int) -> SessionDetail:
    """Return a session with its days and people; raise PlanError when it is gone."""
    run = get(session, TrainingSession, run_id)
    (row,) = list_sessions(session, run.plan_id, [run_id])
    query = (
        select(Seat, Person)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Person, Person.id == Pick.person_id)
        .where(Seat.session_id == run_id)
        .order_by(Seat.status == "waiting", Seat.position, Seat.id)
    )
    seats = tuple(
        SeatRow(
            seat.id,
            seat.pick_id,
            person.id,
            full_name(person.first_name, person.last_name, person.email, person.employee_id),
            person.team,
            seat.status,
            seat.position,
            seat.attended_days,
        )
        for seat, person in session.execute(query)
    )
    return SessionDetail(row, tuple(_days_by_run(session, run.plan_id, [run_id])[run_id]), seats)


def add_session(
    session: Session,
    /,
    plan_id: int,
    course_id: int,
    days: Iterable[Day] | dt.date,
    *,
    seat_open: bool = False,
    pick_ids: Iterable[int] = (),
    **values: object,
) -> int:
    """Add a session of a course and return its id.

    *days* are its session days, or the date from which the course's days are laid over working
    days. *values* are those of FIELDS; seats default to the course's. The people of *pick_ids* are
    seated, with *seat_open* everybody with an open pick of the course; those beyond the seats are
    put on the waiting list.
    Raises PlanError when days or values will not do.
    """
    get(session, Plan, plan_id)
    course = get(session, Course, course_id)
    values = {"seats_min": course.min_seats, "seats_max": course.max_seats, **values}
    code = str(values.pop("code", "") or next_code(session, plan_id, course))
    run = TrainingSession(plan_id=plan_id, course_id=course_id, code=code, **values)
    _check(session, run)
    session.add(run)
    session.flush()
    _put_days(session, run.id, fill_days(days, course.days) if isinstance(days, dt.date) else days)
    if seat_open:
        pick_ids = [pick.pick_id for pick in open_picks(session, plan_id, course_id)]
    seat_picks(session, run.id, pick_ids)
    return run.id


def copy_session(session: Session, run_id: int) -> int:
    """Copy a session, without its people, to the next working day after it; return the copy's id.

    The copy is a draft with the next free code.
    """
    run = get(session, TrainingSession, run_id)
    days = session_detail(session, run_id).days
    start = days[-1].day + dt.timedelta(days=1)
    kept = {name: getattr(run, name) for name in FIELDS if name not in ("code", "status", "pinned")}
    return add_session(session, run.plan_id, run.course_id, move_days(days, start), **kept)


def free_code(session: Session, plan_id: int, course_id: int) -> str:
    """Return the code that the next session of a course gets when none is given."""
    return next_code(session, plan_id, get(session, Course, course_id))


def next_code(session: Session, plan_id: int, course: Course) -> str:
    """Return the first free code of the form COURSE-1, COURSE-2, ... in the plan."""
    taken = {
        fold(code)
        for code in session.scalars(select(TrainingSession.code).where(TrainingSession.plan_id == plan_id))
    }
    number = 1
    while fold(f"{course.code}-{number}") in taken:
        number += 1
    return f"{course.code}-{number}"


def change_session(session: Session, /, run_id: int, **values: object) -> None:
    """Change the named FIELDS of a session; more seats let those waiting move up.

    Raises PlanError when the values will not do.
    """
    run = get(session, TrainingSession, run_id)
    with session.no_autoflush:
        for name, value in values.items():
            if name not in FIELDS:
                raise TypeError(f"a session has no {name}")
            setattr(run, name, value)
        _check(session, run)
    session.flush()
    move_up(session, run_id)


def _check(session: Session, run: TrainingSession) -> None:
    if run.status is not None and run.status not in SESSION_STATUSES:
        raise PlanError(f"A session is {', '.join(SESSION_STATUSES)}; not “{run.status}”.")
    low, high = run.seats_min, run.seats_max
    if (low is not None and low < 0) or (high is not None and high < 1):
        raise PlanError("A session needs at least one seat.")
    if low is not None and high is not None and low > high:
        raise PlanError(f"The fewest seats ({low}) are more than the most ({high}).")
    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == run.plan_id)
    if not run.code.strip():
        raise PlanError("A session needs a code.")
    for other_id, code in session.execute(query):
        if other_id != run.id and fold(code) == fold(run.code):
            raise PlanError(f"There is already a session “{code}” in this plan.")


def change_course(session: Session, run_id: int, course_id: int) -> None:
    """Make a session one of another course, with a new code, the course's seats, and its days laid anew.

    Raises PlanError when there are people in the session: they have picked the other course.
    """
    run = get(session, TrainingSession, run_id)
    course = get(session, Course, course_id)
    if session.scalar(select(Seat.id).where(Seat.session_id == run_id).limit(1)) is not None:
        raise PlanError(f"There are people in {run.code} who picked its course. Take them out first.")
    first = session_detail(session, run_id).days[0]
    run.code = next_code(session, run.plan_id, course)
    run.course_id = course_id
    run.seats_min, run.seats_max = course.min_seats, course.max_seats
    session.flush()
    _put_days(session, run_id, fill_days(first.day, course.days))


def set_session_days(session: Session, run_id: int, days: Iterable[Day]) -> None:
    """Make these the days of a session; raise PlanError when there is none or two overlap."""
    get(session, TrainingSession, run_id)
    _put_days(session, run_id, days)


def move_session(session: Session, run_id: int, start: dt.date) -> None:
    """Move a session to begin on *start* or the next working day; its days keep their distances."""
    days = session_detail(session, run_id).days
    _put_days(session, run_id, move_days(days, start))


def _put_days(session: Session, run_id: int, days: Iterable[Day]) -> None:
    wanted = check_days(days)
    present = {
        (row.day, row.start_time): row
        for row in session.scalars(select(SessionDay).where(SessionDay.session_id == run_id))
    }
    for day in wanted:
        row = present.pop((day.day, day.start_time), None)
        if row is None:
            row = SessionDay(session_id=run_id, day=day.day, start_time=day.start_time)
            session.add(row)
        row.end_time, row.portion = day.end_time, day.portion
    for row in present.values():
        session.delete(row)
    session.flush()


def remove_session(session: Session, run_id: int) -> None:
    """Remove a session; its picks are open again. Raises PlanError when somebody attended it."""
    run = get(session, TrainingSession, run_id)
    seats = list(session.scalars(select(Seat).where(Seat.session_id == run_id)))
    if any(seat.status in ("attended", "partly attended") for seat in seats):
        raise PlanError(f"People attended {run.code}; a session that was held stays in the plan.")
    for row in seats:
        session.delete(row)
    for kind in (SessionDay, SessionEquipment, Reservation):
        for part in session.scalars(select(kind).where(kind.session_id == run_id)):
            session.delete(part)
    session.flush()
    session.delete(run)


def remove_sessions(session: Session, run_ids: Iterable[int]) -> None:
    """Remove sessions; raise PlanError when somebody attended one of them."""
    for run_id in run_ids:
        remove_session(session, run_id)


def known_places(session: Session) -> tuple[list[str], list[str]]:
    """Return the rooms and trainers named so far, for completion."""
    rooms = session.scalars(select(TrainingSession.room).distinct())
    trainers = session.scalars(select(TrainingSession.trainer).distinct())
    return sorted(filter(None, rooms), key=fold), sorted(filter(None, trainers), key=fold)
