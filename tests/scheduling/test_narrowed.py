"""Reasons found in the problem of a few people are those found in the problem of all."""

import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.explain.reasons import reasons_at_large, why_left_out
from pmplanner.scheduling.model.problem import Freedom, Limits
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.search.due import let_go_around
from pmplanner.scheduling.state.held_seats import hold
from pmplanner.scheduling.state.loading import as_existing
from tests.benchmarks.training_problems import disturbed, training_problem
from tests.scheduling.instances import LEAST_CHANGE_GOALS, random_problem

QUICK = Limits(0.1, workers=1, repeatable=True)


@pytest.mark.parametrize("seed", range(60))
def test_reasons_of_few_are_those_of_all(seed: int) -> None:
    chance = random.Random(seed)
    problem = random_problem(seed)
    proposal = solve(problem, QUICK)
    # Some lose their seats, so that there is more to explain than cannot be helped.
    lost = {key for row in proposal.sessions for key in row.seated if chance.random() < 0.1}
    proposal = replace(
        proposal,
        sessions=tuple(
            replace(row, seated=tuple(key for key in row.seated if key not in lost))
            for row in proposal.sessions
        ),
        unseated=tuple(sorted({*proposal.unseated, *lost})),
    )
    assert why_left_out(problem, proposal) == reasons_at_large(let_go_around(problem, proposal), proposal)


@pytest.mark.parametrize("seed", range(7))
def test_reasons_of_few_are_those_of_all_where_sessions_stand(seed: int) -> None:
    chance = random.Random(seed)
    problem = training_problem(100, seed, "full")
    proposal = solve(problem, QUICK)
    rows = tuple(
        replace(row, freedom=chance.choice(list(Freedom)) if seed % 2 else Freedom.FREE)
        for row in as_existing(problem, proposal)
    )
    again = disturbed(replace(problem, sessions=rows, goals=LEAST_CHANGE_GOALS), seed)
    proposal = solve(again, QUICK)
    assert proposal.unseated
    # Whoever sits where they could not be put anew holds their former session, be it that it has moved.
    if hold(again, lambda held: as_existing(held, proposal)).loaded.unseated:
        return
    assert why_left_out(again, proposal) == reasons_at_large(let_go_around(again, proposal), proposal)
