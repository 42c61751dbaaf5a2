"""Other courses that a custom course names: those that come first, those that it counts as."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.course_book import Courses
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import CourseBox, Find
from pmplanner.ui.widgets.layouts import as_column


class LinkList(QWidget):
    """A heading, the courses named, and a box to add one."""

    changed = Signal(object)
    """Other courses are named now; payload: tuple of their ids."""

    def __init__(self, title: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[int, ...] = ()
        self.list = EntryList(empty, self)
        self.list.remove_requested.connect(self._remove)
        self.box = CourseBox(tr("Add to: %1", title), self)
        self.box.activated.connect(self._add)
        as_column(self, heading_label(title, self), self.list, self.box, margins=(0, 8, 0, 0), spacing=4)

    def show_links(self, ids: Sequence[int], courses: Courses, find: Find, but: int | None) -> None:
        """Show the courses named; the box offers all the others but the course itself."""
        self._ids = tuple(ids)
        self.list.set_entries(
            [
                Entry(
                    i,
                    courses[i].title,
                    courses[i].code,
                    remove_name=tr("Remove %1", courses[i].title),
                )
                for i in ids
                if i in courses
            ]
        )
        self.box.offer_found(find, {*self._ids, *([but] if but is not None else [])})

    def _add(self) -> None:
        course_id = self.box.course_id()
        if course_id is not None:
            self.changed.emit((*self._ids, course_id))

    def _remove(self, course_id: object) -> None:
        self.changed.emit(tuple(i for i in self._ids if i != course_id))
