"""A table of frozen rows whose columns are data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.help_text import explanation
from pmplanner.ui.widgets.icons import swatch_icon
from pmplanner.ui.widgets.painting import blank_when_failing
from pmplanner.ui.widgets.tables.row_changes import spans

SORT_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

# Beyond so many separate places a reset is cheaper for the views than single signals.
MANY_SPANS = 64


# Without slots: a frozen generic with slots cannot be made as ColumnSpec[Row](…) in Python 3.11.
@dataclass(frozen=True)
class ColumnSpec(Generic[R]):
    """One column: its title, what it sorts by and what it shows.

    `value` is the native value (Decimal, date, str, None) for sorting; `text` what is shown, `str(value)`
    if absent. `tone` names a token role for the text, `mark` one for a coloured square before it, `strong`
    says which rows are bold. `width` is in pixels. `edit` takes what was typed for a row and says whether
    it was taken; without it the column is read-only.
    """

    title: str
    value: Callable[[R], object]
    text: Callable[[R], str] | None = None
    align: Qt.AlignmentFlag = LEFT
    tooltip: Callable[[R], str] | None = None
    width: int | None = None
    tone: Callable[[R], str | None] | None = None
    mark: Callable[[R], str | None] | None = None
    strong: Callable[[R], bool] | None = None
    edit: Callable[[R, object], bool] | None = None
    hint: str = ""

    def shown(self, row: R) -> str:
        """The text of a row's cell."""
        if self.text is not None:
            return self.text(row)
        value = self.value(row)
        return "" if value is None else str(value)


