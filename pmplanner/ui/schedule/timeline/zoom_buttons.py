"""Buttons in the corner of the timeline that make weeks wider and narrower, or show the whole plan."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from pmplanner.ui.schedule.timeline.geometry import dates_height
from pmplanner.ui.widgets.buttons import icon_button

_LEFT, _ICON = 7, 16
"""Where the buttons begin above the names of lanes, and how large a sign is; pixels."""


class ZoomButtons(QWidget):
    """Says that another zoom is wanted; the keys that do the same stand in the tips."""

    stepped = Signal(int)
    """Payload: 1 for wider weeks, -1 for narrower ones."""
    fit_wanted = Signal()
    """The whole plan is to be seen; no payload."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.narrower = _sign("minus", self.tr("Zoom out"), self.tr("Zoom out (Ctrl −)"), self)
        self.wider = _sign("plus", self.tr("Zoom in"), self.tr("Zoom in (Ctrl +)"), self)
        self.fit_plan = QPushButton(self.tr("Fit plan"), self)
        self.fit_plan.setProperty("zoom", True)
        self.fit_plan.setToolTip(self.tr("Show the whole plan (F); Ctrl+0 makes weeks as wide as at first"))
        self.narrower.clicked.connect(lambda: self.stepped.emit(-1))
        self.wider.clicked.connect(lambda: self.stepped.emit(1))
        self.fit_plan.clicked.connect(self.fit_wanted)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.narrower, self.wider, self.fit_plan):
            row.addWidget(button)
        row.addStretch(1)
        # The timeline's own cursor would say that there is something to drag.
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def add(self, button: QToolButton) -> None:
        """Put a further button at the right end."""
        self._row.addWidget(button)

    def fit(self, width: int) -> None:
        """Stand above names of lanes of a width."""
        self.setGeometry(_LEFT, 1, width - _LEFT - 2, dates_height() - 2)

    def allow(self, *, wider: bool, narrower: bool) -> None:
        """Grey what goes no further."""
        self.wider.setEnabled(wider)
        self.narrower.setEnabled(narrower)


def _sign(icon_name: str, name: str, tip: str, parent: QWidget) -> QToolButton:
    button = icon_button(icon_name, name, parent)
    button.setToolTip(tip)
    button.setIconSize(QSize(_ICON, _ICON))
    button.setProperty("zoom", True)
    button.setProperty("reads", True)
    return button
