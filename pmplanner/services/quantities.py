"""Days and amounts of money: which numbers can be kept.

A number may come from a form, a file or a service, and may be none at all: ``NaN`` and ``Infinity``
are decimals too, and comparing or rounding them raises errors that nobody expects.
"""

from decimal import Decimal

from pmplanner.exchange.numbers import parse_currency
from pmplanner.sentences import resaid, said
from pmplanner.services.errors import PlanError

QUARTERS, CENTS = 4, 100
"""Steps in which days and amounts of money go: so many to one."""


_OTHER_DECIMALS = {
    code: decimals
    for decimals, codes in (
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    )
    for code in codes.split()
}
"""Currencies that have not two decimals, by ISO 4217."""


def decimals_of(currency: str) -> int:
    """Return how many decimals amounts of a currency have, two where no currency is named."""
    return _OTHER_DECIMALS.get(currency.upper(), 2)


def unit_of(currency: str) -> Decimal:
    """Return the smallest amount of a currency that is kept: a hundredth where it has smaller ones."""
    return Decimal(1).scaleb(-min(2, decimals_of(currency)))


def is_in_steps(value: Decimal | int, steps: int) -> bool:
    """Say whether a value is finite and a multiple of 1/*steps*."""
    return Decimal(value).is_finite() and Decimal(value) * steps == int(Decimal(value) * steps)


def check_days(days: Decimal | None) -> None:
    """Raise PlanError unless *days* is None or a positive multiple of a quarter."""
    if days is not None and (not is_in_steps(days, QUARTERS) or days <= 0):
        raise PlanError(said("Days go in steps of 0.25 and are more than 0; not {days}.", days=days))


def refuse_decimals(amount: Decimal, currency: str) -> str:
    """Return why an amount has more decimals than its currency, or than are kept of it; else nothing.

    Of two decimals, as most currencies have them, nothing is said here.
    """
    decimals = decimals_of(currency)
    if not decimals and not is_in_steps(amount, 1):
        return said("Amounts in {currency} have no decimals; not {amount}.", currency=currency, amount=amount)
    if decimals > 2 and not is_in_steps(amount, CENTS):
        return said(
            "Amounts in {currency} are kept to two decimals only; not {amount}.",
            currency=currency,
            amount=amount,
        )
    return ""


def check_amount(amount: Decimal | None, refusal: str, currency: str = "") -> None:
    """Raise PlanError unless *amount* is None, or 0 or more with the decimals of its currency.

    *refusal* is marked: what is said of the ``{amount}``. More than two decimals are not kept.
    """
    if amount is None:
        return
    if not Decimal(amount).is_finite() or amount < 0:
        raise PlanError(resaid(refusal, amount=amount))
    # A new row has no currency before it is written, not even an empty one.
    if reason := refuse_decimals(amount, currency or ""):
        raise PlanError(reason)
    if not is_in_steps(amount, CENTS):
        raise PlanError(resaid(refusal, amount=amount))


def in_currency(currency: str, wanted: str) -> bool:
    """Say whether an amount of *currency* counts in the *wanted* one: it is the same, or none is named.

    Older workspaces hold codes as files wrote them, so case makes no difference.
    """
    return not currency or currency.upper() == wanted.upper()


def currency_code(text: str) -> str:
    """Return the code of a currency in capitals, "" for none; raise PlanError for what is no such code.

    Everything that writes a currency goes through here or through the reading of files, because prices
    are compared with the plan by it.
    """
    try:
        return parse_currency(text)
    except ValueError:
        raise PlanError(
            said("A currency is a code of three letters, such as EUR; not “{text}”.", text=text.strip())
        ) from None
