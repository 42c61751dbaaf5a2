"""People who may be here twice: listed, compared side by side, and merged with everything they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSplitter,
    QWidget,
)

from pmplanner.services.errors import PlanError
from pmplanner.services.people.duplicates import Pair, list_duplicates
from pmplanner.services.plans.merging_people import Comparison, compare_people, merge_people
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import as_typed

_ROW = 44


class DuplicatesDialog(QDialog):
    """A list of pairs beside the comparison of the one chosen; or only two who are given."""

    def __init__(
        self, actions: Actions, two: tuple[int, int] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._two = two
        self._pairs: list[Pair] = []
        self.setWindowTitle(self.tr("Merge two people") if two else self.tr("Likely duplicates"))
        self.count = muted_label("", self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Likely duplicates"))
        self.list.setWordWrap(True)
        self.compare = CompareView(self)
        self.reason = problem_label("", self)
        self.reason.hide()
        self.close_button = plain_button(self.tr("Close"), self)
        self.merge_button = PrimaryButton(self.tr("Merge"), self)
        for button in (self.close_button, self.merge_button):
            button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.merge_button.clicked.connect(self.merge)
        self.list.currentRowChanged.connect(self._show_pair)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        left = QWidget(split)
        as_column(left, self.count, (self.list, 1), margins=(0, 0, 0, 0), spacing=8)
        area = UpDownArea(split, self.compare)
        split.addWidget(left)
        split.addWidget(area)
        split.setChildrenCollapsible(False)
        split.setSizes([300, 560])
        left.setVisible(self._two is None)
        buttons = as_row(None, STRETCH, self.close_button, self.merge_button, spacing=8)
        as_column(self, (split, 1), self.reason, buttons, margins=(20, 20, 20, 16), spacing=12)
        self.resize(900 if self._two is None else 620, 560)

    def refresh(self) -> None:
        """List who may be here twice now."""
        if self._two is not None:
            self._show(*self._two)
            return
        self._pairs = self._actions.read(list_duplicates)
        self.list.clear()
        for pair in self._pairs:
            item = QListWidgetItem(f"{pair.keep_name} · {pair.other_name}\n{pair.reason}", self.list)
            item.setSizeHint(QSize(0, sized(_ROW)))
        number = len(self._pairs)
        self.count.setText(
            plural(number, "1 pair", "%1 pairs") if number else self.tr("Nobody seems to be here twice.")
        )
        self.list.setCurrentRow(0)
        if not number:
            self._show_pair(-1)

    def _show_pair(self, row: int) -> None:
        self.reason.say("")
        if 0 <= row < len(self._pairs):
            self._show(self._pairs[row].keep, self._pairs[row].other)
        else:
            self.compare.show_nothing()
            self.merge_button.setEnabled(False)

    def _show(self, keep: int, other: int) -> None:
        try:
            self.compare.show_two(self._actions.read(compare_people, keep, other))
        except PlanError as error:  # one of them is gone meanwhile
            self.compare.show_nothing()
            self.reason.say(str(error))
        self.merge_button.setEnabled(self.compare.comparison is not None)

    def merge(self) -> None:
        """Merge the two shown, with the values chosen."""
        shown = self.compare.comparison
        if shown is None:
            return
        label = Label.of("person.merge", person=People.of([shown.keep_id]), other=People.of([shown.other_id]))
        reason = self._actions.try_to(
            label, merge_people, shown.keep_id, shown.other_id, self.compare.taken()
        )
        self.reason.say(reason)
        if reason:
            return
        if self._two is not None:
            self.accept()
        else:
            self.refresh()


class CompareView(QWidget):
    """Two people side by side; of what differs either value can be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comparison: Comparison | None = None
        self._groups: dict[str, QButtonGroup] = {}
        self._grid_holder = QWidget(self)
        self.lines = muted_label("", self)
        self.lines.setWordWrap(True)
        self._column = as_column(
            self, self._grid_holder, self.lines, STRETCH, margins=(12, 0, 12, 0), spacing=12
        )

    def show_nothing(self) -> None:
        """Show nobody."""
        self.comparison = None
        self._renew_grid()
        self.lines.setText("")

    def show_two(self, comparison: Comparison) -> None:
        """Show two people and what a merge would do."""
        self.comparison = comparison
        grid = self._renew_grid()
        heads = (
            (1, comparison.keep_name, self.tr("stays")),
            (2, comparison.other_name, self.tr("goes into the first")),
        )
        for column, name, part in heads:
            title = heading_label(name, self._grid_holder)
            title.setWordWrap(True)
            grid.addWidget(title, 0, column)
            grid.addWidget(muted_label(part, self._grid_holder, small=True), 1, column)
        for row, (choice, keep, other) in enumerate(comparison.values, 2):
            what = muted_label(_choice_name(choice), self._grid_holder)
            grid.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            if keep == other:
                grid.addWidget(muted_label(_shown(keep), self._grid_holder), row, 1, 1, 2)
                continue
            group = QButtonGroup(self._grid_holder)
            for column, value in ((1, keep), (2, other)):
                button = QRadioButton(as_typed(_shown(value)), self._grid_holder)
                button.setAccessibleName(f"{_choice_name(choice)}: {_shown(value)}")
                button.setChecked((column == 2) is (choice in comparison.preview.take))
                group.addButton(button, column)
                grid.addWidget(button, row, column)
            self._groups[choice] = group
        grid.setColumnMinimumWidth(2, 150)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        always = self.tr("Everything else of both stays with the one who is kept. One Undo takes it back.")
        self.lines.setText("\n".join((*comparison.preview.lines, always)))

    def taken(self) -> frozenset[str]:
        """Return what is chosen of the other one."""
        return frozenset(choice for choice, group in self._groups.items() if group.checkedId() == 2)

    def choose(self, choice: str, *, other: bool) -> None:
        """Choose one of the two values."""
        self._groups[choice].button(2 if other else 1).setChecked(True)

    def _renew_grid(self) -> QGridLayout:
        """Put an empty grid in the place of the one that was shown."""
        old = self._grid_holder
        self._groups = {}
        self._grid_holder = QWidget(self)
        grid = QGridLayout(self._grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        self._column.replaceWidget(old, self._grid_holder)
        old.hide()
        old.deleteLater()
        self._grid_holder.show()
        return grid


def _choice_name(choice: str) -> str:
    return {
        "employee_id": tr("Employee id"),
        "first_name": tr("First name"),
        "last_name": tr("Last name"),
        "email": tr("E-mail"),
        "job_title": tr("Job title"),
        "team": tr("Team"),
        "location": tr("Location"),
        "manager": tr("Manager"),
        "employment": tr("Employment"),
        "track": tr("Primary track"),
        "working_days": tr("Working days"),
        "hours": tr("Working hours"),
    }[choice]


def _shown(values: Sequence[object]) -> str:
    """Return values as they are compared, of a name with an address the name; a dash for none."""
    texts = [_text(value) for value in values]
    if len(texts) > 1 and isinstance(values[0] or values[1], str):
        return texts[1] or texts[0] or "–"
    return " – ".join(texts) if any(texts) else "–"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return format_date(value)
    return str(value)
