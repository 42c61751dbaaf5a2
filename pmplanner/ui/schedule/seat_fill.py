"""How full a session is, as a small bar with a mark at the fewest people it needs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.ui.schedule.texts import fill, fill_sentence
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE

_BAR, _THICK, _GAP, _SIDE = 40, 6, 8, 11
"""Length and height of the bar in a table, between it and the text, and before it; pixels."""
_PILE = 1.5
"""The mark stands out so far above and below the bar."""


def full(row: SessionRow) -> float | None:
    """The part of the seats that is taken or kept; None where nobody said how many there are."""
    return (row.booked + row.kept) / row.seats_max if row.seats_max else None


def paint_fill(painter: Sketch, area: QRectF, row: SessionRow) -> None:
    """Paint the bar: people, then seats kept, on the groove of all seats; a mark at the fewest."""
    theme = current_theme()
    most = max(row.seats_max or 0, row.booked + row.kept, row.seats_min or 0)
    role = "problem" if row.lacking else "done"
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("groove"))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    if not most:
        return
    unit = area.width() / most
    left = area.left()
    for count, filled in ((row.booked, True), (row.kept, False)):
        part = QRectF(left, area.top(), unit * count, area.height())
        if count and filled:
            painter.setBrush(theme.color(role))
            painter.drawRoundedRect(part, area.height() / 2, area.height() / 2)
        elif count:
            painter.setPen(QPen(theme.color(role), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(part.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        left += unit * count
    if row.seats_min:
        x = area.left() + unit * row.seats_min
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawLine(QPointF(x, area.top() - _PILE), QPointF(x, area.bottom() + _PILE))


class FillDelegate(QStyledItemDelegate):
    """Paints the bar before the text of a cell; the rows of its table have a session."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground by the style, then bar and text."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(
        self, painter: Sketch, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        row: SessionRow = index.data(ROW_ROLE).session
        option.text = ""
        if option.widget is not None:
            style, item = option.widget.style(), QStyle.ControlElement.CE_ItemViewItem
            painter.then(lambda ground: style.drawControl(item, option, ground, option.widget))
        area = QRectF(option.rect).adjusted(_SIDE, 0, -4, -3)
        top = area.center().y() - _THICK / 2
        paint_fill(painter, QRectF(area.left(), top, _BAR, _THICK), row)
        room = area.adjusted(_BAR + _GAP, 0, 0, 0)
        text = QFontMetrics(option.font).elidedText(fill(row), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setFont(option.font)
        painter.setPen(current_theme().color("problem_text" if row.waiting or row.lacking else "text"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


class _Bar(QWidget):
    """The bar alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row: SessionRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Long enough to compare."""
        return QSize(90, _THICK + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        if self.row is not None:
            top = (self.height() - _THICK) / 2
            paint_fill(painter, QRectF(1, top, self.width() - 2, _THICK), self.row)


class SeatFill(QWidget):
    """The bar of a session with its figures in words, for the form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar(self)
        self.says = muted_label(small=True)
        self.says.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        line.addWidget(self._bar, 1)
        line.addWidget(self.says, 2)
        self.show_session(None)

    def show_session(self, row: SessionRow | None) -> None:
        """Show how full a session is; nothing of one that is not there yet."""
        self._bar.row = row
        text = "" if row is None else fill_sentence(row)
        self.says.setText(text)
        self.says.setProperty("muted", row is None or not row.lacking)
        self.says.setProperty("problem", row is not None and bool(row.lacking))
        self.says.style().polish(self.says)
        self.setAccessibleName(text)
        self.setVisible(row is not None)
        self._bar.update()
