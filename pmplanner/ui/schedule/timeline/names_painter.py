"""Paints the names of lanes at the left, which stay in sight for as long as anything of their lane is."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.lanes import Lane, LaneBook
from pmplanner.ui.schedule.timeline.texts import lane_detail, lane_title
from pmplanner.ui.text_size import sized, small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch

_SIDE, _TOP = 13, 1
_TITLE, _DETAIL = 18, 14
"""Heights of a line of the title and of the line below."""
_MOST_LINES = 3
_SIGN = 14
"""Room for the sign that a lane can be opened."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def wanted_header(book: LaneBook, font: QFont) -> float:
    """How wide the names of lanes would have to be so that none of them is cut."""
    plain, small = QFontMetricsF(font), QFontMetricsF(small_font(font))
    widths = [0.0]
    for lane in book.long_lanes():
        widths.append(plain.horizontalAdvance(lane_title(lane.row, book.grouping)))
        widths.append(small.horizontalAdvance(lane_detail(lane, book.grouping)))
    return max(widths) + 2 * _SIDE + _SIGN + 2


def paint_names(painter: Sketch, frame: Frame) -> None:
    """Paint title and detail of each lane that is seen, and whether it has sessions that fold."""
    theme, canvas = current_theme(), frame.canvas
    painter.save()
    painter.setClipRect(canvas.headers)
    fonts = _fonts(painter.font())
    for place in frame.visible_lanes():
        lane = frame.book.lanes[place]
        top = canvas.y(frame.book.top(place))
        _paint_name(painter, frame, lane, top, fonts)
        painter.setPen(QPen(theme.color("line"), 1))
        bottom = top + lane.height - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(canvas.header, bottom))
    painter.restore()


def _paint_name(painter: Sketch, frame: Frame, lane: Lane, top: float, fonts: _Fonts) -> None:
    theme, grouping = current_theme(), frame.book.grouping
    width = frame.canvas.header - 2 * _SIDE - (_SIGN if lane.alike else 0)
    title, below = sized(_TITLE), sized(_DETAIL)
    room = int(lane.height - 2 * _TOP - below) // title
    lines = fonts.wrapped(lane_title(lane.row, grouping), width, max(1, min(_MOST_LINES, room)))
    height = len(lines) * title + below
    y = name_top(top, lane.height, height, frame.canvas.top)
    painter.setPen(theme.color("text"))
    for number, line in enumerate(lines):
        painter.drawText(QRectF(_SIDE, y + number * title, width, title), _LEFT, line)
    if lane.alike:
        x = frame.canvas.header - _SIDE - _SIGN / 2
        _paint_sign(painter, QPointF(x, y + title / 2), folded=bool(lane.stacks))
    painter.setFont(fonts.small)
    painter.setPen(theme.color("muted"))
    detail = fonts.cut(lane_detail(lane, grouping), width)
    painter.drawText(QRectF(_SIDE, y + len(lines) * title, width, below), _LEFT, detail)
    painter.setFont(fonts.plain)


class _Fonts:
    """The fonts of names, and how texts fit in them: the same ones are painted frame by frame."""

    def __init__(self, plain: QFont) -> None:
        self.plain, self.small = QFont(plain), small_font(plain)
        self._metrics, self._small_metrics = QFontMetricsF(self.plain), QFontMetricsF(self.small)
        # Around functions of ours: around Qt's own, PySide first reads up on all that it knows.
        self.wrapped = lru_cache(maxsize=2048)(self._wrapped)
        self.cut = lru_cache(maxsize=2048)(self._cut)

    def _wrapped(self, title: str, width: float, most: int) -> list[str]:
        return wrapped(title, self._metrics, width, most)

    def _cut(self, text: str, width: float) -> str:
        return self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


_kept: dict[str, _Fonts] = {}


def _fonts(font: QFont) -> _Fonts:
    key = font.key()
    if key not in _kept:
        _kept.clear()
        _kept[key] = _Fonts(font)
    return _kept[key]


def name_top(top: float, height: float, needed: float, edge: float) -> float:
    """Where a name begins: at the top of its lane, or of what is seen of it; never beyond its end."""
    return max(top + _TOP, min(edge + _TOP, top + height - needed - _TOP / 2))


def wrapped(title: str, metrics: QFontMetricsF, width: float, most: int) -> list[str]:
    """A title in so many lines at most; what is cut lacks its middle, as titles differ at their ends."""
    lines: list[str] = []
    words = title.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
            count += 1
        lines.append(metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideMiddle, width))
        words = words[count:]
    if words or not lines:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideMiddle, width))
    return lines


def _paint_sign(painter: Sketch, middle: QPointF, *, folded: bool) -> None:
    """An angle to the right where sessions are folded, downwards where each has its bar."""
    x, y = middle.x(), middle.y()
    points = [(-2, -4), (2, 0), (-2, 4)] if folded else [(-4, -2), (0, 2), (4, -2)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current_theme().color("muted"), 1.6))
    painter.drawPolyline([QPointF(x + dx, y + dy) for dx, dy in points])
