"""A list that is put in order by dragging, by buttons, or with Alt and the arrows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QToolButton, QWidget

KEY = Qt.ItemDataRole.UserRole
"""Where an item has the key by which it is known."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderedList(QListWidget):
    """The uppermost counts most."""

    moved = Signal()
    """Something has another place; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self.moved)

    def add(self, key: str, name: str) -> QListWidgetItem:
        """Add something below the others."""
        item = QListWidgetItem(f"⠿  {name}", self)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
        item.setData(KEY, key)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        return item

    def show_whole(self) -> None:
        """Be as high as all of it."""
        self.setFixedHeight(self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move what is current with Alt and an arrow."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        """Move what is current so many places down, or up where *step* is negative."""
        row = self.currentRow()
        if 0 <= row + step < self.count():
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentItem(item)
            self.moved.emit()


class OrderButtons(QObject):
    """Lets two buttons move what is current of a list up and down, each as long as it can go there."""

    def __init__(self, of: OrderedList, up: QToolButton, down: QToolButton) -> None:
        super().__init__(of)
        self._list, self._up, self._down = of, up, down
        up.clicked.connect(lambda: of.move_current(-1))
        down.clicked.connect(lambda: of.move_current(1))
        of.currentRowChanged.connect(self._enable)
        of.moved.connect(self._enable)
        self._enable()

    def _enable(self, _row: int = -1) -> None:
        row = self._list.currentRow()
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < self._list.count() - 1)
