"""Whom a plan covers: its rules set, listed and put into words."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan, PlanScope, Track
from pmplanner.models.statuses import ScopeKind
from pmplanner.sentences import listed, marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import find_person, find_track, fold, get, person_name
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.people.managers import read_directory
from pmplanner.storage import journal

_BY_ID = (ScopeKind.TRACK, ScopeKind.PERSON)
"""Kinds that name a row; a manager is a row or, where nobody knows whose, a text."""
_BY_TEXT = (ScopeKind.TEAM, ScopeKind.SITE)

_WORDS = {
    ScopeKind.ANY_TRACK: marked("whoever has a track"),
    ScopeKind.TRACK: marked("the track {name}"),
    ScopeKind.TEAM: marked("the team {name}"),
    ScopeKind.SITE: marked("the site {name}"),
    ScopeKind.MANAGER: marked("all below {name}"),
    ScopeKind.PERSON: marked("{name}"),
}
_EMPTY = {
    ScopeKind.TEAM: marked("Say which team the plan covers."),
    ScopeKind.SITE: marked("Say which site the plan covers."),
    ScopeKind.MANAGER: marked("Say whose people the plan covers."),
}


def set_rules(db: Session, plan_id: int, rules: Iterable[ScopeRule]) -> bool:
    """Let these be the rules of a plan, none for everybody; return whether that changes anything.

    Raises PlanError for a track or person that is gone, a team without a name, and for what is both
    covered and left out.
    """
    get(db, Plan, plan_id)
    wanted = _checked(db, rules)
    present = {
        _place(ScopeRule(ScopeKind(row.kind), row.ref_id, row.text)): row
        for row in db.scalars(select(PlanScope).where(PlanScope.plan_id == plan_id))
    }
    changed = False
    for place, row in present.items():
        if place not in wanted:
            db.delete(row)
            changed = True
        elif (row.text, row.include) != (wanted[place].text, wanted[place].include):
            row.text, row.include = wanted[place].text, wanted[place].include
            changed = True
    fresh = [{"plan_id": plan_id, **rule._asdict()} for place, rule in wanted.items() if place not in present]
    journal.bulk_insert(db, PlanScope, fresh)
    db.flush()
    return changed or bool(fresh)


def _place(rule: ScopeRule) -> tuple[ScopeKind, int, str]:
    """What two rules must not have in common: whom they are about."""
    return rule.kind, rule.ref_id, fold(rule.text)


def _checked(db: Session, rules: Iterable[ScopeRule]) -> dict[tuple[ScopeKind, int, str], ScopeRule]:
    found: dict[tuple[ScopeKind, int, str], ScopeRule] = {}
    for given in rules:
        rule = _tidied(given)
        if rule.ref_id:
            get(db, Track if rule.kind == ScopeKind.TRACK else Person, rule.ref_id)
        elif rule.kind in _BY_ID:
            raise TypeError(f"a rule about a {rule.kind} needs its id")
        elif rule.kind in _EMPTY and not rule.text:
            raise PlanError(resaid(_EMPTY[rule.kind]))
        known = found.setdefault(_place(rule), rule)
        if known.include != rule.include:
            raise PlanError(
                said("The plan cannot both cover and leave out {whom}. Name it once.", whom=_name(db, rule))
            )
    return found


def _tidied(rule: ScopeRule) -> ScopeRule:
    """Return a rule without what its kind has no use for."""
    text = tidy(rule.text)
    if rule.kind in _BY_ID:
        return rule._replace(text="")
    if rule.kind in _BY_TEXT:
        return rule._replace(ref_id=0, text=text)
    if rule.kind == ScopeKind.MANAGER:
        return rule._replace(text="" if rule.ref_id else text)
    return rule._replace(ref_id=0, text="")


def find_rule(db: Session, kind: ScopeKind, name: str, *, include: bool = True) -> ScopeRule:
    """Return the rule about the track, team, site, manager or person of that name.

    Raises PlanError when there is none: a slip in a name must not leave out a whole team.
    """
    match kind:
        case ScopeKind.TRACK:
            return ScopeRule(kind, find_track(db, name).id, include=include)
        case ScopeKind.PERSON:
            return ScopeRule(kind, find_person(db, name).id, include=include)
        case ScopeKind.MANAGER:
            return _find_manager(db, name, include)
    known = names_in_use(db, kind)
    if fold(name) not in known:
        names = ", ".join(f"“{text}”" for text in known.values())
        raise PlanError(
            said("Nobody is in the team “{name}”. There are: {names}.", name=name, names=names or "–")
            if kind == ScopeKind.TEAM
            else said("Nobody is at the site “{name}”. There are: {names}.", name=name, names=names or "–")
        )
    return ScopeRule(kind, text=known[fold(name)], include=include)


def list_managers(db: Session) -> list[ScopeRule]:
    """Return a rule about all below each manager: people who have reports, and those only written."""
    directory = read_directory(db)
    found: dict[ScopeRule, None] = {}
    query = select(Person.manager_id, Person.manager_email, Person.manager_name).distinct()
    for manager_id, email, name in db.execute(query):
        known = manager_id or directory.find(email, name)
        if known:
            found[ScopeRule(ScopeKind.MANAGER, known)] = None
        elif name or email:
            found[ScopeRule(ScopeKind.MANAGER, text=tidy(name or email))] = None
    return list(found)


def names_in_use(db: Session, kind: ScopeKind) -> dict[str, str]:
    """Return the teams or sites that people have as most of them write it, by folded text, in order."""
    column = Person.team if kind == ScopeKind.TEAM else Person.location
    query = select(column, func.count()).where(column != "").group_by(column)
    found: dict[str, str] = {}
    for text, _ in sorted(db.execute(query), key=lambda row: (-row[1], row[0])):
        found.setdefault(fold(text), text)
    return dict(sorted(found.items()))


def _find_manager(db: Session, name: str, include: bool) -> ScopeRule:
    """Return the rule about all below a manager, who is a person here or only written with others."""
    query = select(Person.manager_email, Person.manager_name).distinct()
    written = {fold(text): text for pair in db.execute(query) for text in pair if text}
    try:
        return ScopeRule(ScopeKind.MANAGER, find_person(db, name).id, include=include)
    except PlanError:
        if fold(name) not in written:
            raise
    return ScopeRule(ScopeKind.MANAGER, text=written[fold(name)], include=include)


def rules_in_words(db: Session, rules: Iterable[ScopeRule]) -> str:
    """Return whom rules cover, in a sentence without its full stop."""
    kinds = list(ScopeKind)
    rules = sorted(rules, key=lambda rule: (kinds.index(rule.kind), fold(name_of(db, rule))))
    inward = [_name(db, rule) for rule in rules if rule.include]
    outward = [_name(db, rule) for rule in rules if not rule.include]
    if not outward:
        return _sentence(listed(inward)) if inward else said("Everybody")
    if not inward:
        return said("Everybody but {whom}", whom=listed(outward))
    return said("{covered}, but not {whom}", covered=_sentence(listed(inward)), whom=listed(outward))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _name(db: Session, rule: ScopeRule) -> str:
    """Return whom a rule is about."""
    return resaid(_WORDS[rule.kind], name=name_of(db, rule))


def name_of(db: Session, rule: ScopeRule) -> str:
    """Return the name of the track, team, site or person of a rule; what is gone is called so."""
    if rule.kind == ScopeKind.TRACK:
        track = db.get(Track, rule.ref_id)
        return said("a track that is gone") if track is None else track.name
    if rule.ref_id:
        person = db.get(Person, rule.ref_id)
        if person is None:
            return said("somebody who is gone")
        return person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id)
    return rule.text
