"""How the window of a change of role and of the shortest set is reached: from people, by name, from needs."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.needs.roles.change_dialog import RoleChangeDialog
from pmplanner.ui.needs.roles.roles_view import RolesView
from pmplanner.ui.needs.shortest.dialog import ShortestDialog
from pmplanner.ui.needs.shortest.whom import EVERYBODY, SHOWN, Whom
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.shell.main_window import MainWindow
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of


@pytest.fixture
def window(sampled: Workspace, open_bare_window: OpenWindow) -> Iterator[MainWindow]:
    window = open_bare_window(sampled)
    yield window
    for dialog in window.findChildren(QDialog):
        dialog.reject()


def opened(qtbot: QtBot) -> QDialog:
    """Return the dialog in front, once it has done its work."""
    dialog = known(QApplication.activeModalWidget())
    assert isinstance(dialog, QDialog)
    if isinstance(dialog, ShortestDialog):
        qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
    return dialog


def run(window: MainWindow, name: str) -> None:
    (command,) = (each for each in window.commands.all() if each.name == name)
    assert command.off() == ""
    command.run()


def test_each_way_leads_to_the_dialog_with_who_is_meant(window: MainWindow, qtbot: QtBot) -> None:
    window.enter_page("people")
    people = page_of(window, PeoplePage)
    ids = [row.id for row in people.table.source.rows()]
    people.reveal("person", ids[0])
    menu = people.detail.make_menu()
    entries = {action.text(): action for action in menu.actions()}
    entries["Change role…"].trigger()
    dialog = opened(qtbot)
    assert isinstance(dialog, RoleChangeDialog)
    assert dialog.person_id() == ids[0]
    dialog.reject()
    entries["Shortest set…"].trigger()
    shortest = opened(qtbot)
    assert isinstance(shortest, ShortestDialog)
    assert shortest.whom.entered() == Whom("person", str(ids[0]))
    shortest.reject()
    more = {action.text(): action for action in known(people.detail.one.more.menu()).actions()}
    more["Change role…"].trigger()
    assert isinstance(opened(qtbot), RoleChangeDialog)
    opened(qtbot).reject()
    people.table.select_keys(ids[:3])
    assert "Change role…" not in {action.text() for action in people.detail.make_menu().actions()}
    run(window, "Shortest set of the people selected…")
    shortest = opened(qtbot)
    assert isinstance(shortest, ShortestDialog)
    assert (shortest.whom.entered(), shortest.whom.people()) == (SHOWN, frozenset(ids[:3]))
    shortest.reject()


def test_by_name_from_anywhere_and_from_the_page_of_needs(window: MainWindow, qtbot: QtBot) -> None:
    run(window, "Shortest set…")
    shortest = opened(qtbot)
    assert isinstance(shortest, ShortestDialog)
    assert shortest.whom.entered() == EVERYBODY
    shortest.reject()
    run(window, "Somebody changes role…")
    dialog = opened(qtbot)
    assert isinstance(dialog, RoleChangeDialog)
    assert dialog.person_id() is None
    assert dialog.focusWidget() in (dialog.person, dialog.person.lineEdit())
    dialog.reject()
    run(window, "Show the roles side by side")
    view = page_of(window, NeedsPage).view
    assert isinstance(view, RolesView)
    view.change_button.click()
    assert isinstance(opened(qtbot), RoleChangeDialog)
    opened(qtbot).reject()
    entry = view.board.lists()[0].entries.rows()[0]
    view.board.lists()[0].course_requested.emit(entry.courses[0].course_id)
    assert window.navigation.current() == "catalogue"
