"""The menu on the list of courses: own facts, a copy, the source, the clipboard, removing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.text import as_typed, first_address


class CourseMenu(QMenu):
    """What can be done with the courses selected."""

    own_requested = Signal()
    """Own facts are to be laid over them; no payload."""
    duplicate_requested = Signal()
    """The one course is to be copied as the user's own; no payload."""
    source_requested = Signal(str)
    """The page that the facts are from is to be opened; payload: its address."""
    copy_requested = Signal()
    """Their rows are to be copied; no payload."""
    remove_requested = Signal()
    """The user's own among them are to be removed; no payload."""

    def __init__(self, courses: Sequence[CourseRow], parent: QWidget, *, changing: bool = True) -> None:
        """Offer nothing that changes the workspace unless that can be changed (*changing*)."""
        super().__init__(parent)
        self.setAccessibleName(plural(len(courses), "1 course", "%1 courses"))
        one = courses[0] if len(courses) == 1 else None
        own = self._add(tr("Own facts"), "edit")
        own.triggered.connect(self.own_requested)
        own.setEnabled(changing)
        if one is not None:
            copied = self._add(tr("Copy to change it") if one.bundled else tr("Duplicate"), "plus")
            copied.triggered.connect(self.duplicate_requested)
            copied.setEnabled(changing)
            address = first_address(one.source)
            source = self._add(tr("Open the source"), "export")
            source.setEnabled(bool(address))
            source.triggered.connect(lambda: self.source_requested.emit(address))
        self.addSeparator()
        self._add(tr("Copy"), "copy", tr("Ctrl+C")).triggered.connect(self.copy_requested)
        count = sum(not course.bundled for course in courses)
        text = (
            tr("Remove “%1”", one.title)
            if one
            else plural(count, "Remove 1 own course", "Remove %1 own courses")
        )
        remove = self._add(text, "delete", tr("Del"))
        remove.triggered.connect(self.remove_requested)
        # What comes with the catalogue stays.
        remove.setEnabled(changing and count > 0)

    def _add(self, text: str, icon_name: str, keys: str = "") -> QAction:
        """Add an entry; the keys are shown, the page itself listens to them."""
        shown = as_typed(text, 60)
        return self.addAction(icon(icon_name), f"{shown}\t{keys}" if keys else shown)
