"""Words of papers: figures, days and months as a reader has them; states are in `states`."""

import datetime as dt
from decimal import Decimal

from pmplanner import day_words
from pmplanner.sentences import counted, said
from pmplanner.services.reports.asking import Heading

NOTHING = "–"
"""Where there is nothing to tell."""


def days(value: Decimal | None) -> str:
    """Return days as a cell has them; a dash for none."""
    return day_words.number(value) if value else NOTHING


def count(value: int) -> str:
    """Return a number as a cell has it; a dash for none."""
    return day_words.number(value) if value else NOTHING


def number(value: Decimal | int) -> str:
    """Return a number, 0 too."""
    return day_words.number(value)


def money(value: Decimal, currency: str) -> str:
    """Return an amount with its currency, 0 too."""
    return day_words.money(value, currency)


def amount(value: Decimal) -> str:
    """Return an amount without its currency as a cell has it; a dash for none."""
    return day_words.amount(value) if value else NOTHING


def percent(part: Decimal | None) -> str:
    """Return a part of a whole in percent, without decimals; a dash where there is no whole."""
    if part is None:
        return NOTHING
    # What lacks a little is not said to be whole, nor what is a little to be nothing.
    number = round(part * 100)
    if number == 100 and part < 1:
        number = 99
    if not number and part:
        number = 1
    return said("{number} %", number=number)


def month(written: str) -> str:
    """Return a month written 2027-03 with its year: "March 2027"."""
    year, number = map(int, written.split("-"))
    return said("{month} {year}", month=day_words.month(dt.date(year, number, 1)), year=f"{year:04}")


def short_month(written: str) -> str:
    """Return a month written 2027-03 for where there is little room: "Mar", and "Jan 2027" with its year."""
    year, number = map(int, written.split("-"))
    name = day_words.short_month(dt.date(year, number, 1))
    return said("{month} {year}", month=name, year=f"{year:04}") if number == 1 else name


def month_alone(number: int) -> str:
    """Return the name of a month of any year."""
    return day_words.month(dt.date(2001, number, 1))


def day(value: dt.date) -> str:
    """Return a day with its year."""
    return day_words.full_day(value)


def short_month_alone(number: int) -> str:
    """Return the name of a month of any year, where there is little room."""
    return day_words.short_month(dt.date(2001, number, 1))


def period(first: dt.date | None, last: dt.date | None) -> str:
    """Return a period with its year; a dash where it has no day."""
    return NOTHING if first is None or last is None else day_words.full_span(first, last)


def below(heading: Heading) -> str:
    """Return what stands below the title of a paper: the plan with its period, and of whom it tells."""
    plan = said("{plan}, {period}", plan=heading.plan, period=period(heading.first_day, heading.last_day))
    return said("{plan} · {whom}", plan=plan, whom=heading.whom) if heading.whom else plan


def people(number: int) -> str:
    """Return how many people there are, in words."""
    return counted("{n:,} person", "{n:,} people", number)
