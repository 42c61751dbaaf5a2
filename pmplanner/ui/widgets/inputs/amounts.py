"""Amounts of money and days as people type them, whatever their decimal mark."""

import re
from decimal import Decimal

from pmplanner.exchange.numbers import parse_amount, parse_count, parse_days
from pmplanner.services.quantities import decimals_of, refuse_decimals
from pmplanner.ui.translation import tr, user_locale

_LAKHS = re.compile(r"\d{1,2}(,\d\d)+,\d{3}")
_THREE_AT_END = re.compile(r"\d{1,3}[.,]\d{3}")
_CENT, _KEPT = Decimal("0.01"), 2
_RATE_DECIMALS = 6
_TOO_MUCH = Decimal("1e9")
_TOO_LONG = Decimal(1000)


def read_amount(text: str, currency: str = "") -> Decimal | None:
    """Read an amount of money below 1e9 with at most the two decimals that are kept; None for nothing.

    1,234.50 and 1.234,50 are the same, and 50,000 and 50.000 are both fifty thousand: a mark before
    three digits cannot stand before cents. In a *currency* of three decimals it can, and in one without
    decimals nothing stands behind a mark. Raises ValueError with a sentence.
    """
    plain = _western(text)
    if not plain:
        return None
    if decimals_of(currency) > _KEPT and _THREE_AT_END.fullmatch(plain):
        raise ValueError(
            tr(
                "“%1” is not clear in %2, of which two decimals are kept: leave the mark out, or write "
                "two decimals.",
                text.strip(),
                currency.upper(),
            )
        )
    if _LAKHS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        amount = parse_amount(plain, "," if "." in plain else ".")
    except ValueError:
        amount = _TOO_MUCH
    if amount < _TOO_MUCH and (reason := refuse_decimals(amount, currency)):
        raise ValueError(reason)
    if amount >= _TOO_MUCH or amount % _CENT:
        raise ValueError(
            tr("“%1” is not an amount of money; write an amount such as 1,234.50.", text.strip())
        )
    return abs(amount).quantize(_CENT)


def read_rate(text: str) -> Decimal | None:
    """Read what one of a currency is worth, with at most six decimals; None for nothing.

    Its last mark is that of its decimals, whatever stands behind it: 0.912 and 0,912 are the same, and so
    is 1.234. Raises ValueError with a sentence.
    """
    plain = _western(text)
    if not plain:
        return None
    mark = max(plain.rfind("."), plain.rfind(","))
    whole, part = (plain, "") if mark < 0 else (plain[:mark], plain[mark + 1 :])
    digits = re.sub(r"[.,\s]", "", whole) or "0"
    if not (digits + part).isdecimal() or len(part) > _RATE_DECIMALS or (mark >= 0 and not part):
        raise ValueError(tr("“%1” is not a rate; write one such as 0.92.", text.strip()))
    return Decimal(f"{digits}.{part or 0}")


def read_days(text: str) -> Decimal | None:
    """Read days, more than 0 and below 1000, in steps of 0.25; None for nothing.

    Raises ValueError with a sentence.
    """
    plain = _western(text)
    if not plain:
        return None
    try:
        days = parse_days(plain)
    except ValueError:
        days = _TOO_LONG
    if days >= _TOO_LONG:
        raise ValueError(tr("“%1” is not days: more than 0, in steps of 0.25.", text.strip()))
    return days


def read_count(text: str) -> int | None:
    """Read a whole number; None for nothing. Raises ValueError with a sentence."""
    try:
        return parse_count(text) if text else None
    except ValueError:
        raise ValueError(tr("This is a whole number, or nothing.")) from None


def write_number(value: Decimal) -> str:
    """Return a number to be edited: the locale's decimal point, no needless zeros, no thousands."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", user_locale().decimalPoint())


def _western(text: str) -> str:
    """Replace a locale's own marks, such as the Arabic ones, by a point and nothing."""
    locale = user_locale()
    group, point = locale.groupSeparator(), locale.decimalPoint()
    text = text if group in (",", ".") else text.replace(group, "")
    return (text if point in (",", ".") else text.replace(point, ".")).strip()
