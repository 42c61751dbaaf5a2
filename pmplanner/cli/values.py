"""What the words of a command line mean: dates, days, amounts, columns."""

import datetime as dt
from argparse import ArgumentTypeError
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeVar

from pmplanner.exchange.dates import parse_date, parse_time
from pmplanner.exchange.numbers import parse_count, parse_days, parse_decimal
from pmplanner.sentences import said

T = TypeVar("T")

_LAST_YEAR = 2199
_MOST_STEPS = 3660
_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


def _read(read: Callable[[str], T], text: str) -> T:
    """Return what *read* makes of the text."""
    try:
        return read(text)
    except ValueError as error:
        raise ArgumentTypeError(said("'{text}' {fault}", text=text, fault=error)) from error


def a_date(text: str) -> dt.date:
    """Read a date, best as 2027-01-31; one that can be read in two ways is refused."""
    try:
        day = parse_date(text, None)
    except ValueError as error:
        raise ArgumentTypeError(
            said("'{text}' {fault}; write dates as 2027-01-31", text=text, fault=error)
        ) from error
    if day.year > _LAST_YEAR:
        raise ArgumentTypeError(said("'{text}' is too far away", text=text))
    return day


def days(text: str) -> Decimal:
    """Read days in quarters, more than none."""
    return _read(parse_days, text)


def amount(text: str) -> Decimal:
    """Read an amount of money."""
    return _read(parse_decimal, text)


def count(text: str) -> int:
    """Read a whole number of at least one."""
    number = _read(parse_count, text)
    if number < 1:
        raise ArgumentTypeError(said("'{text}' is less than 1", text=text))
    return number


def seconds(text: str) -> float:
    """Read how long to wait: seconds, 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 86400:
        raise ArgumentTypeError(said("'{text}' is no number of seconds", text=text))
    return value


def whole_number(text: str) -> int:
    """Read a whole number of 0 or more."""
    return _read(parse_count, text)


def column(text: str) -> tuple[str, str | None]:
    """Read FIELD=COLUMN; nothing after the sign means that no column is that field."""
    name, sign, heading = text.partition("=")
    if not sign or not name.strip():
        raise ArgumentTypeError(said("'{text}' is not of the form FIELD=COLUMN", text=text))
    return name.strip(), heading.strip() or None


def default(text: str) -> tuple[str, str]:
    """Read FIELD=VALUE: what stands where rows have nothing; nothing after the sign forgets it."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise ArgumentTypeError(said("'{text}' is not of the form FIELD=VALUE", text=text))
    return name.strip(), value.strip()


def only(text: str) -> tuple[str, str]:
    """Read COLUMN=VALUE: which rows are wanted; nothing after the sign is an empty cell."""
    heading, sign, value = text.partition("=")
    if not sign or not heading.strip():
        raise ArgumentTypeError(said("'{text}' is not of the form COLUMN=VALUE", text=text))
    return heading.strip(), value.strip()


def word(text: str) -> tuple[str, str, str]:
    """Read FIELD:THEIRS=OURS; the last sign of equality is the one between their word and ours."""
    name, colon, rest = text.partition(":")
    theirs, sign, ours = rest.rpartition("=")
    if not (colon and sign and name.strip() and ours.strip()):
        raise ArgumentTypeError(said("'{text}' is not of the form FIELD:THEIRS=OURS", text=text))
    return name.strip(), theirs.strip(), ours.strip()


def separator(text: str) -> str:
    """Read the character between cells; a tab by its name."""
    character = _SEPARATORS.get(text.casefold(), text)
    if len(character) != 1 or character in '"\r\n\0' or character.isalnum():
        raise ArgumentTypeError(said("'{text}' cannot stand between cells; take , or ; or tab", text=text))
    return character


def part(text: str) -> tuple[str, Decimal]:
    """Read ID=DAYS: a person and how many days."""
    key, sign, number = text.rpartition("=")
    if not sign or not key.strip():
        raise ArgumentTypeError(said("'{text}' is not of the form ID=DAYS", text=text))
    return key.strip(), days(number)


def target(text: str) -> Decimal:
    """Read days of 0 or more; that they go in quarters is seen to by whoever keeps them."""
    number = _read(parse_decimal, text)
    if number < 0:
        raise ArgumentTypeError(said("'{text}' is less than 0", text=text))
    return number


_WHOM = ("track", "team", "site", "manager", "person")


def whom(text: str) -> tuple[str, str]:
    """Read KIND=NAME: a track, team, site, manager or person."""
    kind, sign, name = text.partition("=")
    if not sign or kind.strip().casefold() not in _WHOM or not name.strip():
        raise ArgumentTypeError(
            said(
                "'{text}' is not of the form KIND=NAME; kinds are {kinds}", text=text, kinds=", ".join(_WHOM)
            )
        )
    return kind.strip().casefold(), name.strip()


NO_LIMIT = Decimal(-1)
"""Stands for a limit that is taken away."""


def limit(text: str) -> Decimal:
    """Read a limit of 0 or more; "none" takes one away."""
    if text.casefold() == "none":
        return NO_LIMIT
    number = _read(parse_decimal, text)
    if number < 0:
        raise ArgumentTypeError(said("'{text}' is less than 0", text=text))
    return number


def percent(text: str) -> int:
    """Read whole percent; "none" takes the limit away."""
    number = limit(text)
    if number != int(number):
        raise ArgumentTypeError(said("'{text}' is not a whole number", text=text))
    return int(number)


def how_many(text: str) -> tuple[str, int]:
    """Read NAME=NUMBER; the name alone is one of it."""
    name, sign, number = text.rpartition("=")
    return (name.strip(), whole_number(number)) if sign else (text.strip(), 1)


def time_of_day(text: str) -> dt.time:
    """Read a time of the day, such as 9:00."""
    return _read(parse_time, text)


class SessionDay(NamedTuple):
    """A day of a session as it is written: what is not said is None."""

    day: dt.date
    part: Decimal | None
    times: tuple[dt.time, dt.time] | None


def times(text: str) -> tuple[dt.time, dt.time]:
    """Read FROM-TO: two times of a day."""
    begins, sign, ends = text.replace("–", "-").partition("-")
    if not sign:
        raise ArgumentTypeError(said("'{text}' is not of the form 9:00-17:00", text=text))
    return time_of_day(begins), time_of_day(ends)


def session_day(text: str) -> SessionDay:
    """Read DATE, DATE=DAYS, DATE@FROM-TO or DATE=DAYS@FROM-TO."""
    rest, _, at = text.partition("@")
    day, _, part_of = rest.partition("=")
    return SessionDay(
        a_date(day.strip()), days(part_of) if part_of.strip() else None, times(at) if at.strip() else None
    )


def steps(text: str) -> int:
    """Read a whole number that is not 0: forwards, or back when it is below."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not number or abs(number) > _MOST_STEPS:
        raise ArgumentTypeError(said("'{text}' is not a number such as 2 or -2", text=text))
    return number
