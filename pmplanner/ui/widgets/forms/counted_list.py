"""A short list of things with a number each, such as the seats kept for teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.layouts import as_column, as_row

_COUNT_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing and how many of it; *key* is what is asked for by."""

    key: object
    name: str
    count: int


class CountedList(QWidget):
    """Shows things that can be counted anew, removed, and added from choices."""

    count_requested = Signal(object, int)
    """There are to be so many of a thing; payload: its key, and the number, 0 to remove it."""

    def __init__(
        self, heading: str, choose: str, add: str, parent: QWidget | None = None, *, free: bool = False
    ) -> None:
        """Let one of the choices be added, or, when *free*, anything that is typed."""
        super().__init__(parent)
        self._free = free
        self._things: tuple[Counted, ...] = ()
        self.heading = muted_label(heading, small=True)
        self.choice = NoWheelComboBox("")
        self.count = CountField(self.tr("How many"), "")
        self.add = plain_button(add)
        self._rows = QVBoxLayout()
        self._editors: list[tuple[CountField, QWidget]] = []
        self._lay_out(choose)
        self.add.clicked.connect(self._add)
        self.choice.currentTextChanged.connect(self._enable)
        self._enable()

    def things(self) -> tuple[Counted, ...]:
        """What is shown."""
        return self._things

    def editors(self) -> tuple[tuple[CountField, QWidget], ...]:
        """For each thing the editor of its number and the button that removes it."""
        return tuple(self._editors)

    def show_things(self, things: Sequence[Counted], choices: Sequence[tuple[object, str]]) -> None:
        """Show these things, and offer those choices that are not among them; what is typed stays."""
        if [(t.key, t.name) for t in things] != [(t.key, t.name) for t in self._things]:
            self._rebuild(things)
        for thing, (count, _) in zip(things, self._editors, strict=True):
            count.show_value(thing.count)
        self._things = tuple(things)
        present = {thing.key for thing in things}
        offered = [(key, text) for key, text in choices if key not in present]
        if offered != [
            (self.choice.itemData(n), self.choice.itemText(n)) for n in range(self.choice.count())
        ]:
            typed = self.choice.currentText() if self._free else ""
            self.choice.clear()
            for key, text in offered:
                self.choice.addItem(text, key)
            self.choice.setCurrentIndex(-1)
            if typed:
                self.choice.setEditText(typed)
        self._enable()

    def _rebuild(self, things: Sequence[Counted]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._editors = []
        for thing in things:
            self._rows.addWidget(self._make_row(thing))

    def _make_row(self, thing: Counted) -> QWidget:
        box = QWidget()
        row = as_row(box, margins=(0, 0, 0, 0), spacing=4)
        count = CountField(tr("Number for %1", thing.name), "")
        count.setMinimum(1)
        keep_sized(count.setFixedWidth, _COUNT_WIDTH)
        remove = icon_button("close", tr("Remove %1", thing.name))
        count.finished.connect(lambda: self._request(thing.key, count))
        remove.clicked.connect(lambda: self.count_requested.emit(thing.key, 0))
        row.addWidget(ElidedLabel(thing.name), 1)
        row.addWidget(count)
        row.addWidget(remove)
        self._editors.append((count, remove))
        return box

    def _request(self, key: object, count: CountField) -> None:
        """Ask for a number; one that was refused stays, and is marked."""
        before = count.kept()
        self.count_requested.emit(key, count.entered() or 1)
        if any(count is editor for editor, _ in self._editors) and count.kept() == before:
            count.refuse(tr("This was refused. Esc brings back %1.", format_number(before)))

    def _lay_out(self, choose: str) -> None:
        self.choice.setAccessibleName(choose)
        self.choice.setEditable(self._free)
        self.choice.setPlaceholderText(choose)
        line = self.choice.lineEdit()
        if line is not None:
            self.choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line.setPlaceholderText(choose)
            line.returnPressed.connect(self._add)
        self.count.setMinimum(1)
        keep_sized(self.count.setFixedWidth, _COUNT_WIDTH)
        self._rows.setSpacing(4)
        row = as_row(None, (self.choice, 1), self.count, self.add, spacing=4)
        as_column(self, self.heading, self._rows, row, margins=(0, 0, 0, 0), spacing=4)
        self.heading.setBuddy(self.choice)

    def _key(self) -> object:
        """What is chosen, or what is typed where anything can be; None for nothing."""
        typed = self.choice.currentText().strip()
        place = self.choice.findText(typed, Qt.MatchFlag.MatchFixedString)
        if place >= 0 and typed:
            return self.choice.itemData(place)
        return (typed or None) if self._free else None

    def _enable(self) -> None:
        self.add.setEnabled(self._key() is not None)

    def _add(self) -> None:
        try:
            key, count = self._key(), self.count.entered() or 1
        except ValueError as error:
            self.count.refuse(str(error))
            return
        if key is not None:
            self.choice.setCurrentIndex(-1)
            if self._free:
                self.choice.clearEditText()
            self.count.show_value(1)
            self.count_requested.emit(key, count)
