"""Spreading counts what a move changes without counting everything again."""

import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.greedy import build
from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    ExistingSession,
    Freedom,
    Limits,
    Person,
    Pick,
    Problem,
)
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search.spreading import LONG_CHAIN, DayChains, spread
from tests.scheduling.instances import small, weekdays


def one_day_courses(seed: int) -> Problem:
    """Thirty people with three to five of sixteen one-day courses each."""
    chance = random.Random(seed)
    wanted = [chance.sample(range(16), chance.randint(3, 5)) for _ in range(30)]
    pairs = [(person, course) for person, courses in enumerate(wanted) for course in courses]
    return replace(
        small(),
        days=weekdays(14),
        courses=tuple(Course(course, 1) for course in range(16)),
        people=tuple(Person(person) for person in range(30)),
        picks=tuple(Pick(100 + at, *pair) for at, pair in enumerate(pairs)),
        goals=("seats", "sessions", "spread"),
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_a_chain_changes_is_what_the_total_changes_by(seed: int) -> None:
    problem = one_day_courses(seed)
    run = Run(problem, Clock(Limits(5, seed=seed, repeatable=True)), lambda progress: None)
    build(run.state, lambda: False)
    run.offer("given")
    chains = DayChains(run)
    total, made, lengths = chains.pairs.total(), 0, set()
    for _ in range(600):
        found = chains.propose()
        if found is None:
            continue
        moves, change = found
        chains.make(moves)
        total += change
        assert chains.pairs.total() == total
        made += 1
        lengths.add(len(moves))
    assert made > 200
    assert {1, 2} < lengths
    assert max(lengths) <= max(LONG_CHAIN, len(chains.pairs.sessions))
    chains.keep()
    chains.finish()
    assert check(problem, run.state.proposal()) == []


def pinned(days: tuple[int, ...], *, second_length: int = 1) -> Problem:
    """Two people in two sessions that are pinned to these days, of which one may be long."""
    return replace(
        small(),
        days=weekdays(10),
        courses=(Course(10, 1), Course(11, second_length)),
        picks=tuple(Pick(100 + at, at % 2, 10 + at // 2) for at in range(4)),
        sessions=(
            ExistingSession(1, 10, days[:1], seated=(100, 101), freedom=Freedom.PINNED),
            ExistingSession(2, 11, days[1:], seated=(102, 103), freedom=Freedom.PINNED),
        ),
        goals=("seats", "sessions", "spread"),
    )


def one_day() -> Problem:
    """Two courses for two people, and one day for both: a plan of sessions without another day."""
    return replace(
        small(days=1),
        courses=(Course(10, 1), Course(11, 1)),
        picks=(Pick(100, 0, 10), Pick(101, 1, 11)),
        goals=("seats", "sessions", "spread"),
    )


@pytest.mark.parametrize(
    "problem", [pinned((0, 1)), pinned((0, 1, 2), second_length=2), one_day()], ids=["short", "long", "day"]
)
def test_with_nothing_to_move_it_ends_at_once(problem: Problem) -> None:
    clock = Clock(Limits(600))
    proposal = solve(problem, clock=clock)
    assert clock.elapsed() < 300
    assert check(problem, proposal) == []


def test_chains_that_are_never_allowed_end_too() -> None:
    """Each session could go where the other is, but not both: no swap is ever allowed."""
    problem = replace(
        small(),
        days=weekdays(2),
        courses=(Course(10, 1), Course(11, 1)),
        people=(Person(0), Person(1, unavailable=(1,))),
        picks=(Pick(100, 0, 10), Pick(101, 0, 11), Pick(102, 1, 11)),
        goals=("seats", "sessions", "spread"),
    )
    clock = Clock(Limits(600))
    run = Run(problem, clock, lambda progress: None)
    build(run.state, lambda: False)
    run.offer("given")
    moves = DayChains(run)
    assert moves.is_stuck
    spread(run)
    assert clock.elapsed() < 300


def test_spreading_moves_no_session_beyond_a_ceiling_that_its_people_reach_together() -> None:
    """Each of a session could come on a day on which only one more of the team may be away."""
    days, heads = 10, 4
    team = Ceiling(80, tuple(range(heads)), (2,) * days)
    problem = small(
        days=days,
        heads=heads,
        courses=(Course(10, 1, 2), Course(11, 1, 2)),
        picks=tuple(Pick(100 + at, at % heads, 10 + at // heads) for at in range(2 * heads)),
        ceilings=(team,),
        goals=("seats", "sessions", "spread"),
    )
    for seed in range(3):
        proposal = solve(problem, Limits(0.5, workers=1, seed=seed))
        assert check(problem, proposal) == []
