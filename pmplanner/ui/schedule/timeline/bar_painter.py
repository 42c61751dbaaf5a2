"""Paints one session: a coloured bar with its dates and seats, and the signs of its state.

A bar goes from the first to the last day. The days between on which there is no training are a thin
joint, so that a session is never seen on a day on which it is not held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.bar_style import BarColours, bar_colours, bar_font, fitting_title
from pmplanner.ui.schedule.day_runs import day_runs
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.text_size import text_size
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.format import format_day, format_number, format_period, writing_style
from pmplanner.ui.widgets.icons import icon_pixmap
from pmplanner.ui.widgets.painting import Sketch

RADIUS = 5.0
BESIDE, MOST_BESIDE = 4, 420
"""How far from its bar a text stands that is beside it, and how wide it is at most, in pixels."""
_SIDE, _END = 5, 2
_GLYPH = 11
_JOINT = 3
"""How thick the joint between the days of a session is."""
_LEAST_PLACE = 26
"""So many pixels a place needs at least to be worth naming."""
_LEAST_TITLE = 34
"""From so many pixels on, the beginning of a title is worth writing."""
_DASH = [3.0, 2.5]
_STEP, _MOST_STEPS = 2.0, 2
"""How far the bars below the first one of a stack are seen, and how many of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a bar is to be seen beside what it says."""

    track: int | None = None
    titles: tuple[str, ...] = ()
    """What it says of its course, the longest first: its lane does not say it. None where it does."""
    problems: int = 0
    selected: bool = False
    current: bool = False
    lifted: bool = False
    """It is being dragged."""
    faded: bool = False
    """It is elsewhere while a drag lasts."""
    stack: tuple[Bar, ...] = ()
    """The sessions for which it stands, when they are several."""


@dataclass(frozen=True, slots=True)
class BarText:
    """The two lines of a bar, and where they are written."""

    head: str
    line: str
    area: QRectF
    beside: bool = False


class Measure:
    """How wide texts are in a font: the same few are asked for in each picture, hundreds of times."""

    def __init__(self, font: QFont) -> None:
        self.metrics = QFontMetricsF(font)
        # Around a function of ours: around Qt's own, PySide first reads up on all that it knows (70 ms).
        self.width = lru_cache(maxsize=8192)(self._width)

    def _width(self, text: str) -> float:
        return self.metrics.horizontalAdvance(text)


@dataclass(frozen=True, slots=True)
class Writing:
    """The measures of the fonts in a bar."""

    strong: Measure
    small: Measure


def writing(family: str) -> Writing:
    """The measures of the fonts in bars."""
    return _writing(family, text_size().points)


@lru_cache(maxsize=8)
def _writing(family: str, _points: float) -> Writing:
    return Writing(Measure(bar_font(family, strong=True)), Measure(bar_font(family, strong=False)))


def paint_bar(
    painter: Sketch,
    rect: QRectF,
    bar: Bar,
    look: Look,
    scale: TimeScale,
    days: Sequence[dt.date] | None = None,
    room: float = inf,
) -> None:
    """Paint a session, with *days* as if it were held on them.

    A text for which the bar is too short stands at its right, as far as there is *room*, and is left to
    the tip otherwise.
    """
    days = days or bar.days
    parts = list(part_rects(rect, days, scale))
    text = bar_text(rect, parts, bar, look, days, room, painter.font().family())
    paint_box(painter, rect, parts, bar, look, text)


def paint_box(
    painter: Sketch, rect: QRectF, parts: Sequence[QRectF], bar: Bar, look: Look, text: BarText | None
) -> None:
    """Paint a session whose days lie in these parts, and its text."""
    colours = bar_colours(look.track, draft=bar.session.status == SessionStatus.DRAFT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.faded:
        painter.setOpacity(0.35)
    if look.lifted:
        _shadow(painter, rect)
    _rings(painter, rect, look)
    if look.stack:
        _below(painter, rect, look, colours)
    if len(parts) > 1:
        _joint(painter, rect, parts, colours)
    for part in parts:
        _ground(painter, part, bar, colours)
    if text is not None:
        write(painter, text, bar, look)
    painter.restore()


def part_rects(rect: QRectF, days: Sequence[dt.date], scale: TimeScale) -> Iterator[QRectF]:
    """Where the days of a bar lie in it, those that follow upon each other in one piece."""
    first, last = days[0], days[-1]
    if (last - first).days + 1 == len(days):
        yield rect
        return
    begin, runs = scale.x(first), day_runs(days)
    for run in runs:
        left = rect.left() if run[0] == first else rect.left() + scale.x(run[0]) - begin
        right = rect.right() if run[-1] == last else rect.left() + scale.end(run[-1]) - begin - 1
        yield QRectF(left, rect.top(), max(1.0, right - left), rect.height())


def _ground(painter: Sketch, rect: QRectF, bar: Bar, colours: BarColours) -> None:
    pen = QPen(colours.edge, 1)
    if bar.session.status == SessionStatus.DRAFT:
        pen.setDashPattern(_DASH)
    painter.setPen(pen)
    painter.setBrush(colours.ground)
    radius = min(RADIUS, rect.width() / 3)
    inset = min(0.5, rect.width() / 4)
    painter.drawRoundedRect(rect.adjusted(inset, 0.5, -inset, -0.5), radius, radius)


def _joint(painter: Sketch, rect: QRectF, parts: Sequence[QRectF], colours: BarColours) -> None:
    """A thin line through the days of a session on which there is no training."""
    y = rect.center().y() - _JOINT / 2
    for before, after in pairwise(parts):
        painter.fillRect(QRectF(before.right(), y, after.left() - before.right(), _JOINT), colours.edge)


def _below(painter: Sketch, rect: QRectF, look: Look, colours: BarColours) -> None:
    """The edges of the bars that lie below the first one of a stack."""
    steps = min(_MOST_STEPS, len(look.stack) - 1)
    painter.setPen(QPen(current_theme().color("panel"), 1))
    painter.setBrush(colours.edge)
    for step in range(steps, 0, -1):
        inset = min(3.0 * step, rect.width() / 6)
        edge = rect.adjusted(inset, 6, -inset, _STEP * step)
        painter.drawRoundedRect(edge, min(RADIUS, edge.width() / 3), RADIUS)


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


def bar_text(
    rect: QRectF,
    parts: Sequence[QRectF],
    bar: Bar,
    look: Look,
    days: Sequence[dt.date],
    room: float,
    family: str,
) -> BarText | None:
    """The text of a bar in the widest piece of it, else at its right; None where it fits nowhere.

    What says more goes first: a whole title beside a bar is better than a code within it. Room at its
    right ends at the next bar, and at the edge of what is seen.
    """
    measures = writing(family)
    inner = max(parts, key=_width).adjusted(_SIDE, 2, -_END, -2)
    out = BESIDE + (3 if look.problems or look.selected else 0)
    beside = QRectF(rect.right() + out, inner.top(), min(room - out - BESIDE, MOST_BESIDE), inner.height())
    widths = (inner.width(), beside.width())
    signs = _signs_width(bar, look, measures)
    if max(widths) <= signs:
        return None
    words = _words(bar, look, days)
    for title in look.titles or ("",):
        for area, width in zip((inner, beside), widths, strict=True):
            lines = _lines(words, title, measures, width, width - signs)
            if lines is not None:
                return BarText(*lines, area, area is beside)
    if look.titles and inner.width() >= _LEAST_TITLE:
        short = fitting_title(look.titles, measures.strong.metrics, inner.width() - signs)
        lines = _lines(words, short, measures, inner.width(), inner.width() - signs)
        return None if lines is None else BarText(*lines, inner)
    return None


def _width(rect: QRectF) -> float:
    return rect.width()


@dataclass(frozen=True, slots=True)
class _Words:
    """What a bar can say beside its title."""

    dates: tuple[str, ...]
    taken: str
    dated: tuple[str, ...]
    """Dates with seats in ever fewer words: "15–17 Mar · 5/12 !"."""
    place: str


def _words(bar: Bar, look: Look, days: Sequence[dt.date]) -> _Words:
    taken = seats_text(look.stack or (bar,))
    place = "" if look.stack else bar.session.room_names
    return _worded(_dates(days[0], days[-1]), taken, " !" if look.problems else "", place)


@lru_cache(maxsize=4096)
def _worded(dates: tuple[str, ...], seats: str, mark: str, place: str) -> _Words:
    taken = seats + mark
    return _Words(dates, taken, tuple(each + rest for each in dates for rest in (f" · {taken}", mark)), place)


def _lines(words: _Words, title: str, measures: Writing, width: float, free: float) -> tuple[str, str] | None:
    """Both lines of a bar, in as many words as fit into a width; None when the fewest do not.

    The first has only so much *free*: the signs stand behind it.
    """
    strong, small = measures.strong, measures.small
    if free <= 0:
        return None
    if title:
        if strong.width(title) > free:
            return None
        line = _first_fitting(words.dated, small, width)
        return None if line is None else (title, line)
    head = _first_fitting(words.dates, strong, free)
    if head is None or small.width(words.taken) > width:
        return None
    return head, with_place(words.taken, words.place, small, width)


def _first_fitting(texts: Sequence[str], measure: Measure, width: float) -> str | None:
    return next((text for text in texts if measure.width(text) <= width), None)


def write(painter: Sketch, text: BarText, bar: Bar, look: Look) -> None:
    """Write both lines, with the signs behind the first."""
    colours = bar_colours(look.track, draft=bar.session.status == SessionStatus.DRAFT)
    family, area = painter.font().family(), text.area
    half = area.height() / 2
    alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    flags = int(alignment | Qt.TextFlag.TextSingleLine)
    color = current_theme().color("text") if text.beside else colours.text
    head = text.head + count_text(look)
    painter.setPen(color)
    painter.setFont(bar_font(family, strong=True))
    painter.drawText(QRectF(area.left(), area.top(), area.width(), half), flags, head)
    x = area.left() + writing(family).strong.width(head) + 3
    for name in _glyphs(bar, look):
        _glyph(painter, name, QPointF(x, area.top() + (half - _GLYPH) / 2), color)
        x += _GLYPH + 1
    painter.setFont(bar_font(family, strong=False))
    painter.drawText(QRectF(area.left(), area.top() + half, area.width(), half), flags, text.line)


def count_text(look: Look) -> str:
    """How many sessions a bar stands for: " ×3"; "" for one."""
    return f" ×{format_number(len(look.stack))}" if look.stack else ""


def _signs_width(bar: Bar, look: Look, measures: Writing) -> float:
    width = measures.strong.width(count_text(look)) if look.stack else 0.0
    return width + len(_glyphs(bar, look)) * (_GLYPH + 1)


def _glyphs(bar: Bar, look: Look) -> list[str]:
    if not look.stack:
        names = ["pin"] if bar.session.pinned else []
        return [*names, "lock"] if bar.session.locked else names
    pinned = all(each.session.pinned for each in look.stack)
    locked = all(each.session.locked for each in look.stack)
    return [name for name, on in (("pin", pinned), ("lock", locked)) if on]


def _glyph(painter: Sketch, name: str, place: QPointF, color: QColor) -> None:
    ratio = painter.ratio
    side = round(_GLYPH * ratio)
    pixmap = icon_pixmap(name, color.name(), side, side)
    painter.drawPixmap(QRectF(place.x(), place.y(), _GLYPH, _GLYPH), pixmap, QRectF(pixmap.rect()))


def _dates(first: dt.date, last: dt.date) -> tuple[str, ...]:
    """A period in ever fewer words: "15–17 Mar", "15–17"."""
    return _dates_so(first, last, writing_style())


@lru_cache(maxsize=4096)
def _dates_so(first: dt.date, last: dt.date, _style: Hashable) -> tuple[str, ...]:
    if first == last:
        return format_day(first), str(first.day)
    return format_period(first, last), f"{first.day}–{last.day}"


def with_place(text: str, place: str, measure: Measure, room: float) -> str:
    """A text with a place behind it, as far as there is space: "8/12 · Oslo"."""
    left = room - measure.width(f"{text} · ")
    if place and left >= min(_LEAST_PLACE, measure.width(place)):
        return f"{text} · {measure.metrics.elidedText(place, Qt.TextElideMode.ElideRight, left)}"
    return text


def seats_text(bars: Sequence[Bar]) -> str:
    """Seats taken of those there are in sessions together: "23/24 +2"; no number of all when one has none."""
    if len(bars) == 1:
        return _seats(bars[0].session.booked, bars[0].session.seats_max, bars[0].session.waiting)
    sessions: list[SessionRow] = [bar.session for bar in bars]
    booked, waiting = sum(each.booked for each in sessions), sum(each.waiting for each in sessions)
    most = [each.seats_max for each in sessions if each.seats_max is not None]
    return _seats(booked, sum(most) if len(most) == len(sessions) else None, waiting)


def _seats(booked: int, most: int | None, waiting: int) -> str:
    return _seats_so(booked, most, waiting, writing_style())


@lru_cache(maxsize=1024)
def _seats_so(booked: int, most: int | None, waiting: int, _style: Hashable) -> str:
    text = format_number(booked) if most is None else f"{format_number(booked)}/{format_number(most)}"
    return f"{text} +{format_number(waiting)}" if waiting else text
