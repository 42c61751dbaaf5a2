"""What is printed of a plan: on one page, its calendar day by day, and sheets to sign."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Plan, Reservation, Seat, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.calendar.open_days import read_closed_days, read_working_week, works_on
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.exporting.calendar_events import PlanEvent, read_calendar
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.lookup import among, fold, get, in_order, person_name
from pmplanner.services.sessions.free_seats import TAKES_SEAT
from pmplanner.services.sessions.session_rows import ReservedRow, SessionRow, list_sessions, read_days
from pmplanner.services.totals.totals import Totals, ledger


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the printed calendar with the sessions on it, in the order of their times."""

    day: dt.date
    works: bool
    """Whether it is one of the days of the week on which people work."""
    closed: str
    """Why nobody works on it, for all sites; empty when they do."""
    events: tuple[PlanEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedCalendar:
    """The days of a plan by month, and how many people sit in each session."""

    plan: str
    months: tuple[tuple[CalendarDay, ...], ...]
    people: dict[int, int]
    """How many have a seat, by session."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who has a seat."""

    name: str
    team: str


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """A session with its days and the people who have a seat in it, by name."""

    row: SessionRow
    days: tuple[Day, ...]
    people: tuple[Attendee, ...]
    reserved: tuple[ReservedRow, ...]
    """Seats of teams whose people are not named yet."""


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A course of the plan on one page: its totals, and its sessions by the time of their first day."""

    title: str
    totals: Totals
    sessions: tuple[SessionRow, ...] = ()
    """Those that are not cancelled; without a day they come last."""
    is_course: bool = True
    """False for the line of the seats that are kept for teams, of whatever courses."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan on one page: what is planned of each course, and when."""

    plan: str
    first_day: dt.date
    last_day: dt.date
    totals: Totals
    lines: tuple[OverviewLine, ...]


def read_overview(db: Session, plan_id: int) -> Overview:
    """Return a plan as it stands on one page; the totals are those of :mod:`pmplanner.services.totals`."""
    plan = get(db, Plan, plan_id)
    held: dict[int, list[SessionRow]] = defaultdict(list)
    titles: dict[int, str] = {}
    for row in list_sessions(db, plan_id):
        if row.status != SessionStatus.CANCELLED:
            held[row.course_id].append(row)
            titles[row.course_id] = row.course_title
    *courses, whole = ledger(db, plan_id, "course")
    filled = [row for row in courses if row.totals.planned or row.totals.gap]
    found = {int(str(row.key)): row for row in filled if row.is_of_people}
    titles |= {course_id: row.name for course_id, row in found.items()}
    lines = [
        OverviewLine(
            title,
            found[course_id].totals if course_id in found else Totals(),
            tuple(sorted(held[course_id], key=lambda row: (row.first_day or dt.date.max, fold(row.code)))),
        )
        for course_id, title in sorted(titles.items(), key=lambda item: (fold(item[1]), item[0]))
    ]
    lines += [OverviewLine(row.name, row.totals, is_course=False) for row in filled if not row.is_of_people]
    return Overview(plan.name, plan.first_day, plan.last_day, whole.totals, tuple(lines))


def read_printed_calendar(db: Session, scope: ExportScope, first: dt.date, last: dt.date) -> PrintedCalendar:
    """Return the calendar of a scope for the whole months from that of *first* to that of *last*.

    Raises PlanError without a plan.
    """
    calendar = read_calendar(db, scope)
    events: dict[dt.date, list[PlanEvent]] = defaultdict(list)
    for event in calendar.within(scope):
        events[event.start.date()].append(event)
    begins, ends = first.replace(day=1), _month_end(last)
    closed = read_closed_days(db, begins, ends).of("")
    week = read_working_week(db)
    months: dict[dt.date, list[CalendarDay]] = defaultdict(list)
    for day in _days(begins, ends):
        printed = CalendarDay(day, works_on(None, week, day), closed.get(day, ""), tuple(events[day]))
        months[day.replace(day=1)].append(printed)
    people = {session_id: len(seated) for session_id, seated in calendar.seats.items()}
    return PrintedCalendar(calendar.plan.name, tuple(map(tuple, months.values())), people)


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))


def read_attendance(db: Session, scope: ExportScope) -> list[AttendanceSheet]:
    """Return the sheets of the sessions that a scope leaves, by date; raise PlanError without a plan."""
    calendar = read_calendar(db, scope)
    chosen = calendar.chosen_sessions(scope)
    days = read_days(db, *among(TrainingSession.id, chosen))
    people, reserved = _people_by_session(db, chosen), _reserved_by_session(db, chosen)
    return [
        AttendanceSheet(row, tuple(days[session_id]), tuple(people[session_id]), tuple(reserved[session_id]))
        for session_id, row in calendar.sessions.items()
        if session_id in chosen
    ]


def _people_by_session(db: Session, session_ids: frozenset[int]) -> dict[int, list[Attendee]]:
    query = (
        select(
            Seat.session_id,
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.employee_id,
            Person.team,
        )
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Person, Person.id == Pick.person_id)
        .where(Seat.status.in_(TAKES_SEAT), *among(Seat.session_id, session_ids))
    )
    people: dict[int, list[Attendee]] = defaultdict(list)
    for session_id, person_id, first, last, email, employee_id, team in db.execute(query):
        people[session_id].append(Attendee(person_name(person_id, first, last, email, employee_id), team))
    for attendees in people.values():
        attendees.sort(key=lambda attendee: in_order(attendee.name))
    return people


def _reserved_by_session(db: Session, session_ids: frozenset[int]) -> dict[int, list[ReservedRow]]:
    query = select(Reservation.session_id, Reservation.id, Reservation.team, Reservation.seats)
    reserved: dict[int, list[ReservedRow]] = defaultdict(list)
    for session_id, row_id, team, seats in db.execute(
        query.where(*among(Reservation.session_id, session_ids))
    ):
        reserved[session_id].append(ReservedRow(row_id, team, seats))
    for rows in reserved.values():
        rows.sort(key=lambda row: in_order(row.team))
    return reserved
