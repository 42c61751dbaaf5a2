"""How large the parts of the matrix are, by the size of its text."""

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics

from pmplanner.ui.text_size import BODY
from pmplanner.ui.widgets.measures import scaled

_ROOM_ABOVE_AND_BELOW = 10
_SMALL, _LABEL = 12, 11
_LABEL_ROOM = 68


def row_height(font: QFont) -> int:
    """Return how high a row is: a line of text, and at least a sign with its ring."""
    return max(QFontMetrics(font).height() + _ROOM_ABOVE_AND_BELOW, scaled(26, font))


def header_height(font: QFont) -> int:
    """Return how high the slanted titles are, or the filter with a heading below it."""
    return scaled(_LABEL_ROOM, font)


def small_font(font: QFont) -> QFont:
    """Return the font of headings."""
    return _resized(font, _SMALL)


def label_font(font: QFont) -> QFont:
    """Return the font of the titles of courses."""
    return _resized(font, _LABEL)


def _resized(font: QFont, pixels: int) -> QFont:
    small = QFont(font)
    small.setPointSizeF(QFontInfo(font).pointSizeF() * pixels / BODY)
    return small
