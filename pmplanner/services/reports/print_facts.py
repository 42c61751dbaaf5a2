"""Calendar, attendance sheets and courses on one page, as they are asked for like all other papers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.models.statuses import SessionStatus
from pmplanner.papers.model import Paper
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.print_out import (
    AttendanceSheet,
    Overview,
    PrintedCalendar,
    read_attendance,
    read_overview,
    read_printed_calendar,
)
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.lookup import fold, get
from pmplanner.services.reports.asking import Asked, Row, first_weekday
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.calendar_paper import calendar_paper
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions

CALENDAR_HEADER = (
    "day",
    "session_code",
    "course_code",
    "course_title",
    "begins",
    "ends",
    "room",
    "people",
    "draft",
)
ATTENDANCE_HEADER = ("session_code", "course_title", "number", "name", "team", "reserved")
OVERVIEW_HEADER = (
    "course_title",
    "days_planned",
    "days_to_schedule",
    "session_code",
    "first_day",
    "last_day",
    "people",
)


@dataclass(frozen=True, slots=True)
class CalendarAsked:
    """The calendar with the weekday that weeks begin with, and whose sessions it has if not everybody's."""

    calendar: PrintedCalendar
    first_weekday: int
    whom: str


@dataclass(frozen=True, slots=True)
class SheetsAsked:
    """The attendance sheets of a plan."""

    plan: str
    sheets: Sequence[AttendanceSheet]


def read_calendar_asked(db: Session, asked: Asked) -> CalendarAsked:
    """Return the calendar of a plan; raise PlanError when the plan is gone."""
    plan = get(db, Plan, asked.plan_id)
    first, last = asked.between or (plan.first_day, plan.last_day)
    calendar = read_printed_calendar(db, _scope(db, asked), first, last)
    return CalendarAsked(calendar, first_weekday(db, asked), asked.whom)


def read_sheets_asked(db: Session, asked: Asked) -> SheetsAsked:
    """Return the attendance sheets of a plan; raise PlanError when it or a session that is named is gone."""
    return SheetsAsked(get(db, Plan, asked.plan_id).name, read_attendance(db, _scope(db, asked)))


def read_overview_asked(db: Session, asked: Asked) -> Overview:
    """Return a plan's courses; raise PlanError when it is gone."""
    return read_overview(db, asked.plan_id)


def _scope(db: Session, asked: Asked) -> ExportScope:
    session_ids = asked.session_ids
    if asked.names:
        named = sessions_named(db, asked.plan_id, asked.names)
        session_ids = named if session_ids is None else session_ids & named
    return ExportScope(asked.plan_id, person_ids=asked.person_ids, session_ids=session_ids)


def sessions_named(db: Session, plan_id: int, codes: Sequence[str]) -> frozenset[int]:
    """Return the sessions of a plan by their codes; raise PlanError for a code that none has."""
    known: dict[str, SessionRow] = {fold(row.code): row for row in list_sessions(db, plan_id)}
    for code in codes:
        row = known.get(fold(code))
        if row is None or row.status == SessionStatus.CANCELLED:
            raise PlanError(said("The plan has no session {code}.", code=code))
    return frozenset(known[fold(code)].id for code in codes)


def calendar_of(found: CalendarAsked) -> Paper:
    """Return the calendar as a paper."""
    return calendar_paper(found.calendar, found.first_weekday, found.whom)


def sheets_of(found: SheetsAsked) -> Paper:
    """Return the attendance sheets as a paper."""
    return attendance_paper(found.sheets, found.plan)


def calendar_rows(found: CalendarAsked) -> list[Row]:
    """Return one row a session and day."""
    people = found.calendar.people
    return [
        (
            day.day,
            event.code,
            event.course_code,
            event.title,
            _clock(event.start),
            _clock(event.end),
            event.room,
            people.get(event.session_id, 0),
            "yes" if event.draft else "no",
        )
        for month in found.calendar.months
        for day in month
        for event in day.events
    ]


def _clock(at: dt.datetime) -> dt.time:
    return at.time()


def sheet_rows(found: SheetsAsked) -> list[Row]:
    """Return one row a person of a session, then one for each team that seats are kept for."""
    rows: list[Row] = []
    for sheet in found.sheets:
        head = (sheet.row.code, sheet.row.course_title)
        rows += [(*head, number, seat.name, seat.team, None) for number, seat in enumerate(sheet.people, 1)]
        rows += [(*head, None, None, kept.team, kept.seats) for kept in sheet.reserved]
    return rows


def overview_rows(found: Overview) -> list[Row]:
    """Return one row a session, or a course without one."""
    rows: list[Row] = []
    for line in found.lines:
        head = (line.title, line.totals.planned, line.totals.open)
        rows += [(*head, row.code, row.first_day, row.last_day, row.booked) for row in line.sessions] or [
            (*head, None, None, None, None)
        ]
    return rows
