"""Edits of whom plans cover, what they aim at, and whether they are archived."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan, Track
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.plans import archive, scope, targets


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


PLAN_EDITS: dict[str, Callable[[Session, int], object]] = {
    "cover people": _cover,
    "cover everybody": lambda s, n: scope.set_rules(s, _one(s, Plan, n), []),
    "target of track": lambda s, n: targets.set_target(
        s, _one(s, Plan, n), Decimal(n % 9) / 4, track_id=_one(s, Track, n)
    ),
    "target of team": lambda s, n: targets.set_target(s, _one(s, Plan, n), Decimal(1), team=f"T{n % 3}"),
    "clear target": lambda s, n: targets.set_target(s, _one(s, Plan, n), None, team=f"T{n % 3}"),
    "archive plan": lambda s, n: archive.archive_plan(s, _one(s, Plan, n)),
    "reopen plan": lambda s, n: archive.reopen_plan(s, _one(s, Plan, n)),
}

PLAN_PREPARATIONS = {
    "cover everybody": ["cover people"],
    "clear target": ["target of team"],
    "reopen plan": ["archive plan"],
}
"""What must be done before an edit has something to change."""
