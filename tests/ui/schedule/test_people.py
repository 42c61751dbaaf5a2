"""The people in a session: added, removed, marked."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.people.history import list_edits
from pmplanner.services.sessions.sessions import SessionDetail
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.form.people_picker import PeoplePicker
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.widgets.tables.two_line_list import Line
from tests.support import snapshot
from tests.ui.schedule.conftest import Stored, click_row, show

D = Decimal


def _lines(page: SchedulePage) -> list[tuple[str, str, str]]:
    return [(line.title, line.right, line.detail) for line in page.form.seats.list.lines.rows()]


def _seats(detail: SessionDetail | None) -> dict[str, str]:
    assert detail is not None
    return {seat.name: seat.status for seat in detail.seats}


def _label(actions: Actions) -> str:
    return actions.read(list_edits)[0].label


def _select(qtbot: QtBot, page: SchedulePage, name: str) -> None:
    lines: list[Line] = list(page.form.seats.list.lines.rows())
    click_row(qtbot, page.form.seats.list, [line.title for line in lines].index(name))


def _choose(qtbot: QtBot, page: SchedulePage, status: str) -> None:
    combo = page.form.seats.status
    combo.setCurrentIndex(combo.findData(status))
    combo.activated.emit(combo.currentIndex())


def test_people_are_shown_with_seat_waiting_list_and_problem(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    assert _lines(page) == [
        ("Ana", "Booked", "Also in Time (TIME-1, Tue 2 Mar) on Tue 2 Mar."),
        ("Bo", "Booked", ""),
        ("Cy", "Waiting #1", ""),
    ]
    ana, _bo, cy = page.form.seats.list.lines.rows()
    assert (ana.detail_role, cy.right_role) == ("problem_text", "problem_text")
    assert page.form.seats.says.text() == "2 people, 1 on the waiting list"
    assert not page.form.seats.add.isEnabled()
    tall = page.form.seats.list.sizeHintForRow(0)
    assert tall > page.form.seats.list.sizeHintForRow(1)


def test_all_open_picks_are_added_and_those_beyond_the_seats_wait(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "TIME-1")
    assert page.form.seats.add_all.text() == "&Add all 3 open picks"
    qtbot.mouseClick(page.form.seats.add_all, Qt.MouseButton.LeftButton)
    assert _label(actions) == "Add 3 people to TIME-1"
    assert _seats(stored("TIME-1")) == {"Ana": "booked", "Bo": "booked", "Cy": "booked", "Dara": "waiting"}
    assert page.form.message.text() == "TIME-1 has 3 seats. 1 person is on the waiting list."
    assert not page.form.seats.add_all.isVisible()
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert [line[0] for line in _lines(page)] == ["Ana"]


def _picker(page: SchedulePage, qtbot: QtBot) -> PeoplePicker:
    qtbot.mouseClick(page.form.seats.add, Qt.MouseButton.LeftButton)
    (picker,) = page.form.seats.findChildren(PeoplePicker)
    qtbot.waitExposed(picker)
    return picker


def test_people_are_searched_and_ticked_with_the_keyboard(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    picker = _picker(page, qtbot)
    assert not picker.add.isEnabled()
    qtbot.keyClicks(picker.search, "dar")
    assert [picker.list.item(n).isHidden() for n in range(3)] == [True, True, False]
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    picker.search.setText("bo")
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    assert picker.add.text() == "Add 2 people"
    qtbot.keyClick(picker.list, Qt.Key.Key_Return)
    assert not picker.isVisible()
    assert _label(actions) == "Add 2 people to TIME-1"
    assert _seats(stored("TIME-1")) == {"Ana": "booked", "Bo": "booked", "Dara": "booked"}


def test_the_picker_says_when_nobody_matches_and_escape_leaves(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    show(qtbot, page, "TIME-1")
    picker = _picker(page, qtbot)
    qtbot.keyClicks(picker.search, "zzz")
    assert picker.none.isVisible()
    qtbot.keyClick(picker.search, Qt.Key.Key_Escape)
    assert picker.search.text() == ""
    qtbot.keyClick(picker.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.form.seats.findChildren(PeoplePicker))
    assert len(actions.read(list_edits)) == 1


def test_delete_takes_people_out_and_those_waiting_move_up(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    assert not page.form.seats.remove.isVisible()
    _select(qtbot, page, "Ana")
    assert page.form.seats.remove.text() == "Remove 1 person"
    qtbot.keyClick(page.form.seats.list, Qt.Key.Key_Delete)
    assert _label(actions) == "Take Ana out of BOOT-1"
    assert _seats(stored("BOOT-1")) == {"Bo": "booked", "Cy": "booked"}
    qtbot.waitUntil(lambda: page.problems.shown() == 0)
    assert page.form.seats.add_all.text() == "&Add the 1 open pick"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_people_are_marked(page_later: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored) -> None:
    page = page_later
    show(qtbot, page, "BOOT-1")
    _select(qtbot, page, "Ana")
    _choose(qtbot, page, "absent")
    assert _label(actions) == "Mark Ana as absent in BOOT-1"
    assert _lines(page)[0][:2] == ("Ana", "Absent")
    _choose(qtbot, page, "attended")
    assert _seats(stored("BOOT-1"))["Ana"] == "attended"
    assert not page.form.seats.days.isVisible()


def test_nobody_is_marked_before_the_session_begins(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    _select(qtbot, page, "Ana")
    _choose(qtbot, page, "attended")
    assert "attendance can be entered from that day on" in page.form.message.text()
    assert _lines(page)[0][1] != "Attended"


def test_who_attended_partly_has_days_of_their_own(
    page_later: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    page = page_later
    show(qtbot, page, "BOOT-1")
    _select(qtbot, page, "Ana")
    _choose(qtbot, page, "partly attended")
    days = page.form.seats.days
    assert days.isVisible()
    assert days.value() == 1.0
    qtbot.keyClick(days, Qt.Key.Key_Up)
    qtbot.keyClick(days, Qt.Key.Key_Return)
    assert stored("BOOT-1").seats[0].attended_days == D("1.25")
    assert _lines(page)[0][1] == "Partly attended, 1.25 d"
    days.setValue(5)
    qtbot.keyClick(days, Qt.Key.Key_Return)
    assert page.form.message.text() == "BOOT-1 has 2 days; who was there partly, no more."
    assert days.value() == 1.25
    assert [line.title for line in page.form.seats.list.selected_lines()] == ["Ana"]


def test_the_list_of_people_is_as_high_as_they_need(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    seats = page.form.seats.list
    qtbot.waitUntil(lambda: seats.height() >= seats.content_height())
    assert not seats.verticalScrollBar().isVisible()
    assert QApplication.focusWidget() is page.list.table
