"""Parts of bars and columns: filled, patterned or hatched, parted by a line that everybody sees.

Nothing here clips, so that the same code paints drawings of vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from pmplanner.ui.theme import Theme, TrackKind, track_role
from pmplanner.ui.widgets.painting import Sketch

PARTING = 2.0
"""Pixels of the ground between two parts: it is 3 : 1 against both, whatever their colours."""
_LEAST_SHARE = 1 / 3
_HATCH, _STRIPE, _DOT = 5.0, 4.0, 5.0
"""Pixels from one line of a pattern to the next."""

Pattern = Literal["plain", "striped", "dotted", "slanted"]
PATTERNS: tuple[Pattern, ...] = ("plain", "striped", "dotted")
"""Those by which parts are told apart that have too many colours; slanted is for what is nobody's."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a part looks wherever it stands: the colour of a track, None for the grey one, and a pattern."""

    position: int | None = None
    pattern: Pattern = "plain"

    def role(self, kind: TrackKind = "track") -> str:
        """The role of its colour."""
        return track_role(self.position, kind)


def paint_filled(painter: Sketch, area: QRectF, color: QColor, theme: Theme, pattern: Pattern) -> None:
    """Fill an area, with a pattern in the colour of the ground."""
    painter.fillRect(area, color)
    ground = theme.color("panel")
    if pattern == "striped":
        painter.setPen(QPen(ground, 1.0))
        painter.drawLines(list(_level_lines(area)))
    elif pattern == "slanted":
        painter.setPen(QPen(ground, 1.5))
        painter.drawLines(list(slanted_lines(area)))
    elif pattern == "dotted":
        for spot in _spots(area):
            painter.fillRect(QRectF(spot.x() - 0.75, spot.y() - 0.75, 1.5, 1.5), ground)


def paint_hatched(painter: Sketch, area: QRectF, color: QColor, theme: Theme) -> None:
    """Outline an area and hatch it: what is not there yet."""
    painter.fillRect(area, theme.color("panel"))
    if area.width() < 1 or area.height() < 1:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.0))
    painter.drawLines(list(slanted_lines(area.adjusted(0.5, 0.5, -0.5, -0.5))))
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


def parted(area: QRectF, *, upright: bool = False) -> QRectF:
    """Return what of a part's area is painted: the end that the next part touches is left to the ground.

    What is thin leaves less, so that it is seen too.
    """
    shown = QRectF(area)
    if upright:
        shown.setTop(area.top() + min(PARTING, area.height() * _LEAST_SHARE))
    else:
        shown.setRight(area.right() - min(PARTING, area.width() * _LEAST_SHARE))
    return shown


def slanted_lines(area: QRectF, apart: float = _HATCH, begin: float = 0.0) -> Iterator[QLineF]:
    """Lines that rise from left to right, cut at the edges; the first meets the top *begin* from its left."""
    width, height = area.width(), area.height()
    along = begin or apart
    while along < width + height:
        below, above = max(0.0, along - height), min(along, width)
        yield QLineF(
            QPointF(area.left() + below, area.top() + along - below),
            QPointF(area.left() + above, area.top() + along - above),
        )
        along += apart


def _level_lines(area: QRectF) -> Iterator[QLineF]:
    y = area.bottom() - _STRIPE / 2
    while y > area.top() + 1:
        yield QLineF(area.left(), y, area.right(), y)
        y -= _STRIPE


def _spots(area: QRectF) -> Iterator[QPointF]:
    y = area.bottom() - _DOT / 2
    while y > area.top() + 1:
        x = area.left() + _DOT / 2
        while x < area.right() - 1:
            yield QPointF(x, y)
            x += _DOT
        y -= _DOT
