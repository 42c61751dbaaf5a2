"""What one person's way from a site to sessions at another costs, there and back."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Travel
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import fold
from pmplanner.services.quantities import check_amount, currency_code


class TravelRow(NamedTuple):
    """What the way between two sites costs; it costs the same the other way unless that has its own row."""

    id: int
    from_site: str
    to_site: str
    amount: Decimal
    currency: str


def list_travel(db: Session) -> list[TravelRow]:
    """Return what travelling costs, by sites."""
    query = select(Travel.id, Travel.from_site, Travel.to_site, Travel.amount, Travel.currency)
    rows = [TravelRow(*row) for row in db.execute(query)]
    return sorted(rows, key=lambda row: (fold(row.from_site), fold(row.to_site)))


def set_travel(db: Session, from_site: str, to_site: str, amount: Decimal | None, currency: str = "") -> None:
    """Set what the way from a site to another costs; None takes it back.

    Raises PlanError for a way within one site, for an amount that cannot be, and when there is nothing
    to take back.
    """
    from_site, to_site = tidy(from_site), tidy(to_site)
    if not from_site or not to_site or fold(from_site) == fold(to_site):
        raise PlanError(said("Travel goes from one site to another."))
    check_amount(amount, marked("What travel costs is 0 or more, with at most two decimals; not {amount}."))
    row = next(
        (
            row
            for row in db.scalars(select(Travel))
            if (fold(row.from_site), fold(row.to_site)) == (fold(from_site), fold(to_site))
        ),
        None,
    )
    if amount is None:
        if row is None:
            raise PlanError(said("No cost of travel from {a} to {b} is set.", a=from_site, b=to_site))
        db.delete(row)
    elif row is None:
        code = currency_code(currency)
        db.add(Travel(from_site=from_site, to_site=to_site, amount=amount, currency=code))
    else:
        row.amount, row.currency = amount, currency_code(currency)
    db.flush()
