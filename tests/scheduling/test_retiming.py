"""Whole sessions move in place of others, and nothing else than seats is lost by it."""

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.retiming import Retiming
from pmplanner.scheduling.model.problem import Course, Equipment, Limits, Person, Pick, Problem, Trainer
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search.large_search import LargeSearch
from pmplanner.scheduling.search.tightening import ends_by
from pmplanner.scheduling.state.state import State
from tests.benchmarks.training_problems import training_problem
from tests.scheduling.instances import small
from tests.tiers import seeds

FIRST, SECOND = Pick(100, 0, 10), Pick(101, 1, 10)
"""Of the course that has to move; the second has no seat yet."""


def tight(second_days: int = 1, *, days: int = 2) -> Problem:
    """A trainer busy every day; the person of the second pick is away on the day of the course."""
    return small(
        days=days,
        courses=(Course(10, 1, trainers=(50,)), Course(11, second_days, trainers=(50,))),
        people=(Person(0), Person(1, (0,)), Person(2)),
        picks=(FIRST, SECOND, Pick(102, 2, 11)),
        trainers=(Trainer(50),),
    )


def begun(problem: Problem, *, is_pinned: bool = False) -> tuple[State, Session, Session]:
    """The course on the first day with one person, the other course after it."""
    state = State(Tables(problem))
    ours = state.open_session(0, 0b1, 0, None)
    other = state.open_session(1, 0b10 if len(problem.days) == 2 else 0b110, 0, None, is_pinned=is_pinned)
    state.seat(0, ours)
    state.seat(2, other)
    return state, ours, other


def retiming_of(state: State) -> Retiming:
    weight = np.ones(len(state.tables.picks))
    return Retiming(state, random.Random(1), weight, lambda session: not session.is_pinned)


def test_two_sessions_change_places() -> None:
    state, ours, other = begun(tight())
    assert retiming_of(state).by_pushing(1, may_open=lambda course: False)
    assert (ours.days, other.days) == (0b10, 0b1)
    assert not state.unseated


def test_a_pinned_session_is_not_pushed() -> None:
    state, ours, other = begun(tight(), is_pinned=True)
    assert not retiming_of(state).by_pushing(1, may_open=lambda course: False)
    assert (ours.days, other.days) == (0b1, 0b10)
    assert state.unseated == {1}


def test_what_finds_no_place_is_closed_and_its_people_weigh_more() -> None:
    """Two days do not fit into what one day leaves."""
    state, ours, other = begun(tight(second_days=2, days=3))
    moving = retiming_of(state)
    assert moving.by_pushing(1, may_open=lambda course: False)
    assert ours.days in (0b10, 0b100)
    assert other.number not in state.sessions or other.days == 0b11
    if other.number not in state.sessions:
        assert state.unseated == {2}
        assert moving.weight.tolist() == [1, 1, 2]


def test_nothing_moves_where_the_equipment_is_out() -> None:
    """A third course has the only one on the day to which the first would have to go."""
    plain = tight()
    needs = ((90, 1),)
    problem = replace(
        plain,
        courses=(
            replace(plain.courses[0], equipment=needs),
            plain.courses[1],
            Course(12, 1, equipment=needs),
        ),
        people=(*plain.people, Person(3)),
        picks=(*plain.picks, Pick(103, 3, 12)),
        equipment=(Equipment(90, 1),),
    )
    state, ours, other = begun(problem)
    third = state.open_session(2, 0b10, None, None)
    state.seat(3, third)
    assert not retiming_of(state).by_pushing(1, may_open=lambda course: False)
    assert (ours.days, other.days) == (0b1, 0b10)
    state.close_session(third)
    assert retiming_of(state).by_pushing(1, may_open=lambda course: False)


