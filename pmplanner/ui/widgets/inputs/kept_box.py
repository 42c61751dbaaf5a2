"""A box that narrows a list, and of which the choice outlives what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import fold
from pmplanner.services.people.managers import Managers, manager_key
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.tables.natural_sort import natural_key

ANY: Final = "any"
"""The key of the choice that lets everybody pass."""


class KeptBox(NoWheelComboBox):
    """What is chosen stays when other things are offered; what is not offered yet waits until it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._wanted = ""
        self.currentIndexChanged.connect(self._forget_wanted)

    def offer(self, entries: Sequence[tuple[str, str]]) -> bool:
        """Offer these texts and keys without a signal; returns whether they are other ones than before."""
        if entries == [(self.itemText(n), self.itemData(n)) for n in range(self.count())]:
            return False
        key = self.kept()
        was_blocked = self.blockSignals(True)
        self.clear()
        for text, each in entries:
            self.addItem(text, each)
            self.setItemData(self.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        if self.show_key(key):
            self._wanted = ""
        else:
            self.show_key(ANY)
        self.blockSignals(was_blocked)
        return True

    def want(self, key: str) -> None:
        """Choose what has this key, as soon as it is offered."""
        if not self.show_key(key):
            self.show_key(ANY)
            self._wanted = key

    def chosen(self) -> str:
        """The key of what is chosen of what is offered."""
        return ANY if self.currentData() is None else str(self.currentData())

    def kept(self) -> str:
        """The key that is to be kept: what is waited for, else what is chosen."""
        return self._wanted or self.chosen()

    def _forget_wanted(self) -> None:
        self._wanted = ""


def manager_entries(managers: Managers) -> list[tuple[str, str]]:
    """Return what a box of managers offers: all, then those who have reports, people told from mere names."""
    names = sorted(managers.names.items(), key=lambda entry: natural_key(entry[1]))
    return [(tr("All managers"), ANY), *((name, manager_key(key)) for key, name in names)]


def named_entries(everything: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a box of teams or titles offers: *everything*, then each name once, by its folded key."""
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(fold(name), name)
    entries = sorted(found.items(), key=lambda entry: natural_key(entry[1]))
    return [(everything, ANY), *((name, key) for key, name in entries)]
