"""Random small problems: every stage's schedule passes the checker, and the last is as good as the best."""

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.figures import measure
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.problem import Limits, Progress
from tests.scheduling.brute import best_value
from tests.scheduling.instances import random_problem


@pytest.mark.parametrize("seed", range(40))
def test_the_best_value_of_the_first_two_goals_is_found(seed: int) -> None:
    problem = random_problem(seed, goals=("seats", "sessions"))
    reports: list[Progress] = []
    proposal = solve(problem, Limits(5, workers=1, repeatable=True), reports.append)
    for report in reports:
        assert report.proposal is None or check(problem, report.proposal) == []
    assert measure(problem, proposal) == best_value(problem)
    assert reports[-1].proved == 2
