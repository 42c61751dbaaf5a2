"""What a run has reached over time, as two lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.ui.text_size import sized
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_HEIGHT, _EDGE, _LEGEND = 144, 8, 20
_SCALE, _TIME = 40, 16
"""Pixels beside the plot for the numbers of an axis, and below it for the seconds."""
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)


class Point(NamedTuple):
    """What was reached at a moment: seconds since the start, people seated, sessions."""

    seconds: float
    seated: int
    sessions: int


class Curve(QWidget):
    """Draws seated and sessions, each from its least to its most, as steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: list[Point] = []
        self._now = 0.0
        self.setAccessibleName(self.tr("What was reached over time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def clear(self) -> None:
        """Begin anew."""
        self.points, self._now = [], 0.0
        self.update()

    def add(self, point: Point) -> None:
        """Add what was reached now; time goes on also where nothing gets better."""
        self._now = max(self._now, point.seconds)
        if not self.points or self.points[-1][1:] != point[1:]:
            self.points.append(point)
            numbers = format_number(point.seated), format_number(point.sessions)
            self.setAccessibleDescription(put(self.tr("%1 seated, %2 sessions"), *numbers))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, and so high."""
        return QSize(320, sized(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, both lines and what they are."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("subtle"))
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(whole, 6, 6)
        plot = whole.adjusted(sized(_SCALE), _EDGE + sized(_LEGEND), -sized(_SCALE), -_EDGE - sized(_TIME))
        self._paint_axes(painter, plot)
        for place, (name, role, value) in enumerate(self._lines()):
            color = theme.color(role)
            painter.setPen(color)
            at = QPointF(whole.left() + _EDGE + place * whole.width() / 2, whole.top() + _EDGE + sized(11))
            last = format_number(round(value(self.points[-1]))) if self.points else ""
            painter.drawText(at, f"{name} {last}")
            painter.setPen(QPen(color, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(self._steps(plot, value))

    def axis_labels(self) -> tuple[tuple[str, str], tuple[str, str], str]:
        """Give the least and the most of both lines, and the seconds at the right end."""
        if not self.points:
            return ("", ""), ("", ""), ""
        ends = []
        for _, _, value in self._lines():
            values = [round(value(point)) for point in self.points]
            low, high = format_number(min(values)), format_number(max(values))
            ends.append((low if low != high else "", high))
        return ends[0], ends[1], put(self.tr("%1 s"), format_number(round(self._now)))

    def _paint_axes(self, painter: Sketch, plot: QRectF) -> None:
        """Draw the axes: people seated on the left, sessions on the right, seconds below."""
        theme, scale = current_theme(), sized(_SCALE)
        left, right, seconds = self.axis_labels()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.topLeft(), plot.bottomLeft())
        painter.drawLine(plot.topRight(), plot.bottomRight())
        for (low, high), role, x in ((left, "done_text", 0.0), (right, "accent", plot.right())):
            painter.setPen(theme.color(role))
            # A level line is drawn in the middle, and its number stands beside it.
            high_line = sized(_TIME)
            top = (plot.top() if low else plot.center().y()) - high_line / 2
            painter.drawText(QRectF(x, top, scale, high_line), _CENTRE, high)
            painter.drawText(QRectF(x, plot.bottom() - high_line / 2, scale, high_line), _CENTRE, low)
        painter.setPen(theme.color("muted"))
        below = QRectF(plot.left() - scale / 2, plot.bottom() + 2, scale, sized(_TIME))
        painter.drawText(below, _CENTRE, self.tr("0 s") if seconds else "")
        painter.drawText(below.translated(plot.width(), 0), _CENTRE, seconds)

    def _lines(self) -> list[tuple[str, str, Callable[[Point], float]]]:
        return [
            (self.tr("Seated"), "done_text", lambda point: point.seated),
            (self.tr("Sessions"), "accent", lambda point: point.sessions),
        ]

    def _steps(self, plot: QRectF, value: Callable[[Point], float]) -> QPolygonF:
        """The line through the points: level until the next one, then up or down."""
        if not self.points:
            return QPolygonF()
        values = [value(point) for point in self.points]
        low, high = min(values), max(values)
        span, until = max(1e-9, high - low), max(1e-9, self._now)

        def y(number: float) -> float:
            share = 0.5 if high == low else (number - low) / span
            return plot.bottom() - share * plot.height()

        line = QPolygonF()
        for point, number in zip(self.points, values, strict=True):
            x = plot.left() + point.seconds / until * plot.width()
            if not line.isEmpty():
                line.append(QPointF(x, line.last().y()))
            line.append(QPointF(x, y(number)))
        line.append(QPointF(plot.right(), line.last().y()))
        return line
