"""Further rooms and trainers, and the link to join, in the form of a session: by keyboard, with names."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.models import TrainerPart
from pmplanner.services.resources.further import Teacher
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.services.small_plan import MONDAY
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored, last_label, show, write


def _type_further(page: SchedulePage, qtbot: QtBot, what: str, text: str) -> None:
    """Press the button for another one and type its name, all by the keyboard."""
    lines = page.form.fields.rooms if what == "rooms" else page.form.fields.trainers
    lines.more.setFocus()
    qtbot.keyClick(lines.more, Qt.Key.Key_Space)
    field = lines.further.lines()[-1].name
    assert field.hasFocus()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_further_ones_are_added_changed_and_taken_out_by_keyboard(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    rooms, trainers = fields.rooms.further, fields.trainers.further
    assert not rooms.isVisible()
    _type_further(page, qtbot, "rooms", "Bergen")
    assert last_label(actions) == "Change the rooms of BOOT-1"
    _type_further(page, qtbot, "rooms", "Narvik")
    assert stored("BOOT-1").row.rooms == ("Oslo", "Bergen", "Narvik")
    assert [line.name.accessibleName() for line in rooms.lines()] == ["Room 2", "Room 3"]
    assert [line.remove.accessibleName() for line in rooms.lines()] == ["Take out room 2", "Take out room 3"]
    assert not rooms.lines()[0].part.isVisible()
    _type_further(page, qtbot, "trainers", "Ben Cho")
    line = trainers.lines()[0]
    assert (line.name.accessibleName(), line.part.accessibleName()) == ("Trainer 2", "Part of trainer 2")
    assert stored("BOOT-1").row.further_trainers == (Teacher("Ben Cho"),)
    qtbot.keyClick(line.part, Qt.Key.Key_Down)
    assert stored("BOOT-1").row.further_trainers == (Teacher("Ben Cho", TrainerPart.LEAD),)
    assert last_label(actions) == "Change the trainers of BOOT-1"
    write(qtbot, trainers.lines()[0].name, "Ben Otto")
    assert stored("BOOT-1").row.further_trainers == (Teacher("Ben Otto", TrainerPart.LEAD),)
    rooms.lines()[0].remove.setFocus()
    qtbot.keyClick(rooms.lines()[0].remove, Qt.Key.Key_Space)
    assert stored("BOOT-1").row.rooms == ("Oslo", "Narvik")
    assert rooms.lines()[0].remove.hasFocus()
    write(qtbot, fields.room, "")
    assert (stored("BOOT-1").row.rooms, rooms.lines()) == (("Narvik",), ())
    while actions.workspace.undo_label() != "Lay out":
        actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert (rooms.lines(), trainers.lines()) == ((), ())


def test_tab_goes_through_all_of_them_as_the_eye_does(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    _type_further(page, qtbot, "rooms", "Bergen")
    _type_further(page, qtbot, "trainers", "Ben Cho")
    room, trainer = fields.rooms.further.lines()[0], fields.trainers.further.lines()[0]
    fields.room.setFocus()
    for widget in (
        *(fields.rooms.more, room.name, room.remove, fields.trainer, fields.trainers.more),
        *(trainer.name, trainer.part, trainer.remove, fields.seats_min),
    ):
        qtbot.keyClick(known(QApplication.focusWidget()), Qt.Key.Key_Tab)
        assert widget.hasFocus() or widget.isAncestorOf(known(QApplication.focusWidget())), (
            widget.accessibleName(),
            known(QApplication.focusWidget()).accessibleName(),
        )


def test_a_line_in_which_nothing_is_typed_goes_with_escape(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    lines = page.form.fields.rooms
    lines.more.setFocus()
    qtbot.keyClick(lines.more, Qt.Key.Key_Space)
    qtbot.keyClick(lines.further.lines()[0].name, Qt.Key.Key_Escape)
    assert page.form.isVisible()
    assert (lines.further.lines(), lines.more.hasFocus()) == ((), True)
    assert snapshot(actions.workspace.path) == before


def test_a_link_is_asked_for_where_not_all_are_there(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    assert not fields.join_link.isVisible()
    for _ in range(2):
        qtbot.keyClick(fields.mode, Qt.Key.Key_Down)
    assert (fields.join_link.isVisible(), stored("BOOT-1").row.mode) == (True, "hybrid")
    write(qtbot, fields.join_link, "meet.example.org/boot")
    assert page.form.message.text() == (
        "A link to join begins with https:// or http://; not “meet.example.org/boot”."
    )
    write(qtbot, fields.join_link, "https://meet.example.org/boot")
    assert last_label(actions) == "Change the link to join of BOOT-1 to https://meet.example.org/boot"
    assert stored("BOOT-1").row.link == "https://meet.example.org/boot"
    for _ in range(2):
        qtbot.keyClick(fields.mode, Qt.Key.Key_Up)
    assert (stored("BOOT-1").row.link, stored("BOOT-1").row.join_link) == (
        "",
        "https://meet.example.org/boot",
    )


def test_a_new_session_is_created_with_all_of_them(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    fields = page.form.fields
    page.form.show_draft(known(actions.plan_id), page.list.table.chosen_sessions()[0].course_id, MONDAY, ())
    write(qtbot, fields.room, "Oslo")
    _type_further(page, qtbot, "rooms", "Bergen")
    write(qtbot, fields.trainer, "Ada")
    _type_further(page, qtbot, "trainers", "Ben")
    qtbot.keyClick(page.form.create_button, Qt.Key.Key_Space)
    row = page.list.table.chosen_sessions()[0]
    assert row.code == "BOOT-2"
    assert (row.rooms, row.trainers) == (("Oslo", "Bergen"), ("Ada", "Ben"))
