"""What currencies are worth in the currency of the workspace, from which day on."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Rate
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.quantities import currency_code, is_in_steps
from pmplanner.services.settings import read_setting

MILLION = 1_000_000


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


def set_rate(db: Session, currency: str, valid_from: dt.date, value: Decimal) -> None:
    """Set what a currency is worth from a day on, in the currency of the workspace.

    Raises PlanError where the workspace has no currency, for its own, and for a rate that is not more
    than 0 or has more than six decimals.
    """
    base, code = read_setting(db, "currency"), currency_code(currency)
    if not base:
        raise PlanError(said("Rates are in the currency of the workspace, which has none yet."))
    if not code or code == base:
        raise PlanError(said("A rate is of another currency than {base}, that of the workspace.", base=base))
    if not is_in_steps(value, MILLION) or value <= 0:
        raise PlanError(said("A rate is more than 0, with at most six decimals; not {rate}.", rate=value))
    row = db.scalar(select(Rate).where(Rate.currency == code, Rate.valid_from == valid_from))
    if row is None:
        db.add(Rate(currency=code, valid_from=valid_from, value=value))
    else:
        row.value = value
    db.flush()


def remove_rate(db: Session, rate_id: int) -> None:
    """Remove a rate; raise PlanError when it is gone."""
    db.delete(get(db, Rate, rate_id))
    db.flush()
