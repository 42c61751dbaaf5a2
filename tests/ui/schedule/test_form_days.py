"""The days in the form of a session: moved, halved, added, typed and refused."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from pmplanner.services.people.history import list_edits
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.services.small_plan import MONDAY
from tests.support import snapshot
from tests.ui.schedule.conftest import TUESDAY, Stored, last_label, show, undo_all

D = Decimal


@pytest.mark.slow
def test_the_history_names_the_day_on_which_a_session_is(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    saturday = dt.date(2027, 3, 13)
    show(qtbot, page, "BOOT-1")
    start = page.form.fields.first_date
    start.setFocus()
    start.setDate(QDate(2027, 3, 13))
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert last_label(actions) == "Move BOOT-1 to 15 Mar"
    session_id = stored("BOOT-1").row.id
    page.edits.copy_to(session_id, saturday)
    assert last_label(actions) == "Copy BOOT-1 to 15 Mar"
    page.edits.place(session_id, saturday + dt.timedelta(days=7))
    assert last_label(actions) == "Move BOOT-1 to 22 Mar"
    page.edits.place(session_id, saturday + dt.timedelta(days=14), room="Bergen")
    assert last_label(actions) == "Put BOOT-1 into Bergen on 29 Mar"
    page.edits.create("Boot", stored("BOOT-1").row.course_id, saturday, [], {})
    assert last_label(actions) == "Schedule Boot on 15 Mar for 0 people"


def test_another_start_moves_all_days(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    start = page.form.fields.first_date
    start.setFocus()
    start.setDate(QDate(2027, 3, 12))
    assert len(actions.read(list_edits)) == 1
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert last_label(actions) == "Move BOOT-1 to 12 Mar"
    assert [day.day for day in stored("BOOT-1").days] == [dt.date(2027, 3, 12), dt.date(2027, 3, 15)]
    qtbot.waitUntil(lambda: page.problems.shown() == 0)
    undo_all(actions, before)
    qtbot.waitUntil(lambda: page.problems.shown() == 1)
    assert start.entered() == MONDAY


def test_a_date_clicked_in_the_calendar_is_applied(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    start = page.form.fields.first_date
    start.setFocus()
    qtbot.mouseClick(start.findChild(QToolButton), Qt.MouseButton.LeftButton)
    calendar = start.calendar()
    qtbot.waitUntil(calendar.isVisible)
    calendar.setSelectedDate(QDate(2027, 3, 10))
    calendar.clicked.emit(QDate(2027, 3, 10))
    qtbot.waitUntil(lambda: not calendar.isVisible())
    qtbot.waitUntil(lambda: stored("TIME-1").row.first_day == dt.date(2027, 3, 10))
    assert last_label(actions) == "Move TIME-1 to 10 Mar"


def test_a_single_day_is_moved(page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    second = page.form.fields.days.rows()[1]
    second.date.setDate(QDate(2027, 3, 5))
    qtbot.keyClick(second.date, Qt.Key.Key_Return)
    assert last_label(actions) == "Move day 2 of BOOT-1 to 5 Mar 2027"
    assert [day.day for day in stored("BOOT-1").days] == [MONDAY, dt.date(2027, 3, 5)]
    undo_all(actions, before)


def test_a_day_is_halved(page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored) -> None:
    show(qtbot, page, "BOOT-1")
    portion = page.form.fields.days.rows()[1].portion
    portion.setFocus()
    for _ in range(2):
        qtbot.keyClick(portion, Qt.Key.Key_Down)
    day = stored("BOOT-1").days[1]
    assert (day.portion, day.end_time) == (D("0.5"), dt.time(13))
    assert page.form.fields.days.rows()[1].end.entered() == dt.time(13)
    assert portion.hasFocus()
    assert last_label(actions) == "Change the days of BOOT-1"


def test_days_are_added_and_removed(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    days = page.form.fields.days
    QApplication.processEvents()  # what is laid out between press and release is not clicked
    qtbot.mouseClick(days.add, Qt.MouseButton.LeftButton)
    assert last_label(actions) == "Add a day to BOOT-1"
    assert [day.day for day in stored("BOOT-1").days] == [MONDAY, TUESDAY, dt.date(2027, 3, 3)]
    qtbot.mouseClick(days.rows()[0].remove, Qt.MouseButton.LeftButton)
    assert last_label(actions) == "Remove a day of BOOT-1"
    assert [row.date.entered() for row in days.rows()] == [TUESDAY, dt.date(2027, 3, 3)]
    assert page.form.fields.start.entered() == TUESDAY
    qtbot.mouseClick(days.rows()[0].remove, Qt.MouseButton.LeftButton)
    assert len(days.rows()) == 1
    assert not days.rows()[0].remove.isEnabled()


def _type_over(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    """Ctrl+A, the text, and Tab."""
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_a_day_that_would_end_before_it_begins_is_refused(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    row = page.form.fields.days.rows()[0]
    _type_over(qtbot, row.end, "08:00")
    assert page.form.message.text() == row.end.toolTip() == "It would end before it begins."
    assert row.end.text() == "08:00"
    assert len(actions.read(list_edits)) == 1
    _type_over(qtbot, page.form.fields.room, "Bergen")
    assert stored("BOOT-1").days[0].end_time == dt.time(17)
    assert row.end.text() == "08:00"
    _type_over(qtbot, row.start, "7")
    day = stored("BOOT-1").days[0]
    assert (day.start_time, day.end_time) == (dt.time(7), dt.time(8))
    assert (row.end.toolTip(), page.form.message.isVisible()) == ("", False)


def test_what_was_refused_goes_with_another_session(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    row = page.form.fields.days.rows()[0]
    _type_over(qtbot, row.end, "08:00")
    _type_over(qtbot, row.date, "soon")
    assert row.date.text() == "soon"
    assert "“soon” is not a date" in page.form.message.text()
    show(qtbot, page, "TIME-1")
    show(qtbot, page, "BOOT-1")
    row = page.form.fields.days.rows()[0]
    assert (row.date.text(), row.end.text()) == ("Mon 1 Mar 2027", "17:00")
    assert (row.date.toolTip(), row.end.toolTip()) == ("", "")


def test_a_typed_start_moves_the_session(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    before = stored("TIME-1").row.first_day
    for typed in ("10 03 2027", "10 Mar 2027", "10/3/2027", "2027-03-10", "Mon 10 Mar 2027"):
        _type_over(qtbot, page.form.fields.first_date, typed)
        assert last_label(actions) == "Move TIME-1 to 10 Mar", typed
        assert stored("TIME-1").row.first_day == dt.date(2027, 3, 10), typed
        assert page.form.fields.first_date.text() == "Wed 10 Mar 2027", typed
        actions.undo()
        assert stored("TIME-1").row.first_day == before, typed


def test_tab_goes_through_the_days_as_the_eye_does(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    form = page.form.fields
    first, second = form.days.rows()
    wanted = [first.date, first.start, first.end, first.portion, first.remove]
    wanted += [second.date, second.start, second.end, second.portion, second.remove, form.days.add, form.room]
    assert not form.start.isVisible()  # the first day stands once
    form.course.setFocus()
    for widget in wanted:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        # Date and time fields step through their parts first.
        for _ in range(4):
            if QApplication.focusWidget() is not widget:
                qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget, widget.accessibleName()
