"""Rooms: searched, added, changed in place, removed; each with undo."""

from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pmplanner.services.resources.rooms import RoomRow, list_rooms
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.resources.rooms import RoomPanel, room_columns
from tests.support import known
from tests.ui.resources.conftest import LEFT, click_button, click_row, shown, type_in, type_over


def _rooms(actions: Actions) -> dict[str, RoomRow]:
    return {row.name: row for row in actions.read(list_rooms)}


def test_rooms_are_listed_and_shown(page: ResourcesPage, qtbot: QtBot) -> None:
    assert shown(page.rooms) == ["Leeds, Room 1", "Lisbon, Atrium"]
    assert page.count.text() == "2 rooms"
    click_row(page.rooms, qtbot, 0)
    panel = page.rooms.panel
    assert isinstance(panel, RoomPanel)
    assert panel.title.text() == "Leeds, Room 1"
    assert panel.about.text() == "Leeds · 16 seats"
    assert panel.form.values() == {
        "name": "Leeds, Room 1",
        "site": "Leeds",
        "seats": 16,
        "day_cost": None,
        "currency": "",
        "note": "",
    }
    assert panel.used.text().startswith("2 sessions of this plan, 6 days\n")


def test_the_model_keeps_the_rules(page: ResourcesPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.rooms.table.source)


def test_search_narrows_and_can_be_given_up(page: ResourcesPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.rooms.search, "lisb")
    assert shown(page.rooms) == ["Lisbon, Atrium"]
    assert page.count.text() == "1 of 2 rooms"
    qtbot.keyClick(page.rooms.search, Qt.Key.Key_Down)
    assert page.rooms.table.hasFocus()
    assert page.rooms.panel.title.text() == "Lisbon, Atrium"
    type_over(page.rooms.search, qtbot, "nothing like it", enter=False)
    qtbot.mouseClick(page.rooms.clear_button, LEFT)
    assert len(shown(page.rooms)) == 2


