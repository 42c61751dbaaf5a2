"""Sessions as lists and forms show them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import (
    Course,
    Equipment,
    Person,
    Pick,
    Reservation,
    Room,
    Seat,
    SessionDay,
    SessionEquipment,
    SessionMode,
    SessionRoom,
    SessionTrainer,
    Trainer,
    TrainingSession,
)
from pmplanner.models.statuses import CLOSED_SESSIONS, SeatStatus
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.lookup import among, fold, get, person_name
from pmplanner.services.resources.further import Further, Teacher, read_further
from pmplanner.services.sessions.seating import TAKES_SEAT


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
    locked: bool
    cost: Decimal | None
    currency: str
    note: str
    kept: int = 0
    """Seats kept for teams whose people are not named yet."""
    further_rooms: tuple[str, ...] = ()
    """Beside the first one, in order."""
    further_trainers: tuple[Teacher, ...] = ()
    """Beside the first one, who leads the session, in order."""
    join_link: str = ""
    decide_by: dt.date | None = None
    """The day by which it must be known whether it takes place."""
    cancel_cost: Decimal | None = None
    """What calling it off costs; None while that is unknown."""
    cancel_currency: str = ""

    @property
    def rooms(self) -> tuple[str, ...]:
        """The names of all rooms, the first one first."""
        return (self.room, *self.further_rooms) if self.room else self.further_rooms

    @property
    def trainers(self) -> tuple[str, ...]:
        """The names of all who teach, the first one first."""
        names = tuple(each.name for each in self.further_trainers)
        return (self.trainer, *names) if self.trainer else names

    @property
    def room_names(self) -> str:
        """All rooms, for where there is a line for them."""
        return ", ".join(self.rooms)

    @property
    def trainer_names(self) -> str:
        """All who teach, for where there is a line for them."""
        return ", ".join(self.trainers)

    def named(self, what: Literal["room", "trainer"]) -> tuple[str, ...]:
        """Return the names of all rooms or of all trainers."""
        return self.rooms if what == "room" else self.trainers

    @property
    def link(self) -> str:
        """The link to join it; nothing for a session on site, which nobody joins from elsewhere."""
        return "" if self.mode == SessionMode.ON_SITE else self.join_link

    @property
    def lacking(self) -> int:
        """How many more people are needed, named or not; 0 for what has been held or called off.

        As the check "below minimum" has it.
        """
        if self.seats_min is None or self.status in CLOSED_SESSIONS:
            return 0
        return max(0, self.seats_min - self.booked - self.kept)


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
class ReservedRow:
    """Seats kept for a team whose people are not named yet."""

    id: int
    team: str
    seats: int


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Equipment that a session asks for, and how many."""

    equipment_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """A session with its days and the people in it: seats in order of booking, then the waiting list."""

    row: SessionRow
    days: tuple[Day, ...]
    seats: tuple[SeatRow, ...]
    reserved: tuple[ReservedRow, ...] = ()
    equipment: tuple[AskedRow, ...] = ()


def list_sessions(db: Session, plan_id: int, session_ids: Collection[int] | None = None) -> list[SessionRow]:
    """Return the plan's sessions, or those named, by first day."""
    days = read_days(db, TrainingSession.plan_id == plan_id, *among(TrainingSession.id, session_ids))
    seats = _seat_counts(db, plan_id, session_ids)
    kept = _kept_counts(db, plan_id, session_ids)
    further = read_further(db, session_ids)
    query = (
        select(TrainingSession, Course.code, Course.title)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, session_ids))
    )
    rows = [
        _row(session, code, title, days[session.id], seats[session.id], kept.get(session.id, 0), further)
        for session, code, title in db.execute(query)
        if session_ids is None or session.id in session_ids
    ]
    return sorted(rows, key=lambda row: (row.first_day or dt.date.max, row.code))


def list_sessions_of_course(db: Session, plan_id: int, course_id: int) -> list[SessionRow]:
    """Return the plan's sessions of a course, by first day."""
    of_course = TrainingSession.plan_id == plan_id, TrainingSession.course_id == course_id
    return list_sessions(db, plan_id, set(db.scalars(select(TrainingSession.id).where(*of_course))))


