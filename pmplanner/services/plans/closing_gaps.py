"""Closing gaps for many people at once: picked and seated in sessions that are there, or exempt."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    NO_FIRST_DAY,
    NO_LAST_DAY,
    Exemption,
    Pick,
    Plan,
    TrainingSession,
)
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.needs.needs import missing_of, read_needs
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.picks import Pair, pick_missing
from pmplanner.services.sessions.seating import seat_picks
from pmplanner.storage import journal

_DAY = dt.timedelta(days=1)


class SeatFor(NamedTuple):
    """A missing course of a person, with a session in which there is a seat."""

    person_id: int
    course_id: int
    session_id: int


def still_missing(db: Session, plan_id: int, pairs: Collection[Pair]) -> list[Pair]:
    """Return those of the (person, course) pairs that are missing now; PlanError when the plan is gone."""
    wanted = set(pairs)
    missing = missing_of(read_needs(db, plan_id, {person_id for person_id, _ in wanted}))
    return [pair for person_id, need in missing if (pair := (person_id, need.course_id)) in wanted]


def pick_gaps(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Pick those of the (person, course) pairs that are missing; return how many picks are new.

    Raises PlanError when none is missing any more, or when all of it was put off or declined.
    """
    missing = _refuse_none(still_missing(db, plan_id, pairs))
    return pick_missing(db, plan_id, _not_refused(db, plan_id, missing))


def seat_gaps(db: Session, plan_id: int, seats: Collection[SeatFor]) -> int:
    """Pick what is missing and seat it in the sessions given; return how many were seated.

    Raises PlanError when none is missing any more, when a seat has gone meanwhile, and for what seating
    refuses; then nothing has changed.
    """
    missing = _refuse_none(still_missing(db, plan_id, [(s.person_id, s.course_id) for s in seats]))
    there = set(_not_refused(db, plan_id, missing))
    wanted = [seat for seat in seats if (seat.person_id, seat.course_id) in there]
    pick_missing(db, plan_id, there)
    db.flush()
    picks = _newest_picks(db, plan_id, there)
    by_session: dict[int, list[int]] = defaultdict(list)
    for seat in wanted:
        by_session[seat.session_id].append(picks[seat.person_id, seat.course_id])
    for session_id, pick_ids in by_session.items():
        _, waiting = seat_picks(db, session_id, pick_ids)
        if waiting:
            code = get(db, TrainingSession, session_id).code
            raise PlanError(said("{session} has fewer free seats by now. Look again.", session=code))
    return len(wanted)


def _not_refused(db: Session, plan_id: int, pairs: Collection[Pair]) -> list[Pair]:
    """Leave out what was put off or declined; raise PlanError where that is all of it."""
    people = {person_id for person_id, _ in pairs}
    refused = {
        (each.person_id, each.course_id)
        for each in list_pick_statuses(db, plan_id, people, put_aside=True)
        if each.is_put_aside
    }
    left = [pair for pair in pairs if pair not in refused]
    if pairs and not left:
        raise PlanError(said("What is missing was put off or declined. Take that decision back first."))
    return left


def _newest_picks(db: Session, plan_id: int, pairs: Iterable[Pair]) -> dict[Pair, int]:
    people = {person_id for person_id, _ in pairs}
    query = (
        select(Pick.person_id, Pick.course_id, Pick.id)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, people))
        .order_by(Pick.attempt)
    )
    return {(person_id, course_id): pick_id for person_id, course_id, pick_id in plain_rows(db, query)}


def exempt_gaps(db: Session, plan_id: int, pairs: Collection[Pair], reason: str) -> int:
    """Exempt people from what they miss, from now on and without an end; return how many exemptions are new.

    An exemption begins after an earlier one has ended, and ends before a later one. Raises PlanError
    without a reason, and when none of the (person, course) pairs is missing any more.
    """
    if not reason.strip():
        raise PlanError(said("Say why the people need not take it."))
    missing = _refuse_none(still_missing(db, plan_id, pairs))
    last_day = get(db, Plan, plan_id).last_day
    people = {person_id for person_id, _ in missing}
    spells: dict[Pair, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    query = select(Exemption.person_id, Exemption.course_id, Exemption.first_day, Exemption.last_day)
    for person_id, course_id, *spell in plain_rows(db, query.where(*among(Exemption.person_id, people))):
        spells[person_id, course_id].append((spell[0], spell[1]))
    rows = []
    for person_id, course_id in missing:
        theirs = spells.get((person_id, course_id), ())
        # None of them holds on the plan's last day: it would not be missing.
        first = max((end + _DAY for _, end in theirs if end < last_day), default=NO_FIRST_DAY)
        last = min((begin - _DAY for begin, _ in theirs if begin > last_day), default=NO_LAST_DAY)
        rows.append(
            {
                "person_id": person_id,
                "course_id": course_id,
                "reason": reason.strip(),
                "first_day": first,
                "last_day": last,
            }
        )
    return len(journal.bulk_insert(db, Exemption, rows))


def _refuse_none(missing: list[Pair]) -> list[Pair]:
    if not missing:
        raise PlanError(said("Nothing of this is missing any more."))
    return missing
