"""How good a schedule is reached, and how soon: training problems and the public examination sets.

Run with `pytest tests/benchmarks/test_scheduling.py --benchmark-only`; the table at the end has a row
for each problem. Every proposal passes the checker, which shares no code with the engine.
"""

import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.scheduling.check import check
from pmplanner.scheduling.explain.reasons import Reason, why_left_out
from pmplanner.scheduling.explain.relaxations import Way, apply_relaxation, ways_to_seat
from pmplanner.scheduling.model.objectives import closeness, moved_picks
from pmplanner.scheduling.model.problem import Limits, Problem, Progress, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.process import ScheduleRun
from pmplanner.scheduling.state.loading import as_existing
from tests.benchmarks import toronto
from tests.benchmarks.training_problems import disturbed, training_problem
from tests.conftest import SHARED, needs_shared
from tests.scheduling.instances import LEAST_CHANGE_GOALS
from tests.scheduling.truth import is_true, solved_again
from tests.support import known

HEADER = (
    "problem",
    "picks",
    "first",
    "best",
    "left out",
    "sessions",
    "floor",
    "last day",
    "proved",
    "after",
    "MB",
)
LONG_SECONDS = float(os.environ.get("LONG_SECONDS", "600"))
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
    """How many of the first goals are proved to be at their best."""
    proved_seconds: float
    """Until the last of them was."""
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
            f"{self.proved_seconds:.1f} s",
            str(self.megabytes or "?"),
        )


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[list[tuple[str, ...]]]:
    """The rows, printed when the module is done."""
    rows: list[tuple[str, ...]] = [HEADER]
    yield rows
    reporter = known(request.config.pluginmanager.get_plugin("terminalreporter"))
    widths = [max(len(row[at]) for row in rows if len(row) > 1) for at in range(len(HEADER))]
    with known(request.config.pluginmanager.get_plugin("capturemanager")).global_and_fixture_disabled():
        reporter.write_line("")
        for row in rows:
            reporter.write_line(
                "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=False))
            )


def run_it(name: str, problem: Problem, seconds: float) -> Row:
    """Run in a process of its own, as the window does."""
    began = time.perf_counter()
    run = ScheduleRun(problem, Limits(seconds))
    first = best = proved_seconds = 0.0
    value: tuple[int, ...] = ()
    memory = proved = 0
    last: Progress | None = None
    for last in run:
        memory = max(memory, _megabytes(run.process_id))
        first = first or time.perf_counter() - began
        if last.value[:2] != value:
            value, best = last.value[:2], time.perf_counter() - began
        if last.proved != proved:
            proved, proved_seconds = last.proved, time.perf_counter() - began
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
        proved_seconds,
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
    assert row.first_seconds <= (10 if people > 300 else 2)
    assert row.megabytes <= 500
    assert people > 30 or row.proved >= 4


@pytest.mark.benchmark(group="training")
@pytest.mark.parametrize("people", [100, 300])
def test_last_day_after_a_minute_and_after_ten(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], people: int
) -> None:
    """How close a minute comes to the best of ten minutes; LONG_SECONDS shortens the ten."""
    problem = training_problem(people)
    minute = measured(benchmark, f"training {people}, 60 s", problem, 60)
    long = run_it(f"training {people}, {LONG_SECONDS:.0f} s", problem, LONG_SECONDS)
    table.extend((minute.cells(), long.cells()))
    assert (minute.left_out, minute.sessions) <= (long.left_out, long.sessions)
    if minute.sessions == long.sessions:
        assert minute.last_day + 1 <= 1.02 * (long.last_day + 1)


@pytest.mark.benchmark(group="training")
@pytest.mark.parametrize("variant", ["tight", "loose", "full", "impossible"])
def test_other_training_problems(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], variant: str
) -> None:
    people = 100 if variant == "tight" else 300
    problem = training_problem(people, 1, variant)
    table.append(measured(benchmark, f"training {people}, {variant}", problem, 10).cells())


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


@needs_shared
@pytest.mark.benchmark(group="examinations")
@pytest.mark.parametrize("name", toronto.ROOM_DAYS)
def test_spreading_of_a_public_set(
    benchmark: BenchmarkFixture, table: list[tuple[str, ...]], name: str
) -> None:
    problem = toronto.plain_problem(*toronto.read_set(SETS, name), toronto.ROOM_DAYS[name])
    problem = replace(problem, goals=("seats", "sessions", "spread"))
    found: list[Proposal] = []
    benchmark.pedantic(lambda: found.append(solve(problem, Limits(60))), rounds=1)
    assert check(problem, found[0]) == []
    share = closeness(problem, found[0]) / len(problem.people)
    table.append((f"{name}: closeness {share:.2f} a person; 1996: {toronto.CLOSENESS_1996[name]}",))
    assert not found[0].unseated
    assert share < toronto.CLOSENESS_1996[name]


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
    """All picks that are left out; of what is said to block each, a day by chance is tried."""
    solved = []
    for seed in range(50):
        problem = training_problem(30 if seed % 2 else 100, seed, "impossible")
        solved.append((problem, solve(problem, Limits(1))))
    explained: list[Explained] = []
    benchmark.pedantic(lambda: explained.extend(explain(*pair) for pair in solved), rounds=1)
    chance = random.Random(1)
    for (problem, proposal), found in zip(solved, explained, strict=True):
        assert [reason.pick for reason in found.reasons] == list(proposal.unseated)
        for reason, ways in zip(found.reasons, found.ways, strict=True):
            for blocker in reason.blockers:
                assert is_true(problem, proposal, reason.pick, blocker, chance.choice(blocker.starts))
            for way in ways:
                assert check(apply_relaxation(problem, way.relaxation), way.proposal) == []
                assert reason.pick not in way.proposal.unseated
        for ways in chance.sample(found.ways, min(2, len(found.ways))):
            for way in ways[:1]:
                again = solved_again(problem, proposal, way.relaxation, Limits(1))
                assert way.relaxation.pick not in again.unseated
    reasons = [found.seconds for found in explained]
    relaxations = [seconds for found in explained for seconds in found.way_seconds]
    helped = sum(bool(ways) for found in explained for ways in found.ways)
    table.append(
        (
            (
                f"reasons of 50 problems: at most {max(reasons):.2f} s; ways of {len(relaxations)} picks: "
                f"median {statistics.median(relaxations):.2f} s, at most {max(relaxations):.2f} s, "
                f"{helped} have one"
            ),
        )
    )
    assert max(reasons) <= 0.1
    assert max(relaxations) <= 0.5


@dataclass(frozen=True, slots=True)
class Explained:
    """Why picks are left out, what would help, and how long it took to find out, in seconds."""

    reasons: list[Reason]
    seconds: float
    ways: list[list[Way]]
    way_seconds: list[float]


def explain(problem: Problem, proposal: Proposal) -> Explained:
    """Explain all picks that are left out."""
    began = time.perf_counter()
    reasons = why_left_out(problem, proposal)
    seconds = time.perf_counter() - began
    ways: list[list[Way]] = []
    way_seconds: list[float] = []
    for reason in reasons:
        began = time.perf_counter()
        ways.append(ways_to_seat(problem, proposal, reason))
        way_seconds.append(time.perf_counter() - began)
    return Explained(reasons, seconds, ways, way_seconds)
