"""Fields of the forms of resources; each shows a value, says what was entered, and when it is finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pmplanner.exchange.numbers import parse_count
from pmplanner.ui.widgets.format import user_locale
from pmplanner.ui.widgets.inputs.amounts import read_amount
from pmplanner.ui.widgets.inputs.choice_fields import SearchField
from pmplanner.ui.widgets.inputs.lines import DateLine, TextLine
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow


class WordsLine(TextLine):
    """Some words."""

    def show_value(self, value: object) -> None:
        """Show a text; what is being typed stays."""
        self.show_text(str(value or ""))

    def entered(self) -> object:
        """What is typed."""
        return self.typed()


class CountLine(WordsLine):
    """A whole number, or nothing."""

    def show_value(self, value: object) -> None:
        """Show a number; None for none."""
        self.show_text("" if value is None else str(value))

    def entered(self) -> int | None:
        """The number; None for none; ValueError with a sentence when it is no whole number."""
        if not self.typed():
            return None
        try:
            return parse_count(self.typed())
        except ValueError:
            sentence = QCoreApplication.translate("CountLine", "This is a whole number, or nothing.")
            raise ValueError(sentence) from None


class AmountLine(WordsLine):
    """An amount of money, or nothing."""

    def show_value(self, value: object) -> None:
        """Show an amount; None for none."""
        self.show_text(_amount(value) if isinstance(value, Decimal) else "")

    def entered(self) -> Decimal | None:
        """The amount; None for none; ValueError with a sentence when it is none."""
        return read_amount(self.typed())


class DayLine(DateLine):
    """A date, or nothing."""

    def show_value(self, value: object) -> None:
        """Show a date; None for none."""
        self.show_day(value if isinstance(value, dt.date) else None)

    def entered(self) -> dt.date | None:
        """The date; None for none; ValueError with a sentence when it is no date."""
        return self.day()


class PlaceField(SearchField):
    """One of many places or zones, found by typing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, QCoreApplication.translate("PlaceField", "Type to find"), parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is typed on Enter, which does not add what the form is about."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


Field = WordsLine | DayLine | WeekdayRow | PlaceField


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form: its name for the service and for people, what makes it, its hint when empty."""

    name: str
    title: str
    make: Callable[[str, QWidget], Field] = WordsLine
    hint: str = ""


def _amount(value: Decimal) -> str:
    """Return an amount to be edited: the locale's decimal point, no needless zeros, no thousands."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", user_locale().decimalPoint())
