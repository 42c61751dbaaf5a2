"""Of what a cost is made: a line each with its amount, the sum, and what is unknown below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


@dataclass(frozen=True, slots=True)
class BillLine:
    """A part of a cost in words and its amount as it is written; a sum stands out."""

    text: str
    amount: str
    is_sum: bool = False


class BillView(QWidget):
    """Lines with their amounts at the right edge, and sentences below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BillLine, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(3)
        self.notes = muted_label("", self, small=True)
        self.notes.setWordWrap(True)
        self.lacking = problem_label("", self)
        self.lacking.setProperty("small", True)
        as_column(self, self._rows, self.notes, self.lacking, margins=(0, 0, 0, 0), spacing=6)

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
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for line in self._lines:
            self._rows.addWidget(self._make_row(line))

    def _make_row(self, line: BillLine) -> QWidget:
        row = QWidget(self)
        text, amount = TextLabel(line.text, row), TextLabel(line.amount, row)
        text.setWordWrap(True)
        for label in (text, amount):
            label.setProperty("small", not line.is_sum)
            label.setProperty("heading", line.is_sum)
            label.setProperty("muted", label is text and not line.is_sum)
        as_row(row, (text, 1), (amount, 0, Qt.AlignmentFlag.AlignTop), margins=(0, 0, 0, 0), spacing=12)
        amount.setAccessibleName(f"{line.text}: {line.amount}")
        return row
