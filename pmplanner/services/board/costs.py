"""What a plan costs less when a session is called off, by the real bills in a copy of the workspace."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, Seat, TrainingSession
from pmplanner.services.board.doing import call_off
from pmplanner.services.board.rows import CallOff, Costs
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.totals.budget import whole_share
from pmplanner.storage.scratch import Scratch

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Cost:
    known: Decimal
    later: Decimal
    unknown: int
    currency: str


def reckon_calling_off(
    db: Session, scratch: Scratch, plan_id: int, session_id: int, what: CallOff
) -> Costs | None:
    """Return what calling a session off saves, and what those left out cost later.

    Only those can cost something else who have seats in sessions of the course: they are asked for, before
    and afterwards, and what nobody bears. None where the plan's currency would be another one then.
    """
    left = [each.pick_id for each in what.left_out]
    people = _concerned(db, plan_id, session_id)
    before = _cost(db, plan_id, people, left)
    with scratch.tried() as copy:
        call_off(copy, session_id, what.moves)
        after = _cost(copy, plan_id, people, left)
    # An amount without a currency is in that of the plan.
    if before.currency != after.currency and before.currency and after.currency:
        return None
    saved = before.known - (after.known - after.later)
    return Costs(saved, after.later, before.unknown, after.unknown, after.currency or before.currency)


def _concerned(db: Session, plan_id: int, session_id: int) -> set[int]:
    course = select(TrainingSession.course_id).where(TrainingSession.id == session_id).scalar_subquery()
    query = (
        select(Pick.person_id)
        .join(Seat, Seat.pick_id == Pick.id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(TrainingSession.plan_id == plan_id, TrainingSession.course_id == course)
    )
    return set(db.scalars(query))


def _cost(db: Session, plan_id: int, person_ids: Collection[int], left: Collection[int]) -> _Cost:
    statuses = list_pick_statuses(db, plan_id, person_ids)
    whole = whole_share(statuses, read_nobody(db, plan_id))
    later = sum((each.known_cost for each in statuses if each.pick_id in left), _NOTHING)
    known = whole.spent + whole.committed + whole.forecast
    return _Cost(known, later, whole.lacking, plan_currency(db, plan_id))
