"""What a session costs, made of what, and what of it each seat bears; and so for a pick."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import CostPer, Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import PlanState, SessionStatus
from pmplanner.services.lookup import get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import CALLING_OFF, SHARES, Charge, Sum, read_parts, share_out
from pmplanner.services.pick_status.course_facts import CourseFacts, currency_of, read_course_facts
from pmplanner.services.pick_status.pick_status import SessionSpan, list_pick_statuses, session_spans


class Charged(NamedTuple):
    """A charge with what it makes in the plan's currency; None where it or a rate is unknown."""

    charge: Charge
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class SessionBill:
    """What a session costs in *currency*, part by part, and who bears it.

    *price* is that of a seat: the session's own where *has_own_price*, else that of the course. *shares*
    and *ways* are by seats that are not waiting; only who travels is among the latter. A *without_rate*
    currency has no rate on *day*. *adding_nothing* are its trainers and rooms without a cost of a day.
    *kept_shares* are borne by the seats kept for teams. Of one that *is_called_off* that alone is charged.
    """

    currency: str
    day: dt.date
    charged: tuple[Charged, ...]
    price: Decimal | None
    has_own_price: bool
    shares: Mapping[int, Decimal]
    ways: Mapping[int, Decimal | None]
    without_rate: tuple[str, ...]
    adding_nothing: tuple[str, ...]
    kept_shares: tuple[Decimal, ...] = ()
    is_called_off: bool = False

    @property
    def total(self) -> Sum:
        """All charges together."""
        total = Sum()
        for each in self.charged:
            total = total.plus(each.amount)
        return total

    @property
    def unknown(self) -> tuple[str, ...]:
        """What the items are called of which nobody entered what they cost."""
        return tuple(each.charge.name for each in self.charged if each.charge.each is None)


PRICE, OWN_PRICE, PAID, SHARE, WAY = "price", "own price", "paid", "share", "way"
"""What a part of a pick's cost is: of its course, of a seat of its session, as its completion says, its
share of a session, and the way there."""


class PickPart(NamedTuple):
    """A part of what a pick costs; of a session by its code, with how many seats share it."""

    kind: str
    amount: Decimal | None
    session_code: str = ""
    seats: int = 0


@dataclass(frozen=True, slots=True)
class PickBill:
    """What a pick costs in *currency*; *cost* is None where one of its parts is unknown."""

    currency: str
    parts: tuple[PickPart, ...]
    cost: Decimal | None
    known_cost: Decimal
    without_rate: tuple[str, ...] = ()


def session_bill(db: Session, session_id: int) -> SessionBill | None:
    """Return what a session costs as it stands; None where its plan is archived.

    Raises PlanError when it is gone.
    """
    session = get(db, TrainingSession, session_id)
    plan = get(db, Plan, session.plan_id)
    if plan.state == PlanState.ARCHIVED:
        return None
    biller = _Biller(db, plan)
    if session.status == SessionStatus.CANCELLED:
        return biller.of_called_off(session)
    spans = session_spans(db, plan.id, {session_id})
    return biller.of(next(each for each in spans if each.id == session_id))


def pick_bill(db: Session, pick_id: int) -> PickBill:
    """Return of what the cost of a pick is made; one of an archived plan has no parts.

    A pick that is in no sum, since it was put aside, costs nothing. Raises PlanError when it is gone.
    """
    pick = get(db, Pick, pick_id)
    plan = get(db, Plan, pick.plan_id)
    found = (each for each in list_pick_statuses(db, plan.id, {pick.person_id}) if each.pick_id == pick_id)
    biller, status = _Biller(db, plan), next(found, None)
    if status is None:
        return PickBill(biller.currency, (), Decimal(0), Decimal(0))
    parts: list[PickPart] = []
    if plan.state != PlanState.ARCHIVED:
        parts = biller.parts_of(pick, status.paid)
    return PickBill(
        biller.currency, tuple(parts), status.cost, status.known_cost, tuple(sorted(biller.convert.missing))
    )


