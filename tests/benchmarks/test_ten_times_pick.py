"""What one pick takes in the whole window at 10,000 people, until nothing is left to paint, and undoing it.

Run with `pytest tests/benchmarks/test_ten_times_pick.py --benchmark-only -s`. Measured is the work of the
processor in the window's thread: matrix, sums, cards, header, pills, side panel, problems, and what Undo is
called. The baseline in the same group writes one row by the driver alone. What runs later by itself is
watched, too: nothing of it may hold the window for as long.
"""

import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.services.plans import plans
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import TEN_TIMES, Size
from tests.benchmarks.window_actions import real_window, wait
from tests.support import known

LONGEST = 0.05
"""Seconds that a pick is to take."""
ROOM = 1.3
"""For noise, where a figure is asserted."""
FLAT = 2.5
"""How much longer a pick may take with thirty times the people: all of them are not read."""
TURNS = 6
TRIES = 7

pytestmark = pytest.mark.benchmark(group="a pick at ten times", disable_gc=False, timer=time.thread_time)


@contextmanager
def _window(file: Path, scratch: Path) -> Iterator[tuple[MainWindow, PlanPage]]:
    """The window over a workspace, its problems known, with a cell that nobody has picked the current one."""
    write_as_the_window()
    with real_window(file, scratch) as window:
        page = window.stack.currentWidget()
        assert isinstance(page, PlanPage)
        window.actions_.problem_monitor.all()
        _settle()
        sheet = known(page.model.snapshot)
        person = page.model.people()[2]
        course = next(key for key in page.model.courses if key not in sheet.lines[person].cells)
        page.cells.setFocus()
        page.matrix.go_to(person, course)
        _settle()
        yield window, page


def _settle() -> None:
    for _ in range(TURNS):
        QCoreApplication.processEvents()


def _least(do: Callable[[], object], tries: int = TRIES) -> float:
    """Return the least work of several tries, with all painting."""
    found = []
    for _ in range(tries):
        began = time.thread_time()
        do()
        _settle()
        found.append(time.thread_time() - began)
    return min(found)


def _longest_later(seconds: float = 2.0) -> float:
    """Return the longest turn of the event loop within so many seconds."""
    longest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.thread_time()
        QCoreApplication.processEvents()
        longest = max(longest, time.thread_time() - began)
        time.sleep(0.002)
    return longest


def _press(page: PlanPage) -> None:
    QTest.keyClick(page.cells, Qt.Key.Key_Space)
    _settle()


def _times(window: MainWindow, page: PlanPage) -> dict[str, float]:
    """Return what picking and taking back, undoing and redoing take."""
    _press(page)
    taken = {"pick": _least(partial(_press, page))}
    later = _longest_later()
    undone = [_least(step, 1) for _ in range(3) for step in (window.actions_.undo, window.actions_.redo)]
    return taken | {"undo": min(undone[::2]), "redo": min(undone[1::2]), "later": later}


def test_pick_undo_and_redo(benchmark: BenchmarkFixture, ten_times_file: Path, tmp_path: Path) -> None:
    (tmp_path / "window").mkdir()
    with _window(ten_times_file, tmp_path / "window") as (window, page):
        taken = _times(window, page)
        benchmark.pedantic(partial(_press, page), rounds=TRIES, warmup_rounds=1)
    benchmark.extra_info |= {name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()}
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()})  # noqa: T201
    assert max(taken.values()) < LONGEST * ROOM


_INSERT = (
    "INSERT INTO pick (plan_id, person_id, course_id, attempt, note, version) VALUES (?, ?, ?, ?, '', 1)"
)


def test_baseline_one_row_by_the_driver(
    benchmark: BenchmarkFixture, ten_times_file: Path, tmp_path: Path
) -> None:
    db = sqlite3.connect(ten_times_file, isolation_level=None)
    db.execute("PRAGMA synchronous = FULL")
    person, course, plan = db.execute("SELECT person_id, course_id, plan_id FROM pick LIMIT 1").fetchone()
    attempts = iter(range(100, 100_000))

    def write() -> None:
        db.execute("BEGIN IMMEDIATE")
        values = (plan, person, course, next(attempts))
        db.execute(_INSERT, values)
        db.execute("COMMIT")

    benchmark.pedantic(write, rounds=TRIES, warmup_rounds=1)
    db.close()


