"""Plans: create, change, copy as a variant, remove."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    SITS_FIRST,
    SITS_SECOND,
    AcceptedProblem,
    ApprovalRule,
    Budget,
    CostItem,
    Pick,
    PickDecision,
    Plan,
    PlanScope,
    PlanState,
    Policy,
    Reservation,
    Row,
    Seat,
    SessionDay,
    SessionEquipment,
    SessionRoom,
    SessionTrainer,
    Target,
    TrainingSession,
)
from pmplanner.sentences import marked, said
from pmplanner.services.calendar.session_days import IsOpen, is_working_day, working_days
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, tidy, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.people.history import pick_completed_between
from pmplanner.services.plans.archive import reason_to_keep
from pmplanner.services.quantities import check_amount, check_days, currency_code
from pmplanner.services.settings import read_setting
from pmplanner.storage import journal

FIELDS = ("name", "first_day", "last_day", "budget", "currency", "target_days", "approval_rule")
"""What can be set on a plan."""

SIDES = tuple(
    column.key
    for column in AcceptedProblem.__mapper__.column_attrs
    if column.key not in ("id", "version", "plan_id", "reason")
)
"""The columns that say which problem is accepted."""

_NEWEST_FIRST = (Plan.first_day.desc(), Plan.id)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as lists show it; *target_days* are days per person."""

    id: int
    name: str
    first_day: dt.date
    last_day: dt.date
    budget: Decimal | None
    currency: str
    target_days: Decimal | None
    variant_of_id: int | None
    state: str
    archived_on: dt.date | None
    approval_rule: str
    picks: int
    sessions: int

    @property
    def is_archived(self) -> bool:
        """True for a plan kept as history, which cannot be changed."""
        return self.state == PlanState.ARCHIVED


def next_half_year(today: dt.date, is_open: IsOpen = is_working_day) -> tuple[dt.date, dt.date]:
    """Return the first open day and the last day of the half-year that begins after *today*.

    Raises PlanError when no day is open for years.
    """
    if today.month <= 6:
        first, last = dt.date(today.year, 7, 1), dt.date(today.year, 12, 31)
    else:
        first, last = dt.date(today.year + 1, 1, 2), dt.date(today.year + 1, 6, 30)
    return next(working_days(first, is_open)), last


def list_plans(db: Session) -> list[PlanRow]:
    """Return all plans, the newest period first."""
    picks, sessions = (
        select(func.count()).where(kind.plan_id == Plan.id).scalar_subquery()
        for kind in (Pick, TrainingSession)
    )
    query = select(
        Plan.id,
        Plan.name,
        Plan.first_day,
        Plan.last_day,
        Plan.budget,
        Plan.currency,
        Plan.target_days,
        Plan.variant_of_id,
        Plan.state,
        Plan.archived_on,
        Plan.approval_rule,
        picks,
        sessions,
    )
    # More columns than SQLAlchemy tells the types of.
    return [PlanRow(*row) for row in db.execute(query.order_by(*_NEWEST_FIRST))]  # type: ignore[call-arg]


def plan_period(db: Session, plan_id: int | None) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a plan; None for one that is not there."""
    found = db.execute(select(Plan.first_day, Plan.last_day).where(Plan.id == plan_id)).one_or_none()
    return None if found is None else (found.first_day, found.last_day)


def list_plan_ids(db: Session) -> list[int]:
    """Return the ids of all plans, the newest period first; the archived ones come after the others."""
    return list(db.scalars(select(Plan.id).order_by(Plan.state == PlanState.ARCHIVED, *_NEWEST_FIRST)))


def free_name(db: Session, wanted: str, but: int = 0) -> str:
    """Return a name that no plan has, except perhaps *but*: what is wanted, else with a number after it."""
    taken = set(map(fold, db.scalars(select(Plan.name).where(Plan.id != but))))
    name, number = wanted, 1
    while fold(name) in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def create_plan(
    db: Session,
    name: str,
    first_day: dt.date,
    last_day: dt.date,
    *,
    budget: Decimal | None = None,
    currency: str = "",
    target_days: Decimal | None = None,
    approval_rule: str = ApprovalRule.ALL,
) -> int:
    """Create a plan and return its id; raise PlanError when its values will not do.

    What people completed within its period is in it as done, in whatever order things are entered.
    """
    plan = Plan(
        name=tidy(name),
        first_day=first_day,
        last_day=last_day,
        budget=budget,
        currency=currency_code(currency),
        target_days=target_days,
        approval_rule=approval_rule,
    )
    _check(db, plan)
    db.add(plan)
    db.flush()
    pick_completed_between(db, plan.first_day, plan.last_day)
    return plan.id


def change_plan(db: Session, plan_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a plan; raise PlanError when they will not do."""
    plan = get(db, Plan, plan_id)
    with db.no_autoflush:
        write_fields(plan, FIELDS, values)
        _check(db, plan)
    db.flush()
    if {"first_day", "last_day"} & values.keys():
        pick_completed_between(db, plan.first_day, plan.last_day)


