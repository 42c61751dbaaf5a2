"""Tiny problems in which breaking one rule would pay: the engine keeps it, and pays."""

import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    Equipment,
    ExistingSession,
    Freedom,
    Limits,
    Person,
    Pick,
    Problem,
    Room,
    Trainer,
)
from pmplanner.scheduling.pipeline import solve
from tests.scheduling.instances import LEAST_CHANGE_GOALS, random_problem, small
from tests.tiers import seeds

QUICK = Limits(1, workers=1, repeatable=True)
GOALS = ("seats", "sessions")
PEOPLE = (Person(0), Person(1))
TWO_COURSES = (Course(10, 1), Course(11, 1))
BOTH_COURSES = (Pick(100, 0, 10), Pick(101, 0, 11))
"""One person, two courses."""
ONE_EACH = (Pick(100, 0, 10), Pick(101, 1, 11))
"""Two people, one course each."""


def taught(**rows: object) -> tuple[Course, ...]:
    """Two courses with the same needs."""
    return tuple(Course(key, 1, **rows) for key in (10, 11))  # type: ignore[arg-type]


CASES: dict[str, tuple[Problem, tuple[int, int]]] = {
    "nobody is trained when away": (small(days=1, people=(Person(0, (0,)), Person(1))), (1, 1)),
    "nobody is in two sessions at once": (
        small(days=1, courses=TWO_COURSES, picks=BOTH_COURSES),
        (1, 1),
    ),
    "no session has more people than seats": (small(days=1, courses=(Course(10, 1, 1),)), (0, 2)),
    "no trainer teaches when away": (
        small(days=2, courses=(Course(10, 2, trainers=(50,)),), trainers=(Trainer(50, (1,)),)),
        (2, 0),
    ),
    "no trainer teaches twice at once": (
        small(days=1, courses=taught(trainers=(50,)), picks=ONE_EACH, trainers=(Trainer(50),)),
        (1, 1),
    ),
    "nobody teaches twice at once by two names": (
        small(
            days=1,
            courses=taught(trainers=(50, 51)),
            picks=ONE_EACH,
            trainers=(Trainer(50, person=9), Trainer(51, person=9)),
        ),
        (1, 1),
    ),
    "nobody teaches by another name beside what stands": (
        small(
            days=1,
            courses=(Course(10, 1, trainers=(50,)), Course(11, 1, trainers=(51,))),
            picks=ONE_EACH,
            trainers=(Trainer(50, person=9), Trainer(51, person=9)),
            sessions=(ExistingSession(1, 10, (0,), trainer=50, seated=(100,), freedom=Freedom.LOCKED),),
        ),
        (1, 1),
    ),
    "only who is qualified teaches": (
        small(
            days=1,
            courses=taught(trainers=(50,)),
            picks=ONE_EACH,
            trainers=(Trainer(50), Trainer(51)),
        ),
        (1, 1),
    ),
    "no room is used when it is not available": (
        small(days=1, courses=(Course(10, 1, rooms=(70,)),), rooms=(Room(70, 9, (0,)),)),
        (2, 0),
    ),
    "no room is used twice at once": (
        small(days=1, courses=taught(rooms=(70,)), picks=ONE_EACH, rooms=(Room(70),)),
        (1, 1),
    ),
    "only suitable rooms are used": (
        small(days=1, courses=taught(rooms=(70,)), picks=ONE_EACH, rooms=(Room(70), Room(71))),
        (1, 1),
    ),
    "no room holds more people than it has seats for": (
        small(days=1, courses=(Course(10, 1, rooms=(70,)),), rooms=(Room(70, 1),)),
        (1, 1),
    ),
    "a small room is enough for few": (
        small(days=1, courses=(Course(10, 1, rooms=(70, 71)),), rooms=(Room(70, 1), Room(71, 1))),
        (0, 2),
    ),
    "no equipment is used twice at once": (
        small(days=1, courses=taught(equipment=((90, 1),)), picks=ONE_EACH, equipment=(Equipment(90, 1),)),
        (1, 1),
    ),
    "no pick is placed before its earliest day": (
        small(days=1, picks=(Pick(100, 0, 10, earliest=1), Pick(101, 1, 10))),
        (1, 1),
    ),
    "no pick is placed after its latest day": (
        small(days=2, courses=(Course(10, 2),), picks=(Pick(100, 0, 10, latest=0), Pick(101, 1, 10))),
        (1, 1),
    ),
    "prerequisites come first": (
        small(days=1, courses=TWO_COURSES, picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,)))),
        (1, 1),
    ),
    "nothing is taken whose prerequisite is not": (
        small(
            days=2,
            courses=(Course(10, 1, starts=()), Course(11, 1)),
            picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
        ),
        (2, 0),
    ),
    "courses start only when they may": (
        small(days=2, courses=(Course(10, 1, starts=(1,)),), people=(Person(0, (1,)), Person(1))),
        (1, 1),
    ),
    "no more of a team are away than may be": (small(days=1, ceilings=(Ceiling(80, (0, 1), (1,)),)), (1, 1)),
    "nobody has more days in a week than they may": (
        small(days=5, courses=(Course(10, 3),), people=(Person(0, (), 2), Person(1))),
        (1, 1),
    ),
    "no session is held below its fewest seats": (
        small(
            days=2,
            courses=(Course(10, 1, seats_min=2),),
            people=(Person(0, (0,)), Person(1, (1,))),
            hold_minimum=True,
        ),
        (2, 0),
    ),
    "pinned sessions do not move": (
        small(
            people=(Person(0, (0,)), Person(1)),
            courses=(Course(10, 1, trainers=(50,)),),
            trainers=(Trainer(50, (1, 2, 3, 4)),),
            sessions=(ExistingSession(1, 10, (0,), 50, seated=(100,), freedom=Freedom.PINNED),),
        ),
        (0, 1),
    ),
    "locked sessions take nobody else": (
        small(
            days=1,
            courses=(Course(10, 1, trainers=(50,)),),
            trainers=(Trainer(50),),
            sessions=(ExistingSession(1, 10, (0,), 50, seated=(100,), freedom=Freedom.LOCKED),),
        ),
        (1, 1),
    ),
    "locked sessions keep their people busy": (
        small(
            days=1,
            courses=TWO_COURSES,
            picks=BOTH_COURSES,
            sessions=(ExistingSession(1, 10, (0,), seated=(100,), freedom=Freedom.LOCKED),),
        ),
        (1, 1),
    ),
    "what comes after a locked session waits for it": (
        small(
            days=2,
            courses=TWO_COURSES,
            people=(Person(0), Person(1)),
            picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
            sessions=(ExistingSession(1, 10, (1,), seated=(100,), freedom=Freedom.LOCKED),),
        ),
        (1, 1),
    ),
    "the more important goes first": (
        small(days=1, courses=TWO_COURSES, picks=(Pick(100, 0, 10), Pick(101, 0, 11, importance=3))),
        (1, 1),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_is_kept(name: str) -> None:
    problem, best = CASES[name]
    problem = _with_goals(problem)
    proposal = solve(problem, QUICK)
    assert check(problem, proposal) == []
    assert measure(problem, proposal) == best


def _with_goals(problem: Problem) -> Problem:
    from dataclasses import replace

    return replace(problem, goals=GOALS)


def test_cheap_trainers_are_chosen_where_cost_counts() -> None:
    problem = small(
        courses=(Course(10, 1, trainers=(50, 51), session_cost=5),),
        trainers=(Trainer(50, day_cost=100), Trainer(51, day_cost=40)),
        goals=("seats", "cost"),
    )
    assert measure(problem, solve(problem, QUICK)) == (0, 45)


def test_the_earliest_finish_is_found() -> None:
    people = (Person(0, (0,)), Person(1, (1,)))
    problem = small(people=people, goals=("seats", "finish"))
    assert measure(problem, solve(problem, QUICK)) == (0, 1)


def test_nobody_has_a_crowded_week_that_need_not_be() -> None:
    courses = (Course(10, 3), Course(11, 2))
    problem = small(days=10, courses=courses, picks=BOTH_COURSES, goals=("seats", "fairness"))
    assert measure(problem, solve(problem, QUICK)) == (0, 0)


def test_a_free_session_stays_where_it_is_when_change_counts() -> None:
    problem = small(sessions=(ExistingSession(1, 10, (3,), seated=(100, 101)),), goals=LEAST_CHANGE_GOALS)
    proposal = solve(problem, QUICK)
    assert [(session.key, session.days) for session in proposal.sessions] == [(1, (3,))]


@pytest.mark.parametrize("seed", seeds(4, 12))
def test_own_days_are_kept_to_and_never_cost_a_seat_that_the_course_allows(seed: int) -> None:
    """Whoever counts less than the course does is seated at least as often, and never beyond a limit."""
    problem = random_problem(seed, goals=GOALS)
    problem = replace(problem, people=tuple(replace(row, week_limit=1) for row in problem.people))
    chance = random.Random(seed)
    most = {row.key: 4 * row.days for row in problem.courses}
    picks = tuple(replace(row, quarters=chance.randint(1, most[row.course])) for row in problem.picks)
    shorter = replace(problem, picks=picks)
    found, plain = solve(shorter, QUICK), solve(problem, QUICK)
    assert check(shorter, found) == []
    assert measure(shorter, found)[0] <= measure(problem, plain)[0]
