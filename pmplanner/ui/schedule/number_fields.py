"""Editors of dates, times and numbers; the wheel changes them only when they have the focus."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QEvent, QObject, Qt, QTime, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QSpinBox, QTimeEdit, QWidget

_INSET = 8


class _WheelGuard(QObject):
    """Keeps the wheel from changing a value while the form is scrolled."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel through to a focused widget only."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def guard_wheel(widget: QWidget) -> None:
    """Let the wheel change the widget's value only after it was clicked or reached by Tab."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_WheelGuard(widget))


def inset(spin: QAbstractSpinBox) -> None:
    """Keep the text off the border: a style sheet's padding does not reach into a spin box."""
    spin.lineEdit().setTextMargins(_INSET, 0, 0, 0)


class DateField(QDateEdit):
    """A date with a calendar; finished with Enter, by leaving it, or by a click in the calendar."""

    finished = Signal()
    """Another date was chosen; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("ddd d MMM yyyy")
        self._shown = self.date()
        guard_wheel(self)
        self.editingFinished.connect(self._finish)

    def entered(self) -> dt.date:
        """The date."""
        day = self.date()
        return dt.date(day.year(), day.month(), day.day())

    def show_value(self, value: dt.date) -> None:
        """Show a date without a signal."""
        self._shown = QDate(value.year, value.month, value.day)
        self.setDate(self._shown)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Finish when the calendar closes over another date."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _finish(self) -> None:
        if self.date() != self._shown:
            self._shown = self.date()
            self.finished.emit()


class TimeField(QTimeEdit):
    """A time of day."""

    finished = Signal()
    """Another time was typed and left; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDisplayFormat("HH:mm")
        # With QAbstractSpinBox.NoButtons a style sheet leaves no room for the text.
        self.setProperty("buttonless", True)
        inset(self)
        self._shown = self.time()
        guard_wheel(self)
        self.editingFinished.connect(self._finish)

    def entered(self) -> dt.time:
        """The time."""
        return dt.time(self.time().hour(), self.time().minute())

    def show_value(self, value: dt.time) -> None:
        """Show a time without a signal."""
        self._shown = QTime(value.hour, value.minute)
        self.setTime(self._shown)

    def _finish(self) -> None:
        if self.time() != self._shown:
            self._shown = self.time()
            self.finished.emit()


class CountField(QSpinBox):
    """A number of seats; the lowest value stands for no limit."""

    finished = Signal()
    """Another number was typed and left; no payload."""

    def __init__(self, name: str, none_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, 9999)
        self.setSpecialValueText(none_text)
        inset(self)
        self._shown = 0
        guard_wheel(self)
        self.editingFinished.connect(self._finish)

    def entered(self) -> int | None:
        """The number; None for no limit."""
        return QSpinBox.value(self) or None

    def show_value(self, value: int | None) -> None:
        """Show a number without a signal."""
        self._shown = value or 0
        self.setValue(self._shown)

    def _finish(self) -> None:
        if QSpinBox.value(self) != self._shown:
            self._shown = QSpinBox.value(self)
            self.finished.emit()
