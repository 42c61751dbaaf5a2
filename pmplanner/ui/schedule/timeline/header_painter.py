"""Paints what stays in place: the names of lanes at the left, days and absences above."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from pmplanner.ui.schedule.timeline.dates_painter import paint_dates, paint_today
from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.heat import Away, HeatBook
from pmplanner.ui.schedule.timeline.names_painter import paint_names
from pmplanner.ui.text_size import text_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch


def paint_headers(painter: Sketch, frame: Frame, heat: HeatBook, team: str | None) -> None:
    """Paint names of lanes, days, and the strip of those away."""
    theme, canvas = current_theme(), frame.canvas
    painter.save()
    painter.fillRect(QRectF(0, 0, canvas.width, canvas.top), theme.color("panel"))
    painter.fillRect(canvas.headers, theme.color("panel"))
    paint_dates(painter, frame)
    if canvas.heat:
        _paint_heat(painter, frame, heat, team)
    paint_today(painter, frame)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QPointF(0, canvas.top - 0.5), QPointF(canvas.width, canvas.top - 0.5))
    paint_names(painter, frame)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QPointF(canvas.header - 0.5, 0), QPointF(canvas.header - 0.5, canvas.height))
    painter.restore()


def _paint_heat(painter: Sketch, frame: Frame, heat: HeatBook, team: str | None) -> None:
    theme, canvas, scale = current_theme(), frame.canvas, frame.book.scale
    strip = canvas.strip
    painter.save()
    painter.setClipRect(strip)
    painter.fillRect(strip, theme.color("subtle"))
    painter.setFont(text_font(painter.font(), 10))
    kept = heat.kept_for((scale, team, theme.name, strip.top(), strip.height()))
    # On the places of the scale, so that a day is the same wherever it is scrolled to.
    painter.translate(canvas.x(0), 0)
    for day in frame.visible_days():
        if day not in kept:
            kept[day] = _cell(frame, heat.away(day, team), day)
        cell = kept[day]
        if cell is not None:
            painter.fillRect(cell.area, cell.color)
            if cell.share:
                painter.setPen(theme.on(cell.color))
                painter.drawText(cell.area, int(Qt.AlignmentFlag.AlignCenter), cell.share)
    painter.restore()


class HeatCell(NamedTuple):
    """A day of the strip, in the places of the scale, with what is written in it."""

    area: QRectF
    color: QColor
    share: str


def _cell(frame: Frame, away: Away | None, day: dt.date) -> HeatCell | None:
    scale, strip = frame.book.scale, frame.canvas.strip
    if away is None or not scale.works >> day.weekday() & 1:
        return None
    left, right = scale.sides(day)
    area = QRectF(left + 0.5, strip.top() + 2, right - left - 1, strip.height() - 5)
    share = f"{round(100 * away.share)} %" if area.width() >= 30 else ""
    return HeatCell(area, heat_colour(away.share, over=away.over), share)


def heat_colour(share: float, *, over: bool) -> QColor:
    """The colour of a share of a team, 0 to 1: deeper with more, orange when it is over what is allowed."""
    theme = current_theme()
    strong = theme.color("problem" if over else "accent")
    part = min(1.0, (0.6 if over else 0.22) + 0.78 * share)
    return _mixed(strong.rgb(), theme.color("panel").rgb(), part)


@lru_cache(maxsize=4096)
def _mixed(strong: int, ground: int, part: float) -> QColor:
    one, other = QColor(strong), QColor(ground)

    def mix(above: int, below: int) -> int:
        return round(above * part + below * (1 - part))

    return QColor(mix(one.red(), other.red()), mix(one.green(), other.green()), mix(one.blue(), other.blue()))
