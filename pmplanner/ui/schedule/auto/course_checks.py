"""The courses of a schedule, ticked one by one, all or none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from pmplanner.services.autoschedule.choices import CourseChoice
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import plural, put
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.tables.wrapped_lines import wrap_lines
from pmplanner.ui.widgets.text import TextLabel

_KEY, _OPEN, _LIMITED = (Qt.ItemDataRole.UserRole + place for place in range(3))
_HEIGHT = 152
_TOGETHER = "\N{NO-BREAK SPACE}"
"""Keeps how many are open in one line."""


class CourseChecks(QWidget):
    """A list of courses with how many of their picks are open."""

    ticked = Signal()
    """Other courses are ticked, or offered; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Courses"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_sized(self.list.setMinimumHeight, _HEIGHT)
        self.all = link_button(self.tr("All"))
        self.none = link_button(self.tr("None"))
        self.count = muted_label(small=True)
        wrap_lines(self.list)  # the titles, and how many are open, are read whole
        name = TextLabel(self.tr("Courses"), self)
        name.setBuddy(self.list)
        head = as_row(None, name, (self.count, 1), self.all, self.none, spacing=8)
        as_column(self, head, self.list, margins=(0, 0, 0, 0), spacing=4)
        # What is left of the height is for the courses: fields below it do not drift apart.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.all.clicked.connect(lambda: self._tick_all(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._tick_all(Qt.CheckState.Unchecked))
        self.list.itemChanged.connect(self._say)

    def show_courses(self, courses: Sequence[CourseChoice]) -> None:
        """Offer these; what was unticked stays so."""
        before = {item.data(_KEY) for item in self._items() if item.checkState() is Qt.CheckState.Unchecked}
        self.list.blockSignals(True)
        self.list.clear()
        for course in courses:
            opened = plural(course.open, "1 open", "%1 open").replace(" ", _TOGETHER)
            item = QListWidgetItem(f"{course.title} ·{_TOGETHER}{opened}", self.list)
            item.setData(_KEY, course.id)
            item.setData(_OPEN, course.open)
            item.setData(_LIMITED, course.has_limit)
            item.setToolTip(course.title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            off = course.id in before
            item.setCheckState(Qt.CheckState.Unchecked if off else Qt.CheckState.Checked)
        self.list.blockSignals(False)
        self._say()

    def chosen(self) -> frozenset[int] | None:
        """The courses ticked; None when all are."""
        ticked = [item for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        return None if len(ticked) == self.list.count() else frozenset(item.data(_KEY) for item in ticked)

    def without_limit(self) -> int:
        """How many of the courses ticked have open picks and do not say how many people a session takes."""
        ticked = (item for item in self._items() if item.checkState() is Qt.CheckState.Checked)
        return sum(bool(item.data(_OPEN)) and not item.data(_LIMITED) for item in ticked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _tick_all(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(state)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._say()

    def _say(self) -> None:
        ticked = [item for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        picks = sum(item.data(_OPEN) for item in ticked)
        opened = plural(picks, "1 open pick", "%1 open picks")
        text = self.tr("%1 of %2 courses · %3")
        self.count.setText(put(text, format_number(len(ticked)), format_number(self.list.count()), opened))
        self.ticked.emit()
