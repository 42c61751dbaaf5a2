"""Opening a file, a pick, an undo, a close and an import of 3,000 people, against SQLite alone.

Run with `pytest tests/benchmarks/test_storing.py --benchmark-only`. What is compared writes the same rows
in one transaction of the same kind (write-ahead log, everything on the disk), without a journal, or reads
the whole file once. What only happens beside others, as the check of a file at its opening, counts here.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import text

from pmplanner.cli import parse, run_command
from pmplanner.services.plans import picks
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.labels import Label, People
from pmplanner.storage.workspace import Workspace

pytestmark = pytest.mark.benchmark(disable_gc=True)

IMPORTED = 3_000
ROUNDS = 60


@pytest.fixture
def file(big_file: Path, tmp_path: Path) -> Path:
    """A copy of the file of the big plan, for one benchmark to change."""
    return Path(shutil.copy(big_file, tmp_path / "big.sqlite"))


@pytest.fixture
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    """The same file, open as pmplanner opens it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


@pytest.fixture
def workspace(file: Path) -> Iterator[Workspace]:
    """The workspace, open and checked."""
    workspace = open_for_use(file)
    workspace.findings()
    yield workspace
    workspace.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file of people."""
    lines = ["Employee ID,First name,Last name,Email,Job title,Team,Manager email,Location"]
    lines += [
        f"E{n:05},First{n},Last{n},p{n}@example.com,Engineer,Team {n % 40},boss{n % 50}@example.com,Toronto"
        for n in range(IMPORTED)
    ]
    path = tmp_path / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# Opening and closing


@pytest.mark.benchmark(group="storing: open and close")
def test_opening_and_closing(benchmark: BenchmarkFixture, file: Path) -> None:
    open_for_use(file).close()

    def both() -> None:
        workspace = open_for_use(file)
        workspace.findings()
        workspace.close()

    benchmark.pedantic(both, rounds=ROUNDS, warmup_rounds=2)


@pytest.mark.benchmark(group="storing: open and close")
def test_reading_the_whole_file_in_sqlite(benchmark: BenchmarkFixture, file: Path) -> None:
    def look() -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)

    benchmark.pedantic(look, rounds=ROUNDS, warmup_rounds=2)


# A pick, and its undo


_UNPICKED = """
SELECT plan.id, person.id, course.id FROM plan CROSS JOIN course CROSS JOIN person
WHERE plan.id = (SELECT min(id) FROM plan) AND NOT EXISTS (
    SELECT 1 FROM pick WHERE plan_id = plan.id AND person_id = person.id AND course_id = course.id
) LIMIT 200
"""


def _picking(workspace: Workspace) -> Callable[[], None]:
    """Return what makes the next pick that is not there yet."""
    with workspace.read() as db:
        missing = iter(db.execute(text(_UNPICKED)).all())

    def pick() -> None:
        plan_id, person, course = next(missing)
        label = Label.of("pick.add", courses="A course", people=People((person,)))
        with workspace.edit(label) as db:
            assert picks.add_picks(db, plan_id, [(person, course)]) == 1

    return pick


@pytest.mark.benchmark(group="storing: a pick")
def test_a_pick(benchmark: BenchmarkFixture, workspace: Workspace) -> None:
    benchmark.pedantic(_picking(workspace), rounds=ROUNDS, warmup_rounds=5)


@pytest.mark.benchmark(group="storing: a pick")
def test_an_undo(benchmark: BenchmarkFixture, workspace: Workspace) -> None:
    pick = _picking(workspace)
    for _ in range(ROUNDS + 5):
        pick()
    benchmark.pedantic(workspace.undo, rounds=ROUNDS, warmup_rounds=5)


@pytest.mark.benchmark(group="storing: a pick")
def test_a_pick_in_sqlite(benchmark: BenchmarkFixture, raw: sqlite3.Connection) -> None:
    missing = iter(raw.execute(_UNPICKED).fetchall())

    def pick() -> None:
        raw.execute("BEGIN IMMEDIATE")
        columns = "version, plan_id, person_id, course_id, note"
        raw.execute(f"INSERT INTO pick ({columns}) VALUES (1, ?, ?, ?, '')", next(missing))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    benchmark.pedantic(pick, rounds=ROUNDS, warmup_rounds=5)


# An import


@pytest.mark.benchmark(group="storing: an import")
def test_an_import(
    benchmark: BenchmarkFixture, tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole command, its backup included, each time on a workspace that has no backup yet."""
    open_for_use(tmp_path / "empty.sqlite").close()
    numbers = count()

    def prepare() -> tuple[tuple[Path], dict[str, object]]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return (Path(shutil.copy(tmp_path / "empty.sqlite", folder / "team.sqlite")),), {}

    def bring_in(path: Path) -> None:
        asked = parse(["--workspace", str(path), "import", "people", str(table)])
        assert run_command(asked, path) == 0

    benchmark.pedantic(bring_in, setup=prepare, rounds=10, warmup_rounds=1)
    assert f"{IMPORTED:,}" in capsys.readouterr().out
    assert list((tmp_path / "1" / "team.backups").glob("*.sqlite"))


@pytest.mark.benchmark(group="storing: an import")
def test_an_import_in_sqlite(benchmark: BenchmarkFixture, raw: sqlite3.Connection) -> None:
    places = [name for _, name, *_ in raw.execute("PRAGMA table_info(person)").fetchall()]
    columns = [name for name in places if name not in ("id", "employee_id", "primary_track_id")]
    model = raw.execute(f"SELECT {', '.join(columns)} FROM person LIMIT 1").fetchone()
    statement = f"INSERT INTO person (employee_id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
    numbers = count()

    def write() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(statement, [(f"raw {next(numbers)}", *model) for _ in range(IMPORTED)])
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    benchmark.pedantic(write, rounds=10, warmup_rounds=1)
