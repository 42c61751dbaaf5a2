"""Amounts of one currency in another, by the rates that are kept."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Rate
from pmplanner.services.lookup import plain_rows
from pmplanner.services.quantities import in_currency, unit_of
from pmplanner.services.settings import read_setting

_ONE = Decimal(1)

_Steps = tuple[list[dt.date], list[Decimal]]
"""From which days on a currency is worth what, in order."""


class Converter:
    """Puts amounts into one currency; *missing* collects the currencies for which there was no rate.

    Rates are read when the first amount of another currency comes.
    """

    def __init__(self, db: Session, currency: str) -> None:
        self._db, self._currency = db, currency
        self.unit = unit_of(currency)
        """The smallest part of the currency in which amounts are kept."""
        self._rates: dict[str, _Steps] | None = None
        self._base = ""
        self.missing: set[str] = set()

    def __call__(self, amount: Decimal | None, currency: str, day: dt.date) -> Decimal | None:
        """Return an amount as of a day, to the unit, half to even; None where it or a rate is unknown."""
        if not amount or in_currency(currency, self._currency):
            return amount
        value, own = self._worth(currency.upper(), day), self._worth(self._currency.upper(), day)
        if value is None or own is None:
            self.missing.add(currency.upper() if value is None else self._currency.upper())
            return None
        return (amount * value / own).quantize(self.unit, ROUND_HALF_EVEN)

    def _worth(self, currency: str, day: dt.date) -> Decimal | None:
        """Return what one unit is worth in the currency of the workspace; None where no rate holds yet."""
        if self._rates is None:
            self._read()
        if currency == self._base and currency:
            return _ONE
        assert self._rates is not None
        days, values = self._rates.get(currency, ((), ()))
        place = bisect_right(days, day)
        return values[place - 1] if place else None

    def _read(self) -> None:
        found: dict[str, _Steps] = defaultdict(lambda: ([], []))
        query = select(Rate.currency, Rate.valid_from, Rate.value).order_by(Rate.valid_from)
        for currency, day, value in plain_rows(self._db, query):
            found[currency][0].append(day)
            found[currency][1].append(value)
        self._rates, self._base = dict(found), read_setting(self._db, "currency")
