"""Reading the rules of a plan into the people whom it covers.

Without a rule that takes people in, everybody is in. Rules that take in add up; those that leave out
are read afterwards and win. Whoever has a pick in the plan is covered whatever the rules say: what is
planned for somebody must not vanish from the sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, PersonTrack, Pick, PlanScope
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import among, fold


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
    manager_id: int | None
    manager_email: str
    manager_name: str
    first_name: str
    last_name: str
    email: str


def covered_people(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> frozenset[int] | None:
    """Return whom a plan covers, of everybody or of the people named; None where it covers everybody."""
    rules = read_rules(db, plan_id)
    if not rules:
        return None
    picks = select(Pick.person_id).where(Pick.plan_id == plan_id, *among(Pick.person_id, person_ids))
    with_picks = {
        person_id for person_id in db.scalars(picks) if person_ids is None or person_id in person_ids
    }
    return people_of_rules(db, rules, person_ids) | with_picks


def read_rules(db: Session, plan_id: int) -> list[ScopeRule]:
    """Return the rules of a plan in a fixed order; none for a plan that covers everybody."""
    query = select(PlanScope.kind, PlanScope.ref_id, PlanScope.text, PlanScope.include)
    rows = db.execute(query.where(PlanScope.plan_id == plan_id))
    found = (ScopeRule(ScopeKind(kind), *row) for kind, *row in rows)
    kinds = list(ScopeKind)
    return sorted(
        found, key=lambda rule: (not rule.include, kinds.index(rule.kind), fold(rule.text), rule.ref_id)
    )


def people_of_rules(
    db: Session, rules: Iterable[ScopeRule], person_ids: Collection[int] | None = None
) -> frozenset[int]:
    """Return whom rules cover, picks aside, of everybody or of the people named."""
    rules = list(rules)
    by_manager = any(rule.kind == ScopeKind.MANAGER for rule in rules)
    # Who is below a manager is only known from everybody's managers; all else from the person alone.
    people = _read_people(db, None if by_manager else person_ids)
    further = _further_tracks(db, rules, person_ids)
    below = _Reports(people) if by_manager else None
    wanted = [person for person in people if person_ids is None or person.id in person_ids]
    inward = [rule for rule in rules if rule.include]
    found = {person.id for person in wanted} if not inward else _meet(inward, wanted, further, below)
    return frozenset(found - _meet((rule for rule in rules if not rule.include), wanted, further, below))


def _read_people(db: Session, person_ids: Collection[int] | None) -> list[_Person]:
    query = select(
        Person.id,
        Person.primary_track_id,
        Person.team,
        Person.location,
        Person.manager_id,
        Person.manager_email,
        Person.manager_name,
        Person.first_name,
        Person.last_name,
        Person.email,
    )
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
    below: _Reports | None,
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
                found |= below.of(rule.ref_id, text) & {p.id for p in people}
            case ScopeKind.PERSON:
                found |= {p.id for p in people if p.id == rule.ref_id}
    return found


class _Reports:
    """Who reports to whom: by the link to a person where it is set, else by the manager's e-mail or name."""

    def __init__(self, people: Iterable[_Person]) -> None:
        people = list(people)
        by_email = _only((fold(person.email), person.id) for person in people)
        by_name = _only((fold(f"{person.first_name} {person.last_name}"), person.id) for person in people)
        self._of_person: dict[int, set[int]] = defaultdict(set)
        self._of_text: dict[str, set[int]] = defaultdict(set)
        for person in people:
            email, name = fold(person.manager_email), fold(person.manager_name)
            boss = person.manager_id or by_email.get(email) or (None if email else by_name.get(name))
            if boss is not None:
                self._of_person[boss].add(person.id)
                continue
            for text in {email, name} - {""}:
                self._of_text[text].add(person.id)

    def of(self, manager_id: int, text: str) -> set[int]:
        """Return all below a manager, who is a person or only a text, over any number of steps."""
        found: set[int] = set()
        ahead = list(self._of_person[manager_id] if manager_id else self._of_text[text])
        while ahead:
            person_id = ahead.pop()
            # Two who are written down as each other's manager do no harm.
            if person_id not in found:
                found.add(person_id)
                ahead += self._of_person[person_id]
        return found


def _only(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return by text the person whom it means; one that means several people means nobody."""
    found: dict[str, set[int]] = defaultdict(set)
    for text, person_id in pairs:
        found[text].add(person_id)
    return {text: next(iter(ids)) for text, ids in found.items() if text and len(ids) == 1}
