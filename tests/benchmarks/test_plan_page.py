"""How long the plan page takes with 3,000 people, 60 courses and 12,000 picks.

Run with `pytest tests/benchmarks/test_plan_page.py --benchmark-only`; the first line is an empty
window, so that the ratios can be compared between computers.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.theme import apply_theme
from tests.benchmarks.big_plan import COURSES, PEOPLE
from tests.support import known

pytestmark = pytest.mark.benchmark(group="plan page", disable_gc=False)


@pytest.fixture
def big(big_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the big workspace, open."""
    workspace = open_workspace(Path(shutil.copy(big_file, tmp_path / "big.sqlite")))
    yield workspace
    workspace.close()


@pytest.fixture
def actions(big: Workspace, qapp: QApplication) -> Actions:
    apply_theme(qapp, "light")
    actions = Actions(big)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> PlanPage:
    page = PlanPage(actions)
    qtbot.addWidget(page)
    _show(page)
    page.cells.setFocus()
    page.cells.go_to_first()
    return page


def _show(widget: QWidget) -> QWidget:
    widget.resize(1250, 810)
    widget.show()
    QApplication.processEvents()
    return widget


def test_open_an_empty_window(benchmark: BenchmarkFixture, qtbot: QtBot) -> None:
    qtbot.addWidget(benchmark(lambda: _show(QMainWindow())))


def test_open_the_page(benchmark: BenchmarkFixture, actions: Actions, qtbot: QtBot) -> None:
    page = benchmark.pedantic(lambda: _show(PlanPage(actions)), rounds=3)
    qtbot.addWidget(page)
    assert len(page.model.people()) == PEOPLE
    assert len(page.model.courses) == COURSES


def test_pick_with_a_key_until_rows_sums_and_cards_are_painted(
    benchmark: BenchmarkFixture, page: PlanPage
) -> None:
    before = page.model.sums.planned

    def pick() -> None:
        QTest.keyClick(page.cells, Qt.Key.Key_Space)
        QApplication.processEvents()

    benchmark.pedantic(pick, rounds=10, warmup_rounds=2)
    assert page.model.sums.planned == before
    assert page.actions_.workspace.undo_label() != "Schedule"


def test_take_back_a_scheduled_pick_and_undo(benchmark: BenchmarkFixture, page: PlanPage) -> None:
    sheet = page.model.snapshot
    assert sheet is not None
    pair = next(
        (person, course)
        for person, line in sheet.lines.items()
        for course, cell in line.cells.items()
        if cell.state == "scheduled"
    )
    page.matrix.go_to(*pair)

    def take_back() -> None:
        QTest.keyClick(page.cells, Qt.Key.Key_Delete)
        QApplication.processEvents()
        page.actions_.undo()
        QApplication.processEvents()

    benchmark.pedantic(take_back, rounds=5, warmup_rounds=1)
    assert known(sheet.cell(*pair)).state == "scheduled"


def test_scroll_by_ten_rows(benchmark: BenchmarkFixture, page: PlanPage) -> None:
    bar = page.cells.verticalScrollBar()

    def scroll() -> None:
        bar.setValue((bar.value() + 320) % bar.maximum())
        QApplication.processEvents()

    benchmark.pedantic(scroll, rounds=50, warmup_rounds=3)


def test_filter_people(benchmark: BenchmarkFixture, page: PlanPage) -> None:
    texts = iter(["last1", "last12", "last1", ""] * 10)

    def narrow() -> None:
        page.filter.setText(next(texts))
        QApplication.processEvents()

    benchmark.pedantic(narrow, rounds=20)


def test_read_everything_again(benchmark: BenchmarkFixture, page: PlanPage) -> None:
    benchmark.pedantic(lambda: page.refresh(None), rounds=3)
