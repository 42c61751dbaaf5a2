"""A small form that opens in place, to add one thing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.ui.widgets.buttons import flat_button, plain_button
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.inputs.fields import FormColumn


class AddForm(QWidget):
    """A button that opens fields with "Add" and "Cancel"; put the fields in with `add_field`."""

    opened = Signal()
    """The fields were opened: time to fill in defaults; no payload."""
    submitted = Signal()
    """Add was pressed, or Enter in a field; no payload."""

    def __init__(self, ask: str, add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opener = flat_button(ask, self, "plus")
        self.opener.clicked.connect(self.open)
        self.area = QWidget(self)
        self.fields = FormColumn()
        self.reason = problem_label("", self.area)
        self.add_button = plain_button(add, self.area)
        self.cancel_button = flat_button(self.tr("Cancel"), self.area)
        self.add_button.clicked.connect(self.submitted)
        self.cancel_button.clicked.connect(self.close_fields)
        self._first: QWidget | None = None
        self._lay_out()

    def add_field(self, text: str, field: QWidget) -> None:
        """Add a field under its name."""
        self.fields.add(text, field)
        self._first = self._first or field

    def open(self) -> None:
        """Show the fields and put the cursor into the first."""
        self.refuse("")
        self.area.show()
        self.opener.hide()
        self.opened.emit()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_fields(self) -> None:
        """Hide the fields again."""
        had_focus = self.area.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.area.hide()
        self.opener.show()
        if had_focus:
            self.opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, reason: str) -> None:
        """Say why it was not added; "" says nothing."""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))

    def settle(self, reason: str) -> None:
        """Close after it was added, or say why it was not and stay open."""
        if reason:
            self.refuse(reason)
        else:
            self.close_fields()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add on Enter, close on Escape."""
        if self.area.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        elif self.area.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.close_fields()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        inside = QVBoxLayout(self.area)
        inside.setContentsMargins(0, 4, 0, 8)
        inside.setSpacing(8)
        inside.addLayout(self.fields)
        inside.addWidget(self.reason)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.area)
        self.area.hide()
        self.reason.hide()
