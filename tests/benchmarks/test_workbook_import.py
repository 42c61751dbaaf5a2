"""How long the import of 3,000 people from a workbook takes, beside openpyxl reading the same file alone.

Run with `pytest tests/benchmarks/test_workbook_import.py --benchmark-only`. Both are measured in one run, by
turns and in time of the processor, so that whatever else the computer does weighs on neither.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from openpyxl import Workbook, load_workbook
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.startup.opening import open_for_use
from tests.conftest import SHARED

PEOPLE, ROUNDS, MOST = 3_000, 9, 2.5
OPTIONS = ImportOptions()
_REAL = SHARED / "data" / "real" / "employees.xlsx"
_HEAD = (
    "Employee ID", "First name", "Last name", "E-mail", "Job title", "Team", "Manager", "Location",
    "Hire Date", "Division", "Pay zone", "Performance", "Rating", "Gender", "Race", "Marital status",
)  # fmt: skip


@pytest.fixture(scope="module")
def employees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real file; where it is not there, one of as many people."""
    if _REAL.exists():
        return _REAL
    path, chance = tmp_path_factory.mktemp("people") / "employees.xlsx", random.Random(3000)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(_HEAD)
    for number in range(PEOPLE):
        words = [f"{name} {chance.randrange(40)}" for name in _HEAD[9:]]
        team, manager = f"Team {number % 60}", f"Manager {number % 90}"
        who = (f"E{number:05}", f"First{number}", f"Last{number}", f"p{number}@example.org")
        sheet.append((*who, "Engineer", team, manager, f"Site {number % 9}", "2021-03-01", *words))
    book.save(path)
    return path


def test_an_import_takes_little_more_than_reading_the_file(
    employees: Path, tmp_path: Path, benchmark: BenchmarkFixture
) -> None:
    alone, whole = [], []
    for turn in range(ROUNDS):
        alone.append(_seconds(lambda: _read_alone(employees)))
        workspace = open_for_use(tmp_path / f"{turn}.sqlite")

        def bring_in() -> None:
            with workspace.read() as db:  # noqa: B023 - used before the next turn
                draft = decide(db, read_file(employees, "people", OPTIONS), OPTIONS)
            with workspace.edit("Import") as db:  # noqa: B023
                apply_draft(db, draft)
            assert draft.count("created") == PEOPLE

        whole.append(_seconds(bring_in))
        workspace.close()
    ratio = median(whole) / median(alone)
    benchmark.extra_info.update(ratio=round(ratio, 2), whole=median(whole), alone=median(alone))
    benchmark.pedantic(_read_alone, args=(employees,), rounds=1)
    assert ratio <= MOST, f"{median(whole):.3f} s, and openpyxl alone {median(alone):.3f} s: {ratio:.2f}"


def _read_alone(path: Path) -> None:
    """Read the largest sheet, as openpyxl does it fastest."""
    book = load_workbook(path, read_only=True, data_only=True)
    largest = max(book.worksheets, key=lambda sheet: sheet.max_row or 0)
    assert sum(1 for _ in largest.iter_rows(values_only=True)) > PEOPLE
    book.close()


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
