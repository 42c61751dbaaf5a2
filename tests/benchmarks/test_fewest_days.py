"""How few days large one-day problems take within a minute: problems by chance, and the large public sets.

Run with `pytest tests/benchmarks/test_fewest_days.py --benchmark-only`; the public sets are run where their
files are beside the others.
"""

import threading
import time
from itertools import combinations
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits, Problem, Progress
from pmplanner.scheduling.process import ScheduleRun
from tests.benchmarks import toronto
from tests.benchmarks.curricula import Curricula, choose, share_of_pairs
from tests.conftest import SHARED

SECONDS = 60.0
MOST_SECONDS = 70.0
"""With reading the problem, and the stages that end a run."""
MOST_MEGABYTES = 2_000
SETS = SHARED / "data" / "bench" / "toronto"

SIZES = {
    "543": Curricula(543, 18_419, 55_522, 28, 24),
    "543, second": Curricula(543, 18_419, 55_522, 28, 24, pool=60, skew=1.2, seed=2),
    "682": Curricula(682, 16_925, 56_877, 28, 23),
    "622": Curricula(622, 21_266, 58_979, 30, 26, pool=60, skew=1.2),
    "486": Curricula(486, 11_483, 45_051, 21, 21, wander=0.15),
    "2,419": Curricula(2_419, 30_029, 120_681, 32, 27, pool=60, skew=1.2),
    "2,419, denser": Curricula(2_419, 30_029, 120_681, 32, 27),
}


@pytest.mark.parametrize("seed", [1, 2])
def test_problems_by_chance_are_possible_in_their_days_and_need_those_of_their_clique(seed: int) -> None:
    size = Curricula(80, 600, 2_000, 12, 9, seed=seed)
    chosen = choose(size)
    assert (len(chosen.courses), len(chosen.people)) == (80, 600)
    assert {course for mine in chosen.people for course in mine} == set(chosen.courses)
    assert all(len({chosen.days[course] for course in mine}) == len(mine) for mine in chosen.people)
    pairs = {pair for mine in chosen.people for pair in combinations(mine, 2)}
    assert pairs >= set(combinations(range(9), 2))
    assert set(chosen.days) == set(range(12))
    assert share_of_pairs(80, chosen.people) == 2 * len(pairs) / (80 * 79)


@pytest.mark.benchmark(group="fewest days")
@pytest.mark.parametrize("name", SIZES)
def test_fewest_days_of_a_problem_by_chance(benchmark: BenchmarkFixture, name: str) -> None:
    size = SIZES[name]
    chosen = choose(size)
    benchmark.extra_info["share of pairs"] = round(share_of_pairs(size.courses, chosen.people), 3)
    fewest_days(benchmark, toronto.plain_problem(chosen.courses, chosen.people), size.days)


@pytest.mark.benchmark(group="fewest days")
@pytest.mark.parametrize("name", toronto.LARGE_SETS)
def test_fewest_days_of_a_large_public_set(benchmark: BenchmarkFixture, name: str) -> None:
    if not (SETS / f"{name}.stu").exists():
        pytest.skip(f"{name} is not there")
    fewest_days(benchmark, toronto.plain_problem(*toronto.read_set(SETS, name)), toronto.LARGE_SETS[name])


def fewest_days(benchmark: BenchmarkFixture, problem: Problem, best: int) -> None:
    """Run once in a process of its own; assert days, seconds and memory."""
    began = time.perf_counter()
    days_after = proved_after = 0.0
    last: Progress | None = None
    most = [0]

    def run_it() -> ScheduleRun:
        nonlocal days_after, proved_after, last
        run = ScheduleRun(problem, Limits(SECONDS))
        threading.Thread(target=watch, args=(run, most), daemon=True).start()
        for progress in run:
            after = time.perf_counter() - began
            if last is None or progress.last_day < last.last_day:
                days_after = after
            if last is None or progress.floors != last.floors:
                proved_after = after
            last = progress
        return run

    run = benchmark.pedantic(run_it, rounds=1)
    assert last is not None
    benchmark.extra_info |= {
        "days": last.last_day + 1,
        "floor": last.floors.last_day + 1,
        "seconds until days": round(days_after, 1),
        "seconds until floor": round(proved_after, 1),
        "MB": most[0],
    }
    assert check(problem, run.proposal) == []
    assert not run.proposal.unseated
    assert last.last_day + 1 <= best
    assert last.floors.last_day <= last.last_day
    assert time.perf_counter() - began <= MOST_SECONDS
    assert 0 < most[0] < MOST_MEGABYTES


def watch(run: ScheduleRun, most: list[int]) -> None:
    """Note the most memory of a run until it is over: it takes the most between two reports."""
    while not run.is_over:
        most[0] = max(most[0], megabytes(run.process_id))
        time.sleep(0.2)


def megabytes(process: int | None) -> int:
    """Give the most memory that a process had at once; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
