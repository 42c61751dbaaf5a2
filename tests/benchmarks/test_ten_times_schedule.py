"""The automatic schedule at ten times the size: 30,000 people with 120,000 picks, and how each cost grows.

Run with `pytest tests/benchmarks/test_ten_times_schedule.py --benchmark-only`. Costs are seconds of the
processor, taken at 1,000, 3,000, 10,000 and 30,000 people in one run and compared with each other: on a busy
machine the time of day says little. What is held by it is that nothing grows faster than n log n.
"""

import datetime as dt
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.explain.reasons import why_left_out
from pmplanner.scheduling.explain.relaxations import apply_relaxation, ways_to_seat
from pmplanner.scheduling.model.problem import Limits, Problem, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.process import ScheduleRun
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.state.loading import as_existing
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.problem_builder import read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.calendar import clock
from pmplanner.services.startup.opening import open_for_use
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import Size
from tests.benchmarks.test_scheduling import _megabytes
from tests.benchmarks.training_problems import disturbed, training_problem
from tests.scheduling.instances import LEAST_CHANGE_GOALS
from tests.support import known

T = TypeVar("T")

PEOPLE = (1_000, 3_000, 10_000, 30_000)
TODAY = dt.date(2026, 11, 30)
ROOM = 2.0
"""How much more than n log n a cost may grow: what does not fit the cache, and other work on the machine."""


@dataclass(slots=True)
class Growth:
    """Seconds of the processor by what is done and how many people there are."""

    seconds: dict[str, dict[int, float]] = field(default_factory=dict)

    def measure(self, what: str, people: int, work: Callable[[], T]) -> T:
        """Do something and note what it cost."""
        began = time.process_time()
        found = work()
        self.seconds.setdefault(what, {})[people] = time.process_time() - began
        return found

    def lines(self) -> Iterator[str]:
        """Give a line for each thing that was done."""
        for what, row in self.seconds.items():
            yield f"{what:28}" + "".join(f"{people:>8,}: {row[people]:7.3f} s" for people in sorted(row))

    def worst(self, what: str, since: int = 3_000) -> float:
        """Give by how much more than n log n a cost has grown, at most; 1 for just as much."""
        row = self.seconds[what]
        least = row[since] / (since * math.log(since))
        return max(row[people] / (people * math.log(people)) / least for people in row if people > since)


@pytest.fixture(scope="module")
def growth(request: pytest.FixtureRequest) -> Iterator[Growth]:
    """The costs, printed when the module is done."""
    found = Growth()
    yield found
    reporter = known(request.config.pluginmanager.get_plugin("terminalreporter"))
    with known(request.config.pluginmanager.get_plugin("capturemanager")).global_and_fixture_disabled():
        reporter.write_line("")
        for line in found.lines():
            reporter.write_line(line)


def seated_whole(problem: Problem) -> tuple[float, float, int, Proposal]:
    """Run in a process of its own until nobody is left out; give first and last second, and memory."""
    began = time.perf_counter()
    run = ScheduleRun(problem, Limits(60))
    first = whole = 0.0
    memory = 0
    for progress in run:
        memory = max(memory, _megabytes(run.process_id))
        first = first or time.perf_counter() - began
        if progress.value[0] == 0 and not whole:
            whole = time.perf_counter() - began
            run.stop()
    return first, whole or math.inf, memory, known(run.proposal)


@pytest.mark.benchmark(group="ten times the schedule")
@pytest.mark.parametrize(("people", "seed"), [(3_000, 1), (10_000, 1), (30_000, 1), (30_000, 2)])
def test_everybody_has_a_seat(benchmark: BenchmarkFixture, people: int, seed: int) -> None:
    """At 3,000 people for comparison; with the start of the process and the problem handed over to it."""
    problem = training_problem(people, seed)
    found: list[tuple[float, float, int, Proposal]] = []
    benchmark.pedantic(lambda: found.append(seated_whole(problem)), rounds=1)
    first, whole, memory, proposal = found[0]
    benchmark.extra_info |= {"picks": len(problem.picks), "first": first, "whole": whole, "MB": memory}
    assert check(problem, proposal) == []
    assert not proposal.unseated
    assert first <= 10
    assert whole <= 60
    assert memory <= 1_000


@pytest.mark.benchmark(group="ten times the schedule")
@pytest.mark.parametrize("people", PEOPLE)
def test_what_the_stages_cost(benchmark: BenchmarkFixture, growth: Growth, people: int) -> None:
    problem = training_problem(people)

    def stages() -> Proposal:
        run = growth.measure(
            "tables and floors", people, lambda: Run(problem, Clock(Limits(60)), lambda progress: None)
        )
        growth.measure("first schedule", people, lambda: greedy.build(run.state, run.clock.stop))
        return growth.measure("a proposal of it", people, run.state.proposal)

    found: list[Proposal] = []
    benchmark.pedantic(lambda: found.append(stages()), rounds=1)
    assert growth.measure("checking", people, lambda: check(problem, found[0])) == []
    if people == PEOPLE[-1]:
        assert growth.worst("tables and floors") <= ROOM
        assert growth.worst("first schedule") <= ROOM
        assert growth.worst("checking") <= ROOM


