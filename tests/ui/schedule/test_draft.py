"""A new session: begun empty or from the backlog, worked out, created as one edit."""

import datetime as dt

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.lookup import find_person
from pmplanner.services.people.history import add_absence, list_edits
from pmplanner.services.plans.picks import pick_courses
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.services.small_plan import MONDAY
from tests.support import known, snapshot
from tests.ui.schedule.conftest import TODAY, Stored, cells, click_row, show, write


def _backlog_row(page: SchedulePage, title: str) -> int:
    return [row.title for row in page.backlog.table.source.rows()].index(title)


def _seats(page: SchedulePage) -> list[tuple[str, str, str]]:
    return [(line.title, line.right, line.detail) for line in page.form.seats.list.lines.rows()]


def _set_start(qtbot: QtBot, page: SchedulePage, day: dt.date) -> None:
    start = page.form.fields.first_date
    start.setDate(QDate(day.year, day.month, day.day))
    qtbot.keyClick(start, Qt.Key.Key_Return)


def test_the_backlog_lists_open_picks_with_the_earliest_day(page: SchedulePage) -> None:
    model = page.backlog.table.model()
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert shown == [
        ["Boot  2 d", "1 person", "earliest 4 Jan"],
        ["Lead  1.5 d", "1 person", "earliest 4 Jan"],
        ["Time  1 d", "3 people", "2 seats in TIME-1, 2 Mar"],
    ]
    assert page.backlog.count.text() == "5 picks · 3 courses"


def _begin_session(qtbot: QtBot, page: SchedulePage, title: str) -> None:
    """Begin a new session of a course with all its people, also where another has seats."""
    click_row(qtbot, page.backlog.table, _backlog_row(page, title))
    qtbot.mouseClick(page.backlog.new, Qt.MouseButton.LeftButton)


