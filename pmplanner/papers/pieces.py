"""What is painted, laid out already: texts, areas and pictures at their places within a strip of a page.

All is measured before a painter is opened, so that painting asks nothing that could fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from pmplanner.papers.look import colour, font_of
from pmplanner.papers.model import Align, Line

_FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(slots=True)
class TextPiece:
    """Laid-out lines of a text."""

    layout: QTextLayout
    at: QPointF
    colour: QColor

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Paint it, relative to an origin."""
        painter.setPen(QPen(self.colour))
        self.layout.draw(painter, self.at + origin)

    def moved(self, by: QPointF) -> TextPiece:
        """Return it at another place."""
        return TextPiece(self.layout, self.at + by, self.colour)


@dataclass(slots=True)
class AreaPiece:
    """An area, filled or with an edge or both."""

    area: QRectF
    fill: QColor | None = None
    edge: float = 0
    """How thick its edge is; 0 for none."""

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Paint it, relative to an origin."""
        painter.setPen(QPen(colour("line"), self.edge) if self.edge else Qt.PenStyle.NoPen)
        painter.setBrush(self.fill if self.fill is not None else Qt.BrushStyle.NoBrush)
        painter.drawRect(self.area.translated(origin))

    def moved(self, by: QPointF) -> AreaPiece:
        """Return it at another place."""
        return AreaPiece(self.area.translated(by), self.fill, self.edge)


@dataclass(slots=True)
class RulePiece:
    """A straight line."""

    begin: QPointF
    end: QPointF
    width: float

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Paint it, relative to an origin."""
        painter.setPen(QPen(colour("line"), self.width))
        painter.drawLine(self.begin + origin, self.end + origin)

    def moved(self, by: QPointF) -> RulePiece:
        """Return it at another place."""
        return RulePiece(self.begin + by, self.end + by, self.width)


@dataclass(slots=True)
class PicturePiece:
    """A picture."""

    picture: QImage
    area: QRectF

    def paint(self, painter: QPainter, origin: QPointF) -> None:
        """Paint it, relative to an origin."""
        painter.drawImage(self.area.translated(origin), self.picture)

    def moved(self, by: QPointF) -> PicturePiece:
        """Return it at another place."""
        return PicturePiece(self.picture, self.area.translated(by))


Piece = TextPiece | AreaPiece | RulePiece | PicturePiece


@dataclass(slots=True)
class Strip:
    """What stays together on one page: its height, in dots of the device, and its pieces."""

    height: float
    pieces: list[Piece] = field(default_factory=list)
    with_next: bool = False
    head: Sequence[Strip] = ()
    """What stands above it where it begins a page, such as the head of its table."""
    stretches: bool = False
    """Whether it may be made higher to fill the page."""


class Pen:
    """Lays out texts for a device: everything it returns is in dots of that device."""

    def __init__(self, device: QPagedPaintDevice) -> None:
        self._device = device
        self.point = device.logicalDpiY() / 72

    def lines(
        self, lines: Sequence[Line], width: float, align: Align = Align.LEFT
    ) -> tuple[list[Piece], float]:
        """Lay out paragraphs one below the other; return them and how high they are together."""
        pieces: list[Piece] = []
        top = 0.0
        for line in lines:
            top += line.above * self.point
            layout, height = self._laid(line, width, align)
            shade = colour("muted" if line.muted else "text")
            pieces.append(TextPiece(layout, QPointF(0, top), shade))
            top += height
        return pieces, top

    def width(self, line: Line) -> float:
        """Return how wide a text is that does not wrap."""
        return QFontMetricsF(font_of(line), self._device).horizontalAdvance(line.text)

    def _laid(self, line: Line, width: float, align: Align) -> tuple[QTextLayout, float]:
        option = QTextOption(_FLAGS[align])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # A break of ours within a text begins a new line.
        layout = QTextLayout(line.text.replace("\n", "\u2028"), font_of(line), self._device)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (row := layout.createLine()).isValid():
            row.setLineWidth(max(1.0, width))
            row.setPosition(QPointF(0, height))
            height += row.height()
        layout.endLayout()
        return layout, height


def moved(pieces: Sequence[Piece], x: float, y: float) -> list[Piece]:
    """Return pieces at another place."""
    by = QPointF(x, y)
    return [piece.moved(by) for piece in pieces]
