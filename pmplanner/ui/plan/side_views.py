"""The parts of the matrix that stay put: names at the left, days and bars at the right, sums below."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QToolTip, QWidget

from pmplanner.ui.plan.cells_view import CellsView, dress
from pmplanner.ui.plan.course_header import CourseHeader
from pmplanner.ui.plan.delegates import MARGIN, NameDelegate, TotalsDelegate
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel
from pmplanner.ui.plan.measures import row_height
from pmplanner.ui.plan.part_view import PartView
from pmplanner.ui.plan.texts import people_text
from pmplanner.ui.text_size import sized
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.help_text import counted_action, explain
from pmplanner.ui.widgets.painting import Sketch, paint_widget

NAMES_WIDTH, NAMES_LEAST, NAMES_MOST = 176, 120, 420
DAYS_WIDTH, TARGET_WIDTH = 46, 76
"""Pixels for text of the usual size."""


class NamesView(PartView):
    """The names; selecting some selects the people, and a group's line selects all in it."""

    menu_requested = Signal(object, object)
    """A menu is wanted; payload: the row it is for (-1 for none) and the place on the screen."""
    group_clicked = Signal(object, bool)
    """A group's line was clicked; payload: its row, and whether to add to what is selected."""

    def __init__(self, model: MatrixModel, cells: CellsView, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix = model
        self.setModel(model)
        self.setSelectionModel(cells.selectionModel())
        self.setHorizontalHeader(CourseHeader(model, self))
        self.setItemDelegate(NameDelegate(model, self, cells.crosshair))
        cells.crosshair.watch(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Names"))
        dress(self)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(NAMES_LEAST)
        header.setMaximumSectionSize(NAMES_MOST)
        header.setSectionsClickable(False)
        header.sectionResized.connect(self._resized)
        model.modelReset.connect(self._hide_others)
        model.columnsInserted.connect(self._hide_others)
        self._wanted: int | None = None
        self.measure()

    def name_width(self) -> int | None:
        """Pixels of the column, where the user has made it so wide; None while it goes by the text."""
        return self._wanted

    def set_name_width(self, width: int | None) -> None:
        """Make the column so wide; None lets it go by the text."""
        self._wanted = width
        self.measure()

    def measure(self) -> None:
        """Be as wide as was wanted, or as the text needs."""
        width = sized(NAMES_WIDTH) if self._wanted is None else self._wanted
        self.setFixedWidth(max(NAMES_LEAST, min(width, NAMES_MOST)))
        self._hide_others()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select people, or all of a group."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._matrix.person_at(index.row()) is None:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.group_clicked.emit(index.row(), add)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        self.menu_requested.emit(self.indexAt(event.pos()).row(), event.globalPos())

    def _hide_others(self) -> None:
        for column in range(self._matrix.columnCount()):
            self.setColumnHidden(column, column != NAME)
        if self._matrix.columnCount():
            self.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(NAME, self.width())

    def _resized(self, section: int, _before: int, width: int) -> None:
        if section == NAME and width != self.width() and width:
            self._wanted = max(NAMES_LEAST, min(width, NAMES_MOST))
            self.setFixedWidth(self._wanted)


class TotalsView(PartView):
    """Days and bars of the people; to be read only."""

    def __init__(self, model: MatrixModel, cells: CellsView, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix = model
        self._with_targets = True
        self.setModel(model)
        self.setSelectionModel(cells.selectionModel())
        titles = cells.horizontalHeader()
        assert isinstance(titles, CourseHeader)
        header = CourseHeader(model, self, before=titles)
        self.setHorizontalHeader(header)
        self.setItemDelegate(TotalsDelegate(model, self, cells.crosshair))
        cells.crosshair.watch(self)
        cells.crosshair.moved.connect(header.viewport().update)
        cells.horizontalScrollBar().valueChanged.connect(header.viewport().update)
        header.crosshair = cells.crosshair
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Days by person"))
        dress(self)
        model.modelReset.connect(self._hide_others)
        model.columnsInserted.connect(self._hide_others)
        self._hide_others()

    def show_targets(self, wanted: bool) -> None:
        """Show how far people are, or leave the room to the courses."""
        if wanted != self._with_targets:
            self._with_targets = wanted
            self.measure()

    def measure(self) -> None:
        """Be as wide as the text needs."""
        days, target = sized(DAYS_WIDTH), sized(TARGET_WIDTH)
        self.setColumnWidth(self._matrix.days_column, days)
        self.setColumnHidden(self._matrix.target_column, not self._with_targets)
        if self._with_targets:
            self.setColumnWidth(self._matrix.target_column, target)
        self.setFixedWidth(days + target * self._with_targets)

    def _hide_others(self) -> None:
        for column in range(self._matrix.columnCount()):
            self.setColumnHidden(column, column < self._matrix.days_column)
        self.measure()


class SumsRow(QWidget):
    """Days by course of the people shown, below their columns."""

    def __init__(self, model: MatrixModel, cells: CellsView, names: NamesView, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix = model
        self._cells = cells
        self._names = names
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Days by course"))
        explain(self, tr("Planned"))
        self.addAction(counted_action(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        model.sums_changed.connect(self._say)
        model.modelReset.connect(self.update)
        cells.horizontalScrollBar().valueChanged.connect(self.update)
        cells.horizontalHeader().sectionResized.connect(self.update)
        cells.horizontalHeader().sectionCountChanged.connect(self.update)
        cells.crosshair.moved.connect(self.update)
        theme_notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as a row."""
        return QSize(200, row_height(self.font()))

    def days_of(self, course_id: int) -> str:
        """Return the sum shown for a course."""
        return self._matrix.course_days(course_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sums."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme = current_theme()
        painter.fillRect(self.rect(), theme.color("subtle"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        left, right = self._names.width(), self._cells.geometry().right()
        flags = Qt.AlignmentFlag.AlignVCenter
        title = QFontMetrics(bold).elidedText(
            tr("Days by course"), Qt.TextElideMode.ElideRight, left - MARGIN - 2
        )
        painter.drawText(QRect(MARGIN, 0, left - MARGIN, self.height()), flags, title)
        days = self._matrix.all_days()
        # Of thousands of people the sum is wider than the column, and goes on below the next.
        width = max(sized(DAYS_WIDTH), QFontMetrics(bold).horizontalAdvance(days) + MARGIN)
        whole = QRect(right + 1, 0, min(width, self.width() - right - 1), self.height())
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, days)
        painter.setClipRect(QRect(left, 0, right - left + 1, self.height()))
        crossed = self._cells.crosshair.column
        for column, (course_id, place) in enumerate(self._places(), 1):
            if column == crossed:
                painter.fillRect(place, theme.color("crosshair"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.days_of(course_id))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which course a sum is of."""
        for course_id, place in self._places():
            if place.contains(event.position().toPoint()) and self._matrix.snapshot:
                title = self._matrix.snapshot.courses[course_id].title
                QToolTip.showText(
                    event.globalPosition().toPoint(), f"{title}: {self.days_of(course_id)}", self
                )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the cells."""
        self._cells.wheelEvent(event)

    def _places(self) -> list[tuple[int, QRect]]:
        left = self._names.width()
        return [
            (
                course_id,
                QRect(
                    left + self._cells.columnViewportPosition(column),
                    0,
                    self._cells.columnWidth(column),
                    self.height(),
                ),
            )
            for column, course_id in enumerate(self._matrix.courses, 1)
        ]

    def _say(self) -> None:
        snapshot, sums = self._matrix.snapshot, self._matrix.sums
        if snapshot is not None and not self._matrix.is_whole:
            self.setAccessibleDescription(tr("Being read…"))
        elif snapshot is not None:
            parts = [f"{snapshot.courses[c].title} {self.days_of(c)}" for c in self._matrix.courses]
            whole = tr("%1, %2 in all", people_text(sums.people), self._matrix.all_days())
            self.setAccessibleDescription("; ".join([*parts, whole]))
        self.update()
