"""What is said beside something that is dragged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.texts import people
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.format import format_day, format_weekday

Passed = tuple[dt.date, str]
"""A day on which nothing can begin, and why it is closed; "" for one on which nobody works anyway."""


def days_text(first: dt.date, last: dt.date) -> str:
    """Days with their weekdays: "Tue 23 – Wed 24 Mar"."""
    if first == last:
        return format_weekday(first)
    begin = format_weekday(first)
    if (first.year, first.month) == (last.year, last.month):
        month = format_day(first).replace(str(first.day), "").strip(" .")
        begin = begin.replace(month, "").strip()
    return f"{begin} – {format_weekday(last)}"


def laid_text(days: Sequence[dt.date], passed: Passed | None) -> str:
    """Days, and why they do not begin where the mouse is: "Mon 8 Mar, as Sun 7 Mar is no working day"."""
    text = days_text(days[0], days[-1])
    if passed is None:
        return text
    day, reason = passed
    closed = tr("%1 is closed (%2)") if reason else tr("%1 is no working day")
    closed = put(closed, format_weekday(day), reason)
    return put(tr("%1, as %2"), text, closed)


def refusal_text(bar: Bar, refusal: str) -> str:
    """What keeps a session where it is."""
    pattern = tr("%1 is locked") if refusal == "locked" else tr("%1 is pinned to its days")
    return put(pattern, bar.session.code)


def seating_text(picks: DraggedPicks, bar: Bar) -> str:
    """Who would get a seat where."""
    who = picks.name or people(len(picks.pick_ids))
    return put(tr("Seat %1 in %2"), who, bar.session.code)


def other_course_text(bar: Bar) -> str:
    """Why picks cannot be dropped on a session."""
    return put(tr("%1 is a session of another course"), bar.session.code)


def seats_left_text(bar: Bar, seats: int) -> str:
    """Where there are seats without a new session."""
    return plural(seats, "1 seat is free in %2", "%1 seats are free in %2", bar.session.code)
