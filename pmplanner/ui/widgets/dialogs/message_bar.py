"""A strip under the top bar for what must not be overlooked, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from pmplanner.ui.theme import theme_notifier
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.text import TextLabel

Offer = tuple[str, Callable[[], object]]
"""The text of a button, and what it does."""


class MessageBar(QFrame):
    """Stays until it is closed or what it tells of is over; screen readers say it as an alert."""

    def __init__(self, parent: QWidget | None = None, *, offer: bool = False) -> None:
        """Make one for what is wrong, or for an *offer*, which looks calmer."""
        super().__init__(parent)
        self.setProperty("messageBar", True)
        self.setProperty("offer", offer)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._topic = ""
        self._buttons: list[QPushButton] = []
        self.mark = TextLabel(parent=self)
        self.mark.setVisible(not offer)
        self._draw_mark()
        theme_notifier().changed.connect(self._draw_mark)
        self._sentence = TextLabel(parent=self)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("problem", not offer)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(8)
        self._close = icon_button("close", self.tr("Close this message"), self)
        self._close.clicked.connect(self.clear)
        as_row(
            self, self.mark, (self._sentence, 1), self._offers, self._close, margins=(16, 6, 16, 6), spacing=8
        )
        self.hide()

    def _draw_mark(self) -> None:
        self.mark.setPixmap(icon("warning", "problem_text").pixmap(QSize(16, 16), self.devicePixelRatio()))

    def show_message(self, topic: str, sentence: str, offers: Sequence[Offer] = ()) -> None:
        """Tell of something; a message of the same *topic* is replaced, and so is one of another."""
        self._topic = topic
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self.setAccessibleName(sentence)
        for button in self._buttons:
            # Deleting comes later, with the next round of events; until then the old would stand beside the
            # new.
            button.hide()
            button.deleteLater()
        self._buttons = [plain_button(text, self) for text, _ in offers]
        for button, (_, act) in zip(self._buttons, offers, strict=True):
            button.clicked.connect(act)
            self._offers.addWidget(button)
            button.show()  # at once, not with the next round of events
        self.show()
        # A label that appears is not read out by itself.
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """The sentence shown; empty while nothing is."""
        return "" if self.isHidden() else self._sentence.text()

    @property
    def topic(self) -> str:
        """What the message shown is about; empty while there is none."""
        return "" if self.isHidden() else self._topic

    def clear(self, topic: str = "") -> None:
        """Take the message away, or only if it is about *topic*."""
        if not isinstance(topic, str) or topic in ("", self._topic):
            self.hide()
