"""The classes of what is lost, put in order by dragging, by buttons, or with Alt and the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.decisions.losing import LOSSES, Loss
from pmplanner.ui.decisions.cut.texts import loss_hints, loss_words
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.inputs.ordered_list import KEY, OrderButtons, OrderedList
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


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
        OrderButtons(self.list, self.up, self.down)
        self.list.moved.connect(self.finished)

    def entered(self) -> tuple[Loss, ...]:
        """The classes, what is lost last first."""
        return self.list.order()


class LossList(OrderedList):
    """The classes, of which the uppermost is lost last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Classes of what is lost, in order"))
        self.setProperty("framed", True)
        self.show_order(LOSSES)

    def show_order(self, order: Sequence[Loss]) -> None:
        """Show the classes in this order."""
        names, hints = loss_words(), loss_hints()
        self.clear()
        for loss in order:
            self.add(loss, names[loss]).setToolTip(hints[loss])
        self.setCurrentRow(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the lines out as high as the style has them, which was not on before."""
        super().showEvent(event)
        self.doItemsLayout()
        self.show_whole()

    def order(self) -> tuple[Loss, ...]:
        """The classes, what is lost last first."""
        order = [self.item(place).data(KEY) for place in range(self.count())]
        return tuple(sorted(LOSSES, key=order.index))
