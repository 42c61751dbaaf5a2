"""The matrix with its parts that stay put, kept in step while it scrolls."""

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollBar, QSizePolicy, QWidget

from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.cells_view import CellsView, measure
from pmplanner.ui.plan.course_header import CourseHeader
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel
from pmplanner.ui.plan.measures import header_height, row_height
from pmplanner.ui.plan.selection import selected_block
from pmplanner.ui.plan.side_views import NamesView, SumsRow, TotalsView
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.tables.row_changes import spans

_FILTER = (10, 8)
"""Left and right margin, and top, of the filter above the names."""
_WIDE = 640
"""So wide is a matrix that has room for how far people are; pixels, for text of the usual size."""


class MatrixView(QFrame):
    """Names, cells, totals and sums of one model; `cells` has the keyboard."""

    person_opened = Signal(object)
    """A name was double-clicked; payload: the person's id."""
    clear_requested = Signal()
    """Take the filter away; no payload."""
    copy_with_names_requested = Signal()
    """Copy the block with names and titles around it; no payload."""

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.matrix = model
        self.cells = CellsView(model, self)
        self.cells.setAccessibleName(tr("People and courses"))
        self.names = NamesView(model, self.cells, self)
        self.totals = TotalsView(model, self.cells, self)
        self.sums = SumsRow(model, self.cells, self.names, self)
        # Not within the names: a table takes the Tab of what is in it for a step to its next row.
        self.filter = SearchBox(tr("Filter people"), self)
        self._bars = (QScrollBar(Qt.Orientation.Vertical, self), QScrollBar(Qt.Orientation.Horizontal, self))
        # Before the hint, which stands in the same place: on top of it, it would take its clicks.
        self._below = QWidget(self)
        self.nobody = EmptyHint("people", "", "", self)
        self.nobody.add_action(tr("Clear the filter")).clicked.connect(self.clear_requested)
        self.nobody.hide()
        self._edge = QWidget(self)
        self._edge.setFixedWidth(1)
        self._edge.setAutoFillBackground(True)
        self._edge.setBackgroundRole(QPalette.ColorRole.Mid)
        self._settling = QTimer(self, interval=0, singleShot=True)
        self._settling.timeout.connect(self._settle)
        self._lay_out()
        self._keep_in_step()
        self.names.group_clicked.connect(self.select_group)
        self.names.pressed.connect(self._take_focus)
        self.names.doubleClicked.connect(self._open_person)
        model.modelReset.connect(self._fit_height)
        model.modelReset.connect(self._settling.start)
        self.setTabOrder(self.filter, self.cells)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.filter.take_focus)

    # Selecting

    def block(self) -> Block:
        """Return what is selected."""
        return selected_block(self.matrix, self.cells.selectionModel())

    def current(self) -> tuple[int, int] | None:
        """Return person and course of the current cell."""
        index = self.cells.currentIndex()
        course = self.matrix.course_at(index.column()) if index.isValid() else None
        person = self.matrix.person_at(index.row()) if index.isValid() else None
        return (person.id, course.course_id) if person and course else None

    def go_to(self, person_id: int, course_id: int | None = None) -> bool:
        """Make a person's cell, or the person, the current one; False when it is not shown."""
        row = self.matrix.row_of(person_id)
        column = NAME if course_id is None else self.matrix.column_of(course_id)
        if row < 0 or column < 0:
            return False
        index = self.matrix.index(row, column)
        if column == NAME:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.cells.selectionModel().setCurrentIndex(index, flags)
        else:
            self.cells.select_only(index)
        self.cells.scrollTo(self.matrix.index(row, max(column, 1)))
        return True

    def select_group(self, row: int, add: bool = False) -> None:
        """Select all people of the group whose line stands in a row."""
        members = self.matrix.members_of(row)
        if members:
            self.cells.selectionModel().setCurrentIndex(
                self.matrix.index(row + 1, NAME), QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.cells.select_people(row + 1, row + len(members), add=add)
            self._take_focus()

    def select_course(self, course_id: int) -> None:
        """Select a course for everybody shown, and bring its column into sight."""
        column = self.matrix.column_of(course_id)
        if column > 0 and self.matrix.rows:
            self.cells.go_to_first()
            row = max(self.cells.currentIndex().row(), 0)
            self.cells.select_only(self.matrix.index(row, column))
            self.cells.scrollTo(self.matrix.index(row, column))
            self.cells.select_columns()

    def select_again(self, block: Block, current: tuple[int, int] | None) -> None:
        """Select what is still shown of a block, after rows and columns have been set anew."""
        if current is not None and self.matrix.row_of(current[0]) >= 0:
            column = max(self.matrix.column_of(current[1]), NAME)
            index = self.matrix.index(self.matrix.row_of(current[0]), column)
            self.cells.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        cells = QItemSelection()
        for people, courses in block.areas or ((block.people, ()),):
            rows = spans(sorted({self.matrix.row_of(person) for person in people} - {-1}))
            columns = spans(sorted({self.matrix.column_of(course) for course in courses} - {-1}))
            for top, bottom in rows:
                for left, right in columns if courses else [(NAME, self.matrix.target_column)]:
                    cells.select(self.matrix.index(top, left), self.matrix.index(bottom, right))
        self.cells.selectionModel().select(cells, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def say_nobody(self, title: str) -> None:
        """Say that no row is shown, and why; "" when there are rows."""
        self.nobody.set_texts(title, "")
        self.nobody.setVisible(bool(title))

    def scrolled(self) -> tuple[int, int]:
        """Return how far the cells are scrolled, down and sideways."""
        return self.cells.verticalScrollBar().value(), self.cells.horizontalScrollBar().value()

    def scroll_to(self, place: tuple[int, int]) -> None:
        """Scroll as far as :meth:`scrolled` said."""
        self.cells.verticalScrollBar().setValue(place[0])
        self.cells.horizontalScrollBar().setValue(place[1])

    # Parts

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for column, view in zip((0, 1, 3), (self.names, self.cells, self.totals), strict=True):
            grid.addWidget(view, 0, column)
            view.setSizePolicy(view.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Expanding)
        grid.addWidget(self._edge, 0, 2, 2, 1)
        grid.addWidget(self._bars[0], 0, 4)
        grid.addWidget(self.sums, 1, 0, 1, 4)
        grid.addWidget(self._bars[1], 2, 1)
        grid.addWidget(self._below, 3, 0, 1, 5)
        grid.addWidget(self.nobody, 3, 0, 1, 5)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1000)
        grid.setRowStretch(3, 1)
        self._fit_height()

    def _fit_height(self) -> None:
        """Let the sums stand right below the last row while all rows fit."""
        height = header_height() + row_height(self.font()) * len(self.matrix.rows)
        for view in (self.names, self.cells, self.totals):
            view.setMaximumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the filter above the names."""
        super().resizeEvent(event)
        self.totals.show_targets(event.size().width() >= sized(_WIDE))
        self._place_filter()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_settling"):
            self._measure()

    def _measure(self) -> None:
        for view in (self.names, self.cells, self.totals):
            measure(view)
            header = view.horizontalHeader()
            if isinstance(header, CourseHeader):
                header.measure()
        for part in (self.names, self.cells, self.totals):
            part.measure()
        self._fit_height()
        self._place_filter()
        self._settling.start()

    def _place_filter(self) -> None:
        margin, top = _FILTER
        height = self.filter.sizeHint().height()
        place = self.names.geometry()
        self.filter.setGeometry(place.left() + margin, place.top() + top, place.width() - 2 * margin, height)
        self.filter.raise_()
        self.cells.set_names_width(self.names.width())

    def _keep_in_step(self) -> None:
        for bar in self._upright():
            bar.valueChanged.connect(self._scroll_rows)
            bar.rangeChanged.connect(self._settling.start)
        flat = self.cells.horizontalScrollBar()
        flat.valueChanged.connect(self._bars[1].setValue)
        self._bars[1].valueChanged.connect(flat.setValue)
        flat.rangeChanged.connect(self._settling.start)
        self.names.horizontalHeader().sectionResized.connect(self._place_filter)
        self._settle()

    def _upright(self) -> tuple[QScrollBar, ...]:
        """Return the bars of the three views, and the one that is shown for them."""
        return *(view.verticalScrollBar() for view in (self.cells, self.names, self.totals)), self._bars[0]

    def _scroll_rows(self, wanted: int) -> None:
        """Scroll the rows of all three views so far, or as far as each of them can.

        None goes further than the others: a name must never stand beside another's picks.
        """
        bars = self._upright()
        # For a moment, while one view is laid out and another is not yet, their ranges differ.
        reached = min(wanted, *(bar.maximum() for bar in bars))
        for bar in bars:
            bar.setValue(reached)

    def _settle(self) -> None:
        """Let the shown bars follow what the views can scroll, once the views have been laid out.

        Not at once when a range changes: a bar that comes or goes resizes the views, and Qt passes over
        a view that is resized while it works out its own range, which then stays that of the old height.
        """
        self._settling.stop()
        for view in (self.cells, self.names, self.totals):
            # Qt does this with its next layout: the ranges below would be those of before.
            view.updateGeometries()
        ranges = [bar.maximum() for bar in self._upright()[:-1]]
        self._follow(self.cells.verticalScrollBar(), self._bars[0], min(ranges))
        flat = self.cells.horizontalScrollBar()
        self._follow(flat, self._bars[1], flat.maximum())
        self._edge.setVisible(self._bars[1].maximum() > 0)
        self._scroll_rows(self.cells.verticalScrollBar().value())

    def _follow(self, source: QScrollBar, shown: QScrollBar, most: int) -> None:
        shown.setRange(source.minimum(), most)
        shown.setPageStep(source.pageStep())
        shown.setSingleStep(source.singleStep())
        shown.setValue(source.value())
        shown.setVisible(most > source.minimum())

    def _take_focus(self) -> None:
        self.cells.setFocus(Qt.FocusReason.MouseFocusReason)

    def _open_person(self, index: QModelIndex) -> None:
        person = self.matrix.person_at(index.row())
        if person is not None:
            self.person_opened.emit(person.id)
