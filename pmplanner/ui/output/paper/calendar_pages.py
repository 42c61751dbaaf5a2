"""The calendar of a plan as pages: a month each, the weeks as rows, all that is on a day in its cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from pmplanner.services.exporting.calendar_events import PlanEvent
from pmplanner.services.exporting.print_out import CalendarDay, PrintedCalendar
from pmplanner.ui.output.paper.pages import Printout
from pmplanner.ui.output.paper.sheets import CLOSED_FILL, HEAD_FILL, Sheet, SheetCell
from pmplanner.ui.translation import plural, tr, user_locale
from pmplanner.ui.widgets.format import format_clock
from pmplanner.ui.widgets.text import Rich, rich, rich_join
from pmplanner.ui.widgets.week import weekdays

_MOST_EVENTS = 6
"""So many find room in a row, however long their titles are."""
_BUSY, _FREE = 16, 9
"""How wide the columns of working days and of others are, beside each other."""


def calendar_printout(calendar: PrintedCalendar) -> Printout:
    """The pages of a calendar."""
    sheets = [_month(calendar, month) for month in calendar.months]
    return Printout(sheets, calendar.plan, landscape=True)


def _month(calendar: PrintedCalendar, days: Sequence[CalendarDay]) -> Sheet:
    first = days[0].day
    name = user_locale().standaloneMonthName(first.month, QLocale.FormatType.LongFormat)
    title = rich('<h1>%1 %2 <span class="soft">&nbsp; %3</span></h1>', name, first.year, calendar.plan)
    wide = {day.day.isoweekday() for day in days if day.works or day.events}
    return Sheet(
        title,
        [_BUSY if weekday in wide else _FREE for weekday in weekdays()],
        [_weekday(weekday) for weekday in weekdays()],
        [row for week in _weeks(days) for row in _rows(calendar, week)],
        fills_page=True,
    )


def _weekday(weekday: int) -> SheetCell:
    name = user_locale().standaloneDayName(weekday, QLocale.FormatType.LongFormat)
    return SheetCell(rich("<b>%1</b>", name), HEAD_FILL)


def _weeks(days: Sequence[CalendarDay]) -> list[list[CalendarDay | None]]:
    """The days in rows of seven, with None where the month does not reach."""
    before = weekdays().index(days[0].day.isoweekday())
    cells: list[CalendarDay | None] = [*[None] * before, *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]


def _rows(calendar: PrintedCalendar, week: Sequence[CalendarDay | None]) -> list[list[SheetCell]]:
    """A week as rows: one, or more where a day has more on it than a row has room for."""
    most = max(len(day.events) for day in week if day is not None)
    starts = range(0, max(most, 1), _MOST_EVENTS)
    return [[_cell(calendar, day, start) for day in week] for start in starts]


def _cell(calendar: PrintedCalendar, day: CalendarDay | None, start: int) -> SheetCell:
    if day is None:
        return SheetCell()
    reason = rich(' <span class="closed">%1</span>', day.closed) if day.closed else Rich()
    shown = day.events[start : start + _MOST_EVENTS]
    events = rich_join("", (_event(calendar, event) for event in shown))
    fill = "" if day.works and not day.closed else CLOSED_FILL
    return SheetCell(rich("<p><b>%1</b>%2</p>%3", day.day.day, reason, events), fill)


def _event(calendar: PrintedCalendar, event: PlanEvent) -> Rich:
    count = calendar.people.get(event.session_id, 0)
    people = plural(count, "%1 person", "%1 people")
    facts = [event.room, people, tr("draft") if event.draft else ""]
    return rich(
        '<p class="event"><b>%1</b></p><p>%2 %3</p><p class="muted">%4</p>',
        event.title,
        f"{format_clock(event.start)}–{format_clock(event.end)}",
        event.code,
        ", ".join(filter(None, facts)),
    )
