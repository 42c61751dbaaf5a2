"""The one way of a text into the user's language.

Every text of the window is written where it is shown, as a literal in `tr`, `plural`, `mark` or
`mark_plural` (the `self.tr` of a QObject does too), so that an extractor finds it without knowing the code:
Babel with `-k tr:1 -k plural:2,3 -k mark:1 -k mark_plural:1,2`. A text that is put together, or handed to a
function of another name, is never found and stays English.
"""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QLocale

CONTEXT = "pmplanner"
"""What all texts of `tr` are filed under: the same words mean the same on every page."""

_PLACE = re.compile(r"%(\d)")


def put(text: str, *values: object) -> str:
    """Put values in the places %1, %2 … of a text, all at once: a %2 in the first value stays as it is."""

    def value(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return str(values[number - 1]) if 1 <= number <= len(values) else match.group()

    # All in one go: arg() after arg() would fill a %2 that came with the first value.
    return _PLACE.sub(value, text)


def tr(text: str, *values: object) -> str:
    """Return the text in the user's language, with values for %1, %2 and so on."""
    return put(QCoreApplication.translate(CONTEXT, text), *values)


def plural(count: int | Decimal, one: str, many: str, *values: object) -> str:
    """Return the text for so many things: %1 is the count, as the locale writes it, %2 … are the values.

    Languages with more forms than two choose theirs by the count.
    """
    text = QCoreApplication.translate(CONTEXT, one if count == 1 else many, "", int(count))
    return put(text, _written(count), *values)


def mark(text: str) -> str:
    """Say of a text that it is to be translated, by `tr`, when it is shown: for tables made once."""
    return text


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Say the same of both texts of a `plural`."""
    return one, many


def user_locale() -> QLocale:
    """The system's locale; British English where it is the bare "C"."""
    locale = QLocale()
    return QLocale("en_GB") if locale.name() == "C" else locale


def _written(count: int | Decimal) -> str:
    if isinstance(count, int):
        return user_locale().toString(count)
    places = -int(count.normalize().as_tuple().exponent)
    return user_locale().toString(float(count), "f", max(0, places))
