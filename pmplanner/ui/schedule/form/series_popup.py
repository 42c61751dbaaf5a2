"""A small window over the page to ask for a series of sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.changes import MOST_IN_SERIES, Laid
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import plural
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_weekday
from pmplanner.ui.widgets.inputs.numbers import inset
from pmplanner.ui.widgets.text import TextLabel

_WIDTH = 320
_SHOWN = 5


class SeriesPopup(QFrame):
    """Asks how often and how many; closes on Escape and by a click beside it."""

    asked = Signal(int, int)
    """A series is wanted; payload: days from one session to the next, and how many with the first."""

    def __init__(self, lay: Callable[[int, int], Sequence[Laid]], parent: QWidget) -> None:
        """Ask *lay* where the sessions of such a series come to be: every so many days, so many in all."""
        super().__init__(parent, Qt.WindowType.Popup)
        self._lay = lay
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Series of sessions"))
        self.every = QSpinBox()
        self.unit = QComboBox()
        self.times = QSpinBox()
        self.says = muted_label(small=True)
        self.says.setWordWrap(True)
        self.make = PrimaryButton()
        self._lay_out()
        self.every.valueChanged.connect(self._say)
        self.times.valueChanged.connect(self._say)
        self.unit.currentIndexChanged.connect(self._say)
        self.make.clicked.connect(self._ask)
        self._say()

    def show_below(self, anchor: QWidget) -> None:
        """Open under a widget, within the window."""
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        area = anchor.window().geometry().intersected(anchor.screen().availableGeometry())
        place.setX(max(area.left(), min(place.x(), area.right() - self.width())))
        self.move(place)
        self.show()
        self.every.setFocus(Qt.FocusReason.PopupFocusReason)
        self.every.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make the series on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        keep_sized(self.setFixedWidth, _WIDTH)
        self.every.setAccessibleName(self.tr("Every so many"))
        self.every.setRange(1, 99)
        self.unit.setAccessibleName(self.tr("Days or weeks"))
        self.unit.addItem(self.tr("weeks"), 7)
        self.unit.addItem(self.tr("days"), 1)
        self.times.setAccessibleName(self.tr("Sessions in all"))
        self.times.setRange(2, MOST_IN_SERIES)
        self.times.setValue(4)
        rows = ((self.tr("Every"), self.every, self.unit), (self.tr("Sessions in all"), self.times))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(heading_label(self.tr("Series")))
        for text, *fields in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            label = TextLabel(text)
            label.setBuddy(fields[0])
            row.addWidget(label, 1)
            for field in fields:
                row.addWidget(field)
            column.addLayout(row)
        for spin in (self.every, self.times):
            inset(spin)
            keep_sized(spin.setFixedWidth, 76)
        column.addWidget(self.says)
        column.addWidget(self.make)

    def _step(self) -> int:
        return int(self.every.value() * self.unit.currentData())

    def _say(self) -> None:
        new = self.times.value() - 1
        self.make.setText(plural(new, "Add 1 session", "Add %1 sessions"))
        try:
            series = self._lay(self._step(), self.times.value())
        except PlanError as error:
            self.says.setText(str(error))
            return
        days = [laid.start for laid in series]
        shown = ", ".join(format_weekday(day) for day in days[:_SHOWN])
        more = f" … {format_weekday(days[-1])}" if len(days) > _SHOWN else ""
        later = sum(laid.shifted for laid in series)
        moved = plural(
            later,
            "1 begins later, on the next days that are open and free.",
            "%1 begin later, on the next days that are open and free.",
        )
        self.says.setText(shown + more + (f". {moved}" if later else ""))

    def _ask(self) -> None:
        self.close()
        self.asked.emit(self._step(), self.times.value())
