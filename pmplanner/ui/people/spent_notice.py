"""What stands above a person's history when a completion has made picks unneeded."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row


class SpentNotice(QWidget):
    """Says which courses are still picked, and offers to take the picks back or to leave them."""

    take_back_requested = Signal()
    """The picks are to be taken back; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = problem_label("", self)
        self.sentence.setWordWrap(True)
        self.take_back = plain_button(tr("Take the pick back"), self)
        self.leave = plain_button(tr("Leave it"), self)
        buttons = QWidget(self)
        as_row(buttons, self.take_back, self.leave, STRETCH, margins=(0, 0, 0, 0), spacing=8)
        as_column(self, self.sentence, buttons, margins=(0, 0, 0, 8), spacing=6)
        self.take_back.clicked.connect(self.take_back_requested)
        self.leave.clicked.connect(self.clear)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Say what is still picked."""
        self.sentence.say(sentence)
        self.show()

    def clear(self) -> None:
        """Say nothing any more."""
        self.hide()
