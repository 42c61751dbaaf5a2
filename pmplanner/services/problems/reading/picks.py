"""Reads the picks of a plan, and those of the same courses by the same people in other plans."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from pmplanner.models import (
    PASSED,
    PUT_ASIDE,
    ApprovalRule,
    Completion,
    Decision,
    Pick,
    PickDecision,
    Plan,
    Seat,
)
from pmplanner.models.statuses import SeatStatus
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, get, plain_rows
from pmplanner.services.problems.reading.rows import OtherPick

Picks = dict[int, dict[int, int]]
Elsewhere = dict[int, dict[int, tuple[OtherPick, ...]]]
Unapproved = dict[int, frozenset[int]]
PutAside = dict[int, frozenset[int]]


def read_picks(
    db: Session, plan_id: int, other_plans: Collection[int], person_ids: Collection[int] | None = None
) -> tuple[Picks, Elsewhere]:
    """Return by person and course the picks of a plan, and of the same courses in other plans.

    Of everybody, or of these people. Left out is a course that somebody takes again in the plan, for
    that was decided; what was put off or declined; and in other plans what did not help: failed, or
    attended only partly.
    """
    picks: Picks = defaultdict(dict)
    again: list[tuple[int, int]] = []
    query = select(Pick.id, Pick.person_id, Pick.course_id, Pick.attempt)
    for pick_id, person_id, course_id, attempt in plain_rows(
        db, query.where(Pick.plan_id == plan_id, _IS_IN_IT, *among(Pick.person_id, person_ids))
    ):
        if person_ids is None or person_id in person_ids:
            picks[person_id][course_id] = pick_id
            if attempt > 1:
                again.append((person_id, course_id))
    for person_id, course_id in again:
        picks[person_id].pop(course_id, None)
    elsewhere = _elsewhere(db, plan_id, other_plans, person_ids) if other_plans and picks else {}
    return dict(picks), elsewhere


def read_picked_elsewhere(
    db: Session, other_plans: Collection[int], person_id: int, course_id: int
) -> tuple[OtherPick, ...]:
    """Return the picks of a course by somebody in other plans, whether it is picked in this one or not."""
    query = _OF_OTHERS.where(
        Pick.person_id == person_id, Pick.course_id == course_id, Pick.plan_id.in_(other_plans)
    )
    rows = plain_rows(db, query) if other_plans else []
    return _that_help(db, rows).get(person_id, {}).get(course_id, ())


def read_pairs_elsewhere(
    db: Session, other_plans: Collection[int], pairs: Collection[tuple[int, int]]
) -> Elsewhere:
    """Return the picks of (person, course) pairs in other plans, by person and course."""
    if not other_plans or not pairs:
        return {}
    rows = plain_rows(db, _OF_OTHERS.where(Pick.plan_id.in_(other_plans)))
    return _that_help(db, [row for row in rows if (row[1], row[2]) in pairs])


def read_decided(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> tuple[bool, Unapproved, PutAside]:
    """Return whether a plan schedules only what was approved; what is not, and what was put aside.

    Both by person: the picks that are not approved, where that is asked for, and the courses put aside.
    """
    asks = get(db, Plan, plan_id).approval_rule == ApprovalRule.APPROVED
    query = (
        select(Pick.id, Pick.person_id, Pick.course_id, PickDecision.decision)
        .join(PickDecision, PickDecision.pick_id == Pick.id, isouter=asks)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, person_ids))
    )
    if not asks:
        query = query.where(PickDecision.decision.in_(PUT_ASIDE))
    unapproved: dict[int, set[int]] = defaultdict(set)
    put_aside: dict[int, set[int]] = defaultdict(set)
    for pick_id, person_id, course_id, decision in plain_rows(db, query):
        if person_ids is not None and person_id not in person_ids:
            continue
        if decision in PUT_ASIDE:
            put_aside[person_id].add(course_id)
        if asks and decision != Decision.APPROVED:
            unapproved[person_id].add(pick_id)
    return asks, _frozen(unapproved), _frozen(put_aside)


def _frozen(found: Mapping[int, set[int]]) -> dict[int, frozenset[int]]:
    return {person_id: frozenset(ids) for person_id, ids in found.items()}


_IS_IN_IT = Pick.id.not_in(PICKS_PUT_ASIDE)
"""The condition that a pick is not put aside; where it is done all the same, it is no problem anyway."""

_OF_OTHERS = (
    select(Pick.id, Pick.person_id, Pick.course_id, Plan.name, Plan.first_day, Plan.last_day)
    .join(Plan, Plan.id == Pick.plan_id)
    .where(_IS_IN_IT)
    .order_by(Plan.first_day, Plan.name, Pick.id)
)


def _elsewhere(
    db: Session, plan_id: int, other_plans: Collection[int], person_ids: Collection[int] | None
) -> Elsewhere:
    mine = aliased(Pick)
    query = (
        _OF_OTHERS.join(mine, and_(mine.person_id == Pick.person_id, mine.course_id == Pick.course_id))
        .where(mine.plan_id == plan_id, mine.attempt == 1, Pick.plan_id.in_(other_plans))
        .where(*among(Pick.person_id, person_ids))
    )
    rows = [row for row in plain_rows(db, query) if person_ids is None or row[1] in person_ids]
    return _that_help(db, rows)


def _that_help(db: Session, rows: Sequence[tuple[int, int, int, str, dt.date, dt.date]]) -> Elsewhere:
    """Return rows of picks by person and course, without those of a course that was taken in vain."""
    if not rows:
        return {}
    results = _Results(db, {row[0] for row in rows}, {row[1] for row in rows})
    found: dict[int, dict[int, tuple[OtherPick, ...]]] = defaultdict(dict)
    for pick_id, person_id, course_id, plan, first_day, last_day in rows:
        other = OtherPick(plan, first_day, last_day)
        before = found[person_id].get(course_id, ())
        if other not in before and not results.in_vain(pick_id, person_id, course_id, other):
            found[person_id][course_id] = (*before, other)
    return {person_id: courses for person_id, courses in found.items() if courses}


class _Results:
    """What became of picks of other plans."""

    def __init__(self, db: Session, pick_ids: Collection[int], person_ids: Collection[int]) -> None:
        partly = select(Seat.pick_id).where(
            Seat.status == SeatStatus.PARTLY_ATTENDED, *among(Seat.pick_id, pick_ids)
        )
        self._partly = {row[0] for row in plain_rows(db, partly)}
        query = select(Completion.person_id, Completion.course_id, Completion.completed_on, Completion.result)
        self._results: dict[tuple[int, int], list[tuple[dt.date, bool]]] = defaultdict(list)
        for person_id, course_id, day, result in plain_rows(
            db, query.where(Completion.course_id.is_not(None), *among(Completion.person_id, person_ids))
        ):
            self._results[person_id, course_id].append((day, result.casefold() in PASSED))

    def in_vain(self, pick_id: int, person_id: int, course_id: int, plan: OtherPick) -> bool:
        """Say whether a course was taken without success."""
        results = [
            passed
            for day, passed in self._results.get((person_id, course_id), ())
            if plan.first_day <= day <= plan.last_day
        ]
        return pick_id in self._partly or (bool(results) and not any(results))
