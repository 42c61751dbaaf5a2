"""Two panels side by side, or one above the other where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

_SIDE_BY_SIDE = 760
"""Width in pixels from which the panels stand side by side."""


class FoldingSplitter(QSplitter):
    """Turns with its width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side or above each other."""
        wide = event.size().width() >= _SIDE_BY_SIDE
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() != orientation:
            self.setOrientation(orientation)
        super().resizeEvent(event)
