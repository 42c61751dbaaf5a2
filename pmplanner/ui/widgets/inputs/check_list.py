"""A list of things to tick, found by typing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from pmplanner.services.lookup import plain
from pmplanner.ui.text_size import as_text_grows, row_height
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column

_KEY = int(Qt.ItemDataRole.UserRole)
_FEW = 6
"""Up to so many things need no search."""


class CheckList(QWidget):
    """Things with a tick each; Space ticks, typing in the box above narrows them."""

    changed = Signal(object)
    """The user ticked or unticked one; payload: tuple of the ids ticked, in the order of the list."""

    def __init__(self, name: str, search: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[tuple[int, str], ...] = ()
        self.search = SearchBox(search, self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = muted_label(empty, self)
        self.empty.setWordWrap(True)
        self.search.textChanged.connect(self._narrow)
        self.search.to_results.connect(self._enter)
        self.list.itemChanged.connect(self._tick)
        as_column(self, self.search, self.list, self.empty, margins=(0, 0, 0, 0), spacing=6)
        as_text_grows(self, self._fit)

    def show_choices(
        self, choices: Sequence[tuple[int, str]], ticked: Collection[int], *, arrange: bool = False
    ) -> None:
        """Offer these ids under their texts without a signal; *arrange* puts the ticked ones first.

        Otherwise the order stays as it is shown, and so does the place to which the list is scrolled.
        """
        was_blocked = self.list.blockSignals(True)
        if arrange or sorted(choices) != sorted(self._choices):
            self._choices = tuple(sorted(choices, key=lambda choice: choice[0] not in ticked))
            self._fill()
        for item in self._items():
            on = item.data(_KEY) in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(was_blocked)
        self._narrow()

    def ticked(self) -> tuple[int, ...]:
        """The ids ticked, in the order of the list."""
        return tuple(i.data(_KEY) for i in self._items() if i.checkState() is Qt.CheckState.Checked)

    def _fill(self) -> None:
        self.list.clear()
        for key, text in self._choices:
            item = QListWidgetItem(text, self.list)
            item.setData(_KEY, key)
            item.setToolTip(text)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        many = len(self._choices) > _FEW
        self.search.setVisible(many)
        self.list.setVisible(bool(self._choices))
        self.empty.setVisible(not self._choices)
        self._fit()

    def _fit(self) -> None:
        self.list.setFixedHeight(min(len(self._choices), _FEW) * row_height() + 4)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _narrow(self) -> None:
        words = plain(self.search.text()).split()
        for item in self._items():
            item.setHidden(not all(word in plain(item.text()) for word in words))

    def _enter(self) -> None:
        """Go to the first thing found."""
        found = next((item for item in self._items() if not item.isHidden()), None)
        if found is not None:
            self.list.setCurrentItem(found)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self) -> None:
        self.changed.emit(self.ticked())
