"""A small form that opens in place, to add one thing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pmplanner.ui.widgets.buttons import flat_button, plain_button
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.choices import ChoiceField, TypedBox, WordBox
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import show_in_area
from pmplanner.ui.widgets.tab_order import tab_in_order

AddField = TextLine | TypedBox | WordBox | ChoiceField


class AddForm(QWidget):
    """A button that opens empty fields with "Add" and "Cancel"; put the fields in with `add_field`.

    Without a text of its own there is no button, and something else opens it.
    """

    opened = Signal()
    """The empty fields were opened: time to fill in defaults; no payload."""
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
        self._all: list[AddField] = []
        self._further: list[QPushButton] = []
        self._lay_out()

    def add_field(self, text: str, field: AddField) -> None:
        """Add a field under its name."""
        self.fields.add(text, field)
        self._all.append(field)

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Put further buttons, made in `area`, below the fields."""
        self.fields.addRow(as_row(None, *buttons, STRETCH, spacing=8))
        self._further += buttons

    def clear(self) -> None:
        """Empty all fields; of words the first is chosen."""
        for field in self._all:
            if isinstance(field, TextLine):
                field.show_value(None)
                field.restore()
            elif isinstance(field, TypedBox):
                field.reset()
            else:
                field.setCurrentIndex(0)

    def entered(self, *lines: TextLine) -> tuple[Any, ...] | None:
        """What stands in these lines; None, with the reason shown, when one of them will not do."""
        values = []
        for line in lines:
            try:
                values.append(line.entered())
            except ValueError as error:
                line.refuse(str(error))
                self.refuse(str(error))
                return None
        return tuple(values)

    def open(self) -> None:
        """Show the fields and put the cursor into the first."""
        self.refuse("")
        self.clear()
        self.area.show()
        self.opener.hide()
        # The buttons were made before the fields, and stand below them.
        tab_in_order(self.area, [*self._all, *self._further, self.add_button, self.cancel_button])
        self.opened.emit()
        if self._all:
            self._all[0].setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self.area, self._show_in_area)  # once it has its height

    def _show_in_area(self) -> None:
        """Let the fields be seen, at least the first."""
        for widget in (self.area, *self._all[:1]):
            show_in_area(widget)

    def close_fields(self) -> None:
        """Hide the fields again."""
        had_focus = self.area.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.area.hide()
        self.opener.setVisible(bool(self.opener.text()))
        if had_focus:
            self.opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, reason: str) -> None:
        """Say why it was not added; "" says nothing."""
        self.reason.say(reason)

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
        buttons = as_row(None, self.add_button, self.cancel_button, STRETCH, spacing=8)
        as_column(self.area, self.fields, self.reason, buttons, margins=(0, 4, 0, 8), spacing=8)
        as_column(self, (self.opener, 0, Qt.AlignmentFlag.AlignLeft), self.area, margins=(0, 0, 0, 0))
        self.area.hide()
        self.opener.setVisible(bool(self.opener.text()))
        self.reason.hide()
