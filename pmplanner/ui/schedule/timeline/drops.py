"""Picks that are dragged from the tray onto the timeline."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QDragMoveEvent

from pmplanner.services.calendar.session_days import fill_days
from pmplanner.services.views.timeline import Bar, LaneKey
from pmplanner.ui.schedule.dragging.backlog_drops import TrayDrops
from pmplanner.ui.schedule.dragging.drag import first_open, opener, passed_day
from pmplanner.ui.schedule.timeline.border_scrolling import BorderScroll
from pmplanner.ui.schedule.timeline.lanes import BAR_HEIGHT
from pmplanner.ui.schedule.timeline.texts import Passed

if TYPE_CHECKING:
    from pmplanner.ui.schedule.timeline.view import TimelineView


class Drops(TrayDrops):
    """Finds the day, the bar and the lane below what is held above a timeline."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view.edits, view.viewport().update, view)
        self._view = view
        self._scrolling = BorderScroll(view)
        self._scrolling.scrolled.connect(view.viewport().update)

    def hold(self, event: QDragMoveEvent) -> None:
        """Take picks of a course, and scroll at the borders."""
        super().hold(event)
        if self._picks is not None:
            self._scrolling.follow(event.position())

    def leave(self) -> None:
        """Forget what was held."""
        self._scrolling.stop()
        super().leave()

    def target_lane(self) -> LaneKey | None:
        """The lane whose room or trainer a new session would have."""
        if self.bar() is not None or not self.where():
            return None
        return self._lane()

    def outline(self) -> QRectF | None:
        """Where the new session, or the one that gets people, lies on scale and lanes."""
        book, days = self._view.book, self.days()
        if book is None or self._at is None:
            return None
        bar = self.bar()
        if bar is not None:
            place = self._view.canvas.content(self._at)
            hit = book.bar_at(place.x(), place.y())
            return book.rect(*(hit[0].id, hit[1])) if hit else None
        if not days:
            return None
        place = self._view.canvas.content(self._at)
        lane = book.lane_at(place.y())
        top = book.top(lane) + 7 if lane >= 0 else place.y() - BAR_HEIGHT / 2
        return book.rect_over(days[0], days[-1], top)

    def tip(self) -> tuple[str, QRectF] | None:
        """What a drop would do, and beside what that is said."""
        outline = self.outline()
        return None if self._picks is None or outline is None else (self.said(), outline)

    def passed(self) -> Passed | None:
        """The day below, when nothing can begin on it."""
        book, day = self._view.book, self._day()
        return None if book is None or day is None else passed_day(book.rows, day, self._site())

    def _day(self) -> dt.date | None:
        """The day below."""
        book = self._view.book
        if book is None or self._at is None:
            return None
        x = self._view.canvas.content(self._at).x()
        return book.scale.day_at(max(0.0, min(book.scale.width - 1, x)))

    def _site(self) -> str:
        """The site whose days count: that of the room below; "" for everybody's."""
        book = self._view.book
        if book is None or "room" not in self.where():
            return ""
        lane = book.rows.known["room"].get(self._lane() or "")
        return lane.site if lane else ""

    def _fits(self) -> bool:
        body = self._view.canvas.body
        return self._at is not None and body.contains(self._at.toPoint()) and super()._fits()

    def bar(self) -> Bar | None:
        """The session of the bar below."""
        book = self._view.book
        if self._at is None or book is None:
            return None
        hit = self._view.bar_at(self._at)
        return book.rows.bars[hit[0]] if hit else None

    def _lane(self) -> LaneKey | None:
        book = self._view.book
        if self._at is None or book is None:
            return None
        lane = book.lane_at(self._view.canvas.content(self._at).y())
        return book.lanes[lane].row.key if lane >= 0 else None

    def where(self) -> dict[str, str]:
        """The room or trainer of the lane below, when lanes are rooms or trainers."""
        book, key = self._view.book, self._lane()
        if book is None or key is None or book.grouping not in ("room", "trainer"):
            return {}
        title = book.lanes[book.place_of(key)].row.title
        return {book.grouping: title} if title else {}

    def days(self) -> list[dt.date]:
        """The days that a new session would have."""
        book, picks, day = self._view.book, self._picks, self._day()
        if book is None or picks is None or day is None:
            return []
        site = self._site()
        start = first_open(book.rows, day, site)
        return [day.day for day in fill_days(start, picks.course_days, is_open=opener(book.rows, site))]
