"""A bar in the hand: what is being dragged, and where it would fall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from pmplanner.services.calendar.open_days import is_training_day
from pmplanner.services.calendar.session_days import Day, move_days
from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.moving import open_day
from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows, site_of
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.schedule.timeline.texts import Passed

EDGE = 6
"""So many pixels at either end of a bar take hold of that end."""
THRESHOLD = 4
"""The mouse must go so far before it drags."""


class Grip(Enum):
    """What of a bar is held."""

    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(slots=True)
class Drag:
    """A bar that is held since the mouse was pressed; places are those of scale and lanes."""

    bar: Bar
    lane: LaneKey
    grip: Grip
    press: QPointF
    rect: QRectF
    first: dt.date
    last: dt.date
    target: LaneKey
    started: bool = False
    copying: bool = False
    passed: Passed | None = None
    """The day under the mouse, when it is not open and the bar begins later."""

    @property
    def moved(self) -> bool:
        """Whether it would fall elsewhere than where it is."""
        elsewhere = (self.first, self.last) != (self.bar.first_day, self.bar.last_day)
        return elsewhere or self.target != self.lane or self.copying

    @property
    def refusal(self) -> str:
        """The word for what keeps the bar where it is; "" when nothing does."""
        if self.copying:
            return ""
        if self.bar.session.locked:
            return "locked"
        return "pinned" if self.bar.session.pinned and self.target == self.lane else ""


def take(book: LaneBook, place: QPointF) -> Drag | None:
    """Take hold of the bar at a place."""
    hit = book.bar_at(place.x(), place.y(), beside=True)
    if hit is None:
        return None
    bar, lane = hit
    rect = book.rect(bar.id, lane)
    assert rect is not None
    return Drag(bar, lane, grip_at(rect, place), place, rect, bar.first_day, bar.last_day, lane)


def grip_at(rect: QRectF, place: QPointF) -> Grip:
    """Which part of a bar is at a place; its text beside it holds the whole."""
    edge = min(EDGE, rect.width() / 4)
    if place.x() > rect.right() + 1:
        return Grip.WHOLE
    if place.x() <= rect.left() + edge:
        return Grip.START
    return Grip.END if place.x() >= rect.right() - edge else Grip.WHOLE


def follow(drag: Drag, book: LaneBook, place: QPointF, *, copying: bool) -> None:
    """Let what is held follow the mouse, snapping to open days and, where it matters, to lanes."""
    if not drag.started:
        drag.started = (place - drag.press).manhattanLength() >= THRESHOLD
    if not drag.started:
        return
    if drag.grip is Grip.WHOLE:
        drag.copying = copying
        drag.target = _lane_under(drag, book, place)
        _follow_whole(drag, book, place)
    else:
        _follow_edge(drag, book.rows, book.scale, place.x() - drag.press.x())


def _lane_under(drag: Drag, book: LaneBook, place: QPointF) -> LaneKey:
    """The lane that the bar would fall into; only rooms and trainers can be changed by it."""
    lane = book.lane_at(place.y())
    if book.grouping not in ("room", "trainer") or lane < 0:
        return drag.lane
    return book.lanes[lane].row.key


def _follow_whole(drag: Drag, book: LaneBook, place: QPointF) -> None:
    scale = book.scale
    left = scale.x(drag.bar.first_day) + place.x() - drag.press.x()
    wanted = scale.day_at(max(0.0, min(scale.width - 1, left + scale.day_width / 2)))
    if drag.bar.session.pinned and not drag.copying:
        wanted = drag.bar.first_day
    site = site_in(book, drag.bar, drag.target)
    moved = days_from(book.rows, drag.bar, wanted, site)
    drag.first, drag.last = moved[0], moved[-1]
    drag.passed = passed_day(book.rows, wanted, site) if wanted != moved[0] else None


def _follow_edge(drag: Drag, rows: TimelineRows, scale: TimeScale, by: float) -> None:
    """Move one end to the open day at which it would be."""
    bar = drag.bar
    is_open = opener(rows, site_of(rows, bar))
    if drag.grip is Grip.END:
        day = scale.day_at(scale.end(bar.last_day) - scale.day_width / 2 + by)
        day = max(day, bar.first_day)
        while day > bar.last_day and not is_open(day):
            day -= dt.timedelta(days=1)
        drag.last = day
    else:
        day = min(scale.day_at(scale.x(bar.first_day) + scale.day_width / 2 + by), bar.last_day)
        while day < bar.first_day and not is_open(day):
            day += dt.timedelta(days=1)
        drag.first = day


def site_in(book: LaneBook, bar: Bar, lane: LaneKey) -> str:
    """The site whose days count when a bar lies in a lane."""
    if book.grouping == "room":
        room = book.rows.known["room"].get(lane)
        return room.site if room else ""
    return site_of(book.rows, bar)


def opener(rows: TimelineRows, site: str) -> Callable[[dt.date], bool]:
    """What says whether a day is open at a site, from what the timeline has read."""
    return lambda day: is_training_day(rows.closed, rows.week, site, day)


def days_from(rows: TimelineRows, bar: Bar, start: dt.date, site: str) -> list[dt.date]:
    """The days that a session has when it is moved to a day or the next open one."""
    if start == bar.first_day:
        return list(bar.days)
    try:
        return [day.day for day in move_days(map(Day, bar.days), start, opener(rows, site))]
    except PlanError:  # closed for years
        return list(bar.days)


def open_days_between(rows: TimelineRows, bar: Bar, first: dt.date, other: dt.date) -> int:
    """How many open days a day is later, or when negative earlier, than another."""
    is_open = opener(rows, site_of(rows, bar))
    low, high = sorted((first, other))
    count = sum(is_open(low + dt.timedelta(days=n)) for n in range(1, (high - low).days + 1))
    return count if other >= first else -count


def passed_day(rows: TimelineRows, day: dt.date, site: str) -> Passed | None:
    """A day on which a site is closed, with the reason; None for one that is open."""
    if is_training_day(rows.closed, rows.week, site, day):
        return None
    return day, rows.closed.of(site).get(day, "")


def first_open(rows: TimelineRows, day: dt.date, site: str) -> dt.date:
    """The day, or the next one that is open at a site."""
    return open_day(day, opener(rows, site))
