"""A list whose entries have two lines: what it is, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pmplanner.ui.text_size import text_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec, TableModel

Index = QModelIndex | QPersistentModelIndex

_SIDE, _ABOVE, _BETWEEN, _GAP = 12, 7, 2, 8
_SMALL = 12
_BATCH = 60
"""Lines that are measured at once."""
_FLOW = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry: title, a short text at its right, a sentence below; roles are those of the theme."""

    id: object
    title: str
    right: str = ""
    detail: str = ""
    title_role: str = "text"
    right_role: str = "muted"
    detail_role: str = "muted"
    strong: bool = False

    @property
    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        return ". ".join(part for part in (self.title, self.right, self.detail) if part)


class LineDelegate(QStyledItemDelegate):
    """Paints an entry; its texts wrap to the width of the list."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """High enough for the wrapped sentence."""
        line: Line = index.data(ROW_ROLE)
        width = _width(option)
        height = 2 * _ABOVE + _title_height(option, line, width)
        if line.detail:
            height += _BETWEEN + _wrapped(_detail_font(option), width, line.detail).height()
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground by the style, then the texts and a thin line below."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        line: Line = index.data(ROW_ROLE)
        option.text = ""
        if option.widget is not None:
            style, item = option.widget.style(), QStyle.ControlElement.CE_ItemViewItem
            painter.then(lambda ground: style.drawControl(item, option, ground, option.widget))
        inner = option.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        top = self._paint_title(painter, option, line, inner)
        if line.detail:
            painter.setFont(_detail_font(option))
            painter.setPen(current_theme().color(line.detail_role))
            below = inner.adjusted(0, top - inner.top() + _BETWEEN, 0, 0)
            painter.drawText(below, _FLOW, line.detail)
        painter.setPen(QPen(current_theme().color("line"), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _paint_title(self, painter: Sketch, option: QStyleOptionViewItem, line: Line, inner: QRect) -> int:
        """Paint the first line and return the place below it."""
        font = _title_font(option, line)
        metrics, small = QFontMetrics(font), QFontMetrics(_detail_font(option))
        taken = small.horizontalAdvance(line.right) + _GAP if line.right else 0
        height = _title_height(option, line, inner.width() + 2 * _SIDE)
        first = QRect(inner.left(), inner.top(), inner.width(), height)
        painter.setFont(font)
        painter.setPen(current_theme().color(line.title_role))
        title = line.title
        if line.right:
            title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, first.width() - taken)
        painter.drawText(first, _FLOW, title)
        painter.setFont(_detail_font(option))
        painter.setPen(current_theme().color(line.right_role))
        painter.drawText(first, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), line.right)
        return first.bottom() + 1


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()


def _wrapped(font: QFont, width: int, text: str) -> QRect:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(40, width - 2 * _SIDE), 10_000), _FLOW, text)


def _title_height(option: QStyleOptionViewItem, line: Line, width: int) -> int:
    """One line beside a text at the right; alone, a title wraps."""
    font = _title_font(option, line)
    return QFontMetrics(font).height() if line.right else _wrapped(font, width, line.title).height()


def _title_font(option: QStyleOptionViewItem, line: Line) -> QFont:
    font = QFont(option.font)
    if line.strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _detail_font(option: QStyleOptionViewItem) -> QFont:
    return text_font(option.font, _SMALL)


class LineList(QListView):
    """Shows lines; several can be selected."""

    chosen = Signal(object)
    """The selection changed; payload: tuple of the selected lines in order."""
    opened = Signal(object)
    """A line was double-clicked or Enter pressed on it; payload: the line."""
    delete_pressed = Signal()
    """Delete was pressed with something selected; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None, several: bool = True) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        column = ColumnSpec[Line](name, lambda line: line.title, lambda line: line.spoken)
        self.lines: TableModel[Line] = TableModel([column], self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self))
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # Wrapping hundreds of sentences takes a while: the window must not wait for those below.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(self._open)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; selection and scroll position stay where they can."""
        before = self.lines.rows()
        self.lines.set_rows(lines)
        if [line.detail for line in before] != [line.detail for line in lines]:
            self.scheduleDelayedItemsLayout()

    def selected_lines(self) -> tuple[Line, ...]:
        """The selected lines in the order shown."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self.lines.rows()[place] for place in places)

    def select_key(self, key: object) -> None:
        """Select and show the line with that key, which must be there."""
        index = self.lines.index(self.lines.row_of(key), 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def content_height(self) -> int:
        """The height of all lines in pixels."""
        return sum(self.sizeHintForRow(place) for place in range(self.lines.rowCount()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the first line when Tab comes here and nothing is selected."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.lines.rowCount() and not self.selectionModel().hasSelection():
            self.select_key(self.lines.shown_row(0).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, ask to remove on Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and self.selectionModel().hasSelection():
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW_ROLE))

    def _selection_changed(self) -> None:
        self.chosen.emit(self.selected_lines())
