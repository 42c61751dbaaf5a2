"""What other tracks make of the picks: courses to add and picks to take back, each with a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from pmplanner.services.plans.differences import CourseName, Difference, apply_difference
from pmplanner.services.plans.picks import Pair
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog

_PAIR = int(Qt.ItemDataRole.UserRole)
_ON = Qt.CheckState.Checked


class DifferenceDialog(AskDialog):
    """Lists it by person; what stays ticked is done as one edit."""

    def __init__(
        self, actions: Actions, differences: Sequence[Difference], parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Picks and tracks"), tr("Apply"), parent, width=560)
        self._actions = actions
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(tr("Courses to add and picks no longer needed"))
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumHeight(280)
        self.add_note(
            tr("What the tracks require now and is not picked is added; what they require no longer goes."),
            small=False,
        )
        self.body.addWidget(self.tree, 1)
        for each in differences:
            self._add_person(each)
        self.tree.expandAll()
        self.tree.itemChanged.connect(self._name_button)
        self._name_button()

    def _add_person(self, difference: Difference) -> None:
        top = QTreeWidgetItem(self.tree, [difference.name])
        top.setFlags(top.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
        for adds, courses in ((True, difference.to_add), (False, difference.not_needed)):
            for course in courses:
                self._add_course(top, difference.person_id, course, adds)

    def _add_course(self, top: QTreeWidgetItem, person_id: int, course: CourseName, adds: bool) -> None:
        text = (
            tr("Add: %1 (%2)", course.title, course.code)
            if adds
            else tr("No longer needed: %1 (%2)", course.title, course.code)
        )
        item = QTreeWidgetItem(top, [text])
        item.setData(0, _PAIR, (adds, person_id, course.course_id))
        item.setCheckState(0, _ON)

    def ticked(self) -> tuple[list[Pair], list[Pair]]:
        """Return the (person, course) pairs to add and those to take back."""
        add: list[Pair] = []
        remove: list[Pair] = []
        for number in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(number)
            for place in range(top.childCount() if top else 0):
                item = top.child(place) if top else None
                if item is not None and item.checkState(0) == _ON:
                    adds, person_id, course_id = item.data(0, _PAIR)
                    (add if adds else remove).append((person_id, course_id))
        return add, remove

    def _name_button(self) -> None:
        count = sum(map(len, self.ticked()))
        self.go_button.setText(plural(count, "Apply 1 change", "Apply %1 changes"))
        self.go_button.setEnabled(count > 0)

    def accept(self) -> None:
        """Do what is ticked; stay open and say why when it is refused."""
        plan_id = self._actions.plan_id
        add, remove = self.ticked()
        if plan_id is None or not (add or remove):
            return
        label = Label.of("person.fit-picks", people=People.of(person for person, _ in (*add, *remove)))
        reason = self._actions.try_to(label, apply_difference, plan_id, add, remove)
        self.refuse(reason)
        if not reason:
            super().accept()
