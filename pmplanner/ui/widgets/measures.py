"""Sizes that go with the size of the text."""

from PySide6.QtGui import QFont, QFontInfo

from pmplanner.ui.text_size import BODY


def scaled(pixels: float, font: QFont) -> int:
    """Return how many pixels these are, given for text of the usual size, where text is of this font."""
    return round(pixels * QFontInfo(font).pixelSize() / BODY)
