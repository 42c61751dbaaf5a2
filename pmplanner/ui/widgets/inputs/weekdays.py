"""Seven small buttons for the days of a week on which somebody works."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.week import week_start, weekdays


class WeekdayRow(QWidget):
    """Weekdays as bits, Monday 1 to Sunday 64; the same days as the workspace's stand for None."""

    finished = Signal()
    """The user switched a day; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._week = 0
        self.days = tuple(self._day(number) for number in range(1, 8))
        self.about = muted_label("", self, small=True)
        self._row = as_row(None, *self.days, STRETCH, spacing=4)
        self._in_order()
        as_column(self, self._row, self.about, margins=(0, 4, 0, 4), spacing=2)

    def _day(self, number: int) -> QPushButton:
        locale = user_locale()
        full = locale.dayName(number, QLocale.FormatType.LongFormat)
        day = QPushButton(locale.dayName(number, QLocale.FormatType.NarrowFormat), self)
        day.setProperty("chip", True)
        day.setProperty("weekday", True)
        day.setCheckable(True)
        day.setAutoDefault(False)
        keep_sized(day.setFixedWidth, 28)
        day.setToolTip(full)
        day.setAccessibleName(f"{self.accessibleName()}: {full}")
        day.clicked.connect(self._switched)
        return day

    def _in_order(self) -> None:
        """Let the days stand, and have the keys, in the order of a week."""
        self._begins = week_start()
        ordered = [self.days[weekday - 1] for weekday in weekdays()]
        for place, day in enumerate(ordered):
            self._row.removeWidget(day)
            self._row.insertWidget(place, day)
        for before, after in pairwise(ordered):
            self.setTabOrder(before, after)
        self.setFocusProxy(ordered[0])

    def know_week(self, week: int) -> None:
        """Take note of the workspace's working days; 0 while there are none to follow."""
        follows = self.entered() is None
        self._week = week
        if follows:
            self.show_value(None)
        self._explain()

    def show_value(self, bits: object) -> None:
        """Show working days without a signal; None for those of the workspace."""
        shown = bits if isinstance(bits, int) else self._week
        for place, day in enumerate(self.days):
            day.setChecked(bool(shown >> place & 1))
        if self._begins != week_start():
            self._in_order()
        self._explain()

    def entered(self) -> int | None:
        """The working days; None when they are those of the workspace."""
        bits = sum(day.isChecked() << place for place, day in enumerate(self.days))
        return None if self._week and bits == self._week else bits

    def _switched(self) -> None:
        self._explain()
        self.finished.emit()

    def _explain(self) -> None:
        own = self.entered() is not None
        self.about.setText(self.tr("Own working days") if own else self.tr("As the whole company"))
        self.about.setVisible(bool(self._week))
