"""How far long work is, with a Cancel that nobody presses by mistake."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QPushButton, QWidget

from pmplanner.ui.widgets.text import TextLabel, for_title


class ProgressDialog(QProgressDialog):
    """Comes by itself between two windows, so Enter and Space, meant for the next one, do not cancel.

    Escape does, and the button where it was gone to by Tab or clicked.
    """

    def __init__(self, title: str, cancel: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__("", cancel, 0, most, parent)
        label = TextLabel()
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLabel(label)
        self.setLabelText(title)
        self.setWindowTitle(for_title(title))
        # It would go at its maximum, which is reached before the last of the work is done.
        self.setAutoClose(False)
        self.setAutoReset(False)
        for button in self.findChildren(QPushButton):
            # A button in a dialog takes Enter unless told not to.
            button.setAutoDefault(False)
            button.setDefault(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keys on what only shows."""
        super().showEvent(event)
        bar = self.findChild(QProgressBar)
        if bar is not None:
            bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for nothing, and Escape for Cancel, wherever the keys are."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.canceled.emit()
        else:
            super().keyPressEvent(event)
