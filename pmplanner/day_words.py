"""How days and numbers are written below the window: in English, unless who shows them writes otherwise.

A window writes dates as its user's computer does. So that no two ways stand in one window, it lets all
below it, the sentences of services and the labels of edits, write as it does (`write_like`); the terminal
and the files keep the English one. How a language writes them is known to Babel, which is loaded by
whoever needs it: a window does not.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

_Days = Callable[[dt.date], str]


def _behind(value: Decimal, currency: str) -> str:
    """Write the currency behind the amount, as the terminal does."""
    return f"{amount(value)} {currency}" if currency else amount(value)


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
    short_month: _Days
    """Mar"""
    period: Callable[[dt.date, dt.date], str]
    """15–17 Mar, 29 Mar – 2 Apr, 16 Mar; with years where they differ"""
    full_period: Callable[[dt.date, dt.date], str]
    """15–17 Mar 2027, 16 Mar 2027"""
    number: Callable[[Decimal], str]
    """1,200.5, without zeros at its end"""
    amount: Callable[[Decimal], str]
    """1,200.50, an amount of money without its currency; 1,200 without cents"""
    money: Callable[[Decimal, str], str] = _behind
    """1,200.50 EUR, an amount with its currency, which may be empty"""


def write_like(writer: DayWriter) -> None:
    """Write so from now on, in this process."""
    global _writer
    _writer = writer
    of_days = (day_of_month, named_day, short_day, full_day, month, short_month, span, full_span)
    for cached in (*of_days, number, amount):
        cached.cache_clear()


def writes_english() -> bool:
    """Whether days are written in English, so that "1–5 March" can share a month."""
    return _writer is ENGLISH


@lru_cache(maxsize=4096)
def day_of_month(day: dt.date) -> str:
    """A day without weekday and year: "2 Mar"."""
    return _writer.day(day)


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=4096)
def month(day: dt.date) -> str:
    """The month of a day: "March"."""
    return _writer.month(day)


@lru_cache(maxsize=4096)
def short_month(day: dt.date) -> str:
    """The month of a day where there is little room: "Mar"."""
    return _writer.short_month(day)


@lru_cache(maxsize=4096)
def span(first: dt.date, last: dt.date) -> str:
    """A period: "15–17 Mar", "29 Mar – 2 Apr", "16 Mar"; with years where they differ."""
    return _writer.period(first, last)


@lru_cache(maxsize=4096)
def full_span(first: dt.date, last: dt.date) -> str:
    """A period with its year: "15–17 Mar 2027", "16 Mar 2027"."""
    return _writer.full_period(first, last)


@lru_cache(maxsize=4096)
def number(value: Decimal | int) -> str:
    """A number without zeros at its end."""
    return _writer.number(Decimal(value))


@lru_cache(maxsize=4096)
def amount(value: Decimal) -> str:
    """An amount of money without its currency, with cents only where there are any."""
    return _writer.amount(value)


def money(value: Decimal, currency: str) -> str:
    """An amount of money with its currency, which may be empty."""
    return _writer.money(value, currency)


def english(day: dt.date, pattern: str) -> str:
    """Write a day in English, whatever the window's language: "EEE d MMMM y" is Tue 2 March 2027."""
    return _formatted(day, pattern, _ENGLISH)


def writer_of(language: str) -> DayWriter:
    """Return the way of writing of a language, by its code such as "pl" or "en_GB"."""
    return DayWriter(
        lambda day: _usual(day, "MMMd", language),
        lambda day: _usual(day, "MMMMd", language),
        lambda day: f"{_formatted(day, 'EEE', language)} {_usual(day, 'MMMd', language)}",
        lambda day: f"{_formatted(day, 'EEE', language)} {_usual(day, 'yMMMd', language)}",
        lambda day: _formatted(day, "LLLL", language),
        lambda day: _formatted(day, "LLL", language),
        lambda first, last: _period(first, last, "MMMd" if first.year == last.year else "yMMMd", language),
        lambda first, last: _period(first, last, "yMMMd", language),
        lambda value: _number(value, "#,##0.##########", language),
        lambda value: _number(value, "#,##0.00" if _has_cents(value) else "#,##0", language),
    )


def _formatted(day: dt.date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=language)


def _usual(day: dt.date, fields: str, language: str) -> str:
    """Write these fields of a day in the order and with the signs of the language."""
    from babel.dates import format_skeleton

    return format_skeleton(fields, day, locale=language)


def _period(first: dt.date, last: dt.date, fields: str, language: str) -> str:
    from babel.dates import format_interval

    found = format_interval(first, last, fields, locale=language)
    # Two days of one month stand close together, as they do in the window.
    joint = "–" if (first.year, first.month) == (last.year, last.month) else " – "
    return re.sub(r"\s*–\s*", joint, found)


def _number(value: Decimal, pattern: str, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, pattern, locale=language)


def _has_cents(value: Decimal) -> bool:
    return value != value.to_integral_value()


_ENGLISH = "en_GB"
# Python writes English numbers itself, and no command of the terminal has to wait for Babel to count.
ENGLISH = replace(
    writer_of(_ENGLISH),
    number=lambda value: f"{value.normalize():,f}",
    amount=lambda value: f"{value:,.2f}" if _has_cents(value) else f"{value:,.0f}",
)
_writer = ENGLISH