def copy_plan(db: Session, plan_id: int, name: str) -> int:
    """Copy a plan with its picks, sessions and seats as a variant and return the copy's id.

    Whom it covers, its targets and its policies go along. The copy of an archived plan can be worked in.
    """
    plan = get(db, Plan, plan_id)
    variant = Plan(
        name=tidy(name),
        first_day=plan.first_day,
        last_day=plan.last_day,
        budget=plan.budget,
        currency=plan.currency,
        target_days=plan.target_days,
        approval_rule=plan.approval_rule,
        variant_of_id=plan.id,
    )
    _check(db, variant)
    db.add(variant)
    db.flush()
    picks = copy_rows(db, Pick, Pick.plan_id == plan_id, plan_id={plan_id: variant.id})
    if plan.state == PlanState.ARCHIVED:
        nothing = {"kept_days": None, "kept_cost": None}
        journal.bulk_update(db, Pick, dict.fromkeys(picks.values(), nothing))
    copy_rows(
        db,
        PickDecision,
        PickDecision.pick_id.in_(select(Pick.id).where(Pick.plan_id == plan_id)),
        pick_id=picks,
    )
    sessions = copy_rows(
        db, TrainingSession, TrainingSession.plan_id == plan_id, plan_id={plan_id: variant.id}
    )
    origins = {copy_id: {"copied_from_id": old_id} for old_id, copy_id in sessions.items()}
    journal.bulk_update(db, TrainingSession, origins)
    for kind in (SessionDay, SessionEquipment, SessionRoom, SessionTrainer, Reservation, CostItem):
        copy_rows(db, kind, kind.session_id.in_(sessions), session_id=sessions)
    for of_plan in (Policy, PlanScope, Target, Budget, CostItem):
        copy_rows(db, of_plan, of_plan.plan_id == plan_id, plan_id={plan_id: variant.id})
    copy_rows(db, Seat, Seat.session_id.in_(sessions), session_id=sessions, pick_id=picks)
    _copy_accepted(db, plan_id, variant.id, sessions)
    return variant.id


def _copy_accepted(db: Session, plan_id: int, copy_id: int, runs: Mapping[int, int]) -> None:
    """Accept in a copy what is accepted in the plan, its sessions exchanged for those of the copy.

    What is accepted of sessions that were removed since is left: those have no copy. Sessions of other
    plans stay the same.
    """
    there = set(db.scalars(select(TrainingSession.id).where(TrainingSession.plan_id != plan_id)))
    runs = {session_id: session_id for session_id in there} | {**runs}
    for row in db.scalars(select(AcceptedProblem).where(AcceptedProblem.plan_id == plan_id)):
        values = {name: getattr(row, name) for name in (*SIDES, "reason")}
        sides = exchanged_sides(values, runs)
        if sides is not None:
            db.add(AcceptedProblem(plan_id=copy_id, **(values | sides)))


def _in_order(session_ids: list[int]) -> list[int]:
    """Put the sessions of a problem in the order of its key; beside those of another plan it is another."""
    there = sorted(each for each in session_ids if each)
    return there + [0] * (len(session_ids) - len(there))


