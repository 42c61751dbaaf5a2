"""Text that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so.

Text that looks like a failed formula has the apostrophe, too, so that it comes back as the text it was.
"""

import re

FAILED = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
"""What a spreadsheet writes where a formula has failed."""

_TAKEN_FOR_ANOTHER = rf"(?:[=+\-@\t\r]|(?:{'|'.join(re.escape(text) for text in FAILED)})\Z)"
_RUNNABLE = re.compile(rf"'*{_TAKEN_FOR_ANOTHER}")
_PROTECTED = re.compile(rf"'+{_TAKEN_FOR_ANOTHER}")


def neutralise(text: str) -> str:
    """Put an apostrophe before text that would be run, taken for an error, or shortened by `restore`."""
    return f"'{text}" if _RUNNABLE.match(text) else text


def restore(text: str) -> str:
    """Take off the apostrophe that `neutralise` put there; its exact inverse for every text."""
    return text[1:] if _PROTECTED.match(text) else text
