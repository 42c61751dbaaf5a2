"""A list whose entries are read whole: long ones go on below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pmplanner.ui.text_size import row_height, sized

Index = QModelIndex | QPersistentModelIndex

INDENT = "\N{EM SPACE}"
"""At the beginning of an entry it moves all of its lines in."""
_AROUND = 6
"""Pixels above and below a text of several lines, for text of the usual size."""
_FLOW = int(Qt.TextFlag.TextWordWrap)


def wrap_lines(list_: QListWidget) -> None:
    """Let the entries of a list go on below where its width ends."""
    list_.setWordWrap(True)
    list_.setResizeMode(QListWidget.ResizeMode.Adjust)
    list_.setItemDelegate(WrappedDelegate(list_))


class WrappedDelegate(QStyledItemDelegate):
    """Measures an entry by its text as it is broken into lines."""

    def __init__(self, list_: QListWidget) -> None:
        super().__init__(list_)
        self._list = list_

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Take the indent out of the text: it is in the place."""
        super().initStyleOption(option, index)
        option.text = option.text.lstrip(INDENT)
        option.rect = option.rect.adjusted(_indent(index), 0, 0, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the lines, whose width is that of the list."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        width = self._list.viewport().width() - 2 * self._list.spacing() - _indent(index)
        own.rect = QRect(0, 0, width, 1000)
        style = self._list.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, own, self._list).width()
        side = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, own, self._list) + 1
        metrics = QFontMetrics(own.font)
        lines = metrics.boundingRect(QRect(0, 0, max(1, room - 2 * side), 10_000), _FLOW, own.text)
        return QSize(0, max(row_height(), lines.height() + 2 * sized(_AROUND)))


def _indent(index: Index) -> int:
    text = str(index.data() or "")
    return sized(13) * (len(text) - len(text.lstrip(INDENT)))
