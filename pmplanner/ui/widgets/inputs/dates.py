"""Dates and times: typed in any usual way, stepped with the arrows, chosen in a calendar."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, QTime, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget, QWidgetAction

from pmplanner.ui.translation import tr, user_locale
from pmplanner.ui.widgets.format import date_pattern, format_date, weekday_pattern
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.calendar import Calendar
from pmplanner.ui.widgets.inputs.lines import TextLine, mark_invalid

_BETWEEN = re.compile(r"[\s,./-]+")
_WEEKDAY = re.compile(r"^[^\W\d]+[,.]?\s+(?=\d.*([^\W\d]|\D\d+\D+\d))")
_LEAST_YEAR = 1900
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_STEP_MINUTES = 15
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DateLine(TextLine):
    """A date, typed in the locale's way or as 2027-03-15, or chosen in a calendar; empty for none."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setPlaceholderText(self.tr("no date"))
        self._menu = QMenu(self)
        self._calendar: Calendar | None = None
        action = QAction(icon("schedule", "muted"), self.tr("Choose in a calendar (Alt+Down)"), self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def text_of(self, value: object) -> str:
        """Return a date with its year."""
        return format_date(value) if isinstance(value, dt.date) else ""

    def day(self) -> dt.date | None:
        """The date; None for none; ValueError with a sentence when what is typed is no date."""
        typed = self.typed()
        if not typed:
            return None
        day = parse_day(typed)
        if day is None:
            example = format_date(dt.date(2027, 3, 15))
            raise ValueError(tr("“%1” is not a date. Write it like %2 or 2027-03-15.", typed, example))
        return day

    def entered(self) -> dt.date | None:
        """Do as `day`."""
        return self.day()

    def calendar(self) -> Calendar:
        """The calendar, made when it is wanted first."""
        if self._calendar is None:
            self._calendar = Calendar(self)
            holder = QWidgetAction(self._menu)
            holder.setDefaultWidget(self._calendar)
            self._menu.addAction(holder)
            self._calendar.clicked.connect(self._take)
            self._calendar.activated.connect(self._take)
        return self._calendar

    def open_calendar(self) -> None:
        """Open the calendar under the line."""
        calendar = self.calendar()
        shown = parse_day(self.typed())
        if shown is not None:
            calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar on Alt+Down."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def _take(self, chosen: QDate) -> None:
        self._menu.hide()
        self.setText(format_date(dt.date(chosen.year(), chosen.month(), chosen.day())))
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._finish()


class TimeLine(TextLine):
    """A time of day, typed like 9, 9:30 or 0930; empty for none."""

    def text_of(self, value: object) -> str:
        """Return a time as the locale writes it."""
        if not isinstance(value, dt.time):
            return ""
        return user_locale().toString(QTime(value.hour, value.minute), time_pattern())

    def entered(self) -> dt.time | None:
        """The time; None for none; ValueError with a sentence when what is typed is no time."""
        typed = self.typed()
        if not typed:
            return None
        at = parse_time(typed)
        if at is None:
            raise ValueError(_no_time(typed))
        return dt.time(at.hour(), at.minute())


def time_pattern() -> str:
    """Return how times are written in forms: as the locale has it, without a zone."""
    return user_locale().timeFormat(QLocale.FormatType.ShortFormat).replace(" t", "")


def _no_time(typed: str) -> str:
    return tr("“%1” is not a time. Write it like 9, 9:30 or 0930.", typed)


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

    dateChanged = Signal(QDate)  # noqa: N815 - as in Qt's own fields
    """The date became another one; payload: the date."""

    def __init__(self, name: str = "", parent: QWidget | None = None, day: QDate | None = None) -> None:
        super().__init__(name, parent)
        self.installEventFilter(_ClickSelects(self))
        self._pattern = date_pattern
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

    def show_weekday(self) -> None:
        """Write the date with its weekday."""
        self._pattern = weekday_pattern
        self._write()

    def entered(self) -> dt.date:
        """The date as Python has it."""
        return dt.date(self._date.year(), self._date.month(), self._date.day())

    def show_value(self, value: object) -> None:
        """Show a date without a signal; what is being typed stays while the date is the same."""
        assert isinstance(value, dt.date)
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
        self._shown = user_locale().toString(self._date, self._pattern())
        self.setText(self._shown)
        self.setCursorPosition(0)
        mark_invalid(self, "")

    def _read(self) -> bool:
        """Take what is typed; False when it is no date, which is said."""
        try:
            day = self.day()
        except ValueError as error:
            self.refuse(str(error))
            return False
        self.setDate(QDate(day.year, day.month, day.day))
        return True

    def _finish(self) -> None:
        if self._read() and self._date != self._settled:
            self._settled = self._date
            self.finished.emit()


class TimeField(TextLine):
    """A time of day; `finished` comes once when another one was typed or stepped to."""

    timeChanged = Signal(QTime)  # noqa: N815 - as in Qt's own fields
    """The time became another one; payload: the time."""

    def __init__(self, name: str = "", parent: QWidget | None = None, at: QTime | None = None) -> None:
        super().__init__(name, parent)
        self.installEventFilter(_ClickSelects(self))
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

    def entered(self) -> dt.time:
        """The time as Python has it."""
        return dt.time(self._time.hour(), self._time.minute())

    def show_value(self, value: object) -> None:
        """Show a time without a signal; what is being typed stays while the time is the same."""
        assert isinstance(value, dt.time)
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
        self._shown = user_locale().toString(self._time, time_pattern())
        self.setText(self._shown)
        mark_invalid(self, "")

    def _read(self) -> bool:
        """Take what is typed; False when it is no time, which is said."""
        if self.typed() == self._shown and not self._unreadable:
            return True
        at = parse_time(self.typed())
        self._unreadable = at is None
        if at is None:
            self.refuse(_no_time(self.typed()))
            return False
        self.setTime(at)
        return True

    def _finish(self) -> None:
        if self._read() and self._time != self._settled:
            self._settled = self._time
            self.finished.emit()


def parse_day(text: str) -> dt.date | None:
    """Read a date as it is shown, in one of the locale's ways, or as 2027-03-15; None if it is none."""
    locale = user_locale()
    formats = QLocale.FormatType
    short = locale.dateFormat(formats.ShortFormat)
    plain = " ".join(_BETWEEN.sub(" ", _WEEKDAY.sub("", text.strip())).split())
    attempts = [
        *((text, each) for each in ("yyyy-MM-dd", date_pattern(), short)),
        (text, locale.dateFormat(formats.LongFormat)),
        *((plain, each) for each in _plain_patterns(short)),
    ]
    for typed, pattern in attempts:
        day = locale.toDate(typed, pattern, 2000)
        if day.isValid() and day.year() >= _LEAST_YEAR:
            return dt.date(day.year(), day.month(), day.day())
    return None


def _plain_patterns(short: str) -> list[str]:
    """Patterns with blanks between: named months, the year first, and numbers in the locale's order."""
    order = sorted("dMy", key=lambda letter: (letter not in short, short.find(letter)))
    numbers = [" ".join("yyyy" if letter == "y" else letter for letter in order)]
    numbers.append(numbers[0].replace("yyyy", "yy"))
    return ["yyyy M d", *numbers, "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy"]


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
