"""Sorting as people expect it, and filtering over several columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QCollator,
    QCollatorSortKey,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, SORT_ROLE, TableModel

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
    """Sorts by the sort role, empty cells last in either order, and filters rows by words.

    For flat tables. A `TableModel` is asked to arrange its own rows, because Qt would call back into
    Python for each of the many comparisons.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self._order = (-1, Qt.SortOrder.AscendingOrder)
        self._words: tuple[str, ...] = ()
        self._columns: tuple[int, ...] = ()
        self._accepts: Callable[[Any], bool] | None = None
        self._last: Callable[[Any], bool] | None = None
        self._texts: dict[int, str] = {}

    def setSourceModel(self, source: QAbstractItemModel) -> None:
        """Show the rows of a flat table."""
        # Connected first, so that texts are forgotten before Qt filters anew.
        for signal in (
            source.dataChanged,
            source.rowsInserted,
            source.rowsRemoved,
            source.layoutChanged,
            source.modelReset,
        ):
            signal.connect(self._forget)
        super().setSourceModel(source)
        self._forget()

    def set_text(self, text: str, columns: Iterable[int] = ()) -> None:
        """Show rows that hold every word in one of these columns (none given: in any)."""
        words, chosen = tuple(text.casefold().split()), tuple(columns)
        if (words, chosen) == (self._words, self._columns):
            return
        if chosen != self._columns:
            self._texts.clear()
        with self._filter_change():
            self._words, self._columns = words, chosen

    def set_accepts(self, accepts: Callable[[Any], bool] | None) -> None:
        """Show only source rows for which this is true; None shows all."""
        with self._filter_change():
            self._accepts = accepts

    def keep_last(self, is_last: Callable[[Any], bool] | None) -> None:
        """Keep rows for which this is true (a total) below the others, whatever the order and the filter."""
        with self._filter_change():
            self._last = is_last
        self.sort(*self._order)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the source's order."""
        self._order = (column, order)
        source = self.sourceModel()
        if not isinstance(source, TableModel):
            super().sort(column, order)
            return
        ascending = order is Qt.SortOrder.AscendingOrder
        value = source.columns[column].value if column >= 0 else None

        def key(row: object) -> tuple[Any, ...]:
            return self._key(value(row) if value is not None else None, row, ascending)

        source.arrange(key if value is not None else None, reverse=not ascending)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Whether the left cell comes before the right one, for sources that are no `TableModel`."""
        ascending = self.sortOrder() is Qt.SortOrder.AscendingOrder
        cells = ((index.data(self.sortRole()), index.data(ROW_ROLE)) for index in (left, right))
        first, second = (self._key(value, row, ascending) for value, row in cells)
        return first < second

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a source row is shown."""
        if self._accepts is None and not self._words:
            return True
        if self._words and not self._holds_words(row):
            return self._is_last(self._item(row))
        return self._accepts is None or self._accepts(self._item(row)) or self._is_last(self._item(row))

    def _holds_words(self, row: int) -> bool:
        text = self._texts.get(row)
        if text is None:
            text = self._texts[row] = "\n".join(self._cells(row)).casefold()
        return all(word in text for word in self._words)

    def _cells(self, row: int) -> Iterator[str]:
        source = self.sourceModel()
        for column in self._columns or range(source.columnCount()):
            if isinstance(source, TableModel):
                yield source.columns[column].shown(source.shown_row(row))
            else:
                yield str(source.index(row, column).data() or "")

    def _item(self, row: int) -> object:
        source = self.sourceModel()
        return (
            source.shown_row(row) if isinstance(source, TableModel) else source.index(row, 0).data(ROW_ROLE)
        )

    def _is_last(self, item: object) -> bool:
        return self._last is not None and self._last(item)

    def _key(self, value: object, item: object, ascending: bool) -> tuple[Any, ...]:
        """What a cell is ordered by: totals, then empty cells, come last in either order."""
        last = self._is_last(item) is ascending
        if value is None:
            return last, ascending, 0, 0
        return last, not ascending, *sort_key(value)

    def _forget(self) -> None:
        self._texts.clear()

    @contextmanager
    def _filter_change(self) -> Iterator[None]:
        """Filter the rows anew after what happens inside; the calls differ between versions of Qt."""
        if hasattr(self, "endFilterChange"):
            self.beginFilterChange()
            yield
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)
        else:
            yield
            self.invalidateRowsFilter()
