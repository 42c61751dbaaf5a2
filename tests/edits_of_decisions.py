"""Edits of what is decided of picks, of rules of cover, and of by when sessions are decided."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PUT_ASIDE,
    ApprovalRule,
    Course,
    CoverKind,
    CoverRule,
    Decision,
    Person,
    Pick,
    PickDecision,
    Plan,
    Row,
    Skill,
    Track,
    TrainingSession,
)
from pmplanner.services.decisions.decide import Verdict, decide_picks, take_back_decisions
from pmplanner.services.plans import plans
from pmplanner.services.sessions import sessions


def _one(db: Session, kind: type[Row], number: int) -> int:
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    if not ids:
        raise LookupError(kind.__name__)
    return int(ids[number % len(ids)])


def _decide(db: Session, n: int) -> None:
    pick = db.get_one(Pick, _one(db, Pick, n))
    decision = list(Decision)[n % 4]
    verdict = Verdict(
        decision,
        by_id=_one(db, Person, n + 1) if n % 2 else None,
        by_name="" if n % 2 else f"Head {n}",
        on=dt.date(2027, 1 + n % 12, 1),
        note=f"Because {n}",
        swap_course_id=_one(db, Course, n) if decision in PUT_ASIDE and n % 3 == 0 else None,
    )
    decide_picks(db, pick.plan_id, [pick.id], verdict)


def _undecide(db: Session, n: int) -> None:
    take_back_decisions(db, [db.get_one(PickDecision, _one(db, PickDecision, n)).pick_id])


def _cover(db: Session, n: int) -> None:
    kind = (CoverKind.SKILL, CoverKind.TRACK, CoverKind.TITLE)[n % 3]
    rule = CoverRule(name=f"Cover {db.query(CoverRule).count()} {n}", team=f"T{n % 3}", minimum=1 + n % 4)
    rule.kind = kind
    rule.skill_id = _one(db, Skill, n) if kind == CoverKind.SKILL else None
    rule.track_id = _one(db, Track, n) if kind == CoverKind.TRACK else None
    rule.text = "Engineer" if kind == CoverKind.TITLE else ""
    db.add(rule)
    db.flush()


def _uncover(db: Session, n: int) -> None:
    db.delete(db.get_one(CoverRule, _one(db, CoverRule, n)))


DECISION_EDITS: dict[str, Callable[[Session, int], object]] = {
    "decide": _decide,
    "take back decision": _undecide,
    "rule of cover": _cover,
    "remove rule of cover": _uncover,
    "rule of approval": lambda s, n: plans.change_plan(
        s, _one(s, Plan, n), approval_rule=list(ApprovalRule)[(n + 1) % 2]
    ),
    "decide session by": lambda s, n: sessions.change_session(
        s,
        _one(s, TrainingSession, n),
        decide_by=dt.date(2027, 1 + n % 12, 1),
        cancel_cost=Decimal(n + 1),
        cancel_currency="eur",
    ),
}

DECISION_PREPARATIONS = {
    "take back decision": ["decide"],
    "remove rule of cover": ["rule of cover"],
    "decide session by": ["add session"],
}
"""What must be done before an edit has something to change."""
