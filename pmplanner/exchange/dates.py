"""Dates and times as people write them; day and month in one order for the whole file."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from pmplanner.sentences import said

DateOrder: TypeAlias = Literal["dmy", "mdy"]
"""Whether the day or the month comes first in dates that are all numbers."""

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?"
_TAIL = re.compile(rf"(?:T|,?\s+)({_TIME})\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[-/ ]*([a-z]{3,9})\.?,?[-/ ]*(\d{4}|\d{2})", re.IGNORECASE
)
_WORD_DAY = re.compile(
    r"([a-z]{3,9})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?(?:,[-/ ]*|[-/ ]+)(\d{4}|\d{2})", re.IGNORECASE
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SECONDS_A_DAY = 24 * 60 * 60

# Two days before 1 January 1900: Lotus, and Excel after it, took 1900 for a leap year.
_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 110_000)
"""Serial numbers taken for dates: 1927 to 2201. A smaller one is more likely a year."""


def parse_date(value: object, order: DateOrder | None) -> dt.date:
    """Read a date from a cell, written in any of the usual ways, a time after it left out.

    Raises ValueError when it is no date, or when it is one in both orders and *order* is None.
    """
    # Before date, which a datetime is, too.
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(said("is not a date"))
    try:
        return _from_text(_without_time(str(value)), order)
    except OverflowError as error:
        raise ValueError(said("is not a date")) from error


def decide_order(texts: Iterable[str]) -> tuple[DateOrder | None, bool]:
    """Decide the order of day and month from all dates of a file.

    Gives the order (None when no date needs it or none tells) and whether it must be asked for.
    """
    found = [match for text in texts if (match := _NUMBERS.fullmatch(_without_time(text)))]
    day_first = sum(int(match[1]) > 12 >= int(match[3]) for match in found)
    month_first = sum(int(match[3]) > 12 >= int(match[1]) for match in found)
    if day_first == month_first == 0:
        # Dots between the numbers are used where the day comes first.
        day_first = sum(match[2] == "." for match in found)
    # One date that can only be read in one way decides for all of the file: people do not change within it.
    if day_first != month_first:
        return ("dmy" if day_first > month_first else "mdy"), False
    return None, any(_is_open(match) for match in found)


def parse_time(value: object) -> dt.time:
    """Read a time of day from a cell; of a date with a time, the time. Raises ValueError."""
    if isinstance(value, dt.datetime):
        return value.time()
    if isinstance(value, dt.time):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        # Spreadsheets keep a time as a part of a day; rounding must not make it the next one.
        return time_after(min(round(value * SECONDS_A_DAY), SECONDS_A_DAY - 1))
    text = str(value).strip()
    tail = _TAIL.search(text)
    match = _CLOCK.fullmatch(tail[1] if tail else text)
    if match is None:
        raise ValueError(said("is not a time of day"))
    return _clock(match)


def time_after(seconds: int) -> dt.time:
    """Give the time of day so many seconds after midnight."""
    minutes, second = divmod(seconds, 60)
    return dt.time(*divmod(minutes, 60), second)


def _clock(match: re.Match[str]) -> dt.time:
    """Make the time of hours, minutes, seconds and the half of the day."""
    hour = int(match[1])
    if match[4]:
        if not 1 <= hour <= 12:
            raise ValueError(said("is not a time of day"))
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    try:
        return dt.time(hour, int(match[2]), int(match[3] or 0))
    except ValueError as error:
        raise ValueError(said("is not a time of day")) from error


def _without_time(text: str) -> str:
    """Take the time and the name of the weekday off a date."""
    return _WEEKDAY.sub("", _TAIL.sub("", text.strip())).strip()


def _is_open(match: re.Match[str]) -> bool:
    """Tell whether a date of numbers is another date in the other order."""
    first, second = int(match[1]), int(match[3])
    return first != second and first <= 12 and second <= 12


def _from_text(text: str, order: DateOrder | None) -> dt.date:
    """Read a date without a time."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(match.groups()[0], match.groups()[-2], match.groups()[-1])
    if match := _NUMBERS.fullmatch(text):
        return _from_numbers(match, order)
    if match := _DAY_WORD.fullmatch(text):
        return _date(match[3], _month(match[2]), match[1])
    if match := _WORD_DAY.fullmatch(text):
        return _date(match[3], _month(match[1]), match[2])
    return _from_serial(text)


def _from_numbers(match: re.Match[str], order: DateOrder | None) -> dt.date:
    """Read a date of three numbers, the year last."""
    if order is None and _is_open(match):
        raise ValueError(said("may have its day or its month first"))
    day_first = order == "dmy" or (order is None and int(match[3]) <= 12)
    day, month = (match[1], match[3]) if day_first else (match[3], match[1])
    return _date(match[4], month, day)


def _from_serial(text: str) -> dt.date:
    """Read the number of a day as spreadsheets count them."""
    try:
        number = int(float(text))
    except ValueError:
        number = 0
    if number not in _EXCEL_DAYS:
        raise ValueError(said("is not a date"))
    return _EXCEL_DAY_0 + dt.timedelta(days=number)


def _month(word: str) -> int:
    """Give the number of a month from its English name or the beginning of it."""
    name = word.lower()
    number = next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)
    if number is None and name == "sept":
        return 9
    if number is None:
        raise ValueError(said("is not a date"))
    return number


def _date(year: str, month: str | int, day: str) -> dt.date:
    """Make a date; a year of two digits lies between 1969 and 2068."""
    number = int(year)
    # As POSIX and Python's own strptime divide them.
    if len(year) == 2:
        number += 2000 if number <= 68 else 1900
    if number < 1900:
        raise ValueError(said("is not a date"))
    try:
        return dt.date(number, int(month), int(day))
    except ValueError as error:
        raise ValueError(said("is not a date")) from error
