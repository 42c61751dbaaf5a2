"""How large a window may open."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(32, 64)
"""What the bars of the screen and the frame of a window may take."""


def resize_to_fit(window: QWidget, width: int, height: int) -> None:
    """Give a window this size in pixels, or what the screen has room for beside its bars."""
    room = window.screen().availableSize() - _FRAME
    window.resize(QSize(width, height).boundedTo(room).expandedTo(window.minimumSize()))
