"""How much of the matrix is in sight in small windows, and how the eye finds its way in it."""

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.text_size import USUAL, body_font
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of
from tests.ui.plan.conftest import LEFT, Grid


def _whole(page: PlanPage) -> tuple[int, int]:
    """How many people and courses have cells that are whole in sight."""
    cells, model = page.cells, page.model
    area = cells.viewport().rect()
    rows = [
        row
        for row in range(len(model.rows))
        if model.person_at(row) is not None
        and cells.rowViewportPosition(row) >= 0
        and cells.rowViewportPosition(row) + cells.rowHeight(row) <= area.height()
    ]
    columns = [
        column
        for column in range(1, len(model.courses) + 1)
        if cells.columnViewportPosition(column) >= 0
        and cells.columnViewportPosition(column) + cells.columnWidth(column) <= area.width()
    ]
    return len(rows), len(columns)


def _has_drawer(page: PlanPage) -> bool:
    """Whether the catalogue stands beside the matrix."""
    return page.drawer.isVisible()


def _settle(window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.slow
def test_so_many_cells_are_whole_in_sight(open_window: OpenWindow, sampled: Workspace) -> None:
    window = open_window(sampled)
    page = page_of(window, PlanPage)
    _settle(window, 1280, 720)
    people, courses = _whole(page)
    assert people >= 14, "people"
    assert courses >= 14, "courses"
    cards = page.board.cards
    assert all(cards.rect().contains(card.geometry()) for card in cards.cards.values())
    assert len({card.y() for card in cards.cards.values()}) == 1
    assert not _has_drawer(page)
    _settle(window, 960, 600)
    people, courses = _whole(page)
    assert people >= 8, "people"
    assert courses >= 8, "courses"
    assert all(cards.rect().contains(card.geometry()) for card in cards.cards.values())
    # Standing open there is room for the catalogue, unless somebody has put it away.
    _settle(window, 1600, 1000)
    assert _has_drawer(page)
    assert not cards.cards["all"].bar.isHidden()
    page.board.toolbar.drawer_button.click()
    assert not _has_drawer(page)
    _settle(window, 1700, 1000)
    assert not _has_drawer(page)


def test_the_drawer_that_somebody_opened_stays_in_a_small_window(
    grid: Grid, settings: QSettings, qtbot: QtBot
) -> None:
    page = grid.page
    page.resize(900, 600)
    assert not _has_drawer(page)
    page.board.toolbar.drawer_button.click()
    assert _has_drawer(page)
    page.save_state(settings)
    page.board.want_drawer(None)
    assert not _has_drawer(page)
    page.restore_state(settings)
    assert _has_drawer(page)


def test_columns_are_headed_by_short_titles_that_differ(grid: Grid) -> None:
    snapshot = grid.page.model.snapshot
    assert snapshot is not None
    heads = {snapshot.courses[grid.courses[code]].short for code in ("SCR-PSPO", "SCR-PSPOA")}
    assert heads == {"PSPO", "PSPO-A"}
    grid.actions.do(Label("x"), lay_facts, [grid.courses["SCR-PSPO"]], short_title="Owner")
    model = grid.page.model
    column = model.column_of(grid.courses["SCR-PSPO"])
    found = model.course_at(column)
    assert found is not None
    assert found.short == "Owner"
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        said = str(model.headerData(column, Qt.Orientation.Horizontal, role))
        assert "Professional Scrum Product Owner (PSPO)" in said
        assert "2 days" in said


def test_the_cross_lives_on_when_the_wrapper_of_the_selection_is_void(grid: Grid) -> None:
    page, cross = grid.page, grid.page.cells.crosshair
    grid.go("S-003", "TNX-PMB")
    shiboken6.invalidate(page.cells.selectionModel())
    grid.go("S-002", "TNX-PMB")
    assert cross.row == page.model.row_of(grid.people["S-002"])


def test_the_cross_follows_the_mouse_and_else_the_current_cell(grid: Grid) -> None:
    page, model = grid.page, grid.page.model
    cross = page.cells.crosshair
    grid.go("S-003", "TNX-PMB")
    here = model.row_of(grid.people["S-003"]), model.column_of(grid.courses["TNX-PMB"])
    assert (cross.row, cross.column) == here
    row, column = model.row_of(grid.people["S-002"]), 3
    _point(page, page.cells.visualRect(model.index(row, column)).center())
    assert (cross.row, cross.column) == (row, column)
    shown = page.cells.viewport().grab().toImage()
    crossed = page.cells.visualRect(model.index(row, 2)).topLeft() + QPoint(2, 2)
    beside = page.cells.visualRect(model.index(row + 2, 2)).topLeft() + QPoint(2, 2)
    assert shown.pixelColor(crossed) != shown.pixelColor(beside)
    QApplication.sendEvent(page.cells.viewport(), QEvent(QEvent.Type.Leave))
    assert (cross.row, cross.column) == here
    _point(page, page.cells.visualRect(model.index(0, 1)).center())  # the line of a group is no row
    assert cross.row == here[0]


def _point(page: PlanPage, place: QPoint) -> None:
    port = page.cells.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(port.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(port, event)


def test_rows_and_columns_grow_with_the_text(grid: Grid, request: pytest.FixtureRequest) -> None:
    cells, matrix = grid.page.cells, grid.page.matrix
    before = cells.rowHeight(1), cells.columnWidth(1), cells.horizontalHeader().height()
    request.addfinalizer(lambda: QApplication.setFont(body_font(USUAL)))
    QApplication.setFont(body_font(150))
    QApplication.processEvents()
    after = cells.rowHeight(1), cells.columnWidth(1), cells.horizontalHeader().height()
    assert all(now >= was * 1.4 for was, now in zip(before, after, strict=True))
    for view in (matrix.names, matrix.totals):
        assert view.rowHeight(1) == after[0]
        assert view.horizontalHeader().height() == after[2]


def test_the_legend_opens_and_gives_the_keys_back(grid: Grid) -> None:
    toolbar = grid.page.board.toolbar
    assert not toolbar.legend.isVisible()
    toolbar.legend_button.setFocus()
    QTest.keyClick(toolbar.legend_button, Qt.Key.Key_Space)
    assert toolbar.legend.isVisible()
    assert grid.page.window().rect().right() >= toolbar.legend.width()
    QTest.keyClick(QApplication.focusWidget() or toolbar.legend, Qt.Key.Key_Escape)
    assert not toolbar.legend.isVisible()
    assert toolbar.legend_button.hasFocus()
    grid.qtbot.mouseClick(toolbar.filter_button, LEFT)
    assert toolbar.filters.isVisible()
    QTest.keyClick(toolbar.filters, Qt.Key.Key_Escape)
    assert toolbar.filter_button.hasFocus()