def exchanged_sides(sides: Mapping[str, Any], runs: Mapping[int, int]) -> dict[str, Any] | None:
    """Return the columns of a problem that name sessions, others in them; None where one has none."""
    sessions = [sides["session_id"], sides["other_session_id"], *sides["more_session_ids"]]
    if any(each and each not in runs for each in sessions):
        return None
    one, other, *more = _in_order([runs.get(each, 0) for each in sessions])
    role = sides["role"]
    # That of a budget says whose it is, and names no session.
    if role and sides["session_id"] and one != runs[sides["session_id"]]:
        role = SITS_FIRST if role == SITS_SECOND else SITS_SECOND
    return {"session_id": one, "other_session_id": other, "more_session_ids": more, "role": role}


def copy_rows(
    db: Session, kind: type[Row], chosen: ColumnElement[bool], **new_ids: dict[int, int]
) -> dict[int, int]:
    """Copy rows with the ids in the named columns exchanged; return old id to new id.

    To be called within an edit.
    """
    table = kind.__table__
    rows = [dict(row) for row in db.execute(select(table).where(chosen).order_by(table.c.id)).mappings()]
    old = [row.pop("id") for row in rows]
    for row in rows:
        row["version"] = 1
        for column, ids in new_ids.items():
            row[column] = ids[row[column]]
    return dict(zip(old, journal.bulk_insert(db, kind, rows), strict=True))


def remove_plan(db: Session, plan_id: int) -> None:
    """Remove a plan with all that is in it; its variants become plans of their own.

    Raises PlanError when people attended sessions of it, which they would lose.
    """
    plan = get(db, Plan, plan_id)
    if reason := reason_to_keep(db, plan_id):
        raise PlanError(reason)
    for variant in db.scalars(select(Plan).where(Plan.variant_of_id == plan_id)):
        variant.variant_of_id = None
    sessions = list(db.scalars(select(TrainingSession.id).where(TrainingSession.plan_id == plan_id)))
    picks = select(Pick.id).where(Pick.plan_id == plan_id)
    for kind, where in (
        (Seat, Seat.session_id.in_(sessions)),
        (SessionDay, SessionDay.session_id.in_(sessions)),
        (SessionEquipment, SessionEquipment.session_id.in_(sessions)),
        (SessionRoom, SessionRoom.session_id.in_(sessions)),
        (SessionTrainer, SessionTrainer.session_id.in_(sessions)),
        (Reservation, Reservation.session_id.in_(sessions)),
        (CostItem, CostItem.session_id.in_(sessions) | (CostItem.plan_id == plan_id)),
        (TrainingSession, TrainingSession.id.in_(sessions)),
        (PickDecision, PickDecision.pick_id.in_(picks)),
        (Pick, Pick.plan_id == plan_id),
        (Policy, Policy.plan_id == plan_id),
        (PlanScope, PlanScope.plan_id == plan_id),
        (Target, Target.plan_id == plan_id),
        (Budget, Budget.plan_id == plan_id),
        (AcceptedProblem, AcceptedProblem.plan_id == plan_id),
    ):
        journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(where)))
    first_day, last_day = plan.first_day, plan.last_day
    db.delete(plan)
    db.flush()
    # What was done in it is done in the plan of its days now: a variant that became a plan, or another.
    pick_completed_between(db, first_day, last_day)


def _check(db: Session, plan: Plan) -> None:
    if not plan.name:
        raise PlanError(said("A plan needs a name."))
    if plan.first_day > plan.last_day:
        raise PlanError(
            said(
                "The plan would end ({last_day}) before it begins ({first_day}).",
                last_day=plan.last_day,
                first_day=plan.first_day,
            )
        )
    if plan.approval_rule is not None and plan.approval_rule not in tuple(ApprovalRule):
        raise PlanError(
            said(
                "Which picks of a plan are scheduled is one of {rules}; not “{rule}”.",
                rules=", ".join(ApprovalRule),
                rule=plan.approval_rule,
            )
        )
    check_days(plan.target_days)
    check_amount(
        plan.budget,
        marked("A budget is 0 or more, with at most two decimals; not {amount}."),
        plan.currency or read_setting(db, "currency"),
    )
    refuse_taken(db, plan, "name", marked("There is already a plan “{text}”."))
