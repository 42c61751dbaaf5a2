"""What sessions cost, and what of it each seat bears.

A session costs its own items, those of its course and of its plan, and the days of its trainers and rooms,
shared to the cent by its seats that are not waiting, but for those of picks that are put aside, and by those
that are kept for people without names. Whoever sits there bears the own way besides.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    CostItem,
    CostPer,
    Person,
    Pick,
    Reservation,
    Room,
    Seat,
    Trainer,
    TrainingSession,
    Travel,
)
from pmplanner.models.statuses import CLOSED_SESSIONS, WAS_THERE, SeatStatus, SessionMode, SessionStatus
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, fold, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.resources.further import read_further
from pmplanner.storage.kept import kept

_NOTHING, _CENT = Decimal(0), Decimal("0.01")


class Costly(Protocol):
    """What is asked of a session that runs."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def course_id(self) -> int: ...  # noqa: D102
    @property
    def cost(self) -> Decimal | None: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def mode(self) -> str: ...  # noqa: D102
    @property
    def room(self) -> str: ...  # noqa: D102
    @property
    def trainer(self) -> str: ...  # noqa: D102
    @property
    def dates(self) -> int: ...  # noqa: D102
    @property
    def first_day(self) -> dt.date | None: ...  # noqa: D102


class Sum(NamedTuple):
    """What is known of an amount, and whether that is all of it."""

    known: Decimal = _NOTHING
    is_known: bool = True

    def plus(self, amount: Decimal | None) -> "Sum":
        """Return the sum with one more amount; None is an unknown one."""
        return Sum(self.known, False) if amount is None else Sum(self.known + amount, self.is_known)


class SeatCost(NamedTuple):
    """What a seat bears beside the price of the course: its share with the own way.

    With *has_price* the seat has a *price* of its own instead of that of the course, None while unknown.
    """

    known: Decimal = _NOTHING
    is_known: bool = True
    has_price: bool = False
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SessionCosts:
    """By id: what seats bear, where that is more than the price of the course; what nobody bears."""

    seats: Mapping[int, SeatCost] = field(default_factory=dict)
    nobody: Mapping[int, Sum] = field(default_factory=dict)
    """By session without seats."""
    kept: Mapping[int, Sequence[SeatCost]] = field(default_factory=dict)
    """By session, for each seat that is kept in it, in the order of :func:`read_kept`."""


class _Item(NamedTuple):
    course_id: int | None
    session_id: int | None
    name: str
    per: str
    amount: Decimal | None
    currency: str


OWN, OF_SESSION, OF_COURSE, OF_PLAN, TRAINER, ROOM = "own", "session", "course", "plan", "trainer", "room"
"""What a charge is: the price of a session as a whole, an item of one of three, or days of one of two."""
CALLING_OFF = "calling off"
"""The one charge of a session that was called off."""


class Charge(NamedTuple):
    """Something that a session costs: *each*, None where it is unknown, so many *times*."""

    kind: str
    name: str
    per: str
    each: Decimal | None
    currency: str
    times: int

    @property
    def amount(self) -> Decimal | None:
        """What it costs in all, in its own currency."""
        return None if self.each is None else self.each * self.times


class Kept(NamedTuple):
    """Seats of a session that are kept for people of a team without names."""

    id: int
    session_id: int
    team: str
    seats: int


_Seat = tuple[int, int, int]
"""The ids of a seat, its session and its person."""


# Made once: they are asked for by each click.
_ITEMS = select(
    CostItem.course_id,
    CostItem.session_id,
    CostItem.name,
    CostItem.per,
    CostItem.amount,
    CostItem.currency,
)
_ANY = select(
    exists(select(CostItem.id)),
    exists(select(Trainer.id).where(Trainer.day_cost > 0)),
    exists(select(Room.id).where(Room.day_cost > 0)),
    exists(select(Travel.id)),
)
_TRAINERS = select(Trainer.name, Trainer.day_cost, Trainer.currency).where(Trainer.day_cost > 0)
_ROOMS = select(Room.name, Room.day_cost, Room.currency).where(Room.day_cost > 0)
_HOMES = select(Person.id, Person.location)
_SITES = select(Room.name, Room.site)
_WAYS = select(Travel.from_site, Travel.to_site, Travel.amount, Travel.currency)
SHARES = and_(
    Seat.status != SeatStatus.WAITING,
    or_(
        Seat.status.in_(WAS_THERE),
        Seat.pick_id.not_in(PICKS_PUT_ASIDE),
    ),
)
"""The condition that a seat bears a share of what its session costs.

Who was absent once and whose pick was declined or put off since pays nothing; who sat there does, whatever
was decided.
"""

