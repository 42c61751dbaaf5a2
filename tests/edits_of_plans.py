"""Edits of whom plans cover, what they aim at, and whether they are archived."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan, Track
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.plans import archive, promoting, rolling, scope, taking_over, targets


def _one(db: Session, kind: type[Plan] | type[Person] | type[Track], number: int) -> int:
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    if not ids:
        raise LookupError(f"no {kind.__name__}")
    return ids[number % len(ids)]


def _cover(db: Session, number: int) -> None:
    rules = [
        ScopeRule(ScopeKind.TEAM, text=f"T{number % 3}"),
        ScopeRule(ScopeKind.TRACK, _one(db, Track, number)),
        ScopeRule(ScopeKind.PERSON, _one(db, Person, number), include=False),
        ScopeRule(ScopeKind.MANAGER, text=f"Manager {number % 2}"),
    ]
    scope.set_rules(db, _one(db, Plan, number), rules[: 1 + number % 4])


def _a_variant(db: Session, number: int) -> int:
    ids = list(db.scalars(select(Plan.id).where(Plan.variant_of_id.is_not(None)).order_by(Plan.id)))
    if not ids:
        raise LookupError("no variant")
    return ids[number % len(ids)]


def _roll(db: Session, number: int) -> int:
    plan_id = _one(db, Plan, number)
    first, last = rolling.next_period(db, plan_id)
    name = rolling.next_name(db, plan_id, first)
    parts = {"sessions": number % 2 == 0, "open_picks": number % 3 == 0, "archive": number % 5 == 0}
    return rolling.roll_plan(db, plan_id, rolling.RollRequest(name, first, last, **parts))


PLAN_EDITS: dict[str, Callable[[Session, int], object]] = {
    "cover people": _cover,
    "cover everybody": lambda s, n: scope.set_rules(s, _one(s, Plan, n), []),
    "target of track": lambda s, n: targets.set_target(
        s, _one(s, Plan, n), Decimal(n % 9) / 4, track_id=_one(s, Track, n)
    ),
    "target of team": lambda s, n: targets.set_target(s, _one(s, Plan, n), Decimal(1), team=f"T{n % 3}"),
    "clear target": lambda s, n: targets.set_target(s, _one(s, Plan, n), None, team=f"T{n % 3}"),
    "archive plan": lambda s, n: archive.archive_plan(s, _one(s, Plan, n)),
    "promote": lambda s, n: promoting.promote_plan(s, _a_variant(s, n)),
    "take over": lambda s, n: taking_over.take_over(s, _one(s, Plan, n), _one(s, Plan, n + 1)),
    "roll over": _roll,
    "reopen plan": lambda s, n: archive.reopen_plan(s, _one(s, Plan, n)),
}

PLAN_PREPARATIONS = {
    "promote": ["copy plan", "add session"],
    "take over": ["copy plan", "add session"],
    "cover everybody": ["cover people"],
    "clear target": ["target of team"],
    "reopen plan": ["archive plan"],
}
"""What must be done before an edit has something to change."""
