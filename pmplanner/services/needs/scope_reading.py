"""Reading the rules of a plan into the people whom it covers.

Without a rule that takes people in, everybody is in. Rules that take in add up; those that leave out
are read afterwards and win. Whoever has a pick in the plan is covered whatever the rules say: what is
planned for somebody must not vanish from the sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, PersonTrack, PlanScope
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.people.managers import Reports
from pmplanner.services.pick_status.pick_status import people_picking
from pmplanner.storage.kept import kept


class ScopeRule(NamedTuple):
    """A rule that says whom a plan covers: by what, of which track or person, team or site."""

    kind: ScopeKind
    ref_id: int = 0
    text: str = ""
    include: bool = True


class _Person(NamedTuple):
    id: int
    track_id: int | None
    team: str
    site: str


def covered_people(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> frozenset[int] | None:
    """Return whom a plan covers, of everybody or of the people named; None where it covers everybody."""
    rules = read_rules(db, plan_id)
    if not rules:
        return None
    return people_of_rules(db, rules, person_ids) | people_picking(db, plan_id, person_ids)


@kept("plan_scope")
def read_rules(db: Session, plan_id: int) -> Sequence[ScopeRule]:
    """Return the rules of a plan in a fixed order; none for a plan that covers everybody."""
    query = select(PlanScope.kind, PlanScope.ref_id, PlanScope.text, PlanScope.include)
    rows = plain_rows(db, query.where(PlanScope.plan_id == plan_id))
    found = (ScopeRule(ScopeKind(kind), ref_id, text, include) for kind, ref_id, text, include in rows)
    kinds = list(ScopeKind)
    return sorted(
        found, key=lambda rule: (not rule.include, kinds.index(rule.kind), fold(rule.text), rule.ref_id)
    )


def people_of_rules(
    db: Session,
    rules: Iterable[ScopeRule],
    person_ids: Collection[int] | None = None,
    *,
    instead: Mapping[int, Sequence[int]] | None = None,
) -> frozenset[int]:
    """Return whom rules cover, picks aside, of everybody or of the people named.

    *instead* are tracks by person, the primary one first, to see whom others than they have would give.
    """
    rules, instead = list(rules), instead or {}
    people = _read_people(db, person_ids)
    further = _further_tracks(db, rules, person_ids)
    if instead:
        people = [p._replace(track_id=instead[p.id][0]) if p.id in instead else p for p in people]
        further = {**further, **{person_id: set(tracks[1:]) for person_id, tracks in instead.items()}}
    # Who is below a manager is only known from everybody's managers; all else from the person alone.
    below = Reports(db) if any(rule.kind == ScopeKind.MANAGER for rule in rules) else None
    wanted = [person for person in people if person_ids is None or person.id in person_ids]
    inward = [rule for rule in rules if rule.include]
    found = {person.id for person in wanted} if not inward else _meet(inward, wanted, further, below)
    return frozenset(found - _meet((rule for rule in rules if not rule.include), wanted, further, below))


def _read_people(db: Session, person_ids: Collection[int] | None) -> list[_Person]:
    query = select(Person.id, Person.primary_track_id, Person.team, Person.location)
    return [_Person._make(row) for row in db.execute(query.where(*among(Person.id, person_ids)))]


def _further_tracks(
    db: Session, rules: Iterable[ScopeRule], person_ids: Collection[int] | None
) -> Mapping[int, set[int]]:
    """Return the further tracks by person, where a rule asks for tracks."""
    found: dict[int, set[int]] = defaultdict(set)
    if any(rule.kind in (ScopeKind.TRACK, ScopeKind.ANY_TRACK) for rule in rules):
        query = select(PersonTrack.person_id, PersonTrack.track_id)
        for person_id, track_id in db.execute(query.where(*among(PersonTrack.person_id, person_ids))):
            found[person_id].add(track_id)
    return found


def _meet(
    rules: Iterable[ScopeRule],
    people: Collection[_Person],
    further: Mapping[int, set[int]],
    below: Reports | None,
) -> set[int]:
    """Return who meets at least one of the rules."""
    found: set[int] = set()
    for rule in rules:
        text = fold(rule.text)
        match rule.kind:
            case ScopeKind.ANY_TRACK:
                found |= {p.id for p in people if p.track_id is not None or further.get(p.id)}
            case ScopeKind.TRACK:
                found |= {p.id for p in people if rule.ref_id in (p.track_id, *further.get(p.id, ()))}
            case ScopeKind.TEAM:
                found |= {p.id for p in people if fold(p.team) == text}
            case ScopeKind.SITE:
                found |= {p.id for p in people if fold(p.site) == text}
            case ScopeKind.MANAGER:
                assert below is not None
                found |= below.below(rule.ref_id or text) & {p.id for p in people}
            case ScopeKind.PERSON:
                found |= {p.id for p in people if p.id == rule.ref_id}
    return found
