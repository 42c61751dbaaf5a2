"""What scrolls where there is not enough room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scroll_area(parent: QWidget | None = None, inside: QWidget | None = None) -> QScrollArea:
    """Return an area that scrolls up and down only, has no frame and takes no keys of its own."""
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if inside is not None:
        inside.setProperty("plain", True)
        area.setWidget(inside)
    return area


def show_in_area(widget: QWidget) -> None:
    """Scroll what a widget stands in, if it does, until it is seen."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if isinstance(around, QScrollArea):
        around.ensureWidgetVisible(widget, 0, 8)
