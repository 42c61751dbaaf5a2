"""Attendance sheets as pages: a session each, with a box to sign for everybody and each day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmplanner.services.calendar.session_days import Day
from pmplanner.services.exporting.print_out import AttendanceSheet
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.ui.output.paper.pages import Printout
from pmplanner.ui.output.paper.sheets import HEAD_FILL, Sheet, SheetCell
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_clock, format_date, format_weekday
from pmplanner.ui.widgets.text import Rich, rich, rich_join

_MOST_DAYS = 4
"""So many days beside each other leave room to sign; more go on another page."""
_EMPTY_ROWS = 3
"""For people who come without a seat."""
_NUMBER_SHARE, _NAME_SHARE, _TEAM_SHARE, _DAY_SHARE = 5, 28, 18, 22
_ROW_POINTS = 26.0
"""High enough to sign in."""


def attendance_printout(sheets: Sequence[AttendanceSheet], plan: str) -> Printout:
    """The pages of attendance sheets."""
    return Printout([page for sheet in sheets for page in _pages(sheet)], plan)


def _pages(sheet: AttendanceSheet) -> Iterator[Sheet]:
    for start in range(0, max(len(sheet.days), 1), _MOST_DAYS):
        days = sheet.days[start : start + _MOST_DAYS]
        yield Sheet(
            _title(sheet),
            [_NUMBER_SHARE, _NAME_SHARE, _TEAM_SHARE, *[_DAY_SHARE] * len(days)],
            [_head(""), _head(tr("Name")), _head(tr("Team")), *map(_day, days)],
            list(_rows(sheet, len(days))),
            least_height=_ROW_POINTS,
        )


def _title(sheet: AttendanceSheet) -> Rich:
    row = sheet.row
    seats = str(len(sheet.people)) if row.seats_max is None else f"{len(sheet.people)} / {row.seats_max}"
    facts = [
        _period(sheet.days),
        row.room_names,
        row.timezone,
        _teaching(row),
        tr("Seats: %1", seats),
    ]
    line = rich_join(" &nbsp;·&nbsp; ", filter(None, facts))
    return rich("<h1>%1</h1><p><b>%2</b> &nbsp;·&nbsp; %3</p>", row.course_title, row.code, line)


def _teaching(row: SessionRow) -> str:
    if len(row.trainers) > 1:
        return tr("Trainers: %1", row.trainer_names)
    return tr("Trainer: %1", row.trainer_names) if row.trainers else ""


def _period(days: Sequence[Day]) -> str:
    if not days:
        return ""
    first, last = format_date(days[0].day), format_date(days[-1].day)
    return first if first == last else f"{first} – {last}"


def _head(text: str) -> SheetCell:
    return SheetCell(rich("<b>%1</b>", text) if text else Rich(), HEAD_FILL)


def _day(day: Day) -> SheetCell:
    hours = f"{format_clock(day.start_time)}–{format_clock(day.end_time)}"
    return SheetCell(rich("<p><b>%1</b></p><p>%2</p>", format_weekday(day.day), hours), HEAD_FILL)


def _rows(sheet: AttendanceSheet, days: int) -> Iterator[list[SheetCell]]:
    for number, seat in enumerate(sheet.people, 1):
        yield _row((str(number), seat.name, seat.team), days)
    for row in sheet.reserved:
        for _ in range(row.seats):
            yield _row(("", tr("(reserved)"), row.team), days)
    for _ in range(_EMPTY_ROWS):
        yield _row(("", "", ""), days)
    for name in sheet.row.trainers or ("",):
        yield _row(("", tr("Trainer"), name), days)


def _row(texts: Sequence[str], days: int) -> list[SheetCell]:
    return [*(SheetCell(rich("%1", text)) for text in texts), *[SheetCell()] * days]
