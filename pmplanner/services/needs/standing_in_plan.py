"""Where people stand in a plan: who counts in it, who has left before it, whom it does not cover."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Employment, Person, Pick, Plan
from pmplanner.sentences import marked, resaid
from pmplanner.services.lookup import among, get
from pmplanner.services.needs.scope_reading import ScopeRule, people_of_rules, read_rules


class Standing(StrEnum):
    """Whether a person counts in a plan, else why not."""

    COUNTS = "counts"
    LEFT = "left"
    """Not employed any more when the plan begins."""
    TO_COME = "to come"
    """Employed only after the plan's last day, or between its spells only."""
    NOT_COVERED = "not covered"


_WORDS = {
    Standing.COUNTS: "",
    Standing.LEFT: marked("left"),
    Standing.TO_COME: marked("not here yet"),
    Standing.NOT_COVERED: marked("not covered"),
}

Shown = Literal["", "left", "all"]
"""Who is shown: those who count in the plan, also those who have left before it, or everybody."""


def standing_word(standing: Standing) -> str:
    """Return why somebody does not count in the plan; nothing for who does."""
    return resaid(_WORDS[standing]) if standing != Standing.COUNTS else ""


def is_shown(standing: Standing, shown: Shown) -> bool:
    """Say whether people who stand so in the plan are shown."""
    return shown == "all" or standing == Standing.COUNTS or (shown == "left" and standing == Standing.LEFT)


class Spell(NamedTuple):
    """A time of employment, both days included."""

    first_day: dt.date
    last_day: dt.date


def read_standings(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    *,
    picks: bool = True,
    spells: Mapping[int, list[Spell]] | None = None,
) -> dict[int, Standing]:
    """Return where each person, or each of those named, stands in the plan.

    A person counts when employed on at least one day of the plan's period and covered by its rules,
    or with a pick in it; without *picks*, as if nobody had one. *spells* are theirs, if read already.
    """
    rules = read_rules(db, plan_id)
    covered = people_of_rules(db, rules, person_ids) if rules else None
    known = read_spells(db, person_ids) if spells is None else spells
    return _standings(db, plan_id, known, covered, picks=picks)


def count_people(db: Session, plan_id: int, rules: Iterable[ScopeRule]) -> int:
    """Return how many people would count in the plan if these were its rules."""
    rules = list(rules)
    covered = people_of_rules(db, rules) if rules else None
    found = _standings(db, plan_id, read_spells(db), covered, picks=True)
    return sum(standing == Standing.COUNTS for standing in found.values())


def _standings(
    db: Session,
    plan_id: int,
    spells_of: Mapping[int, list[Spell]],
    covered: Collection[int] | None,
    *,
    picks: bool,
) -> dict[int, Standing]:
    plan = get(db, Plan, plan_id)
    first, last = plan.first_day, plan.last_day
    having = select(Pick.person_id).where(Pick.plan_id == plan_id, *among(Pick.person_id, spells_of.keys()))
    with_picks = set(db.scalars(having)) if picks else set()
    found = {}
    for person_id, spells in spells_of.items():
        if person_id in with_picks:
            found[person_id] = Standing.COUNTS
        elif not any(begin <= last and end >= first and begin <= end for begin, end in spells):
            gone = all(end < first for _, end in spells)
            found[person_id] = Standing.LEFT if gone else Standing.TO_COME
        else:
            inside = covered is None or person_id in covered
            found[person_id] = Standing.COUNTS if inside else Standing.NOT_COVERED
    return found


def read_spells(db: Session, person_ids: Collection[int] | None = None) -> dict[int, list[Spell]]:
    """Return the spells of employment of each person, the latest first; what is not known has no limit."""
    found: dict[int, list[Spell]] = defaultdict(list)
    people = select(Person.id, Person.start_date, Person.end_date).where(*among(Person.id, person_ids))
    earlier = (
        select(Employment.person_id, Employment.first_day, Employment.last_day)
        .where(*among(Employment.person_id, person_ids))
        .order_by(Employment.last_day.desc(), Employment.id)
    )
    for query in (people, earlier):
        for person_id, first, last in db.execute(query):
            if person_ids is None or person_id in person_ids:
                found[person_id].append(Spell(first or NO_FIRST_DAY, last or NO_LAST_DAY))
    return dict(found)


def days_employed(spells: Iterable[Spell], first_day: dt.date, last_day: dt.date) -> int:
    """Return the days from the first to the last on which somebody is employed, each once."""
    spells = list(spells)
    if len(spells) == 1 and spells[0].first_day <= first_day and spells[0].last_day >= last_day:
        return (last_day - first_day).days + 1
    total, after = 0, first_day
    for spell in sorted(spells):
        begin, end = max(spell.first_day, after), min(spell.last_day, last_day)
        if begin <= end:
            total += (end - begin).days + 1
            after = end + dt.timedelta(days=1)
    return total
