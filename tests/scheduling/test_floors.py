"""Floors are never above what is reached, and are what a look by hand says."""

import pytest

from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Freedom,
    Person,
    Pick,
    Problem,
    Room,
    Trainer,
)
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.lower_bounds import find_bounds
from tests.scheduling.brute import best_value
from tests.scheduling.instances import random_problem, small
from tests.tiers import seeds


@pytest.mark.parametrize("seed", seeds(6, 20))
def test_no_schedule_goes_below_the_floors(seed: int) -> None:
    problem = random_problem(40 + seed)
    floors = find_bounds(Tables(problem)).floors
    unseated, sessions = best_value(problem)
    assert floors.importance <= unseated
    assert unseated > floors.importance or floors.sessions <= sessions


@pytest.mark.parametrize(
    ("problem", "last_day"),
    [
        (small(people=(Person(0, (0, 1)), Person(1))), 2),
        (
            small(
                courses=(Course(10, 2), Course(11, 1)),
                picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
            ),
            2,
        ),
        (small(courses=(Course(10, 1, 1, trainers=(50,)),), trainers=(Trainer(50, (0,)),)), 2),
        (small(heads=4, courses=(Course(10, 1, 1, rooms=(70, 71)),), rooms=(Room(70), Room(71))), 1),
        (small(courses=(Course(10, 1), Course(11, 2)), picks=(Pick(1, 0, 10), Pick(2, 0, 11))), 2),
    ],
)
def test_the_floor_of_the_last_day(problem: Problem, last_day: int) -> None:
    assert find_bounds(Tables(problem)).floors.last_day == last_day


def test_the_floor_of_sessions_counts_seats_and_what_is_locked() -> None:
    locked = ExistingSession(1, 10, (0,), seated=(104,), freedom=Freedom.LOCKED)
    problem = small(heads=5, courses=(Course(10, 1, 3),), sessions=(locked,))
    assert find_bounds(Tables(problem)).floors.sessions == 1 + 2


def test_who_can_never_be_seated_is_known_beforehand() -> None:
    problem = small(
        courses=(Course(10, 1), Course(11, 1, trainers=(50,))),
        trainers=(Trainer(50, tuple(range(5))),),
        picks=(Pick(100, 0, 10, importance=2), Pick(101, 0, 11), Pick(102, 1, 10, after=(101,))),
    )
    bounds = find_bounds(Tables(problem))
    assert bounds.hopeless == {1, 2}
    assert (bounds.floors.unseated, bounds.floors.importance) == (2, 2)


def test_a_course_with_too_few_people_is_hopeless() -> None:
    problem = small(courses=(Course(10, 1, seats_min=3),), hold_minimum=True)
    assert find_bounds(Tables(problem)).hopeless == {0, 1}


def test_bookings_that_cannot_stay_are_counted() -> None:
    problem = small(
        people=(Person(0, (1,)), Person(1)),
        sessions=(ExistingSession(1, 10, (1,), seated=(100, 101)),),
    )
    assert find_bounds(Tables(problem)).floors.change == 1
