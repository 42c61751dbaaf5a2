"""The line at the bottom of the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QWidget

from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.text import TextLabel


class StatusLine(QFrame):
    """A sentence about the selected thing or the last action, Undo after it, and that all is saved."""

    undo_requested = Signal()
    """The Undo after the last action was pressed; no payload."""
    problems_requested = Signal()
    """The problems that the last action made are to be shown; no payload."""
    file_requested = Signal(object)
    """The file that was written is to be opened; payload: its Path."""
    folder_requested = Signal(object)
    """What was written is to be shown; payload: its Path."""

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
        self._problems = link_button("", self)
        self._problems.clicked.connect(self.problems_requested)
        self._problems.hide()
        self._open = link_button(self.tr("Open"), self)
        self._open.clicked.connect(self._request_file)
        self._open.hide()
        self._folder = link_button(self.tr("Show in folder"), self)
        self._folder.clicked.connect(self._request_folder)
        self._folder.hide()
        self._written: Path | None = None
        as_row(
            self,
            self._sentence,
            self._undo,
            self._problems,
            self._open,
            self._folder,
            STRETCH,
            self._saved,
            margins=(16, 0, 16, 0),
            spacing=8,
        )
        keep_sized(self.setFixedHeight, 28)

    def say(self, text: str, undo: bool = False) -> None:
        """Show a sentence, and Undo beside it if it tells of an action; screen readers say it too."""
        self._mark(False)
        self._sentence.show_text(text)
        self._sentence.setAccessibleName(text)
        self._undo.setVisible(undo)
        self._problems.hide()
        self._open.hide()
        self._folder.hide()
        self._undo.setAccessibleName(tr("Undo: %1", text))
        if text and undo:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._sentence, text))

    def offer_problems(self, number: int) -> None:
        """Offer to show the problems that are there since the action that the sentence tells of."""
        self._problems.setText(plural(number, "1 new problem", "%1 new problems"))
        self._problems.show()

    def offer_folder(self, path: Path) -> None:
        """Offer to open the file that the sentence says was written, and to show where it is."""
        self._written = path
        self._open.setAccessibleName(tr("Open %1", path.name))
        self._open.setVisible(path.is_file())
        self._folder.setAccessibleName(tr("Show %1 in its folder", path.name))
        self._folder.show()

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

    def _request_file(self) -> None:
        self.file_requested.emit(self._written)

    def _request_folder(self) -> None:
        self.folder_requested.emit(self._written)

    def _request_undo(self) -> None:
        self._undo.hide()
        self.undo_requested.emit()
