"""Paints one session: a coloured bar with its dates and seats, and the signs of its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.bar_style import BarColours, bar_colours, bar_font
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.format import format_day, format_period
from pmplanner.ui.widgets.icons import icon_pixmap
from pmplanner.ui.widgets.painting import Sketch

RADIUS = 5.0
_SIDE = 5
_GLYPH = 11
_LEAST_PLACE = 26
"""So many pixels a place needs at least to be worth naming."""
_ROOM_FOR_TITLE = 110
"""From so many pixels on, the beginning of a title tells which course it is."""
_DASH = [3.0, 2.5]
_BESIDE, _MOST_BESIDE = 4, 130
"""How far from its bar a text stands that is beside it, and how wide it is at most, in pixels."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a bar is to be seen beside what it says."""

    track: int | None = None
    titled: bool = False
    """It says of which course it is, because its lane does not."""
    problems: int = 0
    selected: bool = False
    current: bool = False
    lifted: bool = False
    """It is being dragged."""
    faded: bool = False
    """It is elsewhere while a drag lasts."""


def paint_bar(
    painter: Sketch,
    rect: QRectF,
    bar: Bar,
    look: Look,
    scale: TimeScale | None = None,
    days: tuple[dt.date, dt.date] | None = None,
    room: float = inf,
) -> None:
    """Paint a session, with *days* as if it were held from the first to the last of them.

    With a scale, the days between its own on which there is no training are shown. A text for which the
    bar is too short stands at its right, as far as there is *room*, and is left to the tip otherwise.
    """
    colours = bar_colours(look.track, draft=bar.session.status == SessionStatus.DRAFT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.faded:
        painter.setOpacity(0.35)
    if look.lifted:
        _shadow(painter, rect)
    _rings(painter, rect, look)
    _ground(painter, rect, bar, colours)
    if scale is not None and len(bar.days) > 1:
        _gaps(painter, rect, bar, scale)
    _texts(painter, rect, bar, look, colours, days or (bar.first_day, bar.last_day), room)
    painter.restore()


def _ground(painter: Sketch, rect: QRectF, bar: Bar, colours: BarColours) -> None:
    pen = QPen(colours.edge, 1)
    if bar.session.status == SessionStatus.DRAFT:
        pen.setDashPattern(_DASH)
    painter.setPen(pen)
    painter.setBrush(colours.ground)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _shadow(painter: Sketch, rect: QRectF) -> None:
    shade = QColor(current_theme().color("darkest"))
    painter.setPen(Qt.PenStyle.NoPen)
    for size, alpha in ((6, 10), (4, 16), (2, 24)):
        shade.setAlpha(alpha)
        painter.setBrush(shade)
        painter.drawRoundedRect(rect.adjusted(-size, -size + 3, size, size + 3), RADIUS + size, RADIUS + size)


def _rings(painter: Sketch, rect: QRectF, look: Look) -> None:
    """An orange ring for a problem; the selected ones have one in the accent beside it."""
    theme = current_theme()
    rings = []
    if look.problems:
        rings.append(theme.color("problem"))
    if look.selected:
        rings.append(theme.color("accent" if not look.current else "text"))
    for place, color in enumerate(rings):
        out = 2.0 + 2.5 * place
        painter.setPen(QPen(color, 2))
        painter.setBrush(theme.color("panel") if not place else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), RADIUS + out, RADIUS + out)


def _gaps(painter: Sketch, rect: QRectF, bar: Bar, scale: TimeScale) -> None:
    """Cut notches at the foot where a session has no day although people work then."""
    held = set(bar.days)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().color("panel"))
    left = scale.x(bar.first_day)
    for number in range(1, (bar.last_day - bar.first_day).days):
        day = bar.first_day + dt.timedelta(days=number)
        if day not in held and scale.works >> day.weekday() & 1:
            x = rect.left() + scale.x(day) - left
            painter.drawRect(QRectF(x, rect.bottom() - 4, scale.end(day) - scale.x(day), 4))


