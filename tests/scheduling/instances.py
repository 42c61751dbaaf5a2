"""Small problems for the tests of the engine."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    Equipment,
    Person,
    Pick,
    PlannedSession,
    Problem,
    Proposal,
    Room,
    Trainer,
)

MONDAY = dt.date(2027, 1, 4)

LEAST_CHANGE_GOALS = ("seats", "change", "sessions", "finish", "fairness")
"""For a schedule that stands already and is to change as little as can be."""


def weekdays(count: int) -> tuple[dt.date, ...]:
    """The first *count* weekdays from a Monday on."""
    return tuple(MONDAY + dt.timedelta(days=at // 5 * 7 + at % 5) for at in range(count))


def small(days: int = 5, heads: int = 2, **rows: object) -> Problem:
    """People 0, 1, … who all take course 10 of one day, with picks 100, 101, …"""
    usual = Problem(
        weekdays(days),
        (Course(10, 1),),
        tuple(Person(at) for at in range(heads)),
        tuple(Pick(100 + at, at, 10) for at in range(heads)),
    )
    changes: dict[str, Any] = rows
    return replace(usual, **changes)


def planned(
    *days: int,
    course: int = 10,
    seated: tuple[int, ...] = (100, 101),
    key: int | None = None,
    trainer: int | None = None,
    room: int | None = None,
) -> PlannedSession:
    """A session as proposed."""
    return PlannedSession(key, course, days, trainer, room, seated)


def proposed(*sessions: PlannedSession, unseated: tuple[int, ...] = ()) -> Proposal:
    """A proposal of sessions."""
    return Proposal(sessions, unseated)


def wider(problem: Problem, more: int = 20) -> Problem:
    """The problem with so many weekdays more, on which everybody and everything is available."""
    days = weekdays(len(problem.days) + more)
    return replace(
        problem,
        days=days,
        ceilings=tuple(
            replace(row, limits=(*row.limits, *[max(row.limits)] * more)) for row in problem.ceilings
        ),
        picks=tuple(
            replace(row, latest=None) if row.latest == len(problem.days) - 1 else row for row in problem.picks
        ),
    )


def random_problem(seed: int, *, goals: tuple[str, ...] | None = None) -> Problem:
    """A tiny problem that uses every kind of rule by chance, small enough to try everything."""
    chance = random.Random(seed)
    days, course_count, people_count = chance.randint(3, 5), chance.randint(1, 2), chance.randint(2, 3)
    trainers = tuple(Trainer(50 + at, _some(chance, days, 0.3)) for at in range(chance.randint(0, 2)))
    rooms = tuple(
        Room(70 + at, chance.choice((1, 2, None)), _some(chance, days, 0.2))
        for at in range(chance.randint(0, 2))
    )
    courses = tuple(
        Course(
            10 + at,
            chance.randint(1, 2),
            chance.choice((None, 1, 2, 3)),
            seats_min=chance.choice((1, 1, 2)),
            trainers=tuple(t.key for t in trainers if chance.random() < 0.7),
            rooms=tuple(r.key for r in rooms) if rooms and chance.random() < 0.7 else None,
            equipment=((90, 1),) if chance.random() < 0.3 else (),
        )
        for at in range(course_count)
    )
    people = tuple(
        Person(at, _some(chance, days, 0.25), chance.choice((None, None, 2))) for at in range(people_count)
    )
    picks = _picks(chance, people, courses, days)
    ceilings: tuple[Ceiling, ...] = ()
    if chance.random() < 0.4:
        ceilings = (
            Ceiling(80, tuple(p.key for p in people), tuple(chance.randint(1, 3) for _ in range(days))),
        )
    problem = Problem(
        weekdays(days),
        courses,
        people,
        picks,
        trainers,
        rooms,
        (Equipment(90, 1),),
        ceilings,
        hold_minimum=chance.random() < 0.3,
    )
    return replace(problem, goals=goals) if goals else problem


def _picks(
    chance: random.Random, people: tuple[Person, ...], courses: tuple[Course, ...], days: int
) -> tuple[Pick, ...]:
    picks: list[Pick] = []
    for person in people:
        mine: list[int] = []
        for course in courses:
            if chance.random() < 0.8 and len(picks) < 4:
                after = tuple(mine) if chance.random() < 0.4 else ()
                latest = days - 1 if chance.random() < 0.8 else days - 2
                key = 100 + len(picks)
                picks.append(Pick(key, person.key, course.key, chance.choice((1, 1, 2)), None, latest, after))
                mine.append(key)
    return tuple(picks)


def _some(chance: random.Random, days: int, share: float) -> tuple[int, ...]:
    return tuple(day for day in range(days) if chance.random() < share)
