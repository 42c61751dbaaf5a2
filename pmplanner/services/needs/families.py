"""Which other plans a plan sees: those outside its family that are no variants."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.models.statuses import PlanState
from pmplanner.services.lookup import plain_rows

_PLANS = select(Plan.id, Plan.variant_of_id, Plan.state)


class OtherPlans(NamedTuple):
    """The plans whose bookings a plan sees, by id; *active* are those of them that are no history yet."""

    all: frozenset[int]
    active: frozenset[int]


def family_of(db: Session, plan_id: int) -> frozenset[int]:
    """Return a plan with the plan that it varies, and all variants of that, over any number of copies."""
    origin = {row[0]: row[1] for row in plain_rows(db, _PLANS)}
    return _family(plan_id, origin)


def _family(plan_id: int, origin: dict[int, int | None]) -> frozenset[int]:
    root = _root(plan_id, origin)
    return frozenset(plan for plan in origin if _root(plan, origin) == root)


def _root(plan_id: int, origin: dict[int, int | None]) -> int:
    seen = {plan_id}
    while (varied := origin.get(plan_id)) is not None and varied not in seen:
        seen.add(varied)
        plan_id = varied
    return plan_id


def other_plans(db: Session, plan_id: int) -> OtherPlans:
    """Return the plans whose seats and attendance a plan sees: no variant's, and none of its family."""
    rows = plain_rows(db, _PLANS)
    family = _family(plan_id, {plan: varied for plan, varied, _ in rows})
    seen = {plan: state for plan, varied, state in rows if varied is None and plan not in family}
    active = (plan for plan, state in seen.items() if state == PlanState.ACTIVE)
    return OtherPlans(frozenset(seen), frozenset(active))
