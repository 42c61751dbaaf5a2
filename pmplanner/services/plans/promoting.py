"""Promoting a variant: it becomes the plan in force, and what was in force until then is archived. One edit.

The plan keeps its row and those of its sessions, and takes the content of the variant; the variant's row is
the archived plan from then on, with what the plan held. So whatever knows the plan by its id goes on knowing
it: what calendars and mails have told above all, of which the next ones tell the differences only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PUT_ASIDE,
    AcceptedProblem,
    Budget,
    CostItem,
    Pick,
    PickDecision,
    Plan,
    PlanScope,
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
from pmplanner.models.statuses import PlanState, SeatStatus, SessionStatus
from pmplanner.sentences import marked, said
from pmplanner.services.calendar.clock import today
from pmplanner.services.errors import PlanError
from pmplanner.services.families import family_of
from pmplanner.services.fields import refuse_taken, tidy
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.people.history import pick_completed_between
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.plans.comparing import Compared, compare_plans
from pmplanner.services.plans.content import PLAN_FIELDS
from pmplanner.services.plans.plans import SIDES, exchanged_sides, free_name
from pmplanner.services.plans.taking_over import decide, take_history
from pmplanner.services.sessions.seating import move_up
from pmplanner.storage import journal

_KEYS: Mapping[type[Row], tuple[str, ...]] = {
    Policy: ("kind", "team"),
    PlanScope: ("kind", "ref_id", "text"),
    Target: ("kind", "ref_id", "text"),
    Budget: ("kind", "ref_id", "text"),
    CostItem: ("course_id", "name", "per", "amount", "currency"),
    SessionDay: ("day", "start_time"),
    SessionEquipment: ("equipment_id",),
    SessionRoom: ("name",),
    SessionTrainer: ("name",),
    Reservation: ("team",),
    Seat: (),
    PickDecision: (),
}
"""By table what tells rows of one owner apart, so that two owners can have the same."""

_READ_BY: Mapping[type[Row], tuple[str, ...]] = {Seat: ("session_id",)}
"""By what rows are found that have two owners at once."""
_OWNERS = ("plan_id", "session_id", "pick_id")


@dataclass(frozen=True, slots=True)
class Promoted:
    """What promoting came to: the plan in force, and what the archived one is called."""

    plan_id: int
    archived: str
    carried: int
    """Sessions and picks of which something had happened in the plan meanwhile, brought along."""


def reason_against(db: Session, variant_id: int) -> str:
    """Say why a plan cannot be promoted; nothing when it can."""
    variant = get(db, Plan, variant_id)
    if variant.variant_of_id is None:
        return said("“{plan}” is no variant: it is in force as it is.", plan=variant.name)
    if variant.state == PlanState.ARCHIVED:
        return said("“{plan}” is archived. Reopen it to promote it.", plan=variant.name)
    plan = get(db, Plan, family_of(db, variant_id))
    if plan.state == PlanState.ARCHIVED:
        return said("“{plan}” is archived, and stays as it was. Reopen it first.", plan=plan.name)
    return ""


def archive_name(db: Session, variant_id: int) -> str:
    """Return what the plan in force until now would be called once it is archived, free to be taken."""
    wanted = said("{plan}, until {day}", plan=get(db, Plan, family_of(db, variant_id)).name, day=today())
    return free_name(db, wanted, variant_id)


def promote_plan(db: Session, variant_id: int, archived: str = "") -> Promoted:
    """Make a variant the plan in force, under the plan's name; what was in force is archived.

    *archived* is what that is called, :func:`archive_name` unless it is given. What happened in the plan
    meanwhile, attendance and completions, is brought along; so is what was accepted in it.

    Raises PlanError for what is no variant, where one of both is archived, and for a name that is taken.
    """
    if reason := reason_against(db, variant_id):
        raise PlanError(reason)
    plan_id = family_of(db, variant_id)
    plan, variant = get(db, Plan, plan_id), get(db, Plan, variant_id)
    carried = take_history(db, variant_id, plan_id).done
    journal.let_look(db)
    # Once for both: decisions change nothing about which sessions and picks are the same ones.
    compared = compare_plans(db, plan_id, variant_id)
    carried += _take_decisions(db, compared)
    name = tidy(archived) or archive_name(db, variant_id)
    with db.no_autoflush:
        variant.name = name
        refuse_taken(db, variant, "name", marked("There is already a plan “{text}”."))
    db.flush()
    _change_places(db, compared)
    archive_plan(db, variant_id)
    pick_completed_between(db, plan.first_day, plan.last_day)
    db.flush()
    return Promoted(plan_id, variant.name, carried)


def _take_decisions(db: Session, compared: Compared) -> int:
    """Bring into a variant, the other plan, what was decided in the plan meanwhile; return of how many picks.

    Of what was decided in both, what was decided last holds, and of one day what the variant has. What is
    put aside by that has no seat any more.
    """
    plan, variant = compared.one.picks, compared.other.picks
    later = {}
    for key in variant.keys() & plan.keys():
        mine, theirs = variant[key].decided, plan[key].decided
        if theirs is not None and (mine is None or theirs.day > mine.day):
            later[variant[key].id] = theirs
    decide(db, later)
    _give_up(db, {pick_id for pick_id, each in later.items() if each.decision in PUT_ASIDE})
    return len(later)


def _give_up(db: Session, pick_ids: Collection[int]) -> None:
    """Take picks that are put aside out of sessions to come, locked or not; those who wait move up."""
    query = (
        select(Seat.id, Seat.session_id, Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(
            Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING)),
            TrainingSession.status != SessionStatus.HELD,
            *among(Seat.pick_id, pick_ids),
        )
    )
    seats = {row[0]: row[1] for row in plain_rows(db, query) if row[2] in pick_ids}
    journal.bulk_delete(db, Seat, seats)
    for session_id in sorted(set(seats.values())):
        move_up(db, session_id)


def _change_places(db: Session, compared: Compared) -> None:
    """Let two plans change all that is in them; sessions and picks that are the same keep their rows."""
    plans = _both_ways({compared.one.id: compared.other.id})
    runs = _both_ways(compared.matched.pairs)
    mine, theirs = compared.one.picks, compared.other.picks
    picks = _both_ways({mine[key].id: theirs[key].id for key in mine.keys() & theirs.keys()})
    accepted = _accepted(db, plans, runs)
    _swap(db, Plan, _rows(db, Plan, Plan.id.in_(plans)), {}, plans, PLAN_FIELDS)
    own = {"id", "version", "plan_id", "course_id", "copied_from_id"}
    columns = tuple(_columns(TrainingSession, own))
    sessions = _rows(db, TrainingSession, TrainingSession.plan_id.in_(plans))
    _swap(db, TrainingSession, sessions, plans, runs, columns)
    all_picks = _rows(db, Pick, Pick.plan_id.in_(plans))
    kept = ("id", "version", "plan_id", "person_id", "course_id", "attempt")
    _swap(db, Pick, all_picks, plans, picks, tuple(_columns(Pick, set(kept))))
    owners = {"plan_id": plans, "session_id": runs, "pick_id": picks}
    for kind in _KEYS:
        _exchange(db, kind, owners, {"plan_id": plans, "session_id": sessions, "pick_id": all_picks})
    _put_accepted(db, accepted, compared.one.id)


def _both_ways(pairs: Mapping[int, int]) -> dict[int, int]:
    return {**pairs, **{other: one for one, other in pairs.items()}}


def _columns(kind: type[Row], without: set[str]) -> Iterator[str]:
    return (column.key for column in kind.__mapper__.column_attrs if column.key not in without)


def _rows(db: Session, kind: type[Row], where: ColumnElement[bool]) -> dict[int, dict[str, Any]]:
    names = list(_columns(kind, {"version"}))
    query = select(*(getattr(kind, name) for name in names)).where(where)
    rows = (dict(zip(names, values, strict=True)) for values in plain_rows(db, query))
    return {row["id"]: row for row in rows}


def _swap(
    db: Session,
    kind: type[Row],
    rows: Mapping[int, Mapping[str, Any]],
    plans: Mapping[int, int],
    same: Mapping[int, int],
    columns: Sequence[str],
) -> None:
    """Let rows that are the same change their values, and the others their plans."""
    changes: dict[int, dict[str, Any]] = {}
    for row_id, row in rows.items():
        other = rows.get(same.get(row_id, 0))
        if other is None:
            changes[row_id] = {**{name: row[name] for name in columns}, "plan_id": plans[row["plan_id"]]}
        elif any(row[name] != other[name] for name in columns):
            changes[row_id] = {name: other[name] for name in columns}
            if plans:
                changes[row_id]["plan_id"] = row["plan_id"]
    if "code" in columns and changes:
        # Aside first: a code may be another session's until that one has changed, too.
        journal.bulk_update(db, kind, {row_id: {"code": f"~{row_id}"} for row_id in changes})
    if changes:
        journal.bulk_update(db, kind, changes)


def _exchange(
    db: Session,
    kind: type[Row],
    owners: Mapping[str, Mapping[int, int]],
    of: Mapping[str, Collection[int]],
) -> None:
    """Let the owners of rows change: where both have the same row its values, else whose it is."""
    names = list(_columns(kind, {"version"}))
    owning = [name for name in _OWNERS if name in names]
    keys = (*owning, *_KEYS[kind])
    values = [name for name in names if name not in (*keys, "id")]
    found = [row for name in _READ_BY.get(kind, owning) for row in _of(db, kind, name, of[name])]
    places: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        places[tuple(row[name] for name in keys)].append(row)
    moved, changed = {}, {}
    for row in found:
        goes_to = {name: owners[name].get(row[name], row[name]) for name in owning}
        place = tuple(goes_to.get(name, row.get(name)) for name in keys)
        mates = places[tuple(row[name] for name in keys)]
        others = places.get(place, [])
        number = mates.index(row)
        if number < len(others):
            other = others[number]
            if any(row[name] != other[name] for name in values):
                changed[row["id"]] = {name: other[name] for name in values}
        elif goes_to != {name: row[name] for name in owning}:
            moved[row["id"]] = goes_to
    for changes in (moved, changed):
        if changes:
            journal.bulk_update(db, kind, changes)


def _of(db: Session, kind: type[Row], owner: str, ids: Collection[int]) -> list[dict[str, Any]]:
    column = getattr(kind, owner)
    rows = _rows(db, kind, and_(column.is_not(None), *among(column, ids)))
    return [row for row in rows.values() if row[owner] in ids]


def _accepted(
    db: Session, plans: Mapping[int, int], runs: Mapping[int, int]
) -> dict[int, tuple[AcceptedProblem, dict[str, Any]]]:
    """Return by row what is accepted in both plans, with how the other one would name it."""
    every = {each: each for each in db.scalars(select(TrainingSession.id))} | {**runs}
    rows = db.scalars(select(AcceptedProblem).where(AcceptedProblem.plan_id.in_(plans))).all()
    return {
        row.id: (row, sides) for row in rows if (sides := exchanged_sides(_sides(row), every)) is not None
    }


def _put_accepted(
    db: Session, accepted: Mapping[int, tuple[AcceptedProblem, dict[str, Any]]], plan_id: int
) -> None:
    """Accept in the plan what was accepted in either; the reason of the variant holds."""
    there = {_side(_sides(row)): row for row, _ in accepted.values() if row.plan_id == plan_id}
    for row, sides in accepted.values():
        if row.plan_id == plan_id:
            continue
        values = _sides(row) | sides
        same = there.get(_side(values))
        if same is None:
            db.add(AcceptedProblem(plan_id=plan_id, reason=row.reason, **values))
        elif same.reason != row.reason:
            same.reason = row.reason
    db.flush()


def _sides(row: AcceptedProblem) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SIDES}


def _side(values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, values.values()))
