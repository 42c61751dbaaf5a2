"""CSV out of a workspace of ten times the size, against the csv module.

Run with `pytest tests/benchmarks/test_csv_export.py --benchmark-only`.
"""

import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.exchange.writing import Value, cell_text, write_csv
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows
from pmplanner.storage.workspace import open_workspace
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import TEN_TIMES, Size

pytestmark = pytest.mark.benchmark(disable_gc=True)

AT_MOST = 1.5
"""Times the csv module that the same rows may take to be written."""
LAYOUTS = ("picks", "people", "completions", "sessions", "schedule", "needs", "matrix", "seats", "courses")
LARGE_CATALOG = Size(10_000, catalog=100_000)


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


def by_the_csv_module(path: Path, header: Sequence[str], texts: Sequence[Sequence[str]]) -> None:
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
