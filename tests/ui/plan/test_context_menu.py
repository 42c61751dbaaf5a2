"""The menu of the matrix: the right button and the Menu key open the same one, as Qt sends them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pmplanner.ui.plan.menus import MatrixMenu
from tests.ui.plan.conftest import LEFT, SHIFT, Grid

RIGHT = Qt.MouseButton.RightButton


def _opened(grid: Grid) -> list[tuple[str, bool]]:
    """Return the entries of the menu that is open, and close it."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, MatrixMenu)
    entries = [(action.text(), action.isEnabled()) for action in menu.actions()]
    menu.close()
    grid.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    return entries


def _right_click(grid: Grid, port: QWidget, place: QPoint) -> list[tuple[str, bool]]:
    """Click in the window, not on the widget, so that Qt makes the event of the menu itself."""
    window = port.window()
    QTest.mouseClick(window.windowHandle(), RIGHT, Qt.KeyboardModifier.NoModifier, port.mapTo(window, place))
    return _opened(grid)


def _menu_key(grid: Grid) -> list[tuple[str, bool]]:
    """Send what Qt sends for the key; the offscreen platform knows no such key."""
    focused = QApplication.focusWidget()
    assert focused is grid.page.cells
    place = focused.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, focused.mapToGlobal(place))
    QApplication.sendEvent(focused, event)
    return _opened(grid)


def test_the_menu_of_a_cell_is_the_same_by_button_and_key(grid: Grid) -> None:
    port, place = grid.page.cells.viewport(), grid.place("S-002", "SCR-PPDV")
    grid.go("S-001", "TNX-PMB")
    asked = []
    grid.page.cells.menu_requested.connect(lambda row, place: asked.append((row, place)))
    by_button = _right_click(grid, port, place)
    assert grid.page.matrix.current() == (grid.people["S-002"], grid.courses["SCR-PPDV"])
    by_key = _menu_key(grid)
    assert by_key == by_button
    row = grid.page.model.row_of(grid.people["S-002"])
    assert asked == [(row, port.mapToGlobal(place))] * 2
    texts = [text for text, _ in by_key]
    assert texts[0].startswith("Pick Professional Product Discovery and Validation")
    assert texts[0].endswith(" for Bruno Okonkwo\tSpace")
    assert grid.shown("S-002", "SCR-PPDV") == "required"


def test_the_menu_of_a_block_keeps_the_block(grid: Grid) -> None:
    port = grid.page.cells.viewport()
    first, last = grid.place("S-001", "TNX-PMB"), grid.place("S-003", "SCR-PSPO")
    grid.qtbot.mouseClick(port, LEFT, Qt.KeyboardModifier.NoModifier, first)
    grid.qtbot.mouseClick(port, LEFT, SHIFT, last)
    block = grid.page.matrix.block()
    assert block.count == 9
    by_button = _right_click(grid, port, last)
    assert grid.page.matrix.block() == block
    by_key = _menu_key(grid)
    assert by_key == by_button


def test_the_menu_of_names_is_the_same_by_button_and_key(grid: Grid) -> None:
    port, place = grid.page.matrix.names.viewport(), grid.name_place("S-002")
    by_button = _right_click(grid, port, place)
    assert grid.page.matrix.block().people == (grid.people["S-002"],)
    by_key = _menu_key(grid)
    assert by_key == by_button
    assert ("Pick required courses for Bruno Okonkwo", True) in by_key
