"""A window that asks a few things: a form, why it will not do, Cancel and the button that goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.layouts import as_column


class AskDialog(QDialog):
    """Fill `form`, or put more into `body`; Enter goes on, Escape cancels, `refuse` keeps it open.

    Ctrl+Enter goes on from everywhere, also where Enter does something else.
    """

    def __init__(self, title: str, go: str, parent: QWidget | None = None, *, width: int = 440) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form = FormColumn()
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.body.addLayout(self.form)
        self.reason = problem_label("", self)
        self.reason.hide()
        self.go_button = PrimaryButton(go)
        self.go_button.clicked.connect(self.accept)
        self.cancel_button = self._quiet(plain_button(tr("Cancel")))
        self.cancel_button.clicked.connect(self.reject)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._left = 0
        for button in (self.cancel_button, self.go_button):
            self._buttons.addWidget(button)
        self._column = as_column(self, (self.body, 1), self.reason, margins=(20, 20, 20, 16), spacing=16)
        self.go_button.setDefault(True)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.go_button.click)
        self.setMinimumWidth(width)

    def add_note(self, text: str, *, small: bool = True) -> None:
        """Add a muted sentence below what is there; nothing for an empty one."""
        if text:
            note = muted_label(text, self, small=small)
            note.setWordWrap(True)
            self.body.addWidget(note)

    def add_button(self, text: str) -> QPushButton:
        """Add another way to go on, before the main one."""
        button = self._quiet(plain_button(text))
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def add_left(self, widget: QWidget) -> None:
        """Add a widget at the left of the buttons, after those there."""
        self._buttons.insertWidget(self._left, widget)
        self._left += 1

    def refuse(self, reason: str) -> None:
        """Say why it will not do; "" takes it away."""
        self.reason.say(reason)

    def event(self, event: QEvent) -> bool:
        """Put the buttons in when all else is there: Tab goes in the order in which things come."""
        if event.type() is QEvent.Type.Polish and self._buttons.parent() is None:
            self._column.addLayout(self._buttons)
        return super().event(event)

    def _quiet(self, button: QPushButton) -> QPushButton:
        """Enter in a field must not press it."""
        button.setAutoDefault(False)
        return button
