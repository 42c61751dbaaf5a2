"""How the matrix is drawn: cells, names, days and bars."""

from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pmplanner.services.people import PersonRow
from pmplanner.ui.plan.glyphs import GLYPH, glyph
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.rows import GroupRow
from pmplanner.ui.plan.words import days_text, tr
from pmplanner.ui.theme import ROW_HEIGHT, current_theme, track_role
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.stacked_bar import Segment, paint_bar
from pmplanner.ui.widgets.swatch import SWATCH_SIZE, paint_swatch

Index = QModelIndex | QPersistentModelIndex

MARGIN = 14
"""Pixels between the edge of the matrix and its text."""

_BAR = 6
_SELECTED = QStyle.StateFlag.State_Selected


class _RowDelegate(QStyledItemDelegate):
    """Draws the ground and the thin line below, which all parts of a row share."""

    def __init__(self, model: MatrixModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.matrix = model
        self.view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as every row."""
        return QSize(option.rect.width(), ROW_HEIGHT)

    def ground(self, painter: QPainter, option: QStyleOptionViewItem, in_group: bool) -> QRect:
        """Draw the ground and return the rectangle."""
        rect, theme = option.rect, current_theme()
        if in_group:
            painter.fillRect(rect, theme.color("subtle"))
        elif option.state & _SELECTED:
            painter.fillRect(rect, theme.color("accent_soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        return rect


class CellDelegate(_RowDelegate):
    """The sign of a cell, with a ring around the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, sign and ring."""
        row, column = index.row(), index.column()
        in_group = self.matrix.person_at(row) is None
        rect = self.ground(painter, option, in_group)
        if in_group:
            return
        cell = self.matrix.cell_at(row, column)
        left = rect.left() + (rect.width() - GLYPH) // 2
        top = rect.top() + (rect.height() - GLYPH) // 2
        if cell is not None:
            painter.drawPixmap(left, top, glyph(cell.state, self.view.devicePixelRatio()))
        current = self.view.currentIndex()
        if current.row() == row and current.column() == column:
            self._ring(painter, QRectF(left, top, GLYPH, GLYPH))

    def _ring(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "accent" if self.view.hasFocus() else "muted"
        painter.setPen(QPen(current_theme().color(role), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(-4, -4, 4, 4), 7, 7)
        painter.restore()


class NameDelegate(_RowDelegate):
    """Names; a group's line has its colour, its title and its days."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a name or a group's line."""
        entry = self.matrix.rows[index.row()]
        rect = self.ground(painter, option, isinstance(entry, GroupRow)).adjusted(MARGIN, 0, -8, 0)
        if isinstance(entry, GroupRow):
            self._group(painter, rect, option.font, entry)
            return
        painter.setFont(option.font)
        painter.setPen(current_theme().color("text"))
        self._text(painter, rect, entry.name)

    def _group(self, painter: QPainter, rect: QRect, font: QFont, group: GroupRow) -> None:
        theme = current_theme()
        if group.role:
            top = rect.center().y() - SWATCH_SIZE / 2 + 1
            paint_swatch(painter, QRectF(rect.left(), top, SWATCH_SIZE, SWATCH_SIZE), group.role)
            rect = rect.adjusted(SWATCH_SIZE + 8, 0, 0, 0)
        planned = self.matrix.sums.by_group[group.key]
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        wide, plain = QFontMetrics(bold), QFontMetrics(font)
        room = rect.width() - wide.horizontalAdvance(group.title)
        long, short = days_text(planned), tr("%1 d", format_days(planned))
        days = f" · {long if plain.horizontalAdvance(long) + 12 <= room else short}"
        room = rect.width() - plain.horizontalAdvance(days)
        title = wide.elidedText(group.title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        self._text(painter, rect, title)
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        self._text(painter, rect.adjusted(QFontMetrics(bold).horizontalAdvance(title), 0, 0, 0), days)

    def _text(self, painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class TotalsDelegate(_RowDelegate):
    """A person's planned days, and the bar of how far that is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the days or the bar."""
        entry = self.matrix.rows[index.row()]
        rect = self.ground(painter, option, isinstance(entry, GroupRow))
        if not isinstance(entry, PersonRow) or self.matrix.sheet is None:
            return
        if index.column() == self.matrix.target_column:
            self._bar(painter, rect, entry)
            return
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(current_theme().color("text"))
        days = self.matrix.sheet.lines[entry.id].totals.planned
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, format_days(days))

    def _bar(self, painter: QPainter, rect: QRect, person: PersonRow) -> None:
        assert self.matrix.sheet is not None
        totals = self.matrix.sheet.lines[person.id].totals
        target = self.matrix.sheet.plan.target_days
        value, whole = (totals.planned, target) if target else (totals.required - totals.gap, totals.required)
        if not whole:
            return
        area = QRectF(QPointF(rect.left() + 8, rect.center().y() - _BAR / 2 + 1), QRectF(rect).bottomRight())
        area.setHeight(_BAR)
        area.setWidth(rect.width() - 8 - MARGIN)
        part = Segment(min(value, whole), track_role(person.track_position), "")
        paint_bar(painter, area, (part,), Decimal(whole), current_theme())
