"""The load as a table: a line for each team, person, room or trainer, a column for each week."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pmplanner.ui.schedule.load.texts import (
    WeekLabels,
    percent_text,
    row_note,
    row_title,
    week_labels,
    week_text,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.help_text import explanation
from pmplanner.ui.widgets.painting import blank_when_failing

if TYPE_CHECKING:
    from pmplanner.services.views.load import LoadBook, LoadCell, LoadRow

Index = QModelIndex | QPersistentModelIndex
NAME = 0
"""The column of names; that of a week is one more than its place in the book."""
_SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class LoadModel(QAbstractTableModel):
    """Shows a book; people only of the teams that are open."""

    def __init__(self, sentence: Callable[[int, int], str], parent: QObject | None = None) -> None:
        """Show nothing yet; *sentence* says a week of a line, given by the places in the book."""
        super().__init__(parent)
        self._sentence = sentence
        self.book: LoadBook | None = None
        self.opened: set[str] = set()
        """The teams whose people are shown, by folded name."""
        self._shown: list[int] = []
        self._labels: list[WeekLabels] = []
        self._cells: dict[int, list[LoadCell]] = {}
        """Of lines that were seen, by place."""

    def show_book(self, book: LoadBook | None) -> None:
        """Show another book."""
        self.beginResetModel()
        self.book = book
        self._cells = {}
        self._labels = [] if book is None else week_labels(book.weeks)
        self._find_shown()
        self.endResetModel()

    def turn(self, row: int, *, opened: bool) -> None:
        """Show the people of a team, given by the place of its line, or show them no more."""
        line = self.line(row)
        if self.book is None or line.person_id is not None or not line.people:
            return
        if opened == (line.key in self.opened):
            return
        if opened:
            self.beginInsertRows(QModelIndex(), row + 1, row + line.people)
            self.opened.add(line.key)
        else:
            self.beginRemoveRows(QModelIndex(), row + 1, row + line.people)
            self.opened.discard(line.key)
        self._find_shown()
        if opened:
            self.endInsertRows()
        else:
            self.endRemoveRows()

    def _find_shown(self) -> None:
        rows = () if self.book is None else self.book.rows
        people = self.book is not None and self.book.kind == "team"
        self._shown = [
            place
            for place, line in enumerate(rows)
            if not people or line.person_id is None or line.key in self.opened
        ]

    def cells(self, row: int) -> list[LoadCell]:
        """All weeks of a line that is shown."""
        place = self._shown[row]
        if place not in self._cells:
            assert self.book is not None
            self._cells[place] = self.book.cells_of(place)
        return self._cells[place]

    def place(self, row: int) -> int:
        """The place in the book of a line that is shown."""
        return self._shown[row]

    def line(self, row: int) -> LoadRow:
        """A line that is shown."""
        assert self.book is not None
        return self.book.rows[self._shown[row]]

    def is_open(self, row: int) -> bool:
        """Whether it is a team whose people are shown."""
        line = self.line(row)
        return line.person_id is None and line.key in self.opened

    def team_of(self, row: int) -> int:
        """The line of the team to which a line belongs; itself for a team."""
        while row > 0 and self.line(row).person_id is not None:
            row -= 1
        return row

    def row_of(self, key: str, person_id: int | None) -> int:
        """Where a line is shown; -1 when it is not."""
        for row in range(len(self._shown)):
            line = self.line(row)
            if (line.key, line.person_id) == (key, person_id):
                return row
        return -1

    def labels(self, week: int) -> WeekLabels:
        """How a week is called."""
        return self._labels[week]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many lines are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Names and weeks."""
        return 0 if parent is not None and parent.isValid() else 1 + len(self._labels)

    @blank_when_failing
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name or the percentage; what screen readers and tips say."""
        if self.book is None or not index.isValid():
            return None
        row, week = self._shown[index.row()], index.column() - 1
        if role == Qt.ItemDataRole.WhatsThisRole:
            return explanation(tr("Load"))
        if index.column() == NAME:
            line = self.book.rows[row]
            title, note = row_title(self.book, line), row_note(self.book, line)
            if role == Qt.ItemDataRole.DisplayRole:
                return title
            return ", ".join(filter(None, (title, note))) if role in _SPOKEN else None
        if role == Qt.ItemDataRole.DisplayRole:
            return percent_text(self.book.cell(row, week))
        return self._sentence(row, week) if role in _SPOKEN else None

    @blank_when_failing
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The first day of a week; the name of a line."""
        if self.book is None or role not in (Qt.ItemDataRole.DisplayRole, *_SPOKEN):
            return None
        if orientation is Qt.Orientation.Vertical:
            return row_title(self.book, self.line(section)) if section < len(self._shown) else None
        if section == NAME:
            return self._name_title(self.book)
        week = section - 1
        if week >= len(self._labels):
            return None
        return self._labels[week].long if role == Qt.ItemDataRole.DisplayRole else week_text(self.book, week)

    def _name_title(self, book: LoadBook) -> str:
        titles = {"team": tr("Team"), "room": tr("Room"), "trainer": tr("Trainer")}
        return titles[book.kind]

    def as_table(self) -> list[list[str]]:
        """All lines with people as texts, under the names of the weeks: what is behind the picture."""
        book = self.book
        if book is None:
            return []
        names = [tr("Team"), tr("Person")] if book.kind == "team" else [self._name_title(book)]
        lines = [[*names, *(labels.long for labels in self._labels)]]
        team = ""
        for place, line in enumerate(book.rows):
            names = [row_title(book, line)]
            if book.kind == "team":
                team = names[0] if line.person_id is None else team
                names = [team, "" if line.person_id is None else line.name]
            weeks = range(len(self._labels))
            lines.append([*names, *(_cell_text(book, place, week) for week in weeks)])
        return lines


def _cell_text(book: LoadBook, row: int, week: int) -> str:
    """As in the picture, but a week of work of which nothing is taken says 0; one without work nothing."""
    cell = book.cell(row, week)
    return percent_text(cell) or ("" if cell.percent is None else "0")