def test_a_room_is_added_with_keys_alone(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    page.rooms.table.setFocus()
    qtbot.keyClick(page.rooms.table, Qt.Key.Key_Insert)
    fields = page.rooms.panel.form.fields
    assert fields["name"].hasFocus()
    qtbot.keyClicks(fields["name"], "Oslo, Attic")
    qtbot.keyClick(fields["name"], Qt.Key.Key_Tab)
    assert fields["site"].hasFocus()
    qtbot.keyClicks(fields["seats"], "8")
    qtbot.keyClick(fields["seats"], Qt.Key.Key_Return)
    assert _rooms(actions)["Oslo, Attic"].seats == 8
    assert page.rooms.panel.title.text() == "Oslo, Attic"
    assert page.rooms.table.selected_rows()[0].name == "Oslo, Attic"
    assert actions.workspace.undo_label() == "Add the room “Oslo, Attic”"
    actions.undo()
    assert shown(page.rooms) == ["Leeds, Room 1", "Lisbon, Atrium"]
    assert "Oslo, Attic" not in _rooms(actions)


def test_what_a_day_costs_is_typed_and_listed(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = page.rooms
    click_row(view, qtbot, 0)
    (column,) = (n for n, spec in enumerate(room_columns()) if spec.title == "A day")
    for typed, cost, told in (("150", Decimal(150), "150"), ("0", Decimal(0), "0"), ("", None, "unknown")):
        type_in(view, qtbot, "day_cost", typed)
        assert _rooms(actions)["Leeds, Room 1"].day_cost == cost
        assert view.table.proxy.index(0, column).data() == told
    type_in(view, qtbot, "day_cost", "99.50")
    type_in(view, qtbot, "currency", "jpy")
    assert "JPY have no decimals" in view.panel.form.reasons["currency"].text()
    assert _rooms(actions)["Leeds, Room 1"].currency == ""
    actions.undo()
    assert _rooms(actions)["Leeds, Room 1"].day_cost is None


def test_a_name_that_is_taken_is_refused_and_the_form_stays(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.rooms.panel.form.fields["name"], "leeds, room 1")
    qtbot.mouseClick(page.rooms.panel.create_button, LEFT)
    assert page.rooms.panel.reason.text() == "There is already a room “Leeds, Room 1”."
    assert page.rooms.panel.is_new()
    qtbot.keyClick(page.rooms.panel.form.fields["seats"], Qt.Key.Key_Escape)
    assert not page.rooms.panel.is_new()
    assert len(_rooms(actions)) == 2


def test_a_new_name_reaches_the_sessions_and_undo_takes_both_back(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    def named(room: str) -> int:
        return sum(run.room == room for run in actions.read(list_sessions, known(actions.plan_id)))

    before = named("Leeds, Room 1")
    assert before == 2
    click_row(page.rooms, qtbot, 0)
    type_in(page.rooms, qtbot, "name", "Leeds, Loft")
    assert (named("Leeds, Room 1"), named("Leeds, Loft")) == (0, before)
    assert page.rooms.panel.title.text() == "Leeds, Loft"
    actions.undo()
    assert (named("Leeds, Room 1"), named("Leeds, Loft")) == (before, 0)
    assert shown(page.rooms)[0] == "Leeds, Room 1"


def test_a_refused_value_stays_with_its_reason(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    click_row(page.rooms, qtbot, 0)
    field = type_in(page.rooms, qtbot, "seats", "many")
    reason = page.rooms.panel.form.reasons["seats"]
    assert reason.text() == "This is a whole number, or nothing."
    assert reason.isVisible()
    type_in(page.rooms, qtbot, "seats", "0")
    assert reason.text() == "A room has at least one seat."
    assert field.text() == "0"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "16"
    assert not reason.isVisible()
    type_in(page.rooms, qtbot, "seats", "")
    assert _rooms(actions)["Leeds, Room 1"].seats is None
    actions.undo()
    assert field.text() == "16"


def test_equipment_is_ticked_with_space(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    click_row(page.rooms, qtbot, 1)
    panel = page.rooms.panel
    assert isinstance(panel, RoomPanel)
    box = panel.equipment
    assert box.ticked() == ()
    box.list.setFocus()
    box.list.setCurrentRow(1)
    qtbot.keyClick(box.list, Qt.Key.Key_Space)
    assert len(_rooms(actions)["Lisbon, Atrium"].equipment) == 1
    assert box.list.currentRow() == 1
    assert actions.workspace.undo_label() == "Change the equipment of Lisbon, Atrium"
    actions.undo()
    assert box.ticked() == _rooms(actions)["Lisbon, Atrium"].equipment == ()


def test_removing_says_that_sessions_used_it_and_undo_brings_it_back(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    click_row(page.rooms, qtbot, 0)
    qtbot.mouseClick(page.rooms.panel.remove, LEFT)
    assert actions.workspace.undo_label() == "Remove the room “Leeds, Room 1” (2 sessions used it)"
    assert shown(page.rooms) == ["Lisbon, Atrium"]
    assert (
        sum(run.room == "Leeds, Room 1" for run in actions.read(list_sessions, known(actions.plan_id))) == 2
    )
    actions.undo()
    page.rooms.table.selectAll()
    qtbot.keyClick(page.rooms.table, Qt.Key.Key_Delete)
    assert _rooms(actions) == {}
    assert page.rooms.stack.currentWidget() is page.rooms.empty
    actions.undo()
    assert len(_rooms(actions)) == len(shown(page.rooms)) == 2


def test_with_no_rooms_the_hint_adds_one_or_imports(page: ResourcesPage, qtbot: QtBot) -> None:
    page.rooms.table.setFocus()
    page.rooms.table.selectAll()
    qtbot.keyClick(page.rooms.table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(page.import_requested) as asked:
        click_button(page.rooms.empty, qtbot, "Import from a file")
    assert asked.args == ["rooms"]
    click_button(page.rooms.empty, qtbot, "New room")
    assert page.rooms.panel.form.fields["name"].hasFocus()
    qtbot.keyClick(page.rooms.panel.form.fields["name"], Qt.Key.Key_Escape)
    assert page.rooms.stack.currentWidget() is page.rooms.empty


def test_choosing_a_room_leaves_the_form_of_a_new_one(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    page.begin_new()
    qtbot.keyClicks(page.rooms.panel.form.fields["name"], "Oslo")
    click_row(page.rooms, qtbot, 0)
    assert page.rooms.panel.title.text() == "Leeds, Room 1"
    assert page.rooms.panel.form.fields["name"].entered() == "Leeds, Room 1"
    assert not page.rooms.panel.create_button.isVisible()
    assert len(_rooms(actions)) == 2


def test_several_rooms_are_shown_as_several_and_removed_together(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    click_row(page.rooms, qtbot, 0)
    page.rooms.table.selectAll()
    panel = page.rooms.panel
    assert not panel.form.isVisible()
    assert panel.hint.text() == "2 selected"
    qtbot.mouseClick(panel.remove, LEFT)
    assert _rooms(actions) == {}
    actions.undo()
    click_row(page.rooms, qtbot, 1)
    assert panel.form.isVisible()
    assert panel.title.text() == "Lisbon, Atrium"
    page.rooms.table.clearSelection()
    assert panel.hint.text() == "Select a room to see and change it."


def test_without_a_selection_the_list_has_the_room_and_escape_gives_it_back(
    page: ResourcesPage, qtbot: QtBot
) -> None:
    for view in (page.rooms, page.trainers):
        page.show_part("rooms" if view is page.rooms else "trainers")
        assert not view.panel.isVisible()
        click_row(view, qtbot, 0)
        assert view.panel.isVisible()
        field = next(iter(view.panel.form.fields.values()))
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert not view.panel.isVisible()
        assert view.table.hasFocus()
        page.begin_new()
        assert view.panel.isVisible()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert not view.panel.isVisible()
