"""The form of a session in the plan: every finished field is one edit."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.models import Closure, Course
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans.picks import remove_picks
from pmplanner.services.sessions.sessions import remove_sessions
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_menu import SessionMenu
from tests.services.small_plan import MONDAY
from tests.support import known, snapshot
from tests.ui.finding import line_of
from tests.ui.schedule.conftest import TUESDAY, Stored, last_label, show, undo_all, write

D = Decimal


def test_a_row_opens_the_form_and_escape_closes_it(page: SchedulePage, qtbot: QtBot) -> None:
    assert not page.form.isVisible()
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    assert page.form.heading.text() == "BOOT-1 · Boot"
    assert fields.course.currentText() == "Boot · 2 d · BOOT"
    assert (fields.room.text(), fields.trainer.text()) == ("Oslo", "J. Berg")
    assert (fields.seats_min.entered(), fields.seats_max.entered()) == (None, 2)
    assert fields.start.entered() == MONDAY
    assert [row.date.entered() for row in fields.days.rows()] == [MONDAY, TUESDAY]
    assert not page.form.create_button.isVisible()
    qtbot.keyClick(fields.room, Qt.Key.Key_Escape)
    assert not page.form.isVisible()
    assert page.list.table.hasFocus()
    assert page.list.table.chosen_sessions() == ()


def test_enter_in_the_list_goes_to_the_form(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.form.fields.first_date.hasFocus()


def test_a_line_is_applied_when_it_is_finished(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    for name, typed, value, label in (
        ("room", "Bergen", "Bergen", "Change the room of BOOT-1 to Bergen"),
        ("room", "", "", "Clear the room of BOOT-1"),
        ("trainer", "A. Moe", "A. Moe", "Change the trainer of BOOT-1 to A. Moe"),
        ("code", "B-7", "B-7", "Change the code of BOOT-1 to B-7"),
        ("cost", "1200.50", D("1200.50"), "Change the cost of BOOT-1 to 1,200.50"),
        ("cost", "1200,50", D("1200.50"), "Change the cost of BOOT-1 to 1,200.50"),
        ("currency", "NOK", "NOK", "Change the currency of BOOT-1 to NOK"),
    ):
        write(qtbot, line_of(page.form.fields.fields, name), typed)
        assert last_label(actions) == label
        row = page.list.table.chosen_sessions()[0]
        assert getattr(row, name) == value, label
        undo_all(actions, before)


def test_leaving_a_line_applies_it_once(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    page.form.fields.room.setFocus()
    qtbot.keyClick(page.form.fields.room, Qt.Key.Key_End)
    qtbot.keyClicks(page.form.fields.room, " B")
    assert len(actions.read(list_edits)) == 1
    qtbot.keyClick(page.form.fields.room, Qt.Key.Key_Tab)
    assert page.form.fields.rooms.more.hasFocus()
    qtbot.keyClick(page.form.fields.rooms.more, Qt.Key.Key_Tab)
    assert page.form.fields.trainer.hasFocus()
    assert [edit.label for edit in actions.read(list_edits)] == [
        "Change the room of BOOT-1 to Oslo B",
        "Lay out",
    ]
    qtbot.keyClick(page.form.fields.trainer, Qt.Key.Key_Tab)
    assert len(actions.read(list_edits)) == 2


def test_a_code_that_is_taken_is_refused_in_the_form(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    write(qtbot, page.form.fields.code, "TIME-1")
    assert page.form.message.isVisible()
    assert page.form.message.text() == "There is already a session “TIME-1” in this plan."
    assert page.form.fields.code.text() == "TIME-1"
    assert page.form.fields.code.toolTip() == page.form.message.text()
    qtbot.keyClick(page.form.fields.code, Qt.Key.Key_Escape)
    assert (page.form.fields.code.text(), page.form.fields.code.toolTip()) == ("BOOT-1", "")
    assert snapshot(actions.workspace.path) == before
    write(qtbot, page.form.fields.room, "Bergen")
    assert not page.form.message.isVisible()


def test_what_was_typed_is_shown_as_it_was_kept(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    for field, typed, kept in (
        (fields.room, "Bergen   Sør", "Bergen Sør"),
        (fields.cost, "1,200.50", "1200.5"),
    ):
        write(qtbot, field, typed)
        edits = len(actions.read(list_edits))
        assert field.text() == kept
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert len(actions.read(list_edits)) == edits


def test_an_amount_that_is_none_is_refused(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    write(qtbot, page.form.fields.cost, "much")
    assert page.form.message.text() == "“much” is not an amount of money; write an amount such as 1,234.50."
    assert page.form.fields.cost.text() == "much"
    assert page.form.fields.cost.toolTip() == page.form.message.text()
    qtbot.keyClick(page.form.fields.cost, Qt.Key.Key_Escape)
    assert (page.form.fields.cost.text(), page.form.fields.cost.toolTip()) == ("", "")
    assert len(actions.read(list_edits)) == 1


def test_status_mode_seats_and_pin_are_applied(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    qtbot.keyClick(fields.status, Qt.Key.Key_Down)
    assert (last_label(actions), stored("BOOT-1").row.status) == ("Set BOOT-1 to confirmed", "confirmed")
    qtbot.keyClick(fields.mode, Qt.Key.Key_Down)
    assert (last_label(actions), stored("BOOT-1").row.mode) == (
        "Change the mode of BOOT-1 to online",
        "online",
    )
    assert fields.timezone.isVisible()
    write(qtbot, known(fields.timezone.lineEdit()), "Europe/Oslo")
    assert stored("BOOT-1").row.timezone == "Europe/Oslo"
    qtbot.keyClick(fields.seats_max, Qt.Key.Key_Up)
    qtbot.keyClick(fields.seats_max, Qt.Key.Key_Return)
    detail = stored("BOOT-1")
    assert detail.row.seats_max == 3
    assert [seat.status for seat in detail.seats] == ["booked"] * 3
    qtbot.mouseClick(fields.pinned, Qt.MouseButton.LeftButton, pos=fields.pinned.rect().center() * 0.1)
    assert (last_label(actions), stored("BOOT-1").row.pinned) == ("Pin BOOT-1", True)


def test_a_note_is_applied_when_it_is_left(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    page.form.fields.note.setFocus()
    qtbot.keyClicks(page.form.fields.note, "Bring a laptop")
    assert stored("BOOT-1").row.note == ""
    qtbot.keyClick(page.form.fields.note, Qt.Key.Key_Tab)
    assert stored("BOOT-1").row.note == "Bring a laptop"
    assert last_label(actions) == "Change the note of BOOT-1"


def test_the_course_of_a_session_with_people_stays(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    course = page.form.fields.course
    write(qtbot, known(course.lineEdit()), "Lead · 1.5 d · LEAD")
    assert "Take them out first" in page.form.message.text()
    assert course.currentText() == "Boot · 2 d · BOOT"
    assert stored("BOOT-1").row.course_code == "BOOT"


def test_rooms_used_before_are_offered(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "TIME-1")
    room = page.form.fields.room
    room.setFocus()
    qtbot.keyClicks(room, "sl")
    completer = room.completer()
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "Oslo"


def test_the_form_closes_when_its_session_goes(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    actions.do(Label("Remove"), remove_sessions, [stored("TIME-1").row.id])
    assert not page.form.isVisible()


def test_the_wheel_changes_no_value_in_passing(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    seats = page.form.fields.seats_max
    page.list.table.setFocus()
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(seats.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(seats, event)
    assert seats.entered() == 2
    seats.setFocus()
    QApplication.sendEvent(seats, event)
    assert seats.entered() == 3


def test_a_session_is_removed_from_its_form(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "TIME-1")
    with qtbot.waitSignal(actions.said) as said:
        qtbot.mouseClick(page.form.remove_button, Qt.MouseButton.LeftButton)
    assert said.args == ["Remove TIME-1", True]
    assert ("TIME-1" in stored, page.form.isVisible()) == (False, False)
    undo_all(actions, before)


def _menu_of_list(page: SchedulePage, qtbot: QtBot) -> dict[str, QAction]:
    table = page.list.table
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), table.mapToGlobal(QPoint()))
    QApplication.sendEvent(table.viewport(), event)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), SessionMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, SessionMenu)
    return {action.text(): action for action in menu.actions()}


def test_the_menu_of_the_list_removes_sessions(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "TIME-1")
    _menu_of_list(page, qtbot)["Remove"].trigger()
    assert "TIME-1" not in stored
    assert last_label(actions) == "Remove TIME-1"


def test_several_sessions_are_confirmed_from_the_list(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    page.views.show_view("list")
    page.list.table.selectAll()
    _menu_of_list(page, qtbot)["Confirm"].trigger()
    assert {stored(code).row.status for code in ("BOOT-1", "TIME-1")} == {"confirmed"}
    undo_all(actions, before)


def test_keys_pin_and_move_sessions_of_the_list(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [day.day for day in stored("BOOT-1").days] == [TUESDAY, dt.date(2027, 3, 3)]
    qtbot.keyClick(page.list.table, Qt.Key.Key_P)
    assert stored("BOOT-1").row.pinned


def test_a_day_is_added_on_the_next_open_one(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    closed = dt.date(2027, 3, 3)
    with actions.workspace.edit("Close") as db:
        db.add(Closure(site="", first_day=closed, last_day=closed, name="Day off"))
    show(qtbot, page, "BOOT-1")
    QApplication.processEvents()  # what is laid out between press and release is not clicked
    qtbot.mouseClick(page.form.fields.days.add, Qt.MouseButton.LeftButton)
    detail = stored("BOOT-1")
    assert detail is not None
    assert [day.day for day in detail.days] == [MONDAY, TUESDAY, dt.date(2027, 3, 4)]


def test_a_course_that_has_no_room_ends_in_dots_and_has_a_tip(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    line = known(page.form.fields.course.lineEdit())
    show(qtbot, page, "BOOT-1")
    line.grab()
    assert line.toolTip() == ""
    with actions.workspace.edit("Rename") as db:
        course = db.get(Course, 1)
        assert course is not None
        course.title = "Leading a long course whose title has no room in a narrow form at all"
    qtbot.waitUntil(lambda: "Leading" in line.text())
    line.clearFocus()
    line.grab()
    assert line.toolTip() == line.text()
    line.setFocus()
    line.grab()
    assert line.toolTip() == ""


def test_why_nobody_can_be_added(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    add = page.form.seats.add
    assert not add.isEnabled()
    assert add.toolTip() == "Everybody who picked this course has a seat."
    seats = tuple(person.pick_id for person in page.form.seats.seated())
    page.form.seats.remove_requested.emit(seats)
    assert add.isEnabled()
    assert add.toolTip() == ""
    with actions.workspace.edit("Unpick") as db:
        remove_picks(db, 1, [(person, 1) for person in (1, 2, 3)])
    qtbot.waitUntil(lambda: not add.isEnabled())
    assert add.toolTip() == "Nobody has an open pick of this course."


def test_a_word_taken_from_the_list_by_enter_is_kept_and_the_list_lives_on(
    page: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    """The edit refreshes the list while it still handles the key: another list in its place is a crash."""
    show(qtbot, page, "TIME-1")
    room = page.form.fields.room
    completer = room.completer()
    room.setFocus()
    qtbot.keyClicks(room, "Osl")
    qtbot.waitUntil(known(completer.popup()).isVisible)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored("TIME-1").row.room == "Oslo")
    assert room.completer() is completer
    write(qtbot, room, "Bergen")
    room.setFocus()
    room.selectAll()
    qtbot.keyClicks(room, "Oslo")
    qtbot.waitUntil(known(completer.popup()).isVisible)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored("TIME-1").row.room == "Oslo")
    assert room.completer() is completer
