"""The list of sessions: shown, sorted, filtered, removed, copied, revealed."""

import datetime as dt
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pmplanner.services.sessions.seating import set_seat_status
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.support import snapshot
from tests.ui.schedule.conftest import Stored, cells, click_row, open_page, show


def test_a_session_is_shown_with_dates_people_and_problems(page: SchedulePage) -> None:
    assert cells(page, 0) == ["1–2 Mar", "Tue 2 Mar"]
    assert cells(page, 1) == ["Boot", "Time"]
    assert cells(page, 2) == ["BOOT-1", "TIME-1"]
    assert [text.replace("\u202f", "") for text in cells(page, 3)] == ["09:00–17:00", "09:00–17:00"]
    assert cells(page, 4) == ["Oslo", ""]
    assert cells(page, 5) == ["J. Berg", ""]
    assert cells(page, 6) == ["2/2 +1 waiting", "1/3"]
    assert cells(page, 7) == ["Draft", "Confirmed"]
    assert cells(page, 8) == ["! 1", "! 1"]
    tip = page.list.table.model().index(0, 8).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Also in Time (TIME-1, Tue 2 Mar)")


def test_the_table_keeps_the_rules_of_models(page: SchedulePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.list.table.source)
    qtmodeltester.check(page.backlog.table.source)
    qtmodeltester.check(page.problems.list.lines)


def test_a_click_on_a_header_sorts_by_dates_and_numbers(page: SchedulePage, qtbot: QtBot) -> None:
    header = page.list.table.horizontalHeader()
    for column, first in ((0, "BOOT-1"), (1, "BOOT-1"), (2, "BOOT-1"), (6, "TIME-1"), (7, "BOOT-1")):
        page.list.table.sortByColumn(8, Qt.SortOrder.AscendingOrder)
        place = header.viewport().rect().center()
        place.setX(header.sectionViewportPosition(column) + 12)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert cells(page, 2)[0] == first, column
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert cells(page, 2)[-1] == first, column


def test_filters_narrow_the_list_and_say_so(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.list.search, "berg")
    assert cells(page, 2) == ["BOOT-1"]
    scope = page.export_scope()
    assert scope is not None
    assert scope.session_ids == page.list.shown_ids()
    qtbot.keyClicks(page.list.search, "xyz")
    assert page.list.nothing.isVisible()
    qtbot.mouseClick(page.list.show_all_button, Qt.MouseButton.LeftButton)
    assert cells(page, 2) == ["BOOT-1", "TIME-1"]
    assert page.export_scope() is None
    page.list.course.setCurrentText("Time")
    assert cells(page, 2) == ["TIME-1"]
    page.list.course.setCurrentIndex(0)
    page.list.status.setCurrentText("Confirmed")
    assert cells(page, 2) == ["TIME-1"]
    page.list.status.setCurrentText("Held")
    assert cells(page, 2) == []


def test_the_chip_leaves_sessions_with_problems(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.list.with_problems, Qt.MouseButton.LeftButton)
    assert cells(page, 2) == ["BOOT-1", "TIME-1"]
    click_row(qtbot, page.problems.list, 0)
    qtbot.mouseClick(page.problems.take_out_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cells(page, 2) == [])
    assert page.list.nothing.isVisible()


