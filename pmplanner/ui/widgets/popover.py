"""A panel that opens below a button and closes by Escape, by a click beside it, or by the button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from pmplanner.ui.widgets.layouts import as_column

_GAP = 4


class Popover(QFrame):
    """Put widgets into `body`; the button opens it, and has the keys again when it closes."""

    def __init__(self, button: QPushButton, name: str) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body = as_column(self, margins=(14, 12, 14, 12), spacing=10)
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Open below the button, within its window, with the keys on what can be changed first."""
        self.adjustSize()
        anchor = self._button
        window = anchor.window()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + _GAP))
        if anchor.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            place.setX(place.x() + anchor.width() - self.width())
        right = window.mapToGlobal(QPoint(window.width(), 0)).x() - self.width() - _GAP
        left = window.mapToGlobal(QPoint(_GAP, 0)).x()
        place.setX(max(left, min(place.x(), right)))
        self.move(place)
        self.show()
        self._first().setFocus(Qt.FocusReason.PopupFocusReason)

    def _first(self) -> QWidget:
        for widget in self.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                return widget
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape, and on Enter where nothing in it took that."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back."""
        super().hideEvent(event)
        if self._button.isVisible():
            self._button.setFocus(Qt.FocusReason.PopupFocusReason)
