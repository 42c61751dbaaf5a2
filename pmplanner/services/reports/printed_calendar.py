"""The calendar of a plan day by day, for whole months, with its sessions and how many sit in each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.services.calendar.open_days import read_closed_days, read_working_week, works_on
from pmplanner.services.exporting.calendar_events import PlanEvent, read_calendar
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import get
from pmplanner.services.reports.asking import Asked, Row, first_weekday
from pmplanner.services.reports.scopes import scope_of

HEADER = (
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
class AskedCalendar:
    """The calendar with the weekday that weeks begin with, and whose sessions it has if not everybody's."""

    calendar: PrintedCalendar
    first_weekday: int
    whom: str


def read_asked_calendar(db: Session, asked: Asked) -> AskedCalendar:
    """Return the calendar of a plan; raise PlanError when the plan is gone."""
    plan = get(db, Plan, asked.plan_id)
    first, last = asked.between or (plan.first_day, plan.last_day)
    calendar = read_printed_calendar(db, scope_of(db, asked), first, last)
    return AskedCalendar(calendar, first_weekday(db, asked), asked.whom)


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


def calendar_rows(found: AskedCalendar) -> list[Row]:
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
