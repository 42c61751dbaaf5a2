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
from pmplanner.services.needs.cover_rules import (
    CoverValues,
    add_cover_rule,
    change_cover_rule,
    remove_cover_rule,
)
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


def _cover(db: Session, n: int) -> CoverValues:
    kind = (CoverKind.SKILL, CoverKind.TRACK, CoverKind.TITLE)[n % 3]
    of_kind = {CoverKind.SKILL: Skill, CoverKind.TRACK: Track}
    return CoverValues(
        1 + n % 4,
        kind,
        _one(db, of_kind[kind], n) if kind in of_kind else None,
        "Engineer",
        team=("", "T0", "T1")[n // 3 % 3],
        name=f"Cover {n}",
    )


DECISION_EDITS: dict[str, Callable[[Session, int], object]] = {
    "decide": _decide,
    "take back decision": _undecide,
    "rule of cover": lambda s, n: add_cover_rule(s, _cover(s, n)),
    "change rule of cover": lambda s, n: change_cover_rule(s, _one(s, CoverRule, n), _cover(s, n + 1)),
    "remove rule of cover": lambda s, n: remove_cover_rule(s, _one(s, CoverRule, n)),
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
    "change rule of cover": ["rule of cover"],
    "decide session by": ["add session"],
}
"""What must be done before an edit has something to change."""
