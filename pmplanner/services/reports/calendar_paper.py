"""The calendar of a plan as a paper: a month a page, the weeks as rows, sessions as bars over their days."""

import datetime as dt
from collections.abc import Iterator, Sequence

from pmplanner.papers.model import (
    Cell,
    Column,
    Line,
    Paper,
    Section,
    Size,
    Tone,
    Week,
    WeekBar,
    Weeks,
    head_row,
)
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.exporting.calendar_events import PlanEvent
from pmplanner.services.reports import words
from pmplanner.services.reports.printed_calendar import AskedCalendar, CalendarDay, PrintedCalendar
from pmplanner.services.reports.tables import below

WEEKDAYS = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)
_BUSY, _FREE = 16, 9
"""How wide the columns of working days and of others are, beside each other."""


_LEAST_SCALE = 0.6
"""As small as a month can still be read on its page."""


def calendar_paper(found: AskedCalendar) -> Paper:
    """Return the paper of a calendar."""
    calendar = found.calendar
    sections = tuple(_month(calendar, days, found.first_weekday, found.whom) for days in calendar.months)
    return Paper(said("{plan} – calendar", plan=calendar.plan), sections, landscape=True)


def _month(found: PrintedCalendar, days: Sequence[CalendarDay], first_weekday: int, whom: str) -> Section:
    order = [(first_weekday + place) % 7 for place in range(7)]
    wide = {day.day.weekday() for day in days if day.works or day.events}
    weeks = Weeks(
        tuple(Column(_BUSY if weekday in wide else _FREE) for weekday in order),
        head_row([resaid(WEEKDAYS[weekday]) for weekday in order]),
        tuple(_week(found, week) for week in _weeks(days, order)),
    )
    return Section(
        words.month(f"{days[0].day:%Y-%m}"),
        below(" · ".join(filter(None, (found.plan, whom)))),
        (weeks,),
        one_page=True,
        least_scale=_LEAST_SCALE,
    )


def _weeks(days: Sequence[CalendarDay], order: Sequence[int]) -> list[list[CalendarDay | None]]:
    """The days in rows of seven, with None where the month does not reach."""
    cells: list[CalendarDay | None] = [*[None] * order.index(days[0].day.weekday()), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]


def _week(found: PrintedCalendar, week: Sequence[CalendarDay | None]) -> Week:
    return Week(tuple(map(_cell, week)), tuple(_bars(found, week)))


def _cell(day: CalendarDay | None) -> Cell:
    if day is None:
        return Cell()
    number = Line(str(day.day.day), bold=True)
    lines = (number, Line(day.closed, muted=True, size=Size.SMALL)) if day.closed else (number,)
    return Cell(lines, Tone.NONE if day.works and not day.closed else Tone.CLOSED)


def _bars(found: PrintedCalendar, week: Sequence[CalendarDay | None]) -> Iterator[WeekBar]:
    """A bar for each run of days on which a session goes on at the same times."""
    events = [(event, place) for place, day in enumerate(week) if day is not None for event in day.events]
    runs: list[tuple[PlanEvent, int, int]] = []
    for event, place in sorted(events, key=lambda each: (_likeness(each[0]), each[1])):
        if runs and _goes_on(runs[-1], event, place):
            runs[-1] = (*runs[-1][:2], place)
        else:
            runs.append((event, place, place))
    runs.sort(key=lambda run: (run[1], run[0].start.time(), run[0].title, run[0].code))
    for event, first, last in runs:
        tone = Tone.DRAFT if event.draft else Tone.SESSION
        yield WeekBar(first, last, tuple(_lines(found, event)), tone)


def _likeness(event: PlanEvent) -> tuple[int, dt.time, dt.time]:
    return event.session_id, event.start.time(), event.end.time()


def _goes_on(run: tuple[PlanEvent, int, int], event: PlanEvent, place: int) -> bool:
    return _likeness(run[0]) == _likeness(event) and run[2] == place - 1


def _lines(found: PrintedCalendar, event: PlanEvent) -> Iterator[Line]:
    yield Line(event.title, bold=True, size=Size.SMALL)
    yield Line(f"{event.start:%H:%M}–{event.end:%H:%M} {event.code}", size=Size.SMALL)
    people = counted("{n:,} person", "{n:,} people", found.people.get(event.session_id, 0))
    facts = (event.room, people, said("draft") if event.draft else "")
    yield Line(", ".join(filter(None, facts)), muted=True, size=Size.SMALL)
