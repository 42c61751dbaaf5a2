"""The timeline and the month with keys alone, and what is selected."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.month.view import MonthView
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_menu import SessionMenu
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.support import known, snapshot
from tests.ui.finding import menu_of
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import ALT, CONTROL, SHIFT, centre, click, days_of, send

KEY = Qt.Key


@pytest.fixture(params=["timeline", "month"])
def view(page: SchedulePage, request: pytest.FixtureRequest) -> TimelineView | MonthView:
    """Either of the two views on which the same keys act."""
    page.views.show_view(request.param)
    widget = page.views.view_widget()
    assert isinstance(widget, TimelineView | MonthView)
    widget.setFocus()
    return widget


@pytest.mark.slow
def test_keys_move_a_session_and_undo_puts_it_back(
    view: TimelineView | MonthView, page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    session_id = stored("BOOT-1").row.id
    page.selection.choose([session_id])
    for key, keys, days, label in (
        (KEY.Key_Right, ALT, [2, 3], "Move BOOT-1 a working day on"),
        (KEY.Key_Right, ALT | SHIFT, [8, 9], "Move BOOT-1 a week on"),
        (KEY.Key_Left, ALT, [26, 1], "Move BOOT-1 a working day back"),
        (KEY.Key_Left, ALT | SHIFT, [22, 23], "Move BOOT-1 a week back"),
        (KEY.Key_Down, ALT | SHIFT, [1, 2, 3], "Make BOOT-1 a day longer"),
        (KEY.Key_Up, ALT | SHIFT, [1], "Make BOOT-1 a day shorter"),
    ):
        qtbot.keyClick(view, key, keys)
        assert days_of(stored, "BOOT-1") == days, label
        assert actions.workspace.undo_label() == label
        assert list(page.selection.ids) == [session_id], label
        actions.undo()
        assert snapshot(actions.workspace.path) == before, label


def test_delete_removes_and_control_d_copies(
    view: TimelineView | MonthView, page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    page.selection.choose([stored("BOOT-1").row.id])
    qtbot.keyClick(view, KEY.Key_D, CONTROL)
    assert days_of(stored, "BOOT-2") == [3, 4]
    assert list(page.selection.ids) == [stored("BOOT-2").row.id]
    page.selection.choose([stored("BOOT-1").row.id, stored("TIME-1").row.id])
    qtbot.keyClick(view, KEY.Key_Delete)
    assert "BOOT-1" not in stored
    assert "TIME-1" not in stored
    assert list(page.selection.ids) == []
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_p_pins_and_l_locks_and_again_lets_go(
    view: TimelineView | MonthView, page: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    page.selection.choose([stored("BOOT-1").row.id])
    for _ in range(2):
        qtbot.keyClick(view, KEY.Key_P)
        qtbot.keyClick(view, KEY.Key_L)
        row = stored("BOOT-1").row
        states = (row.pinned, row.locked)
        assert states in ((True, True), (False, False))
    assert states == (False, False)


def test_enter_opens_the_form_and_escape_in_it_comes_back(
    view: TimelineView | MonthView, page: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    page.selection.choose([stored("BOOT-1").row.id])
    assert not page.form.isVisible()
    qtbot.keyClick(view, KEY.Key_Return)
    assert page.form.isVisible()
    assert page.form.session_id == stored("BOOT-1").row.id
    qtbot.keyClick(page.form, KEY.Key_Escape)
    assert not page.form.isVisible()
    assert view.hasFocus()
    assert list(page.selection.ids) == [stored("BOOT-1").row.id]


def test_a_key_that_is_refused_says_why(
    view: TimelineView | MonthView, page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    page.selection.choose([stored("BOOT-1").row.id])
    qtbot.keyClick(view, KEY.Key_P)
    with qtbot.waitSignal(actions.refused) as refused:
        qtbot.keyClick(view, KEY.Key_Right, ALT)
    assert "BOOT-1 is pinned" in refused.args[0]
    assert days_of(stored, "BOOT-1") == [1, 2]


def test_arrows_go_from_bar_to_bar_and_lane_to_lane(
    page: SchedulePage, timeline: TimelineView, stored: Stored, qtbot: QtBot
) -> None:
    boot, time = stored("BOOT-1").row.id, stored("TIME-1").row.id
    page.views._group("person")
    qtbot.keyClick(timeline, KEY.Key_Right)
    assert list(page.selection.ids) == [boot]
    ana = timeline.lane
    qtbot.keyClick(timeline, KEY.Key_Right)
    assert (page.selection.ids, timeline.lane) == ((time,), ana)
    qtbot.keyClick(timeline, KEY.Key_Left)
    qtbot.keyClick(timeline, KEY.Key_Down)
    assert list(page.selection.ids) == [boot]
    bo = timeline.lane
    assert bo is not None
    book = known(timeline.book)
    assert book.lanes[book.place_of(bo)].row.title == "Bo"
    qtbot.keyClick(timeline, KEY.Key_Up)
    qtbot.keyClick(timeline, KEY.Key_Right, SHIFT)
    assert list(page.selection.ids) == [boot, time]


def test_the_selected_session_is_said_to_screen_readers(
    view: TimelineView | MonthView, page: SchedulePage, stored: Stored
) -> None:
    assert view.accessibleName()
    page.selection.choose([stored("BOOT-1").row.id])
    assert view.accessibleDescription().startswith("Boot (BOOT-1) · 1–2 Mar 2027 · Oslo")
    page.selection.choose(())
    assert view.accessibleDescription() == ""


def test_clicks_select_one_several_and_none(timeline: TimelineView, stored: Stored) -> None:
    boot, time = stored("BOOT-1").row.id, stored("TIME-1").row.id
    click(timeline.viewport(), centre(timeline, "BOOT-1"))
    assert list(timeline.selection.ids) == [boot]
    click(timeline.viewport(), centre(timeline, "TIME-1"), CONTROL)
    assert list(timeline.selection.ids) == [boot, time]
    click(timeline.viewport(), centre(timeline, "BOOT-1"), CONTROL)
    assert list(timeline.selection.ids) == [time]
    click(timeline.viewport(), centre(timeline, "BOOT-1"), SHIFT)
    assert list(timeline.selection.ids) == [time, boot]
    click(timeline.viewport(), centre(timeline, "TIME-1"))
    assert list(timeline.selection.ids) == [time]
    click(timeline.viewport(), QPointF(timeline.viewport().width() - 40, 80))
    assert list(timeline.selection.ids) == []


def test_a_double_click_opens_the_form_a_click_only_selects(
    page: SchedulePage, timeline: TimelineView, stored: Stored
) -> None:
    click(timeline.viewport(), centre(timeline, "TIME-1"))
    assert not page.form.isVisible()
    send(timeline.viewport(), QEvent.Type.MouseButtonDblClick, centre(timeline, "TIME-1"))
    assert page.form.isVisible()
    assert page.form.session_id == stored("TIME-1").row.id
    page.selection.choose([stored("BOOT-1").row.id])
    assert page.form.session_id == stored("BOOT-1").row.id


def test_the_selection_stays_from_view_to_view(page: SchedulePage, stored: Stored) -> None:
    time = stored("TIME-1").row.id
    page.views.timeline.selection.choose([time])
    page.views.show_view("list")
    assert [row.id for row in page.list.table.chosen_sessions()] == [time]
    page.list.table.select_key(stored("BOOT-1").row.id)
    page.views.show_view("month")
    assert list(page.selection.ids) == [stored("BOOT-1").row.id]


def _menu_texts(menu: SessionMenu) -> dict[str, bool]:
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_the_menu_offers_what_can_be_done(page: SchedulePage, stored: Stored) -> None:
    boot, time = stored("BOOT-1").row.id, stored("TIME-1").row.id
    one = _menu_texts(SessionMenu(page.edits, (boot,), page))
    assert one == {
        "Open": True,
        "Copy": True,
        "Split": True,
        "Merge": False,
        "Swap people…": False,
        "Series…": True,
        "Pin": True,
        "Lock": True,
        "Confirm": True,
        "Attendance sheet…": True,
        "Certificates of attendance…": True,
        "Cancel session": True,
        "Remove": True,
    }
    asked: list[tuple[str, object, str]] = []
    page.paper_requested.connect(lambda *what: asked.append(what))
    next(
        a for a in SessionMenu(page.edits, (boot,), page).actions() if a.text() == "Attendance sheet…"
    ).trigger()
    assert asked == [("attendance", None, "BOOT-1")]
    both = _menu_texts(SessionMenu(page.edits, (boot, time), page))
    assert not any(both[text] for text in ("Open", "Split", "Merge", "Swap people…", "Series…"))
    assert both["Confirm"], "of the two, the one that is not confirmed yet"


def test_what_the_menu_does_can_be_undone(page: SchedulePage, actions: Actions, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    for text, label in (
        ("Copy", "Copy session BOOT-1"),
        ("Pin", "Pin BOOT-1"),
        ("Lock", "Lock BOOT-1"),
        ("Confirm", "Confirm BOOT-1"),
        ("Cancel session", "Cancel BOOT-1"),
        ("Remove", "Remove BOOT-1"),
    ):
        menu = SessionMenu(page.edits, (stored("BOOT-1").row.id,), page)
        next(action for action in menu.actions() if action.text() == text).trigger()
        assert actions.workspace.undo_label() == label
        assert snapshot(actions.workspace.path) != before, text
        actions.undo()
        assert snapshot(actions.workspace.path) == before, text


def test_split_and_merge_from_the_menu(page: SchedulePage, actions: Actions, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    boot = stored("BOOT-1").row.id
    page.edits.split(boot, same_days=False)
    second = stored("BOOT-2")
    assert [seat.name for seat in second.seats] == ["Cy"]
    menu = SessionMenu(page.edits, (boot, second.row.id), page)
    merge = next(menu_of(action) for action in menu.actions() if action.text() == "Merge")
    next(action for action in merge.actions() if " into BOOT-1 (" in action.text()).trigger()
    assert "BOOT-2" not in stored
    assert actions.workspace.undo_label() == "Merge 2 sessions into BOOT-1"
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_series_from_the_menu(page: SchedulePage, actions: Actions, stored: Stored) -> None:
    page.edits.repeat(stored("TIME-1").row.id, 14, 3)
    assert [days_of(stored, code) for code in ("TIME-1", "TIME-2", "TIME-3")] == [[2], [16], [30]]
    assert actions.workspace.undo_label() == "Repeat TIME-1 2 times"


def test_the_menu_key_opens_the_menu_at_the_bar(
    view: TimelineView | MonthView, page: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    page.selection.choose([stored("BOOT-1").row.id])
    target = view.viewport() if isinstance(view, TimelineView) else view
    reason = QContextMenuEvent.Reason.Keyboard
    with qtbot.waitSignal(view.menu_requested):
        middle = target.rect().center()
        QApplication.sendEvent(target, QContextMenuEvent(reason, middle, target.mapToGlobal(middle)))
    (menu,) = [menu for menu in page.findChildren(SessionMenu) if menu.isVisible()]
    menu.close()
