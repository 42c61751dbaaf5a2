"""Where people stand in a plan: who counts in it, who has left before it, whom it does not cover."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Employment, Person, Plan
from pmplanner.sentences import marked, resaid
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.needs.people import read_members
from pmplanner.services.needs.scope_reading import ScopeRule


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
    db: Session, plan_id: int, person_ids: Collection[int] | None = None, *, picks: bool = True
) -> dict[int, Standing]:
    """Return where each person, or each of those named, stands in the plan.

    Without *picks* as if nobody had one in it. Raises PlanError when the plan is gone.
    """
    members = read_members(db, plan_id, person_ids, everybody=True, picking=None if picks else ())
    away = {member.person_id for member in members.values() if not (member.counts or member.employed)}
    first_day = get(db, Plan, plan_id).first_day
    spells_of = read_spells(db, away) if away else {}
    found = {}
    for person_id, member in members.items():
        if member.counts:
            found[person_id] = Standing.COUNTS
        elif member.employed:
            found[person_id] = Standing.NOT_COVERED
        else:
            gone = all(spell.last_day < first_day for spell in spells_of[person_id])
            found[person_id] = Standing.LEFT if gone else Standing.TO_COME
    return found


def count_people(db: Session, plan_id: int, rules: Iterable[ScopeRule]) -> int:
    """Return how many people would count in the plan if these were its rules."""
    return len(read_members(db, plan_id, rules=list(rules)))


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
        for person_id, first, last in plain_rows(db, query):
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
