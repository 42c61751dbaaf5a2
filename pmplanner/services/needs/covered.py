"""Which people a plan is limited to: the rules are read each time, so that whoever comes is in at once."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, PersonTrack, PlanScope
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.needs.managers import people_below


def covered(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> set[int] | None:
    """Return whom the plan's rules cover, of everybody or of those named; None where it has no rules.

    Covered is who is named by a rule (or everybody, where all rules leave people out) and by none
    that leaves people out. Whether they are employed is not looked at.
    """
    columns = PlanScope.kind, PlanScope.ref_id, PlanScope.text, PlanScope.include
    rules = plain_rows(db, select(*columns).where(PlanScope.plan_id == plan_id))
    if not rules:
        return None
    people = _People(db, person_ids)
    within: set[int] = set()
    without: set[int] = set()
    for kind, ref_id, text, include in rules:
        (within if include else without).update(people.meant(kind, ref_id, text))
    if all(not include for *_, include in rules):
        within = set(people.everybody)
    return within - without


class _People:
    """The people that rules can name."""

    def __init__(self, db: Session, person_ids: Collection[int] | None) -> None:
        self._db = db
        self.everybody: set[int] = set()
        self._tracks: dict[int, set[int]] = defaultdict(set)
        self._named: dict[tuple[str, str], set[int]] = defaultdict(set)
        query = select(Person.id, Person.primary_track_id, Person.team, Person.location)
        for person_id, track_id, team, site in plain_rows(db, query.where(*among(Person.id, person_ids))):
            if person_ids is not None and person_id not in person_ids:
                continue
            self.everybody.add(person_id)
            if track_id is not None:
                self._tracks[track_id].add(person_id)
            self._named[ScopeKind.TEAM, fold(team)].add(person_id)
            self._named[ScopeKind.SITE, fold(site)].add(person_id)
        further = select(PersonTrack.person_id, PersonTrack.track_id)
        for person_id, track_id in plain_rows(db, further.where(*among(PersonTrack.person_id, person_ids))):
            if person_id in self.everybody:
                self._tracks[track_id].add(person_id)

    def meant(self, kind: str, ref_id: int, text: str) -> set[int]:
        """Return whom a rule names."""
        if kind == ScopeKind.ANY_TRACK:
            return set().union(*self._tracks.values())
        if kind == ScopeKind.TRACK:
            return self._tracks.get(ref_id, set())
        if kind == ScopeKind.MANAGER:
            return people_below(self._db, ref_id or text) & self.everybody
        if kind == ScopeKind.PERSON:
            return {ref_id} & self.everybody
        return self._named.get((kind, fold(text)), set())
