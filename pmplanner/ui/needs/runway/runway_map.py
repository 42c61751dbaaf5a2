"""The runway as a picture: people, courses or teams down, months across, a mark for what expires."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pmplanner.services.views.runway import Expiry, RenewalState
from pmplanner.services.views.runway_picture import RunwayPicture, RunwayRow, worst
from pmplanner.ui.needs.runway.texts import (
    MOST_MARKS,
    cell_marks,
    cell_sentence,
    month_sentence,
    row_title,
)
from pmplanner.ui.text_size import SIZES, as_text_grows, row_height, sized, small_font
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.format import format_number, month_name, short_month
from pmplanner.ui.widgets.painting import Sketch, blank_when_failing, paint_into

Index = QModelIndex | QPersistentModelIndex

_COLUMN, _COUNTS, _NAMES = 76, 56, 160
"""Pixels of a month's column, of one with numbers alone, and of the names."""
_LANE, _AROUND = 20, 8
"""Pixels of a mark in a cell of several, and around all of them."""
_EDGES: Mapping[RenewalState, Qt.PenStyle] = {
    "seated": Qt.PenStyle.NoPen,
    "picked": Qt.PenStyle.SolidLine,
    "seated too late": Qt.PenStyle.DotLine,
    "missing": Qt.PenStyle.DashLine,
}
"""The edge of a mark; the sign in it says the same."""


