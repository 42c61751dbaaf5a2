"""Numbers as people write them: with a point or a comma, with currency signs and unit words."""

import re
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from pmplanner.sentences import said

DecimalMark: TypeAlias = Literal[".", ","]

HOURS_A_DAY = Decimal(8)
"""Hours of training that are a day, where a file says how long a course takes in hours."""

_DAY_UNIT = re.compile(r"\s*(?:d|days?|person[- ]days?|tage?|jours?|j|d[ií]as?)\.?$", re.IGNORECASE)
_HOUR_UNIT = re.compile(r"\s*(?:h|hrs?|hours?|std|stunden?|heures?|horas?)\.?$", re.IGNORECASE)
_MINUTE_UNIT = re.compile(r"\s*(?:min|mins|minutes?|minuten|minutos?)\.?$", re.IGNORECASE)
_HOURS_HEADING = re.compile(r"hours?|hrs|stunden|std\b|heures?|horas?|\bh\b", re.IGNORECASE)
_DAYS_HEADING = re.compile(r"days?|tage?|jours?|d[ií]as?", re.IGNORECASE)
_SIGN = r"(?:[A-Z]{3}|[A-Z]{0,2}[$£€¥₹₺₽₩]|(?:kr|fr|zł|kč)\.?)"
_CURRENCY = re.compile(rf"^{_SIGN}\s*|\s*{_SIGN}$", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_GROUPED = {",": re.compile(r"[-+]?\d{1,3}(,\d{3})+"), ".": re.compile(r"[-+]?\d{1,3}(\.\d{3})+")}
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
_CODE = re.compile(r"[A-Z]{3}")
_CENT = Decimal("0.01")
_TOO_MUCH = Decimal("1e12")
_QUARTER = Decimal("0.25")


def decide_mark(texts: Iterable[str]) -> DecimalMark:
    """Decide from all amounts of a file whether a point or a comma stands before the decimals.

    It matters only for such as 1,234; a point when no number tells.
    """
    marks = [mark for text in texts if (mark := _mark_of(_bare(_CURRENCY.sub("", text))))]
    return "," if marks.count(",") > marks.count(".") else "."


def parse_days(value: object, *, or_none: bool = False) -> Decimal:
    """Read days in steps of 0.25, more than none unless *or_none*; raises ValueError."""
    bare = _DAY_UNIT.sub("", value) if isinstance(value, str) else value
    # Nothing takes thousands of days, so that a comma stands before decimals.
    days = parse_decimal(bare, "," if "," in str(bare) else ".")
    if days < 0 or not (days or or_none):
        raise ValueError(said("is less than 0 days") if or_none else said("is not more than 0 days"))
    if days % _QUARTER:
        raise ValueError(said("is not in quarters of a day"))
    return days


def is_in_hours(heading: str, value: object) -> bool:
    """Tell whether a cell of days gives hours or minutes: by its unit, or else by its heading."""
    if isinstance(value, str) and any(u.search(value) for u in (_HOUR_UNIT, _MINUTE_UNIT, _DAY_UNIT)):
        return _DAY_UNIT.search(value) is None
    return heads_hours(heading)


def heads_hours(heading: str) -> bool:
    """Tell whether a heading speaks of hours, and not of days."""
    words = heading.replace("_", " ")
    return _HOURS_HEADING.search(words) is not None and _DAYS_HEADING.search(words) is None


def parse_hours(value: object) -> Decimal:
    """Read hours, or minutes by their unit, as days, up to the next quarter of a day; raises ValueError."""
    bare = _HOUR_UNIT.sub("", value) if isinstance(value, str) else value
    minutes = isinstance(bare, str) and _MINUTE_UNIT.search(bare) is not None
    bare = _MINUTE_UNIT.sub("", bare) if isinstance(bare, str) else bare
    hours = parse_decimal(bare, "," if "," in str(bare) else ".") / (60 if minutes else 1)
    if hours <= 0:
        raise ValueError(said("is not more than 0 hours"))
    return (hours / HOURS_A_DAY / _QUARTER).quantize(Decimal(1), ROUND_CEILING) * _QUARTER


def parse_money(value: object, mark: DecimalMark = ".") -> Decimal:
    """Read an amount of money, rounded to hundredths, not below zero; raises ValueError."""
    return parse_amount(value, mark).quantize(_CENT, ROUND_HALF_UP)


def parse_amount(value: object, mark: DecimalMark = ".") -> Decimal:
    """Read an amount of money with all its decimals, not below zero; raises ValueError."""
    bare = _CURRENCY.sub("", value.strip()) if isinstance(value, str) else value
    amount = parse_decimal(bare, mark)
    if amount < 0:
        raise ValueError(said("is less than nothing"))
    return amount


def parse_currency(text: str) -> str:
    """Read the code of a currency, in capitals, "" for none; raises ValueError for what is no code."""
    code = text.strip().upper()
    if code and not _CODE.fullmatch(code):
        raise ValueError(said("is no currency: a code of three letters, such as EUR"))
    return code


def parse_count(value: object, mark: DecimalMark = ".") -> int:
    """Read a whole number, zero or more; raises ValueError."""
    number = parse_decimal(value, mark)
    if number < 0 or number != number.to_integral_value():
        raise ValueError(said("is not a whole number"))
    return int(number)


def parse_decimal(value: object, mark: DecimalMark = ".") -> Decimal:
    """Read a number; *mark* tells what 1,234 means. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError(said("is not a number"))
    if isinstance(value, Decimal):
        return value
    # By repr(): the shortest text that gives the float back is what stood in the cell.
    text = _bare(str(value)) if isinstance(value, str) else format(Decimal(repr(value)), "f")
    plain = _in_points(text, mark if isinstance(value, str) else ".")
    if not _PLAIN.fullmatch(plain):
        raise ValueError(said("is not a number"))
    number = Decimal(plain)
    # More than anybody means; far beyond it the database could not keep it.
    if abs(number) >= _TOO_MUCH:
        raise ValueError(said("is too large a number"))
    return number


def _bare(text: str) -> str:
    """Give a number without the blanks and apostrophes between its thousands and around it."""
    return _SPACES.sub("", text.strip())


def _mark_of(text: str) -> DecimalMark | None:
    """Tell the decimal mark of a number that leaves no doubt about it."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma < 0 and point < 0:
        return None
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    used: DecimalMark = "," if comma >= 0 else "."
    other: DecimalMark = "." if used == "," else ","
    # "1,234" can be either; "0,234" and "1,23" can only be decimals, "1,234,567" only thousands.
    if _GROUPED[used].fullmatch(text) and not text.lstrip("+-").startswith("0"):
        return other if text.count(used) > 1 else None
    return used


def _in_points(text: str, mark: DecimalMark) -> str:
    """Write a number without thousands and with a decimal point."""
    used = _mark_of(text) or mark
    thousands = "." if used == "," else ","
    return text.replace(thousands, "").replace(used, ".")
