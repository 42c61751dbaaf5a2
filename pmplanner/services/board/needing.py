"""Who needs a course in a plan and has no seat in it, the most urgent first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from pmplanner.services.board.rows import Needing, Pair, Wants
from pmplanner.services.lookup import fold
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.pick_status.pick_status import (
    DONE,
    OPEN,
    SCHEDULED,
    WAITING,
    list_pick_statuses,
)
from pmplanner.services.problems.reading.rows import PersonFacts


def read_wants(db: Session, plan_id: int) -> Wants:
    """Return who needs what: picked and without a seat, or required, missing and not put aside.

    It is the course itself that counts, and no other that stands for it.
    """
    everything = list_pick_statuses(db, plan_id, put_aside=True)
    statuses = [each for each in everything if not each.is_put_aside]
    # Who was refused a course, or put off, is offered no seat in it, though the need stays.
    aside = {(each.person_id, each.course_id) for each in everything if each.is_put_aside}
    needs = read_needs(db, plan_id, pick_statuses=statuses)
    by_pair = {(person_id, need.course_id): need for person_id, theirs in needs.items() for need in theirs}
    found: dict[Pair, Needing] = {}
    settled: set[Pair] = set()
    done: set[Pair] = set()
    for status in statuses:
        pair = status.person_id, status.course_id
        if status.status in (OPEN, WAITING):
            need = by_pair.get(pair)
            found[pair] = Needing(
                *pair,
                status.pick_id,
                status.attempt > 1,
                need is not None,
                None if need is None else need.due,
                status.status == WAITING,
            )
        elif status.status == SCHEDULED or status.satisfies:
            settled.add(pair)
        elif status.status == DONE:
            done.add(pair)
    # Of whom none is missing any more; joined once, for there are thousands of needs.
    seen = settled | aside | found.keys()
    for pair, need in by_pair.items():
        if need.state == "missing" and pair not in seen:
            found[pair] = Needing(*pair, 0, pair in done, is_required=True, due=need.due)
    by_course: dict[int, list[Needing]] = defaultdict(list)
    for pair, needing in found.items():
        # Somebody who takes a course again while the first seat is still to come needs no other seat.
        if pair not in settled or needing.is_again:
            by_course[needing.course_id].append(needing)
    return Wants({key: tuple(each) for key, each in by_course.items()}, by_pair, tuple(statuses))


def by_urgency(needing: Iterable[Needing], people: Mapping[int, PersonFacts]) -> list[Needing]:
    """Put people in order: what is required before the rest, of that what ran out first; then who waits.

    Then come those who have picked it, in the order of their picks, and last the names decide.
    """
    return sorted(
        needing,
        key=lambda each: (
            not each.is_required,
            each.due or dt.date.max,
            not each.is_waiting,
            each.pick_id == 0,
            each.pick_id,
            fold(people[each.person_id].name),
            each.person_id,
        ),
    )
