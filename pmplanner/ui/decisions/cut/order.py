"""The classes of what is lost, put in order by dragging, by buttons, or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from pmplanner.services.decisions.losing import LOSSES, Loss
from pmplanner.ui.decisions.cut.texts import loss_hints, loss_words
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_KEY = Qt.ItemDataRole.UserRole


class LossOrder(QWidget):
    """The list under its name, with a button for each way in which the current class can go."""

    finished = Signal()
    """The user put them into another order; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = LossList(self)
        self.up = icon_button("chevron-up", tr("Move the class up (Alt+Up)"), self)
        self.down = icon_button("chevron-down", tr("Move the class down (Alt+Down)"), self)
        name = TextLabel(tr("Kept longest first"), self)
        name.setBuddy(self.list)
        head = as_row(None, name, STRETCH, self.up, self.down, spacing=4)
        as_column(self, head, self.list, margins=(0, 0, 0, 0), spacing=4)
        self.up.clicked.connect(lambda: self.list.move_current(-1))
        self.down.clicked.connect(lambda: self.list.move_current(1))
        self.list.currentRowChanged.connect(self._enable)
        self.list.moved.connect(self._tell)
        self._enable(self.list.currentRow())

    def entered(self) -> tuple[Loss, ...]:
        """The classes, what is lost last first."""
        return self.list.order()

    def _tell(self) -> None:
        self._enable(self.list.currentRow())
        self.finished.emit()

    def _enable(self, row: int) -> None:
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)


class LossList(QListWidget):
    """The classes, of which the uppermost is lost last."""

    moved = Signal()
    """A class has another place; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Classes of what is lost, in order"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setProperty("framed", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_order(LOSSES)
        self.model().rowsMoved.connect(self.moved)

    def show_order(self, order: Sequence[Loss]) -> None:
        """Show the classes in this order."""
        names, hints = loss_words(), loss_hints()
        self.clear()
        for loss in order:
            item = QListWidgetItem(f"⠿  {names[loss]}", self)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, names[loss])
            item.setData(_KEY, loss)
            item.setToolTip(hints[loss])
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        self.setCurrentRow(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the lines out as high as the style has them, which was not on before."""
        super().showEvent(event)
        self.doItemsLayout()
        self.setFixedHeight(self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 4)

    def order(self) -> tuple[Loss, ...]:
        """The classes, what is lost last first."""
        order = [self.item(place).data(_KEY) for place in range(self.count())]
        return tuple(sorted(LOSSES, key=order.index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current class with Alt and an arrow."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        """Move the current class so many places down, or up where *step* is negative."""
        row = self.currentRow()
        if 0 <= row + step < self.count():
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentItem(item)
            self.moved.emit()
