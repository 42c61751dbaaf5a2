"""Deciding of picks: approve, put off, decline, propose, and take a decision back.

What is put off or declined is put aside (:mod:`pmplanner.services.pick_status.pick_status`): its seat is
given up, and those who wait move up.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PUT_ASIDE,
    Course,
    Decision,
    Person,
    Pick,
    PickDecision,
    Plan,
    Seat,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import among, find_person, fold, full_name, get, person_name, plain_rows
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.picks import Pair, add_picks
from pmplanner.services.sessions.locking import refuse_locked
from pmplanner.services.sessions.seating import give_up, person_called
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided, by whom (a person, or a name that is nobody here), when and why."""

    decision: str
    by_id: int | None = None
    by_name: str = ""
    on: dt.date | None = None
    """None for today."""
    note: str = ""
    swap_course_id: int | None = None
    """The course that is to be taken instead, of what is put off or declined."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided of a pick, in words where a person was named."""

    pick_id: int
    decision: str
    by: str
    by_id: int | None
    on: dt.date | None
    note: str
    asked_on: dt.date | None
    swap_course_id: int | None
    swap_title: str

    @property
    def is_put_aside(self) -> bool:
        """True for what was put off or declined."""
        return self.decision in PUT_ASIDE


def decide(db: Session, plan_id: int, pairs: Collection[Pair], verdict: Verdict) -> int:
    """Decide of the newest picks of (person, course) pairs; return how many decisions are new or others.

    Raises PlanError as :func:`decide_picks`, and when something is not picked.
    """
    return decide_picks(db, plan_id, picks_of(db, plan_id, pairs), verdict)


def decide_picks(db: Session, plan_id: int, pick_ids: Collection[int], verdict: Verdict) -> int:
    """Decide of picks of a plan; return how many decisions are new or others than before.

    What is put off or declined loses its seat, and those who wait move up; a course that is to be taken
    instead is picked and approved. Raises PlanError for a decision that there is not; for a pick that is
    done, or has a seat in a session that was held or is locked, where it would be put aside; and where
    nobody puts anything aside and yet names a course instead.
    """
    wanted = list(dict.fromkeys(pick_ids))
    picks = _checked(db, plan_id, wanted, verdict)
    if verdict.decision in PUT_ASIDE:
        give_up(db, {seat.id: seat.session_id for seat in _seats_to_come(db, picks)})
        db.expire_all()
    changed = _write(db, wanted, verdict)
    if verdict.swap_course_id is not None:
        instead = [(pick.person_id, verdict.swap_course_id) for pick in picks.values()]
        add_picks(db, plan_id, instead)
        _write(
            db,
            picks_of(db, plan_id, instead),
            Verdict(Decision.APPROVED, verdict.by_id, verdict.by_name, verdict.on),
        )
    return changed


def count_changes(db: Session, plan_id: int, pick_ids: Collection[int], verdict: Verdict) -> int:
    """Return how many decisions :func:`decide_picks` would make or change; raise as it does. Reads only."""
    wanted = list(dict.fromkeys(pick_ids))
    _checked(db, plan_id, wanted, verdict)
    new, others = _changes(db, wanted, _values(verdict))
    return len(new) + len(others)


def take_back_decisions(db: Session, pick_ids: Collection[int]) -> int:
    """Take back what was decided of picks, as if nobody had been asked; return of how many."""
    wanted = set(pick_ids)
    query = select(PickDecision.id, PickDecision.pick_id).where(*among(PickDecision.pick_id, wanted))
    rows = [row_id for row_id, pick_id in db.execute(query) if pick_id in wanted]
    db.expire_all()
    return journal.bulk_delete(db, PickDecision, rows)


