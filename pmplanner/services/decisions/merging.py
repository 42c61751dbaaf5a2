"""Merging what managers answered into the plan: decisions, and swaps with the course taken instead."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PickDecision, Seat
from pmplanner.models.statuses import Decision, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.decisions.answers import DECISIONS, Answer, match_answers
from pmplanner.services.decisions.decide import Verdict, decide_picks, picks_of
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among
from pmplanner.services.people.managers import direct_managers
from pmplanner.services.plans.picks import add_picks
from pmplanner.services.sessions.seating import give_up
from pmplanner.storage import journal

Who = tuple[int | None, str]
"""Who decides: somebody of the workspace, or else by name."""


class Merged(NamedTuple):
    """How many picks were decided, by what."""

    approved: int
    later: int
    declined: int
    swapped: int


def merge_answers(db: Session, plan_id: int, answers: Collection[Answer], today: dt.date) -> Merged:
    """Decide picks as managers answered, those that were asked; a swap picks the other course, approved.

    Only what `match_answers` found and can be taken is merged, whatever it contradicts. Raises PlanError
    where a pick has two answers, or the plan has changed since they were matched.
    """
    _refuse_stale(db, plan_id, answers, today)
    pick_ids = {each.pick_id: each for each in answers}
    before = _read(db, pick_ids.keys())
    deciders = _deciders(db, answers, before)
    _leave(db, [each.pick_id for each in answers if each.pick_id and each.answer != "agree"])
    _decide(db, plan_id, ((each.pick_id, DECISIONS[each.answer]) for each in answers), deciders, today)
    swaps = [each for each in answers if each.swap_id is not None]
    _pick_instead(db, plan_id, swaps, deciders, today)
    _keep_words(db, answers, before)
    counts = Counter(each.answer for each in answers)
    return Merged(counts["agree"], counts["later"], counts["no"], counts["swap"])


def _refuse_stale(db: Session, plan_id: int, answers: Collection[Answer], today: dt.date) -> None:
    """Raise PlanError unless each answer stands as it was shown."""
    twice = [each for each, count in Counter(each.pick_id for each in answers).items() if count > 1]
    if twice:
        raise PlanError(said("Two answers are taken for one pick; take only one of them."))
    now = match_answers(db, plan_id, [each.row for each in answers], today)
    journal.let_look(db)
    for shown, each in zip(answers, now, strict=True):
        same = (each.pick_id, each.answer, each.swap_id) == (shown.pick_id, shown.answer, shown.swap_id)
        # Of two rows one may be left out by now, so that less is said against the other.
        if not (same and each.takeable and each.reason in shown.reason):
            raise PlanError(
                said(
                    "The plan has changed since the answers were read ({person}, {course}). Read them again.",
                    person=shown.person,
                    course=shown.course,
                )
            )


def _leave(db: Session, pick_ids: Collection[int]) -> None:
    """Give up seats, all at once: otherwise somebody would move up into one who leaves right after."""
    to_come = Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING))
    wanted = set(pick_ids)
    query = select(Seat.id, Seat.session_id, Seat.pick_id).where(to_come, *among(Seat.pick_id, wanted))
    give_up(db, {seat_id: session_id for seat_id, session_id, of in db.execute(query) if of in wanted})
    db.expire_all()


class _Row(NamedTuple):
    id: int
    note: str
    asked_of_id: int | None
    asked_of_name: str


def _read(db: Session, pick_ids: Collection[int | None]) -> dict[int, _Row]:
    """Return by pick what is kept of its decision."""
    wanted = {pick_id for pick_id in pick_ids if pick_id is not None}
    query = select(
        PickDecision.pick_id,
        PickDecision.id,
        PickDecision.note,
        PickDecision.asked_of_id,
        PickDecision.asked_of_name,
    )
    rows = db.execute(query.where(*among(PickDecision.pick_id, wanted)))
    return {row[0]: _Row(*row[1:]) for row in rows if row[0] in wanted}


def _deciders(db: Session, answers: Iterable[Answer], before: Mapping[int, _Row]) -> dict[int, Who]:
    """Return by pick who decided: who was asked; where that is not known, the manager."""
    managers = direct_managers(db)
    found: dict[int, Who] = {}
    for each in answers:
        assert each.pick_id is not None  # what can be taken has one
        row = before.get(each.pick_id)
        if row is not None and (row.asked_of_id is not None or row.asked_of_name):
            found[each.pick_id] = row.asked_of_id, row.asked_of_name
            continue
        key = managers.of.get(each.person_id or 0)
        found[each.pick_id] = (key, "") if isinstance(key, int) else (None, managers.names.get(key or "", ""))
    return found


def _decide(
    db: Session,
    plan_id: int,
    decided: Iterable[tuple[int | None, Decision]],
    deciders: Mapping[int, Who],
    today: dt.date,
) -> None:
    """Decide picks, all at once that somebody decides alike."""
    alike: dict[tuple[Who, Decision], list[int]] = defaultdict(list)
    for pick_id, decision in decided:
        assert pick_id is not None
        alike[deciders[pick_id], decision].append(pick_id)
    for ((by_id, by_name), decision), pick_ids in alike.items():
        decide_picks(db, plan_id, pick_ids, Verdict(decision, by_id, by_name, today))


def _pick_instead(
    db: Session, plan_id: int, swaps: Sequence[Answer], deciders: Mapping[int, Who], today: dt.date
) -> None:
    """Pick the courses that are taken instead, and let those be approved who swapped them."""
    by: dict[tuple[int, int], Who] = {}
    for each in swaps:
        assert each.pick_id is not None
        assert each.person_id is not None
        assert each.swap_id is not None
        by[each.person_id, each.swap_id] = deciders[each.pick_id]
    add_picks(db, plan_id, list(by))
    new = dict(zip(picks_of(db, plan_id, list(by)), by.values(), strict=True))
    _decide(db, plan_id, ((pick_id, Decision.APPROVED) for pick_id in new), new, today)


def _keep_words(db: Session, answers: Iterable[Answer], before: Mapping[int, _Row]) -> None:
    """Keep remarks, those of before where there is none now, and what was swapped for what."""
    rows = _read(db, {each.pick_id for each in answers})
    changes: dict[int, dict[str, Any]] = {}
    for each in answers:
        assert each.pick_id is not None
        former = before.get(each.pick_id)
        note = each.remark or (former.note if former is not None else "")
        if note or each.swap_id is not None:
            changes[rows[each.pick_id].id] = {"note": note, "swap_course_id": each.swap_id}
    journal.bulk_update(db, PickDecision, changes)
