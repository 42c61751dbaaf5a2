"""The words of the timeline: lanes, periods, what would happen at a drop."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication

from pmplanner.services.views.timeline import Grouping, LaneRow
from pmplanner.ui.schedule.texts import counted
from pmplanner.ui.schedule.timeline.heat import Away
from pmplanner.ui.schedule.timeline.lanes import Lane
from pmplanner.ui.widgets.format import format_day, format_days, format_number, format_weekday, user_locale
from pmplanner.ui.widgets.text import put

Passed = tuple[dt.date, str]
"""A day on which nothing can begin, and why it is closed; "" for one on which nobody works anyway."""


def tr(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("Timeline", text)


def lane_title(row: LaneRow, grouping: Grouping) -> str:
    """The name of a lane."""
    nameless = {"team": tr("No team"), "room": tr("No room"), "trainer": tr("No trainer")}
    return row.title or nameless.get(grouping, "")


def lane_detail(lane: Lane, grouping: Grouping) -> str:
    """What stands below the name: "4 days · 2 sessions"."""
    row = lane.row
    parts = [counted(len(lane.bars), tr("1 session"), tr("%1 sessions"))]
    if grouping == "course" and row.amount is not None:
        days = tr("1 day") if row.amount == 1 else put(tr("%1 days"), format_days(row.amount))
        parts.insert(0, days)
    elif grouping == "team" and isinstance(row.amount, int):
        parts.insert(0, counted(row.amount, tr("1 person"), tr("%1 people")))
    elif grouping == "room":
        parts.insert(0, row.site)
        if isinstance(row.amount, int):
            parts.insert(1, counted(row.amount, tr("1 seat"), tr("%1 seats")))
    elif grouping == "person":
        parts.insert(0, row.note)
    return " · ".join(part for part in parts if part)


def months(first: dt.date, last: dt.date) -> str:
    """A period in months: "Feb – Apr 2027"."""
    locale = user_locale()
    short = locale.FormatType.ShortFormat
    names = [locale.standaloneMonthName(day.month, short) for day in (first, last)]
    if first.year != last.year:
        return f"{names[0]} {first.year} – {names[1]} {last.year}"
    if first.month != last.month:
        return f"{names[0]} – {names[1]} {last.year}"
    return f"{locale.standaloneMonthName(first.month)} {first.year}"


def days_text(first: dt.date, last: dt.date) -> str:
    """Days with their weekdays: "Tue 23 – Wed 24 Mar"."""
    if first == last:
        return format_weekday(first)
    begin = format_weekday(first)
    if (first.year, first.month) == (last.year, last.month):
        month = format_day(first).replace(str(first.day), "").strip(" .")
        begin = begin.replace(month, "").strip()
    return f"{begin} – {format_weekday(last)}"


def laid_text(days: list[dt.date], passed: Passed | None) -> str:
    """Days, and why they do not begin where the mouse is: "Mon 8 Mar, as Sun 7 Mar is no working day"."""
    text = days_text(days[0], days[-1])
    if passed is None:
        return text
    day, reason = passed
    closed = tr("%1 is closed (%2)") if reason else tr("%1 is no working day")
    closed = put(closed, format_weekday(day), reason)
    return put(tr("%1, as %2"), text, closed)


def away_text(day: dt.date, away: Away, team: str, names: list[str]) -> str:
    """Who of a team is away on a day, for a tip."""
    numbers = format_number(away.count), format_number(away.people)
    head = put(tr("%1: %2 of %3 of %4 away"), format_weekday(day), *numbers, team or tr("No team"))
    return "\n".join([head, *names])
