"""Rules of cover: at least so many people with a skill, track, job title or certificate at work each day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    AcceptedProblem,
    Certificate,
    CoverKind,
    CoverRule,
    Person,
    PersonCertificate,
    PersonTrack,
    Row,
    Skill,
    Track,
)
from pmplanner.models.statuses import SkillLevel
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, refuse_taken, tidy
from pmplanner.services.lookup import find_track, fold, get, plain_rows
from pmplanner.services.needs.cover import Cover, Spell
from pmplanner.services.needs.skills import LEVELS, read_given
from pmplanner.services.people.certificates import find_certificate

_REFERS: Mapping[str, tuple[str, type[Row]]] = {
    CoverKind.SKILL: ("skill_id", Skill),
    CoverKind.TRACK: ("track_id", Track),
    CoverKind.CERTIFICATE: ("certificate_id", Certificate),
}
"""By kind the column that says what, and what it names; a job title is a text."""
MOST = 100_000
"""More people than anybody has at work."""


@dataclass(frozen=True, slots=True)
class CoverValues:
    """What a rule of cover says."""

    minimum: int
    kind: str
    """A CoverKind."""
    ref_id: int | None = None
    """The skill, track or certificate."""
    text: str = ""
    """The job title."""
    level: str = ""
    """Of a skill the least level; empty for any."""
    team: str = ""
    """Empty for everybody."""
    name: str = ""
    """Empty for one that is made of team and what they have."""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


class CoverRow(NamedTuple):
    """A rule of cover with the name of what it is about."""

    id: int
    values: CoverValues
    what: str
    """The skill, track, job title or certificate, by name."""
    is_named: bool
    """Whether somebody gave the rule its name; it is made of the other values else."""

    @property
    def name(self) -> str:
        """What the rule is called."""
        return self.values.name


def list_cover_rules(db: Session) -> list[CoverRow]:
    """Return all rules in the order of their names."""
    rows = sorted(db.scalars(select(CoverRule)), key=lambda row: (fold(row.name), row.id))
    names = _names(db) if rows else {}
    found = []
    for row in rows:
        what = _what(row, names)
        found.append(CoverRow(row.id, _values(row), what, fold(row.name) != fold(_usual_name(row, what))))
    return found


def find_cover_rule(db: Session, name: str) -> int:
    """Return the id of the rule of that name; raise PlanError when there is none."""
    for row in db.scalars(select(CoverRule)):
        if fold(row.name) == fold(name):
            return row.id
    raise PlanError(said("There is no rule of cover “{name}”.", name=name))


def find_what(db: Session, kind: str, name: str) -> int:
    """Return the id of the skill, track or certificate of that name; raise PlanError when there is none."""
    if kind == CoverKind.TRACK:
        return find_track(db, name).id
    if kind == CoverKind.CERTIFICATE:
        return find_certificate(db, name).id
    for skill_id, known in db.execute(select(Skill.id, Skill.name)):
        if fold(known) == fold(name):
            return int(skill_id)
    raise PlanError(said("There is no skill “{name}”.", name=name))


def add_cover_rule(db: Session, values: CoverValues) -> int:
    """Add a rule and return its id; raise PlanError for one that makes no sense."""
    row = CoverRule()
    _write(db, row, values)
    db.add(row)
    db.flush()
    return row.id


def change_cover_rule(db: Session, rule_id: int, values: CoverValues) -> None:
    """Let a rule say something else; raise PlanError when it is gone, or makes no sense any more.

    Problems of the rule that were accepted stay so under its new name.
    """
    row = get(db, CoverRule, rule_id)
    before = fold(row.name)
    _write(db, row, values)
    db.flush()
    if fold(row.name) != before:
        query = select(AcceptedProblem).where(
            AcceptedProblem.kind == "cover", AcceptedProblem.place == before
        )
        for accepted in db.scalars(query):
            accepted.place = fold(row.name)
        db.flush()


def remove_cover_rule(db: Session, rule_id: int) -> None:
    """Remove a rule; raise PlanError when it is gone."""
    db.delete(get(db, CoverRule, rule_id))
    db.flush()


def _write(db: Session, row: CoverRule, values: CoverValues) -> None:
    columns = columns_of(db, values)
    if not tidy(values.name):
        columns["name"] = _free_name(db, str(columns["name"]), row.id or 0)
    for column, value in columns.items():
        setattr(row, column, value)
    with db.no_autoflush:
        refuse_taken(db, row, "name", marked("There is a rule of cover “{text}” already."))


def columns_of(db: Session, values: CoverValues) -> dict[str, object]:
    """Return what the row of a rule holds; raise PlanError for one that makes no sense."""
    _refuse_nonsense(db, values)
    refers = _REFERS.get(values.kind)
    ids = {column: None for column, _ in _REFERS.values()}
    found: dict[str, object] = {
        **(ids if refers is None else ids | {refers[0]: values.ref_id}),
        "minimum": values.minimum,
        "kind": CoverKind(values.kind).value,
        "level": values.level,
        "team": tidy(values.team),
        "text": tidy(values.text) if refers is None else "",
        "first_day": values.first_day,
        "last_day": values.last_day,
    }
    row = CoverRule(**found)
    name = tidy(values.name) or _usual_name(row, _what(row, _names(db)))
    return found | {"name": name}


def _refuse_nonsense(db: Session, values: CoverValues) -> None:
    if values.kind not in tuple(CoverKind):
        raise PlanError(
            said(
                "A rule of cover asks for a {kinds}; not for “{kind}”.",
                kinds=", ".join(CoverKind),
                kind=values.kind,
            )
        )
    if not 1 <= values.minimum <= MOST:
        raise PlanError(said("At least one person must be at work; not {n}.", n=values.minimum))
    refers = _REFERS.get(values.kind)
    if refers is None and not tidy(values.text):
        raise PlanError(said("Say which job title must be at work."))
    if refers is not None:
        if values.ref_id is None:
            raise PlanError(said("Say which {kind} must be at work.", kind=values.kind))
        get(db, refers[1], values.ref_id)
    if values.level and values.kind != CoverKind.SKILL:
        raise PlanError(said("Only a skill has a level."))
    if values.level and values.level not in tuple(SkillLevel):
        raise PlanError(
            said(
                "A level is {levels}; not “{level}”.",
                levels=", ".join(SkillLevel),
                level=values.level,
            )
        )
    check_order(values.first_day, values.last_day)


def _free_name(db: Session, usual: str, rule_id: int) -> str:
    """Return a name that no other rule has."""
    taken = {fold(name) for name in db.scalars(select(CoverRule.name).where(CoverRule.id != rule_id))}
    free, number = usual, 2
    while fold(free) in taken:
        free, number = f"{usual} {number}", number + 1
    return free


def _usual_name(row: CoverRule, what: str) -> str:
    """Return what a rule is called where nobody gave it a name."""
    name = f"{row.team}: {what}" if row.team else what
    return f"{name}, {row.level}" if row.level else name


def _values(row: CoverRule) -> CoverValues:
    refers = _REFERS.get(row.kind)
    ref_id = None if refers is None else getattr(row, refers[0])
    same = ("minimum", "kind", "text", "level", "team", "name", "first_day", "last_day")
    assert {*same, "ref_id"} == {each.name for each in fields(CoverValues)}
    return CoverValues(**{name: getattr(row, name) for name in same}, ref_id=ref_id)


_Names = Mapping[tuple[str, int], str]


def _names(db: Session) -> _Names:
    """Return the names of skills, tracks and certificates by kind and id."""
    found: dict[tuple[str, int], str] = {}
    for kind, (_, refers) in _REFERS.items():
        rows = plain_rows(db, select(refers.id, refers.name))  # type: ignore[attr-defined]
        found |= {(kind, row_id): name for row_id, name in rows}
    return found


def _what(row: CoverRule, names: _Names) -> str:
    refers = _REFERS.get(row.kind)
    return row.text if refers is None else names.get((row.kind, getattr(row, refers[0])), "")


# As the checks see them


def read_cover(db: Session) -> tuple[Cover, ...]:
    """Return all rules with who has what they ask for, in the order of names."""
    rows = list(db.scalars(select(CoverRule)))
    if not rows:
        return ()
    names = _names(db)
    given = read_given(db) if any(row.kind == CoverKind.SKILL for row in rows) else {}
    return tuple(
        Cover(
            row.id,
            row.name,
            row.team,
            row.minimum,
            _in_words(row, _what(row, names)),
            row.first_day,
            row.last_day,
            _giving(row, given) if row.kind == CoverKind.SKILL else None,
            {} if row.kind == CoverKind.SKILL else _having(db, row),
        )
        for row in sorted(rows, key=lambda row: (fold(row.name), row.id))
    )


def _in_words(row: CoverRule, what: str) -> str:
    match row.kind:
        case CoverKind.TRACK:
            return said("the track {track}", track=what)
        case CoverKind.TITLE:
            return said("the job title {title}", title=what)
        case CoverKind.CERTIFICATE:
            return said("the certificate {certificate}", certificate=what)
    if row.level:
        return said("{skill} at least at {level}", skill=what, level=row.level)
    return what


def _giving(row: CoverRule, given: Mapping[int, Mapping[int, int]]) -> frozenset[int]:
    least = LEVELS.index(SkillLevel(row.level)) + 1 if row.level else 1
    return frozenset(
        course_id for course_id, levels in given.items() if levels.get(row.skill_id or 0, 0) >= least
    )


def _having(db: Session, row: CoverRule) -> dict[int, tuple[Spell, ...]]:
    """Return by person when they have a track, title or certificate."""
    found: dict[int, list[Spell]] = defaultdict(list)
    if row.kind == CoverKind.CERTIFICATE:
        held = select(
            PersonCertificate.person_id, PersonCertificate.awarded_on, PersonCertificate.valid_until
        )
        for person_id, first, last in plain_rows(
            db, held.where(PersonCertificate.certificate_id == row.certificate_id)
        ):
            found[person_id].append((first, last))
        return {person_id: tuple(spells) for person_id, spells in found.items()}
    if row.kind == CoverKind.TITLE:
        wanted = fold(row.text)
        people = {
            person_id
            for person_id, title in plain_rows(db, select(Person.id, Person.job_title))
            if fold(title) == wanted
        }
    else:
        people = set(db.scalars(select(Person.id).where(Person.primary_track_id == row.track_id)))
        people |= set(db.scalars(select(PersonTrack.person_id).where(PersonTrack.track_id == row.track_id)))
    return dict.fromkeys(people, ((None, None),))


@dataclass(frozen=True, slots=True)
class CoverChoices:
    """What a rule can name, in the order of names."""

    named: Mapping[str, tuple[tuple[int, str], ...]]
    """By kind skills, tracks and certificates, by id."""
    titles: tuple[str, ...]
    teams: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[tuple[int, str], ...]:
        """Return what there is of a kind; job titles have no id."""
        if kind == CoverKind.TITLE:
            return tuple((0, title) for title in self.titles)
        return self.named.get(kind, ())


def list_choices(db: Session) -> CoverChoices:
    """Return the skills, tracks, certificates, job titles and teams that there are."""
    named: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (kind, row_id), name in sorted(_names(db).items(), key=lambda entry: (fold(entry[1]), entry[0])):
        named[kind].append((row_id, name))
    texts: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for row in plain_rows(db, select(Person.job_title, Person.team)):
        for found, text in zip(texts, row, strict=True):
            if text:
                found.setdefault(fold(text), text)
    titles, teams = (tuple(text for _, text in sorted(found.items())) for found in texts)
    return CoverChoices({kind: tuple(rows) for kind, rows in named.items()}, titles, teams)
