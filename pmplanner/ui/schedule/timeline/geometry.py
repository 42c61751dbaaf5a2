"""Where things lie in the window of the timeline: frozen headers, and lanes that scroll below them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF

from pmplanner.ui.text_size import sized

LEAST_HEADER, MOST_HEADER = 168, 340
"""How wide the names of lanes are at least and at most."""
_HEADER_SHARE = 0.3
"""The part of the width that they may take."""
_MONTHS_HEIGHT, _DAYS_HEIGHT = 20, 20
"""The line of months, or years, and below it that of days, or months."""
_HEAT_HEIGHT = 18


def dates_height() -> int:
    """The height of the two lines of dates; pixels."""
    return _months_height() + sized(_DAYS_HEIGHT)


def heat_height() -> int:
    """The height of the strip that says how many are away; pixels."""
    return sized(_HEAT_HEIGHT)


def _months_height() -> int:
    return sized(_MONTHS_HEIGHT)


def header_width(wanted: float, width: int | None = None) -> int:
    """How wide the names of lanes are in a window of a width, when they would be so wide as *wanted*.

    Without a width nothing but the most that names may take bounds them.
    """
    share = sized(MOST_HEADER) if width is None else round(_HEADER_SHARE * width)
    most = max(LEAST_HEADER, min(sized(MOST_HEADER), share))
    return max(LEAST_HEADER, min(most, ceil(wanted)))


@dataclass(frozen=True)
class Canvas:
    """The size of the viewport and how far it is scrolled, in pixels.

    The places that follow from that are found once: a picture asks for them thousands of times.
    """

    width: int
    height: int
    scroll_x: int = 0
    scroll_y: int = 0
    header: int = LEAST_HEADER
    """The width of the names of lanes."""
    heat: bool = True
    """Whether the strip that says how many are away is shown."""

    @cached_property
    def top(self) -> int:
        """Where the lanes begin."""
        return dates_height() + (heat_height() if self.heat else 0)

    @cached_property
    def body(self) -> QRect:
        """Where bars are seen."""
        return QRect(self.header, self.top, self.width - self.header, self.height - self.top)

    @cached_property
    def dates(self) -> QRect:
        """Where days are named."""
        return QRect(self.header, 0, self.width - self.header, dates_height())

    @cached_property
    def months(self) -> QRect:
        """Where months are named, or years."""
        return QRect(self.header, 0, self.width - self.header, _months_height())

    @cached_property
    def days(self) -> QRect:
        """Where days and weeks are named, or months."""
        return QRect(self.header, _months_height(), self.width - self.header, sized(_DAYS_HEIGHT))

    @cached_property
    def strip(self) -> QRect:
        """Where it is shown how many are away."""
        return QRect(self.header, dates_height(), self.width - self.header, self.top - dates_height())

    @cached_property
    def headers(self) -> QRect:
        """Where lanes are named."""
        return QRect(0, self.top, self.header, self.height - self.top)

    @cached_property
    def left_edge(self) -> float:
        """The place on the scale that is seen at the left."""
        return float(self.scroll_x)

    @cached_property
    def right_edge(self) -> float:
        """The place on the scale that is seen at the right."""
        return float(self.scroll_x + max(0, self.width - self.header))

    def x(self, place: float) -> float:
        """Where a place of the scale is seen."""
        return self.header + place - self.scroll_x

    def y(self, place: float) -> float:
        """Where a height of the lanes is seen."""
        return self.top + place - self.scroll_y

    def rect(self, rect: QRectF) -> QRectF:
        """Where a rectangle of the lanes is seen."""
        return rect.translated(self.header - self.scroll_x, self.top - self.scroll_y)

    def content(self, position: QPointF) -> QPointF:
        """What place of scale and lanes is seen at a position."""
        return QPointF(position.x() - self.header + self.scroll_x, position.y() - self.top + self.scroll_y)
