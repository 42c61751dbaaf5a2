"""The row under the mouse and the row that has the keys, marked over their whole width."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QTableView

from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch
from pmplanner.ui.widgets.tables.table_model import Index


class WholeRows(QObject):
    """Marks rows of a table in which rows are chosen; Qt and the style sheet mark single cells.

    The table has the property ``rows``, by which the style sheet leaves its cells alone, and paints
    `draw_ground` before and `draw_frame` after its cells.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._hovered = -1
        table.setProperty("rows", True)
        table.setMouseTracking(True)
        table.entered.connect(self._enter)
        table.viewportEntered.connect(lambda: self._hover(-1))
        table.verticalScrollBar().valueChanged.connect(self._find)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the mouse leaves."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().eventFilter(watched, event)

    def update_current(self, current: Index, previous: Index) -> None:
        """Paint the rows anew of which one has the keys now and one had them."""
        for row in {current.row(), previous.row()}:
            self._table.viewport().update(self._row_rect(row))

    def draw_ground(self, sketch: Sketch) -> None:
        """Lay the ground of the row under the mouse, unless it is selected."""
        rect = self._row_rect(self._hovered)
        if not rect.isEmpty() and not self._table.selectionModel().isRowSelected(self._hovered):
            sketch.fillRect(rect, current_theme().color("hover"))

    def draw_frame(self, sketch: Sketch) -> None:
        """Frame the row that has the keys."""
        rect = self._row_rect(self._table.currentIndex().row())
        if self._table.hasFocus() and not rect.isEmpty():
            sketch.setPen(current_theme().color("accent"))
            sketch.drawRect(rect.adjusted(0, 0, -1, -1))

    def _enter(self, index: QModelIndex) -> None:
        self._hover(index.row())

    def _find(self) -> None:
        viewport = self._table.viewport()
        if viewport.underMouse():
            self._hover(self._table.rowAt(viewport.mapFromGlobal(QCursor.pos()).y()))

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            for each in (before, row):
                self._table.viewport().update(self._row_rect(each))

    def _row_rect(self, row: int) -> QRect:
        """Where a row is seen, without the room beside the last column; empty for none."""
        if not 0 <= row < self._table.model().rowCount():
            return QRect()
        header = self._table.horizontalHeader()
        width = min(header.length() - header.offset(), self._table.viewport().width())
        return QRect(0, self._table.rowViewportPosition(row), width, self._table.rowHeight(row))
