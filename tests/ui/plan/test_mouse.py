"""The matrix by mouse: a click selects and never picks; a double click picks."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from pmplanner.ui.plan.menus import MatrixMenu
from tests.support import known
from tests.ui.plan.conftest import CONTROL, LEFT, NO_MODIFIER, SHIFT, Grid


def _menu(grid: Grid) -> MatrixMenu:
    (menu,) = grid.page.findChildren(MatrixMenu)
    assert isinstance(menu, MatrixMenu)
    return menu


def _choose(menu: MatrixMenu, start: str) -> None:
    (action,) = (action for action in menu.actions() if action.text().startswith(start))
    action.trigger()
    menu.close()


def test_a_click_selects_and_a_double_click_picks(grid: Grid) -> None:
    port = grid.page.cells.viewport()
    place = grid.place("S-002", "SCR-PPDV")
    grid.qtbot.mouseClick(port, LEFT, NO_MODIFIER, place)
    grid.qtbot.mouseClick(port, LEFT, NO_MODIFIER, place)
    assert grid.shown("S-002", "SCR-PPDV") == "required"
    assert grid.page.matrix.current() == (grid.people["S-002"], grid.courses["SCR-PPDV"])
    grid.qtbot.mouseDClick(port, LEFT, NO_MODIFIER, place)
    assert grid.shown("S-002", "SCR-PPDV") == "picked"
    assert grid.stored("S-002", "SCR-PPDV").is_pick
    grid.qtbot.mouseDClick(port, LEFT, NO_MODIFIER, place)
    assert grid.shown("S-002", "SCR-PPDV") == "required"


def test_double_clicks_with_keys_held_and_with_the_right_button_pick_nothing(grid: Grid) -> None:
    port = grid.page.cells.viewport()
    place = grid.place("S-002", "SCR-PPDV")
    for button, keys in ((LEFT, SHIFT), (LEFT, CONTROL), (Qt.MouseButton.RightButton, NO_MODIFIER)):
        grid.qtbot.mouseDClick(port, button, keys, place)
    assert grid.shown("S-002", "SCR-PPDV") == "required"


def test_dragging_selects_a_block(grid: Grid) -> None:
    port = grid.page.cells.viewport()
    first, last = grid.place("S-001", "TNX-PMB"), grid.place("S-003", "SCR-PSPO")
    grid.qtbot.mousePress(port, LEFT, NO_MODIFIER, first)
    for place in (first + QPoint(20, 5), last):
        grid.qtbot.mouseMove(port, place)
    grid.qtbot.mouseRelease(port, LEFT, NO_MODIFIER, last)
    block = grid.page.matrix.block()
    assert block.cell_people == tuple(grid.people[key] for key in ("S-001", "S-002", "S-003"))
    assert block.courses == tuple(grid.courses[code] for code in ("TNX-PMB", "SCR-PPDV", "SCR-PSPO"))
    assert grid.actions.workspace.undo_label() == "Open the sample workspace"


def test_names_select_people(grid: Grid) -> None:
    port = grid.page.matrix.names.viewport()
    grid.qtbot.mouseClick(port, LEFT, NO_MODIFIER, grid.name_place("S-001"))
    grid.qtbot.mouseClick(port, LEFT, CONTROL, grid.name_place("S-003"))
    block = grid.page.matrix.block()
    assert block.people == (grid.people["S-001"], grid.people["S-003"])
    assert block.count == 0
    assert grid.page.cells.hasFocus()


def test_the_line_of_a_group_selects_everyone_in_it(grid: Grid, said: list[str]) -> None:
    page = grid.page
    row = page.model.row_of_group(known(page.model.snapshot).people[grid.people["S-001"]].track_id)
    place = page.matrix.names.visualRect(page.model.index(row, 0)).center()
    grid.qtbot.mouseClick(page.matrix.names.viewport(), LEFT, NO_MODIFIER, place)
    assert page.matrix.block().people == tuple(page.model.members_of(row))
    assert len(page.matrix.block().people) == 9
    assert said[-1].startswith("9 people: ")


def test_a_double_click_on_a_name_opens_the_person(grid: Grid) -> None:
    port = grid.page.matrix.names.viewport()
    place = grid.name_place("S-002")
    grid.qtbot.mouseClick(port, LEFT, NO_MODIFIER, place)
    with grid.qtbot.waitSignal(grid.page.open_requested) as opened:
        grid.qtbot.mouseDClick(port, LEFT, NO_MODIFIER, place)
    assert opened.args == ["person", grid.people["S-002"]]


def test_the_menu_picks_for_everyone_in_the_group(grid: Grid) -> None:
    page = grid.page
    page.board.no_courses.show_all_requested.emit()
    grid.go("S-001", "SCA-CSM")
    index = page.cells.currentIndex()
    place = page.cells.visualRect(index).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, page.cells.viewport().mapToGlobal(place))
    QApplication.sendEvent(page.cells.viewport(), event)
    _choose(_menu(grid), "Pick Certified ScrumMaster (CSM) for everyone in Product manager (9)")
    members = page.model.members_of(page.model.rows.index(known(page.model.group_of(index.row()))))
    plan_snapshot = page.model.snapshot
    assert plan_snapshot is not None
    picked = {p for p, line in plan_snapshot.lines.items() if grid.courses["SCA-CSM"] in line.cells}
    assert picked == set(members)
    grid.actions.undo()
    assert not any(grid.courses["SCA-CSM"] in line.cells for line in plan_snapshot.lines.values())


def test_the_menu_key_picks_required_courses_and_takes_back(grid: Grid) -> None:
    page = grid.page
    grid.go("S-002", "SCR-PPDV")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(page.cells, event)
    _choose(_menu(grid), "Pick required courses for Bruno Okonkwo")
    plan_snapshot = page.model.snapshot
    assert plan_snapshot is not None
    assert not plan_snapshot.lines[grid.people["S-002"]].totals.gap
    assert grid.shown("S-002", "SCR-PPDV") == "picked"
    QApplication.sendPostedEvents()
    grid.qtbot.waitUntil(lambda: not page.findChildren(MatrixMenu))
    QApplication.sendEvent(page.cells, event)
    _choose(_menu(grid), "Take back Professional Product Discovery")
    assert grid.shown("S-002", "SCR-PPDV") == "required"


def test_headers_stay_while_cells_scroll(grid: Grid) -> None:
    page = grid.page
    page.board.no_courses.show_all_requested.emit()
    page.resize(1000, 520)
    matrix = page.matrix
    grid.go("S-024", "TNX-SEV")
    down, right = matrix.scrolled()
    assert down > 0
    assert right > 0
    assert matrix.names.verticalScrollBar().value() == down
    assert matrix.totals.verticalScrollBar().value() == down
    assert matrix.names.horizontalScrollBar().value() == 0
    matrix.names.verticalScrollBar().setValue(0)
    assert matrix.scrolled() == (0, right)
    heights = {view.viewport().height() for view in (matrix.names, matrix.cells, matrix.totals)}
    assert len(heights) == 1
