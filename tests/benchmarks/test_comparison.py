"""Side by side: our engine, FET, PyJobShop and Timefold on the same problems.

Run with `pytest tests/benchmarks/test_comparison.py --benchmark-only`; the table at the end has a row for
each problem and program. The programs come from `apt-get install fet openjdk-17-jdk-headless` and
`pip install 'pmplanner[compare]'`; one that is missing is skipped. FET and PyJobShop form no groups and
get ours; Timefold solves the whole problem. Each has as long as ours, once it has loaded. What a program
reaches passes the same checker: what breaks a rule is left out, and only then counted as seated. How each
is modelled stands in the modules of `tests.benchmarks.rivals`.
"""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits, Problem, Progress, Proposal
from pmplanner.scheduling.process import ScheduleRun
from tests.benchmarks import toronto
from tests.benchmarks.rivals import fet, job_shop, timefold_side
from tests.benchmarks.rivals.common import Found, Refused
from tests.benchmarks.training_problems import training_problem
from tests.conftest import SHARED, needs_shared

SECONDS = float(os.environ.get("PMPLANNER_COMPARE_SECONDS", "60"))
"""How long each program may try."""

HEADER = ("problem", "program", "seated", "sessions", "last day", "seconds", "")
SETS = SHARED / "data" / "bench" / "toronto"
OURS = "pmplanner"

PROGRAMS: dict[str, Callable[[Problem, Proposal, float], Found]] = {
    "FET": fet.run,
    "PyJobShop": job_shop.run,
    "Timefold": timefold_side.run,
}

Rows = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Rows]:
    """The rows, printed when the module is done."""
    rows: Rows = [HEADER]
    yield rows
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    assert reporter is not None
    assert capture is not None
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADER))]
    with capture.global_and_fixture_disabled():
        reporter.write_line("")
        for row in rows:
            sides = (str.ljust, str.ljust, str.rjust, str.rjust, str.rjust, str.rjust, str.ljust)
            cells = (side(cell, width) for side, cell, width in zip(sides, row, widths, strict=True))
            reporter.write_line("  ".join(cells).rstrip())


@pytest.fixture(scope="module")
def reached() -> dict[str, Found]:
    """What ours reached, by the name of the problem: the others get its groups."""
    return {}


def run_ours(problem: Problem) -> Found:
    """Run our engine in a process of its own, as the window does."""
    began = time.perf_counter()
    run = ScheduleRun(problem, Limits(SECONDS))
    best = 0.0
    value: tuple[int, ...] = ()
    last: Progress | None = None
    for last in run:
        if last.value[:4] != value:
            value, best = last.value[:4], time.perf_counter() - began
    assert last is not None
    assert run.proposal is not None
    return Found(run.proposal, best, "proved" if last.proved >= 4 else "stopped at the limit")


def row_of(name: str, program: str, problem: Problem, found: Found) -> tuple[str, ...]:
    """Give the row of the table."""
    sessions = found.proposal.sessions
    return (
        name,
        program,
        f"{len(problem.picks) - len(found.proposal.unseated)} of {len(problem.picks)}",
        str(len(sessions)),
        str(max((session.days[-1] + 1 for session in sessions), default="–")),
        f"{found.seconds:.1f}",
        found.note,
    )


def compare(
    benchmark: BenchmarkFixture,
    table: Rows,
    reached: dict[str, Found],
    name: str,
    program: str,
    problem: Problem,
) -> None:
    """Run one program on a problem, and hold it against ours."""
    if name not in reached:
        reached[name] = run_ours(problem)
        table.append(row_of(name, OURS, problem, reached[name]))
        assert check(problem, reached[name].proposal) == []
    ours = reached[name]
    found: list[Found] = []
    try:
        benchmark.pedantic(lambda: found.append(PROGRAMS[program](problem, ours.proposal, SECONDS)), rounds=1)
    except Refused as refused:
        table.append((name, program, "–", "–", "–", "–", str(refused)))
        pytest.skip(f"{program}: {refused}")
    table.append(row_of(name, program, problem, found[0]))
    assert check(problem, found[0].proposal) == []
    assert len(ours.proposal.unseated) <= len(found[0].proposal.unseated)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("people", [30, 100, 300, 1000])
def test_training_problem(
    benchmark: BenchmarkFixture, table: Rows, reached: dict[str, Found], people: int, program: str
) -> None:
    problem = training_problem(people, 1, "usual")
    compare(benchmark, table, reached, f"training {people}", program, problem)


@needs_shared
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["hec-s-92", "yor-f-83"])
def test_public_set(
    benchmark: BenchmarkFixture, table: Rows, reached: dict[str, Found], name: str, program: str
) -> None:
    problem = toronto.plain_problem(*toronto.read_set(SETS, name))
    compare(benchmark, table, reached, name, program, problem)
