"""Lines to type in: words, whole numbers, days, amounts; and notes of several lines.

All inputs of the window are one family. Each has `show_value(value)`, `entered()`, and says `finished` when
the user has left another value in it than the one that is shown. What will not do stays and is marked, with
a sentence in `refused`; Escape brings back what was shown, and what is being typed outlives a refresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QWidget

from pmplanner.exchange.numbers import parse_decimal
from pmplanner.exchange.words import NONE
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.amounts import read_amount, read_count, read_days, read_rate, write_number

_QUARTER = Decimal("0.25")
_MOST_DAYS = 1000


def mark_invalid(field: QWidget, message: str) -> None:
    """Frame a field in the problem colour and say why; "" takes the mark away."""
    field.setProperty("invalid", bool(message))
    field.setToolTip(message)
    field.setAccessibleDescription(message)
    field.style().unpolish(field)
    field.style().polish(field)


def make_completer(line: QLineEdit) -> QCompleter:
    """Return what finds words by any part of them."""
    completer = QCompleter([], line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def offer_words(line: QLineEdit, words: Iterable[str]) -> None:
    """Complete what is typed in a line from these words.

    A line keeps one completer for good: a word taken from it ends in an edit, whose refresh comes by
    here while the completer is still at work. Another one in its place would let Qt crash.
    """
    if line.completer() is None:
        line.setCompleter(make_completer(line))
    model, wanted = line.completer().model(), [*words]
    if isinstance(model, QStringListModel) and model.stringList() != wanted:
        model.setStringList(wanted)


class TextLine(QLineEdit):
    """A line of text; the base of all that is typed into one line."""

    finished = Signal()
    """Another text than the one shown was typed and left, and it will do; no payload."""
    refused = Signal(str)
    """What was typed will not do; payload: a sentence. The text stays."""
    restored = Signal()
    """Escape brought back what was shown; no payload."""

    def __init__(self, name: str = "", parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._shown = ""
        self.editingFinished.connect(self._finish)

    def typed(self) -> str:
        """What stands there, with single blanks."""
        return " ".join(self.text().split())

    def entered(self) -> object:
        """The value that stands there; ValueError with a sentence when it will not do."""
        return self.typed()

    def show_value(self, value: object) -> None:
        """Show a value without a signal, None for none; what is being typed stays."""
        self.show_text(self.text_of(value))

    def text_of(self, value: object) -> str:
        """Return how a value is written."""
        return "" if value is None else str(value)

    def show_text(self, text: str) -> None:
        """Show a text without a signal; what is being typed stays."""
        typing = self.typed() != self._shown
        self._shown = text
        if typing and self.typed() != text:
            return
        if self.text() != text:
            self.setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)  # the beginning is seen; whoever types stays where they are

    def restore(self) -> None:
        """Throw away what was typed."""
        self.setText(self._shown)
        mark_invalid(self, "")
        self.restored.emit()

    def offer(self, words: Iterable[str]) -> None:
        """Complete what is typed from these words."""
        if self.completer() is None:
            self.setCompleter(self.make_completer())
        offer_words(self, words)

    def make_completer(self) -> QCompleter:
        """Return what completes; kinds of lines have their own."""
        return make_completer(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Throw away what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.typed() != self._shown:
            self.restore()
            return
        super().keyPressEvent(event)

    def refuse(self, sentence: str) -> None:
        """Mark what stands there as what will not do, and say so."""
        mark_invalid(self, sentence)
        self.refused.emit(sentence)

    def _finish(self) -> None:
        if self.typed() == self._shown:
            if self.property("invalid"):
                self.restore()
            return
        try:
            self.entered()
        except ValueError as error:
            self.refuse(str(error))
            return
        mark_invalid(self, "")
        self.finished.emit()


class CountLine(TextLine):
    """A whole number, or nothing."""

    def entered(self) -> int | None:
        """The number; None for none; ValueError with a sentence when it is no whole number."""
        return read_count(self.typed())


class AmountLine(TextLine):
    """An amount of money, or nothing."""

    _currency: Callable[[], str] | None = None

    def go_with(self, currency: Callable[[], str]) -> None:
        """Have the decimals of the currency that *currency* gives whenever something was typed."""
        self._currency = currency

    def text_of(self, value: object) -> str:
        """Return an amount to be edited."""
        return write_number(value) if isinstance(value, Decimal) else ""

    def entered(self) -> Decimal | None:
        """The amount; None for none; ValueError with a sentence when it is none."""
        return read_amount(self.typed(), "" if self._currency is None else self._currency())


class RateLine(TextLine):
    """What one of a currency is worth, or nothing."""

    def text_of(self, value: object) -> str:
        """Return a rate to be edited."""
        return write_number(value) if isinstance(value, Decimal) else ""

    def entered(self) -> Decimal | None:
        """The rate; None for none; ValueError with a sentence when it is none."""
        return read_rate(self.typed())


class UnitsLine(AmountLine):
    """Units, 0 or more with at most two decimals, or nothing."""

    def entered(self) -> Decimal | None:
        """The units; None for none; ValueError with a sentence when they are none."""
        refusal = tr("“%1” is not units: 0 or more, with at most two decimals.", self.typed())
        if self.typed().startswith("-"):
            raise ValueError(refusal)
        try:
            return read_amount(self.typed())
        except ValueError:
            raise ValueError(refusal) from None


class OrNoneLine(TextLine):
    """A line in which “none” says that there is none, while nothing says nothing."""

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        placeholder: str = "",
        read: Callable[[str], object] = str,
    ) -> None:
        super().__init__(name, parent, placeholder)
        self._read = read

    def text_of(self, value: object) -> str:
        """Return a value to be edited; NONE as the word for it."""
        if value == NONE:
            return tr("none")
        return write_number(value) if isinstance(value, Decimal) else super().text_of(value)

    def entered(self) -> object:
        """The value, NONE for the word; ValueError with a sentence when it will not do."""
        is_none = self.typed().casefold() in (NONE, tr("none").casefold())
        return NONE if is_none else self._read(self.typed())


class _Capitals(QValidator):
    """Turns what is typed into capital letters."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """All will do, in capitals."""
        return QValidator.State.Acceptable, text.upper(), place


class CurrencyLine(TextLine):
    """The code of a currency in capitals, as costs are compared with the plan's; or nothing."""

    def __init__(self, name: str = "", parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(name, parent, placeholder)
        self.setValidator(_Capitals(self))

    def code(self) -> str:
        """The currency that is typed, or the usual one, which is the hint."""
        return self.typed() or self.placeholderText()


class DaysLine(TextLine):
    """Days: typed, or changed by a quarter with Up and Down or the arrows at the right; or nothing."""

    def __init__(self, name: str = "", parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(name, parent, placeholder)
        for icon_name, text, slot in (
            ("chevron-down", tr("A quarter of a day less (Down)"), self._less),
            ("chevron-up", tr("A quarter of a day more (Up)"), self._more),
        ):
            action = QAction(icon(icon_name, "muted"), text, self)
            action.triggered.connect(slot)
            self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def text_of(self, value: object) -> str:
        """Return days to be edited."""
        return write_number(value) if isinstance(value, Decimal) else ""

    def entered(self) -> Decimal | None:
        """The days; None for none; ValueError with a sentence when they are none."""
        return read_days(self.typed())

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
        self._step(_QUARTER)

    def _less(self) -> None:
        self._step(-_QUARTER)

    def _step(self, by: Decimal) -> None:
        try:
            days = parse_decimal(self.typed() or "0", "," if "," in self.typed() else ".")
        except ValueError:
            return
        # The next quarter in that direction, so that 1.3 becomes 1.5 or 1.25.
        quarters = days / _QUARTER
        whole = quarters.to_integral_value("ROUND_FLOOR" if by > 0 else "ROUND_CEILING")
        stepped = max(_QUARTER, whole * _QUARTER + by)
        if self.isEnabled() and stepped < _MOST_DAYS:
            self.setText(write_number(stepped))
            self.setFocus(Qt.FocusReason.OtherFocusReason)


class WordsLine(TextLine):
    """Words between commas, such as skills; the one that is being typed is completed."""

    def text_of(self, value: object) -> str:
        """Return words between commas."""
        return ", ".join(map(str, value)) if isinstance(value, Iterable) else ""

    def entered(self) -> tuple[str, ...]:
        """The words."""
        return tuple(part.strip() for part in self.typed().split(",") if part.strip())

    def make_completer(self) -> QCompleter:
        """Return what completes each word."""
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
        """The completed word after those that stand there already."""
        before = self._line.text().rpartition(",")[0].strip()
        word = str(index.data())
        return f"{before}, {word}" if before else word


class NoteField(QPlainTextEdit):
    """A few lines of text."""

    finished = Signal()
    """Another text was typed and left; no payload."""

    def __init__(self, name: str = "", parent: QWidget | None = None, *, height: int = 60) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        keep_sized(self.setFixedHeight, height)
        self._shown = ""

    def entered(self) -> str:
        """The text, trimmed."""
        return self.toPlainText().strip()

    def show_value(self, value: object) -> None:
        """Show a text without a signal; what is being typed stays."""
        typing = self.entered() != self._shown and self.hasFocus()
        self._shown = str(value or "").strip()
        if not typing and self.entered() != self._shown:
            self.setPlainText(self._shown)

    def restore(self) -> None:
        """Throw away what was typed."""
        if self.entered() != self._shown:
            self.setPlainText(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Throw away what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.entered() != self._shown:
            self.restore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish when the cursor leaves."""
        super().focusOutEvent(event)
        if self.entered() != self._shown:
            self.finished.emit()
