"""The names of a table's lines, which stay in sight while its numbers are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableView

from pmplanner.ui.text_size import ROW, keep_sized


class FrozenNames(QTableView):
    """Lies over the first column of a table, with the same lines, once that is scrolled out of sight."""

    name_clicked = Signal(object)
    """A name was clicked; payload: its index in the table's model."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setProperty("frozen", True)
        self._dress()
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.horizontalScrollBar().rangeChanged.connect(self.place)
        self.clicked.connect(self._say_click)
        self.hide()

    def place(self) -> None:
        """Lie where the names are, if they are out of sight otherwise."""
        table, header = self._table, self._table.horizontalHeader()
        needed = table.horizontalScrollBar().value() > 0
        if needed:
            area = table.viewport().geometry()
            top = area.top() - (header.height() if header.isVisibleTo(table) else 0)
            for number in range(1, self.model().columnCount()):
                self.setColumnHidden(number, True)
            self.setColumnWidth(0, table.columnWidth(0))
            self.setGeometry(area.left(), top, table.columnWidth(0) + 1, area.bottom() + 1 - top)
            self.updateGeometries()  # a view that was hidden does not know how far it scrolls
            self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.setVisible(needed)

    def _dress(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")  # a picture of what the table has already
        self.setItemDelegate(self._table.itemDelegate())
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(self._table.selectionBehavior())
        self.setSelectionMode(self._table.selectionMode())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        keep_sized(self.verticalHeader().setDefaultSectionSize, ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        keep_sized(header.setFixedHeight, ROW)
        header.setVisible(self._table.horizontalHeader().isVisibleTo(self._table))
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _say_click(self, index: QModelIndex) -> None:
        self.name_clicked.emit(index)
