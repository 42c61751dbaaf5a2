"""What totals and needs ask of a course: its days, price and validity, own facts laid over the source's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from pmplanner.models import Course, OwnFact, Pick, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import plain_rows


class CourseFacts(NamedTuple):
    """*days* of one person, *price* of one seat in *currency* (None where nobody entered one), validity."""

    days: Decimal
    price: Decimal | None
    currency: str
    valid_months: int | None

    def price_in(self, currency: str) -> Decimal | None:
        """Return the price in a currency; None where it is unknown or in another one.

        A price without a currency is in whatever currency is asked for.
        """
        return self.price if self.currency in ("", currency) else None


# To be joined with the facts that the catalogue lays over courses, once it has a room of its own.
_PRICE, _VALIDITY = (aliased(OwnFact) for _ in range(2))
_FACTS = (
    select(
        Course.id,
        Course.days,
        Course.cost,
        Course.currency,
        Course.valid_months,
        _PRICE.value,
        _PRICE.currency,
        _VALIDITY.value,
    )
    .outerjoin(_PRICE, (_PRICE.course_id == Course.id) & (_PRICE.field == "cost"))
    .outerjoin(_VALIDITY, (_VALIDITY.course_id == Course.id) & (_VALIDITY.field == "valid_months"))
)


def read_course_facts(db: Session) -> dict[int, CourseFacts]:
    """Return the facts of all courses as they hold at this workplace."""
    found = {}
    for course_id, days, cost, currency, months, own_price, own_currency, own_months in plain_rows(
        db, _FACTS
    ):
        if own_price is not None:
            cost, currency = Decimal(own_price) if own_price else None, own_currency
        if own_months is not None:
            months = int(own_months) if own_months else None
        found[course_id] = CourseFacts(days, cost, currency, months)
    return found


def currency_of(db: Session, plan: Plan, courses: Mapping[int, CourseFacts]) -> str:
    """Return a plan's currency: its own, else the only one that its prices have, else empty."""
    if plan.currency:
        return plan.currency
    priced = {course: each.currency for course, each in courses.items() if each.price is not None}
    found: set[str] = set()
    if any(priced.values()):
        picked = select(Pick.course_id).where(Pick.plan_id == plan.id).distinct()
        found = {priced[course] for course in db.scalars(picked) if course in priced}
    sessions = select(TrainingSession.currency).where(
        TrainingSession.plan_id == plan.id,
        TrainingSession.cost.is_not(None),
        TrainingSession.status != SessionStatus.CANCELLED,
    )
    found |= set(db.scalars(sessions.distinct()))
    found.discard("")
    return found.pop() if len(found) == 1 else ""
