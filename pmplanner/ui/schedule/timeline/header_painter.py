"""Paints what stays in place: the names of lanes at the left, days and absences above."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.geometry import DATES_HEIGHT, HEADER_WIDTH
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.schedule.timeline.texts import lane_detail, lane_title
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.format import format_date, format_day
from pmplanner.ui.widgets.painting import Sketch

_SIDE = 13
_SMALL_PIXELS = 11
_INDENT = 8
"""Of a date from the line of its day."""
_LEAST_LABEL = 46.0
"""A label of a day and month needs so many pixels."""
_YEAR = 30.0
"""So many more a label with the year, where a plan has more than one."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def small_font(font: QFont, pixels: int = _SMALL_PIXELS, *, strong: bool = False) -> QFont:
    """The font of labels."""
    small = QFont(font)
    small.setPixelSize(pixels)
    if strong:
        small.setWeight(QFont.Weight.DemiBold)
    return small


def paint_headers(painter: Sketch, frame: Frame, heat: HeatBook, team: str | None) -> None:
    """Paint names of lanes, days, and the strip of those away."""
    theme, canvas = current_theme(), frame.canvas
    painter.save()
    painter.fillRect(QRectF(0, 0, canvas.width, canvas.top), theme.color("panel"))
    painter.fillRect(canvas.headers, theme.color("panel"))
    _paint_days(painter, frame)
    if canvas.heat:
        _paint_heat(painter, frame, heat, team)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QPointF(0, canvas.top - 0.5), QPointF(canvas.width, canvas.top - 0.5))
    _paint_lanes(painter, frame)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QPointF(HEADER_WIDTH - 0.5, 0), QPointF(HEADER_WIDTH - 0.5, canvas.height))
    painter.restore()


def _paint_lanes(painter: Sketch, frame: Frame) -> None:
    theme, canvas = current_theme(), frame.canvas
    painter.setClipRect(canvas.headers)
    plain, small = QFont(painter.font()), small_font(painter.font())
    metrics, small_metrics = QFontMetricsF(plain), QFontMetricsF(small)
    width = HEADER_WIDTH - 2 * _SIDE
    for place in frame.visible_lanes():
        lane = frame.book.lanes[place]
        top = canvas.y(frame.book.top(place))
        title = lane_title(lane.row, frame.book.grouping)
        detail = lane_detail(lane, frame.book.grouping)
        painter.setFont(plain)
        painter.setPen(theme.color("text"))
        area = QRectF(_SIDE, top + 6, width, 18)
        painter.drawText(area, _LEFT, metrics.elidedText(title, Qt.TextElideMode.ElideRight, width))
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        below = QRectF(_SIDE, top + 24, width, 15)
        painter.drawText(below, _LEFT, small_metrics.elidedText(detail, Qt.TextElideMode.ElideRight, width))
        painter.setPen(QPen(theme.color("line"), 1))
        bottom = top + lane.height - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(HEADER_WIDTH, bottom))
    painter.setFont(plain)
    painter.setClipping(False)


def _paint_days(painter: Sketch, frame: Frame) -> None:
    theme, canvas, scale = current_theme(), frame.canvas, frame.book.scale
    painter.save()
    painter.setClipRect(canvas.dates)
    painter.setFont(small_font(painter.font(), 12))
    years = _has_years(frame)
    every = _weeks_between_labels(scale, years)
    for day in frame.visible_days():
        left = canvas.x(scale.x(day))
        monday = day.weekday() == 0
        if not monday and not scale.shows_days:
            continue
        text = _label(day, scale, every, years)
        painter.setPen(QPen(theme.color("line"), 1))
        x = round(left) + 0.5
        if text or scale.shows_days:
            painter.drawLine(QPointF(x, 0), QPointF(x, canvas.top))
        if text and (scale.shows_days or left + _INDENT >= canvas.dates.left()):
            painter.setPen(theme.color("accent" if day == frame.today else "muted"))
            painter.drawText(QRectF(left + _INDENT, 0, 120, DATES_HEIGHT), _LEFT, text)
    painter.restore()
    _paint_first_label(painter, frame, every)


