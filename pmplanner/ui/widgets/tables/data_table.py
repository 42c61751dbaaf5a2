"""A table as every page has it: rows of one height, thin lines, sorting by a click on the header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMetaMethod,
    QModelIndex,
    QObject,
    QPoint,
    QSettings,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)

from pmplanner.ui.text_size import as_text_grows, row_height, sized, text_size
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.help_text import show_explanation
from pmplanner.ui.widgets.painting import paint_widget
from pmplanner.ui.widgets.tables.column_room import ColumnRoom
from pmplanner.ui.widgets.tables.natural_sort import NaturalSortProxy
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec, Index, TableModel
from pmplanner.ui.widgets.tables.whole_rows import WholeRows

_SIDES, _SORT_SIGN = 24, 12
"""Pixels of a heading beside its text, and those of the sign by which the rows are sorted."""
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_LEAST, _SHORT_HEADING = 40, 64
"""The least width of a column, and that of a short heading; pixels."""
_DRESSED = (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange)


class DataTable(QTableView):
    """Shows a `TableModel` through a `NaturalSortProxy`; whole rows are selected, Ctrl+C copies them."""

    chosen = Signal(object)
    """The selection changed; payload: tuple of the selected rows in the order shown."""
    opened = Signal(object)
    """A row was double-clicked or Enter pressed on it; payload: the row. Where nobody asks for it, Enter is
    the window's, whose button it presses."""
    menu_requested = Signal(object)
    """A menu is wanted for the selected rows; payload: the place on the screen."""
    chooses_rows: ClassVar[bool] = True
    """Whether rows are chosen in it, and not single cells."""

    def __init__(
        self, columns: Sequence[ColumnSpec[Any]], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(parent)
        self._whole_rows = WholeRows(self) if self.chooses_rows else None
        self.source: TableModel[Any] = TableModel(columns, self)
        self.proxy = NaturalSortProxy(self)
        self.proxy.setSourceModel(self.source)
        self.setModel(self.proxy)
        self.setAccessibleName(name)
        self._growth = text_size().growth
        self._room: ColumnRoom | None = None
        self._sizing = False
        self._dress()
        self._size_columns(columns)
        self.horizontalHeader().installEventFilter(self)
        self.horizontalHeader().sortIndicatorChanged.connect(self._widen_for_headings)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(self._open)

    def selected_rows(self) -> tuple[Any, ...]:
        """The selected rows in the order shown."""
        places = self._selected_places()
        return tuple(self.proxy.index(place, 0).data(ROW_ROLE) for place in places)

    def select_key(self, key: object) -> bool:
        """Select and show the row with that key; False if it is not shown."""
        place = self.source.row_of(key)
        index = self.proxy.mapFromSource(self.source.index(place, 0)) if place >= 0 else QModelIndex()
        if index.isValid():
            # Not setCurrentIndex of the view: with Ctrl held down it selects nothing.
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        return index.isValid()

    def select_keys(self, keys: Iterable[object]) -> None:
        """Select exactly the rows with these keys, as far as they are shown, and show the last."""
        places = [self.source.row_of(key) for key in keys]
        indexes = [self.proxy.mapFromSource(self.source.index(place, 0)) for place in places if place >= 0]
        shown = [index for index in indexes if index.isValid()]
        if sorted(index.row() for index in shown) == self._selected_places():
            return
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for index in shown:
            selection.select(index, index)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if shown:
            self.selectionModel().setCurrentIndex(shown[-1], flags.NoUpdate)
            self.scrollTo(shown[-1])

    def show_columns(self, columns: Sequence[ColumnSpec[Any]]) -> None:
        """Show other columns of the same rows, each as wide as it is meant to be, or as its heading needs."""
        self.source.set_columns(columns)
        self._size_columns(columns)
        self._widen_for_headings()

    def fit_to_texts(self) -> None:
        """Let columns be as wide as their texts from now on, until a user gives them other widths."""
        usual = {place: column.width for place, column in enumerate(self.source.columns) if column.width}
        self._room = ColumnRoom(self, usual, self._heading_width, self._set_width)
        self.horizontalHeader().sectionResized.connect(self._keep_width)

    def save_columns(self, settings: QSettings, key: str) -> None:
        """Keep order, and the widths of columns that a user has set."""
        settings.setValue(f"{key}/columns", self.horizontalHeader().saveState())
        settings.setValue(f"{key}/by_hand", self._room is None or self._room.by_hand)

    def restore_columns(self, settings: QSettings, key: str) -> None:
        """Show order and widths as they were left."""
        state = settings.value(f"{key}/columns")
        if not isinstance(state, QByteArray):
            return
        self._sizing = True
        self.horizontalHeader().restoreState(state)
        self._sizing = False
        if self._room is not None:
            self._room.by_hand = str(settings.value(f"{key}/by_hand", False)).lower() == "true"
            self._room.measure_soon()

    def _set_width(self, place: int, width: int) -> None:
        """Give a column a width that is not the user's."""
        before, self._sizing = self._sizing, True
        self.setColumnWidth(place, width)
        self._sizing = before

    def _keep_width(self, place: int, before: int, width: int) -> None:
        """Take a width as a user's if none of ours is being set."""
        mode = self.horizontalHeader().sectionResizeMode(place)
        ours = self._sizing or mode is QHeaderView.ResizeMode.Stretch or not (before and width)
        if self._room is not None and not ours:
            self._room.by_hand = True

    def least_width(self, place: int) -> int:
        """The width of a column that is meant to be so wide, or more where its heading needs it; pixels."""
        return max(sized(self.source.columns[place].width or 0), self._heading_width(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Widen columns when the system or the theme makes the text of the headings larger."""
        if watched is self.horizontalHeader() and event.type() in _DRESSED:
            self._widen_for_headings()
        if watched is self.horizontalHeader() and isinstance(event, QContextMenuEvent):
            return self._offer_explanation(event)
        return super().eventFilter(watched, event)

    def _offer_explanation(self, event: QContextMenuEvent) -> bool:
        """Offer to say how the figure below a heading is counted, if the help says it."""
        header = self.horizontalHeader()
        place = header.logicalIndexAt(event.pos())
        text = self.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.WhatsThisRole)
        if not text:
            return False
        menu = QMenu(header)
        menu.addAction(tr("How is this counted?"), lambda: show_explanation(header, str(text)))
        menu.exec(event.globalPos())
        menu.deleteLater()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Widen columns for headings that had no style before."""
        super().showEvent(event)
        self._widen_for_headings()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells between what marks whole rows."""
        if self._whole_rows is not None:
            paint_widget(self, self._whole_rows.draw_ground)
        super().paintEvent(event)
        if self._whole_rows is not None:
            paint_widget(self, self._whole_rows.draw_frame)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Let the frame of the row go along with the keys."""
        super().currentChanged(current, previous)
        if self._whole_rows is not None:
            self._whole_rows.update_current(current, previous)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter and F2, copy on Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in _OPENING and self.currentIndex().isValid() and self._opens():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _opens(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.opened))

    def copy_rows(self) -> None:
        """Copy the selected rows as shown, columns apart by tabs."""
        QGuiApplication.clipboard().setText(self._as_text(self._selected_places()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the mouse, or at the current row for the Menu key."""
        place = event.pos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row = self.visualRect(self.currentIndex())
            place = row.center() if row.isValid() else QPoint(0, 0)
        if self._selected_places():
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    def _selected_places(self) -> list[int]:
        # From the spans: selectedRows asks for the flags of every cell, half a second for 3,000 rows.
        selection = self.selectionModel().selection()
        spans = [selection.at(number) for number in range(selection.count())]
        return sorted({place for span in spans for place in range(span.top(), span.bottom() + 1)})

    def _as_text(self, places: Sequence[int]) -> str:
        columns = [column for column in range(self.proxy.columnCount()) if not self.isColumnHidden(column)]
        lines = [[str(self.proxy.index(row, column).data() or "") for column in columns] for row in places]
        return "\n".join("\t".join(_flat(cell) for cell in line) for line in lines)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Tab leaves the table, as it leaves every other field; arrows go through it.
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        # Sorting begins with the first column otherwise: rows are to come in the order in which they were
        # set.
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_LEAST)
        as_text_grows(self, self._fit_rows)

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height())
        self.horizontalHeader().setFixedHeight(row_height())
        self._grow_columns()

    def _grow_columns(self) -> None:
        """Let columns keep what a user made of them, in the measure of the text."""
        before, self._growth = self._growth, text_size().growth
        if before != self._growth:
            if self._room is not None:
                self._room.measure_soon()
            for place, column in enumerate(self.source.columns):
                if column.width is not None and not self.isColumnHidden(place):
                    self._set_width(place, round(self.columnWidth(place) * self._growth / before))

    def _least_section(self) -> int:
        """The least width of columns: in large text such that the heading of one that stretches is whole."""
        stretching = [n for n, column in enumerate(self.source.columns) if column.width is None]
        widest = max((self._heading_width(place) for place in stretching), default=0)
        return max(_LEAST, min(widest, sized(_SHORT_HEADING))) if self._growth > 1 else _LEAST

    def _size_columns(self, columns: Sequence[ColumnSpec[Any]]) -> None:
        for place, column in enumerate(columns):
            if column.width is not None:
                self.setColumnWidth(place, sized(column.width))
        widest = [place for place, column in enumerate(columns) if column.width is None]
        for place in widest:
            self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _heading_width(self, place: int) -> int:
        """The width of a heading, with the sign in the one by which the rows are sorted; pixels."""
        header = self.horizontalHeader()
        sign = _SORT_SIGN if header.sortIndicatorSection() == place else 0
        return self._painted_width(self.source.columns[place].title) - self._painted_width("") + _SIDES + sign

    def _painted_width(self, title: str) -> int:
        """The width of a heading as the style counts it: it alone knows the font, and adds too much room."""
        header, option = self.horizontalHeader(), QStyleOptionHeader()
        option.initFrom(header)
        option.text = title
        kind = QStyle.ContentsType.CT_HeaderSection
        return header.style().sizeFromContents(kind, option, QSize(), header).width()

    def _widen_for_headings(self) -> None:
        """Let no column of a given width be narrower than its heading; wider ones stay as they are."""
        self._grow_columns()
        if self.horizontalHeader().minimumSectionSize() != self._least_section():
            self.horizontalHeader().setMinimumSectionSize(self._least_section())
        for place, column in enumerate(self.source.columns):
            least = self.least_width(place) if self._room is None else self._heading_width(place)
            if column.width is not None and self.columnWidth(place) < least:
                self._set_width(place, least)

    def _selection_changed(self) -> None:
        self.chosen.emit(self.selected_rows())

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW_ROLE))


def _flat(cell: str) -> str:
    """A cell's text without what would begin another cell."""
    return " ".join(cell.split())
