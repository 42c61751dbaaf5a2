"""The days of a plan's sessions as events, and whose calendars they are in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.ics_writing import CalendarEvent
from pmplanner.models import Person, Pick, Plan, Room, Seat, SessionDay, Trainer, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import fold, get, in_order, person_name
from pmplanner.services.sessions.free_seats import TAKES_SEAT
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.storage.merged import merged_people

CALENDARS = ("plan", "person", "trainer", "room")
"""Whose calendars there are: one of the whole plan, one a person, one a trainer, one a room."""


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """A day of a session by what is told of it; *start* and *end* are what the clocks of *zone* show."""

    session_id: int
    number: int
    """Which of the session's days it is, counted from 1."""
    code: str
    course_code: str
    title: str
    start: dt.datetime
    end: dt.datetime
    zone: str = ""
    room: str = ""
    trainer: str = ""
    mode: str = ""
    draft: bool = False
    join_link: str = ""

    def values(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return {**asdict(self), "start": self.start.isoformat(), "end": self.end.isoformat()}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "PlanEvent":
        """Return the event of which :meth:`values` were kept."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        start, end = (dt.datetime.fromisoformat(values[name]) for name in ("start", "end"))
        return cls(**{**known, "start": start, "end": end})

    def as_event(self, uid: str = "", sequence: int = 0, *, cancelled: bool = False) -> CalendarEvent:
        """Return the event as calendar files have it."""
        status = "CANCELLED" if cancelled else "TENTATIVE" if self.draft else "CONFIRMED"
        return CalendarEvent(
            uid,
            self.title,
            self.start,
            self.end,
            self.zone,
            self.room,
            "\n".join(self._lines()),
            status,
            sequence,
            self.join_link,
        )

    def _lines(self) -> Iterator[str]:
        yield said("Course: {title} ({course_code})", title=self.title, course_code=self.course_code)
        yield said("Session: {code}, day {number}", code=self.code, number=self.number)
        if self.trainer:
            yield said("Trainer: {trainer}", trainer=self.trainer)
        if self.mode:
            yield said("Mode: {mode}", mode=self.mode)
        if self.join_link:
            yield said("Join: {link}", link=self.join_link)
        if self.zone:
            yield said("Times are those of {zone}.", zone=self.zone)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose calendar it is."""

    kind: str
    """One of CALENDARS."""
    key: str
    """Kind and id, or kind and folded name of a room or trainer of which nothing more is known."""
    name: str
    email: str = ""


class PlanCalendar:
    """The events of a plan, read once, for whichever calendar is asked for."""

    def __init__(self, db: Session, plan_id: int, plan_name: str) -> None:
        self._db = db
        self.plan_id = plan_id
        self.plan = Recipient("plan", "plan", plan_name)
        rows = list_sessions(db, plan_id)
        self.sessions = {row.id: row for row in rows if row.status != SessionStatus.CANCELLED}
        zones = SessionZones(db)
        days = _days(db, plan_id)
        self._events = {
            row.id: tuple(_events(row, days[row.id], zones.of(row.timezone, row.room)))
            for row in self.sessions.values()
        }

    @cached_property
    def seats(self) -> dict[int, frozenset[int]]:
        """The people who have a seat, by session."""
        query = (
            select(Seat.session_id, Pick.person_id)
            .join(Pick, Pick.id == Seat.pick_id)
            .where(Pick.plan_id == self.plan_id, Seat.status.in_(TAKES_SEAT))
        )
        seats = defaultdict(set)
        for session_id, person_id in self._db.execute(query):
            seats[session_id].add(person_id)
        return {session_id: frozenset(seats[session_id]) for session_id in self.sessions}

    @cached_property
    def people(self) -> dict[int, Recipient]:
        """Everybody by id, in the order of their names."""
        query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
        people = [
            Recipient("person", f"person:{key}", person_name(key, first, last, email, employee_id), email)
            for key, first, last, email, employee_id in self._db.execute(query)
        ]
        return {int(p.key.partition(":")[2]): p for p in sorted(people, key=lambda p: in_order(p.name))}

    @cached_property
    def _trainers(self) -> dict[str, Recipient]:
        query = select(Trainer.id, Trainer.name, Trainer.email)
        return {
            fold(name): Recipient("trainer", f"trainer:{row_id}", name, email)
            for row_id, name, email in self._db.execute(query)
        }

    @cached_property
    def _rooms(self) -> dict[str, Recipient]:
        query = select(Room.id, Room.name)
        return {
            fold(name): Recipient("room", f"room:{row_id}", name) for row_id, name in self._db.execute(query)
        }

    def recipients(self, kind: str) -> list[Recipient]:
        """Return whose calendars of a kind have events, by name."""
        if kind == "plan":
            return [self.plan]
        if kind == "person":
            seated = frozenset().union(*self.seats.values())
            return [person for person_id, person in self.people.items() if person_id in seated]
        found = {place.key: place for row in self.sessions.values() for place in self._places(kind, row)}
        return sorted(found.values(), key=lambda r: in_order(r.name))

    def _places(self, kind: str, row: SessionRow) -> list[Recipient]:
        names = row.trainers if kind == "trainer" else row.rooms
        known = self._trainers if kind == "trainer" else self._rooms
        return [self.named(kind, name, known) for name in names]

    def named(self, kind: str, name: str, known: dict[str, Recipient] | None = None) -> Recipient:
        """Return the calendar of a trainer or room of that name."""
        if known is None:
            known = self._trainers if kind == "trainer" else self._rooms
        return known.get(fold(name)) or Recipient(kind, _key_by_name(kind, name), " ".join(name.split()))

    def renewed(self, to: Recipient) -> Recipient:
        """Return who somebody is now that was told before: by the record, else by the name of then.

        A trainer or room whose record is gone is whoever goes by that name now, for sessions name
        them on. Without a record the address is that of then.
        """
        if to.kind == "plan":
            return self.plan
        if to.kind == "person":
            person_id = int(to.key.partition(":")[2])
            return self.people.get(self._merged.get(person_id, person_id), to)
        now = self._records.get(to.key) or self.named(to.kind, to.name)
        return now if now.key in self._records else replace(now, email=to.email)

    @cached_property
    def _merged(self) -> dict[int, int]:
        """Whoever was merged into somebody else, and into whom: the calendars of both are that one's."""
        return merged_people(self._db.connection())

    @cached_property
    def _records(self) -> dict[str, Recipient]:
        """The trainers and rooms of whom there is a record, by key."""
        return {each.key: each for each in (*self._trainers.values(), *self._rooms.values())}

    @cached_property
    def events(self) -> dict[str, list[PlanEvent]]:
        """Return the events of every calendar by its key."""
        found: dict[str, list[PlanEvent]] = defaultdict(list)
        for session_id, row in self.sessions.items():
            keys = ["plan", *(f"person:{person_id}" for person_id in self.seats[session_id])]
            keys += [place.key for kind in ("trainer", "room") for place in self._places(kind, row)]
            for key in keys:
                found[key] += self._events[session_id]
        return found

    def within(self, scope: ExportScope) -> list[PlanEvent]:
        """Return the events of the whole plan that a scope leaves, in the order of their dates."""
        sessions = self.chosen_sessions(scope)
        events = (
            event for session_id, each in self._events.items() if session_id in sessions for event in each
        )
        return sorted(events, key=lambda event: (event.start, fold(event.code)))

    def chosen_sessions(self, scope: ExportScope) -> frozenset[int]:
        """Return the sessions that a scope leaves: with people named, those in which one of them sits."""
        people = None if scope.person_ids is None else frozenset(scope.person_ids)
        return frozenset(
            session_id
            for session_id, row in self.sessions.items()
            if (scope.session_ids is None or session_id in scope.session_ids)
            and (scope.course_ids is None or row.course_id in scope.course_ids)
            and (people is None or not people.isdisjoint(self.seats[session_id]))
        )

    def covers(self, scope: ExportScope) -> Callable[[PlanEvent], bool]:
        """Return what says whether a scope leaves an event, be it one that is no more."""
        if scope.session_ids is scope.course_ids is scope.person_ids is None:
            return lambda event: True
        sessions = self.chosen_sessions(scope) | (frozenset(scope.session_ids or ()) - self.sessions.keys())
        return lambda event: event.session_id in sessions


def _key_by_name(kind: str, name: str) -> str:
    """Return the key while nothing but the name is known; the sign keeps a name from being an id."""
    return f"{kind}:~{fold(name)}"


def _days(db: Session, plan_id: int) -> dict[int, list[SessionDay]]:
    query = (
        select(SessionDay)
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(TrainingSession.plan_id == plan_id)
        .order_by(SessionDay.day, SessionDay.start_time)
    )
    days: dict[int, list[SessionDay]] = defaultdict(list)
    for day in db.scalars(query):
        days[day.session_id].append(day)
    return days


def _events(row: SessionRow, days: Iterable[SessionDay], zone: str) -> Iterator[PlanEvent]:
    for number, day in enumerate(days, 1):
        yield PlanEvent(
            row.id,
            number,
            row.code,
            row.course_code,
            row.course_title,
            dt.datetime.combine(day.day, day.start_time),
            dt.datetime.combine(day.day, day.end_time),
            zone,
            row.room_names,
            row.trainer_names,
            row.mode,
            draft=row.status == SessionStatus.DRAFT,
            join_link=row.link,
        )


def read_calendar(db: Session, scope: ExportScope) -> PlanCalendar:
    """Read the events of a scope's plan; raise PlanError when there is none."""
    if scope.plan_id is None:
        raise PlanError(said("There is no plan to export yet. Create one first."))
    return PlanCalendar(db, scope.plan_id, get(db, Plan, scope.plan_id).name)
