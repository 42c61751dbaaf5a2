"""A table that shows as many columns as there is room for beside its names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from pmplanner.ui.text_size import sized
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

_LEAST_NAME = 150
"""Pixels of the first column."""
_SIDES, _MEASURED = 26, 60
"""Pixels beside the text of a cell together, and how many rows are measured."""


class FittingTable(DataTable):
    """The first column has the room that is left; of the others those at the left stay the longest."""

    def __init__(
        self, columns: Sequence[ColumnSpec[Any]], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(columns, parent, name)
        self._optional: Collection[str] = ()
        self._whole: Collection[str] = ()
        for signal in (self.source.modelReset, self.source.dataChanged, self.source.rowsInserted):
            signal.connect(self.fit_columns)

    def leave_out(self, optional: Collection[str]) -> None:
        """Leave columns of these titles out where no row has a value in them."""
        self._optional = optional

    def keep_whole(self, titles: Collection[str]) -> None:
        """Let columns of these titles be so wide that nothing in them is cut."""
        self._whole = titles

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take columns away, or bring them back."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Show the columns for which there is room, from the left."""
        room = self.viewport().width() - sized(_LEAST_NAME)
        rows = self.source.rows()
        for place, column in enumerate(self.source.columns[1:], 1):
            is_blank = column.title in self._optional and all(column.value(row) is None for row in rows)
            needed = max(self.columnWidth(place), self.least_width(place))
            if column.title in self._whole:
                needed = max(needed, self._widest(column, rows))
                self.setColumnWidth(place, needed)
            room -= 0 if is_blank else needed
            self.setColumnHidden(place, is_blank or room < 0)

    def _widest(self, column: ColumnSpec[Any], rows: Sequence[Any]) -> int:
        """Return how wide the longest of the last texts is, among which is the sum of all; pixels."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        longest = max((column.shown(row) for row in rows[-_MEASURED:]), key=len, default="")
        return QFontMetrics(bold).horizontalAdvance(longest) + _SIDES
