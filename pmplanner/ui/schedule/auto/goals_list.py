"""The goals of a schedule, put in order by dragging or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from pmplanner.ui.schedule.auto.texts import goals

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_KEY = Qt.ItemDataRole.UserRole


class GoalsList(QListWidget):
    """Goals that count when they are ticked, the uppermost most."""

    def __init__(self, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Goals in order"))
        self.setToolTip(self.tr("Drag a goal, or press Alt+Up and Alt+Down, to put it in order"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_goals(chosen)
        self.setFixedHeight(self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 4)

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
        return ("seats", *(str(item.data(_KEY)) for item in ticked))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current goal with Alt and an arrow."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(step)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        row = self.currentRow()
        if 0 <= row + step < self.count():
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentItem(item)

    def _add(self, key: str, name: str, *, on: bool) -> None:
        item = QListWidgetItem(name, self)
        item.setData(_KEY, key)
        flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
        item.setFlags(flags & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
