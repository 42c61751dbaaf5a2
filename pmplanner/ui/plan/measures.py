"""How large the parts of the matrix are, by the size of its text."""

from PySide6.QtGui import QFont, QFontMetrics

from pmplanner.ui.text_size import sized

_ROOM_ABOVE_AND_BELOW = 10
_SIGN = 26
"""Pixels of a sign with its ring."""
_LABEL_ROOM = 68


def row_height(font: QFont) -> int:
    """Return how high a row is: a line of text, and at least a sign with its ring."""
    return max(QFontMetrics(font).height() + _ROOM_ABOVE_AND_BELOW, sized(_SIGN))


def header_height() -> int:
    """Return how high the slanted titles are, or the filter with a heading below it."""
    return sized(_LABEL_ROOM)
