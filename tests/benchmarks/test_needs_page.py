"""The page of needs with 3,000 people: how long its worker takes, and how long the window works at once.

Run with `pytest tests/benchmarks/test_needs_page.py --benchmark-only`. The longest gap is what the window's
thread works between two turns of the event loop while the views and groupings are gone through.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from pmplanner.services.needs.skills import courses_that_give, list_skills, read_skills
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.totals.gaps import NEED_GROUPS, GapRow, entries_of, make_sheet, read_gaps
from pmplanner.services.views.gap_seats import find_gap_seats
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.gaps.gaps_view import GapsView
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.needs.skills.skills_view import SkillsView
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.theme import apply_theme
from tests.benchmarks.big_plan import FIRST_DAY
from tests.benchmarks.test_responsiveness import LONGEST_GAP, Pulse, wait_until

pytestmark = pytest.mark.benchmark(group="needs", disable_gc=False)


@pytest.fixture(scope="module")
def big(big_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_workspace(Path(shutil.copy(big_file, tmp_path_factory.mktemp("needs") / "big.sqlite")))
    yield workspace
    workspace.close()


def test_reading_the_gaps(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        plan = list_plans(db)[0].id
        book = benchmark.pedantic(lambda: read_gaps(db, plan, FIRST_DAY), rounds=5)
    assert len(book.people) == 3_000


@pytest.mark.parametrize("by", NEED_GROUPS)
def test_summing_the_gaps(benchmark: BenchmarkFixture, big: Workspace, by: str) -> None:
    with big.read() as db:
        book = read_gaps(db, list_plans(db)[0].id, FIRST_DAY)
    sheet = benchmark(lambda: make_sheet(book, by, book.people))  # type: ignore[arg-type]  # one of NEED_GROUPS
    assert sheet.rows[-1].people == 3_000


def test_finding_seats_for_all_gaps(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        plan = list_plans(db)[0].id
        book, facts = read_gaps(db, plan, FIRST_DAY), gather_facts(db, plan)
    pairs = [entry.id for entry in entries_of(book, "track", None, book.people)]
    seats = benchmark.pedantic(lambda: find_gap_seats(facts, pairs, FIRST_DAY), rounds=3)
    assert 0 < len(seats.seats) < len(pairs)


def test_reading_the_skills(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        plan = list_plans(db)[0].id
        book = benchmark.pedantic(lambda: read_skills(db, plan), rounds=5)
    assert any(line.missing for line in list_skills(book, book.people))


def test_courses_that_give_what_all_lack(benchmark: BenchmarkFixture, big: Workspace) -> None:
    with big.read() as db:
        book = read_skills(db, list_plans(db)[0].id)
    assert benchmark(lambda: courses_that_give(book, list(book.people)))


def test_the_window_answers_while_the_views_are_gone_through(
    benchmark: BenchmarkFixture, big_file: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    apply_theme(qapp, "light")
    workspace = open_for_use(Path(shutil.copy(big_file, tmp_path / "big.sqlite")))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Actions(workspace), settings)
    qtbot.addWidget(window)
    window.show()
    qtbot.wait(3_000)
    # By the clock of the thread: what else the computer does at the time is left out.
    pulse, gaps = Pulse(time.thread_time), dict[str, float]()

    def go(name: str, step: Callable[[], object], until: Callable[[], bool]) -> None:
        def run() -> None:
            step()
            wait_until(until)

        gaps[name] = pulse.during(run)

    def go_through() -> None:
        go("open", lambda: window.open_page("needs"), lambda: False if not made() else bool(rows()))
        page = window.stack.currentWidget()
        assert isinstance(page, NeedsPage)
        view = page.view
        assert isinstance(view, GapsView)
        for by in NEED_GROUPS[1:]:
            view.group.select(by)
            go(by, lambda: view.group.chosen.emit(by), lambda: {row.by for row in rows()} == {by})  # noqa: B023
        wait_until(lambda: view.panel._seats is not None)
        go("skills", lambda: page.show_view("skills"), lambda: people_in_map(page) == 3_000)

    def made() -> bool:
        return isinstance(window.stack.currentWidget(), NeedsPage)

    def rows() -> tuple[GapRow, ...]:
        page = window.stack.currentWidget()
        return page.view.table.source.rows() if isinstance(page, NeedsPage) else ()  # type: ignore[attr-defined]

    def people_in_map(page: NeedsPage) -> int:
        return len(page.view.map.skills.people) if isinstance(page.view, SkillsView) else 0

    benchmark.pedantic(go_through, rounds=1)
    benchmark.extra_info |= {f"longest gap, {what}, ms": round(gap * 1000) for what, gap in gaps.items()}
    print("longest gaps:", {what: f"{gap * 1000:.0f} ms" for what, gap in gaps.items()})  # noqa: T201
    window.close()
    workspace.close()
    assert max(gaps.values()) < LONGEST_GAP, gaps
