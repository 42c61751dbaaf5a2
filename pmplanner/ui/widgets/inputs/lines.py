"""Lines to type in: text with what was used before, and dates that may be left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from PySide6.QtCore import QDate, QLocale, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QWidget, QWidgetAction

from pmplanner.ui.widgets.format import date_pattern, format_date, user_locale
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.calendar import Calendar
from pmplanner.ui.widgets.inputs.fields import mark_invalid
from pmplanner.ui.widgets.text import put

_BETWEEN = re.compile(r"[\s,./-]+")
_WEEKDAY = re.compile(r"^[^\W\d]+[,.]?\s+(?=\d.*([^\W\d]|\D\d+\D+\d))")
_LEAST_YEAR = 1900


def make_completer(line: QLineEdit) -> QCompleter:
    """Return what finds words by any part of them."""
    completer = QCompleter([], line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def offer_words(line: QLineEdit, words: Iterable[str]) -> None:
    """Complete what is typed in a line from these words.

    A line keeps one completer for good: a word taken from it ends in an edit, whose refresh comes by
    here while the completer is still at work. Another one in its place would let Qt crash.
    """
    if line.completer() is None:
        line.setCompleter(make_completer(line))
    model, wanted = line.completer().model(), [*words]
    if isinstance(model, QStringListModel) and model.stringList() != wanted:
        model.setStringList(wanted)


class TextLine(QLineEdit):
    """A line of text that says once when another text was typed and left; Escape brings the old one back."""

    finished = Signal()
    """Another text than the one shown was typed and left; no payload."""
    restored = Signal()
    """Escape brought back what was shown; no payload."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._shown = ""
        self.editingFinished.connect(self._finish)

    def typed(self) -> str:
        """What stands there, with single blanks."""
        return " ".join(self.text().split())

    def show_text(self, text: str) -> None:
        """Show a text without a signal; what is being typed stays."""
        typing = self.typed() != self._shown
        self._shown = text
        if not typing or self.typed() == text:
            self.setText(text)
            self.setCursorPosition(0)

    def restore(self) -> None:
        """Throw away what was typed."""
        self.setText(self._shown)
        mark_invalid(self, "")
        self.restored.emit()

    def offer(self, words: Iterable[str]) -> None:
        """Complete what is typed from these words."""
        if self.completer() is None:
            self.setCompleter(self.make_completer())
        offer_words(self, words)

    def make_completer(self) -> QCompleter:
        """Return what completes; kinds of lines have their own."""
        return make_completer(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Throw away what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.typed() != self._shown:
            self.restore()
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.typed() != self._shown:
            self.finished.emit()


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

    def show_day(self, day: dt.date | None) -> None:
        """Show a date without a signal."""
        self.show_text(format_date(day))

    def day(self) -> dt.date | None:
        """The date; None for none; ValueError with a sentence when what is typed is no date."""
        typed = self.typed()
        if not typed:
            return None
        day = parse_day(typed)
        if day is None:
            example = format_date(dt.date(2027, 3, 15))
            sentence = self.tr("“%1” is not a date. Write it like %2 or 2027-03-15.")
            raise ValueError(put(sentence, typed, example))
        return day

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
