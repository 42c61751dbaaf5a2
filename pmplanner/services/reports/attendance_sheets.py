"""Attendance sheets: each session with its days and those who have a seat in it, to sign for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Plan, Reservation, Seat, TrainingSession
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.exporting.calendar_events import read_calendar
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import among, get, in_order, person_name
from pmplanner.services.reports.asking import Asked, Row
from pmplanner.services.reports.scopes import scope_of
from pmplanner.services.sessions.free_seats import TAKES_SEAT
from pmplanner.services.sessions.session_rows import ReservedRow, SessionRow, read_days

HEADER = ("session_code", "course_title", "number", "name", "team", "reserved")


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
class AttendanceSheets:
    """The attendance sheets of a plan."""

    plan: str
    sheets: Sequence[AttendanceSheet]


def read_attendance_sheets(db: Session, asked: Asked) -> AttendanceSheets:
    """Return the attendance sheets of a plan; raise PlanError when it or a session that is named is gone."""
    return AttendanceSheets(get(db, Plan, asked.plan_id).name, read_attendance(db, scope_of(db, asked)))


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


def sheet_rows(found: AttendanceSheets) -> list[Row]:
    """Return one row a person of a session, then one for each team that seats are kept for."""
    rows: list[Row] = []
    for sheet in found.sheets:
        head = (sheet.row.code, sheet.row.course_title)
        rows += [(*head, number, seat.name, seat.team, None) for number, seat in enumerate(sheet.people, 1)]
        rows += [(*head, None, None, kept.team, kept.seats) for kept in sheet.reserved]
    return rows
