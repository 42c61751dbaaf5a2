"""Chooses how the sessions are seen: timeline, month or list, what the lanes are, which days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.text import TextLabel

_LEAST_PERIOD = 104
"""The months in the middle keep the arrows from moving."""


class PeriodBar(QWidget):
    """Goes back and on over days, and to today."""

    stepped = Signal(int)
    """Payload: -1 for back, 1 for on."""
    today_requested = Signal()
    """Today is to be seen; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = icon_button("chevron-left", self.tr("Earlier"), framed=True)
        self.on = icon_button("chevron-right", self.tr("Later"), framed=True)
        self.today = plain_button(self.tr("Today"))
        self.says = TextLabel()
        self.says.setProperty("heading", True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.says.setMinimumWidth(_LEAST_PERIOD)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.back, self.says, self.on, self.today):
            row.addWidget(widget)
        row.insertSpacing(3, 4)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        self.today.clicked.connect(self.today_requested)

    def say(self, period: str) -> None:
        """Name the days that are seen; the other controls make way for the whole name."""
        self.says.setText(period)
        self.says.setMinimumWidth(max(_LEAST_PERIOD, self.says.sizeHint().width()))


class ChoiceBar(QWidget):
    """Chooses one of a few things: buttons side by side, or a box where there is little room."""

    chosen = Signal(str)
    """The user chose another one; payload: its key."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Offer *choices*, keys with their texts; *name* is for screen readers."""
        super().__init__(parent)
        self.parts = SegmentedControl(name=name)
        self.box = NoWheelComboBox(name)
        for key, text in choices:
            self.parts.add(key, text)
            self.box.addItem(text, key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.parts)
        row.addWidget(self.box)
        row.addStretch(1)
        self.box.hide()
        self.parts.chosen.connect(self._choose)
        self.box.activated.connect(lambda: self._choose(str(self.box.currentData())))

    def select(self, key: str) -> None:
        """Choose without a signal."""
        self.parts.select(key)
        self.box.show_key(key)

    def current(self) -> str:
        """The key of what is chosen."""
        return self.parts.current()

    def sizeHint(self) -> QSize:
        """Room for all choices, if there is."""
        return self.parts.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Room for the box."""
        return self.box.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show all choices, or the box where they do not fit."""
        super().resizeEvent(event)
        narrow = event.size().width() < self.parts.sizeHint().width()
        self.parts.setVisible(not narrow)
        self.box.setVisible(narrow)

    def _choose(self, key: str) -> None:
        self.select(key)
        self.chosen.emit(key)


def grouping_bar(parent: QWidget | None = None) -> ChoiceBar:
    """Chooses what the lanes are: course, person, team, room or trainer."""
    choices = (
        ("course", tr("By course")),
        ("person", tr("By person")),
        ("team", tr("By team")),
        ("room", tr("By room")),
        ("trainer", tr("By trainer")),
    )
    return ChoiceBar(tr("Lanes"), choices, parent)
