"""Attendance sheets as a paper: a session each, with a box to sign for everybody and each day."""

from collections.abc import Iterator, Sequence

from pmplanner import day_words
from pmplanner.papers.model import Cell, Column, Line, Paper, Row, Section, Table, Tone, text_cell
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.reports import words
from pmplanner.services.reports.attendance_sheets import AttendanceSheet, AttendanceSheets
from pmplanner.services.reports.tables import below, note
from pmplanner.services.sessions.session_rows import SessionRow

_MOST_DAYS = 4
"""So many days beside each other leave room to sign; more go on another page."""
_EMPTY_ROWS = 3
"""For people who come without a seat."""
_NUMBER_SHARE, _NAME_SHARE, _TEAM_SHARE, _DAY_SHARE = 5, 28, 18, 22
_ROW_POINTS = 26.0
"""High enough to sign in."""


def attendance_paper(found: AttendanceSheets) -> Paper:
    """Return the paper of attendance sheets."""
    sections = tuple(section for sheet in found.sheets for section in _sections(sheet))
    empty = Section(said("Attendance sheets"), (), (note(said("The plan has no session yet.")),))
    return Paper(said("{plan} – attendance", plan=found.plan), sections or (empty,))


def _sections(sheet: AttendanceSheet) -> Iterator[Section]:
    for start in range(0, max(len(sheet.days), 1), _MOST_DAYS):
        days = sheet.days[start : start + _MOST_DAYS]
        heads = (text_cell("", tone=Tone.HEAD), *map(_head, (said("Name"), said("Team"))), *map(_day, days))
        shares = (_NUMBER_SHARE, _NAME_SHARE, _TEAM_SHARE, *[_DAY_SHARE] * len(days))
        table = Table(tuple(map(Column, shares)), (Row(heads),), tuple(_rows(sheet, len(days))))
        yield Section(sheet.row.course_title, below(_facts(sheet)), (table,), name=sheet.row.code)


def _head(text: str) -> Cell:
    return text_cell(text, bold=True, tone=Tone.HEAD)


def _facts(sheet: AttendanceSheet) -> str:
    row = sheet.row
    seats = str(len(sheet.people)) if row.seats_max is None else f"{len(sheet.people)} / {row.seats_max}"
    first, last = (sheet.days[0].day, sheet.days[-1].day) if sheet.days else (None, None)
    facts = (
        row.code,
        words.period(first, last) if sheet.days else "",
        row.room_names,
        row.timezone,
        _teaching(row),
        said("Seats: {seats}", seats=seats),
    )
    return " · ".join(filter(None, facts))


def _teaching(row: SessionRow) -> str:
    if not row.trainers:
        return ""
    return counted("Trainer: {names}", "Trainers: {names}", len(row.trainers), names=row.trainer_names)


def _day(day: Day) -> Cell:
    hours = f"{day.start_time:%H:%M}–{day.end_time:%H:%M}"
    return Cell((Line(day_words.short_day(day.day), bold=True), Line(hours)), Tone.HEAD)


def _rows(sheet: AttendanceSheet, days: int) -> Iterator[Row]:
    for number, seat in enumerate(sheet.people, 1):
        yield _row((str(number), seat.name, seat.team), days)
    for kept in sheet.reserved:
        for _ in range(kept.seats):
            yield _row(("", said("(reserved)"), kept.team), days)
    for _ in range(_EMPTY_ROWS):
        yield _row(("", "", ""), days)
    for name in sheet.row.trainers or ("",):
        yield _row(("", said("Trainer"), name), days)


def _row(texts: Sequence[str], days: int) -> Row:
    return Row((*map(text_cell, texts), *[Cell()] * days), _ROW_POINTS)
