"""The sessions of a proposal by course; courses can be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from pmplanner.services.autoschedule.changes import SessionChange
from pmplanner.ui.schedule.auto import texts
from pmplanner.ui.theme import current_theme

_KEY = Qt.ItemDataRole.UserRole
_ALL_OPEN = 60
"""Up to so many sessions all courses stand open."""
_ROLES = {"new": "done_text", "moved": "accent", "dropped": "problem_text"}


class ChangesTree(QTreeWidget):
    """Shows what happens to each session."""

    ticked = Signal()
    """Other courses are ticked; no payload: read `chosen`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sessions proposed"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(18)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._open = True
        self._rows: dict[int, list[SessionChange]] = {}
        """What happens to the sessions of courses that nobody has looked into yet: they may be thousands."""
        self.itemChanged.connect(lambda: self.ticked.emit())
        self.itemExpanded.connect(self._fill)

    def show_changes(self, changes: Sequence[SessionChange]) -> None:
        """Show these but for what stays as it is; they come by course, and all courses are ticked."""
        self.blockSignals(True)
        self.clear()
        self._rows.clear()
        shown = [row for row in changes if row.kind != "kept"]
        for course_id, rows in groupby(shown, key=lambda row: row.course_id):
            self._add_course(course_id, list(rows))
        self.blockSignals(False)
        self._open = len(shown) <= _ALL_OPEN
        for place in range(self.topLevelItemCount() if self._open else 0):
            course = self.topLevelItem(place)
            assert course is not None
            course.setExpanded(True)
        self.ticked.emit()

    def chosen(self) -> frozenset[int]:
        """The courses ticked."""
        items = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return frozenset(
            int(item.data(0, _KEY))
            for item in items
            if item is not None and item.checkState(0) is Qt.CheckState.Checked
        )

    def _add_course(self, course_id: int, rows: list[SessionChange]) -> None:
        course = QTreeWidgetItem(self, [rows[0].course_title])
        course.setFirstColumnSpanned(True)
        course.setData(0, _KEY, course_id)
        course.setFlags(course.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        course.setCheckState(0, Qt.CheckState.Checked)
        course.setToolTip(0, rows[0].course_title)
        course.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        self._rows[course_id] = rows

    def _fill(self, course: QTreeWidgetItem) -> None:
        """Put the sessions of a course under it when it is opened for the first time."""
        if course.parent() is not None:
            return
        self.blockSignals(True)
        for row in self._rows.pop(int(course.data(0, _KEY)), ()):
            item = QTreeWidgetItem(course, [texts.change_title(row), texts.change_kind(row)])
            item.setToolTip(0, texts.change_people(row))
            item.setToolTip(1, texts.change_people(row))
            item.setForeground(1, current_theme().color(_ROLES.get(row.kind, "muted")))
            where = QTreeWidgetItem(item, [texts.change_people(row)])
            where.setForeground(0, current_theme().color("muted"))
            where.setFirstColumnSpanned(True)
            item.setExpanded(self._open)
        self.blockSignals(False)
