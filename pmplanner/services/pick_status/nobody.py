"""What a plan costs that no pick bears: its own items, sessions without seats or called off, kept seats.

A seat that is kept for a team costs and takes days as a seat of a person does, and is told apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from pmplanner.models import Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import PlanState, SeatStatus, SessionStatus
from pmplanner.services.lookup import get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import (
    FORECAST,
    SHARES,
    SPENT,
    Kept,
    SeatCost,
    SessionCosts,
    plan_items,
    read_kept,
    read_session_costs,
    stage_of,
)
from pmplanner.services.pick_status.course_facts import CourseFacts, currency_of, read_course_facts
from pmplanner.services.pick_status.pick_status import SCHEDULED, PickStatus, SessionSpan, session_spans

_NOTHING = Decimal(0)
_USUAL = SeatCost()


class Unborne(NamedTuple):
    """A part of what nobody bears: a session without seats or called off, or what a plan costs as a whole."""

    stage: str
    known: Decimal
    is_known: bool = True
    session_id: int | None = None
    session_code: str = ""
    first_day: dt.date | None = None


class KeptSeat(NamedTuple):
    """A seat kept for a team; *seat* says of it what is said of picks: its person is 0, its id below 0."""

    team: str
    seat: PickStatus


@dataclass(frozen=True, slots=True)
class Nobody:
    """What no pick bears, in parts."""

    unborne: tuple[Unborne, ...] = ()
    kept: tuple[KeptSeat, ...] = ()

    @property
    def stages(self) -> Mapping[str, Decimal]:
        """By stage what is known of it that is for nobody at all."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for part in self.unborne:
            found[part.stage] += part.known
        return found

    @property
    def cost(self) -> Decimal:
        """What is known of it that is for nobody at all."""
        return sum((part.known for part in self.unborne), _NOTHING)

    @property
    def lacking(self) -> int:
        """How many parts of that are unknown."""
        return sum(not part.is_known for part in self.unborne)

    @property
    def seats(self) -> list[PickStatus]:
        """The seats that are kept, as if they were picks."""
        return [kept.seat for kept in self.kept]

    @property
    def whole_cost(self) -> Decimal:
        """What is known of it, with the seats that are kept."""
        return sum((kept.seat.known_cost for kept in self.kept), self.cost)

    @property
    def whole_lacking(self) -> int:
        """How many parts and seats have a cost that is unknown."""
        return self.lacking + sum(kept.seat.cost is None for kept in self.kept)

    def __bool__(self) -> bool:
        return bool(self.unborne or self.kept)


def read_nobody(db: Session, plan_id: int) -> Nobody:
    """Return what no pick of a plan bears, in the plan's currency.

    Of an archived plan it is what held when it was archived: what seats cost that were kept is in what
    nobody bears, and they have their days.
    """
    plan = get(db, Plan, plan_id)
    facts = read_course_facts(db)
    nobody = reckon_nobody(db, plan, facts, Converter(db, currency_of(db, plan, facts)))
    if plan.state != PlanState.ARCHIVED:
        return nobody
    kept = tuple(
        each._replace(seat=each.seat._replace(cost=_NOTHING, known_cost=_NOTHING)) for each in nobody.kept
    )
    # Below 0 it is what was known of a cost that was unknown, as that of a pick is.
    borne = Unborne(SPENT, abs(plan.kept_cost), plan.kept_cost > 0) if plan.kept_cost else None
    return Nobody((borne,) if borne is not None else (), kept)


def reckon_nobody(db: Session, plan: Plan, facts: Mapping[int, CourseFacts], convert: Converter) -> Nobody:
    """Return what nobody bears now."""
    seated = exists().where(Seat.session_id == TrainingSession.id, SHARES)
    unseated = select(TrainingSession.id).where(TrainingSession.plan_id == plan.id, ~seated)
    kept = read_kept(db, plan.id)
    ids = {session_id for (session_id,) in plain_rows(db, unseated)} | {each.session_id for each in kept}
    spans = {each.id: each for each in session_spans(db, plan.id, ids) if each.id in ids} if ids else {}
    costs = read_session_costs(db, plan.id, plan.first_day, spans.values(), convert)
    unborne = [
        Unborne(stage_of(span.status), *costs.nobody[span.id], span.id, span.code, span.first_day)
        for span in spans.values()
        if span.id in costs.nobody
    ]
    unborne += _called_off(db, plan, convert)
    whole = plan_items(db, plan.id, plan.first_day, convert)
    if whole.known or not whole.is_known:
        unborne.append(Unborne(FORECAST, *whole))
    seats = _kept_seats(kept, spans, costs, facts, plan.first_day, convert)
    return Nobody(tuple(part for part in unborne if part.known or not part.is_known), tuple(seats))


def _called_off(db: Session, plan: Plan, convert: Converter) -> Iterator[Unborne]:
    """Yield what sessions cost that were called off: that is owed, and nobody sits there to bear it."""
    query = (
        select(
            TrainingSession.id,
            TrainingSession.code,
            TrainingSession.cancel_cost,
            TrainingSession.cancel_currency,
            func.min(SessionDay.day),
        )
        .outerjoin(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            TrainingSession.plan_id == plan.id,
            TrainingSession.status == SessionStatus.CANCELLED,
            TrainingSession.cancel_cost.is_not(None),
        )
        .group_by(TrainingSession.id)
    )
    for session_id, code, cost, currency, first_day in plain_rows(db, query):
        amount = convert(cost, currency, first_day or plan.first_day)
        yield Unborne(SPENT, amount or _NOTHING, amount is not None, session_id, code, first_day)


def _kept_seats(
    kept: Iterable[Kept],
    spans: Mapping[int, SessionSpan],
    costs: SessionCosts,
    facts: Mapping[int, CourseFacts],
    first_day: dt.date,
    convert: Converter,
) -> Iterator[KeptSeat]:
    bills = {session_id: iter(parts) for session_id, parts in costs.kept.items()}
    number = 0
    for row in kept:
        span = spans[row.session_id]
        course = facts[span.course_id]
        for _ in range(row.seats):
            number += 1
            part = next(bills[span.id]) if span.id in bills else _USUAL
            price = part.price
            if not part.has_price:
                price = convert(course.price, course.currency, span.first_day or first_day)
            known = part.known + (price or _NOTHING)
            yield KeptSeat(
                row.team,
                PickStatus(
                    -number,
                    0,
                    span.course_id,
                    SCHEDULED,
                    course.days,
                    None,
                    "",
                    SeatStatus.BOOKED,
                    None,
                    span.id,
                    span.code,
                    span.first_day,
                    span.last_day,
                    cost=known if part.is_known and price is not None else None,
                    known_cost=known,
                    session_status=span.status,
                ),
            )
