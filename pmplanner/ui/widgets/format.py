"""Days, dates, periods and money as people read them, in the system's locale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from PySide6.QtCore import QDate, QDateTime, QLocale, QTimeZone

from pmplanner.day_words import DayWriter
from pmplanner.ui.translation import tr, user_locale

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}


def date_pattern() -> str:
    """The pattern of `format_date`, for date fields."""
    return _patterns(user_locale().name()).full


def format_days(days: Decimal | int | None, places: int = 2, least: int = 0) -> str:
    """Days without needless zeros ("4", "1.5"), rounded half up to so many places; "" for None.

    *least* are the decimals that are written even where they are zeros: those of its column.
    """
    if days is None:
        return ""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(days).quantize(step, rounding=ROUND_HALF_UP).normalize()
    return user_locale().toString(float(exact), "f", max(least, -int(exact.as_tuple().exponent)))


def decimals(values: Iterable[Decimal | int | None], places: int = 2) -> int:
    """Return how many decimals a column needs for all its numbers, rounded to so many places."""
    step = Decimal(1).scaleb(-places)
    rounded = (
        Decimal(value).quantize(step, rounding=ROUND_HALF_UP).normalize()
        for value in values
        if value is not None
    )
    return max((max(0, -_exponent(value)) for value in rounded), default=0)


def format_number(number: int | None) -> str:
    """A count with the locale's thousands separators; "" for None."""
    return "" if number is None else user_locale().toString(number)


def format_money(amount: Decimal | None, currency: str = "", least: int = 0) -> str:
    """An amount of a currency (code or sign), with cents only where there are any; "" for None.

    *least* are the decimals that are written even where they are zeros: those of its column.
    """
    if amount is None:
        return ""
    places = least if amount == amount.to_integral_value() else 2
    if not currency:
        return user_locale().toString(float(amount), "f", places)
    sign = _SYMBOLS.get(currency.upper(), currency)
    return user_locale().toCurrencyString(float(amount), sign, places)


def format_price(amount: Decimal | None, currency: str = "") -> str:
    """A price as `format_money` has it; one that nobody has entered is unknown, which is not 0."""
    return tr("unknown") if amount is None else format_money(amount, currency)


def format_date(day: date | None) -> str:
    """A date with its year ("15 Mar 2027"); "" for None."""
    return "" if day is None else _show(day, _patterns(user_locale().name()).full)


def format_day(day: date | None) -> str:
    """A date without its year ("15 Mar"); "" for None."""
    return "" if day is None else _show(day, _patterns(user_locale().name()).short)


def format_moment(moment: datetime) -> str:
    """A moment that is UTC, without a zone, in the local time and the locale's short form."""
    seconds = int(moment.replace(tzinfo=UTC).timestamp())
    there = QDateTime.fromSecsSinceEpoch(seconds, QTimeZone.systemTimeZone())
    return user_locale().toString(there, QLocale.FormatType.ShortFormat)


def format_local_moment(moment: datetime) -> str:
    """A moment that is local time, without a zone, in the locale's short form."""
    return format_moment(moment.astimezone(UTC).replace(tzinfo=None))


def format_megabytes(size: int) -> str:
    """A size in bytes as megabytes with one decimal ("1.8 MB")."""
    return f"{user_locale().toString(size / 1_000_000, 'f', 1)} MB"


def format_weekday(day: date) -> str:
    """A date with its weekday, without its year ("Tue 16 Mar")."""
    return f"{_short_weekday(day)} {format_day(day)}"


def format_period(first: date | None, last: date | None) -> str:
    """A period: "15–17 Mar", "4 Jan – 30 Jun", with years where they differ; one day is that day."""
    if first is None or last is None:
        return format_day(first or last)
    if first == last:
        return format_day(first)
    if first.year != last.year:
        return f"{format_date(first)} – {format_date(last)}"
    if first.month != last.month:
        return f"{format_day(first)} – {format_day(last)}"
    return _within_month(first, last)


def window_writer() -> DayWriter:
    """The window's way of writing days and numbers, for what is said below it."""
    return DayWriter(
        format_day,
        format_day,
        format_weekday,
        lambda day: f"{_short_weekday(day)} {format_date(day)}",
        lambda day: user_locale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat),
        format_period,
        _full_period,
        lambda value: user_locale().toString(float(value), "f", max(0, -_exponent(value))),
        format_money,
    )


def _full_period(first: date, last: date) -> str:
    if first == last:
        return format_date(first)
    period = format_period(first, last)
    return period if first.year != last.year else f"{period} {last.year}"


def _short_weekday(day: date) -> str:
    return user_locale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)


def _exponent(value: Decimal) -> int:
    return int(value.normalize().as_tuple().exponent)


class _Patterns:
    """The locale's date patterns with a short month: with the year, and without."""

    def __init__(self, locale: QLocale) -> None:
        long = locale.dateFormat(QLocale.FormatType.LongFormat)
        full = re.sub(r"[,.\s]*dddd[,\s]*", "", long).replace("MMMM", "MMM").replace("'de' ", "")
        self.usable = "MMM" in full and "'" not in full
        if not self.usable:
            self.full = self.short = locale.dateFormat(QLocale.FormatType.ShortFormat)
            return
        self.full = full
        self.short = re.sub(r"^y+[.\s]*|[,.\s]*y+[.\s]*$", "", full)


@lru_cache(maxsize=8)
def _patterns(name: str) -> _Patterns:
    return _Patterns(user_locale())


def _within_month(first: date, last: date) -> str:
    short = _patterns(user_locale().name()).short
    if short == "d MMM" or short == "d. MMM":
        return f"{_show(first, short.split()[0])}–{_show(last, short)}"
    if short == "MMM d":
        return f"{_show(first, short)}–{_show(last, 'd')}"
    return f"{format_day(first)} – {format_day(last)}"


def _show(day: date, pattern: str) -> str:
    return user_locale().toString(QDate(day.year, day.month, day.day), pattern)
