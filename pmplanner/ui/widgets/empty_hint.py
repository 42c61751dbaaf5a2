"""What a page shows while it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from pmplanner.ui.theme import theme_notifier
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel

_ICON = 40


class EmptyHint(QWidget):
    """An icon, a title, a sentence that says what to do, and up to three buttons that do it."""

    def __init__(self, icon_name: str, title: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = TextLabel(parent=self)
        self._title = TextLabel(title, self)
        self._title.setProperty("title", True)
        self._title.setWordWrap(True)
        self._sentence = TextLabel(sentence, self)
        self._sentence.setProperty("muted", True)
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumWidth(160)
        self._sentence.setMaximumWidth(480)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._lay_out()
        self._draw_icon()
        theme_notifier().changed.connect(self._draw_icon)

    def set_texts(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def add_action(self, text: str, *, primary: bool = False, icon_name: str = "") -> QPushButton:
        """Add a button; connect its `clicked`."""
        button = PrimaryButton(text, self, icon_name) if primary else plain_button(text, self, icon_name)
        self._buttons.addWidget(button)
        return button

    def _lay_out(self) -> None:
        column = as_column(self, margins=(24, 24, 24, 24), spacing=8)
        column.addStretch(2)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._title)
        column.addLayout(self._middle_line())
        column.addSpacing(8)
        column.addLayout(self._buttons)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _middle_line(self) -> QHBoxLayout:
        # Between stretches: a layout alignment would measure the height of wrapped text at the wrong width.
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setVisible(bool(self._sentence.text()))
        return as_row(None, STRETCH, (self._sentence, 1000), STRETCH)

    def _draw_icon(self) -> None:
        picture = icon(self._icon_name, "muted")
        self._picture.setPixmap(picture.pixmap(QSize(_ICON, _ICON), self.devicePixelRatio()))
