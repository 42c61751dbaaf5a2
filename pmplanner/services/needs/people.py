"""Who counts in a plan, with tracks, and whether they are employed within it and at its end."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Employment, Person, PersonTrack, Plan, Track
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.needs.scope_reading import ScopeRule, people_of_rules, read_rules
from pmplanner.services.pick_status.pick_status import people_picking


class Member(NamedTuple):
    """Somebody in a plan; *tracks* are all of a person's, the primary one first."""

    person_id: int
    track_id: int | None
    tracks: tuple[int, ...]
    employed: bool
    """On at least one day of the plan's period."""
    stays: bool
    """Employed on the plan's last day."""
    counts: bool


def _within(first_day: dt.date, last_day: dt.date) -> ColumnElement[bool]:
    """Return the condition that a person's latest spell has one of the days from first to last."""
    return and_(
        or_(Person.start_date.is_(None), Person.start_date <= last_day),
        or_(Person.end_date.is_(None), Person.end_date >= first_day),
        or_(Person.start_date.is_(None), Person.end_date.is_(None), Person.start_date <= Person.end_date),
    )


def _earlier(db: Session, plan: Plan, person_ids: Collection[int] | None) -> tuple[set[int], set[int]]:
    """Return who had an earlier spell of employment within the plan's period, and who on its last day."""
    begun, lasting = Employment.first_day <= plan.last_day, Employment.last_day >= plan.last_day
    query = select(Employment.person_id, begun, lasting).where(Employment.last_day >= plan.first_day)
    rows = plain_rows(db, query.where(*among(Employment.person_id, person_ids)))
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows if row[1] and row[2]}


def people_who_count(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> set[int]:
    """Return who counts in a plan, of everybody or of those named.

    Who is employed on at least one day of its period, where it is limited to some people and is one
    of them; and whoever has a pick in it. Today's date does not matter.
    """
    return set(read_members(db, plan_id, person_ids))


def read_members(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    *,
    everybody: bool = False,
    picking: Collection[int] | None = None,
    rules: Collection[ScopeRule] | None = None,
) -> dict[int, Member]:
    """Return who counts in a plan in the order of ids, of everybody or of those named.

    With *everybody* those who do not count are among them, and say so. *picking* are those of them with a
    pick in the plan, if read already; *rules* those that say whom it covers, to see what others would give.
    Raises PlanError when the plan is gone.
    """
    plan = get(db, Plan, plan_id)
    first, last = plan.first_day, plan.last_day
    wanted = None if person_ids is None else set(person_ids)
    if rules is None:
        rules = read_rules(db, plan_id)
    within = people_of_rules(db, rules, wanted) if rules else None
    if picking is None:
        picking = people_picking(db, plan_id, wanted)
    earlier_within, earlier_last = _earlier(db, plan, wanted)
    further = _further_tracks(db, wanted)
    query = select(Person.id, Person.primary_track_id, _within(first, last), _within(last, last))
    found = {}
    for person_id, track_id, is_within, is_last in plain_rows(
        db, query.where(*among(Person.id, wanted)).order_by(Person.id)
    ):
        if wanted is not None and person_id not in wanted:
            continue
        employed = bool(is_within) or person_id in earlier_within
        counts = person_id in picking or (employed and (within is None or person_id in within))
        if counts or everybody:
            tracks = (track_id,) if track_id is not None else ()
            if person_id in further:
                tracks = tuple(dict.fromkeys((*tracks, *further[person_id])))
            stays = bool(is_last) or person_id in earlier_last
            found[person_id] = Member(person_id, track_id, tracks, employed, stays, counts)
    return found


def _further_tracks(db: Session, person_ids: Collection[int] | None) -> dict[int, list[int]]:
    query = (
        select(PersonTrack.person_id, PersonTrack.track_id)
        .join(Track, Track.id == PersonTrack.track_id)
        .where(*among(PersonTrack.person_id, person_ids))
        .order_by(Track.position, Track.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, track_id in plain_rows(db, query):
        found[person_id].append(track_id)
    return found
