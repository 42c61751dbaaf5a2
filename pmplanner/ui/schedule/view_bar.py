"""Chooses how the sessions are seen: timeline, month or list, what the lanes are, which days."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
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


def grouping_bar(parent: QWidget | None = None) -> FoldingSegments:
    """Chooses what the lanes are: course, person, team, room or trainer."""
    choices = (
        ("course", tr("By course")),
        ("person", tr("By person")),
        ("team", tr("By team")),
        ("room", tr("By room")),
        ("trainer", tr("By trainer")),
    )
    return FoldingSegments(tr("Lanes"), parent, choices)
