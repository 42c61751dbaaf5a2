"""The equipment that a course needs, bundled or not: listed, added with a number, removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.resources.equipment import course_needs, list_equipment, set_course_needs
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.numbers import number_field
from pmplanner.ui.widgets.layouts import as_column, as_row


class NeedsList(QWidget):
    """A heading, what the course needs, and a line to add more."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._course: CourseRow | None = None
        self._needs: dict[int, int] = {}
        self.list = EntryList(self.tr("The course needs no equipment."), self)
        self.box = NoWheelComboBox(self.tr("Equipment to add"), self)
        self.number = number_field(self, least=1, most=99)
        self.number.setAccessibleName(self.tr("How many"))
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add_button = plain_button(self.tr("Add"), self)
        self.none = muted_label(self.tr("Add equipment on the page Resources first."), self)
        self.none.setWordWrap(True)
        self.list.remove_requested.connect(self._remove)
        self.add_button.clicked.connect(self._add)
        self._lay_out()

    def _lay_out(self) -> None:
        self.line = QWidget(self)
        as_row(self.line, (self.box, 1), self.number, self.add_button, margins=(0, 0, 0, 0), spacing=6)
        as_column(
            self,
            heading_label(self.tr("Equipment for each session"), self),
            self.list,
            self.line,
            self.none,
            margins=(0, 8, 0, 0),
            spacing=4,
        )

    def show_course(self, course: CourseRow) -> None:
        """Show what a course needs; the box offers the rest."""
        self._course = course
        known = self._actions.read(list_equipment)
        self._needs = self._actions.read(course_needs, course.id)
        self.list.set_entries(
            [self._entry(row.id, row.name, self._needs[row.id]) for row in known if row.id in self._needs]
        )
        rest = [row for row in known if row.id not in self._needs]
        chosen = self.box.currentData()
        self.box.clear()
        for row in rest:
            self.box.addItem(row.name, row.id)
        self.box.show_key(chosen)
        self.line.setVisible(bool(rest))
        self.none.setVisible(not known)
        self.list.setVisible(bool(known))

    def _entry(self, key: int, name: str, number: int) -> Entry:
        sentence = tr("%1 in each session", format_number(number))
        return Entry(key, name, sentence, remove_name=tr("Remove %1", name))

    def _add(self) -> None:
        key = self.box.currentData()
        if isinstance(key, int):
            self._set({**self._needs, key: self.number.value()})
            self.number.setValue(1)

    def _remove(self, key: int) -> None:
        self._set({each: number for each, number in self._needs.items() if each != key})

    def _set(self, needs: dict[int, int]) -> None:
        if self._course is not None:
            label = Label.of("course.equip", course=self._course.title)
            self._actions.do(label, set_course_needs, self._course.id, needs)
