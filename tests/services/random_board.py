"""Workspaces by chance for the board: tracks that require courses, prices, drafts that are to be decided."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.fixes.foreseeing import tell
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.rich_workspaces import Rich

TODAY = dt.date(2027, 1, 6)
Told = tuple[str, int | None]


class _TakenBackError(Exception):
    """Takes back what was tried."""


@contextmanager
def tried(workspace: Workspace) -> Iterator[Session]:
    """Give a session in which anything can be done, of which nothing stays."""
    with suppress(_TakenBackError), workspace.edit("Try") as db:
        yield db
        raise _TakenBackError


def found(db: Session, plan_id: int) -> dict[Told, Problem]:
    """All problems of the plan, by what tells them apart."""
    return {tell(each): each for each in check(gather_facts(db, plan_id))}


def fill(workspace: Workspace, seed: int, size: int = 0) -> int:
    """Fill a workspace and return the id of its plan."""
    with workspace.edit("Set up") as db:
        rich = Rich(db, seed, size or 7 + seed % 6, 6)
        plan_id = rich.fill()
        chance = random.Random(seed)
        _require(db, rich, chance)
        _more_sessions(rich, chance)
        _price(db, rich, chance)
        rich.decide(chance)
    return plan_id


def _require(db: Session, rich: Rich, chance: random.Random) -> None:
    track = m.Track(code="T", name="Track", position=0)
    db.add(track)
    db.flush()
    for position, course in enumerate(chance.sample(rich.courses, min(3, len(rich.courses)))):
        db.add(m.PathItem(track_id=track.id, course_id=course.id, kind="required", position=position))
    for person in rich.people:
        if chance.random() < 0.7:
            person.primary_track_id = track.id
    db.flush()


def _more_sessions(rich: Rich, chance: random.Random) -> None:
    """Sessions without anybody in them, into which others can move."""
    for number, course in enumerate(rich.courses):
        if chance.random() < 0.8:
            rich._session(rich.plan, course.id, f"M{number}", [])


def _price(db: Session, rich: Rich, chance: random.Random) -> None:
    rich.plan.currency = "EUR"
    for course in rich.courses:
        course.cost = chance.choice((None, Decimal(300), Decimal("99.90")))
        course.currency = "EUR" if course.cost is not None else ""
    for session in db.scalars(select(m.TrainingSession).where(m.TrainingSession.plan_id == rich.plan.id)):
        session.cancel_cost = chance.choice((None, None, Decimal(0), Decimal("600.50")))
        session.decide_by = TODAY + dt.timedelta(days=chance.randrange(-3, 20))
        if chance.random() < 0.5:
            session.cost, session.currency = Decimal(chance.choice((100, 2400))), "EUR"
        for per in ("whole", "seat", "seat price"):
            if chance.random() < 0.15:
                amount = chance.choice((None, Decimal("70.01"), Decimal(200)))
                db.add(m.CostItem(session_id=session.id, name=per, per=per, amount=amount, currency="EUR"))
    for room in rich.rooms:
        room.day_cost, room.currency = chance.choice((None, Decimal(50))), "EUR"
    for trainer in rich.trainers:
        trainer.day_cost, trainer.currency = chance.choice((None, Decimal("333.33"))), "EUR"
    db.flush()
