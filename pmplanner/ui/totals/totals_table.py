"""The table of totals: each number can be opened; the total stays in sight at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pmplanner.services.totals.totals import LedgerRow
from pmplanner.ui.text_size import ROW, keep_sized, row_height
from pmplanner.ui.theme import current_theme
from pmplanner.ui.totals.frozen_names import FrozenNames
from pmplanner.ui.totals.texts import plain_text
from pmplanner.ui.totals.totals_columns import TotalsColumn
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE

Index = QModelIndex | QPersistentModelIndex

NAME_WIDTHS, NUMBER_WIDTH = (140, 220), 52
COMPACT = frozenset({"name", "people", "planned", "done", "scheduled", "open", "gap"})
"""Columns that stay while something beside the table needs room."""


class TotalDelegate(QStyledItemDelegate):
    """Cells on the ground of the total, with a line above where the total stands alone."""

    def __init__(self, parent: QWidget, ruled: bool = False) -> None:
        super().__init__(parent)
        self._ruled = ruled

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the ground before the cell."""
        paint_into(painter, self, option.font, lambda sketch: self._draw_ground(sketch, option, index))
        super().paint(painter, option, index)
        if self._ruled:
            paint_into(painter, self, option.font, lambda sketch: self._draw_rule(sketch, option))

    def _draw_ground(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if row is not None and row.is_total:
            painter.fillRect(option.rect, current_theme().color("subtle"))

    def _draw_rule(self, painter: Sketch, option: QStyleOptionViewItem) -> None:
        painter.setPen(current_theme().color("line_strong"))
        painter.drawLine(option.rect.topLeft(), option.rect.topRight())


class CellTable(DataTable):
    """A data table in which single cells are chosen and opened."""

    cell_opened = Signal(object, int)
    """A cell was clicked, or Enter or Space pressed on it; payload: its row and its column."""
    chooses_rows = False

    def __init__(
        self, columns: Sequence[TotalsColumn], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__([column.spec for column in columns], parent, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(TotalDelegate(self))
        self.setMouseTracking(True)
        self.clicked.connect(self._open_cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter and Space, copy the number on Ctrl+C."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            value = self.source.columns[index.column()].value(index.data(ROW_ROLE))
            QGuiApplication.clipboard().setText(plain_text(value))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._open_cell(index)
        else:
            super().keyPressEvent(event)

    def _open_cell(self, index: QModelIndex) -> None:
        self.cell_opened.emit(index.data(ROW_ROLE), index.column())


class TotalsTable(CellTable):
    """Rows of the table, the total last; a strip repeats the total while it is scrolled out of sight."""

    def __init__(
        self, columns: Sequence[TotalsColumn], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(columns, parent, name)
        self._columns = tuple(columns)
        self._compact: frozenset[str] | None = None
        self._longest_name = 0
        self.proxy.keep_last(is_total)
        self.strip = CellTable(columns, self, self.tr("Total"))
        self._dress_strip()
        # Qt measures a thousand lines otherwise, at every change.
        self.horizontalHeader().setResizeContentsPrecision(0)
        self.names, self.strip_names = FrozenNames(self), FrozenNames(self.strip)
        for names in (self.names, self.strip_names):
            names.name_clicked.connect(self._open_cell)
        self.strip.raise_()
        self.horizontalHeader().sectionResized.connect(self._follow_width)
        self.horizontalScrollBar().valueChanged.connect(self.strip.horizontalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._place_strip)
        self.verticalScrollBar().rangeChanged.connect(self._place_strip)
        self.strip.cell_opened.connect(self.cell_opened)
        self._apply_columns()

    def set_columns(self, columns: Sequence[TotalsColumn]) -> None:
        """Show other columns; an order that the user chose stays."""
        header = self.horizontalHeader()
        section, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self._columns = tuple(columns)
        for table in (self, self.strip):
            table.source.set_columns([column.spec for column in columns])
        self._apply_columns()
        self.sortByColumn(section, order)

    def set_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show these lines, of which the last is the total."""
        self.source.set_rows(rows, key=row_key)
        self.strip.source.set_rows([row for row in rows if row.is_total], key=row_key)
        # Not while columns are exchanged: the lines are still those of the others then.
        self._longest_name = self.sizeHintForColumn(0)
        self._fit_columns()
        self._place_strip()

    def current_place(self) -> tuple[object, str] | None:
        """Return by what the current line and column are known; None where there is none."""
        index = self.currentIndex()
        return (row_key(index.data(ROW_ROLE)), self._columns[index.column()].key) if index.isValid() else None

    def go_to_place(self, place: tuple[object, str] | None) -> None:
        """Go to the line and the column that are known by this, where other columns have taken them away."""
        if place is None or self.currentIndex().isValid():
            return
        rows = (self.proxy.index(number, 0) for number in range(self.proxy.rowCount()))
        line = next((index.row() for index in rows if row_key(index.data(ROW_ROLE)) == place[0]), -1)
        column = next((number for number, each in enumerate(self._columns) if each.key == place[1]), 0)
        if line >= 0:
            self.setCurrentIndex(self.proxy.index(line, column))

    def set_compact(self, kept: str | None) -> None:
        """Show only the columns that matter most and the one of this key; None shows all again."""
        compact = None if kept is None else COMPACT | {kept}
        if compact != self._compact:
            self._compact = compact
            self._apply_columns()

    def copied_text(self) -> str:
        """What is shown, tab-separated with a header; numbers without the locale's signs."""
        places = [place for place, column in enumerate(self._columns) if column.shown]
        lines = ["\t".join(self._columns[place].spec.title for place in places)]
        for number in range(self.proxy.rowCount()):
            row = self.proxy.index(number, 0).data(ROW_ROLE)
            cells = [self._columns[0].spec.shown(row)]
            cells += [plain_text(self._columns[place].spec.value(row)) for place in places[1:]]
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines) + "\n"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the name what the numbers leave."""
        super().resizeEvent(event)
        self._fit_name()
        self._place_strip()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll a cell into sight, above the strip; Qt calls this while the table is still being made."""
        super().scrollTo(index, hint)
        if not index.isValid():
            return
        hidden = self.visualRect(index).bottom() - (self.viewport().height() - row_height())
        if self.strip.isVisible() and hidden > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + hidden)

    def _dress_strip(self) -> None:
        strip = self.strip
        strip.horizontalHeader().hide()
        strip.setItemDelegate(TotalDelegate(strip, ruled=True))
        strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_sized(strip.setFixedHeight, ROW)
        for policy in (strip.setHorizontalScrollBarPolicy, strip.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        strip.hide()

    def _apply_columns(self) -> None:
        for place, column in enumerate(self._columns):
            for table in (self, self.strip):
                table.setColumnHidden(place, not self._is_shown(column))
                table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
        self._fit_columns()

    def _is_shown(self, column: TotalsColumn) -> bool:
        return column.shown and (self._compact is None or column.key in self._compact)

    def _fit_columns(self) -> None:
        """Make numbers and titles fit; the name takes what they leave."""
        for place in range(1, len(self._columns)):
            if self._is_shown(self._columns[place]):
                least = max(self.least_width(place), NUMBER_WIDTH)
                # The sums are as wide as anything above them, in bold; of the rest, what is seen is measured.
                widest = max(self.sizeHintForColumn(place), self.strip.sizeHintForColumn(place))
                self.setColumnWidth(place, max(least, widest))
        self._fit_name()

    def _widen_for_headings(self) -> None:
        self._fit_columns()

    def _fit_name(self) -> None:
        others = sum(self.columnWidth(place) for place in range(1, len(self._columns)))
        least, most = NAME_WIDTHS
        wanted = min(max(least, self._longest_name), most)
        self.setColumnWidth(0, max(wanted, self.viewport().width() - others))

    def _follow_width(self, place: int, _old: int, width: int) -> None:
        self.strip.setColumnWidth(place, width)
        if place == 0:
            self.names.place()
            self.strip_names.place()

    def _place_strip(self) -> None:
        area = self.viewport().geometry()
        content = self.proxy.rowCount() * row_height() - self.verticalScrollBar().value()
        self.strip.setGeometry(area.left(), area.bottom() + 1 - row_height(), area.width(), row_height())
        self.strip.setVisible(self.proxy.rowCount() > 1 and content > area.height() + 1)
        self.strip.horizontalScrollBar().setValue(self.horizontalScrollBar().value())
        for names in (self.names, self.strip_names):
            names.place()


def is_total(row: LedgerRow) -> bool:
    """Say whether the line is the one over all."""
    return row.is_total


def row_key(row: LedgerRow) -> object:
    """Return what tells a line from the others."""
    return (row.is_total, row.key)
