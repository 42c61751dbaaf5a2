"""Numbers with arrows; the wheel changes them only when they have the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.lines import mark_invalid

_INSET = 8
_MOST, _MOST_TYPED = 9_999, 9_999_999
"""The most that will do, unless one says otherwise, and the most that can be typed."""


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
    """A whole number, such as of seats; where there is a word for none, 0 or nothing stands for it.

    What will not do stays and is marked, as in all inputs; Qt's own would put the last number in its place.
    """

    finished = Signal()
    """Another number was typed and left, and it will do; no payload."""
    refused = Signal(str)
    """What was typed will not do; payload: a sentence. The number stays."""
    restored = Signal()
    """Escape brought back what was shown; no payload."""

    def __init__(self, name: str, none_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._bounds = 0, _MOST
        super().setRange(0, _MOST_TYPED)
        self.setSpecialValueText(none_text)
        inset(self)
        self._shown = 0
        self.editingFinished.connect(self._finish)

    def setRange(self, least: int, most: int) -> None:
        """Let numbers from *least* to *most* do."""
        self._bounds = least, most
        if QSpinBox.value(self) < least:
            self.show_value(least)

    def setMinimum(self, least: int) -> None:
        """Let no number below this do."""
        self.setRange(least, self._bounds[1])

    def kept(self) -> int | None:
        """The number that is shown where nothing else is typed; None for none."""
        return self._shown or None

    def entered(self) -> int | None:
        """The number; None for none; ValueError with a sentence when it will not do."""
        least, most = self._bounds
        if not least <= QSpinBox.value(self) <= most:
            raise ValueError(
                tr("A number from %1 to %2 is needed.", format_number(least), format_number(most))
            )
        return QSpinBox.value(self) or None

    def show_value(self, value: object) -> None:
        """Show a number without a signal; what is being typed stays while the number is the same."""
        number = value if isinstance(value, int) else 0
        if number == self._shown != QSpinBox.value(self):
            return
        self._shown = number
        self._show(number)

    def restore(self) -> None:
        """Throw away what was typed or stepped to."""
        self._show(self._shown)
        self.restored.emit()

    def refuse(self, sentence: str) -> None:
        """Mark the number as what will not do, and say so."""
        mark_invalid(self, sentence)
        self.refused.emit(sentence)

    def stepBy(self, steps: int) -> None:
        """Step within what will do."""
        least, most = self._bounds
        self.setValue(max(least, min(most, QSpinBox.value(self) + steps * self.singleStep())))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Down to the least, up to the most."""
        least, most = self._bounds
        flag, number = QAbstractSpinBox.StepEnabledFlag, QSpinBox.value(self)
        down = flag.StepDownEnabled if number > least else flag.StepNone
        return down | (flag.StepUpEnabled if number < most else flag.StepNone)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Nothing is a number, too: none."""
        return super().validate(text, place) if text.strip() else (QValidator.State.Acceptable, text, place)

    def valueFromText(self, text: str) -> int:
        """Return the number, 0 for nothing."""
        return super().valueFromText(text) if text.strip() else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Throw away what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and QSpinBox.value(self) != self._shown:
            self.restore()
            return
        super().keyPressEvent(event)

    def _show(self, number: int) -> None:
        mark_invalid(self, "")
        self.setValue(number)

    def _finish(self) -> None:
        if QSpinBox.value(self) == self._shown:
            mark_invalid(self, "")
            return
        try:
            self.entered()
        except ValueError as error:
            self.refuse(str(error))
            return
        mark_invalid(self, "")
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