def taught_by_somebody_who_sits(*, is_pinned: bool = False) -> tuple[State, Session]:
    """The trainer of the first course sits in the second on the only day on which the first can be."""
    problem = small(
        days=2,
        courses=(Course(10, 1, trainers=(50,)), Course(11, 1)),
        people=(Person(0, (1,)), Person(1)),
        picks=(Pick(100, 0, 10), Pick(101, 1, 11)),
        trainers=(Trainer(50, person=1),),
    )
    state = State(Tables(problem))
    other = state.open_session(1, 0b1, None, None, is_pinned=is_pinned)
    state.seat(1, other)
    return state, other


def test_what_the_trainer_sits_in_makes_way() -> None:
    state, other = taught_by_somebody_who_sits()
    assert retiming_of(state).by_pushing(0, may_open=lambda course: True)
    assert other.days == 0b10
    assert check(state.tables.problem, state.proposal()) == []


def test_nobody_teaches_while_sitting_in_what_stays() -> None:
    state, other = taught_by_somebody_who_sits(is_pinned=True)
    assert not retiming_of(state).by_pushing(0, may_open=lambda course: True)
    assert other.days == 0b1
    assert state.unseated == {0}


def staff_who_teach(people: int, seed: int, variant: str, names: int = 1) -> Problem:
    """A problem in which every trainer is somebody who is trained, too, and goes by so many names."""
    problem = training_problem(people, seed, variant)
    trainers = (replace(row, person=row.key // names) for row in problem.trainers)
    return replace(problem, trainers=tuple(trainers))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 4))
def test_no_step_of_a_search_lets_anybody_teach_and_sit_at_once(seed: int) -> None:
    problem = staff_who_teach(30, seed, "full", names=1 + seed % 2)
    problem = replace(problem, goals=("seats", "sessions", "finish", "fairness"))
    run = Run(problem, Clock(Limits(60, repeatable=True)), lambda progress: None)
    greedy.build(run.state, lambda: False)
    ejection = Ejection(run.state, run.chance, run.bounds.hopeless)
    for _ in range(100):
        ejection.step()
        assert check(problem, run.state.proposal()) == []
    run.offer("seats")
    search = LargeSearch(run, 60)
    search.seconds = 0.2
    for step in range(16):
        search.step(step % len(problem.goals))
        assert check(problem, run.state.proposal()) == []


@pytest.mark.slow
@pytest.mark.parametrize(("people", "variant"), [(100, "tight"), (60, "full"), (40, "usual")])
@pytest.mark.parametrize("make", [training_problem, staff_who_teach])
def test_every_move_leaves_a_valid_schedule(
    people: int, variant: str, make: Callable[[int, int, str], Problem]
) -> None:
    problem = make(people, 4, variant)
    state = State(Tables(problem))
    greedy.build(state, lambda: False)
    moving, chance, moved = retiming_of(state), random.Random(2), 0
    for _ in range(150):
        waiting = [
            pick
            for pick in sorted(state.unseated)
            if all(state.place[first] is not None for first in state.tables.picks[pick].before)
        ]
        if not waiting:
            state.close_session(chance.choice(list(state.sessions.values())))
            continue
        pick = chance.choice(waiting)
        if moving.by_pushing(pick, may_open=lambda course: chance.random() < 0.5):
            moved += 1
            assert state.place[pick] is not None
        assert check(problem, state.proposal()) == []
    assert moved > 20


def test_an_earlier_end_by_changing_places() -> None:
    """One day in the middle is in the way of two days before the end."""
    problem = small(
        days=4,
        courses=(Course(10, 2, trainers=(50,)), Course(11, 1, trainers=(50,))),
        people=(Person(0), Person(1, (2,))),
        picks=(Pick(100, 0, 10), Pick(101, 1, 11)),
        trainers=(Trainer(50),),
    )
    run = Run(problem, Clock(Limits(5, repeatable=True)), lambda progress: None)
    for pick, course, days in ((1, 1, 0b10), (0, 0, 0b1100)):
        run.state.seat(pick, run.state.open_session(course, days, 0, None))
    run.offer("given")
    assert ends_by(run, 2, 200, run.clock.stop)
    assert run.value_of("finish") == 2
