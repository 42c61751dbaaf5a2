"""Picks that are not needed any more because of what people turned out to have done before the plan."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Course, Pick
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.families import plans_of_days
from pmplanner.services.lookup import among
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.picks import remove_picks


class Success(NamedTuple):
    """A course that a person completed with success; *expires_on* None for as the course says."""

    person_id: int
    course_id: int
    day: dt.date
    expires_on: dt.date | None = None


class SpentPick(NamedTuple):
    """A pick of a course that its person has already."""

    plan_id: int
    plan: str
    person_id: int
    course_id: int
    title: str


def spent_picks(db: Session, successes: Iterable[Success]) -> list[SpentPick]:
    """Return the picks, of active plans that are no variants, that successes from before make unneeded.

    That is where a success is from before the plan's period and valid on its last day, in the course or in
    one that counts as it, and the pick is neither done nor taken again.
    """
    titles = dict(db.execute(select(Course.id, Course.title)).all())
    facts = course_facts(db)
    equivalents = read_equivalents(db)
    # What each course satisfies: itself, and all that it counts as.
    serves: dict[int, set[int]] = defaultdict(set)
    for course_id in titles:
        for other in equivalents.serving(course_id):
            serves[other].add(course_id)
    done: dict[int, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
    for person_id, course_id, day, expires_on in successes:
        until = expires_on or expiry_of(day, facts[course_id].valid_months) or dt.date.max
        done[person_id].append((course_id, day, until))
    found: list[SpentPick] = []
    for plan in plans_of_days(db).plans if done else ():
        has = {
            (person_id, other)
            for person_id, rows in done.items()
            for course_id, day, until in rows
            if day < plan.first_day and until >= plan.last_day
            for other in serves[course_id]
        }
        picks = _first_attempts(db, plan.id, {person_id for person_id, _ in has}) & has if has else set()
        people = {person_id for person_id, _ in picks}
        for status in list_pick_statuses(db, plan.id, people) if people else ():
            key = status.person_id, status.course_id
            if key in picks and status.status != DONE:
                found.append(SpentPick(plan.id, plan.name, *key, titles[status.course_id]))
    return found


def spent_by(db: Session, completion_id: int) -> list[SpentPick]:
    """Return the picks that a completion makes unneeded."""
    row = db.get(Completion, completion_id)
    if row is None or row.course_id is None:
        return []
    return spent_picks(db, [Success(row.person_id, row.course_id, row.completed_on, row.expires_on)])


def take_back(db: Session, picks: Collection[SpentPick]) -> int:
    """Take picks back with their seats; return how many. Raises PlanError as :func:`remove_picks` does."""
    by_plan: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pick in picks:
        by_plan[pick.plan_id].append((pick.person_id, pick.course_id))
    return sum(remove_picks(db, plan_id, pairs) for plan_id, pairs in by_plan.items())


def _first_attempts(db: Session, plan_id: int, person_ids: Collection[int]) -> set[tuple[int, int]]:
    query = select(Pick.person_id, Pick.course_id, Pick.attempt).where(
        Pick.plan_id == plan_id, *among(Pick.person_id, person_ids)
    )
    rows = db.execute(query).all()
    again = {(person_id, course_id) for person_id, course_id, attempt in rows if attempt > 1}
    return {(person_id, course_id) for person_id, course_id, _ in rows} - again
