"""Training days of everybody, read slowly from plain rows by what docs/domain.md says of them."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Person, Pick, Plan, SessionTrainer
from tests.services.slow_needs import Slow


class SlowTaken(NamedTuple):
    """What somebody took or will take, with the months that it may lie in."""

    person: int
    months: frozenset[str]
    days: Decimal | None
    origin: str
    is_done: bool


class SlowDays:
    def __init__(self, db: Session, own: set[str]) -> None:
        self.own = own
        plans = list(db.scalars(select(Plan).order_by(Plan.first_day, Plan.id)))
        self.plans = [(plan, Slow(db, plan.id)) for plan in plans if plan.variant_of_id is None]
        self.completions = list(db.scalars(select(Completion)))
        self.names = [person.first_name for person in db.scalars(select(Person))]
        self.further = list(db.scalars(select(SessionTrainer)))

    def is_staff(self, name: str) -> bool:
        return self.names.count(name) == 1

    def of_provider(self, name: str) -> str:
        if not name:
            return "unknown"
        return "internal" if name.lower() in self.own else "external"

    def taken(self) -> Iterator[SlowTaken]:
        in_a_plan: set[int] = set()
        told: set[int] = set()
        for plan, slow in self.plans:
            for picks in slow.picks_of.values():
                for pick in picks:
                    if pick.plan_id != plan.id:
                        continue
                    for done in self.completions:
                        same = (done.person_id, done.course_id) == (pick.person_id, pick.course_id)
                        if same and plan.first_day <= done.completed_on <= plan.last_day:
                            in_a_plan.add(done.id)
                    yield from self.of_pick(slow, pick, told)
        for done in self.completions:
            if done.id not in in_a_plan:
                course = self.plans[0][1].courses.get(done.course_id or 0)
                days = done.days if done.days is not None else course.days if course else None
                origin = self.of_completion(done, course.provider if course else "")
                yield SlowTaken(done.person_id, self.month(done.completed_on), days, origin, True)

    def of_completion(self, done: Completion, of_course: str) -> str:
        if done.provider or not self.is_staff(done.trainer):
            return self.of_provider(done.provider or of_course)
        return "internal"

    def of_pick(self, slow: Slow, pick: Pick, told: set[int]) -> Iterator[SlowTaken]:
        done = slow.completion_of(pick)
        status, days, _, seat = slow.standing(pick, done)
        if status == "open" or (status != "done" and slow.is_refused(pick.id)):
            return
        if slow.plan.state == "archived" and pick.kept_days is not None:
            days = pick.kept_days
        provider = slow.courses[pick.course_id].provider
        origin = self.of_provider(provider)
        if seat is None:
            assert done is not None
            origin = self.of_completion(done, provider)
            if done.id not in told:
                yield SlowTaken(pick.person_id, self.month(done.completed_on), days, origin, True)
            told.add(done.id)
            return
        session = slow.sessions[seat.session_id]
        leading = [session.trainer]
        leading += [t.name for t in self.further if t.session_id == session.id and t.part == "lead"]
        if any(self.is_staff(name) for name in leading):
            origin = "internal"
        months = {f"{day.day:%Y-%m}" for day in slow.days_of[session.id]}
        if months:  # a session without a day is in no month yet
            yield SlowTaken(pick.person_id, frozenset(months), days, origin, status == "done")

    @staticmethod
    def month(day: dt.date) -> frozenset[str]:
        return frozenset({f"{day:%Y-%m}"})
