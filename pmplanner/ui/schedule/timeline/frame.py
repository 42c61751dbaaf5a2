"""What one picture of the timeline shows, and the painting of its lanes and bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows
from pmplanner.ui.schedule.timeline.bar_painter import Look, paint_bar
from pmplanner.ui.schedule.timeline.geometry import Canvas
from pmplanner.ui.schedule.timeline.lanes import Lane, LaneBook
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.painting import Sketch

_HATCH = 7.0
"""Pixels between the lines of an absence."""
_MARGIN = 140
"""Rings, shadows and the text beside it reach so far beyond a bar."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """A bar where it would lie if the mouse were let go now."""

    bar: Bar
    rect: QRectF
    """In the place of scale and lanes."""
    first_day: dt.date
    last_day: dt.date


@dataclass(slots=True)
class Frame:
    """All that is needed to paint once, and how much was painted."""

    book: LaneBook
    canvas: Canvas
    today: dt.date
    problems: Mapping[int, int] = field(default_factory=dict)
    """How many by id of the session."""
    selected: Collection[int] = ()
    current: tuple[int, LaneKey] | None = None
    """The bar on which the keys act, when the timeline has the focus."""
    ghosts: tuple[Ghost, ...] = ()
    moving: Collection[int] = ()
    """Sessions that are being dragged."""
    target: LaneKey | None = None
    """The lane into which something would fall."""
    lanes_painted: int = 0
    bars_painted: int = 0
    days_painted: int = 0

    @property
    def rows(self) -> TimelineRows:
        """What the lanes show."""
        return self.book.rows

    def visible_lanes(self) -> range:
        """The places of the lanes that are seen."""
        top = self.canvas.scroll_y
        return self.book.between(top, top + self.canvas.body.height())

    def visible_days(self) -> list[dt.date]:
        """The days that are seen."""
        return list(self.book.scale.days(self.canvas.left_edge, self.canvas.right_edge))

    def track(self, bar: Bar) -> int | None:
        """The position of the track of a session's course."""
        course = self.rows.known["course"].get(bar.session.course_id)
        return course.track if course else None


def paint_body(painter: Sketch, frame: Frame) -> None:
    """Paint days, lanes and bars, as far as they are seen."""
    canvas = frame.canvas
    painter.save()
    painter.setClipRect(canvas.body)
    days, lanes = frame.visible_days(), frame.visible_lanes()
    frame.days_painted, frame.lanes_painted = len(days), len(lanes)
    _paint_closed_days(painter, frame, days)
    for place in lanes:
        _paint_lane_ground(painter, frame, place, days)
    _paint_weeks(painter, frame, days)
    for place in lanes:
        _paint_bars(painter, frame, place)
    _paint_today(painter, frame)
    for ghost in frame.ghosts:
        look = Look(frame.track(ghost.bar), frame.book.grouping != "course", lifted=True)
        paint_bar(painter, canvas.rect(ghost.rect), ghost.bar, look, days=(ghost.first_day, ghost.last_day))
    painter.restore()


def paint_empty_hint(painter: Sketch, frame: Frame) -> None:
    """Say what to do in a timeline without sessions."""
    painter.save()
    painter.setPen(current_theme().color("muted"))
    text = tr("No sessions yet. Drag a course from “To schedule” onto a day, or press Ctrl+N.")
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(frame.canvas.body.adjusted(24, 0, -24, 0), int(flags), text)
    painter.restore()


def _paint_closed_days(painter: Sketch, frame: Frame, days: list[dt.date]) -> None:
    """Grey the days on which the whole company is closed."""
    rows, scale, body = frame.rows, frame.book.scale, frame.canvas.body
    closed = rows.closed.of("")
    theme = current_theme()
    for day in days:
        if day in closed or not works_on(None, rows.week, day):
            color = theme.color("closed" if day in closed else "subtle")
            left = frame.canvas.x(scale.x(day))
            width = scale.end(day) - scale.x(day)
            painter.fillRect(QRectF(left, body.top(), width, body.height()), color)