_SEATS = (
    select(Seat.id, Seat.session_id, Pick.person_id)
    .join(Pick, Pick.id == Seat.pick_id)
    .where(SHARES)
    .order_by(Pick.person_id, Seat.id)
)
_KEPT = (
    select(Reservation.id, Reservation.session_id, Reservation.team, Reservation.seats)
    .join(TrainingSession, TrainingSession.id == Reservation.session_id)
    .where(TrainingSession.status.not_in(CLOSED_SESSIONS))
    .order_by(Reservation.session_id, Reservation.id)
)


def read_kept(db: Session, plan_id: int) -> list[Kept]:
    """Return the seats that are kept in a plan's sessions.

    Nobody came to those of a session that was held, so that these are none any more.
    """
    return [Kept._make(row) for row in plain_rows(db, _KEPT.where(TrainingSession.plan_id == plan_id))]


def plan_items(db: Session, plan_id: int, day: dt.date, convert: Converter) -> Sum:
    """Return what a plan costs as a whole, beside its sessions, as of a day."""
    query = _ITEMS.where(CostItem.plan_id == plan_id, CostItem.per == CostPer.WHOLE)
    total = Sum()
    for row in plain_rows(db, query):
        total = total.plus(convert(row.amount, row.currency, day))
    return total


def read_session_costs(
    db: Session, plan_id: int, day: dt.date, sessions: Collection[Costly], convert: Converter
) -> SessionCosts:
    """Return what sessions of a plan that run cost; *day* is for rates of those without days."""
    if not sessions:
        return SessionCosts()
    any_item, any_trainer, any_room, any_way = _what_there_is(db)
    if not (any_item or any_trainer or any_room or any_way):
        sessions = [session for session in sessions if session.cost]
        if not sessions:
            return SessionCosts()
    ids = {session.id for session in sessions}
    seats = _read_seats(db, plan_id, ids)
    items = _Items(db, plan_id, ids) if any_item else None
    days = _Days(db, ids, trainers=any_trainer, rooms=any_room) if any_trainer or any_room else None
    ways = _Ways(db) if any_way else None
    nameless: Counter[int] = Counter()
    for each in read_kept(db, plan_id):
        nameless[each.session_id] += each.seats
    found: dict[int, SeatCost] = {}
    nobody: dict[int, Sum] = {}
    kept: dict[int, list[SeatCost]] = {}
    for session in sessions:
        there, first = seats.get(session.id, ()), session.first_day or day
        count = len(there) + nameless[session.id]
        total = Sum()
        for charge in _charges(session, count, items, days):
            total = total.plus(convert(charge.amount, charge.currency, first))
        if count:
            item = items.price(session.id) if items is not None else None
            price = None if item is None else (convert(item.amount, item.currency, first),)
            shares = share_out(total.known, count, convert.unit)
            parts = [SeatCost(share, total.is_known, price is not None, *price or ()) for share in shares]
            found.update(_with_ways(session, there, first, parts, ways, convert))
            kept[session.id] = parts[len(there) :]
        elif total != Sum():
            nobody[session.id] = total
    return SessionCosts(found, nobody, kept)