class TableModel(QAbstractTableModel, Generic[R]):
    """Shows frozen rows; new rows reach the views as the smallest true signals."""

    def __init__(self, columns: Sequence[ColumnSpec[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[R] = []
        self._given: list[R] = []
        self._order: Callable[[R], Any] | None = None
        self._reverse = False
        self._key: Callable[[R], Hashable] = attrgetter("id")
        theme_notifier().changed.connect(self._repaint)

    @property
    def columns(self) -> tuple[ColumnSpec[R], ...]:
        """The columns in order."""
        return self._columns

    def set_columns(self, columns: Sequence[ColumnSpec[R]]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def rows(self) -> tuple[R, ...]:
        """The rows in the order shown."""
        return tuple(self._rows)

    def row_at(self, index: Index) -> R:
        """The row of a valid index."""
        return self._rows[index.row()]

    def shown_row(self, place: int) -> R:
        """The row shown at a place; IndexError if there is none."""
        return self._rows[place]

    def row_of(self, key: Hashable) -> int:
        """The position of the row with that key; -1 if there is none."""
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), -1)

    def set_rows(self, rows: Sequence[R], key: Callable[[R], Hashable] | None = None) -> None:
        """Show these rows; `key` tells rows apart (their `id` unless given)."""
        if key is not None:
            self._key = key
        self._given = list(rows)
        self._show(self._arranged())

    def add_rows(self, rows: Sequence[R]) -> None:
        """Show these after the others, which is quicker than to set all where there are many.

        Only for a table that nobody sorts: of one that is sorted all are set.
        """
        first = len(self._rows)
        if not rows:
            return
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._given += rows
        self._rows += rows
        self.endInsertRows()

    def arrange(self, order: Callable[[R], Any] | None, *, reverse: bool = False) -> None:
        """Keep the rows sorted by a key from now on; None gives the order in which they were set."""
        self._order, self._reverse = order, reverse
        self._show(self._arranged())

    def _arranged(self) -> list[R]:
        if self._order is None:
            return list(self._given)
        return sorted(self._given, key=self._order, reverse=self._reverse)

    def _show(self, new: list[R]) -> None:
        old_keys, new_keys = [*map(self._key, self._rows)], [*map(self._key, new)]
        if old_keys != new_keys and not self._rearrange(new, old_keys, new_keys):
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        self._replace_changed(new)

    def _rearrange(self, new: list[R], old_keys: list[Hashable], new_keys: list[Hashable]) -> bool:
        """Remove, move and insert rows until the keys agree; False where a reset is better."""
        old_set, new_set = set(old_keys), set(new_keys)
        gone = spans(place for place, key in enumerate(old_keys) if key not in new_set)
        fresh = spans(place for place, key in enumerate(new_keys) if key not in old_set)
        unique = len(old_set) == len(old_keys) and len(new_set) == len(new_keys)
        if not unique or not old_set & new_set or len(gone) + len(fresh) > MANY_SPANS:
            return False
        # From the end, so that the numbers of those before stay true.
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self._reorder([key for key in new_keys if key in old_set])
        for first, last in fresh:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = new[first : last + 1]
            self.endInsertRows()
        return True

    def _reorder(self, keys: list[Hashable]) -> None:
        old_keys = [self._key(row) for row in self._rows]
        if old_keys == keys:
            return
        # One signal for any order: a move of rows for each would be thousands.
        self.layoutAboutToBeChanged.emit()
        places = {key: place for place, key in enumerate(keys)}
        before = self.persistentIndexList()
        # Selection and current cell are persistent indexes: they move along with their rows.
        after = [self.index(places[old_keys[index.row()]], index.column()) for index in before]
        by_key = dict(zip(old_keys, self._rows, strict=True))
        self._rows = [by_key[key] for key in keys]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _replace_changed(self, new: list[R]) -> None:
        changed = spans(place for place, row in enumerate(new) if row != self._rows[place])
        self._rows = new
        last_column = len(self._columns) - 1
        for first, last in changed:
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows; none below a cell."""
        # A table has nothing below a cell: any other answer makes a tree of it for whoever asks.
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns; none below a cell."""
        return 0 if parent.isValid() else len(self._columns)

    @blank_when_failing
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows in a role; None where it has nothing."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        answer = _ANSWERS.get(role)
        return None if answer is None else answer(self._columns[index.column()], row)

    @blank_when_failing
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title, alignment and hint of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.align
            case Qt.ItemDataRole.ToolTipRole:
                return column.hint or None
            case Qt.ItemDataRole.WhatsThisRole:
                return explanation(column.title) or column.hint or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells to select and, where the view allows it, to drag; editable where the column takes edits."""
        flags = super().flags(index)
        if index.isValid():
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        if index.isValid() and self._columns[index.column()].edit is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand what was typed to the column; the rows themselves come back through `set_rows`."""
        edit = self._columns[index.column()].edit if index.isValid() else None
        if edit is None or role != Qt.ItemDataRole.EditRole:
            return False
        return edit(self._rows[index.row()], value)

    def _repaint(self) -> None:
        if self._rows and self._columns:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])


def _tone(column: ColumnSpec[Any], row: object) -> object:
    role = column.tone(row) if column.tone is not None else None
    return current_theme().color(role) if role else None


def _mark(column: ColumnSpec[Any], row: object) -> object:
    role = column.mark(row) if column.mark is not None else None
    return swatch_icon(role) if role else None


def _font(column: ColumnSpec[Any], row: object) -> object:
    if column.strong is None or not column.strong(row):
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _tip(column: ColumnSpec[Any], row: object) -> object:
    return column.tooltip(row) or None if column.tooltip is not None else None


def _accessible(column: ColumnSpec[Any], row: object) -> object:
    return f"{column.title}: {column.shown(row)}"


_ANSWERS: dict[int, Callable[[ColumnSpec[Any], Any], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.shown(row),
    Qt.ItemDataRole.EditRole: lambda column, row: column.value(row),
    SORT_ROLE: lambda column, row: column.value(row),
    Qt.ItemDataRole.TextAlignmentRole: lambda column, row: column.align,
    Qt.ItemDataRole.ForegroundRole: _tone,
    Qt.ItemDataRole.DecorationRole: _mark,
    Qt.ItemDataRole.FontRole: _font,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.AccessibleTextRole: _accessible,
    Qt.ItemDataRole.WhatsThisRole: lambda column, row: explanation(column.title) or column.hint or None,
}
