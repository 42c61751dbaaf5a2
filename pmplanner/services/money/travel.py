"""What one person's way from a site to sessions at another costs, there and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Travel
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount, currency_code

FIELDS = ("from_site", "to_site", "amount", "currency")
"""What can be set on a way."""


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


def add_travel(db: Session, from_site: str, to_site: str, amount: Decimal | None, currency: str = "") -> int:
    """Add what the way from a site to another costs and return its id.

    Raises PlanError for a way within one site or one that is there already, and for an amount that
    cannot be.
    """
    row = Travel()
    values = {"from_site": from_site, "to_site": to_site, "amount": amount, "currency": currency}
    _write(db, row, values)
    db.add(row)
    db.flush()
    return row.id


def change_travel(db: Session, travel_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a way; raise PlanError when they will not do."""
    row = get(db, Travel, travel_id)
    with db.no_autoflush:
        _write(db, row, values)
    db.flush()


def remove_travel(db: Session, travel_id: int) -> None:
    """Take back what a way costs; raise PlanError when it is gone."""
    db.delete(get(db, Travel, travel_id))
    db.flush()


def set_travel(db: Session, from_site: str, to_site: str, amount: Decimal | None, currency: str = "") -> None:
    """Set what the way from a site to another costs; None takes it back.

    Raises PlanError for a way within one site, for an amount that cannot be, and when there is nothing
    to take back.
    """
    row = _find(db, tidy(from_site), tidy(to_site))
    if row is not None and amount is not None:
        change_travel(db, row.id, amount=amount, currency=currency)
    elif row is not None:
        remove_travel(db, row.id)
    elif amount is not None:
        add_travel(db, from_site, to_site, amount, currency)
    else:
        raise PlanError(said("No cost of travel from {a} to {b} is set.", a=tidy(from_site), b=tidy(to_site)))


def _find(db: Session, from_site: str, to_site: str) -> Travel | None:
    way = (fold(from_site), fold(to_site))
    return next(
        (row for row in db.scalars(select(Travel)) if (fold(row.from_site), fold(row.to_site)) == way), None
    )


def _write(db: Session, row: Travel, values: Mapping[str, object]) -> None:
    """Write what was looked at before, for a refused value must not stay on the row."""
    asked = TravelRow(row.id, row.from_site, row.to_site, row.amount, row.currency)._replace(**values)  # type: ignore[arg-type]
    start, end = tidy(asked.from_site or ""), tidy(asked.to_site or "")
    if not start or not end or fold(start) == fold(end):
        raise PlanError(said("Travel goes from one site to another."))
    if asked.amount is None:
        raise PlanError(said("Say what the way costs, 0 where it costs nothing."))
    check_amount(
        asked.amount,
        marked("What travel costs is 0 or more, with at most two decimals; not {amount}."),
        currency_code(asked.currency or ""),
    )
    other = _find(db, start, end)
    if other is not None and other.id != row.id:
        raise PlanError(said("What travel from {a} to {b} costs is entered already.", a=start, b=end))
    write_fields(row, FIELDS, values)