def test_the_new_button_of_the_backlog_begins_a_session_with_all_these_people(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Time"))
    assert page.backlog.new.isEnabled()
    _begin_session(qtbot, page, "Time")
    assert page.form.drafting
    assert page.form.heading.text() == "New session"
    assert page.form.fields.code.placeholderText() == "TIME-2"
    assert page.form.fields.start.entered() == TODAY
    assert page.form.fields.seats_max.entered() == 3
    assert _seats(page) == [("Bo", "Booked", ""), ("Cy", "Booked", ""), ("Dara", "Booked", "")]
    assert snapshot(actions.workspace.path) == before
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    detail = stored("TIME-2")
    assert {seat.name: seat.status for seat in detail.seats} == dict.fromkeys(("Bo", "Cy", "Dara"), "booked")
    assert detail.row.first_day == TODAY
    assert actions.read(list_edits)[0].label == "Add session TIME-2 with 3 people"
    assert [row.code for row in page.list.table.chosen_sessions()] == ["TIME-2"]
    assert page.form.heading.text() == "TIME-2 · Time"
    assert not page.form.create_button.isVisible()
    qtbot.waitUntil(lambda: page.backlog.count.text() == "2 picks · 2 courses")
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert not page.form.isVisible()


def test_a_click_on_the_date_in_the_backlog_begins_a_session(page: SchedulePage, qtbot: QtBot) -> None:
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Lead"), 0)
    assert not bool(page.form.drafting)
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Lead"), 2)
    assert page.form.drafting
    assert page.form.fields.course.currentText() == "Lead · 1.5 d · LEAD"
    assert [str(day.portion) for day in page.form.fields.days.entered()] == ["1", "0.5"]


@pytest.mark.parametrize("by_key", [True, False])
def test_free_seats_are_offered_before_a_new_session(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored, by_key: bool
) -> None:
    before = snapshot(actions.workspace.path)
    if by_key:
        click_row(qtbot, page.backlog.table, _backlog_row(page, "Time"))
        qtbot.keyClick(page.backlog.table, Qt.Key.Key_Return)
    else:
        click_row(qtbot, page.backlog.table, _backlog_row(page, "Time"), 2)
    assert not page.form.drafting
    # Bo is in another session on that day, so the seats are for the two others
    assert {seat.name for seat in stored("TIME-1").seats} == {"Ana", "Cy", "Dara"}
    assert actions.read(list_edits)[0].label == "Seat 2 people in TIME-1"
    qtbot.waitUntil(lambda: page.backlog.count.text() == "3 picks · 3 courses")
    model = page.backlog.table.model()
    assert model.index(_backlog_row(page, "Time"), 2).data() == "earliest 4 Jan"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_control_n_begins_an_empty_session_and_the_course_fills_its_days(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.drafting
    fields = page.form.fields
    assert QApplication.focusWidget() in (fields.course, fields.course.lineEdit())
    assert fields.days.entered() == ()
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    assert page.form.message.text() == "Choose a course first."
    write(qtbot, known(fields.course.lineEdit()), "Boot · 2 d · BOOT")
    assert not page.form.message.isVisible()
    assert [day.day for day in fields.days.entered()] == [TODAY, TODAY + dt.timedelta(days=1)]
    assert fields.seats_max.entered() == 2
    _set_start(qtbot, page, dt.date(2027, 3, 13))
    assert [day.day for day in fields.days.entered()] == [dt.date(2027, 3, 15), dt.date(2027, 3, 16)]
    assert fields.start.entered() == dt.date(2027, 3, 15)
    write(qtbot, fields.room, "Bergen")
    write(qtbot, fields.code, "B-2027")
    assert len(actions.read(list_edits)) == 1
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    row = stored("B-2027").row
    assert (row.room, row.first_day, row.booked) == ("Bergen", dt.date(2027, 3, 15), 0)
    assert actions.read(list_edits)[0].label == "Add session B-2027"
    assert cells(page, 2) == ["BOOT-1", "TIME-1", "B-2027"]


def test_a_session_is_made_by_twelve_keys(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    """From the list: the course by its name, the earliest day that suits all, all open picks."""
    ana = actions.read(find_person, "Dara").id
    actions.do(Label("Leave"), add_absence, ana, TODAY, TODAY + dt.timedelta(days=2), "Leave")
    qtbot.waitUntil(lambda: page.backlog.table.source.rows()[1].earliest == dt.date(2027, 1, 7))
    before = snapshot(actions.workspace.path)
    page.list.table.setFocus()
    keys = 0

    def press(
        key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = ""
    ) -> None:
        nonlocal keys
        keys += 1
        focused = known(QApplication.focusWidget())
        if text:
            qtbot.keyClicks(focused, text)
        else:
            qtbot.keyClick(focused, key, held)

    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    for letter in "lead":
        press(Qt.Key.Key_A, text=letter)
    press(Qt.Key.Key_Return)
    page.activateWindow()  # without a window system the list that was typed into stays the active window
    fields, seats = page.form.fields, page.form.seats
    assert fields.course.currentText().startswith("Lead")
    assert fields.start.entered() == dt.date(2027, 1, 7), "the earliest day that suits all"
    press(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: [person.name for person in seats.seated()] == ["Dara"])  # Qt shows the press
    assert seats.list.hasFocus(), "the button is gone, and the keys are where one sees them"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    detail = stored("LEAD-1")
    assert (detail.row.first_day, detail.row.booked) == (dt.date(2027, 1, 7), 1)
    assert keys <= 12
    press(Qt.Key.Key_Return)
    assert page.form.isVisible()
    page.form.fields.room.setFocus()
    qtbot.keyClicks(page.form.fields.room, "Bergen")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.form.isVisible()
    assert stored("LEAD-1").row.room == "Bergen", "what was typed counts"
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_those_beyond_the_seats_would_wait(page: SchedulePage, qtbot: QtBot, stored: Stored) -> None:
    _begin_session(qtbot, page, "Time")
    seats_max = page.form.fields.seats_max
    seats_max.setValue(1)
    qtbot.keyClick(seats_max, Qt.Key.Key_Return)
    assert [line[:2] for line in _seats(page)] == [
        ("Bo", "Booked"),
        ("Cy", "Waiting #1"),
        ("Dara", "Waiting #2"),
    ]
    assert page.form.seats.says.text() == "1 person, 2 on the waiting list"
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    assert [seat.status for seat in stored("TIME-2").seats] == ["booked", "waiting", "waiting"]


def test_a_draft_says_what_would_clash_and_with_which_session(page: SchedulePage, qtbot: QtBot) -> None:
    _begin_session(qtbot, page, "Time")
    _set_start(qtbot, page, MONDAY)
    clash = "Also in Boot (BOOT-1, Mon 1 Mar to Tue 2 Mar) on Mon 1 Mar."
    assert _seats(page) == [("Bo", "Booked", clash), ("Cy", "Booked", ""), ("Dara", "Booked", "")]
    _set_start(qtbot, page, dt.date(2027, 3, 3))
    assert [line[2] for line in _seats(page)] == ["", "", ""]


def test_people_are_left_out_of_a_draft_and_added_again(page: SchedulePage, qtbot: QtBot) -> None:
    _begin_session(qtbot, page, "Time")
    click_row(qtbot, page.form.seats.list, 1)
    assert not page.form.seats.status.isVisible()
    qtbot.mouseClick(page.form.seats.remove, Qt.MouseButton.LeftButton)
    assert [line[0] for line in _seats(page)] == ["Bo", "Dara"]
    assert page.form.seats.add_all.text() == "&Add the 1 open pick"
    qtbot.mouseClick(page.form.seats.add_all, Qt.MouseButton.LeftButton)
    assert [line[0] for line in _seats(page)] == ["Bo", "Dara", "Cy"]


def test_a_refused_session_says_why_in_the_form(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    _begin_session(qtbot, page, "Time")
    write(qtbot, page.form.fields.code, "TIME-1")
    before = snapshot(actions.workspace.path)
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    assert page.form.message.text() == "There is already a session “TIME-1” in this plan."
    assert page.form.drafting
    assert len(_seats(page)) == 3
    assert snapshot(actions.workspace.path) == before
    write(qtbot, page.form.fields.code, "")
    qtbot.mouseClick(page.form.create_button, Qt.MouseButton.LeftButton)
    assert page.form.heading.text() == "TIME-2 · Time"


def test_a_draft_is_put_aside_by_a_look_at_a_session_and_gone_on_with(
    page: SchedulePage, qtbot: QtBot
) -> None:
    _begin_session(qtbot, page, "Time")
    write(qtbot, page.form.fields.room, "Bergen")
    show(qtbot, page, "BOOT-1")
    assert page.form.heading.text() == "BOOT-1 · Boot"
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    assert page.form.heading.text() == "New session"
    assert page.form.fields.room.text() == "Bergen"
    assert [line[0] for line in _seats(page)] == ["Bo", "Cy", "Dara"]
    assert page.list.table.chosen_sessions() == ()
    qtbot.mouseClick(page.form.cancel_button, Qt.MouseButton.LeftButton)
    assert not page.form.isVisible()
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    assert page.form.fields.room.text() == ""
    assert _seats(page) == []


def test_a_draft_follows_picks_made_meanwhile(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Lead"), 2)
    course = page.form.fields.course.entered()
    assert isinstance(course, int)
    ana = actions.read(lambda db: find_person(db, "Ana").id)
    actions.do(Label("Pick"), pick_courses, known(actions.plan_id), [ana], [course])
    assert [line[0] for line in _seats(page)] == ["Dara"]
    assert page.form.seats.add_all.text() == "&Add the 1 open pick"
    actions.undo()
    assert not page.form.seats.add_all.isVisible()


def test_the_backlog_follows_absences(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    dara = actions.read(lambda db: find_person(db, "Dara").id)
    actions.do(Label("Leave"), add_absence, dara, TODAY, dt.date(2027, 1, 8), "On leave")
    model = page.backlog.table.model()
    qtbot.waitUntil(lambda: model.index(_backlog_row(page, "Lead"), 2).data() == "earliest 11 Jan")
    actions.do(Label("Leave"), add_absence, dara, dt.date(2027, 1, 9), dt.date(2027, 6, 30), "On leave")
    qtbot.waitUntil(lambda: model.index(_backlog_row(page, "Lead"), 2).data() == "no day suits all")
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Lead"), 2)
    assert page.form.fields.start.entered() == TODAY
    assert _seats(page)[0][2].startswith("On leave from Mon 4 Jan")


def test_a_day_that_cannot_be_is_said_at_once(page: SchedulePage, qtbot: QtBot) -> None:
    click_row(qtbot, page.backlog.table, _backlog_row(page, "Boot"), 2)
    second = page.form.fields.days.rows()[1]
    second.date.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    qtbot.keyClick(second.date, Qt.Key.Key_Return)
    assert page.form.message.text() == "The session has two parts on 4 Jan 2027 at the same time."


def test_a_part_of_the_title_and_enter_choose_the_only_course_that_holds_it(
    page: SchedulePage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    course = page.form.fields.course
    course.setFocus()
    for typed, shown in (("oo", "Boot"), ("ead", "Lead"), ("nothing", "Lead")):
        line = known(course.lineEdit())
        line.selectAll()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert course.currentText().startswith(shown), typed


def test_a_new_session_is_proposed_for_the_first_open_day(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    saturday = dt.date(2027, 1, 9)
    actions.do(Label("Week"), set_working_week, 0b1100000)  # people work at weekends here
    actions.do(Label("Closed"), add_closure, saturday, saturday)
    page._new_action.trigger()
    assert page.form.fields.start.entered() == saturday + dt.timedelta(days=1)
