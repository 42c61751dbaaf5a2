"""Random small problems: every stage's schedule passes the checker, and the last is as good as the best."""

import itertools
import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import ExistingSession, Freedom, Limits, Problem, Progress
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.state.loading import as_existing
from tests.scheduling.brute import best_value, best_with_sessions
from tests.scheduling.instances import random_problem
from tests.tiers import seeds


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(10, 40))
def test_the_best_value_of_the_first_two_goals_is_found(seed: int) -> None:
    problem = random_problem(seed, goals=("seats", "sessions"))
    reports: list[Progress] = []
    proposal = solve(problem, Limits(5, workers=1, repeatable=True), reports.append)
    for report in reports:
        assert report.proposal is None or check(problem, report.proposal) == []
    assert measure(problem, proposal) == best_value(problem)
    assert reports[-1].proved == 2


ORDERS = [("seats", *order) for order in itertools.permutations(("sessions", "change", "finish"), 2)]


def with_sessions(seed: int, goals: tuple[str, ...]) -> Problem:
    """A tiny problem in which some sessions are there already, as drafts or so that they stand."""
    chance = random.Random(seed)
    problem = replace(random_problem(seed, goals=goals), hold_minimum=False)
    proposal = solve(problem, Limits(0.2, workers=1, repeatable=True))
    rows: list[ExistingSession] = []
    for row in as_existing(problem, proposal):
        if chance.random() < 0.75:
            seated = tuple(key for key in row.seated if chance.random() < 0.7)
            freedom = chance.choice((Freedom.FREE, Freedom.FREE, Freedom.PINNED))
            if seated:
                key = 500 + len(rows)
                rows.append(replace(row, key=key, seated=seated, freedom=freedom, is_counted=False))
    # What comes before somebody's seat has one too.
    there = {key for row in rows for key in row.seated}
    after = {pick.key: pick.after for pick in problem.picks}
    rows = [row for row in rows if all(there.issuperset(after[key]) for key in row.seated)]
    return replace(problem, sessions=tuple(rows))


@pytest.mark.parametrize("seed", seeds(6, 18))
def test_the_best_of_three_goals_is_found_with_sessions(seed: int) -> None:
    goals = ORDERS[seed % len(ORDERS)]
    problem = with_sessions(100 + seed, goals)
    reports: list[Progress] = []
    proposal = solve(problem, Limits(4, workers=1, repeatable=True), reports.append)
    assert check(problem, proposal) == []
    best, value = best_with_sessions(problem), measure(problem, proposal)
    assert value >= best
    proved = reports[-1].proved
    assert value[:proved] == best[:proved], "what is proved is not the best"
    assert value == best
