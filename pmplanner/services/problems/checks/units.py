"""Runs the checks over plain rows, all of them or only those of some units.

A unit is what a check looks at as a whole: a person, a session, a room, a trainer, an equipment, a
team, a rule of cover. The problems of a plan are those of its units, so after an edit only some need
another look.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from pmplanner.services.problems.checks import (
    cover,
    equipment,
    learning,
    money,
    people,
    picked,
    places,
    sessions,
    teams,
)
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts

Family = Literal["person", "run", "room", "trainer", "equipment", "team", "cover", "budgets"]

Unit = tuple[Family, int | str]
"""A family with the id or the folded name of one of it."""

Order = tuple[dt.date, int, int, int, str, dt.date, str, str]
"""By what problems are sorted."""

BUDGETS: Unit = ("budgets", 0)
"""The budgets of the plan are looked at together."""

_OF_PERSON: tuple[Callable[[Facts, int], Iterator[Problem]], ...] = (
    people.double_bookings,
    people.absences,
    people.not_employed,
    people.days_off,
    people.outside_hours,
    people.blackouts,
    people.not_approved,
    learning.prerequisites,
    learning.certificates,
    learning.days_a_week,
    learning.days_a_month,
)
_OF_WHOM_SITS = (sessions.over_capacity, sessions.own_closed_days)
"""Checks of sessions that tell of the people in them."""
_OF_RUN: tuple[Callable[[Facts, SessionFacts], Iterator[Problem]], ...] = (
    sessions.over_capacity,
    sessions.below_minimum,
    sessions.closed_days,
    sessions.own_closed_days,
    sessions.outside_the_plan,
    sessions.days_disagree,
    sessions.attendance_missing,
    places.room_too_small,
    places.trainer_away,
    places.trainer_not_qualified,
)


def check(
    facts: Facts, person_ids: Collection[int] | None = None, session_ids: Collection[int] | None = None
) -> list[Problem]:
    """Return the problems of a plan in order of day, session and person.

    With *person_ids* those that these people have, with *session_ids* those of these sessions.
    """
    if person_ids is not None:
        found = _of_people(facts, person_ids)
    elif session_ids is not None:
        found = [
            p
            for unit in units_of(facts, session_ids)
            for p in evaluate(facts, unit)
            if p.session_id in session_ids
        ]
    else:
        found = [problem for unit in all_units(facts) for problem in evaluate(facts, unit)]
    return in_order(facts, found)


def in_order(facts: Facts, problems: Iterable[Problem]) -> list[Problem]:
    """Put problems in order of session, by its first day, and person."""
    return sorted(problems, key=lambda problem: order_of(facts, problem))


def order_of(facts: Facts, p: Problem) -> Order:
    """Return by what a problem is sorted among others."""
    return (
        facts.sessions[p.session_id].first_day if p.session_id else facts.first_day,
        p.session_id,
        p.person_id or 0,
        p.course_id if not p.session_id else 0,
        p.kind,
        p.day or dt.date.min,
        p.text,
        p.key,
    )


def _of_people(facts: Facts, person_ids: Collection[int]) -> list[Problem]:
    found = [p for person_id in sorted(person_ids) for p in evaluate(facts, ("person", person_id))]
    runs = {
        session_id
        for person_id in person_ids
        for session_id in facts.sits.get(person_id, ())
        if session_id in facts.sessions
    }
    for session_id in sorted(runs):
        session = facts.sessions[session_id]
        found += [p for look in _OF_WHOM_SITS for p in look(facts, session) if p.person_id in person_ids]
    return found


def evaluate(facts: Facts, unit: Unit, days: Collection[dt.date] | None = None) -> list[Problem]:
    """Return the problems of a unit; of one that is gone there are none.

    With *days*, of units that have too much to look at, only what is found on these.
    """
    family, key = unit
    if family == "person":
        # Whoever sits nowhere here has no other problem, and these are most people.
        found = list(picked.superfluous_picks(facts, int(key)))
        if any(session_id in facts.sessions for session_id in facts.sits.get(int(key), ())):
            found += [problem for look in _OF_PERSON for problem in look(facts, int(key))]
        return found
    if family == "run":
        session = facts.sessions.get(int(key))
        return [] if session is None else [problem for look in _OF_RUN for problem in look(facts, session)]
    if family == "equipment":
        return list(equipment.equipment_short(facts, int(key), days))
    if family == "budgets":
        return list(money.over_budget(facts))
    if family == "team":
        return list(teams.absence_ceiling(facts, str(key), days))
    if family == "cover":
        return list(cover.too_few_at_work(facts, int(key), days))
    return list(_BY_NAME[family](facts, str(key)))


_BY_NAME: dict[str, Callable[[Facts, str], Iterator[Problem]]] = {
    "room": places.rooms_taken,
    "trainer": places.trainers_taken,
}


def all_units(facts: Facts) -> Iterator[Unit]:
    """Yield every unit that can have problems."""
    yield from (("person", person_id) for person_id in facts.sits)
    for person_id in facts.picks.keys() - facts.sits.keys():
        if picked.may_be_superfluous(facts, person_id):
            yield "person", person_id
    yield from (("run", session_id) for session_id in facts.sessions)
    yield from (("room", room) for room in facts.places.rooms)
    yield from (("trainer", trainer) for trainer in facts.places.trainers)
    yield from (("equipment", equipment_id) for equipment_id in facts.places.equipment)
    if facts.spending is not None:
        yield BUDGETS
    # Without a limit a team is never looked at: to count who is away takes a look at each of its days.
    if facts.policies.limits("absence ceiling"):
        yield from (("team", team) for team in facts.teams)
    yield from (("cover", rule.id) for rule in facts.cover)


def units_of(facts: Facts, session_ids: Iterable[int]) -> set[Unit]:
    """Return the units in which sessions take part."""
    units: set[Unit] = set()
    for session_id in session_ids:
        session = facts.session(session_id)
        if session is not None:
            units |= units_of_session(facts, session)
    return units


def units_of_session(facts: Facts, session: SessionFacts, *, people: bool = True) -> set[Unit]:
    """Return the units in which a session takes part, with those of its people unless told otherwise."""
    units: set[Unit] = {("run", session.id)}
    units |= {("room", room) for room in session.room_keys}
    units |= {("trainer", trainer) for trainer in session.trainer_keys}
    units |= {("equipment", equipment_id) for equipment_id, _ in session.asks}
    for booking in facts.seats.get(session.id, ()) if people else ():
        units |= units_of_person(facts, booking.person_id)
    return units


def units_of_person(facts: Facts, person_id: int) -> set[Unit]:
    """Return the units in which a person takes part: also as a trainer, as one of a team and for cover."""
    units: set[Unit] = {("person", person_id)}
    person = facts.people.get(person_id)
    if person is not None and person.team_key and facts.policies.limits("absence ceiling"):
        units.add(("team", person.team_key))
    if facts.cover:
        units |= {("cover", rule.id) for rule in facts.cover if cover.may_count(facts, rule, person_id)}
    units |= {("trainer", name) for name in facts.teaches_as(person_id)}
    return units
