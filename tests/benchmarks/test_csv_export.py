"""CSV out of a workspace of ten times the size, against the csv module; out of the file against SQLite, too.

Run with `pytest tests/benchmarks/test_csv_export.py --benchmark-only`.
"""

import csv
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.exchange.writing import Value, cell_text, write_csv
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows, write_export
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import TEN_TIMES, Size

pytestmark = pytest.mark.benchmark(disable_gc=True)

AT_MOST = 1.5
"""Times the csv module that the same rows may take to be written."""
LAYOUTS = ("picks", "people", "completions", "sessions", "schedule", "needs", "matrix", "seats", "courses")
LARGE_CATALOG = Size(10_000, catalog=100_000)

SELECTS = {
    "picks": """
        select p.employee_id, p.email, p.first_name, p.last_name, t.name, p.team, c.code, c.title,
            coalesce(k.days, c.days) / 4.0, seat.status, s.code, d.first, d.last, k.note, k.attempt,
            decided.decision, decided.decided_by_name, decided.decided_on, decided.note
        from pick k join person p on p.id = k.person_id join course c on c.id = k.course_id
        left join track t on t.id = p.primary_track_id left join seat on seat.pick_id = k.id
        left join session s on s.id = seat.session_id
        left join pick_decision decided on decided.pick_id = k.id
        left join (select session_id, min(day) first, max(day) last from session_day group by session_id) d
            on d.session_id = s.id
        where k.plan_id = 1 order by p.last_name, p.first_name, p.id, c.code""",
    "schedule": """
        select p.employee_id, p.email, p.first_name, p.last_name, t.name, p.team, m.email, c.code, c.title,
            s.code, d.first, d.last, d.start, d.finish, coalesce(k.days, c.days) / 4.0, s.room, s.trainer,
            seat.status, p.manager_name
        from pick k join person p on p.id = k.person_id join course c on c.id = k.course_id
        left join track t on t.id = p.primary_track_id left join person m on m.id = p.manager_id
        join seat on seat.pick_id = k.id join session s on s.id = seat.session_id
        left join (select session_id, min(day) first, max(day) last, min(start_time) start,
            max(end_time) finish from session_day group by session_id) d on d.session_id = s.id
        where k.plan_id = 1 order by d.first, s.code""",
    "people": """
        select p.employee_id, p.first_name, p.last_name, p.email, p.job_title, t.name, p.team,
            coalesce(m.email, p.manager_email), p.location, p.start_date, p.end_date,
            (select group_concat(x.name) from person_track pt join track x on x.id = pt.track_id
                where pt.person_id = p.id) further, p.manager_name, p.working_days, p.day_begins, p.day_ends
        from person p left join track t on t.id = p.primary_track_id left join person m on m.id = p.manager_id
        order by p.last_name, p.first_name, p.id""",
    "completions": """
        select p.employee_id, p.email, c.code, c.title, x.completed_on, x.result, x.days / 4.0,
            x.cost / 100.0, x.trainer, x.expires_on,
            x.title, x.provider, x.certificate_number, x.units / 100.0, x.link
        from completion x join person p on p.id = x.person_id left join course c on c.id = x.course_id
        order by p.employee_id, p.email, c.code, x.completed_on""",
    "seats": """
        select s.code, p.employee_id, p.email, p.first_name || ' ' || p.last_name, c.code, k.attempt,
            seat.status, seat.position, seat.attended_days
        from seat join session s on s.id = seat.session_id join pick k on k.id = seat.pick_id
        join person p on p.id = k.person_id join course c on c.id = k.course_id
        where s.plan_id = 1 order by s.code, seat.status, seat.position""",
}
"""The same columns as they stand in the tables, without what holds of them, what they cost and who counts."""

OF_THE_FILE_AT_MOST = {"picks": 2.5, "schedule": 4.5, "people": 3.5, "completions": 2, "seats": 12}
"""Times SQLite and the csv module that an export may take from the workspace to the file."""


