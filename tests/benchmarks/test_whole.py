"""Everything out of a workspace of 3,000 people, 12,000 picks and 400 sessions, and into a new one.

Run with `pytest tests/benchmarks/test_whole.py --benchmark-only`.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select

from pmplanner.cli import parse, run_command
from pmplanner.models import Completion, Course, Person
from pmplanner.services.exporting.whole import write_whole
from pmplanner.storage.journal import bulk_insert
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.support import put_catalogue

pytestmark = pytest.mark.benchmark(disable_gc=True)


@pytest.fixture
def workspace(big_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The big plan, with a completion for each of its people."""
    workspace = open_workspace(Path(shutil.copy(big_file, tmp_path / "big.sqlite")))
    with workspace.edit("Fill") as db:
        courses = list(db.scalars(select(Course.id)))
        day = dt.date(2026, 1, 5)
        bulk_insert(
            db,
            Completion,
            [
                {"person_id": person, "course_id": courses[number % len(courses)], "completed_on": day,
                 "result": "passed", "trainer": "", "evidence": "", "title": "", "provider": "",
                 "certificate_number": "", "link": ""}
                for number, person in enumerate(db.scalars(select(Person.id)))
            ],
        )  # fmt: skip
    yield workspace
    workspace.close()


def test_everything_out(benchmark: BenchmarkFixture, workspace: Workspace, tmp_path: Path) -> None:
    numbers = count()

    def write() -> int:
        with workspace.read() as db:
            return write_whole(db, tmp_path / f"out-{next(numbers)}").rows

    assert benchmark.pedantic(write, rounds=3) > 18_000


def test_everything_in(benchmark: BenchmarkFixture, workspace: Workspace, tmp_path: Path) -> None:
    with workspace.read() as db:
        write_whole(db, tmp_path / "out")
    numbers = count()

    def prepare() -> tuple[tuple[Path], dict[str, object]]:
        return (put_catalogue(tmp_path / f"new-{next(numbers)}.sqlite"),), {}

    def read(path: Path) -> None:
        args = parse(["--workspace", str(path), "import", "all", str(tmp_path / "out")])
        assert run_command(args, path) == 0

    benchmark.pedantic(read, setup=prepare, rounds=3)
    with closing(open_workspace(tmp_path / "new-0.sqlite")) as new, new.read() as db:
        write_whole(db, tmp_path / "again")
    for path in (tmp_path / "out").rglob("*.csv"):
        assert (tmp_path / "again" / path.relative_to(tmp_path / "out")).read_bytes() == path.read_bytes()
