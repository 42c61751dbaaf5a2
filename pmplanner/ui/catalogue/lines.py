"""Lines of the course form: days in quarters, skills between commas, numbers in the locale's way."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from pmplanner.exchange.numbers import parse_decimal
from pmplanner.ui.widgets.format import user_locale
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.lines import TextLine

STEP = Decimal("0.25")


class DaysLine(TextLine):
    """Days: typed, or changed by a quarter with Up and Down or the arrows at the right."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        for icon_name, text, slot in (
            ("chevron-down", self.tr("A quarter of a day less (Down)"), self._less),
            ("chevron-up", self.tr("A quarter of a day more (Up)"), self._more),
        ):
            action = QAction(icon(icon_name, "muted"), text, self)
            action.triggered.connect(slot)
            self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on Up and Down."""
        match event.key():
            case Qt.Key.Key_Up:
                self._more()
            case Qt.Key.Key_Down:
                self._less()
            case _:
                super().keyPressEvent(event)

    def _more(self) -> None:
        self._step(STEP)

    def _less(self) -> None:
        self._step(-STEP)

    def _step(self, by: Decimal) -> None:
        try:
            days = parse_decimal(self.typed() or "0", "," if "," in self.typed() else ".")
        except ValueError:
            return
        # The next quarter in that direction, so that 1.3 becomes 1.5 or 1.25.
        quarters = days / STEP
        whole = quarters.to_integral_value("ROUND_FLOOR" if by > 0 else "ROUND_CEILING")
        stepped = max(STEP, whole * STEP + by)
        if self.isEnabled() and stepped < 1000:
            self.setText(show_number(stepped))
            self.setFocus(Qt.FocusReason.OtherFocusReason)


class SkillsLine(TextLine):
    """Skills between commas; the one that is being typed is completed."""

    def make_completer(self) -> QCompleter:
        """Return what completes each skill."""
        return _LastPartCompleter(self)


class _LastPartCompleter(QCompleter):
    """Completes what follows the last comma."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__([], line)
        self._line = line
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def splitPath(self, path: str) -> list[str]:
        """Only the last part is looked for."""
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The completed skill after those that stand there already."""
        before = self._line.text().rpartition(",")[0].strip()
        word = str(index.data())
        return f"{before}, {word}" if before else word


def show_number(value: Decimal) -> str:
    """Return a number to be edited: the locale's decimal point, no needless zeros, no thousands."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", user_locale().decimalPoint())