def _paint_first_label(painter: Sketch, frame: Frame, every: int) -> None:
    """Name the week that began left of what is seen, when there is room before the next name."""
    canvas, scale, years = frame.canvas, frame.book.scale, _has_years(frame)
    first = scale.day_at(canvas.left_edge)
    monday = first - dt.timedelta(days=first.weekday())
    following = canvas.x(scale.x(monday + dt.timedelta(days=7)))
    if scale.shows_days or every > 1 or following - canvas.dates.left() < _LEAST_LABEL + years * _YEAR + 16:
        return
    if canvas.x(scale.x(monday)) + _INDENT < canvas.dates.left():
        painter.save()
        painter.setFont(small_font(painter.font(), 12))
        painter.setPen(current_theme().color("muted"))
        area = QRectF(canvas.dates.left() + _INDENT, 0, 120, DATES_HEIGHT)
        painter.drawText(area, _LEFT, format_date(monday) if years else format_day(monday))
        painter.restore()


def _weeks_between_labels(scale: TimeScale, years: bool) -> int:
    every = 1
    while every * scale.week_width < _LEAST_LABEL + years * _YEAR + 10:
        every *= 2
    return every


def _has_years(frame: Frame) -> bool:
    """Say whether the plan has days in more than one year, so that a day alone does not say which."""
    return frame.book.rows.first_day.year != frame.book.rows.last_day.year


def _label(day: dt.date, scale: TimeScale, every: int, years: bool) -> str:
    """What stands above a day, with its year if wanted; "" where there is no room."""
    if scale.shows_days:
        width = scale.end(day) - scale.x(day)
        if width < scale.day_width - 1:
            return ""
        if width < 2 * _LEAST_LABEL and day.weekday():
            return str(day.day)
        if width < _LEAST_LABEL + 14:
            return format_day(day) if width >= _LEAST_LABEL else str(day.day)
        weekday = user_locale().dayName(day.isoweekday(), user_locale().FormatType.ShortFormat)
        if years and width >= 2 * _LEAST_LABEL + _YEAR:
            return f"{weekday} {format_date(day)}"
        return f"{weekday} {format_day(day)}" if width >= 2 * _LEAST_LABEL else f"{weekday} {day.day}"
    if (day - scale.first).days // 7 % every:
        return ""
    return format_date(day) if years else format_day(day)


def _paint_heat(painter: Sketch, frame: Frame, heat: HeatBook, team: str | None) -> None:
    theme, canvas, scale = current_theme(), frame.canvas, frame.book.scale
    strip = canvas.strip
    painter.save()
    painter.setClipRect(strip)
    painter.fillRect(strip, theme.color("subtle"))
    painter.setFont(small_font(painter.font(), 10))
    for day in frame.visible_days():
        away = heat.away(day, team)
        if away is None or not scale.works >> day.weekday() & 1:
            continue
        left = canvas.x(scale.x(day))
        cell = QRectF(left + 0.5, strip.top() + 2, scale.end(day) - scale.x(day) - 1, strip.height() - 5)
        color = heat_colour(away.share, over=away.over)
        painter.fillRect(cell, color)
        if cell.width() >= 30:
            painter.setPen(theme.on(color))
            share = f"{round(100 * away.share)} %"
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), share)
    painter.restore()


def heat_colour(share: float, *, over: bool) -> QColor:
    """The colour of a share of a team, 0 to 1: deeper with more, orange when it is over what is allowed."""
    theme = current_theme()
    strong = theme.color("problem" if over else "accent")
    ground = theme.color("panel")
    part = min(1.0, (0.6 if over else 0.22) + 0.78 * share)

    def mix(one: int, other: int) -> int:
        return round(one * part + other * (1 - part))

    return QColor(
        mix(strong.red(), ground.red()),
        mix(strong.green(), ground.green()),
        mix(strong.blue(), ground.blue()),
    )
