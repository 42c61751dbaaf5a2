"""A part of the matrix that paints no more than the rows that changed."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTableView

from pmplanner.ui.plan.matrix_model import Index


class PartView(QTableView):
    """A table whose rows stand beside those of other parts of the matrix."""

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint these rows anew: of more than one cell, Qt paints all that is seen."""
        if QAccessible.isActive():  # Qt tells who reads aloud, too
            super().dataChanged(first, last, list(roles))
            return
        top, below = self.rowViewportPosition(first.row()), self.rowViewportPosition(last.row())
        height = below + self.rowHeight(last.row()) - top
        self.viewport().update(QRect(0, top, self.viewport().width(), height))
