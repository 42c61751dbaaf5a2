"""How the window writes labels of edits: in the user's language, days and numbers as its locale has them."""

import datetime as dt
from decimal import Decimal

from pmplanner.storage.labels import FORMATS
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date, format_day, format_days, format_money, format_period


def write_as_the_window() -> None:
    """From now on put labels into words as the window does."""
    FORMATS.day = format_day
    FORMATS.period = format_period
    FORMATS.full_period = _full_period
    FORMATS.number = _number
    FORMATS.amount = format_money
    FORMATS.translate = tr


def _number(number: int | Decimal) -> str:
    return format_days(number)


def _full_period(first: dt.date, last: dt.date) -> str:
    """Return a period with its year: "15 Mar 2027", "15–17 Mar 2027", "30 Dec 2026 – 2 Jan 2027"."""
    if first == last:
        return format_date(first)
    period = format_period(first, last)
    return period if first.year != last.year else f"{period} {last.year}"
