"""Views with a name: kept for a workspace on this computer, chosen, changed, renamed, deleted by keys."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.saved_views import (
    SavedView,
    ViewButton,
    ViewStore,
    saved_views,
    view_store,
)
from pmplanner.ui.core.view_name import NameDialog
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.schedule.page import SchedulePage
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of

Page = PlanPage | SchedulePage | PeoplePage


class Kept(NamedTuple):
    """A page with its button, and what a view of it is to keep."""

    page: Page
    button: ViewButton
    other: Mapping[str, str]


PLAN = {"grouping": "manager", "columns": "all", "to_schedule": "1", "filter": "o", "below": ""}
SCHEDULE = {
    "view": "list",
    "lanes": "team",
    "with_problems": "1",
    "words": "p",
    "sort": "2",
    "descending": "1",
}
PEOPLE = {"words": "a", "team": "payments", "sort": "2", "descending": "1"}


def _open(kind: str, actions: Actions, settings: QSettings, qtbot: QtBot) -> Kept:
    page: Page
    if kind == "plan":
        page = PlanPage(actions)
        button, other = page.views, PLAN
    elif kind == "schedule":
        page = SchedulePage(actions)
        button, other = page.views.saved, SCHEDULE
    else:
        page = PeoplePage(actions)
        button, other = page.views, PEOPLE
    qtbot.addWidget(page)
    page.restore_state(settings)
    page.resize(1300, 800)
    page.show()
    page.activateWindow()
    return Kept(page, button, other)


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    """The actions with the plan of the sample shown."""
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


def _entries(button: ViewButton) -> dict[str, QAction]:
    menu = known(button.menu())
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def _name(button: ViewButton, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type a name into the question, and answer it by a key."""
    dialog = known(button.dialog)
    assert isinstance(dialog, NameDialog)
    dialog.line.clear()
    QTest.keyClicks(dialog.line, text)
    QTest.keyClick(dialog.line, key)


@pytest.mark.parametrize("kind", ["plan", "schedule", "people"])
def test_a_view_is_saved_chosen_changed_renamed_and_deleted(
    kind: str, actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    page, button, other = _open(kind, actions, settings, qtbot)
    assert page.view_state() == page.first_view_state()
    assert button.text() == "View: Default"
    assert list(_entries(button)) == ["Default", "Save as…"]
    page.show_view_state(other)
    wanted = page.first_view_state() | dict(other)
    assert page.view_state() == wanted
    _entries(button)["Save as…"].trigger()
    _name(button, "")
    assert not known(button.dialog).reason.isHidden()
    _name(button, "  My   team ")
    assert (button.name(), button.text()) == ("My team", "View: My team")
    _entries(button)["Default"].trigger()
    assert page.view_state() == page.first_view_state()
    _entries(button)["My team"].trigger()
    assert page.view_state() == wanted
    # Where the view is changed, it says so, and takes what is shown now when asked to.
    changed = {**other, next(key for key in ("filter", "words") if key in other): "e"}
    page.show_view_state(changed)
    assert button.is_changed()
    button.follow()
    assert button.text() == "View: My team, changed"
    _entries(button)["Save changes to “My team”"].trigger()
    assert not button.is_changed()
    assert button.text() == "View: My team"
    _entries(button)["Rename “My team”…"].trigger()
    _name(button, "default")
    assert known(button.dialog).isVisible()
    _name(button, "Here & now")
    assert button.text() == "View: Here && now"
    # A page that is opened later has the view, and shows which one it was.
    later = _open(kind, actions, settings, qtbot)
    assert later.button.name() == "Here & now"
    assert saved_views(actions, settings) == [SavedView(kind, "Here & now")]
    _entries(button)["Delete “Here && now”"].trigger()
    assert saved_views(actions, settings) == []
    assert button.text() == "View: Default"
    assert not page.show_saved_view("Here & now")
    _entries(button)["Bring “Here && now” back"].trigger()
    assert button.name() == "Here & now"
    assert page.view_state() == page.first_view_state() | changed
    # Once another view has its name, it is not brought back over that.
    _entries(button)["Delete “Here && now”"].trigger()
    page.show_view_state(page.first_view_state())
    _entries(button)["Save as…"].trigger()
    _name(button, "here & Now")
    assert not [text for text in _entries(button) if text.startswith("Bring")]
    # What somebody has broken by hand is shown as at first.
    page.show_view_state({**other, "sort": "x"})
    assert page.view_state().get("sort") == page.first_view_state().get("sort")


def test_views_are_those_of_one_workspace_and_of_one_page(
    actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    ViewStore(settings, "another workspace").save("plan", "Not here", {"grouping": "team"})
    _, button, _ = _open("plan", actions, settings, qtbot)
    button.choose("")
    assert saved_views(actions, settings) == []
    _entries(button)["Save as…"].trigger()
    _name(button, "All")
    assert saved_views(actions, settings) == [SavedView("plan", "All")]
    # One that was kept before the page could say so much of itself.
    view_store(actions, settings).save("plan", "All", {"grouping": "team"})
    assert button.choose("All")
    assert not button.is_changed()
    assert list(_entries(_open("people", actions, settings, qtbot).button)) == ["Default", "Save as…"]


def test_settings_that_somebody_has_broken_have_no_views(settings: QSettings) -> None:
    store = ViewStore(settings, "x")
    store.save("plan", "One", {"grouping": "team"})
    assert store.names("plan") == ["One"]
    for broken in ("{", "[1]", '{"One": 3}'):
        settings.setValue("views/x/plan/saved", broken)
        assert store.names("plan") == []


def test_saved_views_are_commands_that_open_their_page(
    sampled: Workspace, settings: QSettings, open_bare_window: OpenWindow
) -> None:
    actions = Actions(sampled)
    view_store(actions, settings).save("people", "Payments", PEOPLE)
    window = open_bare_window(sampled)
    (command,) = (each for each in window.commands.all() if "Payments" in each.name)
    assert (command.name, command.about, command.off()) == ("Show the view “Payments”", "People", "")
    command.run()
    page = page_of(window, PeoplePage)
    assert page.isVisible()
    assert page.views.name() == "Payments"
    assert page.filters.search.text() == "a"
