"""How long comparing, promoting and rolling over take: 3,000 people, 12,000 picks, 400 sessions.

Run with `pytest tests/benchmarks/test_variants.py --benchmark-only`; the first line copies the plan, so that
the ratios can be compared between computers.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy.orm import Session

from pmplanner.services.plans import plans
from pmplanner.services.plans.promoting import promote_plan
from pmplanner.services.plans.rolling import RollRequest, next_period, roll_plan
from pmplanner.services.plans.taking_over import take_over
from pmplanner.services.sessions import sessions
from pmplanner.services.views.plan_comparison import compare
from pmplanner.storage.workspace import Workspace, open_workspace

pytestmark = pytest.mark.benchmark(group="variants", disable_gc=False)

_T = TypeVar("_T")


class Trial:
    """The big plan and a variant in which 50 sessions are a week later and 20 are gone."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Variant") as db:
            self.plan = plans.list_plan_ids(db)[0]
            self.variant = plans.copy_plan(db, self.plan, "Trial")
            rows = sessions.list_sessions(db, self.variant)
            for row in rows[:50]:
                assert row.first_day is not None
                sessions.move_session(db, row.id, row.first_day + dt.timedelta(weeks=1))
            for row in rows[50:70]:
                sessions.remove_session(db, row.id)

    def edit(self, work: Callable[[Session], _T]) -> None:
        with self.workspace.edit("Edit") as db:
            work(db)

    def time(self, benchmark: BenchmarkFixture, work: Callable[[Session], object]) -> None:
        """Time an edit, each of which is undone before the next."""
        done: list[bool] = []

        def undo() -> None:
            if done:
                self.workspace.undo()
            done.append(True)

        benchmark.pedantic(lambda: self.edit(work), setup=undo, rounds=3)
        self.workspace.undo()


@pytest.fixture(scope="module")
def trial(big_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    path = tmp_path_factory.mktemp("variants") / "variants.sqlite"
    path.write_bytes(big_file.read_bytes())
    workspace = open_workspace(path)
    yield Trial(workspace)
    workspace.close()


def test_baseline(benchmark: BenchmarkFixture, trial: Trial) -> None:
    trial.time(benchmark, lambda db: plans.copy_plan(db, trial.plan, "Copy"))


def test_compare(benchmark: BenchmarkFixture, trial: Trial) -> None:
    def look() -> int:
        with trial.workspace.read() as db:
            return len(compare(db, trial.plan, trial.variant).lines)

    assert benchmark.pedantic(look, rounds=3) > 70


def test_take_all_over(benchmark: BenchmarkFixture, trial: Trial) -> None:
    trial.time(benchmark, lambda db: take_over(db, trial.plan, trial.variant))


def test_promote(benchmark: BenchmarkFixture, trial: Trial) -> None:
    trial.time(benchmark, lambda db: promote_plan(db, trial.variant))


def test_roll_over(benchmark: BenchmarkFixture, trial: Trial) -> None:
    def roll(db: Session) -> int:
        return roll_plan(db, trial.plan, RollRequest("Next", *next_period(db, trial.plan)))

    trial.time(benchmark, roll)
