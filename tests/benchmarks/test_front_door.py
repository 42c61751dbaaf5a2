"""The public examination sets through the front door: import, schedule, export, independent check.

Run with `pytest tests/benchmarks/test_front_door.py --benchmark-only -s`; a line is printed for each set.
The sets become files of the layouts *courses*, *people* and *picks*, which the terminal imports into a new
workspace; the exported file is checked here, from nothing but the text of the two files.
"""

import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks import toronto
from tests.conftest import SHARED, needs_shared

SETS = SHARED / "data" / "bench" / "toronto"
SECONDS = 10
RunCli = Callable[..., tuple[int, str, str]]


def write_files(folder: Path, courses: Iterable[int], people: Sequence[Sequence[int]]) -> None:
    """Write a set as the files that a coordinator would import."""
    files: dict[str, tuple[tuple[str, ...], Sequence[tuple[object, ...]]]] = {
        "courses": (("code", "title", "days"), [(f"C{key}", f"Course {key}", 1) for key in courses]),
        "people": (
            ("person_id", "first_name"),
            [(f"P{number}", f"Person {number}") for number in range(len(people))],
        ),
        "picks": (
            ("person_id", "course_code"),
            [(f"P{number}", f"C{key}") for number, mine in enumerate(people) for key in mine],
        ),
    }
    for name, (header, rows) in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def faults(picks: Path, schedule: Path) -> tuple[list[str], int]:
    """Return what is wrong with an exported schedule, and on how many days it trains."""
    with picks.open(encoding="utf-8", newline="") as file:
        wanted = Counter((row["person_id"], row["course_code"]) for row in csv.DictReader(file))
    with schedule.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["session_code"]]
    found = []
    if Counter((row["person_id"], row["course_code"]) for row in rows) != wanted:
        found.append("not everybody has just one seat for each pick")
    if any(row["start_date"] != row["end_date"] for row in rows):
        found.append("a course of one day takes more")
    busy = Counter((row["person_id"], row["start_date"]) for row in rows)
    found += [f"{person} has {count} courses on {day}" for (person, day), count in busy.items() if count > 1]
    days_of: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        days_of[row["session_code"]].add((row["course_code"], row["start_date"]))
    found += [f"{code} is on two days or of two courses" for code, days in days_of.items() if len(days) > 1]
    return found, len({row["start_date"] for row in rows})


@needs_shared
@pytest.mark.benchmark(group="front door")
@pytest.mark.parametrize("name", toronto.SETS)
def test_fewest_days_through_the_front_door(
    benchmark: BenchmarkFixture, run_cli: RunCli, tmp_path: Path, name: str
) -> None:
    write_files(tmp_path, *toronto.read_set(SETS, name))
    began = time.perf_counter()
    for layout in ("courses", "people", "picks"):
        if layout == "picks":
            assert run_cli("plan", "create", "P", "--from", "2027-01-04", "--to", "2027-03-26")[0] == 0
        status, _, errors = run_cli("import", layout, tmp_path / f"{layout}.csv")
        assert status == 0, errors
    imported = time.perf_counter() - began
    answers: list[str] = []

    def schedule() -> None:
        status, out, errors = run_cli("schedule", "--seconds", SECONDS, "--format", "json")
        assert status == 0, errors
        answers.append(out)

    benchmark.pedantic(schedule, rounds=1)
    answer = json.loads(answers[0])
    assert run_cli("export", "schedule", tmp_path / "schedule.csv")[0] == 0
    found, days = faults(tmp_path / "picks.csv", tmp_path / "schedule.csv")
    print(  # noqa: T201 - the table of a benchmark
        f"\n{name}: imported in {imported:.1f} s, {answer['seated']} seated on {days} days, "
        f"proved {', '.join(answer['proved'])}; {answer['seconds']} s of solving"
    )
    assert found == []
    assert (answer["seated"], days) == (answer["picks"], toronto.SETS[name])
    assert "finish" in answer["proved"]
    assert answer["seconds"] <= SECONDS + 1