def read_decisions(
    db: Session, plan_id: int, pick_ids: Collection[int] | None = None
) -> dict[int, DecisionRow]:
    """Return by pick what was decided, of all picks of a plan or of those named."""
    query = (
        select(PickDecision)
        .join(Pick, Pick.id == PickDecision.pick_id)
        .where(Pick.plan_id == plan_id, *among(PickDecision.pick_id, pick_ids))
        .order_by(PickDecision.pick_id)
    )
    rows = [row for row in db.scalars(query) if pick_ids is None or row.pick_id in pick_ids]
    deciders = {person_id for row in rows if (person_id := row.decided_by_id)}
    names = {person_id: person_called(db, person_id) for person_id in deciders}
    instead = {course_id for row in rows if (course_id := row.swap_course_id)}
    titles = {course_id: get(db, Course, course_id).title for course_id in instead}
    return {
        row.pick_id: DecisionRow(
            row.pick_id,
            row.decision,
            names.get(row.decided_by_id or 0, row.decided_by_name),
            row.decided_by_id,
            row.decided_on,
            row.note,
            row.asked_on,
            row.swap_course_id,
            titles.get(row.swap_course_id or 0, ""),
        )
        for row in rows
    }


def decided_picks(db: Session, decision_ids: Collection[int]) -> list[int]:
    """Return the picks of which these decisions are; those of decisions that are gone are not among them."""
    query = select(PickDecision.id, PickDecision.pick_id).where(*among(PickDecision.id, decision_ids))
    return [pick_id for row_id, pick_id in db.execute(query) if row_id in decision_ids]


def who_decides(db: Session, text: str) -> tuple[int | None, str]:
    """Return the person whom an id, e-mail or name names, else the name itself.

    Raises PlanError when it is several people's.
    """
    name = tidy(text)
    if not name:
        return None, ""
    try:
        return find_person(db, name).id, ""
    except PlanError:
        if _is_somebodys(db, name):
            raise
        return None, name


