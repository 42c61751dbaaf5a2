"""How services write days and numbers in sentences: in English, unless who shows them writes otherwise.

A window writes dates as its user's computer does. So that no two ways stand in one window, it lets the
services write as it does (`write_like`); the terminal and the files keep the English one.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pmplanner.services.day_names import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS

_Days = Callable[[dt.date], str]


@dataclass(frozen=True, slots=True)
class DayWriter:
    """One way of writing; the examples are the English ones."""

    day: _Days
    """2 Mar"""
    named_day: _Days
    """2 March, where a sentence has room"""
    weekday: _Days
    """Tue 2 Mar"""
    full: _Days
    """Tue 2 Mar 2027"""
    month: _Days
    """March"""
    period: Callable[[dt.date, dt.date], str]
    """15–17 Mar, 29 Mar – 2 Apr, 16 Mar; with years where they differ"""
    number: Callable[[Decimal], str]
    """1.5, without zeros at its end"""


def write_like(writer: DayWriter) -> None:
    """Write so from now on, in this process."""
    global _writer
    _writer = writer
    for cached in (short_day, full_day, span):
        cached.cache_clear()


def writes_english() -> bool:
    """Whether days are written in English, so that "1–5 March" can share a month."""
    return _writer is ENGLISH


def day_of_month(day: dt.date) -> str:
    """A day without weekday and year: "2 Mar"."""
    return _writer.day(day)


def named_day(day: dt.date) -> str:
    """A day as in a sentence: "2 March"."""
    return _writer.named_day(day)


@lru_cache(maxsize=4096)
def short_day(day: dt.date) -> str:
    """A day without its year: "Tue 2 Mar"."""
    return _writer.weekday(day)


@lru_cache(maxsize=4096)
def full_day(day: dt.date) -> str:
    """A day with its year: "Tue 2 Mar 2027"."""
    return _writer.full(day)


def month(day: dt.date) -> str:
    """The month of a day: "March"."""
    return _writer.month(day)


@lru_cache(maxsize=4096)
def span(first: dt.date, last: dt.date) -> str:
    """A period: "15–17 Mar", "29 Mar – 2 Apr", "16 Mar"; with years where they differ."""
    return _writer.period(first, last)


def number(value: Decimal | int) -> str:
    """A number without zeros at its end."""
    return _writer.number(Decimal(value))


def _english_day(day: dt.date) -> str:
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"


def _english_weekday(day: dt.date) -> str:
    return f"{SHORT_WEEKDAYS[day.weekday()]} {_english_day(day)}"


def _english_period(first: dt.date, last: dt.date) -> str:
    if first.year != last.year:
        return f"{_english_day(first)} {first.year} – {_english_day(last)} {last.year}"
    if first.month != last.month:
        return f"{_english_day(first)} – {_english_day(last)}"
    if first != last:
        return f"{first.day}–{_english_day(last)}"
    return _english_day(first)


ENGLISH = DayWriter(
    _english_day,
    lambda day: f"{day.day} {MONTHS[day.month - 1]}",
    _english_weekday,
    lambda day: f"{_english_weekday(day)} {day.year}",
    lambda day: MONTHS[day.month - 1],
    _english_period,
    lambda value: f"{value.normalize():f}",
)
_writer = ENGLISH
