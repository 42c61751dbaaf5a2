"""How good a schedule is reached, and how soon: training problems and the public examination sets.

Run with `pytest tests/benchmarks/test_scheduling.py --benchmark-only`; the table at the end has a row
for each problem. Every proposal passes the checker, which shares no code with the engine.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.scheduling.check import check
from pmplanner.scheduling.figures import moved_picks
from pmplanner.scheduling.loading import as_existing
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.problem import LEAST_CHANGE_GOALS, Limits, Problem, Progress, Proposal
from pmplanner.scheduling.process import ScheduleRun
from pmplanner.scheduling.reasons import why_left_out
from pmplanner.scheduling.relax import apply_relaxation, ways_to_seat
from tests.benchmarks import toronto
from tests.benchmarks.training_problems import disturbed, training_problem
from tests.conftest import SHARED, needs_shared

HEADER = ("problem", "picks", "first", "best", "left out", "sessions", "floor", "last day", "proved", "MB")
SETS = SHARED / "data" / "bench" / "toronto"


@dataclass(frozen=True, slots=True)
class Row:
    """What one run reached."""

    problem: str
    picks: int
    first_seconds: float
    """Until the first proposal."""
    best_seconds: float
    """Until the last better one in seats and sessions."""
    left_out: int
    sessions: int
    floor: int
    last_day: int
    proved: int
    megabytes: int

    def cells(self) -> tuple[str, ...]:
        """Give the row as text."""
        return (
            self.problem,
            str(self.picks),
            f"{self.first_seconds:.1f} s",
            f"{self.best_seconds:.1f} s",
            str(self.left_out),
            str(self.sessions),
            str(self.floor),
            str(self.last_day + 1),
            str(self.proved),
            str(self.megabytes or "?"),
        )


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[list[tuple[str, ...]]]:
    """The rows, printed when the module is done."""
    rows: list[tuple[str, ...]] = [HEADER]
    yield rows
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    widths = [max(len(row[at]) for row in rows if len(row) > 1) for at in range(len(HEADER))]
    with request.config.pluginmanager.get_plugin("capturemanager").global_and_fixture_disabled():
        reporter.write_line("")
        for row in rows:
            reporter.write_line(
                "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=False))
            )


def run_it(name: str, problem: Problem, seconds: float) -> Row:
    """Run in a process of its own, as the window does."""
    began = time.perf_counter()
    run = ScheduleRun(problem, Limits(seconds))
    first = best = 0.0
    value: tuple[int, ...] = ()
    memory = 0
    last: Progress | None = None
    for last in run:
        memory = max(memory, _megabytes(run.process_id))
        first = first or time.perf_counter() - began
        if last.value[:2] != value:
            value, best = last.value[:2], time.perf_counter() - began
    assert last is not None
    assert run.proposal is not None
    assert check(problem, run.proposal) == []
    return Row(
        name,
        len(problem.picks),
        first,
        best,
        len(run.proposal.unseated),
        last.sessions,
        last.floors.sessions,
        last.last_day,
        last.proved,
        memory,
    )


def _megabytes(process: int | None) -> int:
    """Give the most memory that a process had at once; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0
    lines = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(next(lines, "VmHWM: 0").split()[1]) // 1024


def measured(benchmark: BenchmarkFixture, name: str, problem: Problem, seconds: float) -> Row:
    """Run once under the benchmark."""
    found: list[Row] = []
    benchmark.pedantic(lambda: found.append(run_it(name, problem, seconds)), rounds=1)
    return found[0]


@pytest.mark.benchmark(group="training")
@pytest.mark.parametrize(
    ("people", "seconds", "over"),
    [(30, 10, 1.0), (100, 10, 1.05), (300, 10, 1.01), (1000, 15, 1.01), (3000, 60, 1.005)],
)
def test_training_problem(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], people: int, seconds: float, over: float
) -> None:
    row = measured(benchmark, f"training {people}", training_problem(people), seconds)
    table.append(row.cells())
    assert row.left_out == 0
    assert row.sessions <= over * row.floor
    assert people > 30 or row.proved >= 4


