"""The list: what it shows, filters, order, selection, new people, state."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import find_course
from pmplanner.services.people.people import add_person, list_people
from pmplanner.services.plans.people_changes import change_person, remove_people
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from tests.support import known
from tests.ui.people.conftest import Show, TypeIn, click_row, names, open_page


def _cells(page: PeoplePage, name: str) -> dict[str, str]:
    row = names(page).index(name)
    columns = page.table.source.columns
    return {column.title: page.table.proxy.index(row, n).data() or "" for n, column in enumerate(columns)}


def test_a_row_shows_the_person_with_track_and_planned_days(page: PeoplePage) -> None:
    assert _cells(page, "Amara Lindqvist") == {
        "Name": "Amara Lindqvist",
        "Id": "S-001",
        "Job title": "Product Manager",
        "Team": "Payments",
        "Track": "Product manager",
        "Days": "11",
        "Location": "Lisbon",
        "Manager": "Teodora Marsh",
        "First day": _cells(page, "Amara Lindqvist")["First day"],
        "Last day": "",
    }
    assert "2021" in _cells(page, "Amara Lindqvist")["First day"]
    assert _cells(page, "Viggo Santos")["Track"] == ""
    assert page.count.text() == "24 people"


def test_the_model_keeps_the_rules_of_item_models(page: PeoplePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.source)
    qtmodeltester.check(page.table.proxy)


def test_typing_filters_over_name_id_mail_title_and_team(page: PeoplePage, qtbot: QtBot) -> None:
    for typed, found in (
        ("lindq", "Amara Lindqvist"),
        ("s-010", "Jonas Mbeki"),
        ("VIGGO.SANTOS@", "Viggo Santos"),
        ("lindqvist payments", "Amara Lindqvist"),
        ("scrum", "Viggo Santos"),
    ):
        qtbot.keyClicks(page.filters.search, typed)
        assert names(page) == [found], typed
        assert page.count.text() == "1 of 24 people", typed
        qtbot.keyClick(page.filters.search, Qt.Key.Key_Escape)
        assert len(names(page)) == 24, typed


def test_accents_do_not_matter_in_the_filter(page: PeoplePage, actions: Actions, ids: dict[str, int]) -> None:
    actions.do(Label("Rename"), _rename, ids["S-001"], "Renée")
    page.filters.search.setText("renee")
    assert names(page) == ["Renée Lindqvist"]


def _rename(db: Session, person_id: int, first_name: str) -> None:
    change_person(db, person_id, first_name=first_name)


def test_boxes_narrow_by_track_team_and_title(page: PeoplePage) -> None:
    filters = page.filters
    assert filters.track.show_key("")
    assert names(page) == ["Wanda Oyelaran", "Viggo Santos"]
    filters.track.setCurrentIndex(1)
    assert len(names(page)) == 9
    assert filters.team.show_key("mobile")
    assert len(names(page)) == 3
    assert filters.title.show_key("product owner")
    assert names(page) == ["Dmitri Salazar"]
    filters.track.show_key("")
    assert names(page) == []
    assert page.list.currentWidget() is not page.table
    page.clear_button.click()
    assert len(names(page)) == 24
    assert page.list.currentWidget() is page.table


def test_people_who_left_can_be_shown_alone_or_left_out(
    page: PeoplePage, actions: Actions, qtbot: QtBot, ids: dict[str, int]
) -> None:
    chips = page.filters.presence
    assert not chips.isVisible()
    actions.do(Label("Leave"), _leave, ids["S-001"])
    assert chips.isVisible()
    assert chips.chip("left").text() == "Left 1"
    qtbot.mouseClick(chips.chip("left"), Qt.MouseButton.LeftButton)
    assert names(page) == ["Amara Lindqvist"]
    qtbot.mouseClick(chips.chip("here"), Qt.MouseButton.LeftButton)
    assert len(names(page)) == 23
    actions.undo()
    assert not chips.isVisible()
    assert len(names(page)) == 24


def _leave(db: Session, person_id: int) -> None:
    change_person(db, person_id, end_date=dt.date(2024, 1, 31))


def test_a_click_on_a_header_sorts(page: PeoplePage, qtbot: QtBot) -> None:
    assert names(page)[0] == "Quentin Achebe"
    header = page.table.horizontalHeader()
    middle = header.sectionViewportPosition(5) + header.sectionSize(5) // 2
    where = header.rect().center()
    where.setX(middle)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    days = [page.table.proxy.index(row, 5).data() for row in range(24)]
    values = [float(text) for text in days]
    assert values == sorted(values) or values == sorted(values, reverse=True)
    assert values[0] != values[-1]


def test_a_click_shows_the_person_and_says_so(page: PeoplePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.selection_said) as said:
        click_row(qtbot, page.table, names(page).index("Amara Lindqvist"))
    assert said.args == ["Amara Lindqvist · Product Manager · Product manager · 11 days planned"]
    assert page.detail.stack.currentWidget() is page.detail.one
    assert page.detail.one.title.text() == "Amara Lindqvist"


def test_the_list_has_all_the_room_until_somebody_is_selected_or_made(page: PeoplePage, qtbot: QtBot) -> None:
    page.table.clearSelection()
    assert not page.detail.isVisible()
    page.table.selectRow(0)
    assert page.detail.isVisible()
    page.begin_new()
    assert page.detail.isVisible()
    qtbot.keyClick(page.detail.new, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()


def test_down_goes_from_the_filter_to_the_first_person(page: PeoplePage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.search, "lindq")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.detail.one.title.text() == "Amara Lindqvist"


def test_reveal_lets_everybody_pass_when_the_filter_hides_the_person(
    page: PeoplePage, ids: dict[str, int]
) -> None:
    page.filters.search.setText("lindq")
    page.reveal("person", ids["S-010"])
    assert [line.id for line in page.table.selected_rows()] == [ids["S-010"]]
    assert page.filters.search.text() == ""
    page.reveal("course", ids["S-001"])
    assert [line.id for line in page.table.selected_rows()] == [ids["S-010"]]


def test_a_change_elsewhere_keeps_the_selection_and_shows_new_days(
    page: PeoplePage, actions: Actions, show: Show, ids: dict[str, int]
) -> None:
    show("S-001")
    course = actions.read(find_course, "INM-DTR").id
    actions.do(Label("Pick"), pick_courses, known(actions.plan_id), [ids["S-001"]], [course])
    assert _cells(page, "Amara Lindqvist")["Days"] == "14"
    assert [line.id for line in page.table.selected_rows()] == [ids["S-001"]]
    assert page.detail.one.tabs.tabText(2) == "Plan 6"
    actions.undo()
    assert _cells(page, "Amara Lindqvist")["Days"] == "11"


def test_ctrl_n_begins_a_person_who_is_added_as_one_edit(
    page: PeoplePage, actions: Actions, qtbot: QtBot, type_in: TypeIn
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new = page.detail.new
    assert page.detail.is_new()
    qtbot.keyClicks(new.form.fields["first_name"], "Zoe")
    qtbot.keyClicks(new.form.fields["last_name"], "Abara")
    assert new.track.show_key(new.track.itemData(1))
    qtbot.mouseClick(new.add_button, Qt.MouseButton.LeftButton)
    (zoe,) = (row for row in actions.read(list_people) if row.first_name == "Zoe")
    assert (zoe.last_name, zoe.track, zoe.employee_id) == ("Abara", "Product manager", "")
    assert names(page)[0] == "Zoe Abara"
    assert page.detail.one.title.text() == "Zoe Abara"
    assert actions.workspace.undo_label() == "Add Zoe Abara"
    actions.undo()
    assert len(names(page)) == 24
    assert page.detail.stack.currentWidget() is page.detail.hint


def test_a_new_person_that_will_not_do_stays_in_the_form(
    page: PeoplePage, actions: Actions, qtbot: QtBot
) -> None:
    page.new_button.click()
    new = page.detail.new
    qtbot.mouseClick(new.add_button, Qt.MouseButton.LeftButton)
    assert "needs a name" in new.reason.text()
    qtbot.keyClicks(new.form.fields["first_name"], "Zoe")
    qtbot.keyClicks(new.form.fields["end_date"], "soon")
    qtbot.mouseClick(new.add_button, Qt.MouseButton.LeftButton)
    assert "is not a date" in new.form.reasons["end_date"].text()
    assert page.detail.is_new()
    assert len(actions.read(list_people)) == 24
    qtbot.keyClick(new, Qt.Key.Key_Escape)
    assert not page.detail.is_new()


def test_delete_removes_the_person_and_undo_brings_them_back(
    page: PeoplePage, actions: Actions, qtbot: QtBot, show: Show
) -> None:
    before = show("S-012")
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert "Lorcan Iyer" not in names(page)
    assert actions.workspace.undo_label() == "Remove Lorcan Iyer"
    actions.undo()
    assert show("S-012") == before
    assert "Lorcan Iyer" in names(page)


def test_without_people_there_is_a_hint_with_what_to_do(
    page: PeoplePage, actions: Actions, qtbot: QtBot, ids: dict[str, int]
) -> None:
    actions.do(Label("Remove all"), remove_people, list(ids.values()))
    assert page.stack.currentWidget() is page.empty
    assert not page.assign_button.isEnabled()
    with qtbot.waitSignal(page.import_people_requested):
        qtbot.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.import_people_requested):
        page.primary_action().trigger()
    qtbot.mouseClick(page.add_button, Qt.MouseButton.LeftButton)
    assert page.detail.new.isVisible()
    qtbot.keyClick(page.detail.new, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.empty
    actions.undo()
    assert len(names(page)) == 24


def test_without_a_plan_there_are_no_planned_days(blank: Workspace, qtbot: QtBot) -> None:
    actions = Actions(blank)
    actions.do(Label("Add"), _add, "Ana")
    page = open_page(actions, qtbot)
    assert _cells(page, "Ana")["Days"] == ""
    page.table.selectRow(0)
    assert page.detail.one.plan.title.text() == "There is no plan yet"
    first_half = dt.date(2027, 1, 1), dt.date(2027, 6, 30)
    actions.do(Label("Plan"), create_plan, "2027", *first_half)
    assert _cells(page, "Ana")["Days"] == "0"


def _add(db: Session, first_name: str) -> None:
    add_person(db, first_name=first_name)


def test_filters_widths_and_order_are_as_they_were_left(
    page: PeoplePage, actions: Actions, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    page.filters.team.show_key("mobile")
    page.table.setColumnWidth(0, 222)
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    page.save_state(settings)
    settings.sync()
    other = PeoplePage(actions)
    qtbot.addWidget(other)
    other.restore_state(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    other.show()
    assert names(other) == names(page)
    assert len(names(other)) == 4
    assert names(other)[0] == "Viggo Santos"
    assert other.table.columnWidth(0) == 222


def test_the_hidden_page_catches_up_when_it_is_shown(
    page: PeoplePage, actions: Actions, ids: dict[str, int]
) -> None:
    page.hide()
    actions.do(Label("Remove"), remove_people, [ids["S-001"]])
    assert len(names(page)) == 24
    page.show()
    assert len(names(page)) == 23


def test_an_export_is_of_the_people_whom_the_filters_leave(
    page: PeoplePage, ids: dict[str, int], qtbot: QtBot
) -> None:
    assert page.export_scope() is None
    qtbot.keyClicks(page.filters.search, "amara")
    scope = page.export_scope()
    assert scope is not None
    assert scope.person_ids == {ids["S-001"]}
    qtbot.keyClicks(page.filters.search, " nobody")
    assert page.export_scope() == ExportScope(person_ids=frozenset())


def test_the_filters_stand_beside_each_other_in_the_smallest_window(page: PeoplePage, qtbot: QtBot) -> None:
    page.filters.presence.show()
    page.resize(772, 500)  # of a window of 960 pixels
    bar = page.filters
    row = (bar.search, bar.track, bar.team, bar.title, bar.manager)
    qtbot.waitUntil(lambda: bar.width() == 732)
    for left, right in pairwise(row):
        assert left.geometry().right() < right.geometry().left()
    # The chips have a line of their own, all three beside each other.
    chips = [bar.presence.chip(key).geometry() for key in ("here", "left", "all")]
    assert bar.presence.geometry().top() > bar.search.geometry().bottom()
    assert len({chip.top() for chip in chips}) == 1
    assert right.geometry().right() < bar.width()


def test_without_a_selection_the_list_has_the_room_and_escape_gives_it_back(
    page: PeoplePage, show: Show, qtbot: QtBot
) -> None:
    assert not page.detail.isVisible()
    whole = page.table.width()
    assert whole > page.width() - 60
    show("S-012")
    assert page.detail.isVisible()
    qtbot.waitUntil(lambda: page.table.width() < whole - 300)
    page.detail.one.tabs.setFocus()
    qtbot.keyClick(page.detail.one.tabs, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    assert page.table.hasFocus()
    assert not page.table.selected_rows()
    # From the list as well; what is being added stays until it is left.
    show("S-012")
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    page.begin_new()
    assert page.detail.isVisible()
    qtbot.keyClick(page.detail.new, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    assert page.table.hasFocus()
