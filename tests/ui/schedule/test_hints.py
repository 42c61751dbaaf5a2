"""What the page shows while there is nothing to show, and what its buttons ask for."""

import datetime as dt

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.plans.plans import create_plan
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from tests.services.small_plan import make
from tests.ui.schedule.conftest import open_page


def _actions(workspace: Workspace) -> Actions:
    actions = Actions(workspace)
    actions.choose_plan(None)
    return actions


def test_without_a_plan_one_is_asked_for(blank: Workspace, qtbot: QtBot) -> None:
    page = open_page(_actions(blank), qtbot)
    assert page.no_plan.isVisible()
    assert not page.list.filters.isVisible()
    assert not page.primary_action().isEnabled()
    with qtbot.waitSignal(page.new_plan_requested):
        qtbot.mouseClick(page.no_plan_button, Qt.MouseButton.LeftButton)


def test_without_picks_the_plan_page_is_asked_for(blank: Workspace, qtbot: QtBot) -> None:
    with blank.edit("New plan") as db:
        create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    page = open_page(_actions(blank), qtbot)
    assert page.no_picks.isVisible()
    with qtbot.waitSignal(page.plan_requested):
        qtbot.mouseClick(page.no_picks_button, Qt.MouseButton.LeftButton)


def test_a_session_can_be_made_before_anything_is_picked(blank: Workspace, qtbot: QtBot) -> None:
    with blank.edit("Lay out") as db:
        make(db).course("BOOT")
    page = open_page(_actions(blank), qtbot)
    page.begin_new()
    assert page.form.isVisible()
    qtbot.mouseClick(page.form.cancel_button, Qt.MouseButton.LeftButton)
    assert page.no_picks.isVisible()


def test_without_sessions_the_list_says_how_many_picks_wait(blank: Workspace, qtbot: QtBot) -> None:
    with blank.edit("Lay out") as db:
        small = make(db)
        small.course("BOOT")
        small.pick("ABC", "BOOT")
    page = open_page(_actions(blank), qtbot)
    assert page.list.empty.isVisible()
    page.below.choose("backlog")
    assert page.backlog.table.isVisible()
    qtbot.mouseClick(page.list.empty_button, Qt.MouseButton.LeftButton)
    assert page.form.drafting


def test_a_plan_made_while_the_page_is_shown_appears(blank: Workspace, qtbot: QtBot) -> None:
    actions = _actions(blank)
    page = open_page(actions, qtbot)
    actions.do(Label("New plan"), create_plan, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    assert page.no_picks.isVisible()


def test_another_plan_shows_its_own_sessions_and_closes_the_form(laid_out: Workspace, qtbot: QtBot) -> None:
    actions = _actions(laid_out)
    page = open_page(actions, qtbot)
    page.begin_new()
    other = actions.do(Label("New plan"), create_plan, "2026", dt.date(2026, 1, 4), dt.date(2026, 6, 30))
    actions.choose_plan(other)
    assert page.no_picks.isVisible()
    assert not page.form.isVisible()
    assert page.list.table.source.rowCount() == 0
