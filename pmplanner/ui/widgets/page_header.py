"""The line at the top of a page: its title and its controls."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.widgets.text import TextLabel


class PageHeader(QWidget):
    """A title, controls that belong to it at its right, and others at the far right."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._title = TextLabel(title, self)
        self._title.setProperty("title", True)
        self._title.setVisible(bool(title))
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._lefts = 0

    def set_title(self, title: str) -> None:
        """Change the title; "" hides it."""
        self._title.setText(title)
        self._title.setVisible(bool(title))

    def add_left(self, widget: QWidget) -> None:
        """Add a control after the title."""
        self._lefts += 1
        self._row.insertWidget(self._lefts, widget)

    def add_right(self, widget: QWidget) -> None:
        """Add a control at the far right."""
        self._row.addWidget(widget)
