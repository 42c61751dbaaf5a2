"""The order of Tab where widgets are made later than those that follow them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_in_order(place: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let Tab go through widgets, one after the other, where *place*, which is around them, stands.

    Qt puts what is made last at the end, behind all that was there before, and takes only what has
    the keys at times for a place: the last such before *place*.
    """
    before = place.previousInFocusChain()
    while before is not None and before is not place and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
    for widget in widgets:
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget
