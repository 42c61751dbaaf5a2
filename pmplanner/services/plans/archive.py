"""Archived plans: kept as history with the days and costs that held, and not to be changed.

What is refused is decided in one place, :func:`guard_archive`, by the rows that an edit, an undo or a
redo has written: so it holds for forms, drags, imports, the automatic schedule and the terminal alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import EditRow, Person, Pick, Plan, Seat, TrainingSession
from pmplanner.models.statuses import WAS_THERE, PlanState, SessionStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.clock import today
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.people.history import pick_completed_between
from pmplanner.services.pick_status.course_facts import currency_of, read_course_facts
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import kept_cost, list_pick_statuses
from pmplanner.storage import journal
from pmplanner.storage.journal import Change
from pmplanner.storage.kept import kept
from pmplanner.storage.workspace import Workspace

_OF_PLAN = frozenset({"pick", "session", "policy", "accepted_problem", "plan_scope", "target", "budget"})
_OF_SESSION = frozenset(
    {"seat", "session_day", "session_equipment", "session_room", "session_trainer", "reservation"}
)
_ALL = _OF_PLAN | _OF_SESSION | {"plan", "cost_item", "pick_decision"}

_NAMED = frozenset({"person", "room", "trainer"})
_NAMES = frozenset(
    {"person_id", "attempt", "ref_id", "room", "trainer", "name", "version"}
    | {"decided_by_id", "decided_by_name", "asked_of_id", "asked_of_name", "pick_id"}
)
"""What an edit may write into an archived plan when it also changes whom or what is named there.

What a room is called, or under which number a person is kept, is not what a plan keeps as history.
"""

_FURTHER = frozenset({"session_room", "session_trainer"})
"""Where a room or trainer goes that has become the same as another of the session."""

Image = Mapping[str, Any]
Step = tuple[str, Image | None, Image | None]
"""A table, and a row of it before and after."""


def archive_plan(db: Session, plan_id: int, day: dt.date | None = None) -> None:
    """Keep a plan as history: what each pick takes and costs now holds from then on, in what currency too.

    *day* is the day of archiving, today where it is not given. Raises PlanError for a plan that is
    archived already.
    """
    plan = get(db, Plan, plan_id)
    if plan.state == PlanState.ARCHIVED:
        raise PlanError(said("The plan “{plan}” is archived already.", plan=plan.name))
    kept = {
        status.pick_id: {"kept_days": status.days, "kept_cost": kept_cost(status)}
        for status in list_pick_statuses(db, plan_id)
    }
    nobody = read_nobody(db, plan_id)
    plan.kept_cost = -nobody.whole_cost if nobody.whole_lacking else nobody.whole_cost
    if kept:
        journal.bulk_update(db, Pick, kept)
    # Amounts that are kept must not be read in another currency once prices or the workspace have one.
    plan.currency = currency_of(db, plan, read_course_facts(db))
    plan.state, plan.archived_on = PlanState.ARCHIVED, day or today()
    db.flush()


def reopen_plan(db: Session, plan_id: int) -> None:
    """Work on an archived plan again, with the days and prices of today.

    What people completed meanwhile in its period is in it as done. Raises PlanError for a plan that is
    not archived.
    """
    plan = get(db, Plan, plan_id)
    if plan.state != PlanState.ARCHIVED:
        raise PlanError(said("The plan “{plan}” is not archived.", plan=plan.name))
    nothing = {"kept_days": None, "kept_cost": None}
    kept = dict.fromkeys(db.scalars(select(Pick.id).where(Pick.plan_id == plan_id)), nothing)
    if kept:
        journal.bulk_update(db, Pick, kept)
    plan.state, plan.archived_on, plan.kept_cost = PlanState.ACTIVE, None, None
    db.flush()
    pick_completed_between(db, plan.first_day, plan.last_day)
    db.flush()


def is_archived(db: Session, plan_id: int) -> bool:
    """Say whether a plan is archived; False for one that is gone."""
    return db.scalar(select(Plan.state).where(Plan.id == plan_id)) == PlanState.ARCHIVED


def reason_to_keep(db: Session, plan_id: int) -> str:
    """Say why a plan cannot be removed: people attended sessions of it; nothing when it can.

    A variant can always be: its attendance is a copy. So can the plan of the sample, whose people are
    invented.
    """
    plan = get(db, Plan, plan_id)
    if plan.variant_of_id is not None:
        return ""
    attended = (
        select(Seat.id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Person, Person.id == Pick.person_id)
        .where(
            TrainingSession.plan_id == plan_id,
            Person.sample.is_(False),
            TrainingSession.status != SessionStatus.CANCELLED,
            Seat.status.in_(WAS_THERE),
        )
    )
    count = len(db.scalars(attended).all())
    if not count:
        return ""
    return counted(
        "The plan “{plan}” cannot be removed: somebody attended a session of it, and would lose that. "
        "Archive it instead.",
        "The plan “{plan}” cannot be removed: {n:,} seats in its sessions were attended, and the people "
        "would lose that. Archive it instead.",
        count,
        plan=plan.name,
    )


# What is refused


def guard_archive(workspace: Workspace) -> None:
    """Refuse edits, undos and redos that would change what is in an archived plan."""
    workspace.guard(_refuse_edit)
    workspace.guard_replays(_reason_against_replay)


def _refuse_edit(db: Session, change: Change) -> None:
    """Raise PlanError when an edit has touched what is in an archived plan."""
    for _, name in sorted(_kept_plans_touched(db, change).items()):
        raise PlanError(
            said("The plan “{plan}” is archived and stays as it was. Reopen it to change it.", plan=name)
        )


def _reason_against_replay(db: Session, change: Change) -> str:
    """Say why an edit cannot be undone or brought back: a plan that it touched was archived since."""
    for plan_id, name in sorted(_kept_plans_touched(db, change).items()):
        # What was done after the archiving was let through then: the new name of a room.
        if change.edit_id < _archived_by(db, plan_id):
            return said("the plan “{plan}” has been archived since", plan=name)
    return ""


def _archived_by(db: Session, plan_id: int) -> int:
    """Return the id of the edit that archived a plan."""
    query = select(EditRow.edit_id, EditRow.before, EditRow.after).where(
        EditRow.table == "plan", EditRow.row_id == plan_id
    )
    edits = [
        edit_id for edit_id, before, after in db.execute(query) if not _archived(before) and _archived(after)
    ]
    return max(edits, default=0)


def _kept_plans_touched(db: Session, change: Change) -> dict[int, str]:
    """Return id and name of the archived plans in which an edit, done or yet to be replayed, has a part."""
    touched = change.tables & _ALL
    if not touched:
        return {}
    archived = dict(_archived_plans(db))
    found: dict[int, str] = {}
    if "plan" in touched:
        for _, before, after in _images(db, change, {"plan"}):
            if before is not None and _archived(before) and _is_lost(before, after):
                found[before["id"]] = before["name"]
            if after is not None and _archived(before) != _archived(after):
                archived.pop(after["id"], None)  # archived, reopened, or there only now
    if not archived:
        return found
    inside = _plans_of_rows(db, _images(db, change, touched - {"plan"}), archived, change.touches(*_NAMED))
    return found | {plan_id: name for plan_id, name in archived.items() if plan_id in inside}


@kept("plan")
def _archived_plans(db: Session) -> Mapping[int, str]:
    return dict(plain_rows(db, select(Plan.id, Plan.name).where(Plan.state == PlanState.ARCHIVED)))


def _is_lost(before: Image, after: Image | None) -> bool:
    """Say whether an archived plan is taken away, or is another one now and still archived."""
    if after is None:
        return True
    # That the plan which it was copied from is removed does it no harm.
    return _archived(after) and not _differ_only(before, after, {"version", "variant_of_id"})


def _plans_of_rows(
    db: Session, images: Sequence[Step], kept: Collection[int], naming: bool
) -> set[int | None]:
    """Return the plans of rows; with *naming* those are left out of which only names have changed."""
    of_kept = TrainingSession.plan_id.in_(kept)
    sessions = dict(db.execute(select(TrainingSession.id, TrainingSession.plan_id).where(of_kept)).all())
    picks = _plans_of_picks(db, images)
    for table, before, after in images:
        if table == "session":
            sessions |= {image["id"]: image["plan_id"] for image in (before, after) if image is not None}
    return {
        image["plan_id"] if table in _OF_PLAN else _plan_of_part(image, sessions, picks)
        for table, before, after in images
        if not (naming and (_differ_only(before, after, _NAMES) or (table in _FURTHER and after is None)))
        for image in (before, after)
        if image is not None
    }


def _plans_of_picks(db: Session, images: Sequence[Step]) -> dict[int, int]:
    """Return by pick the plan of each of which something was decided; the pick may have gone with that."""
    sides = [(table, side) for table, *both in images for side in both if side is not None]
    decided = {side["pick_id"] for table, side in sides if table == "pick_decision"}
    rows = db.execute(select(Pick.id, Pick.plan_id).where(*among(Pick.id, decided))) if decided else ()
    there = {pick_id: plan_id for pick_id, plan_id in rows if pick_id in decided}
    return there | {side["id"]: side["plan_id"] for table, side in sides if table == "pick"}


def _plan_of_part(image: Image, sessions: Mapping[int, int], picks: Mapping[int, int]) -> int | None:
    """Return the plan of a part of a session, a cost item or a decision; None for an item of a course."""
    if "decision" in image:
        return picks.get(image["pick_id"])
    return image.get("plan_id") or sessions.get(image["session_id"] or 0)


def _images(db: Session, change: Change, tables: Iterable[str]) -> list[Step]:
    """Return table, image before and after of the rows that an edit has in some tables.

    For an undo they are the other way round: what it goes from, and what it brings back.
    """
    query = select(EditRow.table, EditRow.before, EditRow.after).where(
        EditRow.edit_id == change.edit_id, EditRow.table.in_(tables)
    )
    rows = db.execute(query).all()
    if change.action == "undo":
        return [(table, after, before) for table, before, after in rows]
    return [(table, before, after) for table, before, after in rows]


def _archived(image: Image | None) -> bool:
    # Images from before there were archived plans have no state.
    return image is not None and image.get("state") == PlanState.ARCHIVED


def _differ_only(before: Image | None, after: Image | None, columns: Collection[str]) -> bool:
    """Say whether a row was there and stays, with nothing else changed than these columns."""
    if before is None or after is None:
        return False
    return all(before.get(key) == after.get(key) for key in (before.keys() | after.keys()) - set(columns))
