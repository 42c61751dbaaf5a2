"""The form of a person: each finished field is one edit, refusals stand at the field."""

import datetime as dt

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pmplanner.services.people.history import list_edits
from pmplanner.services.people.people import list_people, person_detail
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.widgets.inputs.dates import DateLine, parse_day
from tests.ui.finding import line_of
from tests.ui.people.conftest import Show, TypeIn, click_row, names


def test_a_field_left_with_enter_is_one_edit(
    page: PeoplePage, actions: Actions, show: Show, type_in: TypeIn
) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "team")
    type_in(field, " Web   shop ")
    assert show("S-003").person.team == "Web shop"
    assert field.text() == "Web shop"
    assert actions.workspace.undo_label() == "Change “Team” of Carys Venter"
    row = names(page).index("Carys Venter")
    assert page.table.proxy.index(row, 3).data() == "Web shop"
    actions.undo()
    assert field.text() == "Mobile"
    assert page.table.proxy.index(row, 3).data() == "Mobile"


def test_leaving_a_field_by_a_click_on_another_person_keeps_the_edit(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot, ids: dict[str, int]
) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "location")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, "Porto")
    click_row(qtbot, page.table, names(page).index("Jonas Mbeki"))
    assert page.detail.one.title.text() == "Jonas Mbeki"
    assert field.text() == "Leeds"
    assert actions.read(person_detail, ids["S-003"]).person.location == "Porto"


def test_leaving_a_field_as_it_was_is_no_edit(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-003")
    before = len(actions.read(list_edits))
    field = line_of(page.detail.one.details.form.fields, "team")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert len(actions.read(list_edits)) == before


def test_a_refused_value_stays_with_the_reason_at_the_field(
    page: PeoplePage, actions: Actions, show: Show, type_in: TypeIn, qtbot: QtBot
) -> None:
    show("S-003")
    form = page.detail.one.details.form
    field, reason = line_of(form.fields, "employee_id"), form.reasons["employee_id"]
    type_in(field, "S-001")
    assert reason.isVisible()
    assert "Amara Lindqvist already has" in reason.text()
    assert field.text() == "S-001"
    assert show("S-003").person.employee_id == "S-003"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "S-003"
    assert not reason.isVisible()


def test_a_refusal_goes_when_another_person_is_shown(page: PeoplePage, show: Show, type_in: TypeIn) -> None:
    show("S-003")
    form = page.detail.one.details.form
    type_in(line_of(form.fields, "employee_id"), "S-001")
    show("S-004")
    assert line_of(form.fields, "employee_id").text() == "S-004"
    assert not form.reasons["employee_id"].isVisible()


@pytest.mark.parametrize("typed", ["2027-03-31", "31 Mar 2027"])
def test_dates_can_be_typed_and_emptied(
    page: PeoplePage, actions: Actions, show: Show, type_in: TypeIn, typed: str
) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "end_date")
    type_in(field, typed)
    assert show("S-003").person.end_date == dt.date(2027, 3, 31)
    type_in(field, "2027-03-31")
    assert field.text() == "31 Mar 2027"
    assert len(actions.read(list_edits)) == 2
    type_in(field, "")
    assert show("S-003").person.end_date is None


def test_a_date_that_is_none_is_refused(page: PeoplePage, show: Show, type_in: TypeIn) -> None:
    show("S-003")
    form = page.detail.one.details.form
    type_in(line_of(form.fields, "end_date"), "soon")
    assert "“soon” is not a date" in form.reasons["end_date"].text()
    type_in(line_of(form.fields, "end_date"), "2001-01-01")
    assert "before the first" in form.reasons["end_date"].text()
    assert show("S-003").person.end_date is None


def test_a_date_can_be_chosen_in_the_calendar(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "start_date")
    assert isinstance(field, DateLine)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field.calendar()
    assert calendar.isVisible()
    assert calendar.selectedDate() == QDate(2019, 6, 17)
    calendar.clicked.emit(QDate(2019, 6, 18))
    assert not calendar.isVisible()
    assert show("S-003").person.start_date == dt.date(2019, 6, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-02-28", dt.date(2027, 2, 28)),
        ("2027-02-29", None),
        ("", None),
        ("15", None),
    ],
)
def test_only_whole_dates_are_read(text: str, day: dt.date | None) -> None:
    assert parse_day(text) == day


def test_the_primary_track_is_chosen_from_the_box(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-023")
    box = page.detail.one.details.primary
    assert box.currentText() == "No track"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert show("S-023").person.track == "Product manager"
    assert actions.workspace.undo_label() == "Assign Product manager to Viggo Santos"
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert show("S-023").person.track == ""
    assert actions.workspace.undo_label() == "Take Viggo Santos out of Product manager"
    actions.undo()
    assert box.currentText() == "Product manager"


def test_further_tracks_are_check_boxes_without_the_primary_one(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    detail = show("S-003")
    checks = {check.text(): check for check in page.detail.one.details.further.boxes.values()}
    assert not checks["Product manager"].isVisible()
    assert [name for name, check in checks.items() if check.isChecked()] == ["Program manager"]
    checks["Project manager"].setFocus()
    qtbot.keyClick(checks["Project manager"], Qt.Key.Key_Space)
    assert len(show("S-003").further_track_ids) == 2
    actions.undo()
    assert show("S-003") == detail
    assert not checks["Project manager"].isChecked()


def test_a_further_track_that_becomes_the_primary_one_is_no_further_one(
    page: PeoplePage, show: Show, actions: Actions
) -> None:
    show("S-003")
    box = page.detail.one.details.primary
    box.setCurrentText("Program manager")
    box.activated.emit(box.currentIndex())
    assert show("S-003").person.track == "Program manager"
    assert show("S-003").further_track_ids == ()


def test_without_a_primary_track_the_first_further_one_is_it(
    page: PeoplePage, show: Show, actions: Actions
) -> None:
    before = show("S-003")
    box = page.detail.one.details.primary
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert show("S-003").person.track == "Program manager"
    assert show("S-003").further_track_ids == ()
    actions.undo()
    assert show("S-003") == before


def test_fields_offer_what_was_used_before(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "team")
    completer = field.completer()
    completer.setCompletionPrefix("port")
    assert completer.currentCompletion() == "Portfolio office"


def test_what_is_typed_survives_a_change_elsewhere(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot, ids: dict[str, int]
) -> None:
    show("S-003")
    field = line_of(page.detail.one.details.form.fields, "location")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Por")
    actions.do(Label("Remove"), remove_people, [ids["S-001"]])
    assert field.text() == "Por"
    assert len(actions.read(list_people)) == 23