def _texts(
    painter: Sketch,
    rect: QRectF,
    bar: Bar,
    look: Look,
    colours: BarColours,
    days: tuple[dt.date, dt.date],
    room: float,
) -> None:
    """Write two lines into the bar; beside it where it is too short, if there is room for them."""
    family = painter.font().family()
    strong, plain = bar_font(family, strong=True), bar_font(family, strong=False)
    metrics, small = QFontMetricsF(strong), QFontMetricsF(plain)
    inner = rect.adjusted(_SIDE, 2, -2, -2)
    color = colours.text
    if not holds_text(bar, look, days, metrics, small, inner.width()):
        width = min(room - 2 * _BESIDE, _MOST_BESIDE)
        if not holds_text(bar, look, days, metrics, small, width):
            return
        out = _BESIDE + (3 if look.problems or look.selected else 0)
        inner = QRectF(rect.right() + out, inner.top(), width, inner.height())
        color = current_theme().color("text")
    half = inner.height() / 2
    above = QRectF(inner.left(), inner.top(), inner.width(), half)
    below = QRectF(inner.left(), inner.top() + half, inner.width(), half)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(color)
    painter.setFont(strong)
    glyphs = _glyphs(bar)
    free = above.width() - len(glyphs) * (_GLYPH + 1)
    head = fitting_title(bar, metrics, free) if look.titled else fitting_dates(*days, metrics, free)
    painter.drawText(above, int(flags), head)
    x = above.left() + metrics.horizontalAdvance(head) + 3
    for name in glyphs:
        _glyph(painter, name, QPointF(x, above.top() + (half - _GLYPH) / 2), color)
        x += _GLYPH + 1
    painter.setFont(plain)
    if look.titled:
        line = dated_line(bar, days, look.problems, small, below.width())
    else:
        line = second_line(bar, look.problems, small, below.width())
    painter.drawText(below, int(flags), line)


def holds_text(
    bar: Bar,
    look: Look,
    days: tuple[dt.date, dt.date],
    metrics: QFontMetricsF,
    small: QFontMetricsF,
    width: float,
) -> bool:
    """Whether both lines, in as few words as they have, fit into a width."""
    free = width - len(_glyphs(bar)) * (_GLYPH + 1)
    shortest = _dates(*days)[-1]
    if look.titled:
        title = min(_ROOM_FOR_TITLE, metrics.horizontalAdvance(bar.session.course_code))
        return title <= free and small.horizontalAdvance(shortest) <= width
    mark = " !" if look.problems else ""
    seats = small.horizontalAdvance(_short_seats(bar) + mark)
    return metrics.horizontalAdvance(shortest) <= free and seats <= width


def _glyphs(bar: Bar) -> list[str]:
    return [name for name, on in (("pin", bar.session.pinned), ("lock", bar.session.locked)) if on]


def _glyph(painter: Sketch, name: str, place: QPointF, color: QColor) -> None:
    ratio = painter.ratio
    side = round(_GLYPH * ratio)
    pixmap = icon_pixmap(name, color.name(), side, side)
    painter.drawPixmap(QRectF(place.x(), place.y(), _GLYPH, _GLYPH), pixmap, QRectF(pixmap.rect()))


def fitting_title(bar: Bar, metrics: QFontMetricsF, room: float) -> str:
    """The course of a session: its title where much of it fits, else its code, which tells more."""
    title, code = bar.session.course_title, bar.session.course_code
    long = metrics.horizontalAdvance(title) > room
    text = code if long and room < _ROOM_FOR_TITLE else title
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def fitting_dates(first: dt.date, last: dt.date, metrics: QFontMetricsF, room: float) -> str:
    """The period of a session in as many words as there is room for."""
    for text in _dates(first, last):
        if metrics.horizontalAdvance(text) <= room:
            return text
    return str(first.day)


@lru_cache(maxsize=4096)
def _dates(first: dt.date, last: dt.date) -> tuple[str, ...]:
    if first == last:
        return (format_day(first),)
    days = f"{first.day}–{last.day}"
    return format_period(first, last), days


def second_line(bar: Bar, problems: int, metrics: QFontMetricsF, room: float) -> str:
    """Seats, a mark for a problem, and the room as far as there is space: "8/12 · Oslo"."""
    text = _short_seats(bar)
    if problems:
        text += " !"
    place = bar.session.room
    left = room - metrics.horizontalAdvance(f"{text} · ")
    if place and left >= min(_LEAST_PLACE, metrics.horizontalAdvance(place)):
        text += " · " + metrics.elidedText(place, Qt.TextElideMode.ElideRight, left)
    return text


def dated_line(
    bar: Bar, days: tuple[dt.date, dt.date], problems: int, metrics: QFontMetricsF, room: float
) -> str:
    """Dates and seats, as much as there is space for: "15–17 Mar · 5/12 !"."""
    mark = " !" if problems else ""
    for dates in _dates(*days):
        for rest in (f" · {_short_seats(bar)}{mark}", mark):
            if metrics.horizontalAdvance(dates + rest) <= room:
                return dates + rest
    return f"{days[0].day}{mark}"


def _short_seats(bar: Bar) -> str:
    taken = (
        str(bar.session.booked)
        if bar.session.seats_max is None
        else f"{bar.session.booked}/{bar.session.seats_max}"
    )
    return f"{taken} +{bar.session.waiting}" if bar.session.waiting else taken
