"""Comings and goings in the window: chips, managers, what is offered after an edit, duplicates."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Seat
from pmplanner.services.people.employment import list_earlier
from pmplanner.services.people.managers import below
from pmplanner.services.people.people import add_person, list_people, person_detail
from pmplanner.services.people.tracks import assign_track, list_tracks
from pmplanner.services.plans.departures import foresee_departures
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.difference_dialog import DifferenceDialog
from pmplanner.ui.people.duplicates_dialog import DuplicatesDialog
from pmplanner.ui.people.page import PeoplePage
from tests.support import known, snapshot
from tests.ui.finding import line_of
from tests.ui.people.conftest import Show, TypeIn, click_row, names, open_page

GONE = dt.date(2024, 1, 31)


def _change(db: Session, /, person_id: int, **values: object) -> None:
    change_person(db, person_id, **values)


def _press(page: PeoplePage, text: str) -> None:
    """Press the button of the offer whose text begins so."""
    (button,) = (
        each
        for each in page.offers.findChildren(QPushButton)
        if each.isVisible() and each.text().startswith(text)
    )
    button.click()


def _when_asked(act: Callable[[QDialog], None]) -> None:
    """Do something in the dialog that opens next."""

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        act(dialog)

    QTimer.singleShot(0, find)


def test_one_of_three_chips_is_always_on_and_here_now_at_first(
    page: PeoplePage, actions: Actions, ids: dict[str, int], qtbot: QtBot
) -> None:
    chips = page.filters.presence
    assert chips.chosen() == ("here",)
    actions.do(Label("Leave"), _change, ids["S-001"], end_date=GONE)
    assert len(names(page)) == 23
    assert (chips.chip("left").text(), chips.chip("all").text()) == ("Left 1", "All 24")
    qtbot.mouseClick(chips.chip("all"), Qt.MouseButton.LeftButton)
    assert len(names(page)) == 24
    qtbot.mouseClick(chips.chip("all"), Qt.MouseButton.LeftButton)
    assert chips.chosen() == ("all",)
    qtbot.mouseClick(chips.chip("left"), Qt.MouseButton.LeftButton)
    assert names(page) == ["Amara Lindqvist"]
    # Who is sought from elsewhere is found although the chip hides them.
    qtbot.mouseClick(chips.chip("here"), Qt.MouseButton.LeftButton)
    page.reveal("person", ids["S-001"])
    assert page.detail.one.title.text() == "Amara Lindqvist"


def test_the_chip_is_as_it_was_left(
    actions: Actions, ids: dict[str, int], qtbot: QtBot, tmp_path: object
) -> None:
    actions.do(Label("Leave"), _change, ids["S-001"], end_date=GONE)
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    page = open_page(actions, qtbot)
    page.filters.presence.chip("left").click()
    page.save_state(settings)
    other = open_page(actions, qtbot)
    other.restore_state(settings)
    other.refresh_when_shown()
    assert names(other) == ["Amara Lindqvist"]


def test_a_team_is_found_by_its_manager_with_all_below(
    page: PeoplePage, actions: Actions, ids: dict[str, int], qtbot: QtBot
) -> None:
    boss, middle, report = ids["S-001"], ids["S-003"], ids["S-010"]
    for person_id, manager in ((middle, "Amara Lindqvist"), (report, "Carys Venter")):
        actions.do(Label("Manager"), _change, person_id, manager_name=manager, manager_email="")
    filters = page.filters
    assert filters.manager.show_key(f"id:{boss}")
    assert filters.below.isVisible()
    team = actions.read(below, boss)
    assert {middle, report} < team
    assert known(page.export_scope()).person_ids == team
    assert {"Carys Venter", "Jonas Mbeki"} < set(names(page))
    qtbot.mouseClick(filters.below.chip("below"), Qt.MouseButton.LeftButton)
    assert known(page.export_scope()).person_ids == actions.read(below, boss, directly=True)
    assert "Jonas Mbeki" not in names(page)
    actions.do(Label("Rename"), _change, boss, first_name="Renée")
    row = names(page).index("Carys Venter")
    assert page.table.proxy.index(row, 7).data() == "Renée Lindqvist"
    filters.clear()
    assert len(names(page)) == 24
    assert not filters.below.isVisible()


def test_managers_of_whom_there_is_but_a_text_are_offered_too(page: PeoplePage, actions: Actions) -> None:
    texts = [page.filters.manager.itemText(n) for n in range(page.filters.manager.count())]
    assert "Teodora Marsh" in texts
    place = texts.index("Teodora Marsh")
    page.filters.manager.setCurrentIndex(place)
    found = {row.name for row in actions.read(list_people) if row.manager_name == "Teodora Marsh"}
    assert found < set(names(page))
    page.filters.below.chip("below").click()
    assert set(names(page)) == found


def _with_seats(db: Session) -> int:
    """Return the person with the most seats to come."""
    rows = list(
        db.scalars(select(Pick.person_id).join(Seat, Seat.pick_id == Pick.id).where(Seat.status == "booked"))
    )
    return max(sorted(set(rows)), key=rows.count)


def test_a_last_day_offers_to_give_up_what_comes_after_it(
    page: PeoplePage, actions: Actions, type_in: TypeIn
) -> None:
    person_id = actions.read(_with_seats)
    page.reveal("person", person_id)
    type_in(line_of(page.detail.one.details.form.fields, "end_date"), "2026-11-25")
    (foreseen,) = actions.read(foresee_departures, [person_id])
    assert foreseen.seats
    text = page.offers.text()
    assert text.startswith(f"{foreseen.name} leaves and has {len(foreseen.seats)} seat")
    before = snapshot(actions.workspace.path)
    _press(page, "Take out of")
    assert actions.read(foresee_departures, [person_id]) == []
    assert page.offers.text() == ""
    assert actions.workspace.undo_label() == f"Take {foreseen.name} out of seats and picks to come"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_who_leaves_one_after_the_other_is_offered_together(
    page: PeoplePage, actions: Actions, type_in: TypeIn
) -> None:
    first = actions.read(_with_seats)
    for second in (row.id for row in actions.read(list_people) if row.id != first):
        actions.do(Label("Leave"), _change, second, end_date=dt.date(2026, 11, 25))
        if page.offers.text():
            break
    page.reveal("person", first)
    type_in(line_of(page.detail.one.details.form.fields, "end_date"), "2026-11-25")
    assert page.offers.text().startswith("2 people who leave have ")
    _press(page, "Take out of")
    assert actions.read(foresee_departures, [first, second]) == []
    assert page.offers.text() == ""


def test_an_offer_goes_with_the_edit_that_made_it_and_can_be_closed(
    page: PeoplePage, actions: Actions, type_in: TypeIn
) -> None:
    person_id = actions.read(_with_seats)
    page.reveal("person", person_id)
    field = line_of(page.detail.one.details.form.fields, "end_date")
    type_in(field, "2026-11-25")
    assert page.offers.text()
    actions.undo()
    assert page.offers.text() == ""
    actions.redo()
    assert page.offers.text() == ""  # nothing new was decided
    actions.undo()
    page.reveal("person", person_id)
    type_in(field, "2026-11-26")
    assert page.offers.text()
    page.offers._close.click()
    assert page.offers.text() == ""
    page.refresh(None)
    assert page.offers.text() == ""


def test_another_track_offers_the_difference_for_review(
    page: PeoplePage, actions: Actions, ids: dict[str, int]
) -> None:
    tracks = {track.name: track.id for track in actions.read(list_tracks)}
    actions.do(Label("Track"), assign_track, tracks["Program manager"], [ids["S-001"]])
    assert page.offers.text().startswith("Other tracks of Amara Lindqvist: ")
    assert "to add" in page.offers.text()
    count = len(actions.read(person_detail, ids["S-001"]).history)
    before = snapshot(actions.workspace.path)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DifferenceDialog)
        add, remove = dialog.ticked()
        top = known(dialog.tree.topLevelItem(0))
        assert top.text(0) == "Amara Lindqvist"
        known(top.child(0)).setCheckState(0, Qt.CheckState.Unchecked)
        left = sum(map(len, dialog.ticked()))
        assert left == len(add) + len(remove) - 1 > 0
        assert dialog.go_button.text().startswith("Apply ")
        dialog.go_button.click()

    _when_asked(look)
    _press(page, "Review…")
    assert actions.workspace.undo_label() == "Fit the picks of Amara Lindqvist to their tracks"
    assert page.offers.text()  # one course was not ticked
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    actions.undo()
    assert page.offers.text() == ""
    assert count == len(actions.read(person_detail, ids["S-001"]).history)


def test_somebody_new_without_a_track_is_offered_the_one_of_the_title(
    page: PeoplePage, actions: Actions
) -> None:
    actions.do(Label("Add"), _add_titled, "Program lead")
    _press(page, "Make it the track of Nora Lund")
    assert page.offers.text().startswith("Other tracks of Nora Lund: ")
    actions.undo()
    actions.do(Label("Add"), _add_titled, "Program lead", "Program lead")
    assert page.offers.text() == ""


def _add_titled(db: Session, *titles: str) -> None:
    for title in titles:
        add_person(db, first_name="Nora", last_name="Lund", job_title=title)


def test_another_title_offers_the_track_of_the_others(
    page: PeoplePage, actions: Actions, show: Show, type_in: TypeIn
) -> None:
    assert show("S-001").person.track == "Product manager"
    type_in(line_of(page.detail.one.details.form.fields, "job_title"), "Program lead")
    assert page.offers.text() == (
        "The title “Program lead” suggests the track Program manager: the name of the track Program manager "
        "has this word."
    )
    _press(page, "Make it the track of Amara Lindqvist")
    assert show("S-001").person.track == "Program manager"
    assert page.offers.text().startswith("Other tracks of Amara Lindqvist: ")


def test_managers_known_by_text_are_offered_to_be_linked_and_never_silently(
    actions: Actions, ids: dict[str, int], qtbot: QtBot
) -> None:
    with actions.workspace.edit("As an older format left it") as db:
        db.get_one(Person, ids["S-003"]).manager_name = "Amara Lindqvist"
        db.get_one(Person, ids["S-003"]).manager_email = ""
    page = open_page(actions, qtbot)
    assert page.offers.text() == (
        "The managers of 1 person are here by name or e-mail only, though they are known."
    )
    assert actions.read(list_people, [ids["S-003"]])[0].manager_id is None
    _press(page, "Link them")
    assert actions.read(list_people, [ids["S-003"]])[0].manager_id == ids["S-001"]
    assert page.offers.text() == ""
    actions.undo()
    assert actions.read(list_people, [ids["S-003"]])[0].manager_id is None


def test_who_left_comes_back_in_the_panel_and_times_before_are_listed(
    page: PeoplePage, actions: Actions, show: Show, type_in: TypeIn, ids: dict[str, int]
) -> None:
    show("S-001")
    panel = page.detail.one.details.employment
    assert not panel.back.isVisible()
    type_in(line_of(page.detail.one.details.form.fields, "end_date"), "2024-01-31")
    show("S-001")
    assert panel.back.isVisible()
    panel.back.opener.click()
    panel.day.setText("2024-01-31")
    panel.back.add_button.click()
    assert "later day" in panel.back.reason.text()
    panel.day.setText("2026-05-01")
    panel.back.add_button.click()
    assert show("S-001").person.start_date == dt.date(2026, 5, 1)
    assert [entry.sentence for entry in panel.list.entries()] == ["the latest employment", "before"]
    panel.form.opener.click()
    panel.form.add_button.click()
    assert "ended" in panel.form.reason.text()
    panel.first.setText("2010-01-01")
    panel.last.setText("2012-01-01")
    panel.form.add_button.click()
    assert len(actions.read(list_earlier)[ids["S-001"]]) == 2
    panel.list.rows()[1].remove.click()
    assert len(actions.read(list_earlier)[ids["S-001"]]) == 1
    for _ in range(4):
        actions.undo()
    assert show("S-001").person.end_date is None


def _twin(db: Session) -> int:
    return add_person(db, first_name="Lindqvist", last_name="Amara", employee_id="T-1", location="Oslo")


def test_duplicates_are_compared_and_merged_with_the_values_chosen(
    page: PeoplePage, actions: Actions, ids: dict[str, int]
) -> None:
    twin = known(actions.do(Label("Add"), _twin))
    before = snapshot(actions.workspace.path)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DuplicatesDialog)
        assert dialog.count.text() == "1 pair"
        assert dialog.compare.taken() == frozenset()
        dialog.compare.choose("employee_id", other=True)
        dialog.compare.choose("location", other=True)
        dialog.merge_button.click()
        assert dialog.count.text() == "Nobody seems to be here twice."
        assert not dialog.merge_button.isEnabled()
        dialog.close_button.click()

    _when_asked(look)
    page.show_duplicates()
    row = actions.read(list_people, [ids["S-001"]])[0]
    assert (row.employee_id, row.location, row.first_name) == ("T-1", "Oslo", "Amara")
    assert twin not in {person.id for person in actions.read(list_people)}
    assert actions.workspace.undo_label() == "Merge Lindqvist Amara into Amara Lindqvist"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_any_two_who_are_selected_can_be_merged(page: PeoplePage, actions: Actions, qtbot: QtBot) -> None:
    count = len(actions.read(list_people))
    click_row(qtbot, page.table, 0)
    click_row(qtbot, page.table, 1, control=True)
    menu = page.detail.make_menu()
    (entry,) = (action for action in menu.actions() if action.text().startswith("Merge these two"))

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DuplicatesDialog)
        assert not dialog.list.isVisible()
        dialog.merge_button.click()

    _when_asked(look)
    entry.trigger()
    assert len(actions.read(list_people)) in (count - 1, count)
    menu.deleteLater()


@pytest.mark.parametrize("chosen", [1, 3])
def test_only_two_can_be_merged(page: PeoplePage, qtbot: QtBot, chosen: int) -> None:
    for row in range(chosen):
        click_row(qtbot, page.table, row, control=row > 0)
    menu = page.detail.make_menu()
    assert not any(action.text().startswith("Merge") for action in menu.actions())
    menu.deleteLater()


def test_who_has_nothing_to_come_is_offered_nothing(
    page: PeoplePage, actions: Actions, ids: dict[str, int]
) -> None:
    plan_id = known(actions.plan_id)
    assert actions.read(list_sessions, plan_id)
    actions.do(Label("Leave"), _change, ids["S-001"], end_date=dt.date(2099, 1, 1))
    assert page.offers.text() == ""
