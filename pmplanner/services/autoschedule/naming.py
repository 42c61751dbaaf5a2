"""The names by which a schedule's people, courses and teams are spoken of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import named_day, writes_english
from pmplanner.models import Absence, Course, Equipment, Person
from pmplanner.scheduling.model.problem import Problem
from pmplanner.sentences import listed, said
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.rules import cover_key
from pmplanner.services.lookup import person_name


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how, by the keys of a problem; plain, so that it can go to another thread."""

    people: Mapping[int, str]
    courses: Mapping[int, str]
    teams: Mapping[int, str]
    """By the key of the ceiling."""
    equipment: Mapping[int, str]
    leave: Mapping[int, frozenset[dt.date]]
    """The days of leave within the period, by person."""
    employed: Mapping[int, tuple[dt.date | None, dt.date | None]]
    """First and last day of employment, by person."""
    renewals: Mapping[int, dt.date]
    """When what must be renewed in time expires, by pick."""
    booked: Mapping[int, tuple[tuple[str, dt.date, dt.date], ...]] = field(default_factory=dict)
    """By person (title, first day, last day) of the sessions that stand and train the person."""
    wider: Problem | None = None
    """The problem over a longer period, where somebody was left out."""
    cover: Mapping[int, str] = field(default_factory=dict)
    """The names of rules of cover, by the key of their ceilings."""


BEYOND = 42
"""Days by which the period can be extended at most."""


def read_names(db: Session, brief: Brief, *, wider: bool = True) -> Names:
    """Return the names of all that the problem of a plan is about, and it over a longer period."""
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
        Person.team,
        Person.start_date,
        Person.end_date,
    )
    people, teams, employed = {}, {}, {}
    for person_id, first, last, email, key, team, start, end in db.execute(query):
        people[person_id] = person_name(person_id, first, last, email, key)
        teams[person_id] = team
        employed[person_id] = start, end
    problem = brief.problem
    return Names(
        people,
        dict(db.execute(select(Course.id, Course.title)).all()),
        {row.key: teams.get(row.people[0], "") for row in problem.ceilings if row.people and row.key >= 0},
        dict(db.execute(select(Equipment.id, Equipment.name)).all()),
        _leave(db, problem.days),
        employed,
        brief.renewals,
        {
            person_id: tuple(
                (brief.titles[session.course_id], session.first_day, session.last_day)
                for session in sorted(sessions, key=lambda session: (session.first_day, session.id))
                if session.last_day >= problem.days[0] and session.first_day <= problem.days[-1]
            )
            for person_id, sessions in brief.sits.items()
        },
        _read_wider(db, brief) if wider else None,
        {cover_key(rule.id): rule.name for rule in brief.facts.cover},
    )


def _read_wider(db: Session, brief: Brief) -> Problem | None:
    """Read the problem over a longer period, if its days go on after those of this one."""
    found = read_brief(db, brief.request, beyond=BEYOND).problem
    count = len(brief.problem.days)
    is_same = found.day_parts == brief.problem.day_parts and found.days[:count] == brief.problem.days
    same_picks = {row.key for row in found.picks} == {row.key for row in brief.problem.picks}
    return found if is_same and same_picks else None


def _leave(db: Session, days: tuple[dt.date, ...]) -> Mapping[int, frozenset[dt.date]]:
    found: dict[int, set[dt.date]] = defaultdict(set)
    query = select(Absence.person_id, Absence.first_day, Absence.last_day).where(
        Absence.last_day >= days[0], Absence.first_day <= days[-1]
    )
    for person_id, first, last in db.execute(query):
        found[person_id].update(day for day in days if first <= day <= last)
    return {person_id: frozenset(each) for person_id, each in found.items()}


def period_name(first: dt.date, last: dt.date) -> str:
    """A period: "8–19 March", "29 March – 2 April"; one day is that day."""
    if first == last:
        return named_day(first)
    if _share_month(first, last):
        return f"{first.day}–{named_day(last)}"
    return f"{named_day(first)} – {named_day(last)}"


def between(first: dt.date, last: dt.date) -> str:
    """A period from end to end: "between 1 and 26 March", "on 1 March"."""
    if first == last:
        return said("on {first}", first=named_day(first))
    if _share_month(first, last):
        return said("between {day} and {last}", day=first.day, last=named_day(last))
    return said("between {first} and {last}", first=named_day(first), last=named_day(last))


def _share_month(first: dt.date, last: dt.date) -> bool:
    return writes_english() and (first.year, first.month) == (last.year, last.month)


def periods(days: tuple[dt.date, ...], places: Iterable[int], most: int = 3) -> str:
    """The periods that days make up, given by their places: "8–19 March, 2 April and 3 more"."""
    sessions: list[list[int]] = []
    for place in sorted(places):
        if sessions and place == sessions[-1][1] + 1:
            sessions[-1][1] = place
        else:
            sessions.append([place, place])
    return enumerated([period_name(days[first], days[last]) for first, last in sessions], most)


def enumerated(words: list[str], most: int = 3) -> str:
    """Join words as a sentence does, with the number of those beyond *most*."""
    if len(words) > most + 1:
        words = [*words[:most], said("{others} more", others=len(words) - most)]
    return listed(words)
