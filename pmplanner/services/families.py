"""Families of plans: a plan and its variants, which neither credit each other nor clash."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.models.statuses import PlanState
from pmplanner.services.lookup import plain_rows
from pmplanner.storage.kept import kept


def family_of(db: Session, plan_id: int) -> int:
    """Return the plan from which a family of variants comes; of a plan without variants, itself."""
    return _root(plan_id, dict(db.execute(select(Plan.id, Plan.variant_of_id)).all()))


class OtherPlans(NamedTuple):
    """The plans that make history for a plan, by id; *active* are those of them that are no history yet."""

    all: frozenset[int]
    active: frozenset[int]


@kept("plan")
def plans_outside(db: Session, plan_id: int) -> OtherPlans:
    """Return the plans whose seats and attendance a plan sees: no variant's, and none of its family."""
    rows = plain_rows(db, select(Plan.id, Plan.variant_of_id, Plan.state))
    family = _root(plan_id, {row[0]: row[1] for row in rows})
    seen = {plan: state for plan, origin, state in rows if origin is None and plan != family}
    active = (plan for plan, state in seen.items() if state == PlanState.ACTIVE)
    return OtherPlans(frozenset(seen), frozenset(active))


def other_plans(db: Session, plan_id: int) -> dict[int, str]:
    """Return by id the names of the plans whose bookings a plan sees: active ones of other families.

    A variant sees them as the plan does that it is a copy of; nobody sees the bookings of a variant, nor
    of an archived plan, which is history.
    """
    rows = db.execute(select(Plan.id, Plan.variant_of_id, Plan.name, Plan.state).order_by(Plan.id)).all()
    parents = {row.id: row.variant_of_id for row in rows}
    family = _root(plan_id, parents)
    return {
        row.id: row.name
        for row in rows
        if row.variant_of_id is None and row.state == PlanState.ACTIVE and row.id != family
    }


def plans_of_days(db: Session) -> "PlansOfDays":
    """Return what says in which plan a completion of a day is."""
    query = select(Plan.id, Plan.name, Plan.first_day, Plan.last_day).where(
        Plan.variant_of_id.is_(None), Plan.state == PlanState.ACTIVE
    )
    return PlansOfDays(tuple(NamedPlan(*row) for row in db.execute(query.order_by(Plan.first_day, Plan.id))))


class NamedPlan(NamedTuple):
    """A plan with its period, both days included."""

    id: int
    name: str
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class PlansOfDays:
    """The plans that make history, in the order in which they begin: active ones that are no variants."""

    plans: tuple[NamedPlan, ...]

    def on(self, day: dt.date) -> NamedPlan | None:
        """Return the plan whose period holds a day; of several the one that begins last."""
        return next((plan for plan in reversed(self.plans) if plan.first_day <= day <= plan.last_day), None)


def _root(plan_id: int, parents: Mapping[int, int | None]) -> int:
    seen = {plan_id}
    while (parent := parents.get(plan_id)) is not None and parent not in seen:
        seen.add(parent)
        plan_id = parent
    return plan_id
