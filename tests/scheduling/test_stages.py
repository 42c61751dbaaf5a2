"""Larger problems: all that is reported passes the checker and is better than what was before."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import (
    DEFAULT_GOALS,
    GOALS,
    Ceiling,
    Freedom,
    Limits,
    Problem,
    Progress,
)
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.state.loading import as_existing
from tests.benchmarks.training_problems import disturbed, training_problem
from tests.scheduling.instances import LEAST_CHANGE_GOALS, random_problem
from tests.tiers import examples

QUICK = Limits(0.3, workers=1, repeatable=True)


def solve_and_check(problem: Problem, limits: Limits = QUICK) -> list[Progress]:
    """Solve, and check each report against the problem and the one before."""
    reports: list[Progress] = []
    proposal = solve(problem, limits, reports.append)
    shown = [report for report in reports if report.proposal is not None]
    for report in shown:
        assert report.proposal is not None
        assert check(problem, report.proposal) == []
        assert measure(problem, report.proposal) == report.value
        assert report.value[0] >= report.floors.importance
    assert all(later.value < first.value for first, later in itertools.pairwise(shown))
    assert reports[-1].done
    assert measure(problem, proposal) == reports[-1].value
    return reports


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["usual", "loose", "full", "impossible"])
@pytest.mark.parametrize("people", [20, 40])
def test_every_report_of_a_training_problem_is_valid_and_better(people: int, variant: str) -> None:
    reports = solve_and_check(training_problem(people, 3, variant))
    assert variant not in ("usual", "loose") or reports[-1].value[0] == 0


@given(st.integers(0, 10_000), st.permutations(GOALS))
@settings(max_examples=examples(4, 60))
def test_goals_in_any_order(seed: int, goals: list[str]) -> None:
    ordered = ("seats", *(goal for goal in goals if goal != "seats"))
    solve_and_check(random_problem(seed, goals=ordered), replace(QUICK, seconds=0.15))


@given(st.integers(0, 10_000), st.lists(st.sampled_from(list(Freedom)), min_size=5, max_size=5))
@settings(max_examples=examples(4, 60))
def test_existing_sessions_of_all_kinds(seed: int, freedoms: list[Freedom]) -> None:
    problem = random_problem(seed, goals=DEFAULT_GOALS)
    rows = as_existing(problem, solve(problem, replace(QUICK, seconds=0.1)))
    kinds = dict(zip(range(5), freedoms, strict=True))
    rows = tuple(replace(row, freedom=kinds.get(at, Freedom.FREE)) for at, row in enumerate(rows))
    solve_and_check(replace(problem, sessions=rows, goals=LEAST_CHANGE_GOALS), replace(QUICK, seconds=0.15))


@pytest.mark.slow
def test_ceilings_and_weeks_on_a_training_problem() -> None:
    problem = training_problem(40, 5)
    teams = tuple(
        Ceiling(team, tuple(person.key for person in problem.people if person.key % 6 == team), (3,) * 60)
        for team in range(6)
    )
    people = tuple(replace(person, week_limit=4) for person in problem.people)
    goals = ("seats", "sessions", "finish", "fairness")
    solve_and_check(replace(problem, ceilings=teams, people=people, goals=goals))


@pytest.mark.slow
def test_minimum_seats_on_a_training_problem() -> None:
    problem = training_problem(40, 6)
    courses = tuple(replace(course, seats_min=5) for course in problem.courses)
    solve_and_check(replace(problem, courses=courses, hold_minimum=True))


def test_spreading_gains_and_keeps_all_rules() -> None:
    problem = replace(training_problem(30, 2), goals=("seats", "sessions", "spread"))
    reports = solve_and_check(problem, QUICK)
    assert reports[-1].value[2] < reports[0].value[2]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_proposal() -> None:
    problem = training_problem(30, 4)
    limits = replace(QUICK, seed=7)
    assert solve(problem, limits) == solve(problem, limits)


@pytest.mark.slow
def test_a_repair_moves_little_more_than_what_broke() -> None:
    problem = training_problem(40, 1)
    rows = as_existing(problem, solve(problem, replace(QUICK, seconds=0.1)))
    before = replace(problem, sessions=rows, goals=LEAST_CHANGE_GOALS)
    reports = solve_and_check(disturbed(before))
    kept = next(report for report in reports if report.stage == "kept")
    booked = sum(len(row.seated) for row in rows)
    assert reports[-1].value[0] == 0
    assert reports[-1].value[1] <= kept.value[1] + booked // 50


@pytest.mark.slow
def test_a_course_without_any_room_is_left_out() -> None:
    problem = training_problem(20)
    courses = (replace(problem.courses[0], rooms=()), *problem.courses[1:])
    reports = solve_and_check(replace(problem, courses=courses))
    assert reports[-1].value[0] == reports[-1].floors.importance > 0


def test_nothing_to_do_is_a_schedule_too() -> None:
    assert solve(replace(training_problem(30), picks=()), QUICK).sessions == ()


def test_a_goal_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no goal named beauty"):
        solve(replace(training_problem(30), goals=("beauty",)), QUICK)
