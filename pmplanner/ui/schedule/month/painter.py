"""Paints the grid of a month and the sessions on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.views.timeline import Bar, TimelineRows
from pmplanner.ui.schedule.bar_style import BarColours, bar_colours, bar_font, fitting_title
from pmplanner.ui.schedule.month.grid import Chip, MonthGrid, head
from pmplanner.ui.schedule.texts import seats
from pmplanner.ui.text_size import text_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import put, user_locale
from pmplanner.ui.widgets.format import format_day
from pmplanner.ui.widgets.painting import Sketch
from pmplanner.ui.widgets.week import begin_of_week, week_name, weekdays

_RADIUS = 4.0
_SMALL = 12
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """What is painted."""

    grid: MonthGrid
    rows: TimelineRows
    today: dt.date
    problems: Mapping[int, int]
    selected: Collection[int]
    focus: bool
    current: int | None
    moving: Collection[int] = ()
    more: str = ""
    """How "+3 more" is said, with %1 for the number."""


def paint_month(painter: Sketch, picture: MonthPicture) -> None:
    """Paint days and sessions."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_weekdays(painter, picture.grid)
    for day in picture.grid.days():
        _paint_day(painter, picture, day)
    for chip in picture.grid.chips:
        paint_chip(painter, picture, chip, faded=chip.bar.id in picture.moving)
    painter.setPen(current_theme().color("muted"))
    painter.setFont(bar_font(painter.font().family(), strong=False))
    for day, count in picture.grid.hidden.items():
        area = picture.grid.more_rect(day).adjusted(6, 0, 0, 0)
        painter.drawText(area, _LEFT, put(picture.more, str(count)))


def _paint_weekdays(painter: Sketch, grid: MonthGrid) -> None:
    painter.setPen(current_theme().color("muted"))
    font = text_font(painter.font(), _SMALL)
    painter.save()
    painter.setFont(font)
    for place, weekday in enumerate(weekdays()):
        area = QRectF(place * grid.width / 7 + 8, 0, grid.width / 7, head())
        name = user_locale().dayName(weekday, user_locale().FormatType.ShortFormat)
        painter.drawText(area, _LEFT, name)
    painter.restore()


def _paint_day(painter: Sketch, picture: MonthPicture, day: dt.date) -> None:
    theme, cell, rows = current_theme(), picture.grid.cell(day), picture.rows
    reason = rows.closed.of("").get(day)
    if reason is not None:
        painter.fillRect(cell, theme.color("closed"))
    elif not works_on(None, rows.week, day):
        painter.fillRect(cell, theme.color("subtle"))
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QPointF(cell.left(), cell.top() + 0.5), QPointF(cell.right(), cell.top() + 0.5))
    if day != begin_of_week(day):
        x = round(cell.left()) + 0.5
        painter.drawLine(QPointF(x, cell.top()), QPointF(x, cell.bottom()))
    _paint_number(painter, picture, day, reason or "")


def _paint_number(painter: Sketch, picture: MonthPicture, day: dt.date, reason: str) -> None:
    """The number of a day, and why it is closed."""
    theme, cell = current_theme(), picture.grid.cell(day)
    number = QRectF(cell.left() + 8, cell.top() + 3, cell.width() - 12, picture.grid.day_head - 3)
    if day == begin_of_week(day):
        number.setRight(number.right() - _paint_week(painter, number, week_name(day)))
    painter.save()
    font = text_font(painter.font(), _SMALL)
    text = format_day(day) if day.day == 1 else str(day.day)
    if day == picture.today:
        font.setWeight(QFont.Weight.DemiBold)
        painter.setPen(theme.color("accent"))
    else:
        painter.setPen(theme.color("text" if day.month == picture.grid.month else "disabled"))
    painter.setFont(font)
    painter.drawText(number, _LEFT, text)
    if reason:
        metrics = QFontMetricsF(font)
        left = metrics.horizontalAdvance(text) + 8
        painter.setPen(theme.color("muted"))
        room = number.adjusted(left, 0, 0, 0)
        painter.drawText(room, _LEFT, metrics.elidedText(reason, Qt.TextElideMode.ElideRight, room.width()))
    painter.restore()


def _paint_week(painter: Sketch, area: QRectF, name: str) -> float:
    """Write the number of a week at the right of its first day; returns the width that it takes."""
    painter.save()
    painter.setFont(text_font(painter.font(), _SMALL))
    painter.setPen(current_theme().color("muted"))
    taken = QFontMetricsF(painter.font()).horizontalAdvance(name) + 4
    painter.drawText(area.adjusted(0, 0, -4, 0), _RIGHT, name)
    painter.restore()
    return taken if name else 0.0


def paint_chip(painter: Sketch, picture: MonthPicture, chip: Chip, *, faded: bool = False) -> None:
    """Paint a session on its days: title and seats, ringed when selected or in trouble."""
    bar = chip.bar
    rect = picture.grid.rect(chip.first, chip.last, chip.slot)
    colours = bar_colours(_track(picture.rows, bar), draft=bar.session.status == SessionStatus.DRAFT)
    problems = picture.problems.get(bar.id, 0)
    painter.save()
    painter.setOpacity(0.35 if faded else 1.0)
    pen = _edge(picture, bar, colours)
    painter.setPen(pen)
    painter.setBrush(colours.ground)
    inset = pen.widthF() / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
    painter.setPen(colours.text)
    painter.setFont(bar_font(painter.font().family(), strong=False))
    metrics = QFontMetricsF(painter.font())
    inner = rect.adjusted(7, 0, -5, 0)
    mark = " !" if problems else ""
    taken = f" · {seats(bar.session)}{mark}"
    room = inner.width() - metrics.horizontalAdvance(taken)
    title = fitting_title(_titles(picture.rows, bar), metrics, max(20.0, room))
    painter.drawText(inner, _LEFT, title + taken)
    painter.restore()


def _edge(picture: MonthPicture, bar: Bar, colours: BarColours) -> QPen:
    """Thick when selected or in trouble, dashed for a draft."""
    theme = current_theme()
    if bar.id in picture.selected:
        return QPen(theme.color("text"), 2.5 if picture.focus and bar.id == picture.current else 2)
    if picture.problems.get(bar.id, 0):
        return QPen(theme.color("problem"), 2)
    pen = QPen(colours.edge, 1)
    if bar.session.status == SessionStatus.DRAFT:
        pen.setDashPattern([3.0, 2.5])
    return pen


def _titles(rows: TimelineRows, bar: Bar) -> tuple[str, str]:
    """The title of a session's course, and what it is called where there is little room."""
    course = rows.known["course"].get(bar.session.course_id)
    return bar.session.course_title, (course.short if course else "") or bar.session.course_code


def _track(rows: TimelineRows, bar: Bar) -> int | None:
    course = rows.known["course"].get(bar.session.course_id)
    return course.track if course else None
