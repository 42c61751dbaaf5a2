"""Working weeks in cells: the names of weekdays, as bits from Monday 1 to Sunday 64."""

import re

from pmplanner.sentences import said

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The names of weekdays in files and in the terminal."""

_ABROAD = (
    ("montag", "lundi", "lunes"),
    ("dienstag", "mardi", "martes"),
    ("mittwoch", "mercredi", "miércoles", "miercoles"),
    ("donnerstag", "jeudi", "jueves"),
    ("freitag", "vendredi", "viernes"),
    ("samstag", "samedi", "sábado", "sabado"),
    ("sonntag", "dimanche", "domingo"),
)
_SHORT = ("mo di mi do fr sa so", "lun mar mer jeu ven sam dim", "lun mar mié jue vie sáb dom")
"""Short names of other languages; those of English are the beginnings of its names."""
_PARTS = re.compile(r"[\s,;/&+]+")
_DASH = re.compile(r"\s*[-–]\s*")


def week_text(bits: int) -> str:
    """Give a week as the names of its working days."""
    return " ".join(day for place, day in enumerate(WEEKDAYS) if bits >> place & 1)


def parse_week(text: str) -> int:
    """Read names of weekdays, or spans of them such as Mon-Fri; raises ValueError for anything else."""
    bits = 0
    for part in filter(None, _PARTS.split(_DASH.sub("-", text.strip().rstrip(".")))):
        first, dash, last = part.partition("-")
        begins = _place(first)
        ends = _place(last) if dash else begins
        # A span may go over the end of the week: Sun-Thu.
        bits |= sum(1 << (begins + step) % 7 for step in range((ends - begins) % 7 + 1))
    if not bits:
        raise ValueError(said("names no day of the week; write them like monday friday"))
    return bits


def _place(word: str) -> int:
    name = word.strip(". ").casefold()
    found = {place for place, day in enumerate(WEEKDAYS) if len(name) > 1 and day.startswith(name)}
    if not found:
        found = {place for place, names in enumerate(_ABROAD) if name in names}
        found |= {places.index(name) for short in _SHORT if name in (places := short.split())}
    if len(found) != 1:
        raise ValueError(said("names no day of the week; write them like monday friday"))
    return found.pop()
