"""Pills that switch a filter on and off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.tab_order import tab_in_order
from pmplanner.ui.widgets.text import as_typed

_MOST = 40
"""Characters of a chip's text."""


class Chip(QPushButton):
    """A checkable pill; one of a track takes its colour when it is on."""

    def __init__(self, text: str, parent: QWidget | None = None, position: int | None = None) -> None:
        super().__init__(as_typed(text, _MOST), parent)
        self.setProperty("chip", True)
        if position is not None:
            self.setProperty("track", str(current_theme().track_slot(position)))
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ChipRow(QWidget):
    """Chips that wrap; any number of them can be on, or at most one if exclusive."""

    changed = Signal(object)
    """The user switched a chip; payload: tuple of the keys that are on, in their order."""

    def __init__(self, parent: QWidget | None = None, exclusive: bool = False) -> None:
        super().__init__(parent)
        self._exclusive = exclusive
        self._chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self, spacing=6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, key: str, text: str, *, on: bool = False, position: int | None = None) -> Chip:
        """Add a chip; `position` is the track's, for its colour."""
        chip = Chip(text, self, position)
        chip.setChecked(on)
        chip.clicked.connect(self._clicked)
        self._chips[key] = chip
        self._flow.addWidget(chip)
        tab_in_order(self, self._chips.values())
        return chip

    def clear(self) -> None:
        """Take all chips away."""
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()  # now: new ones come to the same place before it is gone
            chip.deleteLater()
        self._chips.clear()

    def chip(self, key: str) -> Chip:
        """The chip of a key; KeyError if there is none."""
        return self._chips[key]

    def chosen(self) -> tuple[str, ...]:
        """The keys that are on, in order."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def choose(self, *keys: str) -> None:
        """Switch exactly these on, without a signal; unknown keys are left out."""
        for key, chip in self._chips.items():
            chip.setChecked(key in keys)

    def sizeHint(self) -> QSize:
        """Wide as the row likes, high as that width needs."""
        width = max(self.width(), self._flow.minimumSize().width())
        return QSize(width, self._flow.heightForWidth(width))

    def _clicked(self) -> None:
        sender = self.sender()
        if self._exclusive:
            for chip in self._chips.values():
                chip.setChecked(chip is sender and chip.isChecked())
        self.changed.emit(self.chosen())
