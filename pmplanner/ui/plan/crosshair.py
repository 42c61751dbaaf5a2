"""The row and the column that lead the eye to a cell: the one under the mouse, else the current one."""

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTableView

from pmplanner.ui.plan.matrix_model import MatrixModel

NOWHERE = -1


class Crosshair(QObject):
    """Knows where the cross is and has the views paint what it came to and went from."""

    moved = Signal()
    """Another row or column has it; no payload."""

    def __init__(self, model: MatrixModel, cells: QTableView) -> None:
        super().__init__(cells)
        self._matrix = model
        # Asked for its current cell, and its selection not kept: the wrapper of a selection that Qt made
        # can become void while the selection itself lives.
        self._cells = cells
        self._views: list[QTableView] = []
        self._pointed = (NOWHERE, NOWHERE)
        self.row, self.column = NOWHERE, NOWHERE
        cells.selectionModel().currentChanged.connect(self._follow)
        model.modelReset.connect(self._forget)
        model.columnsInserted.connect(self._forget)

    def watch(self, view: QTableView) -> None:
        """Follow the mouse over a view, and paint the cross in it."""
        self._views.append(view)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def on(self, row: int, column: int) -> bool:
        """Say whether the cross goes through a cell."""
        return row == self.row or column == self.column

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse, which nobody else misses by that."""
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            view = next((view for view in self._views if view.viewport() is watched), None)
            if view is not None:
                index = view.indexAt(event.position().toPoint())
                self._point(index.row(), index.column())
        elif event.type() is QEvent.Type.Leave:
            self._point(NOWHERE, NOWHERE)
        return False

    def _point(self, row: int, column: int) -> None:
        if row >= 0 and self._matrix.person_at(row) is None:
            row = NOWHERE  # the line of a group is no row of cells
        if (row, column) != self._pointed:
            self._pointed = row, column
            self._follow()

    def _forget(self) -> None:
        self._pointed = NOWHERE, NOWHERE
        self.row, self.column = NOWHERE, NOWHERE
        self._follow()

    def _follow(self) -> None:
        row, column = self._pointed
        if row < 0:
            current = self._cells.currentIndex()
            row, column = (current.row(), current.column()) if current.isValid() else (NOWHERE, NOWHERE)
        if self._matrix.course_at(column) is None:
            column = NOWHERE
        if (row, column) == (self.row, self.column):
            return
        for view in self._views:
            for each in {self.row, row} if self.row != row else ():
                _update_row(view, each, self._matrix)
            for each in {self.column, column} if self.column != column else ():
                _update_column(view, each)
        self.row, self.column = row, column
        self.moved.emit()


def _update_row(view: QTableView, row: int, model: MatrixModel) -> None:
    if 0 <= row < len(model.rows):
        width = view.viewport().width()
        view.viewport().update(QRect(0, view.rowViewportPosition(row), width, view.rowHeight(row)))


def _update_column(view: QTableView, column: int) -> None:
    if column >= 0 and not view.isColumnHidden(column):
        left, height = view.columnViewportPosition(column), view.viewport().height()
        view.viewport().update(QRect(left, 0, view.columnWidth(column), height))
