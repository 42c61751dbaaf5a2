"""What one picture of the timeline shows, and the painting of its lanes and bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.views.timeline import Bar, LaneKey, TimelineRows
from pmplanner.ui.schedule.timeline.bar_painter import Look, paint_bar
from pmplanner.ui.schedule.timeline.bar_stamps import BarStamps
from pmplanner.ui.schedule.timeline.geometry import Canvas
from pmplanner.ui.schedule.timeline.lanes import Lane, LaneBook, bar_height
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.marks import slanted_lines
from pmplanner.ui.widgets.painting import Sketch
from pmplanner.ui.widgets.week import begin_of_week

_HATCH = 7.0
"""Pixels between the lines of an absence."""
_MARGIN = 20
"""Rings and shadows reach so far beyond a bar."""
_LEAST_SHADED = 2.5
"""Days that are narrower are not greyed because nobody works on them: they would be a grey haze."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """A bar where it would lie if the mouse were let go now."""

    bar: Bar
    rect: QRectF
    """In the place of scale and lanes."""
    days: tuple[dt.date, ...]

    @property
    def first_day(self) -> dt.date:
        """The first of its days."""
        return self.days[0]

    @property
    def last_day(self) -> dt.date:
        """The last of its days."""
        return self.days[-1]


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
    stamps: BarStamps | None = None
    """What keeps pictures of bars from frame to frame; None where each bar is painted."""
    own_closed: dict[tuple[int, int | None], list[dt.date]] = field(default_factory=dict)
    """The days that are closed in lanes of a site and a week, as far as they were looked for."""
    _days: list[dt.date] | None = None
    _begins: list[dt.date] | None = None
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
        if self._days is None:
            self._days = list(self.book.scale.days(self.canvas.left_edge, self.canvas.right_edge))
        return self._days

    def line_days(self) -> list[dt.date]:
        """The days that are seen and have a line before them: of weeks, with room of days, else of months."""
        if self._begins is None:
            scale, days = self.book.scale, self.visible_days()
            if scale.shows_days:
                self._begins = days
            elif scale.shows_weeks:
                first = begin_of_week(days[0]) if days else None
                self._begins = days[(first - days[0]).days % 7 :: 7] if first is not None else []
            else:
                self._begins = [day for day in days if day.day == 1]
        return self._begins

    def look(self, bar: Bar, stack: tuple[Bar, ...] = (), key: LaneKey | None = None) -> Look:
        """How a bar, or a stack of them, is to be seen in a lane."""
        course = self.rows.known["course"].get(bar.session.course_id)
        titles: tuple[str, ...] = ()
        if self.book.grouping != "course":
            titles = (bar.session.course_title, (course.short if course else "") or bar.session.course_code)
        ids = [each.id for each in stack] or [bar.id]
        return Look(
            course.track if course else None,
            titles,
            sum(self.problems.get(each, 0) for each in ids),
            selected=any(each in self.selected for each in ids),
            current=self.current is not None and self.current[0] in ids and self.current[1] == key,
            faded=any(each in self.moving for each in ids),
            stack=stack,
        )

    def flags(self, bar: Bar, stack: tuple[Bar, ...], key: LaneKey) -> int:
        """A number that is the same for all looks of a bar that are the same."""
        if stack:
            look = self.look(bar, stack, key)
            return (look.problems > 0) | look.selected << 1 | look.faded << 2 | look.current << 3
        number, current = bar.id, self.current
        return (
            (number in self.problems)
            | (number in self.selected) << 1
            | (number in self.moving) << 2
            | (current is not None and current == (number, key)) << 3
        )


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
    _paint_weeks(painter, frame)
    for place in lanes:
        _paint_bars(painter, frame, place)
    _paint_today(painter, frame)
    for ghost in frame.ghosts:
        look = replace(frame.look(ghost.bar), lifted=True, selected=False, faded=False, problems=0)
        paint_bar(painter, canvas.rect(ghost.rect), ghost.bar, look, frame.book.scale, ghost.days)
    painter.restore()


def paint_empty_hint(painter: Sketch, frame: Frame) -> None:
    """Say what to do in a timeline without sessions."""
    painter.save()
    painter.setPen(current_theme().color("muted"))
    text = tr(
        "No sessions yet. “Schedule automatically” finds dates for all, or drag a course from “To schedule”"
        " onto a day."
    )
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(frame.canvas.body.adjusted(24, 0, -24, 0), int(flags), text)
    painter.restore()


def _paint_closed_days(painter: Sketch, frame: Frame, days: list[dt.date]) -> None:
    """Grey the days on which the whole company is closed."""
    rows, scale, body, canvas = frame.rows, frame.book.scale, frame.canvas.body, frame.canvas
    closed, week = rows.closed.of(""), rows.week
    theme = current_theme()
    closed_color, off_color = theme.color("closed"), theme.color("subtle")
    shaded = scale.day_width >= _LEAST_SHADED
    for day in days:
        if day in closed or (shaded and not works_on(None, week, day)):
            left, right = scale.sides(day)
            area = QRectF(canvas.x(left), body.top(), right - left, body.height())
            painter.fillRect(area, closed_color if day in closed else off_color)


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
    """Fill an area with slanting lines, which stay in place when only more of it is seen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current_theme().color("line_strong"), 1.2))
    painter.drawLines(list(slanted_lines(area, _HATCH, -area.left() % _HATCH)))
    painter.restore()


