"""Small random plans with all that costs something, and what every choice of picks to take back comes to."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Completion,
    PathItem,
    Person,
    Pick,
    PickDecision,
    Policy,
    Reservation,
    Seat,
    SessionDay,
    SessionStatus,
    Track,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.decisions.losing import LOSSES, Loss, read_losing
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.decisions.taking_back import take_back
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.money.travel import set_travel
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.settings import change_setting
from pmplanner.services.totals.budget import budget_use
from pmplanner.services.totals.totals import ledger
from tests.services.small_plan import SmallPlan

D = Decimal
TODAY = dt.date(2027, 2, 1)
BEGUN, MARCH, JUNE = dt.date(2027, 1, 20), dt.date(2027, 3, 1), dt.date(2027, 6, 7)
MOST_GOING = 6
"""More picks than that are too many to try all choices of them."""
PER = ("whole", "day", "seat", "seat and day")


@dataclass
class RandomCut:
    """A random plan in a workspace; with it whose picks may go, and in which order classes are lost."""

    small: SmallPlan
    chance: random.Random
    tracks: list[int] = field(default_factory=list)
    scope: Scope = WHOLE
    order: tuple[Loss, ...] = LOSSES

    def fill(self) -> None:
        """Make what costs, people, picks and sessions."""
        chance, small, db = self.chance, self.small, self.small.db
        change_setting(db, "currency", "EUR")
        set_rate(db, "USD", dt.date(2027, 1, 1), D("0.91"))
        set_rate(db, "USD", dt.date(2027, 6, 1), D("0.8333"))
        change_plan(db, small.plan, currency=chance.choice(["EUR", "EUR", "USD"]))
        add_room(db, "Quay", site="Bergen", day_cost=chance.choice([None, D("33.35")]))
        add_room(db, "Loft", site="Oslo", day_cost=D(12), currency="USD")
        add_trainer(db, "Ida", day_cost=D("101.01"), currency="EUR")
        set_travel(db, "Oslo", "Bergen", D("80.05"), chance.choice(["EUR", "USD"]))
        for number in range(chance.randint(1, 3)):
            price = chance.choice([None, D(0), D(100), D("49.99"), D("333.33")])
            code = f"C{number}"
            small.course(code, str(chance.choice([1, D("0.5"), 2])), cost=price, currency=self._currency())
        self._people()
        self._picks()
        for number in range(chance.randint(1, 3)):
            self._session(number)
        self._put_aside()
        self._ask()

    def _currency(self) -> str:
        return self.chance.choice(["", "EUR", "USD"])

    def _people(self) -> None:
        chance, db = self.chance, self.small.db
        for number in range(2):
            track = Track(code=f"T{number}", name=f"Track {number}", position=number)
            db.add(track)
            db.flush()
            self.tracks.append(track.id)
        for position, course in enumerate(self.small.courses.values()):
            if chance.random() < 0.5:
                kind = {"track_id": self.tracks[0], "course_id": course, "position": position}
                db.add(PathItem(kind="required", **kind))
        for name in "ABCDE"[: chance.randint(2, 5)]:
            person = db.get_one(Person, self.small.person(name))
            person.team = chance.choice(["", "North", "South", "South"])
            person.location = chance.choice(["", "Oslo", "Bergen"])
            person.primary_track_id = chance.choice([None, *self.tracks])
        db.flush()

    def _picks(self) -> None:
        chance, small = self.chance, self.small
        pairs = [(name, code) for name in small.people for code in small.courses]
        chance.shuffle(pairs)
        for name, code in sorted(pairs[: chance.randint(2, 8)], key=lambda _: chance.random()):
            (pick_id,) = small.pick(name, code)
            pick = small.db.get_one(Pick, pick_id)
            pick.days = chance.choice([None, None, D("0.25"), D(3)])
            if chance.random() < 0.1:
                done = {"person_id": pick.person_id, "course_id": pick.course_id}
                small.db.add(Completion(completed_on=BEGUN, **done))
        small.db.flush()

    def _put_aside(self) -> None:
        """Let some picks without a seat be declined: they cost nothing, and nobody asks of them."""
        seated = set(self.small.db.scalars(select(Seat.pick_id)))
        for pick_id in self.small.db.scalars(select(Pick.id)).all():
            if pick_id not in seated and self.chance.random() < 0.1:
                decision = {"decision": "declined", "decided_on": BEGUN, "pick_id": pick_id}
                self.small.db.add(PickDecision(**decision))
        self.small.db.flush()

    def _session(self, number: int) -> None:
        chance, db, small = self.chance, self.small.db, self.small
        course_id = chance.choice([*small.courses.values()])
        day = chance.choice([BEGUN, MARCH, MARCH, JUNE, JUNE, None])
        is_over = day == BEGUN
        least = chance.choice([None, 1, 2, 2, 3])
        statuses = ["confirmed", "held"] if is_over else ["draft", "confirmed", "confirmed", "cancelled"]
        session = TrainingSession(
            plan_id=small.plan,
            course_id=course_id,
            code=f"S{number}",
            status=chance.choice(statuses),
            mode=chance.choice(["on site", "on site", "online"]),
            room=chance.choice(["", "Quay", "Quay", "Loft"]),
            trainer=chance.choice(["", "Ida"]),
            seats_min=least,
            seats_max=chance.choice([None, least or 1, (least or 1) + 1]),
            locked=chance.random() < 0.1,
            cancel_cost=chance.choice([None, None, D("40.40"), D(600)]),
            cancel_currency=self._currency(),
            cost=chance.choice([None, D("100.01"), D(250)]),
            currency=self._currency(),
        )
        db.add(session)
        db.flush()
        for offset in range(chance.randint(1, 2) if day else 0):
            date = (day or MARCH) + dt.timedelta(offset)
            times = {"start_time": dt.time(9), "end_time": dt.time(17)}
            db.add(SessionDay(session_id=session.id, day=date, portion=D(1), **times))
        self._seats(session, is_over=is_over)
        self._items(session)
        if chance.random() < 0.25:
            db.add(Reservation(session_id=session.id, team=chance.choice(["North", "South"]), seats=1))
        if chance.random() < 0.1 and not number:
            policy = {"plan_id": small.plan, "team": "", "action": "warn", "limit": D(1)}
            db.add(Policy(kind="over capacity", **policy))
        db.flush()

    def _seats(self, session: TrainingSession, *, is_over: bool) -> None:
        chance, db = self.chance, self.small.db
        taken = select(Seat.pick_id).where(Seat.status != SeatStatus.ABSENT)
        query = select(Pick.id).where(Pick.course_id == session.course_id, Pick.plan_id == session.plan_id)
        often = 0.1  # somebody with several seats, which only odd files bring
        picks = [
            each
            for each in db.scalars(query)
            if each not in set(db.scalars(taken)) or chance.random() < often
        ]
        chance.shuffle(picks)
        for position, pick_id in enumerate(picks):
            if chance.random() < 0.2:
                continue
            words = ["booked", "booked", "waiting"]
            if is_over:
                words += ["attended", "absent"]
            status = chance.choice(words)
            db.add(Seat(session_id=session.id, pick_id=pick_id, status=status, position=position))
        db.flush()

    def _items(self, session: TrainingSession) -> None:
        chance, db = self.chance, self.small.db
        owners = [
            Owner(session_id=session.id),
            Owner(course_id=session.course_id),
            Owner(plan_id=self.small.plan),
        ]
        for number in range(chance.randint(0, 3)):
            amount = chance.choice([None, D("10.01"), D("7.77"), D(55)])
            name = f"{session.code} {number}"
            add_item(db, chance.choice(owners), name, chance.choice(PER), amount, self._currency())
        if chance.random() < 0.2:
            price = chance.choice([None, D(0), D("66.66")])
            add_item(db, owners[0], "Price", "seat price", price, self._currency())

    def _ask(self) -> None:
        chance = self.chance
        scopes = [WHOLE, WHOLE, Scope("track", self.tracks[0]), Scope("team", team="south")]
        self.scope = chance.choice(scopes)
        for scope in scopes[1:]:
            set_budget(self.small.db, self.small.plan, D(1), track_id=scope.ref_id, team=scope.team)
        self.small.db.flush()
        self.order = tuple(chance.sample(LOSSES, len(LOSSES))) if chance.random() < 0.5 else LOSSES


class Choice(NamedTuple):
    """Picks that are taken back, with what the totals say then."""

    gone: frozenset[int]
    cost: Decimal
    days: Decimal
    put_out: int


class Tried:
    """A random plan with what comes of every choice, each truly taken back and read from the totals."""

    def __init__(self, made: RandomCut) -> None:
        self.made, self._db, self._plan = made, made.small.db, made.small.plan
        self.going = self._going()
        self.choices = (
            [self._try(gone) for gone in _subsets(self.going)] if len(self.going) <= MOST_GOING else []
        )
        statuses = list_pick_statuses(self._db, self._plan)
        self._days = {each.pick_id: each.days for each in statuses}
        self._losing = read_losing(self._db, self._plan, TODAY, statuses, read_course_facts(self._db))

    def loss(self, choice: Choice) -> tuple[object, ...]:
        """Return what is lost with a choice, what is least of which is best."""
        order, classes = self.made.order, {p: self._losing[p].highest(self.made.order) for p in choice.gone}
        found: list[object] = []
        for loss in order:
            found.append(sum(each == loss for each in classes.values()))
            if loss == "elective":
                found.append(sum(self._losing[p].waits for p, each in classes.items() if each == loss))
        return (*found, sum(self._days[pick_id] for pick_id in choice.gone), choice.put_out)

    def _going(self) -> list[int]:
        """Return which picks may go, read from the rows."""
        db, made = self._db, self.made
        found = []
        for each in list_pick_statuses(db, self._plan):
            person = db.get_one(Person, each.person_id)
            if made.scope.kind == "track" and person.primary_track_id != made.scope.ref_id:
                continue
            if made.scope.kind == "team" and person.team.lower() != made.scope.team:
                continue
            rows = db.execute(
                select(Seat.status, TrainingSession.id, TrainingSession.status, TrainingSession.locked)
                .join(TrainingSession, TrainingSession.id == Seat.session_id)
                .where(Seat.pick_id == each.pick_id)
            ).all()
            first = {
                row[1]: db.scalar(select(func.min(SessionDay.day)).where(SessionDay.session_id == row[1]))
                for row in rows
            }
            stays = any(
                locked
                or (
                    seat != SeatStatus.WAITING
                    and status != SessionStatus.CANCELLED
                    and (status == SessionStatus.HELD or (first[session] or dt.date.max) <= TODAY)
                )
                for seat, session, status, locked in rows
            )
            if each.status != DONE and not stays:
                found.append(each.pick_id)
        return found

    def _try(self, gone: frozenset[int]) -> Choice:
        db, plan = self._db, self._plan
        before = self._sitting()
        with undone(db):
            take_back(db, plan, gone, TODAY)
            after = self._sitting()
            cost, days = self._totals()
        lost = {seat[1] for seat in before - after if seat[1] not in gone}
        return Choice(gone, cost, days, len(lost))

    def _sitting(self) -> set[tuple[int, int]]:
        query = select(Seat.session_id, Seat.pick_id).join(
            TrainingSession, TrainingSession.id == Seat.session_id
        )
        query = query.where(
            Seat.status != SeatStatus.WAITING, TrainingSession.status != SessionStatus.CANCELLED
        )
        return {(row[0], row[1]) for row in self._db.execute(query)}

    def _totals(self) -> tuple[Decimal, Decimal]:
        """Return the cost as the budget's use says it, and the days as the totals do."""
        scope = self.made.scope
        rows = ledger(self._db, self._plan, "team" if scope.kind == "team" else "track")
        if scope.kind == "plan":
            return rows[-1].totals.cost, rows[-1].totals.planned
        key = scope.ref_id or "South"
        days = sum((row.totals.planned for row in rows if row.key == key and not row.is_total), D(0))
        (use,) = (each for each in budget_use(self._db, self._plan) if each.kind == scope.kind)
        return use.used, days


@contextmanager
def undone(db: Session) -> Iterator[None]:
    """Take back what the block does."""
    db.flush()
    point = db.begin_nested()
    try:
        yield
    finally:
        point.rollback()
        db.expire_all()


def _subsets(items: list[int]) -> Iterator[frozenset[int]]:
    for count in range(len(items) + 1):
        for chosen in combinations(items, count):
            yield frozenset(chosen)
