"""The goals of a schedule, put in order by dragging, by buttons, or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.ui.schedule.auto.texts import goals
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.ordered_list import KEY, OrderButtons, OrderedList
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


class GoalsOrder(QWidget):
    """The list of goals under its name, with a button for each way in which the current one can go."""

    def __init__(self, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = GoalsList(chosen, self)
        self.up = icon_button("chevron-up", self.tr("Move the goal up (Alt+Up)"), self)
        self.down = icon_button("chevron-down", self.tr("Move the goal down (Alt+Down)"), self)
        name = TextLabel(self.tr("Goals"), self)
        name.setBuddy(self.list)
        first = muted_label(self.tr("Everybody seated comes first, then:"), self, small=True)
        head = as_row(None, name, first, STRETCH, self.up, self.down, spacing=4)
        head.insertSpacing(1, 4)
        as_column(self, head, self.list, margins=(0, 0, 0, 0), spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.list)
        OrderButtons(self.list, self.up, self.down)


class GoalsList(OrderedList):
    """Goals that count when they are ticked, the uppermost most."""

    def __init__(self, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Goals in order"))
        self.setToolTip(self.tr("Drag a goal, or press Alt+Up and Alt+Down, to put it in order"))
        self.show_goals(chosen)
        self.show_whole()

    def show_goals(self, chosen: Sequence[str]) -> None:
        """Put these goals first and in order, and tick them alone."""
        names = goals()
        known = [key for key in chosen if key in names]
        self.clear()
        for key in [*known, *(key for key in names if key not in known)]:
            self._add(key, names[key], on=key in known)
        self.setCurrentRow(0)

    def chosen(self) -> tuple[str, ...]:
        """The goals that count, the most important first."""
        items = [self.item(place) for place in range(self.count())]
        ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        return ("seats", *(str(item.data(KEY)) for item in ticked))

    def _add(self, key: str, name: str, *, on: bool) -> None:
        item = self.add(key, name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
