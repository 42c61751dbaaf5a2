"""Draws a page of the navigation list: icon, name, count."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pmplanner.ui.text_size import sized
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.icons import ICON_SIZE, icon
from pmplanner.ui.widgets.painting import Sketch, paint_into

ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 1
COUNT_ROLE = ICON_ROLE + 1
PROBLEM_ROLE = ICON_ROLE + 2

_HEIGHT = 36
_PAD = 10
Index = QModelIndex | QPersistentModelIndex


class NavigationDelegate(QStyledItemDelegate):
    """A rounded row; soft accent where the page is open, a pill around a count of problems."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One row; a long name sets the width."""
        metrics = option.fontMetrics
        name = metrics.horizontalAdvance(str(index.data()))
        return QSize(name + sized(ICON_SIZE + 32) + 4 * _PAD, sized(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        rect: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        area = rect.adjusted(0, 1, 0, -1)
        self._paint_ground(painter, area, state)
        inner = area.adjusted(_PAD, 0, -_PAD, 0)
        side = sized(ICON_SIZE)
        picture = QRect(inner.left(), area.center().y() - side // 2 + 1, side, side)
        sign = icon(str(index.data(ICON_ROLE)), "accent" if chosen else "muted")
        painter.then(lambda ground: sign.paint(ground, picture))
        right = self._paint_count(painter, inner, index, chosen)
        painter.setPen(current_theme().color("accent" if chosen else "text"))
        words = QRect(picture.right() + 9, area.top(), right - picture.right() - 13, area.height())
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_ground(self, painter: Sketch, area: QRect, state: QStyle.StateFlag) -> None:
        theme = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_count(self, painter: Sketch, inner: QRect, index: Index, chosen: bool) -> int:
        """Draw the count at the right and return where it begins."""
        text = str(index.data(COUNT_ROLE) or "")
        if not text:
            return inner.right()
        theme = current_theme()
        width = painter.fontMetrics().horizontalAdvance(text)
        box = QRect(inner.right() - width, inner.top(), width + 1, inner.height())
        if index.data(PROBLEM_ROLE):
            high = sized(18)
            pill = QRectF(box.left() - 12, inner.center().y() - high / 2 + 1, width + 14, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("problem_text"))
            painter.drawRoundedRect(pill, high / 2, high / 2)
            painter.setPen(theme.color("on_problem_text"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
            return int(pill.left())
        painter.setPen(theme.color("text" if chosen else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return box.left()
