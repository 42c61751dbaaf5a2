"""Paints the names of lanes at the left, which stay in sight for as long as anything of their lane is."""

from __future__ import annotations

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
    for place in frame.visible_lanes():
        lane = frame.book.lanes[place]
        top = canvas.y(frame.book.top(place))
        _paint_name(painter, frame, lane, top)
        painter.setPen(QPen(theme.color("line"), 1))
        bottom = top + lane.height - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(canvas.header, bottom))
    painter.restore()


def _paint_name(painter: Sketch, frame: Frame, lane: Lane, top: float) -> None:
    theme, grouping = current_theme(), frame.book.grouping
    plain, small = QFont(painter.font()), small_font(painter.font())
    metrics = QFontMetricsF(plain)
    width = frame.canvas.header - 2 * _SIDE - (_SIGN if lane.alike else 0)
    title, below = sized(_TITLE), sized(_DETAIL)
    room = int(lane.height - 2 * _TOP - below) // title
    lines = wrapped(lane_title(lane.row, grouping), metrics, width, max(1, min(_MOST_LINES, room)))
    height = len(lines) * title + below
    y = name_top(top, lane.height, height, frame.canvas.top)
    painter.setPen(theme.color("text"))
    for number, line in enumerate(lines):
        painter.drawText(QRectF(_SIDE, y + number * title, width, title), _LEFT, line)
    if lane.alike:
        x = frame.canvas.header - _SIDE - _SIGN / 2
        _paint_sign(painter, QPointF(x, y + title / 2), folded=bool(lane.stacks))
    painter.setFont(small)
    painter.setPen(theme.color("muted"))
    detail = QFontMetricsF(small).elidedText(lane_detail(lane, grouping), Qt.TextElideMode.ElideRight, width)
    painter.drawText(QRectF(_SIDE, y + len(lines) * title, width, below), _LEFT, detail)
    painter.setFont(plain)


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