def _paint_lane_ground(painter: Sketch, frame: Frame, place: int, days: list[dt.date]) -> None:
    """The lane's own closed days and days off, absences hatched, and the line below it."""
    lane, canvas, theme = frame.book.lanes[place], frame.canvas, current_theme()
    top, height = canvas.y(frame.book.top(place)), lane.height
    left, width = canvas.body.left(), canvas.body.width()
    if frame.target is not None and frame.target == lane.row.key:
        painter.fillRect(QRectF(left, top, width, height), theme.color("accent_soft"))
    for day in _own_closed_days(frame, lane, days):
        painter.fillRect(_cell(frame, day, day, top, height), theme.color("closed"))
    for span in lane.row.away if days else ():
        if span.first_day <= days[-1] and span.last_day >= days[0]:
            first, last = max(span.first_day, days[0]), min(span.last_day, days[-1])
            _hatch(painter, _cell(frame, first, last, top, height))
    painter.setPen(QPen(theme.color("line"), 1))
    bottom = top + height - 0.5
    painter.drawLine(QPointF(left, bottom), QPointF(left + width, bottom))


def _hatch(painter: Sketch, area: QRectF) -> None:
    """Fill an area with slanting lines, the same on every screen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(current_theme().color("line_strong"), 1.2))
    offset = area.left() % _HATCH
    count = int((area.width() + area.height()) / _HATCH) + 2
    lines = [
        QLineF(x, area.bottom(), x + area.height(), area.top())
        for x in (area.left() - offset - area.height() + n * _HATCH for n in range(count))
    ]
    painter.drawLines(lines)
    painter.restore()


def _own_closed_days(frame: Frame, lane: Lane, days: list[dt.date]) -> list[dt.date]:
    """The days that are closed in a lane although the company works."""
    row, rows = lane.row, frame.rows
    closed = rows.closed.of(row.site)
    usual = rows.closed.of("")
    if row.works is None and closed is usual:
        return []
    return [
        day
        for day in days
        if day not in usual
        and works_on(None, rows.week, day)
        and (day in closed or not works_on(row.works, rows.week, day))
    ]


def _cell(frame: Frame, first: dt.date, last: dt.date, top: float, height: float) -> QRectF:
    scale = frame.book.scale
    left = scale.x(first)
    return QRectF(frame.canvas.x(left), top, scale.end(last) - left, height - 1)


def _paint_weeks(painter: Sketch, frame: Frame, days: list[dt.date]) -> None:
    """A line where each week, or with room each day, begins."""
    scale, canvas = frame.book.scale, frame.canvas
    painter.setPen(QPen(current_theme().color("line"), 1))
    for day in days:
        if day.weekday() == 0 or scale.shows_days:
            # In the middle of a pixel, or a line of one pixel is smeared over two.
            x = round(canvas.x(scale.x(day))) + 0.5
            painter.drawLine(QPointF(x, canvas.top), QPointF(x, canvas.height))


def _paint_bars(painter: Sketch, frame: Frame, place: int) -> None:
    canvas, scale = frame.canvas, frame.book.scale
    left, right = canvas.left_edge - _MARGIN, canvas.right_edge + _MARGIN
    key = frame.book.lanes[place].row.key
    for bar, rect, room in frame.book.rooms(place):
        # Only what is seen, with some room for what reaches beyond a bar.
        if rect.right() < left or rect.left() > right:
            continue
        look = Look(
            frame.track(bar),
            frame.book.grouping != "course",
            frame.problems.get(bar.id, 0),
            selected=bar.id in frame.selected,
            current=frame.current == (bar.id, key),
            faded=bar.id in frame.moving,
        )
        paint_bar(painter, canvas.rect(rect), bar, look, scale, room=room)
        frame.bars_painted += 1


def _paint_today(painter: Sketch, frame: Frame) -> None:
    scale, canvas = frame.book.scale, frame.canvas
    if scale.first <= frame.today <= scale.last:
        x = canvas.x((scale.x(frame.today) + scale.end(frame.today)) / 2)
        painter.setPen(QPen(current_theme().color("accent"), 1.5))
        painter.drawLine(QPointF(x, canvas.top), QPointF(x, canvas.height))
