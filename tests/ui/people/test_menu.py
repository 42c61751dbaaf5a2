"""The menu on the list of people, by the right button and by the Menu key."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.people.people_menu import PeopleMenu
from tests.support import snapshot
from tests.ui.people.conftest import click_row, names

RIGHT, NO_KEY = Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _no_menu_is_left(page: PeoplePage, qtbot: QtBot) -> Iterator[None]:
    yield
    for menu in page.findChildren(PeopleMenu):
        menu.close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def _place(page: PeoplePage, row: int) -> QPoint:
    index = page.table.proxy.index(row, 0)
    page.table.scrollTo(index)
    return page.table.visualRect(index).center()


def _right_click(page: PeoplePage, place: QPoint) -> PeopleMenu:
    """Click in the window, not on the list, so that Qt makes the event of the menu itself."""
    inside = page.table.viewport().mapTo(page, place)
    QTest.mouseClick(page.windowHandle(), RIGHT, NO_KEY, inside)
    return _open(page)


def _menu_key(page: PeoplePage) -> PeopleMenu:
    """Send what Qt sends for the key; the offscreen platform knows no such key."""
    page.table.setFocus()
    place = page.table.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, page.table.mapToGlobal(place))
    QApplication.sendEvent(page.table, event)
    return _open(page)


def _open(page: PeoplePage) -> PeopleMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, PeopleMenu)
    return menu


def _entries(menu: QMenu) -> list[tuple[str, bool, bool]]:
    """Return the entries with those of the menus inside, and close the menu."""
    found = []
    for action in menu.actions():
        found.append((action.text(), action.isEnabled(), action.isChecked()))
        inside = action.menu()
        if isinstance(inside, QMenu):
            found += _entries(inside)
    menu.close()
    return found


def _choose(menu: QMenu, text: str) -> None:
    (action,) = (action for action in menu.actions() if action.text().split("\t")[0] == text)
    action.trigger()
    menu.window().close()


def test_the_menu_is_the_same_by_button_and_key(page: PeoplePage) -> None:
    asked: list[QPoint] = []
    page.table.menu_requested.connect(asked.append)
    row = names(page).index("Amara Lindqvist")
    first = page.table.viewport().mapToGlobal(_place(page, row))
    by_button = _entries(_right_click(page, _place(page, row)))
    assert [line.person.name for line in page.table.selected_rows()] == ["Amara Lindqvist"]
    by_key = _entries(_menu_key(page))
    assert by_key == by_button
    # The panel that opens takes room from the columns.
    assert asked == [first, page.table.viewport().mapToGlobal(_place(page, row))]
    assert by_key[:2] == [
        ("Primary track of Amara Lindqvist", True, False),
        ("Product manager", False, True),
    ]
    assert by_key[-2:] == [
        ("Remove Amara Lindqvist\tDel", True, False),
        ("Forget for good…", True, False),
    ]


def test_the_right_button_keeps_several_who_are_selected(page: PeoplePage, qtbot: QtBot) -> None:
    click_row(qtbot, page.table, 1)
    click_row(qtbot, page.table, 3, control=True)
    by_button = _entries(_right_click(page, _place(page, 3)))
    assert len(page.table.selected_rows()) == 2
    assert by_button == _entries(_menu_key(page))
    assert by_button[0][0] == "Primary track of 2 people"


def test_with_nobody_selected_there_is_no_menu(page: PeoplePage) -> None:
    page.table.clearSelection()
    page.table.setFocus()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(page.table, event)
    assert QApplication.activePopupWidget() is None


def test_a_track_is_assigned_from_the_menu(page: PeoplePage, actions: Actions, qtbot: QtBot) -> None:
    before = snapshot(actions.workspace.path)
    click_row(qtbot, page.table, 0)
    click_row(qtbot, page.table, 1, control=True)
    chosen = {line.id for line in page.table.selected_rows()}
    for text, label in (
        ("Program manager", "Assign Program manager to 2 people"),
        ("No track", "Assign no track to 2 people"),
    ):
        _choose(_menu_key(page).tracks, text)
        _open(page).close()
        assert actions.workspace.undo_label() == label
        tracks = {row.track for row in actions.read(list_people) if row.id in chosen}
        assert tracks == {text.replace("No track", "")}
        assert {line.id for line in page.table.selected_rows()} == chosen
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_what_else_the_menu_does(page: PeoplePage, actions: Actions, qtbot: QtBot) -> None:
    click_row(qtbot, page.table, 0)
    name = names(page)[0]
    _choose(_menu_key(page), "Copy")
    assert QApplication.clipboard().text().startswith(f"{name}\t")
    with qtbot.waitSignal(page.plan_requested):
        _choose(_menu_key(page), "Pick courses in the plan")
    _choose(_menu_key(page), f"Remove {name}")
    assert name not in names(page)
    actions.undo()
    assert name in names(page)
