"""Numbers with arrows; the wheel changes them only when they have the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

_INSET = 8


def inset(spin: QAbstractSpinBox) -> None:
    """Keep the text off the border: a style sheet's padding does not reach into a spin box."""
    spin.lineEdit().setTextMargins(_INSET, 0, 0, 0)


class CalmSpinBox(QSpinBox):
    """A whole number that the wheel changes only after it was clicked or reached by Tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form and change nothing in passing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CalmDoubleSpinBox(QDoubleSpinBox):
    """A number with decimals that the wheel changes only after it was clicked or reached by Tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form and change nothing in passing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CountField(CalmSpinBox):
    """A number of seats; the lowest value stands for no limit."""

    finished = Signal()
    """Another number was typed and left; no payload."""

    def __init__(self, name: str, none_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, 9999)
        self.setSpecialValueText(none_text)
        inset(self)
        self._shown = 0
        self.editingFinished.connect(self._finish)

    def entered(self) -> int | None:
        """The number; None for no limit."""
        return QSpinBox.value(self) or None

    def show_value(self, value: object) -> None:
        """Show a number without a signal."""
        self._shown = value if isinstance(value, int) else 0
        self.setValue(self._shown)

    def restore(self) -> None:
        """Throw away what was typed or stepped to."""
        self.setValue(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Throw away what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and QSpinBox.value(self) != self._shown:
            self.restore()
            return
        super().keyPressEvent(event)

    def _finish(self) -> None:
        if QSpinBox.value(self) != self._shown:
            self._shown = QSpinBox.value(self)
            self.finished.emit()


def days_field(parent: QWidget | None = None, most: int = 365) -> QDoubleSpinBox:
    """Days in steps of a quarter."""
    field = CalmDoubleSpinBox(parent)
    field.setRange(0, most)
    field.setSingleStep(0.25)
    field.setDecimals(2)
    inset(field)
    return field


def number_field(parent: QWidget | None = None, least: int = 0, most: int = 9999) -> QSpinBox:
    """A whole number, such as seats."""
    field = CalmSpinBox(parent)
    field.setRange(least, most)
    inset(field)
    return field
