"""Putting the shortest set in the place of people's picks."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.services.lookup import get
from pmplanner.services.needs.shortest import ShortestSet
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.plans.picks import add_picks, pick_again, take_back


class Taken(NamedTuple):
    """How many picks are new, and how many were taken back."""

    added: int
    dropped: int


def take_shortest_sets(db: Session, plan_id: int, sets: Iterable[ShortestSet]) -> Taken:
    """Take back the picks that are not needed, with their seats, and pick what is.

    What somebody failed is picked again. Raises PlanError when the plan is gone, and when what is to go has
    meanwhile been done or has a seat in a locked session.
    """
    get(db, Plan, plan_id)
    sets = list(sets)
    going = {(each.person_id, course) for each in sets for course in each.dropped}
    dropped = take_back(db, _not_done(db, plan_id, going))
    coming = [(each.person_id, course) for each in sets for course in each.added]
    added = add_picks(db, plan_id, coming)
    # Once more for each time that it was done in vain, which may have been before it was ever picked.
    while again := _done_in_vain(db, plan_id, coming):
        added += pick_again(db, plan_id, again)
    return Taken(added, dropped)


Pairs = list[tuple[int, int]]


def _newest(db: Session, plan_id: int, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], PickStatus]:
    statuses = list_pick_statuses(db, plan_id, {person_id for person_id, _ in pairs}, put_aside=True)
    found = {
        (each.person_id, each.course_id): each for each in sorted(statuses, key=lambda each: each.attempt)
    }
    return {pair: status for pair, status in found.items() if pair in pairs}


def _not_done(db: Session, plan_id: int, pairs: set[tuple[int, int]]) -> set[int]:
    """Return the picks of the pairs that are not done, earlier attempts that are open as well."""
    # What was put off or declined costs no days, so it is not taken back to save some.
    statuses = list_pick_statuses(db, plan_id, {person_id for person_id, _ in pairs})
    return {
        each.pick_id for each in statuses if (each.person_id, each.course_id) in pairs and each.status != DONE
    }


def _done_in_vain(db: Session, plan_id: int, pairs: Pairs) -> Pairs:
    newest = _newest(db, plan_id, set(pairs))
    return [pair for pair, each in newest.items() if each.status == DONE and not each.satisfies]
