"""The area over which lanes and days scroll: sizes, zoom, which days are seen."""

from __future__ import annotations

import datetime as dt
from math import log

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from pmplanner.services.views.timeline import LaneKey, TimelineRows
from pmplanner.ui.schedule.texts import months
from pmplanner.ui.schedule.timeline.geometry import Canvas, header_width
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.schedule.timeline.names_painter import wanted_header
from pmplanner.ui.schedule.timeline.scale import (
    LEAST_WEEK,
    MOST_WEEK,
    USUAL_WEEK,
    ZOOM,
    TimeScale,
    scale_over,
)
from pmplanner.ui.widgets.week import begin_of_week

_STEP = 46
"""Pixels of a turn of the wheel."""
_NEAR = dt.timedelta(days=120)
"""Today is on the scale when the plan is no farther away."""


class LaneArea(QAbstractScrollArea):
    """Scrolls and zooms over a book of lanes."""

    period_changed = Signal()
    """Other days are seen; no payload: read `period`."""

    def __init__(self, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.book: LaneBook | None = None
        self.lane: LaneKey | None = None
        """The lane of the current bar: a person's session lies in many."""
        self.week_width = USUAL_WEEK
        self.is_zoomed = False
        """Whether the user has chosen how wide weeks are."""
        self._wanted_header = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)

    @property
    def canvas(self) -> Canvas:
        """Size and scroll position."""
        size = self.viewport().size()
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return Canvas(size.width(), size.height(), x, y, header_width(self._wanted_header, size.width()))

    def height_of(self, lanes: int) -> int:
        """The height at which so many lanes are seen, as far as there are so many."""
        book, canvas = self.book, self.canvas
        if book is None:
            return self.minimumHeight()
        bar = self.horizontalScrollBar().sizeHint().height()
        return canvas.top + bar + (book.top(lanes) if lanes < len(book.lanes) else book.height)

    @property
    def scale(self) -> TimeScale:
        """Where days lie."""
        assert self.book is not None
        return self.book.scale

    def period(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that are seen; weeks may end before the view does."""
        canvas, scale = self.canvas, self.scale
        return scale.day_at(canvas.left_edge), min(scale.day_at(canvas.right_edge - 1), scale.last)

    def period_text(self) -> str:
        """The months that are seen."""
        return "" if self.book is None else months(*self.period())

    def step_period(self, steps: int) -> None:
        """Go on or back by as much as is seen, less a week."""
        bar = self.horizontalScrollBar()
        page = max(self.scale.week_width, self.canvas.body.width() - self.scale.week_width)
        bar.setValue(round(bar.value() + steps * page))

    def go_to(self, day: dt.date) -> None:
        """Show a day, a little from the left."""
        if self.book is not None:
            self.horizontalScrollBar().setValue(round(self.scale.x(day) - self.scale.week_width))

    def reveal(self, session_id: int) -> None:
        """Scroll to the bar of a session."""
        book = self.book
        if book is None or not book.lanes_of(session_id):
            return
        keys = book.lanes_of(session_id)
        if self.lane not in keys:
            self.lane = keys[0]
        rect = book.rect(session_id, self.lane)
        if rect is not None:
            body, across, down = self.canvas.body, self.horizontalScrollBar(), self.verticalScrollBar()
            place = book.place_of(self.lane)
            across.setValue(_near(across.value(), body.width(), rect.left() - 24, rect.right() + 24))
            bottom = book.top(place) + book.lanes[place].height
            down.setValue(_near(down.value(), body.height(), book.top(place), bottom))

    def zoom(self, steps: float, at: float | None = None) -> None:
        """Make weeks wider or narrower; what is at a place of the viewport stays there."""
        if self.book is None:
            return
        canvas = self.canvas
        seen = canvas.body.left() + canvas.body.width() / 3 if at is None else at
        place = seen - canvas.body.left()
        share = (canvas.left_edge + place) / self.scale.width
        self._rescale(self.scale.zoomed(steps))
        self.horizontalScrollBar().setValue(round(share * self.scale.width - place))
        self.period_changed.emit()

    def fit_plan(self) -> None:
        """Make weeks so wide that the whole plan is seen, as far as that is allowed."""
        if self.book is None:
            return
        rows = self.book.rows
        first = begin_of_week(rows.first_day)
        weeks = (rows.last_day - first).days // 7 + 1
        self._rescale(self.scale.with_weeks_of(self.canvas.body.width() / weeks))
        self.horizontalScrollBar().setValue(round(self.scale.x(first)))
        self.period_changed.emit()

    def fit_unless_zoomed(self) -> None:
        """Make the whole plan seen, as long as nobody has chosen how wide weeks are."""
        if self.book is not None and not self.is_zoomed and self.canvas.body.width() > 0:
            self.fit_plan()
            self.is_zoomed = False
            if self.scale.x(self.book.rows.last_day) > self.canvas.right_edge:
                self._show_beginning(self.book.rows)

    def _rescale(self, scale: TimeScale) -> None:
        assert self.book is not None
        self.book.rescale(scale)
        self.week_width = scale.week_width
        self.is_zoomed = True
        self._fit_bars()
        self.viewport().update()

    def set_week_width(self, width: float) -> None:
        """Make weeks so wide as they were left; 0 leaves them as they are."""
        if width > 0:
            self.is_zoomed = True
            self.week_width = max(LEAST_WEEK, min(MOST_WEEK, width))
            if self.book is not None:
                self.zoom(log(self.week_width / self.scale.week_width, ZOOM))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom, with Shift go sideways."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # 120 is a step of a wheel; touch pads send less at a time.
            self.zoom(turn.y() / 120, event.position().x())
        else:
            sideways = turn.x() or (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
            bar = self.horizontalScrollBar() if sideways else self.verticalScrollBar()
            bar.setValue(round(bar.value() - (sideways or turn.y()) / 120 * 2 * _STEP))
        # Not passed on: at the end of its own range it would scroll what is around.
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bars true."""
        super().resizeEvent(event)
        self._fit_header()
        self._fit_bars()
        if event.size().width() != event.oldSize().width():
            self.fit_unless_zoomed()
        self.period_changed.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint anew: the headers stay where they are."""
        self.viewport().update()
        if dx:
            self.period_changed.emit()

    def _scale_for(self, rows: TimelineRows) -> TimeScale:
        """The scale that holds a plan and all its sessions, and what is seen now if it is the same plan's."""
        first = min([rows.first_day, *(bar.days[0] for bar in rows.bars.values())])
        last = max([rows.last_day, *(bar.days[-1] for bar in rows.bars.values())])
        if first - _NEAR <= self.today <= last + _NEAR:
            first, last = min(first, self.today), max(last, self.today)
        scale = scale_over(first, last, self.week_width, rows.week)
        if self.book is None or self.book.rows.plan_id != rows.plan_id:
            return scale
        seen_first, seen_last = self.period()
        return scale.reaching(max(seen_first, self.scale.first), min(seen_last, self.scale.last))

    def _show_beginning(self, rows: TimelineRows) -> None:
        """Begin at today when it is in the plan, else at the first session."""
        inside = rows.first_day <= self.today <= rows.last_day
        firsts = [bar.first_day for bar in rows.bars.values()]
        self.go_to(self.today if inside else min(firsts, default=rows.first_day))

    def _keep_seen(self, began: dt.date, scrolled: int) -> None:
        """Go on showing the days that were seen *scrolled* pixels into a scale that began on a day."""
        if began != self.scale.first:
            self.horizontalScrollBar().setValue(round(scrolled + self.scale.x(began)))

    def _fit_header(self) -> None:
        """Give the names of lanes the room that they need; what lies beside them follows."""
        if self.book is not None:
            self._wanted_header = wanted_header(self.book, self.font())

    def _fit_bars(self) -> None:
        if self.book is None:
            return
        body, across, down = self.canvas.body, self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, round(self.scale.width) - body.width()))
        across.setPageStep(max(1, body.width()))
        across.setSingleStep(round(self.scale.week_width / 2))
        down.setRange(0, max(0, self.book.height - body.height()))
        down.setPageStep(max(1, body.height()))
        down.setSingleStep(_STEP)


def _near(value: int, room: int, low: float, high: float) -> int:
    """The least scrolling by which a stretch is seen."""
    if low < value:
        return round(low)
    return round(max(value, min(low, high - room)))
