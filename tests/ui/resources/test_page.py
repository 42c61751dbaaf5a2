"""The page as a whole: its place in the window, what it remembers, which part follows the workspace."""

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from pmplanner.services.resources.rooms import add_room, list_rooms
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.shell.main_window import MainWindow
from tests.ui.conftest import OpenWindow
from tests.ui.resources.conftest import choose, click_row, fill, open_page, shown


@pytest.mark.slow
def test_the_navigation_counts_resources(open_bare_window: OpenWindow, sampled: Workspace) -> None:
    fill(sampled)
    window: MainWindow = open_bare_window(sampled)
    window.open_page("resources")
    assert window.navigation.currentIndex().data() == "Resources"
    model = window.navigation.model()
    assert "Resources, 6" in [model.index(row, 0).data(11) for row in range(model.rowCount())]
    window.actions_.do(Label("Add"), add_room, "Oslo")
    assert "Resources, 7" in [model.index(row, 0).data(11) for row in range(model.rowCount())]


def test_parts_that_are_not_shown_catch_up(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    choose(page, qtbot, "Trainers")
    actions.do(Label("Add"), add_room, "Oslo")
    assert "Oslo" not in shown(page.rooms)
    choose(page, qtbot, "Rooms")
    assert "Oslo" in shown(page.rooms)


def test_the_page_is_as_it_was_left(
    page: ResourcesPage, actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    choose(page, qtbot, "Closures and holidays")
    choose(page, qtbot, "Blackout periods")
    page.rooms.table.setColumnWidth(0, 301)
    page.save_state(settings)
    again = ResourcesPage(actions)
    qtbot.addWidget(again)
    again.restore_state(settings)
    assert (again.parts.current(), again.days.parts.current()) == ("days", "blackouts")
    assert again.rooms.table.columnWidth(0) == 301
    assert again.primary_action().text() == "New blackout period"


def test_the_selection_stays_while_others_change(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    said: list[str] = []
    page.selection_said.connect(said.append)
    click_row(page.rooms, qtbot, 1)
    assert said[-1] == "Lisbon, Atrium · Lisbon · 10 seats"
    actions.do(Label("Add"), add_room, "A first one")
    assert page.rooms.table.selected_rows()[0].name == "Lisbon, Atrium"
    assert page.rooms.panel.title.text() == "Lisbon, Atrium"


def test_a_blank_workspace_has_hints_everywhere(blank: Workspace, qtbot: QtBot) -> None:
    actions = Actions(blank)
    page = open_page(actions, qtbot)
    for text in ("Rooms", "Trainers", "Equipment", "Closures and holidays"):
        view = choose(page, qtbot, text)
        assert view.stack.currentWidget() is view.empty
        assert page.count.text() == ""
    assert actions.read(list_rooms) == []
