"""Dates and times that must be there: typed in any usual way, or stepped with the arrows."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, QTime, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pmplanner.ui.widgets.format import date_pattern, user_locale
from pmplanner.ui.widgets.inputs.fields import mark_invalid
from pmplanner.ui.widgets.inputs.lines import DateLine, TextLine
from pmplanner.ui.widgets.text import put

_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_STEP_MINUTES = 15
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class _ClickSelects(QObject):
    """Selects all with the click that comes into a line, so that typing replaces what stands there."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._came = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select when the mouse brought the focus; a button that is still held would drop it before."""
        if event.type() is QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._came = event.reason() is Qt.FocusReason.MouseFocusReason
        elif event.type() is QEvent.Type.MouseButtonRelease and isinstance(watched, QLineEdit) and self._came:
            self._came = False
            watched.selectAll()
        return False


class DateField(DateLine):
    """A date with a calendar; `finished` comes once when another one was typed, stepped to or chosen."""

    refused = Signal(str)
    """What was typed is no date; payload: a sentence. The text stays and the date too."""
    dateChanged = Signal(QDate)  # noqa: N815 - as in Qt's own fields
    """The date became another one; payload: the date."""

    def __init__(self, name: str = "", parent: QWidget | None = None, day: QDate | None = None) -> None:
        super().__init__(name, parent)
        self.installEventFilter(_ClickSelects(self))
        self._pattern = date_pattern()
        self._date = self._settled = day or QDate.currentDate()
        self._write()

    def date(self) -> QDate:
        """The date; the last good one while something else stands there."""
        return self._date

    def setDate(self, day: QDate) -> None:
        """Show a date; `finished` follows when the field is left."""
        changed, self._date = day != self._date, day
        self._write()
        if changed:
            self.dateChanged.emit(day)

    def setDisplayFormat(self, pattern: str) -> None:
        """Write the date in this pattern."""
        self._pattern = pattern
        self._write()

    def entered(self) -> dt.date:
        """The date as Python has it."""
        return dt.date(self._date.year(), self._date.month(), self._date.day())

    def show_value(self, value: dt.date) -> None:
        """Show a date without a signal; what is being typed stays while the date is the same."""
        day = QDate(value.year, value.month, value.day)
        if day == self._settled == self._date and self.typed() != self._shown:
            return
        self._date = self._settled = day
        self._write()

    def day(self) -> dt.date:
        """The date that stands there; ValueError with a sentence when it is none."""
        day = self.entered() if self.typed() == self._shown else super().day()
        if day is None:
            raise ValueError(self.tr("A date is needed here."))
        return day

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by days on Up and Down."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if self._read():
                self.setDate(self._date.addDays(step))
            return
        super().keyPressEvent(event)

    def _write(self) -> None:
        self._shown = user_locale().toString(self._date, self._pattern)
        self.setText(self._shown)
        self.setCursorPosition(0)
        mark_invalid(self, "")

    def _read(self) -> bool:
        """Take what is typed; False when it is no date, which is said."""
        try:
            day = self.day()
        except ValueError as error:
            mark_invalid(self, str(error))
            self.refused.emit(str(error))
            return False
        self.setDate(QDate(day.year, day.month, day.day))
        return True

    def _finish(self) -> None:
        if self._read() and self._date != self._settled:
            self._settled = self._date
            self.finished.emit()


class TimeField(TextLine):
    """A time of day; `finished` comes once when another one was typed or stepped to."""

    refused = Signal(str)
    """What was typed is no time; payload: a sentence. The text stays and the time too."""
    timeChanged = Signal(QTime)  # noqa: N815 - as in Qt's own fields
    """The time became another one; payload: the time."""

    def __init__(self, name: str = "", parent: QWidget | None = None, at: QTime | None = None) -> None:
        super().__init__(name, parent)
        self.installEventFilter(_ClickSelects(self))
        self._pattern = user_locale().timeFormat(QLocale.FormatType.ShortFormat).replace(" t", "")
        self._time = self._settled = at or QTime(9, 0)
        self._unreadable = False
        self._write()

    def time(self) -> QTime:
        """The time; the last good one while something else stands there."""
        return self._time

    def setTime(self, at: QTime) -> None:
        """Show a time; `finished` follows when the field is left."""
        changed, self._time = at != self._time, at
        self._write()
        if changed:
            self.timeChanged.emit(at)

    def setDisplayFormat(self, pattern: str) -> None:
        """Write the time in this pattern."""
        self._pattern = pattern
        self._write()

    def entered(self) -> dt.time:
        """The time as Python has it."""
        return dt.time(self._time.hour(), self._time.minute())

    def show_value(self, value: dt.time) -> None:
        """Show a time without a signal; what is being typed stays while the time is the same."""
        at = QTime(value.hour, value.minute)
        if at == self._settled == self._time and self.typed() != self._shown:
            return
        self._time = self._settled = at
        self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by quarters of an hour on Up and Down."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if self._read():
                self.setTime(self._time.addSecs(step * _STEP_MINUTES * 60))
            return
        super().keyPressEvent(event)

    def _write(self) -> None:
        self._shown = user_locale().toString(self._time, self._pattern)
        self.setText(self._shown)
        mark_invalid(self, "")

    def _read(self) -> bool:
        """Take what is typed; False when it is no time, which is said."""
        if self.typed() == self._shown and not self._unreadable:
            return True
        at = parse_time(self.typed())
        self._unreadable = at is None
        if at is None:
            sentence = self.tr("“%1” is not a time. Write it like 9, 9:30 or 0930.")
            sentence = put(sentence, self.typed())
            mark_invalid(self, sentence)
            self.refused.emit(sentence)
            return False
        self.setTime(at)
        return True

    def _finish(self) -> None:
        if self._read() and self._time != self._settled:
            self._settled = self._time
            self.finished.emit()


def parse_time(text: str) -> QTime | None:
    """Read a time of day such as 8, 8:30, 0830 or 8:30 pm; None if it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return QTime(hour, minute) if QTime.isValid(hour, minute, 0) else None
