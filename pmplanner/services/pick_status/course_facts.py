"""What totals and needs ask of a course: its days, price and validity, own facts laid over the source's."""

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact, Pick, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus


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


def read_course_facts(db: Session) -> dict[int, CourseFacts]:
    """Return the facts of all courses as they hold at this workplace."""
    query = select(Course.id, Course.days, Course.cost, Course.currency, Course.valid_months)
    found = {row[0]: CourseFacts._make(row[1:]) for row in db.execute(query)}
    # To be joined with the facts that the catalogue lays over courses, once it has a room of its own.
    own = select(OwnFact.course_id, OwnFact.field, OwnFact.value, OwnFact.currency)
    for course_id, field, value, currency in db.execute(own.where(OwnFact.field.in_(("cost", "valid_months")))):
        if field == "cost":
            price = Decimal(value) if value else None
            found[course_id] = found[course_id]._replace(price=price, currency=currency)
        else:
            found[course_id] = found[course_id]._replace(valid_months=int(value) if value else None)
    return found


def currency_of(db: Session, plan: Plan, courses: dict[int, CourseFacts]) -> str:
    """Return a plan's currency: its own, else the only one that its prices have, else empty."""
    if plan.currency:
        return plan.currency
    picked = select(Pick.course_id).where(Pick.plan_id == plan.id).distinct()
    found = {courses[course].currency for course in db.scalars(picked) if courses[course].price is not None}
    sessions = select(TrainingSession.currency).where(
        TrainingSession.plan_id == plan.id,
        TrainingSession.cost.is_not(None),
        TrainingSession.status != SessionStatus.CANCELLED,
    )
    found |= set(db.scalars(sessions.distinct()))
    found.discard("")
    return found.pop() if len(found) == 1 else ""
