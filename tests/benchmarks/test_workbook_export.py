"""How long a matrix of 3,000 people and 100 courses takes as a workbook, with groups, signs and legend.

Run with `pytest tests/benchmarks/test_workbook_export.py --benchmark-only`.
"""

import random
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.exchange.sheets import LOOKS, Column, GroupLine, Sheet, State
from pmplanner.exchange.workbook_writing import write_sheet

PEOPLE, COURSES = 3_000, 100


@pytest.mark.benchmark(group="workbooks", disable_gc=False)
def test_write_a_matrix_of_3000_people(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    chance, looks = random.Random(3000), [*LOOKS, "", "", ""]
    rows = []
    for number in range(PEOPLE):
        cells = [chance.choice(looks) for _ in range(COURSES)]
        states = [State(f"{look} 2027-03-{1 + number % 28:02}", look) if look else None for look in cells]
        rows.append((f"{number:05}", f"Person {number}", "Track", f"Team {number % 60}", *states))
    columns = [Column(name, name.title()) for name in ("person_id", "name", "track", "team")]
    columns += [Column(f"AMA-{place}", f"Course {place}", signs_only=True) for place in range(COURSES)]
    groups = [GroupLine(place, f"Track {place}", place // 500) for place in range(0, PEOPLE, 500)]
    sheet = Sheet("Matrix", columns, rows, [("Plan", "2027")], groups)
    assert benchmark.pedantic(lambda: write_sheet(tmp_path / "a.xlsx", sheet), rounds=3) == PEOPLE
