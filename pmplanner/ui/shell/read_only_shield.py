"""Keeps what changes the workspace turned off while it can only be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_INPUTS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
_EVENTS = (QEvent.Type.Show, QEvent.Type.EnabledChange)


class ReadOnlyShield(QObject):
    """Turns off the fields and buttons of some areas, those too that are made or turned on later.

    An area is a panel or a single button.
    Pages make their panels anew for what is selected, so turning them off once would not last.
    """

    def __init__(self, areas: Callable[[], Iterable[QWidget]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._areas = areas
        self._active = False
        self._turned_off: WeakSet[QWidget] = WeakSet()

    def set_active(self, active: bool) -> None:
        """Turn what changes the workspace off, or on again."""
        app = QApplication.instance()
        if app is None or active == self._active:
            return
        self._active = active
        if active:
            app.installEventFilter(self)
            for area in self._areas():
                self.cover(area)
            return
        app.removeEventFilter(self)
        for widget in list(self._turned_off):
            widget.setEnabled(True)
        self._turned_off.clear()

    def cover(self, area: QWidget) -> None:
        """Turn off what there is in an area, if that is wanted."""
        if self._active:
            for widget in (area, *area.findChildren(QWidget)):
                self._turn_off(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn off what is shown or turned on in one of the areas."""
        if (
            event.type() in _EVENTS
            and isinstance(watched, _INPUTS)
            and watched.isEnabled()
            and any(area is watched or area.isAncestorOf(watched) for area in self._areas())
        ):
            self._turn_off(watched)
        return False

    def _turn_off(self, widget: QWidget) -> None:
        if isinstance(widget, _INPUTS) and widget.isEnabled() and not widget.property("reads"):
            self._turned_off.add(widget)
            widget.setEnabled(False)
