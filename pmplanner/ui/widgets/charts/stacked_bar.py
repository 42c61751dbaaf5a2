"""A bar of coloured parts that says its figures in words too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.ui.theme import Theme, current_theme, theme_notifier
from pmplanner.ui.widgets.charts.marks import paint_hatched, parted
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.painting import Sketch, paint_widget


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its value, the role of its colour, what it is called, and whether it is to come."""

    value: Decimal
    role: str
    label: str
    hatched: bool = False


class StackedBar(QWidget):
    """Segments side by side over a maximum; the rest is the groove."""

    def __init__(self, parent: QWidget | None = None, thickness: int = 6) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._maximum = Decimal(0)
        self._thickness = thickness
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def segments(self) -> tuple[Segment, ...]:
        """The segments shown."""
        return self._segments

    def set_segments(self, segments: Sequence[Segment], maximum: Decimal | None = None) -> None:
        """Show segments; without a maximum (or beyond it) they fill the bar."""
        self._segments = tuple(segments)
        total = sum((segment.value for segment in segments), Decimal(0))
        self._maximum = max(total, maximum or Decimal(0))
        said = " · ".join(f"{format_days(part.value)} {part.label}" for part in self._segments)
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough to compare, as thick as asked for."""
        return QSize(120, self._thickness)

    def minimumSizeHint(self) -> QSize:
        """The least that still reads as a bar."""
        return QSize(24, self._thickness)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove and segments."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        top = (self.height() - self._thickness) / 2
        area = QRectF(0, top, self.width(), self._thickness)
        paint_bar(painter, area, self._segments, self._maximum, current_theme())


def paint_bar(
    painter: Sketch, area: QRectF, segments: Sequence[Segment], maximum: Decimal, theme: Theme
) -> None:
    """Draw a stacked bar into an area; delegates use it for bars in cells."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = min(4.0, area.height() / 2)
    shape = QPainterPath()
    shape.addRoundedRect(area, radius, radius)
    painter.setClipPath(shape)
    painter.fillRect(area, theme.color("groove"))
    left = area.left()
    for segment in segments:
        width = float(segment.value / maximum) * area.width() if maximum else 0.0
        paint_segment(painter, QRectF(left, area.top(), width, area.height()), segment, theme)
        left += width
    painter.restore()


def paint_segment(painter: Sketch, area: QRectF, segment: Segment, theme: Theme) -> None:
    """Draw one part, with the ground between it and the next."""
    if area.width() <= 0:
        return
    painter.fillRect(area, theme.color("panel"))
    if segment.hatched:
        paint_hatched(painter, parted(area), theme.color(segment.role), theme)
    else:
        painter.fillRect(parted(area), theme.color(segment.role))
