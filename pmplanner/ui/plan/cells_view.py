"""The cells of the matrix: keys, mouse and the block that is selected."""

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pmplanner.ui.plan.course_header import CourseHeader
from pmplanner.ui.plan.crosshair import Crosshair
from pmplanner.ui.plan.delegates import CellDelegate
from pmplanner.ui.plan.matrix_model import NAME, Index, MatrixModel
from pmplanner.ui.plan.measures import row_height
from pmplanner.ui.plan.part_view import PartView
from pmplanner.ui.plan.selection import selected_ranges
from pmplanner.ui.text_size import sized

NARROWEST, WIDEST = 44, 64
"""Pixels of a course's column, between which it takes its share of the room; for text of the usual size."""

_KEYS_OF = {
    Qt.Key.Key_Return: "opened",
    Qt.Key.Key_F2: "opened",
    Qt.Key.Key_Enter: "opened",
    Qt.Key.Key_Delete: "take_back_requested",
    Qt.Key.Key_Backspace: "take_back_requested",
    Qt.Key.Key_Insert: "take_again_requested",
    Qt.Key.Key_Escape: "escaped",
}
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""How many rows and columns an arrow goes."""
_Flag = QItemSelectionModel.SelectionFlag


class CellsView(PartView):
    """People in rows, courses in columns. A click selects and never picks; a double click picks."""

    toggle_requested = Signal()
    """Space: pick the block, or take it back; no payload."""
    toggle_one_requested = Signal(object)
    """A cell was double-clicked; payload: its index."""
    take_back_requested = Signal()
    """Delete: take the picks of the block back; no payload."""
    take_again_requested = Signal()
    """What is done or failed in the block is to be taken once more; no payload."""
    opened = Signal()
    """Enter: show more about the current cell; no payload."""
    copy_requested = Signal()
    """Ctrl+C; no payload."""
    paste_requested = Signal()
    """Ctrl+V; no payload."""
    typed = Signal(str)
    """A letter that begins a filter; payload: the letter."""
    escaped = Signal()
    """Escape; no payload."""
    menu_requested = Signal(object, object)
    """A menu is wanted; payload: the row it is for (-1 for none) and the place on the screen."""
    moved = Signal()
    """The current cell or the block is another one; no payload."""

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = model
        self._alone = False
        self.setModel(model)
        header = CourseHeader(model, self)
        self.setHorizontalHeader(header)
        self.crosshair = Crosshair(model, self)
        self.crosshair.watch(self)
        self.crosshair.moved.connect(header.viewport().update)
        header.crosshair = self.crosshair
        self._delegate = CellDelegate(model, self, self.crosshair)
        self.setItemDelegate(self._delegate)
        # The line of a group goes on through all cells: scrolled pixels would show another part of it.
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        # A letter that is typed begins a filter and not an editor.
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        dress(self)
        model.modelReset.connect(self._show_courses)
        model.columnsInserted.connect(self._show_courses)
        self.selectionModel().selectionChanged.connect(self._moved)
        self.selectionModel().currentChanged.connect(self._moved)

    # Selecting

    def selectAll(self) -> None:
        """Select all cells, without names and totals."""
        if self._matrix.courses and self._matrix.rows:
            last = self._matrix.index(len(self._matrix.rows) - 1, len(self._matrix.courses))
            self._select(QItemSelection(self._matrix.index(0, 1), last))

    def select_only(self, index: Index) -> None:
        """Make a cell the current one and select it alone, whatever keys are held."""
        # By the view and not by its selection: only so does a block that Shift begins start from here.
        self._alone = True
        self.setCurrentIndex(index)
        self._alone = False
        self.selectionModel().select(index, _Flag.ClearAndSelect)  # also where it is the current one

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select what is chosen by the program alone, and otherwise as the keys say."""
        return _Flag.ClearAndSelect if self._alone else super().selectionCommand(index, event)

    def select_people(self, first: int, last: int, *, add: bool = False) -> None:
        """Select whole rows, that is the people in them."""
        rows = QItemSelection(
            self._matrix.index(first, NAME), self._matrix.index(last, self._matrix.target_column)
        )
        self._select(rows, add=add)

    def _select(self, cells: QItemSelection, *, add: bool = False) -> None:
        self.selectionModel().select(cells, _Flag.Select if add else _Flag.ClearAndSelect)

    def select_columns(self) -> None:
        """Select the whole columns of the block: each course for everybody shown."""
        cells = QItemSelection()
        last = len(self._matrix.rows) - 1
        ranges = selected_ranges(self.selectionModel())
        for column in {c for area in ranges for c in range(area.left, area.right + 1)}:
            if self._matrix.course_at(column) is not None:
                cells.select(self._matrix.index(0, column), self._matrix.index(last, column))
        if not cells.isEmpty():
            self._select(cells)

    def _select_rows(self) -> None:
        cells = QItemSelection()
        for area in selected_ranges(self.selectionModel()):
            left = self._matrix.index(area.top, NAME)
            cells.select(left, self._matrix.index(area.bottom, self._matrix.target_column))
        self._select(cells)

    def set_names_width(self, width: int) -> None:
        """Go on with the lines of groups where names so wide end."""
        self._delegate.names_width = width
        self.viewport().update()

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on a key, or move with it."""
        if not (self._act(event) or self._type(event)):
            super().keyPressEvent(event)

    def _act(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif key is Qt.Key.Key_Space:
            self._space(modifiers)
        elif key in _STEPS and self.currentIndex().isValid() and self.currentIndex().column() == NAME:
            self._step_from_name(*_STEPS[key], extend=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif key in _KEYS_OF and not modifiers:
            getattr(self, _KEYS_OF[key]).emit()
        else:
            return False
        return True

    def _space(self, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.select_columns()
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._select_rows()
        else:
            self.toggle_requested.emit()

    def _step_from_name(self, rows: int, columns: int, *, extend: bool) -> None:
        """Move on from a person who is selected by name: Qt finds no way out of a column that is hidden."""
        here = self.currentIndex().row()
        if columns:
            if columns > 0 and self._matrix.courses:
                self.select_only(self._matrix.index(here, 1))
            return
        ahead = range(here + rows, len(self._matrix.rows) if rows > 0 else -1, rows)
        row = next((r for r in ahead if self._matrix.person_at(r) is not None), here)
        begin = self._other_end(here) if extend else row
        index = self._matrix.index(row, NAME)
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self.select_people(min(begin, row), max(begin, row))
        self.scrollTo(self._matrix.index(row, 1) if self._matrix.courses else index)

    def _other_end(self, row: int) -> int:
        """Return where the rows that are selected around a row begin, seen from it."""
        for area in selected_ranges(self.selectionModel()):
            if area.left == NAME and area.top <= row <= area.bottom:
                return area.bottom if row == area.top else area.top
        return row

    def _type(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if held or not event.text() or not event.text().isprintable():
            return False
        self.typed.emit(event.text())
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pick a cell or take it back."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and self._matrix.course_at(index.column()) and self._matrix.person_at(index.row()):
            self.toggle_one_requested.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the mouse, or at the current cell for the Menu key."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.visualRect(index).center() if index.isValid() else QPoint(0, 0)
        else:
            place = event.pos()
            index = self.indexAt(place)
        self.menu_requested.emit(index.row(), self.viewport().mapToGlobal(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a cell to start from."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to_first()
        self._redraw_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self._redraw_current()

    def go_to_first(self) -> None:
        """Make the first person's first cell the current one."""
        row = next((r for r in range(len(self._matrix.rows)) if self._matrix.person_at(r)), -1)
        if row >= 0:
            self.select_only(self._matrix.index(row, 1 if self._matrix.courses else NAME))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self._fit()

    def _show_courses(self) -> None:
        for column in range(self._matrix.columnCount()):
            self.setColumnHidden(column, self._matrix.course_at(column) is None)
        self._fit()

    def _fit(self) -> None:
        share = self.viewport().width() // max(1, len(self._matrix.courses))
        least, most = sized(NARROWEST), sized(WIDEST)
        self.horizontalHeader().setDefaultSectionSize(max(least, min(share, most)))

    def measure(self) -> None:
        """Give the columns the room that text of this size needs."""
        self._fit()

    def _redraw_current(self) -> None:
        self.update(self.currentIndex())

    def _moved(self) -> None:
        self.moved.emit()


def dress(view: QTableView) -> None:
    """Give a part of the matrix the looks that all parts share."""
    view.setTabKeyNavigation(False)  # Tab leaves the matrix
    view.setShowGrid(False)
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setCornerButtonEnabled(False)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(8)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.horizontalHeader().setMinimumSectionSize(NARROWEST // 2)
    measure(view)


def measure(view: QTableView) -> None:
    """Make the rows of a part of the matrix as high as its text needs."""
    view.verticalHeader().setDefaultSectionSize(row_height(view.font()))
