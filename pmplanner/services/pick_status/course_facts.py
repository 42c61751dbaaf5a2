"""What totals and needs ask of a course: its days, price and validity, own facts laid over the source's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from pmplanner.models import CostItem, Pick, Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.catalog.own_facts import read_prices
from pmplanner.services.lookup import get, plain_rows
from pmplanner.services.settings import read_setting
from pmplanner.storage.kept import kept


class CourseFacts(NamedTuple):
    """*days* of one person, *price* of one seat in *currency* (None where nobody entered one), validity."""

    days: Decimal
    price: Decimal | None
    currency: str
    valid_months: int | None


@kept("course", "own_fact")
def read_course_facts(db: Session) -> Mapping[int, CourseFacts]:
    """Return the facts of all courses as they hold at this workplace."""
    prices = read_prices(db)
    return dict(zip(prices, map(CourseFacts._make, prices.values()), strict=True))


def currency_of(db: Session, plan: Plan, courses: Mapping[int, CourseFacts]) -> str:
    """Return a plan's currency: its own, the workspace's, the only one of its prices, or empty."""
    currency = plan.currency or read_setting(db, "currency")
    if currency:
        return currency
    picked = db.scalars(_PICKED, {"plan_id": plan.id})
    found = {courses[course].currency for course in picked if courses[course].price is not None}
    found = (found | _currencies_beside_picks(db, plan.id)) - {""}
    return found.pop() if len(found) == 1 else ""


@kept("session", "cost_item")
def _currencies_beside_picks(db: Session, plan_id: int) -> frozenset[str]:
    """Return in which currencies a plan and its sessions pay for what is no pick."""
    sessions = select(TrainingSession.currency).where(
        TrainingSession.plan_id == plan_id,
        TrainingSession.cost.is_not(None),
        TrainingSession.status != SessionStatus.CANCELLED,
    )
    called_off = select(TrainingSession.cancel_currency).where(
        TrainingSession.plan_id == plan_id,
        TrainingSession.cancel_cost.is_not(None),
        TrainingSession.status == SessionStatus.CANCELLED,
    )
    queries = (sessions.distinct(), _items_of(plan_id), called_off.distinct())
    return frozenset(currency for query in queries for (currency,) in plain_rows(db, query))


def _courses_picked() -> Select[int]:
    """Return the query for the courses that a plan picks: from one to the next, past the picks of each."""
    first = select(func.min(Pick.course_id).label("course_id")).cte("picked", recursive=True)
    after = select(func.min(Pick.course_id)).where(Pick.course_id > first.c.course_id).scalar_subquery()
    every = first.union_all(select(after).where(first.c.course_id.is_not(None)))
    # By the index of courses: of the plan alone it would read all picks.
    is_of_plan = Pick.plan_id + 0 == bindparam("plan_id")
    return select(every.c.course_id).where(exists().where(Pick.course_id == every.c.course_id, is_of_plan))


_PICKED = _courses_picked()


def _items_of(plan_id: int) -> Select[str]:
    """Return the query for the currencies of what a plan and its sessions pay for besides."""
    sessions = select(TrainingSession.id).where(
        TrainingSession.plan_id == plan_id, TrainingSession.status != SessionStatus.CANCELLED
    )
    own = (CostItem.plan_id == plan_id) | CostItem.session_id.in_(sessions)
    return select(CostItem.currency).where(own, CostItem.amount.is_not(None)).distinct()


def plan_currency(db: Session, plan_id: int) -> str:
    """Return the currency in which a plan's amounts are; raise PlanError when the plan is gone."""
    return currency_of(db, get(db, Plan, plan_id), read_course_facts(db))
