"""How long files for 40 managers take, out and back, with the 3,000 people of the real files.

Run with `pytest tests/benchmarks/test_approvals.py --benchmark-only`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select

from pmplanner.exchange.approval_reading import AnswerRow, read_answers
from pmplanner.models import Person, Plan
from pmplanner.services.decisions.answers import match_answers
from pmplanner.services.decisions.asking import Asking, foresee_asking, mark_asked
from pmplanner.services.decisions.merging import merge_answers
from pmplanner.services.publishing.approvals import write_askings
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.real_plan import make_real_plan
from tests.conftest import SHARED
from tests.services.answered_files import answer_file
from tests.support import known

pytestmark = [
    pytest.mark.benchmark(group="approvals", disable_gc=False),
    pytest.mark.skipif(not (SHARED / "data" / "real").is_dir(), reason="the real files are not there"),
]

MANAGERS = 40
STAMP = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
TODAY = STAMP.date()


@dataclass
class Round:
    """A workspace in which managers were asked, their files, and those that came back."""

    workspace: Workspace
    plan: int
    askings: list[Asking]
    back: list[Path]
    rows: list[AnswerRow]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """The plan of the real files, with 40 managers who have answered."""
    folder = tmp_path_factory.mktemp("approvals")
    make_real_plan(folder / "real.sqlite")
    workspace = open_for_use(folder / "real.sqlite")
    with workspace.edit("Managers") as db:
        people = list(db.scalars(select(Person).order_by(Person.id)))
        for place, person in enumerate(people):
            person.manager_id = people[(place + 1) % MANAGERS].id
    with workspace.read() as db:
        plan = known(db.scalar(select(Plan.id)))
        askings = foresee_asking(db, plan, TODAY)
    with workspace.keep() as db:
        write_askings(db, folder / "out", plan, askings, TODAY + dt.timedelta(14), STAMP)
    with workspace.edit("Ask") as db:
        mark_asked(db, askings, TODAY)
    back = []
    none: dict[int, set[str]] = {pick.pick_id: set() for each in askings for pick in each.picks}
    for path in sorted((folder / "out").glob("*.xlsx")):
        back.append(folder / path.name)
        answer_file(path, back[-1], Random(len(back)), none)
    rows = [row for path in back for row in read_answers(path)]
    yield Round(workspace, plan, askings, back, rows)
    workspace.close()


def test_look_for_what_is_to_be_decided(asked: Round, benchmark: BenchmarkFixture) -> None:
    def look() -> list[Asking]:
        with asked.workspace.read() as db:
            return foresee_asking(db, asked.plan, TODAY)

    assert len(benchmark.pedantic(look, rounds=3)) == MANAGERS


def test_write_files_and_mails(asked: Round, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    numbers = count()

    def write() -> int:
        with asked.workspace.keep() as db:
            folder = tmp_path / str(next(numbers))
            return write_askings(db, folder, asked.plan, asked.askings, TODAY + dt.timedelta(14), STAMP)

    assert benchmark.pedantic(write, rounds=3) == MANAGERS


def test_read_files(asked: Round, benchmark: BenchmarkFixture) -> None:
    rows = benchmark.pedantic(lambda: [row for path in asked.back for row in read_answers(path)], rounds=3)
    assert len(rows) == len(asked.rows)


def test_match_answers(asked: Round, benchmark: BenchmarkFixture) -> None:
    def match() -> int:
        with asked.workspace.read() as db:
            return len(match_answers(db, asked.plan, asked.rows, TODAY))

    assert benchmark.pedantic(match, rounds=3) == len(asked.rows)


def test_merge_answers(asked: Round, benchmark: BenchmarkFixture) -> None:
    with asked.workspace.read() as db:
        found = match_answers(db, asked.plan, asked.rows, TODAY)
    taken = [each for each in found if each.state == "new"]

    def merge() -> None:
        with asked.workspace.edit("Merge") as db:
            merge_answers(db, asked.plan, taken, TODAY)

    benchmark.pedantic(merge, setup=lambda: _undone(asked.workspace), rounds=3)
    asked.workspace.undo()


def _undone(workspace: Workspace) -> None:
    """Take back what an earlier round has merged."""
    if workspace.undo_label() == "Merge":
        workspace.undo()