def test_delete_removes_the_selected_sessions_and_undo_brings_them_back(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    click_row(qtbot, page.list.table, 0)
    click_row(qtbot, page.list.table, 1, stateKey=Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(actions.said) as said:
        qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    assert said.args == ["Remove 2 sessions", True]
    assert cells(page, 2) == []
    assert page.list.empty.isVisible()
    assert not page.form.isVisible()
    after = snapshot(actions.workspace.path)
    assert after["session"] == after["seat"] == after["session_day"] == []
    assert after["pick"] == before["pick"]
    qtbot.waitUntil(lambda: page.backlog.count.text() == "8 picks · 3 courses")
    actions.undo()
    assert cells(page, 2) == ["BOOT-1", "TIME-1"]
    assert snapshot(actions.workspace.path) == before


def test_a_session_that_was_attended_is_not_removed(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    detail = stored("TIME-1")
    actions.do(Label("Mark"), set_seat_status, [detail.seats[0].id], "attended", today=dt.date(2099, 1, 1))
    show(qtbot, page, "TIME-1")
    with qtbot.waitSignal(actions.refused) as refused:
        qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    assert "People attended TIME-1" in refused.args[0]
    assert cells(page, 2) == ["BOOT-1", "TIME-1"]


def test_control_d_copies_to_the_next_working_day(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    click_row(qtbot, page.list.table, 0)
    qtbot.keyClick(page.list.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert cells(page, 0) == ["1–2 Mar", "Tue 2 Mar", "3–4 Mar"]
    assert page.form.heading.text() == "BOOT-2 · Boot"
    assert stored("BOOT-2").row.room == "Oslo"
    actions.undo()
    assert "BOOT-2" not in stored
    assert not page.form.isVisible()


def test_an_edit_from_elsewhere_keeps_selection_focus_and_form(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    page.list.table.setFocus()
    resets: list[object] = []
    page.list.table.source.modelReset.connect(lambda: resets.append(1))
    actions.do(Label("Rename"), change_session, stored("TIME-1").row.id, room="Lab 2")
    assert cells(page, 4) == ["Oslo", "Lab 2"]
    assert resets == []
    assert [row.code for row in page.list.table.chosen_sessions()] == ["TIME-1"]
    assert page.list.table.hasFocus()
    assert page.form.fields.room.text() == "Lab 2"


def test_a_session_is_revealed_even_if_a_filter_hides_it(
    page: SchedulePage, qtbot: QtBot, stored: Stored
) -> None:
    qtbot.keyClicks(page.list.search, "boot")
    page.reveal("session", stored("TIME-1").row.id)
    assert page.list.search.text() == ""
    assert [row.code for row in page.list.table.chosen_sessions()] == ["TIME-1"]
    assert page.form.heading.text() == "TIME-1 · Time"


def test_the_sentence_says_how_far_the_plan_is_or_what_is_selected(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.selection_said.connect(said.append)
    click_row(qtbot, page.list.table, 0)
    assert (
        said[-1] == "Boot (BOOT-1) · 1–2 Mar 2027 · Oslo · 2 of 2 seats taken, 1 waiting · draft · 1 problem"
    )
    click_row(qtbot, page.list.table, 1, stateKey=Qt.KeyboardModifier.ControlModifier)
    assert said[-1] == "2 sessions selected"
    assert not page.form.isVisible()
    page.list.table.clearSelection()
    assert said[-1] == "2 sessions · 3 of 8 picks scheduled · 1 problem"


def test_columns_give_way_when_there_is_little_room_and_come_back(page: SchedulePage, qtbot: QtBot) -> None:
    table = page.list.table

    def hidden() -> list[int]:
        return [column for column in range(table.source.columnCount()) if table.isColumnHidden(column)]

    assert hidden() == []
    page.resize(900, 700)
    qtbot.waitUntil(lambda: 3 in hidden())
    assert table.columnWidth(1) >= 150
    page.resize(1240, 800)
    qtbot.waitUntil(lambda: hidden() == [])


def test_the_list_is_found_as_it_was_left(
    page: SchedulePage, actions: Actions, qtbot: QtBot, settings: QSettings
) -> None:
    page.list.table.setColumnWidth(0, 170)
    page.list.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    page.list.status.setCurrentText("Draft")
    page.list.with_problems.setChecked(True)
    page.list.search.setText("bo")
    page.save_state(settings)
    settings.sync()
    other = open_page(actions, qtbot)
    other.restore_state(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert other.list.table.columnWidth(0) == 170
    assert other.list.table.horizontalHeader().sortIndicatorSection() == 2
    assert other.list.table.horizontalHeader().sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    assert other.list.search.text() == "bo"
    assert other.list.status.currentText() == "Draft"
    assert other.list.with_problems.isChecked()
    assert cells(other, 2) == ["BOOT-1"]


def test_filters_and_form_have_room_in_the_smallest_window(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    page.resize(772, 540)  # of a window of 960 by 600
    qtbot.wait(1)
    assert page.width() == 772
    assert page.rect().contains(QRect(page.form.mapTo(page, QPoint()), page.form.size()))
    filters = (page.list.search, page.list.course, page.list.status, page.list.with_problems)
    for one, other in combinations(filters, 2):
        assert not one.geometry().intersects(other.geometry())