@pytest.fixture(scope="session", params=LAYOUTS)
def table(
    request: pytest.FixtureRequest, _large_files: LargeFile
) -> tuple[str, Sequence[str], list[Sequence[Value]]]:
    """The name, header and rows of an export."""
    layout = request.param
    workspace = open_workspace(_large_files(LARGE_CATALOG if layout == "courses" else TEN_TIMES))
    with workspace.read() as db:
        found = export_rows(db, layout, ExportScope(1))
    workspace.close()
    return layout, *found


def test_rows_into_a_file(
    benchmark: BenchmarkFixture, table: tuple[str, Sequence[str], list[Sequence[Value]]], tmp_path: Path
) -> None:
    layout, header, rows = table
    texts = [[cell_text(cell) for cell in row] for row in rows]
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"

    def write() -> None:
        write_csv(ours, header, rows)

    ratio = times(write, lambda: by_the_csv_module(theirs, header, texts))
    benchmark.group = f"rows of {layout} into a file"
    benchmark.extra_info.update(rows=len(rows), times_the_csv_module=ratio)
    benchmark.pedantic(write, rounds=5, warmup_rounds=1)
    assert ours.read_bytes() == theirs.read_bytes()
    assert ratio <= AT_MOST


def test_rows_by_the_csv_module(
    benchmark: BenchmarkFixture, table: tuple[str, Sequence[str], list[Sequence[Value]]], tmp_path: Path
) -> None:
    layout, header, rows = table
    texts = [[cell_text(cell) for cell in row] for row in rows]
    benchmark.group = f"rows of {layout} into a file"
    benchmark.pedantic(by_the_csv_module, (tmp_path / "a.csv", header, texts), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("layout", SELECTS)
def test_a_workspace_into_a_file(benchmark: BenchmarkFixture, ten_times_file: Path, layout: str) -> None:
    ours, theirs = ten_times_file.with_name("ours.csv"), ten_times_file.with_name("theirs.csv")
    workspace = open_workspace(ten_times_file)

    def write() -> None:
        with workspace.read() as db:
            write_export(db, layout, ours, ExportScope(1))

    def select() -> None:
        with closing(sqlite3.connect(ten_times_file)) as connection:
            rows = connection.execute(SELECTS[layout])
            by_the_csv_module(theirs, [column[0] for column in rows.description], rows)

    ratio = times(write, select, tries=4)
    benchmark.extra_info.update(times_sqlite_and_the_csv_module=ratio)
    benchmark.pedantic(write, rounds=3, warmup_rounds=1)
    workspace.close()
    assert len(ours.read_bytes().splitlines()) == len(theirs.read_bytes().splitlines())
    assert ratio <= OF_THE_FILE_AT_MOST[layout]


@pytest.mark.parametrize("layout", ["picks", "schedule", "people", "seats", "needs"])
def test_growth(benchmark: BenchmarkFixture, large_file: LargeFile, layout: str, tmp_path: Path) -> None:
    seconds = {}
    for people in (1_000, 3_000, 10_000):
        workspace = open_workspace(large_file(Size(people)))

        def write(workspace: Workspace = workspace) -> None:
            with workspace.read() as db:
                write_export(db, layout, tmp_path / "a.csv", ExportScope(1))

        write()
        begun = time.process_time()
        write()
        seconds[people] = round(time.process_time() - begun, 3)
        if people == 10_000:
            benchmark.pedantic(write, rounds=1)
        workspace.close()
    benchmark.extra_info.update({f"seconds at {people} people": taken for people, taken in seconds.items()})
    # Ten times the people are 13 times the steps where these grow as n log n; the rest is for noise.
    assert seconds[10_000] <= 20 * seconds[1_000]


def by_the_csv_module(path: Path, header: Sequence[str], texts: Iterable[Sequence[object]]) -> None:
    """Write texts that are made already."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(texts)


def times(ours: Callable[[], object], baseline: Callable[[], object], tries: int = 7) -> float:
    """Return how many times the work of the baseline ours is, the least of several tries in turns."""
    fewest = [float("inf"), float("inf")]
    for _ in range(tries):
        for place, work in enumerate((ours, baseline)):
            begun = time.process_time()
            work()
            fewest[place] = min(fewest[place], time.process_time() - begun)
    return round(fewest[0] / fewest[1], 2)
