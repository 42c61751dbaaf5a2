"""A table that shows as many columns as there is room for beside its names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pmplanner.ui.text_size import sized
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

_LEAST_NAME = 150
"""Pixels of the first column."""


class FittingTable(DataTable):
    """The first column has the room that is left; of the others those at the left stay the longest."""

    def __init__(
        self, columns: Sequence[ColumnSpec[Any]], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(columns, parent, name)
        self._optional: Collection[str] = ()
        for signal in (self.source.modelReset, self.source.dataChanged, self.source.rowsInserted):
            signal.connect(self.fit_columns)

    def leave_out(self, optional: Collection[str]) -> None:
        """Leave columns of these titles out where no row has a value in them."""
        self._optional = optional

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
            room -= 0 if is_blank else max(self.columnWidth(place), self.least_width(place))
            self.setColumnHidden(place, is_blank or room < 0)
