"""Text that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so.

Text that looks like a failed formula has the apostrophe, too, so that it comes back as the text it was.
A formula may also stand in the middle: a spreadsheet whose list separator is another one than the file's
splits a cell there, and what follows is a cell that begins with it.
"""

import re

FAILED = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
"""What a spreadsheet writes where a formula has failed."""

_UNSEEN = r"(?:[^\S\t\r\n]|[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff])*"
"""Blanks and marks that spreadsheets pass over; not those at which one may split a cell."""

_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
"""What formulas begin with; also as wide as the letters of Chinese and Japanese, where they do too."""

_FAILED = rf"(?:{'|'.join(re.escape(text) for text in FAILED)})\Z"
_BEGINNING = rf"(?:[\t\r]|{_UNSEEN}{_SIGN}|{_FAILED})"
_SPLIT = r"(?<=[;\t\r\n|])"
_COMMA = r"(?<=,)"
_AFTER_COMMA = rf"{_UNSEEN}(?:[=@\uff1d\uff20]|[+\-\uff0b\uff0d][^\W\d])"
"""After a comma a sign before a number, or before nothing, is mostly just that: "12,-", "a, -5"."""


def _places(apostrophe: str) -> re.Pattern[str]:
    """Return what finds the places before a formula, with or without an apostrophe there already."""
    return re.compile(
        rf"\A{apostrophe}(?='*{_BEGINNING})"
        rf"|{_SPLIT}{apostrophe}(?='*{_UNSEEN}{_SIGN})"
        rf"|{_COMMA}{apostrophe}(?='*{_AFTER_COMMA})"
    )


_RUNNABLE, _PROTECTED = _places(""), _places("'")

_NEAR = re.compile(rf"[\n;\t\r|,]'*(?:[\t\r#]|{_UNSEEN}{_SIGN})")
"""What stands wherever there is such a place, and hardly anywhere else; soon looked for."""


def any_runnable(lines: str) -> bool:
    """Tell whether `neutralise` may change any of the texts that stand here a line each."""
    return _NEAR.search(f"\n{lines}") is not None


def neutralise(text: str) -> str:
    """Put an apostrophe before what would be run, taken for an error, or shortened by `restore`."""
    return _RUNNABLE.sub("'", text) if any_runnable(text) else text


def restore(text: str) -> str:
    """Take off the apostrophes that `neutralise` put there; its exact inverse for every text."""
    # Nearly no cell has one, and to look for one is quicker than to look for a formula behind it.
    return _PROTECTED.sub("", text) if "'" in text else text
