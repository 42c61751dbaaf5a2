"""What is printed of a plan: its calendar day by day, and sheets on which attendance is signed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.services.calendar_events import PlanEvent
from pmplanner.services.calendar_export import read_calendar
from pmplanner.services.calendars import read_closed_days, read_working_week, works_on
from pmplanner.services.exporting import ExportScope
from pmplanner.services.free_seats import TAKES_SEAT
from pmplanner.services.session_days import Day
from pmplanner.services.session_rows import ReservedRow, SeatRow, SessionRow, session_detail


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
class AttendanceSheet:
    """A session with its days and the people who have a seat in it, by name."""

    row: SessionRow
    days: tuple[Day, ...]
    people: tuple[SeatRow, ...]
    reserved: tuple[ReservedRow, ...]
    """Seats of teams whose people are not named yet."""


def read_printed_calendar(
    session: Session, scope: ExportScope, first: dt.date, last: dt.date
) -> PrintedCalendar:
    """Return the calendar of a scope for the whole months from that of *first* to that of *last*.

    Raises PlanError without a plan.
    """
    calendar = read_calendar(session, scope)
    events: dict[dt.date, list[PlanEvent]] = defaultdict(list)
    for event in calendar.within(scope):
        events[event.start.date()].append(event)
    begins, ends = first.replace(day=1), _month_end(last)
    closed = read_closed_days(session, begins, ends).of("")
    week = read_working_week(session)
    months: dict[dt.date, list[CalendarDay]] = defaultdict(list)
    for day in _days(begins, ends):
        printed = CalendarDay(day, works_on(None, week, day), closed.get(day, ""), tuple(events[day]))
        months[day.replace(day=1)].append(printed)
    people = {run_id: len(seated) for run_id, seated in calendar.seats.items()}
    return PrintedCalendar(calendar.plan.name, tuple(map(tuple, months.values())), people)


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))


def read_attendance(session: Session, scope: ExportScope) -> list[AttendanceSheet]:
    """Return the sheets of the sessions that a scope leaves, by date; raise PlanError without a plan."""
    calendar = read_calendar(session, scope)
    chosen = calendar.chosen_runs(scope)
    return [_sheet(session, run_id) for run_id in calendar.runs if run_id in chosen]


def _sheet(session: Session, run_id: int) -> AttendanceSheet:
    detail = session_detail(session, run_id)
    people = [seat for seat in detail.seats if seat.status in TAKES_SEAT]
    by_name = sorted(people, key=lambda seat: seat.name.casefold())
    return AttendanceSheet(detail.row, detail.days, tuple(by_name), detail.reserved)
