"""Two people change places between sessions, from the menu and from the form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from pmplanner.services.sessions.changes import set_locked
from pmplanner.services.sessions.swapping import list_places
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.form.swap_popup import SwapPopup
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_menu import SessionMenu
from tests.support import snapshot
from tests.ui.schedule.conftest import Stored, click_row, show


@pytest.fixture
def split(page: SchedulePage, stored: Stored) -> SchedulePage:
    """The page, with Cy, who waited for BOOT-1, in a BOOT-2 of his own."""
    page.edits.split(stored("BOOT-1").row.id, same_days=False)
    assert _names(stored, "BOOT-2") == ["Cy"]
    return page


def _names(stored: Stored, code: str) -> list[str]:
    return [seat.name for seat in stored(code).seats]


def _popup(page: SchedulePage) -> SwapPopup:
    (popup,) = [popup for popup in page.findChildren(SwapPopup) if popup.isVisible()]
    return popup


def _entry(page: SchedulePage, session_id: int) -> QAction:
    menu = SessionMenu(page.edits, (session_id,), page)
    return next(action for action in menu.actions() if action.text() == "Swap people…")


def test_two_people_change_places_from_the_menu_by_keyboard_alone(
    split: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    _entry(split, stored("BOOT-1").row.id).trigger()
    popup = _popup(split)
    qtbot.waitUntil(popup.who.hasFocus)
    assert [popup.who.itemText(n) for n in range(popup.who.count())] == ["Ana", "Bo"]
    assert not popup.swap.isEnabled(), "nobody is guessed to come instead"
    qtbot.keyClick(popup.who, Qt.Key.Key_Down)
    qtbot.keyClick(popup.who, Qt.Key.Key_Tab)
    assert popup.search.hasFocus()
    qtbot.keyClicks(popup.search, "cy boot")
    qtbot.keyClick(popup.search, Qt.Key.Key_Down)
    assert popup.list.hasFocus()
    assert popup.list.currentItem().text() == "Cy · BOOT-2 · 3–4 Mar 2027"
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert (_names(stored, "BOOT-1"), _names(stored, "BOOT-2")) == (["Ana", "Cy"], ["Bo"])
    assert actions.workspace.undo_label() == "Swap Bo in BOOT-1 and Cy in BOOT-2"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_the_form_begins_with_whoever_is_selected_and_shows_the_swap(
    split: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, split, "BOOT-1")
    names = [line.title for line in split.form.seats.list.lines.rows()]
    click_row(qtbot, split.form.seats.list, names.index("Bo"))
    qtbot.mouseClick(split.form.tools.swap, Qt.MouseButton.LeftButton)
    popup = _popup(split)
    assert popup.who.currentText() == "Bo"
    click_row(qtbot, popup.list, 0)
    qtbot.mouseClick(popup.swap, Qt.MouseButton.LeftButton)
    assert _names(stored, "BOOT-2") == ["Bo"]
    assert [line.title for line in split.form.seats.list.lines.rows()] == ["Ana", "Cy"]


def test_who_a_search_hides_is_not_swapped(split: SchedulePage, stored: Stored, qtbot: QtBot) -> None:
    _entry(split, stored("BOOT-1").row.id).trigger()
    popup = _popup(split)
    click_row(qtbot, popup.list, 0)
    assert popup.swap.isEnabled()
    qtbot.keyClicks(popup.search, "nobody")
    assert popup.none.isVisible()
    assert not popup.swap.isEnabled()
    popup.close()


def test_nothing_is_offered_where_nobody_can_change_places(
    split: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    boot, second = stored("BOOT-1").row.id, stored("BOOT-2").row.id
    assert _entry(split, boot).isEnabled()
    actions.do(Label("Lock"), set_locked, second, True)
    assert actions.read(list_places, boot) == ((), ())
    assert not _entry(split, boot).isEnabled()
    show(qtbot, split, "TIME-1")
    assert not split.form.tools.swap.isEnabled()
    assert split.form.tools.swap.toolTip() == "There is nobody to change places with."