def _row(
    session: TrainingSession,
    code: str,
    title: str,
    days: Sequence[Day],
    seats: Counter[str],
    kept: int,
    further: Further,
) -> SessionRow:
    return SessionRow(
        id=session.id,
        code=session.code,
        course_id=session.course_id,
        course_code=code,
        course_title=title,
        first_day=days[0].day if days else None,
        last_day=days[-1].day if days else None,
        start_time=days[0].start_time if days else None,
        end_time=days[0].end_time if days else None,
        days=sum((day.portion for day in days), Decimal(0)),
        timezone=session.timezone,
        mode=session.mode,
        room=session.room,
        trainer=session.trainer,
        seats_min=session.seats_min,
        seats_max=session.seats_max,
        booked=sum(seats[status] for status in TAKES_SEAT),
        waiting=seats["waiting"],
        status=session.status,
        pinned=session.pinned,
        locked=session.locked,
        cost=session.cost,
        currency=session.currency,
        note=session.note,
        kept=kept,
        further_rooms=further.rooms.get(session.id, ()),
        further_trainers=further.trainers.get(session.id, ()),
        join_link=session.join_link,
        decide_by=session.decide_by,
        cancel_cost=session.cancel_cost,
        cancel_currency=session.cancel_currency,
    )


def read_days(db: Session, *which: ColumnElement[bool]) -> defaultdict[int, list[Day]]:
    """Return the days of the sessions of which *which* holds, by session and in order."""
    query = (
        select(
            SessionDay.session_id,
            SessionDay.day,
            SessionDay.start_time,
            SessionDay.end_time,
            SessionDay.portion,
        )
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(*which)
        .order_by(SessionDay.day, SessionDay.start_time)
    )
    days: defaultdict[int, list[Day]] = defaultdict(list)
    for session_id, day, start, end, portion in db.execute(query):
        days[session_id].append(Day(day, start, end, portion))
    return days


def _seat_counts(
    db: Session, plan_id: int, session_ids: Collection[int] | None
) -> defaultdict[int, Counter[str]]:
    query = (
        select(Seat.session_id, Seat.status, func.count())
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, session_ids))
        .group_by(Seat.session_id, Seat.status)
    )
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for session_id, status, count in db.execute(query):
        counts[session_id][status] = count
    return counts


def _kept_counts(db: Session, plan_id: int, session_ids: Collection[int] | None) -> dict[int, int]:
    query = (
        select(Reservation.session_id, func.sum(Reservation.seats))
        .join(TrainingSession, TrainingSession.id == Reservation.session_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, session_ids))
        .group_by(Reservation.session_id)
    )
    return {session_id: int(count) for session_id, count in db.execute(query)}


def session_detail(db: Session, session_id: int) -> SessionDetail:
    """Return a session with its days and people; raise PlanError when it is gone."""
    session = get(db, TrainingSession, session_id)
    (row,) = list_sessions(db, session.plan_id, [session_id])
    return SessionDetail(
        row,
        tuple(read_days(db, TrainingSession.id == session_id)[session_id]),
        tuple(_list_seats(db, session_id)),
        tuple(list_reserved(db, session_id)),
        tuple(list_asked(db, session_id)),
    )


def _list_seats(db: Session, session_id: int) -> list[SeatRow]:
    query = (
        select(Seat, Person)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Person, Person.id == Pick.person_id)
        .where(Seat.session_id == session_id)
        .order_by(Seat.status == SeatStatus.WAITING, Seat.position, Seat.id)
    )
    return [
        SeatRow(
            seat.id,
            seat.pick_id,
            person.id,
            person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id),
            person.team,
            seat.status,
            seat.position,
            seat.attended_days,
        )
        for seat, person in db.execute(query)
    ]


def list_reserved(db: Session, session_id: int) -> list[ReservedRow]:
    """Return the seats of a session that are kept for teams, by team."""
    query = select(Reservation.id, Reservation.team, Reservation.seats)
    rows = [ReservedRow(*row) for row in db.execute(query.where(Reservation.session_id == session_id))]
    return sorted(rows, key=lambda row: fold(row.team))


def list_asked(db: Session, session_id: int) -> list[AskedRow]:
    """Return the equipment that a session asks for, by name."""
    query = (
        select(Equipment.id, Equipment.name, SessionEquipment.count)
        .join(SessionEquipment, SessionEquipment.equipment_id == Equipment.id)
        .where(SessionEquipment.session_id == session_id)
    )
    return sorted((AskedRow(*row) for row in db.execute(query)), key=lambda row: fold(row.name))


def known_places(db: Session) -> tuple[list[str], list[str]]:
    """Return the rooms and trainers that are known or named so far, for completion."""
    rooms = _names(db, Room.name, TrainingSession.room, SessionRoom.name)
    return rooms, _names(db, Trainer.name, TrainingSession.trainer, SessionTrainer.name)


def _names(db: Session, known: InstrumentedAttribute[str], *used: InstrumentedAttribute[str]) -> list[str]:
    """Return both kinds of names in order, one written in several ways as it is known."""
    names = [name for column in used for name in db.scalars(select(column).distinct())]
    names += db.scalars(select(known))
    return sorted({fold(name): name for name in names if name}.values(), key=fold)
