"""The days of a session, each with its date, times and part of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.calendar.session_days import Day, with_portion
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import put, user_locale
from pmplanner.ui.widgets.buttons import icon_button, link_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.dates import DateField, TimeField, time_pattern
from pmplanner.ui.widgets.inputs.lines import mark_invalid

_TIME = (58, 84)
"""Pixels of a time of the day with its hours up to 24, and with a mark for its half."""


class DayRow(QWidget):
    """One day of a session."""

    edited = Signal()
    """The date or a time was changed; no payload."""
    refused = Signal(str)
    """What was typed will not do and stays there; payload: a sentence."""
    resized = Signal()
    """Another part of a day was chosen; no payload."""
    remove_requested = Signal()
    """The day is to go; no payload."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        number = str(place + 1)
        self.date = DateField(put(self.tr("Date of day %1"), number))
        self.start = TimeField(put(self.tr("Start of day %1"), number))
        self.end = TimeField(put(self.tr("End of day %1"), number))
        parts = {"1": self.tr("1"), "0.75": self.tr("¾"), "0.5": self.tr("½"), "0.25": self.tr("¼")}
        self.portion = ChoiceField(put(self.tr("Part of day %1"), number), parts)
        self.remove = icon_button("close", put(self.tr("Remove day %1"), number))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.date, 1)
        keep_sized(self.date.setMinimumWidth, 160)
        for widget, width in zip((self.start, self.end, self.portion, self.remove), _widths(), strict=True):
            keep_sized(widget.setFixedWidth, width)
            row.addWidget(widget)
        self._good: tuple[dt.time, dt.time] | None = None
        self.first = place == 0
        if self.first:
            explain(self.date, self.tr("Starts"))  # the other days follow it
        self.date.show_weekday()
        self.date.refused.connect(self.refused)
        for field in (self.start, self.end):
            field.finished.connect(self._check)
            field.refused.connect(self.refused)
        self.portion.finished.connect(self.resized)
        self.remove.clicked.connect(self.remove_requested)

    def day(self, portion: Decimal) -> Day:
        """The day as it is entered, as that part of a day; times that were refused do not count."""
        start, end = self.start.entered(), self.end.entered()
        if start >= end and self._good is not None:
            start, end = self._good
        return Day(self.date.entered(), start, end, portion)

    def chosen_portion(self) -> Decimal:
        """The part of a day that is chosen."""
        return Decimal(self.portion.entered() or "1")

    def show_day(self, day: Day) -> None:
        """Show a day without a signal."""
        self.date.show_value(day.day)
        times = (day.start_time, day.end_time)
        if times != self._good or self.start.entered() < self.end.entered():
            self._good = times
            self._show_times()
        self.portion.show_value(str(day.portion.normalize()))

    def restore(self) -> None:
        """Throw away what was refused."""
        self.date.restore()
        self.start.restore()
        self.end.restore()
        self._show_times()

    def _show_times(self) -> None:
        if self._good is not None:
            for field, value in zip((self.start, self.end), self._good, strict=True):
                field.show_value(value)
                if field.typed() == user_locale().toString(field.time(), time_pattern()):
                    mark_invalid(field, "")

    def _check(self) -> None:
        """Say it at the field when the day would end before it begins; what is typed stays."""
        wrong = self.start.entered() >= self.end.entered()
        sentence = self.tr("It would end before it begins.") if wrong else ""
        for field in (self.start, self.end):
            mark_invalid(field, sentence if field is self.sender() else "")
        if wrong:
            self.refused.emit(sentence)
        else:
            self.edited.emit()


def _widths() -> tuple[int, int, int, int]:
    """The pixels of both times, of the part of a day and of the button that removes it."""
    wide = _TIME["ap" in time_pattern().lower()]
    return wide, wide, 50, 26


class _Headings(QWidget):
    """Says what stands below each other in the days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(muted_label(self.tr("Date"), self, small=True), 1)
        texts = (self.tr("From"), self.tr("To"), self.tr("Days"), "")
        for text, width in zip(texts, _widths(), strict=True):
            label = muted_label(text, self, small=True)
            keep_sized(label.setFixedWidth, width)
            row.addWidget(label)


class DaysEditor(QWidget):
    """The list of days; they are checked by whoever takes them. Tab comes to them from *after*."""

    finished = Signal()
    """The user changed, added or removed a day; no payload."""
    refused = Signal(str)
    """What was typed will not do and stays there; payload: a sentence."""
    moved = Signal(object)
    """Another date was entered for the first day, which all days follow; payload: the date."""
    add_requested = Signal()
    """Another day is wanted, which `append` takes; no payload."""

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._after = after
        self._days: tuple[Day, ...] = ()
        self._rows: list[DayRow] = []
        self._hint = muted_label(self.tr("Choose a course and a start date to lay its days."), small=True)
        self._hint.setWordWrap(True)
        self._headings = _Headings(self)
        self.add = link_button(self.tr("Add a day"))
        self.add.clicked.connect(self.add_requested)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._headings)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.show_value(())

    def entered(self) -> tuple[Day, ...]:
        """The days as they are entered."""
        return self._days

    def rows(self) -> tuple[DayRow, ...]:
        """The editors, one a day."""
        return tuple(self._rows)

    def show_value(self, days: Sequence[Day]) -> None:
        """Show these days without a signal; rows that stay keep the focus."""
        self._days = tuple(days)
        while len(self._rows) > len(days):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(days):
            self._insert_row()
        for row, day in zip(self._rows, days, strict=True):
            row.show_day(day)
            row.remove.setEnabled(len(days) > 1)
        self._hint.setVisible(not days)
        self._headings.setVisible(bool(days))
        self.add.setVisible(bool(days))

    def append(self, day: Day) -> None:
        """Add a day as if the user had entered it."""
        self._finish([*self._days, day])

    def restore(self) -> None:
        """Throw away what was refused."""
        for row in self._rows:
            row.restore()

    def _insert_row(self) -> None:
        row = DayRow(len(self._rows), self)
        row.edited.connect(self._read)
        row.date.finished.connect(self._move if row.first else row.edited)
        row.refused.connect(self.refused)
        row.resized.connect(self._resize)
        row.remove_requested.connect(self._remove)
        self._column.insertWidget(len(self._rows) + 2, row)  # below hint and headings
        before = self._rows[-1].remove if self._rows else self._after
        for widget in (row.date, row.start, row.end, row.portion, row.remove):
            QWidget.setTabOrder(before, widget)
            before = widget
        self._rows.append(row)

    def _move(self) -> None:
        self.moved.emit(self._rows[0].date.entered())

    def _read(self) -> None:
        days = zip(self._rows, self._days, strict=True)
        self._finish([row.day(day.portion) for row, day in days])

    def _resize(self) -> None:
        pairs = zip(self._rows, self._days, strict=True)
        self._finish([with_portion(day, row.chosen_portion()) for row, day in pairs])

    def _remove(self) -> None:
        place = next(n for n, row in enumerate(self._rows) if row is self.sender())
        self._finish([day for n, day in enumerate(self._days) if n != place])

    def _finish(self, days: Sequence[Day]) -> None:
        self._days = tuple(days)
        self.finished.emit()
