"""The schedule that is being changed keeps its books, whatever is done and undone."""

import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.closing import close_surplus
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.minimums import hold_minimums
from pmplanner.scheduling.model.problem import Course, Person, Room
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.lower_bounds import find_bounds
from pmplanner.scheduling.state.state import State
from tests.benchmarks.training_problems import training_problem
from tests.scheduling.instances import random_problem, small
from tests.tiers import seeds


def books(state: State) -> tuple[object, ...]:
    return (
        sorted(map(str, state.freeze())),
        state.busy,
        state.training,
        state.trainer_busy,
        state.room_busy,
        state.equipment_left,
        state.team_left,
        state.team_full,
        sorted(state.unseated),
    )


@pytest.mark.parametrize("seed", seeds(4, 12))
def test_rolling_back_brings_everything_back(seed: int) -> None:
    problem = random_problem(seed) if seed < 9 else training_problem(30, seed, "full")
    state = State(Tables(problem))
    greedy.build(state, lambda: False)
    before, mark = books(state), len(state.trail)
    for session in list(state.sessions.values())[:2]:
        state.close_session(session)
    search = Ejection(state, random.Random(seed))
    for _ in range(30):
        search.step()
    close_surplus(state, [0] * len(problem.courses), random.Random(seed), lambda: False, steps=5)
    assert len(state.trail) > mark or not before[0]
    fresh = state.copy()
    assert books(fresh) == books(state)
    state.roll_back(mark)
    assert books(state) == before


def test_a_chain_makes_room_in_a_full_session() -> None:
    problem = training_problem(60, 1, "full")
    tables = Tables(problem)
    state = State(tables)
    greedy.build(state, lambda: False)
    session = max(state.sessions.values(), key=lambda s: len(s.picks))
    others = [s for s in state.of_course[session.course].values() if s is not session]
    pick = sorted(session.picks)[0]
    seated = len(tables.picks) - len(state.unseated)
    state.unseat(pick)
    assert place_by_chain(state, pick)
    assert len(tables.picks) - len(state.unseated) <= seated
    assert others


@pytest.mark.slow
def test_closing_never_leaves_anybody_out() -> None:
    tables = Tables(training_problem(100, 1))
    state = State(tables)
    greedy.build(state, lambda: False)
    out, sessions = set(state.unseated), len(state.sessions)
    closed = close_surplus(state, find_bounds(tables).sessions, random.Random(1), lambda: False)
    assert closed > 0
    assert len(state.sessions) == sessions - closed
    assert state.unseated <= out


def below_minimum(third_is_away: bool) -> State:
    """Two sessions of a course for at least two, with three people in one and one in the other."""
    people = tuple(Person(at, (1,) if third_is_away or at == 3 else ()) for at in range(4))
    problem = small(heads=4, courses=(Course(10, 1, seats_min=2),), people=people, hold_minimum=True)
    state = State(Tables(replace(problem, people=(*people[:3], Person(3, (0,))))))
    full, short = (state.open_session(0, 1 << day, None, None) for day in (0, 1))
    for pick in (0, 1, 2):
        state.seat(pick, full)
    state.seat(3, short)
    return state


def test_a_session_below_its_minimum_is_filled_from_another() -> None:
    state = below_minimum(third_is_away=False)
    hold_minimums(state)
    assert sorted(len(session.picks) for session in state.sessions.values()) == [2, 2]


def test_a_session_that_cannot_be_filled_is_given_up() -> None:
    state = below_minimum(third_is_away=True)
    hold_minimums(state)
    assert [len(session.picks) for session in state.sessions.values()] == [3]
    assert state.unseated == {3}


def test_rooms_are_large_enough_and_no_larger_than_they_must_be() -> None:
    rooms = (Room(70, 9), Room(71, 1), Room(72, 3))
    state = State(Tables(small(courses=(Course(10, 1, rooms=(70, 71, 72)),), rooms=rooms)))
    assert [state.choose_room(0, 1, seats) for seats in (1, 2, 4, 10)] == [1, 2, 0, None]
