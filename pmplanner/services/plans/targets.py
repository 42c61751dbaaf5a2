"""Targets: the days per person that a plan aims at, in all, for a track or for a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Employment, Person, Plan, Target, Track
from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import read_working_week
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.needs.standing_in_plan import Spell, days_employed
from pmplanner.services.quantities import QUARTERS, check_days, is_in_steps

TargetKind = Literal["track", "team"]

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Days per person for a track or a team; *ref_id* is the track."""

    kind: TargetKind
    ref_id: int
    name: str
    days: Decimal


@dataclass(frozen=True, slots=True)
class PersonTarget:
    """The days that a plan aims at for one person, with what they come from.

    *source* says whose target *base* is: "plan", "track" or "team", of the name *name*. *works* of
    *week* weekdays are worked, and *employed* of *period* calendar days of the plan.
    """

    days: Decimal
    base: Decimal
    source: str
    name: str
    works: int
    week: int
    employed: int
    period: int

    @property
    def is_whole(self) -> bool:
        """True for whom nothing is taken off."""
        return self.works == self.week and self.employed == self.period


def list_targets(db: Session, plan_id: int) -> list[TargetRow]:
    """Return the targets of tracks, in the order of tracks, and of teams by name."""
    tracks = select(Track.id, Track.name, Target.days).join(Target, Target.ref_id == Track.id)
    rows = [
        TargetRow("track", track_id, name, days)
        for track_id, name, days in db.execute(
            tracks.where(Target.plan_id == plan_id, Target.kind == "track").order_by(Track.position, Track.id)
        )
    ]
    teams = select(Target.text, Target.days).where(Target.plan_id == plan_id, Target.kind == "team")
    found = sorted(db.execute(teams).all(), key=lambda row: fold(row[0]))
    return rows + [TargetRow("team", 0, text, days) for text, days in found]


def set_target(db: Session, plan_id: int, days: Decimal | None, *, track_id: int = 0, team: str = "") -> None:
    """Set the days per person of a plan, or of a track or team in it; None clears them.

    0 for a track or team says that nothing is aimed at there. Raises PlanError for days that do not
    go in quarters, and when there is nothing to clear.
    """
    plan = get(db, Plan, plan_id)
    team = tidy(team)
    if not track_id and not team:
        check_days(days)
        if days is None and plan.target_days is None:
            raise PlanError(said("The plan has no target that could be cleared."))
        plan.target_days = days
        return
    if days is not None and (not is_in_steps(days, QUARTERS) or days < 0):
        raise PlanError(said("A target goes in steps of 0.25 and is 0 or more; not {days}.", days=days))
    if track_id:
        get(db, Track, track_id)
    row = _find(db, plan_id, track_id, team)
    if days is None:
        if row is None:
            raise PlanError(said("There is no target of its own that could be cleared."))
        db.delete(row)
    elif row is not None:
        row.days = days
    else:
        kind = "track" if track_id else "team"
        db.add(Target(plan_id=plan_id, kind=kind, ref_id=track_id, text="" if track_id else team, days=days))
    db.flush()


def _find(db: Session, plan_id: int, track_id: int, team: str) -> Target | None:
    kind = "track" if track_id else "team"
    for row in db.scalars(select(Target).where(Target.plan_id == plan_id, Target.kind == kind)):
        if row.ref_id == track_id if track_id else fold(row.text) == fold(team):
            return row
    return None


def person_targets(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    counting: Collection[int] | None = None,
) -> dict[int, PersonTarget]:
    """Return the target of each person who counts in the plan and has one, or of those named.

    *counting* are those of them who count, if read already.

    The team's target wins over the primary track's, that over the plan's. Of it each has the share of
    the weekdays that they work, of those of the workspace and at most all, times the share of the
    plan's calendar days on which they are employed; to the hundredth, half to even.
    """
    plan, week = get(db, Plan, plan_id), read_working_week(db).bit_count()
    targets = list_targets(db, plan_id)
    by_track = {row.ref_id: row for row in targets if row.kind == "track"}
    by_team = {fold(row.name): row for row in targets if row.kind == "team"}
    if plan.target_days is None and not targets:
        return {}
    earlier = _earlier_spells(db, person_ids)
    if counting is None:
        counting = people_who_count(db, plan_id, person_ids)
    period = (plan.last_day - plan.first_day).days + 1
    # Most have the same as many others, and thousands are asked for when a page is opened.
    made: dict[tuple[TargetRow | None, int, int], PersonTarget] = {}
    found = {}
    days = Person.working_days, Person.start_date, Person.end_date
    query = select(Person.id, Person.primary_track_id, Person.team, *days)
    for person_id, track_id, team, bits, start, end in plain_rows(
        db, query.where(*among(Person.id, person_ids))
    ):
        if person_id not in counting:
            continue
        own = (by_team.get(fold(team)) if by_team else None) or by_track.get(track_id or 0)
        base = plan.target_days if own is None else own.days
        if base is None:
            continue
        works = week if bits is None else min(bits.bit_count(), week)
        spells = [Spell(start or NO_FIRST_DAY, end or NO_LAST_DAY), *earlier.get(person_id, ())]
        employed = days_employed(spells, plan.first_day, plan.last_day)
        key = (own, works, employed)
        if key not in made:
            share = (base * works * employed / (week * period)).quantize(_HUNDREDTH)
            source, name = ("plan", plan.name) if own is None else (own.kind, own.name)
            made[key] = PersonTarget(share, base, source, name, works, week, employed, period)
        found[person_id] = made[key]
    return found


def _earlier_spells(db: Session, person_ids: Collection[int] | None) -> dict[int, list[Spell]]:
    """Return the spells of employment before the latest, of those who have some."""
    found: dict[int, list[Spell]] = defaultdict(list)
    query = select(Employment.person_id, Employment.first_day, Employment.last_day)
    for person_id, *days in plain_rows(db, query.where(*among(Employment.person_id, person_ids))):
        found[person_id].append(Spell(*days))
    return found
