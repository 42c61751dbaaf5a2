"""Rates, travel, cost items and budgets as the rows of files."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.models import CostItem, Course, Plan, TrainingSession
from pmplanner.services.lookup import fold, get
from pmplanner.services.money.budgets import list_budgets
from pmplanner.services.money.rates import list_rates
from pmplanner.services.money.travel import list_travel
from pmplanner.services.pick_status.course_facts import plan_currency

Row = tuple[Value, ...]


def rate_rows(db: Session) -> list[Row]:
    """Return the rates by currency and day."""
    return [(row.currency, row.valid_from, row.value) for row in list_rates(db)]


def travel_rows(db: Session) -> list[Row]:
    """Return what travelling costs by sites."""
    return [(row.from_site, row.to_site, row.amount, row.currency) for row in list_travel(db)]


def cost_item_rows(db: Session, plan_id: int) -> list[Row]:
    """Return the cost items of a plan, then of its sessions, then of courses."""
    sessions = dict(
        db.execute(
            select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
        ).all()
    )
    courses = dict(db.execute(select(Course.id, Course.code)).all())
    found = [
        (courses.get(item.course_id or 0, ""), sessions.get(item.session_id or 0, ""), item)
        for item in db.scalars(select(CostItem))
        if item.plan_id == plan_id or item.session_id in sessions or item.course_id is not None
    ]
    found.sort(key=lambda each: (bool(each[0]), fold(each[0]), fold(each[1]), fold(each[2].name)))
    return [
        (course, session, item.name, item.per, item.amount, item.currency) for course, session, item in found
    ]


def budget_rows(db: Session, plan_id: int) -> list[Row]:
    """Return the budget of a plan, if it has one, then those of its tracks and teams."""
    plan, currency = get(db, Plan, plan_id), plan_currency(db, plan_id)
    own: list[Row] = [] if plan.budget is None else [("plan", plan.name, plan.budget, currency)]
    return [*own, *((row.kind, row.name, row.amount, currency) for row in list_budgets(db, plan_id))]


MONEY_ROWS = {"rates": rate_rows, "travel": travel_rows}
"""Those that are the same in every plan."""
