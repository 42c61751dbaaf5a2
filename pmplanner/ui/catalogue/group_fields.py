"""The fields of one group of a path: of how many of its courses any are required, and its name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.people.tracks import GroupOf
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.layouts import as_row

_MOST = 99


class GroupFields(QWidget):
    """Number, name and a button that dissolves the group; nothing can be typed while no group is shown."""

    changed = Signal(str, int)
    """Another name or number was entered; payload: both."""
    dissolve_requested = Signal()
    """The group is to be no more; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose = CountField(self.tr("How many courses of the group are required"), "", self)
        self.choose.setRange(1, _MOST)
        keep_sized(self.choose.setFixedWidth, 64)
        self.name = TextLine(self.tr("Name of the group"), self, self.tr("Name of the group"))
        self.dissolve = icon_button(
            "delete", self.tr("Dissolve the group: its courses become elective"), self
        )
        as_row(
            self,
            muted_label(self.tr("Any"), self, small=True),
            self.choose,
            (self.name, 1),
            self.dissolve,
            margins=(0, 0, 0, 0),
            spacing=6,
        )
        self.choose.finished.connect(self._finish)
        self.name.finished.connect(self._finish)
        self.dissolve.clicked.connect(self.dissolve_requested)

    def show_group(self, group: GroupOf | None) -> None:
        """Show what a group asks for; None for no group."""
        self.setEnabled(group is not None)
        self.choose.show_value(group.choose if group else 1)
        if group is None or not self.name.hasFocus() or self.name.typed() == group.name:
            self.name.show_value(group.name if group else None)

    def _finish(self) -> None:
        self.changed.emit(self.name.typed(), self.choose.value())
