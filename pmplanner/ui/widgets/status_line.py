"""The line at the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.text import TextLabel, put


class StatusLine(QFrame):
    """A sentence about the selected thing or the last action, Undo after it, and that all is saved."""

    undo_requested = Signal()
    """The Undo after the last action was pressed; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("status", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sentence = ElidedLabel(parent=self)
        self._saved = TextLabel(self.tr("All changes saved"), self)
        for label in (self._sentence, self._saved):
            label.setProperty("small", True)
            label.setProperty("muted", True)
        self._undo = link_button(self.tr("Undo"), self)
        self._undo.clicked.connect(self._request_undo)
        self._undo.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._sentence)
        row.addWidget(self._undo)
        row.addStretch(1)
        row.addWidget(self._saved)
        self.setFixedHeight(28)

    def say(self, text: str, undo: bool = False) -> None:
        """Show a sentence, and Undo beside it if it tells of an action; screen readers say it too."""
        self._mark(False)
        self._sentence.show_text(text)
        self._sentence.setAccessibleName(text)
        self._undo.setVisible(undo)
        self._undo.setAccessibleName(put(self.tr("Undo: %1"), text))
        if text and undo:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._sentence, text))

    def refuse(self, text: str) -> None:
        """Show why something was not done, so that it is seen; screen readers say it at once."""
        self.say(text)
        self._mark(True)
        event = QAccessibleAnnouncementEvent(self._sentence, text)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def is_refusal(self) -> bool:
        """Whether the sentence shown says why something was not done."""
        return bool(self._sentence.property("problem"))

    def _mark(self, refused: bool) -> None:
        """Give the sentence the colour of problems, or take it away."""
        if self._sentence.property("problem") != refused:
            self._sentence.setProperty("problem", refused)
            self._sentence.setProperty("muted", not refused)
            self._sentence.style().unpolish(self._sentence)
            self._sentence.style().polish(self._sentence)

    def set_saved(self, text: str) -> None:
        """Say something else at the right ("Read-only: open in another window")."""
        self._saved.setText(text)

    def text(self) -> str:
        """The sentence shown."""
        return self._sentence.text()

    def offers_undo(self) -> bool:
        """Whether Undo is shown."""
        return not self._undo.isHidden()

    def _request_undo(self) -> None:
        self._undo.hide()
        self.undo_requested.emit()
