"""A short list of things a person has: each a title, a sentence and a way to remove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from pmplanner.ui.widgets.buttons import icon_button, link_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.charts.swatch import Swatch
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.tab_order import tab_in_order


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing: *role* colours the square before it; *trouble* is said in the colour of problems."""

    key: int
    title: str
    sentence: str
    role: str = ""
    trouble: str = ""
    remove_name: str = ""
    """What the button that removes it is called; without it nothing can be removed."""
    action: str = ""
    """What the button below its sentence says; without it there is none."""
    is_link: bool = False
    """Whether that is a link beside it in place of a button below."""


class EntryList(QWidget):
    """Entries below each other; with none, a muted sentence."""

    remove_requested = Signal(object)
    """The button of an entry was pressed; payload: the entry's key."""
    action_requested = Signal(object)
    """The button below the sentence of an entry was pressed; payload: the entry's key."""

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._rows: list[EntryRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.empty = muted_label(empty, self)
        self.empty.setWordWrap(True)
        self._column.addWidget(self.empty)

    def entries(self) -> tuple[Entry, ...]:
        """The entries shown."""
        return self._entries

    def rows(self) -> tuple[EntryRow, ...]:
        """The widgets of the entries, in order."""
        return tuple(self._rows)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these entries; the focus stays at the same place in the list."""
        if tuple(entries) == self._entries:
            return
        focused = next((n for n, row in enumerate(self._rows) if row.remove.hasFocus()), None)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._entries = tuple(entries)
        self._rows = [EntryRow(entry, self) for entry in self._entries]
        for row in self._rows:
            row.remove.clicked.connect(self._ask)
            row.action.clicked.connect(self._act)
            self._column.addWidget(row)
        tab_in_order(
            self, [each for row in self._rows for each in (row.action, row.remove) if not each.isHidden()]
        )
        self.empty.setVisible(not self._rows)
        if focused is not None and self._rows:
            self._rows[min(focused, len(self._rows) - 1)].remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        sender = self.sender()
        row = next(row for row in self._rows if row.remove is sender)
        self.remove_requested.emit(row.entry.key)

    def _act(self) -> None:
        sender = self.sender()
        row = next(row for row in self._rows if row.action is sender)
        self.action_requested.emit(row.entry.key)


class EntryRow(QFrame):
    """One entry."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.remove: QToolButton = icon_button("close", entry.remove_name, self)
        self.remove.setVisible(bool(entry.remove_name))
        self.action = (link_button if entry.is_link else plain_button)(entry.action, self)
        self.action.setVisible(bool(entry.action))
        self.action.setAutoDefault(False)  # in a window none of them is more than the others
        texts = as_column(None, ElidedLabel(entry.title, self), spacing=1)
        for text, role in ((entry.sentence, "muted"), (entry.trouble, "problem")):
            if text:
                texts.addWidget(self._line(text, role))
        if entry.action and not entry.is_link:
            texts.addSpacing(3)
        if not entry.is_link:
            texts.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        row = as_row(self, margins=(0, 5, 0, 5), spacing=8)
        if entry.role:
            row.addWidget(self._square(entry.role), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        if entry.is_link:
            self.action.setAccessibleName(f"{entry.action} {entry.title}")
            row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def _line(self, text: str, role: str) -> QLabel:
        label = muted_label(text, self, small=True)
        label.setProperty("muted", role == "muted")
        label.setProperty("problem", role == "problem")
        label.setWordWrap(True)
        return label

    def _square(self, role: str) -> QWidget:
        holder = QWidget(self)
        as_column(holder, Swatch(holder, role), margins=(0, 5, 0, 0))
        return holder
