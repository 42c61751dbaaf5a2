"""Of what a cost is made: a line each with its amount, the sum, and what is unknown below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.text import TextLabel


@dataclass(frozen=True, slots=True)
class BillLine:
    """A part of a cost in words and its amount as it is written; a sum stands out."""

    text: str
    amount: str
    is_sum: bool = False


class BillView(QWidget):
    """Lines with their amounts under each other, and sentences below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BillLine, ...] = ()
        self._labels: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self.notes = muted_label("", self, small=True)
        self.notes.setWordWrap(True)
        self.lacking = problem_label("", self)
        self.lacking.setProperty("small", True)
        as_column(self, self._grid, self.notes, self.lacking, margins=(0, 0, 0, 0), spacing=6)

    def lines(self) -> tuple[BillLine, ...]:
        """What is shown."""
        return self._lines

    def show_bill(self, lines: Sequence[BillLine], notes: Sequence[str] = (), lacking: str = "") -> None:
        """Show lines, what is said below them, and what is missing for them."""
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.lacking.say(lacking)
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for place, line in enumerate(self._lines):
            text, amount = TextLabel(line.text, self), TextLabel(line.amount, self)
            text.setWordWrap(True)
            for label in (text, amount):
                label.setProperty("small", not line.is_sum)
                label.setProperty("heading", line.is_sum)
                label.setProperty("muted", label is text and not line.is_sum)
            self._grid.addWidget(text, place, 0)
            self._grid.addWidget(amount, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            amount.setAccessibleName(f"{line.text}: {line.amount}")
            self._labels += [text, amount]