def decider_keys(db: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Return how files name who decided: by what :func:`who_decides` finds each person again."""
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    return {
        row.id: row.employee_id or row.email or person_name(*row)
        for row in plain_rows(db, query.where(*among(Person.id, person_ids)))
        if row.id in person_ids
    }


def _is_somebodys(db: Session, name: str) -> bool:
    query = select(Person.first_name, Person.last_name, Person.email, Person.employee_id)
    return any(
        fold(name) in {fold(full_name(first, last)), fold(email or ""), fold(key or "")}
        for first, last, email, key in db.execute(query)
    )


def picks_of(db: Session, plan_id: int, pairs: Collection[Pair]) -> list[int]:
    """Return the newest picks of (person, course) pairs; raise PlanError for one that is not picked."""
    people, courses = {person_id for person_id, _ in pairs}, {course_id for _, course_id in pairs}
    query = (
        select(Pick.person_id, Pick.course_id, Pick.id)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, people), *among(Pick.course_id, courses))
        .order_by(Pick.attempt)
    )
    newest = {(person_id, course_id): pick_id for person_id, course_id, pick_id in db.execute(query)}
    for person_id, course_id in pairs:
        if (person_id, course_id) not in newest:
            raise PlanError(
                said(
                    "{name} has not picked {course}, so there is nothing to decide.",
                    name=person_called(db, person_id),
                    course=get(db, Course, course_id).title,
                )
            )
    return [newest[pair] for pair in dict.fromkeys(pairs)]


def _checked(db: Session, plan_id: int, pick_ids: Collection[int], verdict: Verdict) -> dict[int, Pick]:
    """Return the picks; raise PlanError where they cannot be decided so."""
    picks = _read_picks(db, plan_id, pick_ids)
    _check(db, verdict, picks.values())
    if verdict.decision in PUT_ASIDE:
        _refuse_done(db, plan_id, picks)
        _refuse_seats(db, picks)
    return picks


def _read_picks(db: Session, plan_id: int, pick_ids: Collection[int]) -> dict[int, Pick]:
    get(db, Plan, plan_id)
    of_plan = (Pick.plan_id == plan_id, *among(Pick.id, pick_ids))
    wanted = set(pick_ids)
    picks = {pick.id: pick for pick in db.scalars(select(Pick).where(*of_plan)) if pick.id in wanted}
    if wanted - picks.keys():
        raise PlanError(said("This pick no longer exists."))
    return picks


def _check(db: Session, verdict: Verdict, picks: Iterable[Pick]) -> None:
    if verdict.decision not in tuple(Decision):
        raise PlanError(
            said(
                "A decision is {decisions}; not “{decision}”.",
                decisions=", ".join(Decision),
                decision=verdict.decision,
            )
        )
    if verdict.swap_course_id is None:
        return
    title = get(db, Course, verdict.swap_course_id).title
    if verdict.decision not in PUT_ASIDE:
        raise PlanError(said("Another course is taken instead of what is put off or declined only."))
    if any(pick.course_id == verdict.swap_course_id for pick in picks):
        raise PlanError(said("{course} cannot be taken instead of itself.", course=title))


def _refuse_done(db: Session, plan_id: int, picks: Mapping[int, Pick]) -> None:
    people = {pick.person_id for pick in picks.values()}
    for status in list_pick_statuses(db, plan_id, people):
        if status.status == DONE and status.pick_id in picks:
            raise PlanError(
                said(
                    "{name} has already done {course}, which so can be neither declined nor put off.",
                    name=person_called(db, status.person_id),
                    course=get(db, Course, status.course_id).title,
                )
            )


def _seats_to_come(db: Session, picks: Mapping[int, Pick]) -> list[Seat]:
    """Return the seats and the places on waiting lists that picks have, whatever becomes of the sessions."""
    to_come = Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING))
    query = select(Seat).where(to_come, *among(Seat.pick_id, picks.keys())).order_by(Seat.id)
    return [seat for seat in db.scalars(query) if seat.pick_id in picks]


def _refuse_seats(db: Session, picks: Mapping[int, Pick]) -> None:
    """Raise PlanError for seats that cannot be given up.

    That is in locked sessions, and in those that were held: what became of the seat is to be said first.
    """
    for seat in _seats_to_come(db, picks):
        session = get(db, TrainingSession, seat.session_id)
        refuse_locked(session)
        if session.status == SessionStatus.HELD:
            raise PlanError(
                said(
                    "{session} was held. Say whether {name} attended.",
                    session=session.code,
                    name=person_called(db, picks[seat.pick_id].person_id),
                )
            )


def _values(verdict: Verdict) -> dict[str, Any]:
    return {
        "decision": verdict.decision,
        "decided_by_id": verdict.by_id,
        "decided_by_name": "" if verdict.by_id is not None else tidy(verdict.by_name),
        "decided_on": verdict.on or clock.today(),
        "note": "\n".join(verdict.note.strip().splitlines()),
        "swap_course_id": verdict.swap_course_id,
    }


def _changes(
    db: Session, pick_ids: Collection[int], values: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[int, Mapping[str, Any]]]:
    """Return the decisions that are new, and by id those that become others."""
    wanted = set(pick_ids)
    columns = [getattr(PickDecision, name) for name in values]
    query = select(PickDecision.pick_id, PickDecision.id, *columns)
    there = {
        row[0]: (row[1], dict(zip(values, row[2:], strict=True)))
        for row in db.execute(query.where(*among(PickDecision.pick_id, wanted)))
        if row[0] in wanted
    }
    new = [{"pick_id": pick_id, **values} for pick_id in pick_ids if pick_id not in there]
    return new, {row_id: values for row_id, before in there.values() if before != values}


def _write(db: Session, pick_ids: Collection[int], verdict: Verdict) -> int:
    new, others = _changes(db, pick_ids, _values(verdict))
    journal.bulk_insert(db, PickDecision, new)
    journal.bulk_update(db, PickDecision, others)
    db.expire_all()
    return len(new) + len(others)
