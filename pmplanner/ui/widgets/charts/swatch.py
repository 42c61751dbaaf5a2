"""The small coloured square before a track's name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.painting import Sketch, paint_widget

SWATCH_SIZE = 8


class Swatch(QWidget):
    """A rounded square in the colour of a role."""

    def __init__(self, parent: QWidget | None = None, role: str = "muted") -> None:
        super().__init__(parent)
        self._role = role
        self.setFixedSize(self.sizeHint())
        theme_notifier().changed.connect(self.update)

    def set_role(self, role: str) -> None:
        """Take the colour of another role."""
        self._role = role
        self.update()

    def sizeHint(self) -> QSize:
        """Eight pixels square."""
        return QSize(SWATCH_SIZE, SWATCH_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square."""
        paint_widget(self, lambda sketch: paint_swatch(sketch, QRectF(self.rect()), self._role))


def paint_swatch(painter: Sketch, area: QRectF, role: str) -> None:
    """Draw a swatch into an area; delegates use it before a track's name."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().color(role))
    radius = area.height() / 4
    painter.drawRoundedRect(area, radius, radius)
    painter.restore()
