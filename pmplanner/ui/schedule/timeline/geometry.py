"""Where things lie in the window of the timeline: frozen headers, and lanes that scroll below them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF

HEADER_WIDTH = 224
DATES_HEIGHT = 30
HEAT_HEIGHT = 18


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of the viewport and how far it is scrolled, in pixels."""

    width: int
    height: int
    scroll_x: int = 0
    scroll_y: int = 0
    heat: bool = True
    """Whether the strip that says how many are away is shown."""

    @property
    def top(self) -> int:
        """Where the lanes begin."""
        return DATES_HEIGHT + (HEAT_HEIGHT if self.heat else 0)

    @property
    def body(self) -> QRect:
        """Where bars are seen."""
        return QRect(HEADER_WIDTH, self.top, self.width - HEADER_WIDTH, self.height - self.top)

    @property
    def dates(self) -> QRect:
        """Where days are named."""
        return QRect(HEADER_WIDTH, 0, self.width - HEADER_WIDTH, DATES_HEIGHT)

    @property
    def strip(self) -> QRect:
        """Where it is shown how many are away."""
        return QRect(HEADER_WIDTH, DATES_HEIGHT, self.width - HEADER_WIDTH, self.top - DATES_HEIGHT)

    @property
    def headers(self) -> QRect:
        """Where lanes are named."""
        return QRect(0, self.top, HEADER_WIDTH, self.height - self.top)

    @property
    def left_edge(self) -> float:
        """The place on the scale that is seen at the left."""
        return float(self.scroll_x)

    @property
    def right_edge(self) -> float:
        """The place on the scale that is seen at the right."""
        return float(self.scroll_x + max(0, self.width - HEADER_WIDTH))

    def x(self, place: float) -> float:
        """Where a place of the scale is seen."""
        return HEADER_WIDTH + place - self.scroll_x

    def y(self, place: float) -> float:
        """Where a height of the lanes is seen."""
        return self.top + place - self.scroll_y

    def rect(self, rect: QRectF) -> QRectF:
        """Where a rectangle of the lanes is seen."""
        return rect.translated(HEADER_WIDTH - self.scroll_x, self.top - self.scroll_y)

    def content(self, position: QPointF) -> QPointF:
        """What place of scale and lanes is seen at a position."""
        return QPointF(position.x() - HEADER_WIDTH + self.scroll_x, position.y() - self.top + self.scroll_y)