class _Biller:
    """Makes bills of a plan that is not archived."""

    def __init__(self, db: Session, plan: Plan) -> None:
        self._db, self._plan, self._facts = db, plan, read_course_facts(db)
        self.currency = currency_of(db, plan, self._facts)
        self.convert = Converter(db, self.currency)

    def of(self, session: SessionSpan) -> SessionBill:
        """Return the bill of a session that runs."""
        day, convert = session.first_day or self._plan.first_day, self.convert
        parts = read_parts(self._db, self._plan.id, session)
        charged = tuple(
            Charged(charge, convert(charge.amount, charge.currency, day)) for charge in parts.charges
        )
        known = sum((each.amount or Decimal(0) for each in charged), Decimal(0))
        count = len(parts.seats) + parts.kept
        shares = tuple(share_out(known, count, convert.unit)) if count else ()
        price = self._price(session.course_id, day) if parts.price is None else convert(*parts.price, day)
        ways = {seat_id: convert(*way, day) for seat_id, way in parts.ways.items()}
        return SessionBill(
            self.currency,
            day,
            charged,
            price,
            parts.price is not None,
            dict(zip(parts.seats, shares, strict=False)),
            ways,
            tuple(sorted(convert.missing)),
            parts.adding_nothing,
            shares[len(parts.seats) :],
        )

    def of_called_off(self, session: TrainingSession) -> SessionBill:
        """Return the bill of a session that was called off, which nobody bears."""
        days = select(func.min(SessionDay.day)).where(SessionDay.session_id == session.id)
        day = self._db.scalar(days) or self._plan.first_day
        cost, currency = session.cancel_cost, session.cancel_currency
        charged: tuple[Charged, ...] = ()
        if cost is not None:
            charge = Charge(CALLING_OFF, "", CostPer.WHOLE, cost, currency, 1)
            charged = (Charged(charge, self.convert(cost, currency, day)),)
        missing = tuple(sorted(self.convert.missing))
        return SessionBill(self.currency, day, charged, None, False, {}, {}, missing, (), is_called_off=True)

    def parts_of(self, pick: Pick, paid: Decimal | None) -> list[PickPart]:
        """Return the parts of a pick's cost; *paid* is what a completion says instead of the price."""
        seats = select(Seat.id, Seat.session_id).where(Seat.pick_id == pick.id, SHARES)
        of_session = {session_id: seat_id for seat_id, session_id in plain_rows(self._db, seats)}
        spans = session_spans(self._db, self._plan.id, of_session.keys()) if of_session else []
        found = [] if paid is None else [PickPart(PAID, paid)]
        bills = {span.id: (span, self.of(span)) for span in spans if span.id in of_session}
        # Who was not there, and pays for it no more, has a seat without a share.
        theirs = {key: each for key, each in bills.items() if of_session[key] in each[1].shares}
        for key, (span, bill) in theirs.items():
            found += _in_session(span.code, bill, of_session[key], is_paid=paid is not None)
        if not theirs and paid is None:
            found.append(PickPart(PRICE, self._price(pick.course_id, self._plan.first_day)))
        return found

    def _price(self, course_id: int, day: dt.date) -> Decimal | None:
        facts: CourseFacts = self._facts[course_id]
        return self.convert(facts.price, facts.currency, day)


def _in_session(code: str, bill: SessionBill, seat_id: int, *, is_paid: bool) -> Iterable[PickPart]:
    """Yield what a seat costs in a session of that code."""
    if not is_paid:
        yield PickPart(OWN_PRICE if bill.has_own_price else PRICE, bill.price, code)
    if bill.charged:
        share, seats = bill.shares[seat_id], len(bill.shares) + len(bill.kept_shares)
        if share or bill.total.is_known:
            yield PickPart(SHARE, share, code, seats)
        if not bill.total.is_known:
            yield PickPart(SHARE, None, code, seats)
    if seat_id in bill.ways:
        yield PickPart(WAY, bill.ways[seat_id], code)
