"""The page as a whole: cards, hints, primary action, what it remembers."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import add_course, list_courses
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.people import people, tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.sessions import add_session
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.rows import GroupRow
from pmplanner.ui.widgets.charts.card_strip import ALL
from tests.support import known
from tests.ui.plan.conftest import LEFT, SHIFT, Grid, open_page


def _buttons(page: QWidget) -> dict[str, QPushButton]:
    found = page.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible()}


def test_cards_show_tracks_then_all_with_budget(grid: Grid) -> None:
    cards = list(grid.page.board.cards.cards.values())
    assert [card.title.text() for card in cards] == [
        "Product manager · 9 people",
        "Project manager · 10 people",
        "Program manager · 3 people",
        "No track · 2 people",
        "All tracks · 24 people",
    ]
    assert "80,000 budget" in cards[-1].sentence.text()
    assert " per person" in cards[-1].unit.text()
    grid.actions.do(Label("x"), plans.change_plan, known(grid.actions.plan_id), budget=1)
    assert " over" in cards[-1].sentence.text()
    assert cards[-1].sentence.property("over")
    assert not cards[0].sentence.property("over")
    assert all(" over" in words for words in grid.page.board.cards._short[ALL])


def test_seats_kept_count_in_the_card_of_all_and_are_told(grid: Grid) -> None:
    planned = int(grid.page.board.cards.cards[ALL].number.text())
    course = grid.actions.read(list_courses)[0].id
    plan_id = known(grid.actions.plan_id)
    session = known(
        grid.actions.do(Label("x"), add_session, plan_id, course, dt.date(2027, 3, 1), seats_max=4)
    )
    grid.actions.do(Label("Keep"), reserve_seats, session, "Payments", 2)
    card = grid.page.board.cards.cards[ALL]
    assert int(card.number.text()) > planned
    assert " of seats kept" in card.accessibleDescription()
    assert "24 people" in card.accessibleName()


def test_a_card_leads_to_its_people(grid: Grid) -> None:
    page = grid.page
    page.board.toolbar.grouping.select("person")
    page.board.toolbar.changed.emit()
    card = page.board.cards.cards[None]
    grid.qtbot.mouseClick(card, LEFT)
    assert page.board.toolbar.grouping.current() == "track"
    (person,) = page.matrix.block().people
    assert known(page.model.snapshot).people[person].track_id is None


def test_grouping_by_team_and_not_at_all(grid: Grid) -> None:
    page = grid.page
    team = _buttons(page)["Team"]
    grid.qtbot.mouseClick(team, LEFT)
    titles = [row.title for row in page.model.rows if isinstance(row, GroupRow)]
    assert titles == sorted(titles)
    assert "Payments" in titles
    grid.qtbot.keyClick(team, Qt.Key.Key_Right)
    assert page.board.toolbar.grouping.current() == "manager"
    grid.qtbot.keyClick(known(page.focusWidget()), Qt.Key.Key_Right)
    names = [row.name for row in page.model.rows if not isinstance(row, GroupRow)]
    assert len(names) == len(page.model.rows)
    assert names == sorted(names)


def test_all_courses_have_columns_when_asked_for(grid: Grid) -> None:
    used = len(grid.page.model.courses)
    toolbar = grid.page.board.toolbar
    grid.qtbot.mouseClick(toolbar.filter_button, LEFT)
    grid.qtbot.mouseClick(_buttons(toolbar.filters)["All courses"], LEFT)
    grid.qtbot.keyClick(toolbar.filters, Qt.Key.Key_Escape)
    assert len(grid.page.model.courses) == 134 > used


def test_the_primary_action_picks_what_is_required_for_all_shown(grid: Grid, said: list[str]) -> None:
    action = grid.page.primary_action()
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    lacking = [person for person in plan_snapshot.lines if plan_snapshot.lacks(person)]
    grid.go("S-001", "TNX-PMB")
    assert action.isEnabled()
    action.trigger()
    assert said[-1] == f"Pick required courses for {len(lacking)} people"
    gaps = [person for person, line in plan_snapshot.lines.items() if line.totals.gap]
    assert gaps == [grid.people["S-018"]]  # what was declined stays so
    assert not action.isEnabled()
    grid.actions.undo()
    assert [person for person, line in plan_snapshot.lines.items() if line.totals.gap] == lacking


def test_or_for_the_people_of_a_block(grid: Grid) -> None:
    grid.go("S-002", "TNX-PMB")
    grid.key(Qt.Key.Key_Down, SHIFT)
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    lacking = {person for person, line in plan_snapshot.lines.items() if line.totals.gap}
    grid.page.primary_action().trigger()
    still = {person for person, line in plan_snapshot.lines.items() if line.totals.gap}
    assert lacking - still == {grid.people["S-002"], grid.people["S-003"]}


def test_reveal_selects_people_and_courses_even_if_they_are_hidden(grid: Grid) -> None:
    page = grid.page
    page.filter.setText("amara")
    page.reveal("person", grid.people["S-020"])
    assert page.matrix.block().people == (grid.people["S-020"],)
    page.reveal("course", grid.courses["SCA-CSM"])
    assert page.matrix.block().courses == (grid.courses["SCA-CSM"],)
    assert page.cells.hasFocus()


def test_without_a_plan_it_offers_one(blank: Workspace, qtbot: QtBot) -> None:
    page = open_page(Actions(blank), qtbot)
    with qtbot.waitSignal(page.new_plan_requested):
        _buttons(page)["New plan"].click()
    assert not page.primary_action().isEnabled()


@pytest.fixture
def planned(blank: Workspace) -> Actions:
    """A plan without people and courses."""
    actions = Actions(blank)
    actions.do(Label("x"), plans.create_plan, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    actions.choose_plan(None)
    return actions


def test_without_people_it_offers_to_import_or_add_them(planned: Actions, qtbot: QtBot) -> None:
    page = open_page(planned, qtbot)
    with qtbot.waitSignal(page.import_people_requested):
        _buttons(page)["Import people"].click()
    with qtbot.waitSignal(page.add_person_requested):
        _buttons(page)["Add a person"].click()
    planned.do(Label("x"), people.add_person, first_name="Ana")
    assert page.board.isVisible()


def test_without_picks_it_says_how_to_begin(planned: Actions, qtbot: QtBot) -> None:
    person = planned.do(Label("x"), people.add_person, first_name="Ana")
    course = known(planned.do(Label("x"), add_course, title="Talking", days=1))
    track = known(planned.do(Label("x"), tracks.add_track, "Writer"))
    page = open_page(planned, qtbot)
    hint = page.board.no_courses
    assert hint.isVisible()
    assert page.model.people() == (person,)
    with qtbot.waitSignal(page.assign_tracks_requested):
        hint.assign_button.click()
    page.board.no_courses.button.click()
    assert page.model.courses == [course]
    assert hint.isVisible()  # nobody has a track even so
    assert not hint.button.isVisible()
    planned.do(Label("x"), tracks.assign_track, track, [known(person)])
    assert not hint.isVisible()
    page.board.toolbar.columns.select("used")
    page.board.toolbar.changed.emit()
    assert hint.isVisible()
    assert not hint.assign_button.isVisible()
    planned.do(Label("x"), picks.pick_courses, known(planned.plan_id), [known(person)], [course])
    assert page.model.courses == [course]
    assert not page.board.no_courses.isVisible()


def test_it_is_as_it_was_left(grid: Grid, actions: Actions, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    page = grid.page
    page.board.toolbar.grouping.select("team")
    page.board.toolbar.columns.select("all")
    page.filter.setText("pay")
    page.matrix.names.set_name_width(240)
    page.drawer.chips.chip("short").click()
    page.board.want_drawer(False)
    page.save_state(settings)
    settings.sync()
    other = open_page(actions, qtbot)
    other.restore_state(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert other.model.people() == page.model.people()
    assert [type(row) for row in other.model.rows] == [type(row) for row in page.model.rows]
    other.refresh(None)
    assert other.model.courses == page.model.courses
    assert other.matrix.names.name_width() == 240
    assert other.drawer.chosen_chips() == ("short",)
    assert not other.board.side.isVisible()


def test_tab_follows_the_eye(grid: Grid) -> None:
    page = grid.page
    page.board.toolbar.drawer_button.setFocus()
    visited = []
    for _ in range(3):
        grid.qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        visited.append(page.focusWidget())
    assert visited == [page.filter, page.cells, page.drawer.search]


def test_everything_that_takes_input_has_a_name(grid: Grid) -> None:
    page = grid.page
    for widget in (
        page.cells,
        page.filter,
        page.drawer.search,
        page.drawer.list,
        page.detail.days,
        page.detail.note,
    ):
        assert widget.accessibleName()
    sums = page.matrix.sums
    assert "Product Management Bootcamp Training" in sums.accessibleDescription()
    assert sums.accessibleDescription().endswith("in all")


def test_an_export_is_of_the_people_whom_the_filter_leaves(grid: Grid) -> None:
    page = grid.page
    assert page.export_scope() is None
    page.filter.setFocus()
    grid.qtbot.keyClicks(page.filter, "amara")
    scope = page.export_scope()
    assert scope is not None
    assert scope.plan_id == grid.actions.plan_id
    assert scope.person_ids == (grid.people["S-001"],)
    rows = grid.actions.read(export_rows, "picks", scope)[1]
    assert {row[0] for row in rows} == {"S-001"}
