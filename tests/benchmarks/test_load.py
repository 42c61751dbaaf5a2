"""How long the load of a year takes: 3,000 people, 50 weeks, 400 sessions, 9,000 leaves, ceilings.

Run with `pytest tests/benchmarks/test_load.py --benchmark-only`; the first line sums a matrix of the same
size by week, so that the ratios can be compared between computers.
"""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.models import Absence
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.views.load import LoadKind, view_load
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.big_plan import FIRST_DAY, PEOPLE

pytestmark = pytest.mark.benchmark(group="load", disable_gc=False)


@pytest.fixture(scope="module")
def workspace(big_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("load") / "load.sqlite"
    path.write_bytes(big_file.read_bytes())
    workspace = open_workspace(path)
    chance = random.Random(2027)
    rows = []
    for person_id in range(1, PEOPLE + 1):
        for month in sorted(chance.sample(range(11), 3)):
            first = FIRST_DAY + dt.timedelta(days=30 * month + chance.randrange(10))
            last = first + dt.timedelta(days=chance.randrange(1, 15))
            rows.append({"person_id": person_id, "first_day": first, "last_day": last, "kind": "Leave"})
    with workspace.edit("Leaves") as db:
        bulk_insert(db, Absence, rows)
        set_policy(db, "absence ceiling", percent=20)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def facts(workspace: Workspace) -> Facts:
    with workspace.read() as db:
        return gather_facts(db, list_plans(db)[0].id)


def test_baseline(benchmark: BenchmarkFixture) -> None:
    grid = np.ones((PEOPLE, 50, 7), dtype=np.int16)
    assert benchmark(lambda: int(grid.sum(axis=2).sum())) == 7 * 50 * PEOPLE


@pytest.mark.parametrize("kind", ["team", "room", "trainer"])
def test_after_an_edit(
    benchmark: BenchmarkFixture, workspace: Workspace, facts: Facts, kind: LoadKind
) -> None:
    with workspace.read() as db:
        book = benchmark(view_load, db, facts.plan_id, kind, 0, facts)
    assert kind != "team" or sum(line.people for line in book.rows) == PEOPLE


def test_without_facts(benchmark: BenchmarkFixture, workspace: Workspace, facts: Facts) -> None:
    with workspace.read() as db:
        benchmark(view_load, db, facts.plan_id, "team", 0)
