"""Who was there: one key a person, saved as one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pmplanner.ui.schedule.form.seats_list import Seated
from pmplanner.ui.text_size import keep_sized, sized
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.inputs.numbers import CalmDoubleSpinBox, inset

ATTENDED, PARTLY, ABSENT = "attended", "partly attended", "absent"

_QUARTER = Decimal("0.25")
_ROW, _MOST_ROWS = 30, 10


@dataclass(slots=True)
class _Mark:
    pick_id: int
    status: str
    days: Decimal


class MarksTable(QTableWidget):
    """People and what became of them; letters mark those selected and go on to the next."""

    marked = Signal(str)
    """The selected people were so; payload: attended, partly attended or absent."""
    stepped = Signal(int)
    """The days of the selected people are to be more or fewer; payload: quarters."""
    done = Signal()
    """Enter was pressed; no payload."""

    def __init__(self, keys: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._keys = keys
        self.setAccessibleName(self.tr("Attendance"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        keep_sized(self.verticalHeader().setDefaultSectionSize, _ROW)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark with a letter, change the days with plus and minus, finish with Enter."""
        letter = event.text().upper()
        if letter in self._keys:
            self.marked.emit(self._keys[letter])
        elif letter in ("+", "-"):
            self.stepped.emit(1 if letter == "+" else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class AttendanceEntry(QWidget):
    """Asks for the attendance of everybody with a seat; all attended until marked otherwise."""

    saved = Signal(object, object)
    """The attendance is to be kept; payload: pick ids of the absent, days by pick id of the others partly."""
    closed = Signal()
    """The user gave it up; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: list[_Mark] = []
        self._days = Decimal(1)
        self._words = {ATTENDED: self.tr("Attended"), PARTLY: self.tr("Partly"), ABSENT: self.tr("Absent")}
        self._keys = {self.tr("A"): ATTENDED, self.tr("P"): PARTLY, self.tr("X"): ABSENT}
        self.says = muted_label(small=True)
        self.table = MarksTable(self._keys)
        self.buttons = {
            status: plain_button(f"{self._words[status]} ({letter})") for letter, status in self._keys.items()
        }
        self.days = CalmDoubleSpinBox()
        self.save = PrimaryButton(self.tr("Save attendance"))
        self.cancel = flat_button(self.tr("Cancel"))
        self._lay_out()
        self._connect()

    def begin(self, seated: Sequence[Seated], days: Decimal) -> None:
        """Ask about these people, marked as they are now; *days* are those of the session."""
        self._days = days
        self.days.setRange(0.25, max(0.25, float(days - _QUARTER)))
        half = max(_QUARTER, (days * 2).to_integral_value() / 4)
        self._marks = [
            _Mark(p.pick_id, p.status if p.status in self._words else ATTENDED, p.attended_days or half)
            for p in seated
        ]
        self.table.setRowCount(len(seated))
        for place, person in enumerate(seated):
            self.table.setItem(place, 0, QTableWidgetItem(person.name))
            self.table.setItem(place, 1, QTableWidgetItem())
        height = min(_MOST_ROWS, max(1, len(seated))) * sized(_ROW) + 4
        self.table.setFixedHeight(height)
        self.buttons[PARTLY].setEnabled(days > _QUARTER)
        self._show_marks()
        self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def marks(self) -> dict[int, str]:
        """What is marked by pick id."""
        return {mark.pick_id: mark.status for mark in self._marks}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self.days.setAccessibleName(self.tr("Days attended"))
        self.days.setSingleStep(0.25)
        self.days.setSuffix(self.tr(" d"))
        inset(self.days)
        head, marks, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(heading_label(self.tr("Attendance")))
        head.addWidget(self.says, 1)
        marks.setSpacing(4)
        for button in self.buttons.values():
            marks.addWidget(button)
        marks.addStretch(1)
        foot.addWidget(self.days)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addLayout(marks)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.table.marked.connect(self._mark)
        self.table.stepped.connect(self._step)
        self.table.done.connect(self._save)
        self.table.itemSelectionChanged.connect(self._show_days)
        for status, button in self.buttons.items():
            button.clicked.connect(lambda _=False, status=status: self._mark(status, go_on=False))
        self.days.valueChanged.connect(self._set_days)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.closed)

    def _chosen(self) -> list[_Mark]:
        places = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._marks[place] for place in places]

    def _mark(self, status: str, *, go_on: bool = True) -> None:
        if status == PARTLY and self._days <= _QUARTER:
            return
        chosen = self._chosen()
        for mark in chosen:
            mark.status = status
        self._show_marks()
        last = self.table.currentRow()
        if go_on and status != PARTLY and len(chosen) == 1 and last + 1 < len(self._marks):
            self.table.selectRow(last + 1)
        self._show_days()

    def _step(self, quarters: int) -> None:
        for mark in self._chosen():
            if mark.status == PARTLY:
                mark.days = min(max(_QUARTER, mark.days + quarters * _QUARTER), self._days - _QUARTER)
        self._show_marks()
        self._show_days()

    def _set_days(self, value: float) -> None:
        for mark in self._chosen():
            if mark.status == PARTLY:
                mark.days = Decimal(round(value * 4)) / 4
        self._show_marks()

    def _show_days(self) -> None:
        partly = [mark for mark in self._chosen() if mark.status == PARTLY]
        self.days.setVisible(bool(partly))
        if partly:
            self.days.blockSignals(True)
            self.days.setValue(float(partly[0].days))
            self.days.blockSignals(False)

    def _show_marks(self) -> None:
        for place, mark in enumerate(self._marks):
            item, text = self.table.item(place, 1), self._words[mark.status]
            if mark.status == PARTLY:
                text = f"{text}, {format_days(mark.days)} {self.tr('d')}"
            if item is not None:
                item.setText(text)
        counts = Counter(mark.status for mark in self._marks)
        pieces = [
            f"{counts[status]} {word.lower()}" for status, word in self._words.items() if counts[status]
        ]
        self.says.setText(", ".join(pieces))

    def _save(self) -> None:
        absent: Collection[int] = [mark.pick_id for mark in self._marks if mark.status == ABSENT]
        partly = {mark.pick_id: mark.days for mark in self._marks if mark.status == PARTLY}
        self.saved.emit(absent, partly)
