"""Codes made up for what has none: the initials of its title, and a number where others have that."""

import re
from collections.abc import Collection

from pmplanner.services.lookup import fold


def initials(title: str, most: int = 6, without: str = "C") -> str:
    """Return the first letters of a title's words as capitals, *most* at most; *without* words that."""
    return "".join(word[0] for word in re.findall(r"\w+", title)).upper()[:most] or without


def free_code(stem: str, taken: Collection[str], joint: str = "-") -> str:
    """Return *stem*, or with the first number from 2 on behind it that makes a code nobody has.

    *taken* are the codes there are, folded; the *joint* stands between stem and number.
    """
    code, number = stem, 1
    while fold(code) in taken:
        number += 1
        code = f"{stem}{joint}{number}"
    return code