class RunwayModel(QAbstractTableModel):
    """Rows of the picture down, months across."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.picture: RunwayPicture | None = None
        self._by_month: list[list[Expiry]] = []

    def show(self, picture: RunwayPicture) -> None:
        """Show a picture; where rows and months are the same, what is selected stays so."""
        before = self.picture
        same = before is not None and (_keys(before), before.months) == (_keys(picture), picture.months)
        if not same:
            self.beginResetModel()
        self.picture = picture
        self._by_month = [[] for _ in picture.months]
        for row in picture.rows:
            for place, lines in row.cells.items():
                self._by_month[place] += lines
        if not same:
            self.endResetModel()
        elif picture.rows:
            last = self.index(len(picture.rows) - 1, len(picture.months) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(picture.months) - 1)

    def row(self, place: int) -> RunwayRow:
        """A row by its place."""
        assert self.picture is not None
        return self.picture.rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows; none below a cell."""
        return 0 if parent.isValid() or self.picture is None else len(self.picture.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many months; none below a cell."""
        return 0 if parent.isValid() or self.picture is None else len(self.picture.months)

    @blank_when_failing
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The marks of a cell, and the same in words."""
        if not index.isValid() or self.picture is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            marks = cell_marks(self.picture, self.row(index.row()), index.column())
            return "\n".join(text for text, _ in marks)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            has = index.column() in self.row(index.row()).cells
            return self.sentence(index) if has else None
        return None

    def sentence(self, index: Index) -> str:
        """A cell in words."""
        assert self.picture is not None
        return cell_sentence(self.picture, self.row(index.row()), index.column())

    @blank_when_failing
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What the rows are called at the left, and months with how many expire above."""
        if self.picture is None:
            return None
        is_tip = role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation is Qt.Orientation.Vertical:
            if section >= len(self.picture.rows) or (role != Qt.ItemDataRole.DisplayRole and not is_tip):
                return None
            row = self.row(section)
            return put(tr("%1 · %2"), row_title(row), row.about) if is_tip and row.about else row_title(row)
        if section >= len(self.picture.months):
            return None
        month, lines = self.picture.months[section], self._by_month[section]
        if role == Qt.ItemDataRole.DisplayRole:
            year = month[:4] if section == 0 or month.endswith("-01") else ""
            return f"{year}\n{short_month(month)}\n{format_number(len(lines)) if lines else '–'}"
        if is_tip:
            return put(tr("%1: %2"), month_name(month), month_sentence(lines))
        return None


def _keys(picture: RunwayPicture) -> list[str]:
    return [row.key for row in picture.rows]


class _MarkDelegate(QStyledItemDelegate):
    """Draws the marks of a cell one below the other, with a ring around the current cell."""

    def __init__(self, view: RunwayMap) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw what `_draw` gathers."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect, picture = current_theme(), option.rect, self._view.months.picture
        if picture is None:
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("crosshair"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(rect).adjusted(2, 3, -2, -4)
        row = self._view.months.row(index.row())
        marks = cell_marks(picture, row, index.column())
        height = min(area.height() / max(1, len(marks)), sized(_LANE) + 2.0)
        top = area.center().y() - height * len(marks) / 2
        for place, (text, line) in enumerate(marks):
            box = QRectF(area.left(), top + place * height + 1, area.width(), height - 2)
            lines = (line,) if line is not None else tuple(row.cells[index.column()])
            self._draw_mark(painter, option, box, text, lines, picture)
        current = self._view.currentIndex()
        if (current.row(), current.column()) == (index.row(), index.column()) and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -2), 4, 4)

    def _draw_mark(
        self,
        painter: Sketch,
        option: QStyleOptionViewItem,
        box: QRectF,
        text: str,
        lines: tuple[Expiry, ...],
        picture: RunwayPicture,
    ) -> None:
        theme, state = current_theme(), worst(lines)
        near = any(picture.is_near(line) for line in lines)
        ground, ink = ("problem_soft", "problem_text") if near else ("groove", "text")
        edge = QPen(theme.color("problem" if near else "line_strong"), 1)
        edge.setStyle(_EDGES[state])
        painter.setPen(edge)
        painter.setBrush(theme.color(ground) if state in ("seated", "picked") else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        font = small_font(option.font, SIZES["small"])
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        room = box.adjusted(3, 0, -3, 0)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, elided)


class RunwayMap(QTableView):
    """The picture; arrows go through it, Enter opens what the current cell is of."""

    chosen = Signal()
    """Other cells are selected; no payload."""
    opened = Signal(object)
    """Enter was pressed, a cell double-clicked or a name clicked; payload: the RunwayRow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.months = RunwayModel(self)
        self.setModel(self.months)
        self.setAccessibleName(tr("What expires by month"))
        self.setItemDelegate(_MarkDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        names, months = self.verticalHeader(), self.horizontalHeader()
        for header in (names, months):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        as_text_grows(self, self._fit)
        self.selectionModel().selectionChanged.connect(self.chosen)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.months.row(index.row())))
        names.sectionClicked.connect(self._click_name)
        theme_notifier().changed.connect(self.viewport().update)

    def _click_name(self, place: int) -> None:
        """Open what a row is of, unless rows are being selected with keys held."""
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.opened.emit(self.months.row(place))

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height())
        self.verticalHeader().setFixedWidth(sized(_NAMES))
        self.horizontalHeader().setFixedHeight(row_height() + 2 * sized(_LANE) - sized(_AROUND))
        self._fit_rows()

    def show_picture(self, picture: RunwayPicture) -> None:
        """Show a picture."""
        self.months.show(picture)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Make rows with several marks in a month as high as these need."""
        picture, names = self.months.picture, self.verticalHeader()
        if picture is None:
            return
        counts = bool(picture.rows) and picture.rows[0].person_id is None
        self.horizontalHeader().setDefaultSectionSize(sized(_COUNTS if counts else _COLUMN))
        for place, row in enumerate(picture.rows):
            marks = max((len(lines) for lines in row.cells.values()), default=1)
            lanes = 1 if row.person_id is None else min(marks, MOST_MARKS)
            height = max(row_height(), lanes * sized(_LANE) + sized(_AROUND))
            if names.sectionSize(place) != height:
                names.resizeSection(place, height)

    def chosen_lines(self) -> list[Expiry] | None:
        """What expires in the cells selected, the earliest first; None where nothing does."""
        found: list[Expiry] = []
        for top, bottom, left, right in self._ranges():
            for place in range(top, bottom + 1):
                for column, lines in self.months.row(place).cells.items():
                    found += lines if left <= column <= right else ()
        return sorted(dict.fromkeys(found), key=lambda line: line.valid_until) or None

    def _ranges(self) -> list[tuple[int, int, int, int]]:
        selection = self.selectionModel().selection()
        spans = [selection.at(place) for place in range(selection.count())]
        return [(span.top(), span.bottom(), span.left(), span.right()) for span in spans]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, open, and let go on Escape."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(self.months.row(index.row()))
        elif event.key() == Qt.Key.Key_Escape and self._ranges():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def copy_cells(self) -> None:
        """Copy the rows and months selected, with their headings, for a spreadsheet."""
        ranges, picture = self._ranges(), self.months.picture
        if picture is None or not ranges:
            return
        rows = sorted({row for top, bottom, _, _ in ranges for row in range(top, bottom + 1)})
        columns = sorted({column for _, _, left, right in ranges for column in range(left, right + 1)})
        table = [["", *(month_name(picture.months[column]) for column in columns)]]
        for place in rows:
            row = self.months.row(place)
            cells = (cell_marks(picture, row, column) for column in columns)
            table.append([row_title(row), *(", ".join(text for text, _ in marks) for marks in cells)])
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in table))
