"""The heat map of the load, in step with the days of the timeline above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from pmplanner.ui.schedule.load.model import NAME, Index, LoadModel
from pmplanner.ui.schedule.load.painting import (
    INDENT,
    SIDE,
    CellStamps,
    paint_cell,
    paint_name,
    paint_week,
    row_height,
)
from pmplanner.ui.schedule.load.texts import row_note, row_title
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget

if TYPE_CHECKING:
    from pmplanner.services.views.load import LoadBook

_WEEK = dt.timedelta(days=7)
_LEAST_NAMES, _NAMES_SHARE = 120, 0.3
"""How wide names are at least, and the part of the width that they take at most."""
_PICTURE_WEEK, _PICTURE_NAMES = 44, 300
"""Pixels of a week on a picture, and of names at most."""


@dataclass(frozen=True, slots=True)
class LoadAxis:
    """Where the timeline above shows its days."""

    header: int
    """How wide the names of lanes are."""
    scale: TimeScale
    scroll: int
    """How far it is scrolled, in pixels."""


class LoadTable(QTableView):
    """Lines of teams, people, rooms or trainers over weeks; the names stay at the left."""

    asked = Signal(int, int)
    """What is behind a cell is wanted; payload: the places of line and week in the book."""
    person_opened = Signal(int)
    """A person is wanted; payload: the id."""
    said = Signal(str)
    """A cell was pointed at or gone to; payload: what it says, "" when it was left."""
    week_wanted = Signal(object)
    """A week that is out of sight was gone to; payload: its first day."""
    turned = Signal()
    """Other lines are shown; no payload."""

    def __init__(self, sentence: Callable[[int, int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load = LoadModel(sentence, self)
        self.axis: LoadAxis | None = None
        self._names = _LEAST_NAMES
        self.setModel(self.load)
        self._cells = CellStamps()
        self.setHorizontalHeader(_WeeksHeader(self))
        self.setAccessibleName(self.tr("Load by week"))
        self._dress()
        self.entered.connect(self._say)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentChanged.connect(self._say)
        theme_notifier().changed.connect(self.viewport().update)

    def _dress(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        self._fit_heights()

    # What is shown

    def show_book(self, book: LoadBook | None) -> None:
        """Show another book; the current cell stays the same week of the same line where it can."""
        current, before = self._current(), self.load.book
        down = self.verticalScrollBar().value()
        self.load.show_book(book)
        self.fit_columns()
        if current is not None and book is not None and before is not None and before.kind == book.kind:
            row = self.load.row_of(*current[0])
            day = current[1]
            column = NAME if day not in book.weeks or day is None else 1 + book.weeks.index(day)
            if row >= 0:
                # Nothing is said of it: it was not gone to.
                blocked = self.selectionModel().blockSignals(True)
                self.setCurrentIndex(self.load.index(row, column))
                self.selectionModel().blockSignals(blocked)
            self.verticalScrollBar().setValue(down)
        self.turned.emit()

    def _current(self) -> tuple[tuple[str, int | None], dt.date | None] | None:
        index, book = self.currentIndex(), self.load.book
        if book is None or not index.isValid():
            return None
        line = self.load.line(index.row())
        day = None if index.column() == NAME else book.weeks[index.column() - 1]
        return (line.key, line.person_id), day

    def show_axis(self, axis: LoadAxis | None) -> None:
        """Put weeks below those of a timeline; with None all of them share the width."""
        if axis != self.axis:
            self.axis = axis
            self.fit_columns()

    def names_width(self) -> int:
        """How wide the names are."""
        return self._names

    def fit_columns(self) -> None:
        """Give each week its place; those that are out of sight have none."""
        book = self.load.book
        if book is None:
            return
        width = self.viewport().width()
        self._names = self.axis.header if self.axis else self._own_names(width)
        edges = [min(max(edge, 0), width - self._names) for edge in self._edges(book, width)]
        header = self.horizontalHeader()
        header.blockSignals(True)  # each of them would lay out and paint the whole table
        for week in range(len(book.weeks)):
            wide = edges[week + 1] - edges[week]
            self.setColumnHidden(1 + week, wide < 2)
            if wide >= 2:
                header.resizeSection(1 + week, wide)
        header.resizeSection(NAME, self._names + edges[0])
        header.blockSignals(False)
        self.updateGeometries()
        header.viewport().update()
        self.viewport().update()

    def _edges(self, book: LoadBook, width: int) -> list[int]:
        """Where each week begins beside the names, and where the last one ends."""
        axis = self.axis
        if axis is None:
            room = (width - self._names) / len(book.weeks)
            return [round(room * place) for place in range(len(book.weeks) + 1)]
        days = [*book.weeks, book.weeks[-1] + _WEEK]
        return [round(axis.scale.x(day) - axis.scroll) for day in days]

    def _own_names(self, width: int) -> int:
        return max(_LEAST_NAMES, min(round(_NAMES_SHARE * width), ceil(self.wanted_names())))

    def wanted_names(self) -> float:
        """How wide names have to be so that none of them is cut."""
        book = self.load.book
        if book is None:
            return 0.0
        plain, small = QFontMetricsF(self.font()), QFontMetricsF(small_font(self.font()))
        longest = sorted(book.rows, key=lambda line: len(line.name), reverse=True)[:20]
        return max(
            (
                plain.horizontalAdvance(row_title(book, line))
                + small.horizontalAdvance(row_note(book, line))
                + SIDE
                + INDENT
                + 14
                for line in longest
            ),
            default=0.0,
        )

    def content_height(self) -> int:
        """The height at which all lines are seen."""
        return self.horizontalHeader().height() + self.load.rowCount() * row_height(self.font()) + 4

    def sizeHint(self) -> QSize:
        """As high as what there is."""
        return QSize(super().sizeHint().width(), self.content_height())

    def minimumSizeHint(self) -> QSize:
        """Weeks and two lines."""
        return QSize(160, self.horizontalHeader().height() + 2 * row_height(self.font()))

    def _fit_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        self.horizontalHeader().setFixedHeight(round(QFontMetricsF(small_font(self.font())).height()) + 6)

    def changeEvent(self, event: QEvent) -> None:
        """Fit lines to another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_heights()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each week its place anew."""
        super().resizeEvent(event)
        self.fit_columns()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all names and cells that are seen in one go: Qt would ask a delegate for each of them."""
        paint_widget(self, self._draw)

    def weeks_seen(self) -> list[tuple[int, int, int]]:
        """The columns of weeks that are seen, with their left edge and width."""
        header = self.horizontalHeader()
        return [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(1, self.load.columnCount())
            if not header.isSectionHidden(column)
        ]

    def _draw(self, painter: Sketch) -> None:
        load = self.load
        if load.book is None:
            return
        stamps = self._cells.sized_for(self.font(), painter.ratio, row_height(self.font()))
        header, weeks = self.verticalHeader(), self.weeks_seen()
        current = self.currentIndex() if self.hasFocus() else QModelIndex()
        for row in self._rows_seen():
            top, height = header.sectionViewportPosition(row), header.sectionSize(row)
            painter.setFont(self.font())
            self._draw_name(painter, QRectF(0, top, self._names, height), row, current)
            cells = load.cells(row)
            for column, left, width in weeks:
                if current.row() == row and current.column() == column:
                    area = QRectF(left, top, width, height)
                    painter.save()
                    paint_cell(painter, area, cells[column - 1], current=True)
                    painter.restore()
                else:
                    stamps.put(painter, left, top, width, cells[column - 1])

    def _rows_seen(self) -> range:
        header, count = self.verticalHeader(), self.load.rowCount()
        first = header.visualIndexAt(0)
        last = header.visualIndexAt(self.viewport().height() - 1)
        return range(max(0, first), count if last < 0 else last + 1)

    def _draw_name(self, painter: Sketch, area: QRectF, row: int, current: QModelIndex) -> None:
        assert self.load.book is not None
        painter.save()
        paint_name(painter, area, self.load.book, self.load.place(row), opened=self.load.is_open(row))
        if (current.row(), current.column()) == (row, NAME):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(current_theme().color("text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(2.5, 1.5, -2.5, -1.5), 4, 4)
        painter.restore()

    # Mouse and keys

    def turn(self, row: int, *, opened: bool) -> None:
        """Show the people of a team, or show them no more."""
        self.load.turn(row, opened=opened)
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go over lines and weeks, open teams, and ask what is behind a cell."""
        key, index = Qt.Key(event.key()), self.currentIndex()
        if not index.isValid() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(index)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(index, -1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.turn(self.load.team_of(index.row()), opened=key == Qt.Key.Key_Plus)
        elif key == Qt.Key.Key_Home:
            self._go(index.row(), NAME)
        else:
            super().keyPressEvent(event)

    def _step(self, index: QModelIndex, step: int) -> None:
        """Go to the next week; on a name open or close a team first, or go from a person to the team."""
        row, column = index.row(), index.column() + step
        if index.column() == NAME:
            is_team = bool(self.load.line(row).people)
            if is_team and self.load.is_open(row) != (step > 0):
                self.turn(row, opened=step > 0)
                return
            if step < 0:
                self._go(self.load.team_of(row), NAME)
                return
            seen = [each for each in range(1, self.load.columnCount()) if not self.isColumnHidden(each)]
            column = seen[0] if seen else 1
        if 0 <= column < self.load.columnCount():
            self._go(row, column)

    def _go(self, row: int, column: int) -> None:
        if column > NAME and self.isColumnHidden(column) and self.load.book is not None:
            self.week_wanted.emit(self.load.book.weeks[column - 1])
        self.setCurrentIndex(self.load.index(row, column))

    def _open(self, index: QModelIndex) -> None:
        line = self.load.line(index.row())
        if index.column() != NAME:
            self.asked.emit(self.load.place(index.row()), index.column() - 1)
        elif line.person_id is not None:
            self.person_opened.emit(line.person_id)
        else:
            self.turn(index.row(), opened=not self.load.is_open(index.row()))

    def _on_clicked(self, index: QModelIndex) -> None:
        """A click on a cell asks what is behind it, on a team opens it; on a person a double click opens."""
        if index.column() != NAME or self.load.line(index.row()).person_id is None:
            self._open(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the person whose name it is."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == NAME and self.load.line(index.row()).person_id is not None:
            self._open(index)

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing more of what was pointed at."""
        super().leaveEvent(event)
        self.said.emit("")

    def _say(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        if index.isValid():
            role = Qt.ItemDataRole.AccessibleTextRole
            self.said.emit(str(self.load.data(index, role) or ""))

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Show a line; sideways there is nothing to scroll."""
        if index.isValid():
            super().scrollTo(self.load.index(index.row(), NAME), hint)

    # Pictures

    def picture_size(self) -> QSize:
        """The size at which the whole picture is well read."""
        book = self.load.book
        weeks = len(book.weeks) if book is not None else 0
        names = min(_PICTURE_NAMES, ceil(self.wanted_names()))
        return QSize(names + weeks * _PICTURE_WEEK, self.content_height())

    def paint_to(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint all weeks of all lines that are open into a rectangle, in sight or not."""
        paint_into(painter, self, self.font(), lambda sketch: self._draw_all(sketch, QRectF(rect)))

    def _draw_all(self, painter: Sketch, rect: QRectF) -> None:
        book = self.load.book
        painter.fillRect(rect, current_theme().color("panel"))
        if book is None:
            return
        size = self.picture_size()
        names = size.width() - len(book.weeks) * _PICTURE_WEEK
        across, down = rect.width() / size.width(), rect.height() / size.height()
        factor = min(across, down)
        painter.translate(rect.topLeft())
        painter.then(lambda real: real.scale(factor, factor))
        top, line = self.horizontalHeader().height(), row_height(self.font())
        painter.setFont(self.font())
        for week in range(len(book.weeks)):
            area = QRectF(names + week * _PICTURE_WEEK, 0, _PICTURE_WEEK, top)
            paint_week(painter, area, self.load.labels(week))
        for row in range(self.load.rowCount()):
            place, y = self.load.place(row), top + row * line
            name = QRectF(0, y, names, line)
            paint_name(painter, name, book, place, opened=self.load.is_open(row))
            for week in range(len(book.weeks)):
                area = QRectF(names + week * _PICTURE_WEEK, y, _PICTURE_WEEK, line)
                paint_cell(painter, area, book.cell(place, week))


class _WeeksHeader(QHeaderView):
    """Names weeks by their first days, as far as there is room."""

    def __init__(self, table: LoadTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the labels of all weeks that are seen in one go."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        load, height = self._table.load, self.viewport().height()
        if load.book is None:
            return
        painter.setFont(self._table.font())
        for column, left, width in self._table.weeks_seen():
            paint_week(painter, QRectF(left, 0, width, height), load.labels(column - 1))
