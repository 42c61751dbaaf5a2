"""The list below the search box: headings, and entries with an icon, a detail, and the keys that do them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pmplanner.ui.text_size import SIZES, small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.icons import ICON_SIZE, icon
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget

Index = QModelIndex | QPersistentModelIndex
_ENTRY = int(Qt.ItemDataRole.UserRole)
_SIDE, _GAP, _ABOVE = 10, 10, 6
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that can be chosen; *off* greys it."""

    title: str
    choice: Any
    about: str = ""
    keys: str = ""
    icon: str = ""
    off: bool = False

    @property
    def spoken(self) -> str:
        """All of it, for a screen reader."""
        return ", ".join(filter(None, (self.title, self.about, self.keys)))


class FoundList(QListWidget):
    """Headings and entries; the one that is current is the one that Enter chooses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        # It fills its ground itself: the page below would be painted with each key otherwise.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground, and paint the lines upon it."""
        area, ground = event.rect(), current_theme().color("panel")
        paint_widget(self, lambda sketch: sketch.fillRect(area, ground))
        super().paintEvent(event)

    def add_head(self, text: str) -> None:
        """Add a heading; it cannot be chosen."""
        item = QListWidgetItem(text, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def add_entry(self, entry: Entry) -> None:
        """Add what can be chosen."""
        item = QListWidgetItem(entry.title, self)
        item.setData(_ENTRY, entry)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.spoken)

    def entry(self, item: QListWidgetItem | None) -> Entry | None:
        """Return what stands on a line; None for a heading."""
        return item.data(_ENTRY) if item is not None else None

    def step(self, by: int) -> Entry | None:
        """Go so many entries on, at most to the last one, and return where it ends."""
        rows = [row for row in range(self.count()) if self.item(row).data(_ENTRY) is not None]
        if not rows:
            return None
        current = self.currentRow()
        place = rows.index(current) + by if current in rows else (0 if by > 0 else len(rows) - 1)
        self.setCurrentRow(rows[max(0, min(place, len(rows) - 1))])
        if self.currentRow() == rows[0]:
            self.scrollToTop()  # with the heading above it
        return self.entry(self.currentItem())

    def begin(self) -> None:
        """Make the first entry current."""
        self.setCurrentRow(-1)
        self.step(1)

    def height_wanted(self) -> int:
        """Return the height of all lines in pixels."""
        return sum(self.sizeHintForRow(row) for row in range(self.count()))


class _Delegate(QStyledItemDelegate):
    """Paints a line: titles are never cut while there is room, details and keys in grey."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line of text with room around it."""
        return QSize(100, option.fontMetrics.height() + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading or an entry."""
        entry: Entry | None = index.data(_ENTRY)
        text = str(index.data())
        paint_into(
            painter,
            self,
            option.font,
            lambda sketch: (
                _draw_head(sketch, option, text) if entry is None else _draw(sketch, option, entry)
            ),
        )


def _draw_head(painter: Sketch, option: QStyleOptionViewItem, text: str) -> None:
    area: QRect = option.rect.adjusted(_SIDE, _ABOVE // 2, -_SIDE, 0)
    painter.setFont(small_font(option.font, SIZES["small"]))
    painter.setPen(current_theme().color("muted"))
    painter.drawText(area, _LEFT, text)


def _draw(painter: Sketch, option: QStyleOptionViewItem, entry: Entry) -> None:
    theme = current_theme()
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    pointed = bool(option.state & QStyle.StateFlag.State_MouseOver)
    if chosen or pointed:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft" if chosen else "hover"))
        painter.drawRoundedRect(QRectF(option.rect), 4, 4)
    inner: QRect = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    if entry.icon:
        sign = icon(entry.icon, "disabled" if entry.off else "muted")
        place = QRect(inner.left(), inner.center().y() - ICON_SIZE // 2, ICON_SIZE, ICON_SIZE)
        painter.then(lambda ground: sign.paint(ground, place))
    inner.setLeft(inner.left() + ICON_SIZE + _GAP)
    quiet = "text" if chosen else "muted"
    inner.setRight(_draw_keys(painter, option, entry, inner, quiet))
    font = QFont(option.font)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(theme.color("disabled" if entry.off else "text"))
    title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, inner.width())
    # Copies: a sketch keeps what it is given until it is painted.
    painter.drawText(QRect(inner), _LEFT, title)
    inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + _GAP)
    small = small_font(option.font, SIZES["small"])
    about = QFontMetrics(small).elidedText(entry.about, Qt.TextElideMode.ElideRight, inner.width())
    if about not in ("", "…"):
        painter.setFont(small)
        painter.setPen(theme.color(quiet))
        painter.drawText(QRect(inner), _LEFT, about)


def _draw_keys(painter: Sketch, option: QStyleOptionViewItem, entry: Entry, inner: QRect, quiet: str) -> int:
    """Draw the keys at the right and return where the room before them ends."""
    if not entry.keys:
        return inner.right()
    font = small_font(option.font, SIZES["small"])
    painter.setFont(font)
    painter.setPen(current_theme().color("disabled" if entry.off else quiet))
    painter.drawText(QRect(inner), _RIGHT, entry.keys)
    return inner.right() - QFontMetrics(font).horizontalAdvance(entry.keys) - _GAP
