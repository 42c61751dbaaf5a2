"""Taking back the picks of a cut: with their seats, and with the sessions that then have too few people."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Decision, Person, Pick, Plan, Reservation, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, WAS_THERE, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.decide import Verdict, decide_picks
from pmplanner.services.decisions.saving import Scope
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.plans.plans import copy_plan
from pmplanner.services.sessions.changes import cancel_session


class TakenBack(NamedTuple):
    """How many picks went, and which sessions were called off."""

    picks: int
    sessions: tuple[int, ...]


def take_back(
    db: Session,
    plan_id: int,
    pick_ids: Collection[int],
    today: dt.date | None = None,
    *,
    later: bool = False,
) -> TakenBack:
    """Take picks back with their seats, let those waiting move up, and call off sessions with too few people.

    A session is called off out of which somebody was taken, and that then has fewer people, named or not,
    than it needs, or nobody; not one that has begun. With *later* the picks stay and are put off, which
    saves as much. Raises PlanError when a pick is gone, has been done meanwhile, or has a seat in a locked
    session.
    """
    get(db, Plan, plan_id)
    wanted = set(pick_ids)
    query = select(Pick.id, Pick.person_id, Pick.course_id).where(Pick.plan_id == plan_id)
    pairs = {row[0]: (row[1], row[2]) for row in plain_rows(db, query) if row[0] in wanted}
    if wanted - pairs.keys():
        raise PlanError(said("Some of these picks are gone meanwhile. Look anew which picks go."))
    seats = select(Seat.session_id, Seat.pick_id).where(Seat.status != SeatStatus.WAITING)
    left = sorted({row[0] for row in plain_rows(db, seats) if row[1] in wanted})
    if later:
        decide_picks(db, plan_id, sorted(wanted), Verdict(Decision.LATER))
    else:
        remove_picks(db, plan_id, list(pairs.values()))
    ended = [session_id for session_id in left if _has_too_few(db, session_id, today or clock.today())]
    for session_id in ended:
        cancel_session(db, session_id)
    return TakenBack(len(wanted), tuple(ended))


def _has_too_few(db: Session, session_id: int, today: dt.date) -> bool:
    session = get(db, TrainingSession, session_id)
    if session.status in CLOSED_SESSIONS or session.locked:
        return False
    first_day = db.scalar(select(func.min(SessionDay.day)).where(SessionDay.session_id == session_id))
    if first_day is not None and first_day <= today:
        return False
    statuses = list(db.scalars(select(Seat.status).where(Seat.session_id == session_id)))
    if any(status in WAS_THERE for status in statuses):
        return False
    kept = db.scalar(select(func.sum(Reservation.seats)).where(Reservation.session_id == session_id)) or 0
    people = sum(status != SeatStatus.WAITING for status in statuses)
    return people + kept < max(1, session.seats_min or 1)


def keep_as_variant(
    db: Session, plan_id: int, pick_ids: Collection[int], name: str, today: dt.date | None = None
) -> int:
    """Copy a plan as a variant, take the picks back in the copy alone, and return its id.

    Raises PlanError as :func:`take_back`, and when there is a plan of that name.
    """
    there = select(Pick.id, Pick.person_id, Pick.course_id, Pick.attempt).where(Pick.plan_id == plan_id)
    wanted = set(pick_ids)
    going = {row[1:] for row in plain_rows(db, there) if row[0] in wanted}
    copy_id = copy_plan(db, plan_id, name)
    copied = select(Pick.id, Pick.person_id, Pick.course_id, Pick.attempt).where(Pick.plan_id == copy_id)
    take_back(db, copy_id, [row[0] for row in plain_rows(db, copied) if row[1:] in going], today)
    return copy_id


class Bill(NamedTuple):
    """What is known of a cost in the plan's currency, and how many prices in it are unknown."""

    cost: Decimal
    lacking: int


def count_bills(db: Session, plan_id: int, scope: Scope) -> Bill:
    """Return what a plan, a track or a team costs by the bills of its picks, and how much of that is unknown.

    As their budgets are used: a plan has what no pick bears, and a team the seats that are kept for it.
    """
    statuses, nobody = list_pick_statuses(db, plan_id), read_nobody(db, plan_id)
    if scope.kind == "plan":
        return _billed(statuses, nobody.whole_cost, nobody.whole_lacking)
    people = plain_rows(db, select(Person.id, Person.primary_track_id, Person.team))
    team = fold(scope.team) if scope.kind == "team" else None
    counted = {row[0] for row in people if (row[1] == scope.ref_id if team is None else fold(row[2]) == team)}
    kept = [each.seat for each in nobody.kept if fold(each.team) == team]
    return _billed([*(each for each in statuses if each.person_id in counted), *kept])


def _billed(seats: Iterable[PickStatus], cost: Decimal = Decimal(0), lacking: int = 0) -> Bill:
    """Add up what seats cost to what is known besides."""
    for each in seats:
        cost, lacking = cost + each.known_cost, lacking + (each.cost is None)
    return Bill(cost, lacking)
