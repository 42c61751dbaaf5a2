"""What currencies are worth in the currency of the workspace, from which day on."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Rate
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import write_fields
from pmplanner.services.lookup import get
from pmplanner.services.quantities import currency_code, is_in_steps
from pmplanner.services.settings import read_setting

MILLION = 1_000_000

FIELDS = ("currency", "valid_from", "value")
"""What can be set on a rate."""


class RateRow(NamedTuple):
    """From *valid_from* on, one unit of *currency* is worth *value* of the workspace's currency."""

    id: int
    currency: str
    valid_from: dt.date
    value: Decimal


def list_rates(db: Session) -> list[RateRow]:
    """Return all rates by currency and day."""
    query = select(Rate.id, Rate.currency, Rate.valid_from, Rate.value)
    return [RateRow(*row) for row in db.execute(query.order_by(Rate.currency, Rate.valid_from))]


def add_rate(db: Session, currency: str, valid_from: dt.date, value: Decimal) -> int:
    """Add what a currency is worth from a day on, and return its id.

    Raises PlanError where the workspace has no currency, for its own, for a rate that is not more than
    0 or has more than six decimals, and for one that is there already.
    """
    row = Rate()
    _write(db, row, {"currency": currency, "valid_from": valid_from, "value": value})
    db.add(row)
    db.flush()
    return row.id


def change_rate(db: Session, rate_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a rate; raise PlanError when they will not do."""
    row = get(db, Rate, rate_id)
    with db.no_autoflush:
        _write(db, row, values)
    db.flush()


def set_rate(db: Session, currency: str, valid_from: dt.date, value: Decimal) -> None:
    """Set what a currency is worth from a day on, whether there is a rate of that day or not.

    Raises PlanError as `add_rate` does.
    """
    code = currency_code(currency)
    row_id = db.scalar(select(Rate.id).where(Rate.currency == code, Rate.valid_from == valid_from))
    if row_id is None:
        add_rate(db, code, valid_from, value)
    else:
        change_rate(db, row_id, value=value)


def remove_rate(db: Session, rate_id: int) -> None:
    """Remove a rate; raise PlanError when it is gone."""
    db.delete(get(db, Rate, rate_id))
    db.flush()


def _write(db: Session, row: Rate, values: Mapping[str, object]) -> None:
    """Write what was looked at before, for a refused value must not stay on the row."""
    asked = RateRow(row.id, row.currency, row.valid_from, row.value)._replace(**values)  # type: ignore[arg-type]
    _check(db, asked._replace(currency=currency_code(asked.currency or "")))
    write_fields(row, FIELDS, values)


def _check(db: Session, asked: RateRow) -> None:
    base = read_setting(db, "currency")
    if not base:
        raise PlanError(said("Rates are in the currency of the workspace, which has none yet."))
    if not asked.currency or asked.currency == base:
        raise PlanError(said("A rate is of another currency than {base}, that of the workspace.", base=base))
    if asked.valid_from is None:
        raise PlanError(said("Say from which day on the rate holds."))
    if asked.value is None:
        raise PlanError(said("Say what one {currency} is worth.", currency=asked.currency))
    if not is_in_steps(asked.value, MILLION) or asked.value <= 0:
        raise PlanError(
            said("A rate is more than 0, with at most six decimals; not {rate}.", rate=asked.value)
        )
    taken = select(Rate.id).where(Rate.currency == asked.currency, Rate.valid_from == asked.valid_from)
    if any(other != asked.id for other in db.scalars(taken)):
        raise PlanError(
            said(
                "A rate of {currency} from {day} on is entered already.",
                currency=asked.currency,
                day=asked.valid_from,
            )
        )
