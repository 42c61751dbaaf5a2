"""Every sentence for people that is not of the window: whole, with named values, in one language.

A sentence stands in the code as it is in English, so that one catalogue can hold it in another language.
Values go in by name, in one pass: whatever braces a name holds, it stays as it is. A number with ``:,``
after its name is written with its thousands apart, and a day as 2027-01-31, unless who shows the sentence
writes otherwise (`speak`).
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from string import Formatter
from typing import Any, Protocol

log = logging.getLogger(__name__)

Number = int | Decimal
_LARGER = 2
"""What a fraction, such as half a day, takes the plural of at least."""


class Catalogue(Protocol):
    """What a language must answer; the translations of gettext do."""

    def gettext(self, message: str, /) -> str:
        """Return the sentence in the language, or as it is."""

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        """Return the form for *n* in the language; in English *msgid1* for 1, else *msgid2*."""


def said(text: str, /, **values: object) -> str:
    """Say a sentence: ``said("{plan} has no session {code}.", plan=name, code=code)``.

    *text* is written out where it is said, so that it is found for translating.
    """
    return _filled(text if _catalogue is None else _catalogue.gettext(text), text, values)


def counted(one: str, many: str, n: Number, /, **values: object) -> str:
    """Say a sentence about a number: ``counted("{n} seat is free.", "{n} seats are free.", free)``.

    The number itself is the value ``n``; both sentences may leave it out.
    """
    english = one if n == 1 else many
    values.setdefault("n", n)
    if _catalogue is None:
        return _filled(english, english, values)
    whole = int(n) if n == int(n) else max(_LARGER, int(n) + 1)
    return _filled(_catalogue.ngettext(one, many, whole), english, values)


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"; raises ValueError when there are none."""
    *most, last = words
    return said("{words} and {last}", words=", ".join(most), last=last) if most else last


def marked(text: str, /) -> str:
    """Return a text as it is, found for translating: it stands in a table, and :func:`resaid` says it."""
    return text


def resaid(text: str, /, **values: object) -> str:
    """Say a text that was :func:`marked` where it is written down."""
    return said(text, **values)


def speak(
    catalogue: Catalogue | None,
    thousands: Callable[[Number], str] | None = None,
    day: Callable[[dt.date], str] | None = None,
) -> None:
    """Say everything in the language of *catalogue* from now on, in this process; None is English.

    *thousands* writes the numbers whose thousands are to be apart, and *day* writes days.
    """
    global _catalogue, _thousands, _day
    _catalogue, _thousands, _day = catalogue, thousands or _english_thousands, day or dt.date.isoformat
    _forms.clear()


def _english_thousands(value: Number) -> str:
    return f"{value:,}"


_catalogue: Catalogue | None = None
_thousands: Callable[[Number], str] = _english_thousands
_day: Callable[[dt.date], str] = dt.date.isoformat
_Form = tuple[str, tuple[str, ...], tuple[str, ...]]
"""How a text is filled, which of its values are numbers with thousands, and which may be days."""
_forms: dict[str, _Form] = {}
"""By text, of those that were said."""


def _filled(text: str, english: str, values: dict[str, Any]) -> str:
    try:
        form, numbers, bare = _forms.get(text) or _form(text)
        for name in numbers:
            values[name] = _thousands(values[name])
        for name in bare:
            value = values[name]
            if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
                values[name] = _day(value)
        return form.format_map(values)
    except (LookupError, ValueError, TypeError, AttributeError):
        # The text of a catalogue may be wrong; whoever reads it is to learn what there is to say.
        log.warning("cannot fill in %r with %s", text, sorted(values), exc_info=True)
        return _filled_somehow(english, values)


def _form(text: str) -> _Form:
    """Take ``:,`` out of a text, and name what it stood at, and what has nothing after its name."""
    pieces, numbers, bare = [], [], []
    for literal, name, spec, _ in Formatter().parse(text):
        pieces.append(literal.replace("{", "{{").replace("}", "}}"))
        if name is None:
            continue
        if not name.isidentifier():
            raise ValueError(f"“{name}” is no name of a value")
        if spec == ",":
            numbers.append(name)
        elif not spec:
            bare.append(name)
        pieces.append("{" + name + (f":{spec}" if spec and spec != "," else "") + "}")
    form = "".join(pieces), tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(bare))
    _forms[text] = form
    return form


def _filled_somehow(english: str, values: Mapping[str, Any]) -> str:
    """Fill in what there is, and leave a gap at what there is not."""
    pieces = []
    for literal, name, _, _ in Formatter().parse(english):
        pieces += [literal] if name is None else [literal, str(values.get(name, "…"))]
    return "".join(pieces)
