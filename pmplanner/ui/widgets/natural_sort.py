"""Sorting as people expect it, and filtering over several columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import (
    QCollator,
    QCollatorSortKey,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from pmplanner.ui.widgets.format import user_locale
from pmplanner.ui.widgets.table_model import ROW_ROLE, SORT_ROLE

Index = QModelIndex | QPersistentModelIndex


@lru_cache(maxsize=65536)
def natural_key(text: str) -> QCollatorSortKey:
    """A key that sorts text by the language's rules, without case, and "2" before "10"."""
    return _collator(user_locale().name()).sortKey(text)


@cache
def _collator(name: str) -> QCollator:
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return collator


def sort_key(value: object) -> tuple[int, Any]:
    """A key by which values of any kind can be compared: numbers, then dates and times, then text."""
    match value:
        case bool() | int() | float() | Decimal():
            return 0, value
        case datetime():
            return 1, (value.date().toordinal(), value.time())
        case date():
            return 1, (value.toordinal(), time.min)
        case time():
            return 2, value
        case _:
            return 3, natural_key(str(value))


class NaturalSortProxy(QSortFilterProxyModel):
    """Sorts by the sort role, empty cells last in either order, and filters rows by words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self._words: tuple[str, ...] = ()
        self._columns: tuple[int, ...] = ()
        self._accepts: Callable[[Any], bool] | None = None
        self._last: Callable[[Any], bool] | None = None

    def set_text(self, text: str, columns: Iterable[int] = ()) -> None:
        """Show rows that hold every word in one of these columns (none given: in any)."""
        words, chosen = tuple(text.casefold().split()), tuple(columns)
        if (words, chosen) != (self._words, self._columns):
            self._words, self._columns = words, chosen
            self.invalidate()

    def set_accepts(self, accepts: Callable[[Any], bool] | None) -> None:
        """Show only source rows for which this is true; None shows all."""
        self._accepts = accepts
        self.invalidate()

    def keep_last(self, is_last: Callable[[Any], bool] | None) -> None:
        """Keep rows for which this is true (a total) below the others, whatever the order and the filter."""
        self._last = is_last
        self.invalidate()

    def lessThan(self, left: Index, right: Index) -> bool:
        """Whether the left cell comes before the right one."""
        ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
        if self._last is not None:
            ends = self._is_last(left), self._is_last(right)
            if ends[0] != ends[1]:
                return ends[1] is ascending
        values = left.data(self.sortRole()), right.data(self.sortRole())
        if None in values:
            return values[0] is not values[1] and (values[1] is None) is ascending
        return bool(sort_key(values[0]) < sort_key(values[1]))

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a source row is shown."""
        if self._accepts is None and not self._words:
            return True
        source = self.sourceModel()
        item = source.index(row, 0, parent).data(ROW_ROLE)
        if self._last is not None and self._last(item):
            return True
        if self._accepts is not None and not self._accepts(item):
            return False
        return self._holds_words(row, parent)

    def _holds_words(self, row: int, parent: Index) -> bool:
        if not self._words:
            return True
        source = self.sourceModel()
        columns = self._columns or range(source.columnCount(parent))
        cells = (source.index(row, column, parent).data() for column in columns)
        text = "\n".join(str(cell) for cell in cells if cell is not None).casefold()
        return all(word in text for word in self._words)

    def _is_last(self, index: Index) -> bool:
        return self._last is not None and self._last(index.data(ROW_ROLE))
