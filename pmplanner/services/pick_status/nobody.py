"""What a plan costs that no pick bears: its own items, and sessions in which nobody has a seat."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pmplanner.models import Plan, Seat, TrainingSession
from pmplanner.models.statuses import PlanState, SeatStatus
from pmplanner.services.lookup import get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import (
    FORECAST,
    SPENT,
    plan_items,
    read_session_costs,
    stage_of,
)
from pmplanner.services.pick_status.course_facts import currency_of, read_course_facts
from pmplanner.services.pick_status.pick_status import session_spans

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Nobody:
    """What nobody bears, by stage, and how many parts of it are unknown."""

    stages: Mapping[str, Decimal] = field(default_factory=dict)
    lacking: int = 0

    @property
    def cost(self) -> Decimal:
        """What is known of it in all."""
        return sum(self.stages.values(), _NOTHING)

    def __bool__(self) -> bool:
        return bool(self.cost or self.lacking)


def read_nobody(db: Session, plan_id: int) -> Nobody:
    """Return what no pick of a plan bears, in the plan's currency.

    Of an archived plan it is what held when it was archived.
    """
    plan = get(db, Plan, plan_id)
    if plan.state == PlanState.ARCHIVED:
        return Nobody({SPENT: plan.kept_cost} if plan.kept_cost else {})
    return reckon_nobody(db, plan, Converter(db, currency_of(db, plan, read_course_facts(db))))


def reckon_nobody(db: Session, plan: Plan, convert: Converter) -> Nobody:
    """Return what nobody bears now."""
    seated = exists().where(Seat.session_id == TrainingSession.id, Seat.status != SeatStatus.WAITING)
    unseated = select(TrainingSession.id).where(TrainingSession.plan_id == plan.id, ~seated)
    ids = {session_id for (session_id,) in plain_rows(db, unseated)}
    empty = {each.id: each for each in session_spans(db, plan.id, ids) if each.id in ids} if ids else {}
    costs = read_session_costs(db, plan.id, plan.first_day, empty.values(), convert)
    stages: dict[str, Decimal] = defaultdict(Decimal)
    lacking = 0
    for session_id, total in costs.nobody.items():
        stages[stage_of(empty[session_id].status)] += total.known
        lacking += not total.is_known
    whole = plan_items(db, plan.id, plan.first_day, convert)
    stages[FORECAST] += whole.known
    return Nobody(dict(stages), lacking + (not whole.is_known))