@kept("cost_item", "trainer", "room", "travel")
def _what_there_is(db: Session) -> tuple[bool, ...]:
    """Return whether there are cost items, trainers and rooms with a cost of a day, and costs of travel."""
    return tuple(plain_rows(db, _ANY)[0])


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What one session costs, part by part, and who shares it."""

    charges: tuple[Charge, ...]
    seats: Mapping[int, int]
    """By seat that is not waiting its person, in the order in which they share."""
    kept: int
    """Seats kept for teams, which share after those of people."""
    ways: Mapping[int, tuple[Decimal, str]]
    """By seat what the own way costs; only of those who travel."""
    price: tuple[Decimal | None, str] | None
    """The price of a seat that the session has in place of that of its course."""
    adding_nothing: tuple[str, ...]
    """Its trainers and rooms for which no cost of a day is entered."""


def read_parts(db: Session, plan_id: int, session: Costly) -> SessionParts:
    """Return of what the costs of a session that runs are made."""
    seats = _read_seats(db, plan_id, {session.id}).get(session.id, [])
    items, days, ways = (
        _Items(db, plan_id, {session.id}),
        _Days(db, {session.id}, trainers=True, rooms=True),
        _Ways(db),
    )
    kept = sum(each.seats for each in read_kept(db, plan_id) if each.session_id == session.id)
    price = items.price(session.id)
    paid = {seat_id: ways.of(person_id, session) for seat_id, _, person_id in seats}
    return SessionParts(
        tuple(_charges(session, len(seats) + kept, items, days)),
        {seat_id: person_id for seat_id, _, person_id in seats},
        kept,
        {seat_id: way for seat_id, way in paid.items() if way is not None},
        None if price is None else (price.amount, price.currency),
        tuple(name for _, name, cost in days.of(session) if cost is None),
    )


def _read_seats(db: Session, plan_id: int, session_ids: Collection[int]) -> dict[int, list[_Seat]]:
    """Return the seats that are not waiting by session, in the order in which they share."""
    seats: dict[int, list[_Seat]] = defaultdict(list)
    of_plan = Seat.session_id.in_(select(TrainingSession.id).where(TrainingSession.plan_id == plan_id))
    for seat in plain_rows(db, _SEATS.where(*(among(Seat.session_id, session_ids) or (of_plan,)))):
        if seat[1] in session_ids:
            seats[seat[1]].append(tuple(seat))
    return seats


def _with_ways(
    session: Costly,
    seats: Sequence[_Seat],
    first: dt.date,
    parts: Sequence[SeatCost],
    ways: "_Ways | None",
    convert: Converter,
) -> Iterator[tuple[int, SeatCost]]:
    """Yield what each seat of a session bears, where that is more than the price of the course."""
    for (seat_id, _, person_id), part in zip(seats, parts, strict=False):
        borne = Sum(part.known, part.is_known)
        if ways is not None and (way := ways.of(person_id, session)) is not None:
            borne = borne.plus(convert(*way, first))
        if part.has_price or borne != Sum():
            yield seat_id, SeatCost(*borne, part.has_price, part.price)


def _charges(session: Costly, seats: int, items: "_Items | None", days: "_Days | None") -> Iterator[Charge]:
    """Yield what a session costs, each charge in its currency."""
    if session.cost:
        yield Charge(OWN, "", CostPer.WHOLE, session.cost, session.currency, 1)
    if items is not None:
        times = {
            CostPer.WHOLE: 1,
            CostPer.DAY: session.dates,
            CostPer.SEAT: seats,
            CostPer.SEAT_AND_DAY: seats * session.dates,
        }
        for kind, item in items.of(session):
            count = times[CostPer(item.per)]
            if count:
                yield Charge(kind, item.name, item.per, item.amount, item.currency, count)
    if days is not None and session.dates:
        for kind, name, cost in days.of(session):
            if cost is not None:
                yield Charge(kind, name, CostPer.DAY, *cost, session.dates)


def share_out(amount: Decimal, seats: int, unit: Decimal) -> Iterable[Decimal]:
    """Share an amount in whole units of its currency, the first seats taking what is left over.

    What was entered in smaller parts than the currency has is shared to the hundredth.
    """
    if not amount:
        return (_NOTHING,) * seats
    unit = unit if not amount % unit else _CENT
    each, left = divmod(int(amount / unit), seats)
    return ((each + (place < left)) * unit for place in range(seats))


class _Items:
    """The cost items by what they belong to."""

    def __init__(self, db: Session, plan_id: int, session_ids: Collection[int]) -> None:
        self._of_course: dict[int, list[_Item]] = defaultdict(list)
        self._of_session: dict[int, list[_Item]] = defaultdict(list)
        self._of_all: list[_Item] = []
        self._prices: dict[int, _Item] = {}
        for row in plain_rows(db, _ITEMS.where(CostItem.plan_id.is_(None) | (CostItem.plan_id == plan_id))):
            item = _Item._make(row)
            if item.per == CostPer.SEAT_PRICE and item.session_id is not None:
                self._prices[item.session_id] = item
            elif item.course_id is not None:
                self._of_course[item.course_id].append(item)
            elif item.session_id is not None:
                if item.session_id in session_ids:
                    self._of_session[item.session_id].append(item)
            elif item.per != CostPer.WHOLE:
                self._of_all.append(item)

    def of(self, session: Costly) -> Iterator[tuple[str, _Item]]:
        """Yield what is paid for a session, and whether it is an item of its own, its course or its plan."""
        for kind, those in (
            (OF_SESSION, self._of_session.get(session.id, ())),
            (OF_COURSE, self._of_course.get(session.course_id, ())),
            (OF_PLAN, self._of_all),
        ):
            for item in those:
                yield kind, item

    def price(self, session_id: int) -> _Item | None:
        """Return the price of a seat that a session has of its own."""
        return self._prices.get(session_id)


class _Days:
    """What a day of trainers and rooms costs, by the names that sessions have for them."""

    def __init__(self, db: Session, session_ids: Collection[int], *, trainers: bool, rooms: bool) -> None:
        self._trainers, self._rooms = (
            {
                fold(name): (cost, currency)
                for name, cost, currency in (plain_rows(db, query) if asked else ())
            }
            for query, asked in ((_TRAINERS, trainers), (_ROOMS, rooms))
        )
        self._further = read_further(db, session_ids)

    def of(self, session: Costly) -> Iterator[tuple[str, str, tuple[Decimal, str] | None]]:
        """Yield each trainer and room of a session with what a day of it costs; None where nothing is."""
        names = [session.trainer, *(each.name for each in self._further.trainers.get(session.id, ()))]
        places = [session.room, *self._further.rooms.get(session.id, ())]
        for kind, known, those in ((TRAINER, self._trainers, names), (ROOM, self._rooms, places)):
            for name in those:
                if name:
                    yield kind, name, known.get(fold(name)) if known else None


class _Ways:
    """What the way to a session costs."""

    def __init__(self, db: Session) -> None:
        self._sites = {fold(name): fold(site) for name, site in plain_rows(db, _SITES)}
        self._homes = {person_id: fold(site) for person_id, site in plain_rows(db, _HOMES)}
        self._costs = {
            (fold(start), fold(end)): (amount, currency)
            for start, end, amount, currency in plain_rows(db, _WAYS)
        }

    def of(self, person_id: int, session: Costly) -> tuple[Decimal, str] | None:
        """Return what somebody pays to be there; None for nothing."""
        if session.mode != SessionMode.ON_SITE or not session.room:
            return None
        start, end = self._homes[person_id], self._sites.get(fold(session.room), "")
        return self._costs.get((start, end)) or self._costs.get((end, start))


class SessionPrices:
    """What sessions of a plan would cost with more or fewer people in them."""

    def __init__(
        self, db: Session, plan_id: int, day: dt.date, sessions: Collection[Costly], convert: Converter
    ) -> None:
        """*day* is for rates of sessions without days."""
        ids = {session.id for session in sessions}
        self._day, self._convert = day, convert
        self._items = _Items(db, plan_id, ids)
        self._days = _Days(db, ids, trainers=True, rooms=True)
        self._ways = _Ways(db)

    def total(self, session: Costly, seats: int) -> Sum:
        """Return what a session costs with so many seats, of people and kept ones."""
        total, first = Sum(), session.first_day or self._day
        for charge in _charges(session, seats, self._items, self._days):
            total = total.plus(self._convert(charge.amount, charge.currency, first))
        return total

    def shares(self, session: Costly, seats: int) -> list[Decimal]:
        """Return what of that is known, as so many seats share it."""
        return list(share_out(self.total(session, seats).known, seats, self._convert.unit))

    def price(self, session: Costly) -> Decimal | None:
        """Return what is known of the price of a seat that a session has of its own; None without one."""
        item = self._items.price(session.id)
        if item is None:
            return None
        return self._convert(item.amount, item.currency, session.first_day or self._day) or _NOTHING

    def way(self, person_id: int, session: Costly) -> Decimal:
        """Return what is known of the way of somebody there and back."""
        way = self._ways.of(person_id, session)
        return (way and self._convert(*way, session.first_day or self._day)) or _NOTHING


STAGES = SPENT, COMMITTED, FORECAST = "spent", "committed", "forecast"
"""What was held, what is certain to be held, and the rest."""


def stage_of(session_status: str) -> str:
    """Return how certain what a session costs is."""
    if session_status == SessionStatus.HELD:
        return SPENT
    return COMMITTED if session_status == SessionStatus.CONFIRMED else FORECAST
