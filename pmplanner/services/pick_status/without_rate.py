"""Which currencies leave picks of a plan without a price, since no rate of theirs holds on the day."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Plan, Seat, TrainingSession
from pmplanner.models.statuses import PlanState, SeatStatus
from pmplanner.services.lookup import get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.currency_uses import used_currencies
from pmplanner.services.money.session_costs import read_session_costs
from pmplanner.services.pick_status.course_facts import currency_of, read_course_facts
from pmplanner.services.pick_status.nobody import reckon_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses, session_spans


def currencies_without_rate(
    db: Session, plan_id: int, picks: Collection[PickStatus] | None = None
) -> tuple[str, ...]:
    """Return the codes of currencies for which a rate is missing where a plan's costs are unknown.

    *picks* are those of all, if read already; where all is in one currency nothing more is read. Of an
    archived plan there are none: it keeps what held.
    """
    plan, facts = get(db, Plan, plan_id), read_course_facts(db)
    currency = currency_of(db, plan, facts)
    if plan.state == PlanState.ARCHIVED or not used_currencies(db) - {currency.upper()}:
        return ()
    convert = Converter(db, currency)
    statuses = list_pick_statuses(db, plan_id, None, facts) if picks is None else picks
    unpriced = {each.pick_id: each.course_id for each in statuses if each.cost is None}
    spans = {each.id: each for each in session_spans(db, plan_id)}
    # Where a part of a session is unknown, whoever bears it has no price, be it somebody or nobody.
    read_session_costs(db, plan_id, plan.first_day, spans.values(), convert)
    reckon_nobody(db, plan, facts, convert)
    seats = _seats(db, plan_id)
    first_days = {pick_id: spans[each].first_day for pick_id, each in seats if each in spans}
    for pick_id, course_id in unpriced.items():
        price = facts[course_id]
        convert(price.price, price.currency, first_days.get(pick_id) or plan.first_day)
    return tuple(sorted(convert.missing))


def _seats(db: Session, plan_id: int) -> Iterable[tuple[int, int]]:
    """Return the picks of a plan that have a seat that is not waiting, with its session."""
    query = (
        select(Seat.pick_id, Seat.session_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(TrainingSession.plan_id == plan_id, Seat.status != SeatStatus.WAITING)
    )
    return [(pick_id, session_id) for pick_id, session_id in plain_rows(db, query)]
