"""Controls that stand in one line, and wrap where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.ui.widgets import FlowLayout

_GAP = 12


class ControlRow(QWidget):
    """Wants the width of all its controls, and needs that of the widest."""

    def __init__(self, *controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls = controls
        self._flow = FlowLayout(self, spacing=_GAP)
        for control in controls:
            self._flow.addWidget(control)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """All in one line."""
        widths = [control.sizeHint().width() for control in self._controls]
        width = sum(widths) + _GAP * (len(widths) - 1)
        return QSize(width, self._flow.heightForWidth(width))
