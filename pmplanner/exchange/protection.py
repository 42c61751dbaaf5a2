"""Text that a spreadsheet would run as a formula, and the apostrophe that keeps it from doing so."""

import re

_RUNNABLE = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")


def neutralise(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run, or that `restore` would shorten."""
    return f"'{text}" if _RUNNABLE.match(text) else text


def restore(text: str) -> str:
    """Take off the apostrophe that `neutralise` put there; its exact inverse for every text."""
    return text[1:] if _PROTECTED.match(text) else text