def _own_closed_days(frame: Frame, lane: Lane, days: list[dt.date]) -> list[dt.date]:
    """The days that are closed in a lane although the company works."""
    row, rows = lane.row, frame.rows
    closed = rows.closed.of(row.site)
    usual = rows.closed.of("")
    if row.works is None and closed is usual:
        return []
    key = (id(closed), row.works)  # of the same site and week for all who have them
    found = frame.own_closed.get(key)
    if found is None:
        found = frame.own_closed[key] = [
            day
            for day in days
            if day not in usual
            and works_on(None, rows.week, day)
            and (day in closed or not works_on(row.works, rows.week, day))
        ]
    return found


def _cell(frame: Frame, first: dt.date, last: dt.date, top: float, height: float) -> QRectF:
    scale = frame.book.scale
    left = scale.x(first)
    return QRectF(frame.canvas.x(left), top, scale.end(last) - left, height - 1)


def _paint_weeks(painter: Sketch, frame: Frame) -> None:
    """A line where each week begins, or each day or month."""
    canvas = frame.canvas
    painter.setPen(QPen(current_theme().color("line"), 1))
    for day in frame.line_days():
        # In the middle of a pixel, or a line of one pixel is smeared over two.
        x = round(canvas.x(frame.book.scale.x(day))) + 0.5
        painter.drawLine(QPointF(x, canvas.top), QPointF(x, canvas.height))


def _paint_bars(painter: Sketch, frame: Frame, place: int) -> None:
    canvas, book, lane = frame.canvas, frame.book, frame.book.lanes[place]
    left, right = canvas.left_edge, canvas.right_edge
    x, y, height = canvas.x(0), canvas.y(book.top(place)), bar_height()
    above, below = canvas.top - _MARGIN - height, canvas.height + _MARGIN
    stamps, key, stacks = frame.stamps, lane.row.key, lane.stacks

    def look(bar: Bar, stack: tuple[Bar, ...]) -> Look:
        return frame.look(bar, stack, key)

    # Only what is seen, with some room for what reaches beyond a bar.
    for spot in book.spots(place).between(left - _MARGIN, right + _MARGIN):
        top = y + spot.top
        if not above < top < below:
            continue
        frame.bars_painted += 1
        stack = stacks.get(spot.bar.id, ())
        end = spot.left + spot.width
        # A text beside a bar would be cut at the edge, or stand there without its bar.
        if stamps is not None and end > left:
            flags = frame.flags(spot.bar, stack, key)
            if stamps.put(painter, spot, stack, flags, QPointF(x + spot.left, top), right, look):
                continue
        room = min(spot.room, right - end) if end > left else 0.0
        rect = QRectF(x + spot.left, top, spot.width, height)
        paint_bar(painter, rect, spot.bar, look(spot.bar, stack), book.scale, room=room)


def today_at(frame: Frame) -> float | None:
    """Where the middle of today is seen; None when it is not."""
    scale, canvas = frame.book.scale, frame.canvas
    if not scale.first <= frame.today <= scale.last:
        return None
    x = canvas.x((scale.x(frame.today) + scale.end(frame.today)) / 2)
    return x if canvas.body.left() <= x <= canvas.body.right() else None


def _paint_today(painter: Sketch, frame: Frame) -> None:
    x = today_at(frame)
    if x is not None:
        painter.setPen(QPen(current_theme().color("accent"), 1.5))
        painter.drawLine(QPointF(x, frame.canvas.top), QPointF(x, frame.canvas.height))
