"""Sizes that go with the size of the text."""

from PySide6.QtGui import QFont, QFontInfo

from pmplanner.ui.text_size import BODY, SIZES


def scaled(pixels: float, font: QFont) -> int:
    """Return how many pixels these are, given for text of the usual size, where text is of this font."""
    return round(pixels * QFontInfo(font).pixelSize() / BODY)


def small_font(font: QFont, height: float = SIZES["small"]) -> QFont:
    """Return a font for text so high where text of this font is as high as the body's, in points."""
    small = QFont(font)
    small.setPointSizeF(QFontInfo(font).pointSizeF() * height / BODY)
    return small


def tiny_font(font: QFont) -> QFont:
    """Return the font of notes, numbers and axes beside text of this font."""
    return small_font(font, SIZES["tiny"])
