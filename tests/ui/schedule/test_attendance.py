"""Attendance entered by one key a person, the order of those waiting, seats kept, equipment asked for."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.models import Equipment
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.sessions import SessionDetail
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.services.small_plan import MONDAY
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored, show

D = Decimal

ALT = Qt.KeyboardModifier.AltModifier


def _label(actions: Actions) -> str:
    return actions.read(list_edits)[0].label


def _seats(detail: SessionDetail | None) -> dict[str, tuple[str, Decimal | None]]:
    assert detail is not None
    return {seat.name: (seat.status, seat.attended_days) for seat in detail.seats}


@pytest.fixture
def later(actions: Actions, qtbot: QtBot) -> SchedulePage:
    """The page on the last day of the first session."""
    page = SchedulePage(actions, today=lambda: MONDAY + dt.timedelta(days=1))
    qtbot.addWidget(page)
    page.resize(1240, 800)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def test_one_key_a_person(later: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, later, "BOOT-1")
    entry, seats = later.form.people.attendance, later.form.seats
    qtbot.mouseClick(seats.attend, Qt.MouseButton.LeftButton)
    assert entry.isVisible()
    assert not seats.isVisible()
    assert entry.table.rowCount() == 2
    assert entry.says.text() == "2 attended"
    qtbot.keyClicks(entry.table, "xp+")
    assert entry.says.text() == "1 partly, 1 absent"
    assert [known(entry.table.item(row, 1)).text() for row in range(2)] == ["Absent", "Partly, 1.25 d"]
    assert entry.days.isVisible()
    assert entry.days.value() == 1.25
    qtbot.keyClick(entry.table, Qt.Key.Key_Return)
    assert _label(actions) == "Record the attendance of BOOT-1"
    assert _seats(stored("BOOT-1")) == {
        "Ana": ("absent", None),
        "Bo": ("partly attended", D("1.25")),
        "Cy": ("waiting", None),
    }
    assert later.form.fields.status.entered() == "held"
    assert seats.isVisible()
    assert not entry.isVisible()
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert later.form.fields.status.entered() == "draft"


def test_buttons_mark_several_and_the_days_are_typed(
    later: SchedulePage, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, later, "BOOT-1")
    entry = later.form.people.attendance
    qtbot.mouseClick(later.form.seats.attend, Qt.MouseButton.LeftButton)
    entry.table.selectAll()
    qtbot.mouseClick(entry.buttons["partly attended"], Qt.MouseButton.LeftButton)
    entry.days.lineEdit().selectAll()
    qtbot.keyClicks(entry.days, "0.5")
    qtbot.keyClick(entry.days, Qt.Key.Key_Tab)
    assert set(entry.marks().values()) == {"partly attended"}
    qtbot.mouseClick(entry.save, Qt.MouseButton.LeftButton)
    found = _seats(stored("BOOT-1"))
    assert found["Ana"] == found["Bo"] == ("partly attended", D("0.5"))
    qtbot.mouseClick(later.form.seats.attend, Qt.MouseButton.LeftButton)
    assert set(entry.marks().values()) == {"partly attended"}


def test_escape_gives_it_up_and_leaves_the_form(later: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    show(qtbot, later, "BOOT-1")
    before = snapshot(actions.workspace.path)
    qtbot.mouseClick(later.form.seats.attend, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(later.form.people.attendance.table, "X")
    qtbot.keyClick(later.form.people.attendance.table, Qt.Key.Key_Escape)
    assert later.form.isVisible()
    assert later.form.seats.isVisible()
    assert snapshot(actions.workspace.path) == before


def test_before_the_session_it_is_refused_in_words(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    before = snapshot(actions.workspace.path)
    qtbot.mouseClick(page.form.seats.attend, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.form.people.attendance.save, Qt.MouseButton.LeftButton)
    assert "BOOT-1 begins on 1 Mar 2027" in page.form.message.text()
    assert page.form.people.attendance.isVisible()
    assert snapshot(actions.workspace.path) == before


def test_another_session_ends_the_entry(later: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, later, "BOOT-1")
    qtbot.mouseClick(later.form.seats.attend, Qt.MouseButton.LeftButton)
    show(qtbot, later, "TIME-1")
    assert later.form.seats.isVisible()
    assert not later.form.people.attendance.isVisible()


def _two_wait(actions: Actions, stored: Stored) -> None:
    boot = stored("BOOT-1")
    assert boot is not None
    with actions.workspace.edit("Let two wait") as db:
        sessions.change_session(db, boot.row.id, seats_max=1)
        seating.set_seat_status(db, [boot.seats[1].id], "waiting")


def test_the_waiting_list_is_reordered_by_key_and_by_button(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    _two_wait(actions, stored)
    assert list(_seats(stored("BOOT-1"))) == ["Ana", "Cy", "Bo"]
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    seats = page.form.seats
    seats.select(seats.seated()[2].person_id)
    assert seats.up.isVisible()
    assert not seats.down.isEnabled()
    qtbot.keyClick(seats.list, Qt.Key.Key_Up, ALT)
    assert _label(actions) == "Move Bo up the waiting list of BOOT-1"
    assert list(_seats(stored("BOOT-1"))) == ["Ana", "Bo", "Cy"]
    assert [person.name for person in seats.seated()] == ["Ana", "Bo", "Cy"]
    assert [line.title for line in seats.list.selected_lines()] == ["Bo"]
    qtbot.keyClick(seats.list, Qt.Key.Key_Up, ALT)
    assert list(_seats(stored("BOOT-1"))) == ["Ana", "Bo", "Cy"]
    qtbot.mouseClick(seats.down, Qt.MouseButton.LeftButton)
    assert _label(actions) == "Move Bo down the waiting list of BOOT-1"
    assert snapshot(actions.workspace.path) != before
    assert list(_seats(stored("BOOT-1"))) == ["Ana", "Cy", "Bo"]
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_seats_are_kept_for_a_team_counted_and_given_up(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    actions.do(Label("Team"), change_person, 1, team="Sales")
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "TIME-1")
    kept = page.form.people.kept
    assert [kept.choice.itemText(n) for n in range(kept.choice.count())] == ["Sales"]
    assert not kept.add.isEnabled()
    qtbot.keyClicks(kept.choice.lineEdit(), "Finance")
    qtbot.mouseClick(kept.add, Qt.MouseButton.LeftButton)
    assert _label(actions) == "Keep 1 seat of TIME-1 for Finance"
    assert [(thing.name, thing.count) for thing in kept.things()] == [("Finance", 1)]
    count, remove = kept.editors()[0]
    count.setFocus()
    count.selectAll()
    qtbot.keyClicks(count, "9")
    qtbot.keyClick(count, Qt.Key.Key_Return)
    assert "TIME-1 has 2 free seats to keep, not 9" in page.form.message.text()
    assert (count.value(), count.property("invalid")) == (9, True)
    qtbot.keyClick(count, Qt.Key.Key_Escape)
    assert (count.value(), count.property("invalid")) == (1, False)
    count.selectAll()
    qtbot.keyClicks(count, "2")
    qtbot.keyClick(count, Qt.Key.Key_Return)
    detail = stored("TIME-1")
    assert detail is not None
    assert [(row.team, row.seats) for row in detail.reserved] == [("Finance", 2)]
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert _label(actions) == "Give up the seats of TIME-1 for Finance"
    assert kept.things() == ()
    for _ in range(3):
        actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_equipment_is_asked_for_where_some_is_known(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    asked = page.form.fields.equipment
    assert not asked.isVisible()
    with actions.workspace.edit("Buy") as db:
        db.add_all([Equipment(name="Screen", count=2), Equipment(name="Laptop", count=9)])
    show(qtbot, page, "TIME-1")
    show(qtbot, page, "BOOT-1")
    before = snapshot(actions.workspace.path)
    assert asked.isVisible()
    assert [asked.choice.itemText(n) for n in range(asked.choice.count())] == ["Laptop", "Screen"]
    asked.choice.setFocus()
    qtbot.keyClicks(asked.choice, "S")
    asked.count.setValue(2)
    qtbot.mouseClick(asked.add, Qt.MouseButton.LeftButton)
    assert _label(actions) == "Change the equipment of BOOT-1"
    detail = stored("BOOT-1")
    assert detail is not None
    assert [(row.name, row.count) for row in detail.equipment] == [("Screen", 2)]
    assert [asked.choice.itemText(n) for n in range(asked.choice.count())] == ["Laptop"]
    actions.undo()
    assert asked.things() == ()
    assert snapshot(actions.workspace.path) == before
