"""Editors of single values; each says once when the user has finished with another value."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from pmplanner.ui.widgets.format import format_money
from pmplanner.ui.widgets.inputs.amounts import read_amount
from pmplanner.ui.widgets.inputs.lines import offer_words


class TextField(QLineEdit):
    """A line of text; offers what was used before."""

    finished = Signal()
    """Another text was typed and left; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._shown = ""
        self.editingFinished.connect(self._finish)

    def entered(self) -> str:
        """The text, trimmed."""
        return self.text().strip()

    def show_value(self, value: str) -> None:
        """Show a text without a signal."""
        self._shown = value
        if value != self.entered():
            self.setText(value)

    def offer(self, words: Iterable[str]) -> None:
        """Complete what is typed from these words."""
        offer_words(self, words)

    def _finish(self) -> None:
        if self.entered() != self._shown:
            self._shown = self.entered()
            self.finished.emit()


class AmountField(QLineEdit):
    """An amount of money, empty for none."""

    finished = Signal()
    """Another amount was typed and left; no payload."""
    refused = Signal(str)
    """What was typed is no amount; payload: a sentence. The old one is shown again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._shown: Decimal | None = None
        self.editingFinished.connect(self._finish)

    def entered(self) -> Decimal | None:
        """The amount; None for none."""
        return self._shown

    def show_value(self, value: Decimal | None) -> None:
        """Show an amount without a signal."""
        self._shown = value
        if not self.hasFocus() or not self.isModified():
            self.setText(format_money(value))

    def _finish(self) -> None:
        typed = self.text().strip()
        if typed == format_money(self._shown):
            return
        self.setModified(False)
        try:
            amount = read_amount(typed)
        except ValueError as error:
            self.setText(format_money(self._shown))
            self.refused.emit(str(error))
            return
        changed = amount != self._shown
        self.show_value(amount)
        if changed:
            self.finished.emit()


class NoteField(QPlainTextEdit):
    """A few lines of text."""

    finished = Signal()
    """Another text was typed and left; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._shown = ""

    def entered(self) -> str:
        """The text, trimmed."""
        return self.toPlainText().strip()

    def show_value(self, value: str) -> None:
        """Show a text without a signal."""
        self._shown = value
        if value != self.entered():
            self.setPlainText(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish when the cursor leaves."""
        super().focusOutEvent(event)
        if self.entered() != self._shown:
            self._shown = self.entered()
            self.finished.emit()


class CheckField(QCheckBox):
    """Yes or no."""

    finished = Signal()
    """The user switched it; no payload."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(self._finish)

    def entered(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def show_value(self, value: bool) -> None:
        """Show yes or no without a signal."""
        self.setChecked(value)

    def _finish(self) -> None:
        self.finished.emit()
