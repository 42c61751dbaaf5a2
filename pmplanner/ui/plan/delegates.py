"""How the matrix is drawn: cells, names, days and bars."""

from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pmplanner.services.needs.standing_in_plan import standing_word
from pmplanner.services.people.people import PersonRow
from pmplanner.ui.plan.crosshair import Crosshair
from pmplanner.ui.plan.glyphs import glyph, glyph_side
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.measures import row_height
from pmplanner.ui.plan.rows import GroupRow
from pmplanner.ui.theme import current_theme, track_role
from pmplanner.ui.widgets.charts.stacked_bar import Segment, paint_bar
from pmplanner.ui.widgets.charts.swatch import SWATCH_SIZE, paint_swatch
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.painting import Sketch, paint_into

Index = QModelIndex | QPersistentModelIndex

MARGIN = 14
"""Pixels between the edge of the matrix and its text."""

_BAR = 6
_LONGEST_LINE = 2000
_SELECTED = QStyle.StateFlag.State_Selected


class _RowDelegate(QStyledItemDelegate):
    """Draws the ground and the thin line below, which all parts of a row share."""

    def __init__(self, model: MatrixModel, view: QAbstractItemView, crosshair: Crosshair) -> None:
        super().__init__(view)
        self.matrix = model
        self.view = view
        self.crosshair = crosshair

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as every row."""
        return QSize(option.rect.width(), row_height(self.view.font()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw what `draw` gathers."""
        paint_into(painter, self, option.font, lambda sketch: self.draw(sketch, option, index))

    def draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        """Gather what stands in a cell."""
        raise NotImplementedError

    def ground(self, painter: Sketch, option: QStyleOptionViewItem, in_group: bool, index: Index) -> QRect:
        """Draw the ground and return the rectangle."""
        rect, theme = option.rect, current_theme()
        if in_group:
            painter.fillRect(rect, theme.color("subtle"))
        elif option.state & _SELECTED:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif self.crosshair.on(index.row(), index.column()):
            painter.fillRect(rect, theme.color("crosshair"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        return rect

    def group(self, painter: Sketch, option: QStyleOptionViewItem, group: GroupRow, left: int) -> None:
        """Draw what falls into this cell of a group's line that begins *left* in the view."""
        theme, area = current_theme(), option.rect
        painter.save()
        painter.setClipRect(area)
        line = QRect(left + MARGIN, area.top(), _LONGEST_LINE, area.height())
        if group.role:
            top = line.center().y() - SWATCH_SIZE / 2 + 1
            paint_swatch(painter, QRectF(line.left(), top, SWATCH_SIZE, SWATCH_SIZE), group.role)
            line = line.adjusted(SWATCH_SIZE + 8, 0, 0, 0)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, group.title)
        line = line.adjusted(QFontMetrics(bold).horizontalAdvance(group.title), 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(theme.color("muted"))
        days = self.matrix.group_days(group)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, f" · {days}")
        painter.restore()


class CellDelegate(_RowDelegate):
    """The sign of a cell, with a ring around the current one; a group's line goes on from the names."""

    names_width = 0
    """Pixels of the names at the left, where the lines of groups begin."""

    def draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, sign and ring."""
        row, column = index.row(), index.column()
        entry = self.matrix.rows[row]
        rect = self.ground(painter, option, isinstance(entry, GroupRow), index)
        if isinstance(entry, GroupRow):
            self.group(painter, option, entry, -self.names_width)
            return
        cell = self.matrix.cell_at(row, column)
        side = glyph_side()
        left = rect.left() + (rect.width() - side) // 2
        top = rect.top() + (rect.height() - side) // 2
        if cell is not None:
            sign = glyph(cell.state, self.view.devicePixelRatio(), side, cell.decision)
            painter.drawPixmap(left, top, sign)
        current = self.view.currentIndex()
        if current.row() == row and current.column() == column:
            self._ring(painter, QRectF(left, top, side, side))

    def _ring(self, painter: Sketch, area: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "accent" if self.view.hasFocus() else "muted"
        painter.setPen(QPen(current_theme().color(role), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), 6, 6)
        painter.restore()


class NameDelegate(_RowDelegate):
    """Names; a group's line has its colour, its title and its days."""

    def draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a name or a group's line."""
        entry = self.matrix.rows[index.row()]
        rect = self.ground(painter, option, isinstance(entry, GroupRow), index)
        if isinstance(entry, GroupRow):
            self.group(painter, option, entry, rect.left())
            return
        painter.setFont(option.font)
        snapshot = self.matrix.snapshot
        counts = snapshot is None or snapshot.counts(entry.id)
        painter.setPen(current_theme().color("text" if counts else "muted"))
        room = rect.adjusted(MARGIN, 0, -8, 0)
        if snapshot is not None and not counts:
            # Grey alone says nothing to who does not see it.
            reason = standing_word(snapshot.standing(entry.id))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, reason)
            room = room.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(reason) - 8, 0)
        name = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)


class TotalsDelegate(_RowDelegate):
    """A person's planned days, and the bar of how far that is."""

    def draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the days or the bar."""
        entry = self.matrix.rows[index.row()]
        rect = self.ground(painter, option, isinstance(entry, GroupRow), index)
        if not isinstance(entry, PersonRow) or self.matrix.snapshot is None:
            return
        if index.column() == self.matrix.target_column:
            self._bar(painter, rect, entry)
            return
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(current_theme().color("text"))
        days = self.matrix.snapshot.lines[entry.id].totals.planned
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, format_days(days))

    def _bar(self, painter: Sketch, rect: QRect, person: PersonRow) -> None:
        assert self.matrix.snapshot is not None
        snapshot = self.matrix.snapshot
        totals = snapshot.lines[person.id].totals
        value, whole = totals.required - totals.gap, totals.required
        if snapshot.targets:
            target = snapshot.targets.get(person.id)
            value, whole = totals.planned, target.days if target is not None else Decimal(0)
        if not whole or not snapshot.counts(person.id):
            return
        area = QRectF(QPointF(rect.left() + 8, rect.center().y() - _BAR / 2 + 1), QRectF(rect).bottomRight())
        area.setHeight(_BAR)
        area.setWidth(rect.width() - 8 - MARGIN)
        part = Segment(min(value, whole), track_role(person.track_position), "")
        paint_bar(painter, area, (part,), Decimal(whole), current_theme())