@pytest.mark.benchmark(group="training")
@pytest.mark.parametrize("variant", ["loose", "full", "impossible"])
def test_other_training_problems(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], variant: str
) -> None:
    problem = training_problem(300, 1, variant)
    table.append(measured(benchmark, f"training 300, {variant}", problem, 10).cells())


@needs_shared
@pytest.mark.benchmark(group="examinations")
@pytest.mark.parametrize("name", toronto.SETS)
def test_fewest_days_of_a_public_set(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], name: str
) -> None:
    problem = toronto.plain_problem(*toronto.read_set(SETS, name))
    row = measured(benchmark, name, problem, 10)
    table.append(row.cells())
    assert row.last_day + 1 == toronto.SETS[name]
    assert row.proved >= 4


@needs_shared
@pytest.mark.benchmark(group="examinations")
@pytest.mark.parametrize("name", toronto.ROOM_DAYS)
def test_sessions_of_a_public_set_with_rooms(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], name: str
) -> None:
    problem = toronto.problem_with_rooms(*toronto.read_set(SETS, name), toronto.ROOM_DAYS[name])
    row = measured(benchmark, f"{name}, rooms", problem, 60)
    table.append(row.cells())
    assert row.left_out == 0
    assert row.sessions <= 1.01 * row.floor


@pytest.mark.benchmark(group="least change")
@pytest.mark.parametrize("people", [100, 300, 1000])
def test_least_change(benchmark: BenchmarkFixture, table: list[tuple[str, ...]], people: int) -> None:
    problem = training_problem(people)
    rows = as_existing(problem, solve(problem, Limits(3)))
    changed = disturbed(replace(problem, sessions=rows, goals=LEAST_CHANGE_GOALS))
    reports: list[Progress] = []
    proposal: list[Proposal] = []
    benchmark.pedantic(lambda: proposal.append(solve(changed, Limits(1), reports.append)), rounds=1)
    broke = next(report.value[1] for report in reports if report.stage == "kept")
    moved = len(moved_picks(changed, proposal[0]))
    booked = sum(len(row.seated) for row in rows)
    seconds = next(report.seconds for report in reports if report.value[0] == reports[-1].value[0])
    table.append(
        (
            (
                f"repair {people}: {broke} of {booked} broke, {moved} moved, "
                f"{len(proposal[0].unseated)} left out, {seconds:.1f} s"
            ),
        )
    )
    assert check(changed, proposal[0]) == []
    assert moved <= broke + booked * 0.02


@pytest.mark.benchmark(group="reasons")
def test_reasons_and_relaxations(benchmark: BenchmarkFixture, table: list[tuple[str, ...]]) -> None:
    solved = []
    for seed in range(50):
        problem = training_problem(30 if seed % 2 else 100, seed, "impossible")
        solved.append((problem, solve(problem, Limits(1))))
    reasons: list[float] = []
    relaxations: list[float] = []
    helped: list[bool] = []

    def explain() -> None:
        for problem, proposal in solved:
            began = time.perf_counter()
            found = why_left_out(problem, proposal)
            reasons.append(time.perf_counter() - began)
            assert len(found) == len(proposal.unseated)
            for reason in found[:4]:
                began = time.perf_counter()
                ways = ways_to_seat(problem, proposal, reason)
                relaxations.append(time.perf_counter() - began)
                helped.append(bool(ways))
                for way in ways:
                    assert check(apply_relaxation(problem, way.relaxation), way.proposal) == []

    benchmark.pedantic(explain, rounds=1)
    table.append(
        (
            (
                f"reasons of 50 problems: at most {max(reasons):.2f} s; relaxations of {len(helped)} picks: "
                f"median {statistics.median(relaxations):.2f} s, at most {max(relaxations):.2f} s, "
                f"{sum(helped)} helped"
            ),
        )
    )
