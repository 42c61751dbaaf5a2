"""Names, cells and totals show the same people beside each other, whatever is done."""

import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.plan.measures import row_height
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from tests.tiers import seeds
from tests.ui.conftest import OpenWindow
from tests.ui.plan.conftest import Grid

Key = Qt.Key


def _wheel(page: PlanPage, by: int) -> None:
    target = page.cells.viewport()
    place = QPointF(target.rect().center())
    event = QWheelEvent(
        place,
        QPointF(target.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def _views(page: PlanPage) -> tuple[tuple[int, int, int], ...]:
    """First row, how far it is scrolled and how far it can be, of each of the three views."""
    matrix = page.matrix
    return tuple(
        (view.rowAt(0), view.verticalScrollBar().value(), view.verticalScrollBar().maximum())
        for view in (matrix.names, matrix.cells, matrix.totals)
    )


def _assert_in_step(page: PlanPage, what: object) -> None:
    names, cells, totals = _views(page)
    assert names == cells == totals, what
    needed = row_height(page.cells.font()) * len(page.model.rows) - page.cells.viewport().height()
    assert cells[2] == max(0, needed), what


@pytest.fixture
def window(open_window: OpenWindow, sampled: Workspace) -> MainWindow:
    return open_window(sampled)


def test_clearing_a_filter_over_a_current_cell_leaves_the_views_in_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1200, 700)
    QTest.qWait(20)
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    person = page.model.people()[20]
    page.matrix.go_to(person, page.model.courses[0])
    assert page.model.snapshot is not None
    page.filter.setFocus()
    qtbot.keyClicks(page.filter, page.model.snapshot.people[person].name)
    qtbot.keyClick(page.filter, Key.Key_Down)
    qtbot.keyClick(page.cells, Key.Key_Escape)
    QTest.qWait(20)
    _assert_in_step(page, "cleared")
    for _ in range(12):
        _wheel(page, -120)
        assert len({view[:2] for view in _views(page)}) == 1
    QTest.qWait(20)
    _assert_in_step(page, "scrolled")


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 4))
def test_whatever_is_done_no_name_stands_beside_the_picks_of_another(
    window: MainWindow, qtbot: QtBot, seed: int
) -> None:
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    chance = random.Random(seed)
    done = []
    keys = (
        Key.Key_Down,
        Key.Key_Up,
        Key.Key_End,
        Key.Key_Home,
        Key.Key_PageDown,
        Key.Key_PageUp,
        Key.Key_Escape,
    )
    for _ in range(40):
        act = chance.choice(("filter", "key", "wheel", "resize", "clear", "names", "group", "undo"))
        done.append(act)
        if act == "filter":
            page.filter.setText(chance.choice(["a", "br", "lind", "zzz", "project", "e o"]))
        elif act == "clear":
            page.filter.clear()
        elif act == "key":
            held = chance.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
            page.cells.setFocus()
            qtbot.keyClick(page.cells, chance.choice(keys), held)
        elif act == "wheel":
            _wheel(page, chance.choice([-480, -120, 120, 480]))
        elif act == "names":
            page.matrix.names.verticalScrollBar().setValue(chance.randrange(800))
        elif act == "resize":
            window.resize(chance.randrange(960, 1700), chance.randrange(600, 1100))
        elif act == "group":
            page.board.toolbar.grouping.select(chance.choice(["track", "team", "manager", "person"]))
            page.board.toolbar.changed.emit()
        else:
            page._pick_required()
            window.actions_.undo()
        assert len({view[:2] for view in _views(page)}) == 1, done
        for _ in range(3):
            QApplication.processEvents()
        _assert_in_step(page, done)


def test_tab_goes_round_and_the_filter_is_no_part_of_a_table(window: MainWindow, qtbot: QtBot) -> None:
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    assert page.filter.parent() is page.matrix
    page.cells.setFocus()
    page.cells.go_to_first()
    current = page.cells.currentIndex().row()
    for backwards in (False, True):
        seen = []
        for _ in range(60):
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.append(focus)
            qtbot.keyClick(focus, Key.Key_Backtab if backwards else Key.Key_Tab)
        assert page.filter in seen
        assert max(map(seen.count, seen)) <= 60 // len(set(seen)) + 1
        assert window.navigation in seen
    assert page.cells.currentIndex().row() == current


def test_the_filter_stands_above_the_names(grid: Grid) -> None:
    matrix = grid.page.matrix
    matrix.names.set_name_width(300)
    QTest.qWait(10)
    assert matrix.names.geometry().contains(matrix.filter.geometry())
    assert matrix.filter.geometry().bottom() < matrix.names.geometry().top() + matrix.names.viewport().y()
