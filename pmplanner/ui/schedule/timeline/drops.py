"""Picks that are dragged from the tray onto the timeline: they make a session or take seats in one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from pmplanner.services.session_days import fill_days
from pmplanner.services.timeline import Bar, LaneKey
from pmplanner.ui.schedule.picks_mime import DraggedPicks
from pmplanner.ui.schedule.timeline.borders import BorderScroll
from pmplanner.ui.schedule.timeline.drag import first_open, opener
from pmplanner.ui.schedule.timeline.foresight import foresee_new, foresee_seats, other_course, seating
from pmplanner.ui.schedule.timeline.lanes import BAR_HEIGHT, LEAST_BAR
from pmplanner.ui.schedule.timeline.tip import Forecast
from pmplanner.ui.schedule.timeline.words import days_text

if TYPE_CHECKING:
    from pmplanner.ui.schedule.timeline.view import TimelineView


class Drops(QObject):
    """Knows what is held above a timeline, and does what a drop asks for."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._view = view
        self._picks: DraggedPicks | None = None
        self._at: QPointF | None = None
        self._forecast = Forecast(self)
        self._forecast.answered.connect(view.viewport().update)
        self._scrolling = BorderScroll(view)
        self._scrolling.scrolled.connect(view.viewport().update)

    def enter(self, event: QDragMoveEvent) -> None:
        """Take picks wherever they come in: who refuses at first is told of no further move."""
        self.hold(event)
        if self._picks is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def hold(self, event: QDragMoveEvent) -> None:
        """Take picks of a course, and nothing else."""
        self._picks = DraggedPicks.from_mime(event.mimeData())
        self._at = event.position() if self._picks is not None else None
        inside = self._view.canvas.body.contains(event.position().toPoint())
        if self._picks is not None and inside and self._fits():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()
        if self._picks is not None:
            self._scrolling.follow(event.position())
        self._view.viewport().update()

    def leave(self) -> None:
        """Forget what was held."""
        self._picks = self._at = None
        self._scrolling.stop()
        self._forecast.forget()
        self._view.viewport().update()

    def drop(self, event: QDropEvent) -> None:
        """Make a session of the course, or seat the people in the one below."""
        picks = DraggedPicks.from_mime(event.mimeData())
        self._picks, self._at = picks, event.position()
        if picks is None or self._view.book is None or not self._fits():
            event.ignore()
            self.leave()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        bar, days, where = self._bar(), self._days(), self._where()
        self.leave()
        edits = self._view.edits
        if bar is not None:
            edits.seat(bar.id, picks.pick_ids, picks.name)
        elif days:
            edits.create(picks.title, picks.course_id, days[0], picks.pick_ids, where)

    def target_lane(self) -> LaneKey | None:
        """The lane whose room or trainer a new session would have."""
        if self._bar() is not None or not self._where():
            return None
        return self._lane()

    def outline(self) -> QRectF | None:
        """Where the new session, or the one that gets people, lies on scale and lanes."""
        book, days = self._view.book, self._days()
        if book is None or self._at is None:
            return None
        bar = self._bar()
        if bar is not None:
            place = self._view.canvas.content(self._at)
            hit = book.bar_at(place.x(), place.y())
            return book.rect(*(hit[0].id, hit[1])) if hit else None
        if not days:
            return None
        left = book.scale.x(days[0])
        width = max(LEAST_BAR, book.scale.end(days[-1]) - left)
        place = self._view.canvas.content(self._at)
        lane = book.lane_at(place.y())
        top = book.top(lane) + 7 if lane >= 0 else place.y() - BAR_HEIGHT / 2
        return QRectF(left + 2, top, width - 4, BAR_HEIGHT)

    def tip(self) -> tuple[str, QRectF] | None:
        """What a drop would do, and beside what that is said."""
        picks, outline = self._picks, self.outline()
        if picks is None or outline is None:
            return None
        actions, bar = self._view.edits.actions, self._bar()
        if bar is not None:
            if bar.run.course_id != picks.course_id:
                return other_course(bar), outline
            head = seating(picks, bar)
            answer = self._forecast.ask((bar.id, picks), lambda: foresee_seats(actions, picks, bar))
        else:
            days, where = self._days(), self._where()
            head = days_text(days[0], days[-1])
            place = (days[0], tuple(where.items()), picks)
            answer = self._forecast.ask(place, lambda: foresee_new(actions, picks, days[0], where))
        return f"{head} · {answer or '…'}", outline

    def _fits(self) -> bool:
        bar = self._bar()
        return self._picks is not None and (bar is None or bar.run.course_id == self._picks.course_id)

    def _bar(self) -> Bar | None:
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

    def _where(self) -> dict[str, str]:
        """The room or trainer of the lane below, when lanes are rooms or trainers."""
        book, key = self._view.book, self._lane()
        if book is None or key is None or book.grouping not in ("room", "trainer"):
            return {}
        title = book.lanes[book.place_of(key)].row.title
        return {book.grouping: title} if title else {}

    def _days(self) -> list[dt.date]:
        """The days that a new session would have."""
        book, picks = self._view.book, self._picks
        if book is None or picks is None or self._at is None:
            return []
        room = self._where().get("room")
        lane = book.rows.known["room"].get(self._lane() or "") if room else None
        site = lane.site if lane else ""
        scale = book.scale
        x = max(0.0, min(scale.width - 1, self._view.canvas.content(self._at).x()))
        start = first_open(book.rows, scale.day_at(x), site)
        return [day.day for day in fill_days(start, picks.course_days, is_open=opener(book.rows, site))]
