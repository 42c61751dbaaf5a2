"""Those who come before all others get their seats first."""

import random

from pmplanner.scheduling.construct.importance import most_important, seat_most_important
from pmplanner.scheduling.model.problem import Course, Pick, Trainer
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.state import State
from tests.scheduling.instances import small

COURSES = tuple(Course(key, 1, trainers=(50,)) for key in (10, 11))


def one_day(*picks: Pick) -> State:
    """One day, one trainer: a session of only one of two courses."""
    return State(Tables(small(days=1, courses=COURSES, picks=picks, trainers=(Trainer(50),))))


def test_the_most_important_pick_takes_the_only_session() -> None:
    state = one_day(Pick(100, 0, 10), Pick(101, 1, 11, importance=3))
    seat_most_important(state, frozenset(), random.Random(1), lambda: False)
    assert state.unseated == {0}


def test_nobody_comes_first_where_all_are_alike() -> None:
    state = one_day(Pick(100, 0, 10), Pick(101, 1, 11))
    seat_most_important(state, frozenset(), random.Random(1), lambda: False)
    assert state.unseated == {0, 1}


def test_prerequisites_come_before_what_is_important() -> None:
    picks = (Pick(100, 0, 10, importance=3, after=(101,)), Pick(101, 0, 11), Pick(102, 1, 11))
    state = State(Tables(small(days=2, courses=COURSES, picks=picks, trainers=(Trainer(50),))))
    assert most_important(state, frozenset()) == [1, 0]
    assert most_important(state, frozenset({0})) == []
