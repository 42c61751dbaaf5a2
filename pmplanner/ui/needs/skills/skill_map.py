"""People by skills as a map: a sign in each cell, and a colour that only repeats it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pmplanner.services.needs.skills import SkillBook, SkillCell, SkillLine, State
from pmplanner.services.totals.gaps import GapPerson
from pmplanner.ui.needs.skills.texts import cell_sentence, cell_text
from pmplanner.ui.text_size import SIZES, as_text_grows, row_height, sized, small_font
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.painting import Sketch, blank_when_failing, paint_into

Index = QModelIndex | QPersistentModelIndex

_COLUMN, _NAMES = 42, 160
"""Pixels of a skill's column and of the names."""
_LOWEST, _HIGHEST, _SHARE = 110, 190, 0.36
"""The height of the headings above: pixels, and their part of the map."""
_FOOT, _AROUND = 8, 24
"""Pixels around the number below a name, and around both together."""
_COLOURS: dict[State, tuple[str, str]] = {
    "has": ("done_soft", "done_text"),
    "planned": ("accent_soft", "accent"),
    "below": ("problem_soft", "problem_text"),
    "lacks": ("problem_soft", "problem_text"),
    "extra": ("", "muted"),
}
"""Ground and sign of each state; the sign says it by itself."""


class SkillMapModel(QAbstractTableModel):
    """People in rows, skills in columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._book: SkillBook | None = None
        self.people: Sequence[GapPerson] = ()
        self.skills: Sequence[SkillLine] = ()

    def show(self, book: SkillBook, people: Sequence[GapPerson], skills: Sequence[SkillLine]) -> None:
        """Show these people and skills of a book; where they are the same, what is selected stays so."""
        before = ([each.person_id for each in self.people], [each.skill_id for each in self.skills])
        same = before == ([each.person_id for each in people], [each.skill_id for each in skills])
        if not same:
            self.beginResetModel()
        self._book, self.people, self.skills = book, people, skills
        if not same:
            self.endResetModel()
        elif people and skills:
            self.dataChanged.emit(self.index(0, 0), self.index(len(people) - 1, len(skills) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(skills) - 1)

    def cell(self, row: int, column: int) -> SkillCell:
        """The skill of a person."""
        assert self._book is not None
        return self._book.cell(self.people[row].person_id, self.skills[column].skill_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many people; none below a cell."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many skills; none below a cell."""
        return 0 if parent.isValid() else len(self.skills)

    @blank_when_failing
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The sign of a cell, and the same in words."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self.cell(index.row(), index.column()))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.sentence(index.row(), index.column())
        return None

    def sentence(self, row: int, column: int) -> str:
        """A cell in words."""
        return cell_sentence(self.people[row].name, self.skills[column].name, self.cell(row, column))

    @blank_when_failing
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Names of people at the left, and of skills above."""
        if orientation is Qt.Orientation.Vertical:
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            return self.people[section].name if is_text and section < len(self.people) else None
        if section >= len(self.skills):
            return None
        line = self.skills[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            lacking = format_number(line.missing)
            return plural(
                line.people, "%2: %3 of 1 person lacks it", "%2: %3 of %1 people lack it", line.name, lacking
            )
        return None


class SkillHeader(QHeaderView):
    """The skills' names, upright, above how many lack each."""

    def __init__(self, skills: SkillMapModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._skills, self._around = skills, parent
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def fit(self) -> None:
        """Be as high as the longest name, if that leaves enough room for the people."""
        metrics = QFontMetrics(small_font(self.font(), SIZES["small"]))
        longest = max((metrics.horizontalAdvance(line.name) for line in self._skills.skills), default=0)
        most = min(sized(_HIGHEST), max(sized(_LOWEST), round(self._around.height() * _SHARE)))
        height = min(longest + metrics.height() + _AROUND, most)
        if height != self.height():
            self.setFixedHeight(height)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw a name and its number."""
        paint_into(painter, self, self.font(), lambda sketch: self._draw(sketch, rect, section))

    def _draw(self, painter: Sketch, rect: QRect, section: int) -> None:
        theme, line = current_theme(), self._skills.skills[section]
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = small_font(self.font(), SIZES["small"])
        metrics = QFontMetrics(font)
        foot = metrics.height() + _FOOT
        painter.setFont(font)
        painter.setPen(theme.color("problem_text" if line.missing else "muted"))
        number = QRect(rect.left(), rect.bottom() - foot, rect.width(), foot)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, format_number(line.missing))
        room = rect.height() - foot - _FOOT
        painter.setPen(theme.color("text"))
        painter.save()
        painter.translate(rect.left(), rect.bottom() - foot)
        painter.rotate(-90)
        text = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(4, 0, room + 2, rect.width()), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class _CellDelegate(QStyledItemDelegate):
    """Draws the sign of a cell on its ground, with a ring around the current one."""

    def __init__(self, view: SkillMap) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw what `_draw` gathers."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current_theme(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("crosshair"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        cell = self._view.skills.cell(index.row(), index.column())
        area = QRectF(rect).adjusted(2, 4, -2, -5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell.state is not None:
            ground, sign = _COLOURS[cell.state]
            if ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(ground))
                painter.drawRoundedRect(area, 4, 4)
            painter.setFont(small_font(option.font, SIZES["small"]))
            painter.setPen(theme.color(sign))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, cell_text(cell))
        current = self._view.currentIndex()
        if (current.row(), current.column()) == (index.row(), index.column()) and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(area, 4, 4)


class SkillMap(QTableView):
    """The map; whole rows and columns are selected by their headings, or Shift+Space and Ctrl+Space."""

    chosen = Signal()
    """Others are selected; no payload."""
    opened = Signal()
    """Enter was pressed, or a cell double-clicked; no payload."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.skills = SkillMapModel(self)
        self.setModel(self.skills)
        self.setAccessibleName(tr("People and skills"))
        self._header = SkillHeader(self.skills, self)
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        names = self.verticalHeader()
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setHighlightSections(False)
        as_text_grows(self, self._fit)
        self.selectionModel().selectionChanged.connect(self.chosen)
        self.doubleClicked.connect(self.opened)
        theme_notifier().changed.connect(self.viewport().update)

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height())
        self.verticalHeader().setFixedWidth(sized(_NAMES))
        self.horizontalHeader().setDefaultSectionSize(sized(_COLUMN))
        self._header.fit()

    def show_skills(self, book: SkillBook, people: Sequence[GapPerson], skills: Sequence[SkillLine]) -> None:
        """Show these people and skills of a book."""
        self.skills.show(book, people, skills)
        self._header.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the headings leave room for the people."""
        super().resizeEvent(event)
        self._header.fit()

    def chosen_people(self) -> list[int]:
        """The people selected, from the top; all where nothing is."""
        people = self.skills.people
        rows = {row for top, bottom, _, _ in self._ranges() for row in range(top, bottom + 1)}
        return [people[row].person_id for row in sorted(rows)] if rows else [p.person_id for p in people]

    def chosen_skills(self) -> list[int] | None:
        """The skills selected, from the left; None for all."""
        ranges = self._ranges()
        columns = {column for _, _, left, right in ranges for column in range(left, right + 1)}
        if len(columns) in (0, len(self.skills.skills)):
            return None
        return [self.skills.skills[column].skill_id for column in sorted(columns)]

    def _ranges(self) -> list[tuple[int, int, int, int]]:
        selection = self.selectionModel().selection()
        spans = [selection.at(place) for place in range(selection.count())]
        return [(span.top(), span.bottom(), span.left(), span.right()) for span in spans]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select rows and columns as in a spreadsheet, copy, open, and let go on Escape."""
        index, held = self.currentIndex(), event.modifiers()
        space = event.key() == Qt.Key.Key_Space and index.isValid()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif space and held == Qt.KeyboardModifier.ShiftModifier:
            self._select(index, QItemSelectionModel.SelectionFlag.Rows)
        elif space and held == Qt.KeyboardModifier.ControlModifier:
            self._select(index, QItemSelectionModel.SelectionFlag.Columns)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape and self._ranges():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def _select(self, index: Index, whole: QItemSelectionModel.SelectionFlag) -> None:
        """Select the row or the column of a cell alone, whatever keys are held."""
        self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect | whole)

    def copy_cells(self) -> None:
        """Copy the rows and columns selected, with their headings, for a spreadsheet."""
        ranges, model = self._ranges(), self.skills
        rows = sorted({row for top, bottom, _, _ in ranges for row in range(top, bottom + 1)})
        columns = sorted({column for _, _, left, right in ranges for column in range(left, right + 1)})
        lines = [["", *(model.skills[column].name for column in columns)]]
        lines += [
            [model.people[row].name, *(cell_text(model.cell(row, column)) for column in columns)]
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