@pytest.mark.parametrize("catalog", [100_000])
def test_pick_beside_a_large_catalogue(
    benchmark: BenchmarkFixture, large_file: LargeFile, tmp_path: Path, catalog: int
) -> None:
    (tmp_path / "window").mkdir()
    with _window(large_file(Size(10_000, catalog=catalog)), tmp_path / "window") as (window, page):
        taken = benchmark.pedantic(_times, args=(window, page), rounds=1)
    benchmark.extra_info |= {name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()}
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()})  # noqa: T201
    assert max(taken.values()) < LONGEST * ROOM


def test_other_actions_of_the_page(benchmark: BenchmarkFixture, ten_times_file: Path, tmp_path: Path) -> None:
    """What else is done every day; printed, to be read: none of it has a limit of its own."""
    (tmp_path / "window").mkdir()
    with _window(ten_times_file, tmp_path / "window") as (window, page):
        taken = benchmark.pedantic(_act, args=(window, page), rounds=1)
    benchmark.extra_info |= {name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()}
    for name, seconds in taken.items():
        print(f"{seconds * 1000:6.0f} ms {name}")  # noqa: T201
    assert taken["scroll by ten rows"] < LONGEST
    assert max(seconds for name, seconds in taken.items() if "plan" not in name) < 4 * LONGEST


def _act(window: MainWindow, page: PlanPage) -> dict[str, float]:
    actions, taken = window.actions_, {}
    sheet = known(page.model.snapshot)
    seated = next(
        (person, course)
        for person, line in sheet.lines.items()
        for course, cell in line.cells.items()
        if cell.state == "scheduled"
    )
    page.matrix.go_to(*seated)
    _settle()
    taken["take a seat back"] = _least(lambda: QTest.keyClick(page.cells, Qt.Key.Key_Delete), 1)
    taken["undo that"] = _least(actions.undo, 1)
    block = [(person, course) for person in page.model.people()[40:60] for course in page.model.courses[:3]]
    taken["pick 20 × 3"] = _least(lambda: page.commands.toggle_pairs(block), 1)
    taken["undo these"] = _least(actions.undo, 1)
    bar = page.cells.verticalScrollBar()
    taken["scroll by ten rows"] = _least(lambda: bar.setValue(bar.value() + 320))
    for text in ("a", "last12", ""):
        taken[f"filter “{text}”"] = _least(lambda text=text: page.filter.setText(text), 1)  # type: ignore[misc]
    for by in ("team", "manager", "person", "track"):
        toolbar = page.board.toolbar
        toolbar.grouping.select(by)
        taken[f"by {by}"] = _least(lambda: toolbar.grouping.chosen.emit(by), 1)  # noqa: B023
    first = actions.plan_id
    with actions.workspace.edit("Second") as db:
        second = plans.create_plan(db, "Second", dt.date(2028, 1, 3), dt.date(2028, 12, 15))
    wait(1.0)
    taken["another plan"] = _least(lambda: actions.choose_plan(second), 1)
    taken["the first plan again"] = _least(lambda: actions.choose_plan(first), 1)
    return taken


def test_a_pick_does_not_grow_with_the_people(
    benchmark: BenchmarkFixture, large_file: LargeFile, tmp_path: Path
) -> None:
    found: dict[int, dict[str, float]] = {}

    def measure() -> None:
        for people in (1_000, 3_000, TEN_TIMES.people, 30_000):
            scratch = tmp_path / str(people)
            scratch.mkdir()
            with _window(large_file(Size(people)), scratch) as (window, page):
                found[people] = _times(window, page)

    benchmark.pedantic(measure, rounds=1)
    for people, taken in found.items():
        row = {name: round(seconds * 1000, 1) for name, seconds in taken.items()}
        print(f"{people:6} people: {row}")  # noqa: T201
        benchmark.extra_info[f"{people} people, ms"] = row
    assert found[30_000]["pick"] < FLAT * found[1_000]["pick"]
    assert found[30_000]["undo"] < FLAT * found[1_000]["undo"]
