"""Days, dates, periods, times and money as people read them, in the locale of laptop or workspace."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, QTimeZone

from pmplanner.day_words import DayWriter
from pmplanner.services.quantities import decimals_of
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
        for value in set(values)  # thousands of lines have few different numbers
        if value is not None
    )
    return max((max(0, -_exponent(value)) for value in rounded), default=0)


def format_number(number: int | None) -> str:
    """A count with the locale's thousands separators; "" for None."""
    return "" if number is None else user_locale().toString(number)


def format_money(amount: Decimal | None, currency: str = "", least: int = 0) -> str:
    """An amount of a currency (code or sign), with its own decimals where there are any; "" for None.

    *least* are the decimals that are written even where they are zeros: those of its column.
    """
    if amount is None:
        return ""
    # What was entered in smaller parts than the currency has is not rounded away.
    places = least if amount == amount.to_integral_value() else decimals_of(currency) or 2
    if not currency:
        return user_locale().toString(float(amount), "f", places)
    sign = _SYMBOLS.get(currency.upper(), currency)
    return user_locale().toCurrencyString(float(amount), sign, places)


def format_price(amount: Decimal | None, currency: str = "") -> str:
    """A price as `format_money` has it; one that nobody has entered is unknown, which is not 0."""
    return tr("unknown") if amount is None else format_money(amount, currency)


def starting_large(word: str) -> str:
    """A word of the catalogue, such as a level, as it stands by itself ("Advanced")."""
    return word[:1].upper() + word[1:]


def format_date(day: date | None) -> str:
    """A date with its year ("15 Mar 2027"); "" for None."""
    return "" if day is None else _show(day, _patterns(user_locale().name()).full)


def format_day(day: date | None) -> str:
    """A date ("15 Mar"), with its year only where that is not understood; "" for None."""
    return "" if day is None else _show_short(day) if _is_bare(day) else format_date(day)


def month_name(month: str) -> str:
    """Return a month written 2027-03 as "Mar 2027"."""
    return f"{short_month(month)} {month[:4]}"


def short_month(month: str) -> str:
    """Return a month written 2027-03 as "Mar"."""
    return user_locale().standaloneMonthName(int(month[5:]), QLocale.FormatType.ShortFormat)


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
    """A date with its weekday ("Tue 16 Mar"), with its year only where that is not understood."""
    return f"{_short_weekday(day)} {format_day(day)}"


def format_full_weekday(day: date) -> str:
    """A date with its weekday and its year ("Tue 16 Mar 2027")."""
    return f"{_short_weekday(day)} {format_date(day)}"


def weekday_pattern() -> str:
    """The pattern of `format_full_weekday`, for date fields."""
    return f"ddd {date_pattern()}"


def format_clock(at: time | datetime) -> str:
    """A time of day in the locale's short form ("09:30")."""
    return user_locale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def format_period(first: date | None, last: date | None) -> str:
    """A period: "15–17 Mar", "4 Jan – 30 Jun"; one day is that day.

    Years stand where they differ, or are not understood.
    """
    if first is None or last is None:
        return format_day(first or last)
    if not (_is_bare(first) and _is_bare(last)):
        return format_full_period(first, last)
    return format_day(first) if first == last else _short_period(first, last)


def format_full_period(first: date, last: date) -> str:
    """A period with its year: "15–17 Mar 2027", "16 Mar 2027"."""
    if first == last:
        return format_date(first)
    if first.year != last.year:
        return f"{format_date(first)} – {format_date(last)}"
    patterns = _patterns(user_locale().name())
    year = patterns.full.removeprefix(patterns.short)
    if year == patterns.full or patterns.full == patterns.short:
        return f"{format_date(first)} – {format_date(last)}"  # the year comes first
    return _short_period(first, last) + _show(last, year)


def write_years_but(year: int | None) -> bool:
    """Write the year of each day that is not in this one from now on; None writes none, 0 writes all.

    So a plan within a year has days without it, and none of another year is taken for one of its own.
    Returns whether anything is written in another way now.
    """
    global _understood
    before, _understood = _understood, year
    return before != year


def writing_style() -> Hashable:
    """What tells one way of writing days from another, for what keeps texts."""
    return user_locale().name(), _understood


_understood: int | None = None


def _is_bare(day: date) -> bool:
    return _understood is None or day.year == _understood


def _short_period(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{format_date(first)} – {format_date(last)}"
    if first.month != last.month:
        return f"{_show_short(first)} – {_show_short(last)}"
    return _within_month(first, last)


def _show_short(day: date) -> str:
    return _show(day, _patterns(user_locale().name()).short)


def window_writer() -> DayWriter:
    """The window's way of writing days and numbers, for what is said below it."""
    return DayWriter(
        format_day,
        format_day,
        format_weekday,
        # Two styles would stand in one sentence, where the plan's own year is understood.
        lambda day: format_full_weekday(day) if _understood is None else format_weekday(day),
        lambda day: user_locale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat),
        lambda day: user_locale().standaloneMonthName(day.month, QLocale.FormatType.ShortFormat),
        format_period,
        format_full_period,
        lambda value: user_locale().toString(float(value), "f", max(0, -_exponent(value))),
        format_money,
        format_money,
    )


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
    return f"{_show_short(first)} – {_show_short(last)}"


def _show(day: date, pattern: str) -> str:
    return user_locale().toString(QDate(day.year, day.month, day.day), pattern)
