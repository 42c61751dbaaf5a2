"""Edits of cost items, travel, rates and budgets."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import CostItem, Course, Plan, Rate, Row, Track, TrainingSession, Travel
from pmplanner.services.money import budgets, cost_items, rates, travel
from pmplanner.services.money.cost_items import Owner
from pmplanner.services.settings import change_setting


def _one(db: Session, kind: type[Row], number: int) -> int:
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    if not ids:
        raise LookupError(kind.__name__)
    return int(ids[number % len(ids)])


def _rate(db: Session, n: int) -> None:
    change_setting(db, "currency", "EUR")
    rates.set_rate(db, ("USD", "CHF")[n % 2], dt.date(2027, 1 + n % 12, 1), Decimal(n + 1) / 8)


MONEY_EDITS: dict[str, Callable[[Session, int], object]] = {
    "cost of course": lambda s, n: cost_items.add_item(
        s, Owner(course_id=_one(s, Course, n)), f"Book {n}", "seat", Decimal(n), "eur"
    ),
    "cost of session": lambda s, n: cost_items.add_item(
        s, Owner(session_id=_one(s, TrainingSession, n)), f"Lunch {n}", "seat and day"
    ),
    "cost of plan": lambda s, n: cost_items.add_item(
        s, Owner(plan_id=_one(s, Plan, n)), f"Licence {n}", "whole", Decimal(n) / 4
    ),
    "change cost": lambda s, n: cost_items.change_item(s, _one(s, CostItem, n), amount=Decimal(n + 1)),
    "remove cost": lambda s, n: cost_items.remove_item(s, _one(s, CostItem, n)),
    "travel": lambda s, n: travel.set_travel(s, f"Site {n % 3}", f"Place {n % 4}", Decimal(n + 1), "EUR"),
    "change travel": lambda s, n: travel.change_travel(
        s, _one(s, Travel, n), to_site=f"Town {n}", amount=Decimal(n + 2)
    ),
    "remove travel": lambda s, n: travel.remove_travel(s, _one(s, Travel, n)),
    "rate": _rate,
    "change rate": lambda s, n: rates.change_rate(s, _one(s, Rate, n), value=Decimal(n + 2) / 8),
    "remove rate": lambda s, n: rates.remove_rate(s, _one(s, Rate, n)),
    "budget of track": lambda s, n: budgets.set_budget(
        s, _one(s, Plan, n), Decimal(n), track_id=_one(s, Track, n)
    ),
    "budget of team": lambda s, n: budgets.set_budget(s, _one(s, Plan, n), Decimal(n + 1), team=f"T{n % 3}"),
}

MONEY_PREPARATIONS = {
    "cost of session": ["add session"],
    "change cost": ["cost of course"],
    "remove cost": ["cost of course"],
    "change travel": ["travel"],
    "remove travel": ["travel"],
    "change rate": ["rate"],
    "remove rate": ["rate"],
}
"""What must be done before an edit has something to change."""