@pytest.mark.benchmark(group="ten times the schedule")
@pytest.mark.parametrize("people", PEOPLE[:3])
def test_a_repair(benchmark: BenchmarkFixture, growth: Growth, people: int) -> None:
    """A trainer away for two weeks and one in fifty ill for a week: until as few are left out as at last."""
    problem = training_problem(people)
    rows = as_existing(problem, first_whole(problem))
    changed = disturbed(replace(problem, sessions=rows, goals=LEAST_CHANGE_GOALS))
    times: list[tuple[int, float]] = []

    def repair() -> Proposal:
        began = time.process_time()
        return solve(
            changed,
            Limits(1),
            lambda progress: times.append((progress.value[0], time.process_time() - began)),
        )

    found: list[Proposal] = []
    benchmark.pedantic(lambda: found.append(repair()), rounds=1)
    seconds = next(when for left, when in times if left == times[-1][0])
    growth.seconds.setdefault("a repair", {})[people] = benchmark.extra_info["seconds"] = seconds
    assert check(changed, found[0]) == []
    assert seconds <= 1
    if people == PEOPLE[2]:
        assert growth.worst("a repair") <= ROOM


@pytest.mark.benchmark(group="ten times the schedule")
@pytest.mark.parametrize("people", PEOPLE[:3])
def test_reasons_and_relaxations(benchmark: BenchmarkFixture, growth: Growth, people: int) -> None:
    """Why 46 are left out of a plan of so many, and what would seat each of a few of them."""
    problem = training_problem(people, 1, "impossible")
    solved = solve(problem, Limits(20 if people > 3_000 else 5))
    problem, proposal = _with_few_left_out(problem, solved, 46)

    def explain() -> None:
        reasons = growth.measure("46 reasons", people, lambda: why_left_out(problem, proposal))
        assert [reason.pick for reason in reasons] == list(proposal.unseated)
        for reason in reasons[:5]:
            ways = growth.measure(
                "what would seat a pick",
                people,
                partial(ways_to_seat, problem, proposal, reason),
            )
            assert growth.seconds["what would seat a pick"][people] <= 0.5
            for way in ways:
                assert check(apply_relaxation(problem, way.relaxation), way.proposal) == []

    benchmark.pedantic(explain, rounds=1)
    benchmark.extra_info["reasons"] = growth.seconds["46 reasons"][people]
    assert growth.seconds["46 reasons"][people] <= 0.2
    if people == PEOPLE[2]:
        assert growth.worst("46 reasons") <= ROOM
        assert growth.worst("what would seat a pick") <= ROOM


@pytest.mark.benchmark(group="ten times the schedule")
@pytest.mark.parametrize("people", PEOPLE[:3])
def test_building_and_applying(
    benchmark: BenchmarkFixture,
    growth: Growth,
    large_file: LargeFile,
    monkeypatch: pytest.MonkeyPatch,
    people: int,
) -> None:
    """The problem read from a workspace, and an accepted proposal written into it as one edit."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    workspace = open_for_use(Path(large_file(Size(people))))

    def build_and_apply() -> None:
        with workspace.read() as db:
            brief = growth.measure(
                "reading the problem", people, lambda: read_brief(db, ScheduleRequest(1, TODAY))
            )
        proposal = solve(brief.problem, Limits(5))
        assert check(brief.problem, proposal) == []
        with workspace.edit("Schedule automatically") as db:
            accepted = growth.measure("applying", people, lambda: accept_proposal(db, brief, proposal))
        assert accepted.seated > 0
        assert accepted.lost == 0

    benchmark.pedantic(build_and_apply, rounds=1)
    workspace.close()
    if people == PEOPLE[2]:
        assert growth.worst("reading the problem") <= ROOM
        assert growth.worst("applying") <= ROOM


def first_whole(problem: Problem) -> Proposal:
    """Give a schedule that seats everybody, found as soon as can be."""
    # Nothing else is asked for, so that the run is over when everybody sits.
    found = solve(replace(problem, goals=("seats",)), Limits(30))
    assert not found.unseated
    return found


def _with_few_left_out(problem: Problem, proposal: Proposal, few: int) -> tuple[Problem, Proposal]:
    """Leave out only some of those who are: as when a coordinator has taken back the other picks."""
    gone = set(proposal.unseated[few:])
    picks = (
        replace(row, after=tuple(key for key in row.after if key not in gone))
        for row in problem.picks
        if row.key not in gone
    )
    return replace(problem, picks=tuple(picks)), replace(proposal, unseated=proposal.unseated[:few])
