"""Why somebody is not on a course: beside the matrix, in its window, by menus and by the search."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar import clock
from pmplanner.services.lookup import find_course
from pmplanner.services.people.people import list_people
from pmplanner.services.sessions.sessions import add_session, list_sessions
from pmplanner.services.views.matrix import list_cells
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.plan.menus import MatrixMenu
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.why import ahead_search
from pmplanner.ui.why.view import WhyView
from pmplanner.ui.why.window import WhyWindow
from pmplanner.ui.widgets.buttons import WrappedButton
from pmplanner.ui.widgets.forms.entry_list import EntryRow
from tests.support import known, snapshot
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_bare_window: OpenWindow, sampled: Workspace, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window on the sample, before its plan begins."""
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 30))
    return open_bare_window(sampled)


def person(window: MainWindow, employee_id: str) -> int:
    return next(row.id for row in window.actions_.read(list_people) if row.employee_id == employee_id)


def course(window: MainWindow, code: str) -> int:
    return window.actions_.read(lambda db: find_course(db, code).id)


def buttons(view: QWidget) -> list[WrappedButton]:
    return [each for each in view.findChildren(WrappedButton) if not each.isHidden()]


def titles(view: WhyView) -> list[tuple[str, str, str]]:
    return [(each.title, each.sentence, each.trouble) for each in view.sessions.entries()]


def state(window: MainWindow, pair: tuple[int, int]) -> str:
    return window.actions_.read(list_cells, known(window.actions_.plan_id))[pair].state


def test_enter_on_a_cell_says_why_and_a_button_does_what_helps(window: MainWindow, qtbot: QtBot) -> None:
    page, actions = page_of(window, PlanPage), window.actions_
    pair = person(window, "S-004"), course(window, "AMA-2239")
    page.cells.setFocus()
    page.matrix.go_to(*pair)
    qtbot.keyClick(page.cells, Qt.Key.Key_Return)
    view = page.detail.why
    qtbot.waitUntil(lambda: bool(buttons(view)))
    assert view.told.text().splitlines() == [
        "It is required by the track Product manager.",
        "Nothing credits it.",
        "Nobody has picked it.",
    ]
    full = ("AMA-2239-1 · 29–30 Mar", "Cannot sit in it:", "It is full: 8 of 8 seats are taken.")
    assert titles(view) == [full]
    assert view.first.text() == "It works first on 4–5 Jan 2027, in a new session with Mei Castellan."
    before = snapshot(actions.workspace.path)
    (hold,) = buttons(view)
    assert hold.accessibleName().startswith("Hold Leadership and Team Development for Managerial…")
    qtbot.mouseClick(hold, LEFT)
    assert state(window, pair) == "scheduled"
    qtbot.waitUntil(lambda: not buttons(view))
    new = ("AMA-2239-2 · 4–5 Jan", "Sits in it", "")
    assert titles(view) == [new, full]
    assert view.none.isHidden(), "nothing has to help"
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    qtbot.waitUntil(lambda: bool(buttons(view)))
    assert titles(view) == [full]

    # Space goes on picking, and another cell is another question.
    page.cells.setFocus()
    qtbot.keyClick(page.cells, Qt.Key.Key_Space)
    assert state(window, pair) == "picked"
    qtbot.waitUntil(lambda: "Picked by" in view.told.text())
    page.cells.selectAll()
    assert view.isHidden(), "of several cells nothing is asked"


def test_it_is_asked_in_three_steps_and_answered_in_a_window(window: MainWindow, qtbot: QtBot) -> None:
    # One: the search; two: the question; three: Enter.
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(window.bar.search, "why is amara not on the boot")
    found = known(window.search.findChild(QListWidget))
    first = known(window.search.list.entry(found.currentItem()))
    assert first.title == "Why: Amara Lindqvist, Product Management Bootcamp Training"
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    (shown,) = window.findChildren(WhyWindow)
    assert shown.view.headline.text() == (
        "Amara Lindqvist has done Product Management Bootcamp Training in this plan."
    )
    qtbot.waitUntil(shown.close_button.hasFocus)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert not shown.isVisible(), "Enter presses the button that has the keys"
    for words in ("why", "why ama", "why nobody nothing"):
        window.bar.search.setText(words)
        assert [found.item(row).text() for row in range(found.count())] == ["Why: type a person and a course"]
    window.bar.search.clear()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.ask_why()
    assert (window.bar.search.text(), window.bar.search.hasFocus()) == ("why ", True)


def test_the_window_follows_and_lists_what_is_over_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    actions = window.actions_
    pair = person(window, "S-004"), course(window, "AMA-2239")
    plan_id = known(actions.plan_id)
    actions.do(Label("Sessions"), add_past_and_later, plan_id, pair[1])
    window.open_thing("why", pair)
    (shown,) = window.findChildren(WhyWindow)
    view = shown.view
    assert [title for title, *_ in titles(view)] == ["AMA-2239-1 · 29–30 Mar", "AMA-2239-3 · 3–4 May"]
    assert titles(view)[1][1:] == ("Can sit in it", "")
    assert view.all_button.text() == "Show 1 more session"
    qtbot.mouseClick(view.all_button, LEFT)
    assert len(titles(view)) == 3
    assert view.all_button.isHidden()
    (put, *_) = buttons(view)
    qtbot.waitUntil(put.hasFocus)
    qtbot.keyClick(put, Qt.Key.Key_Return)
    assert state(window, pair) == "scheduled"
    qtbot.waitUntil(lambda: "has a seat in" in view.headline.text())
    assert known(actions.workspace.undo_label()).startswith("Put Dmitri Salazar in AMA-2239-3")
    actions.undo()
    shown.close()


def add_past_and_later(db: object, plan_id: int, course_id: int) -> None:
    for day in (dt.date(2026, 11, 2), dt.date(2027, 5, 3)):
        add_session(db, plan_id, course_id, day)  # type: ignore[arg-type]


def test_a_long_search_goes_on_beside_the_window_and_ends_with_it(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = person(window, "S-004"), course(window, "AMA-2239")
    view = WhyView(window.actions_)
    qtbot.addWidget(view)
    view.show()
    view.show_pair(*pair)
    qtbot.waitUntil(lambda: bool(buttons(view)))
    at_once = view.first.text(), [button.accessibleName() for button in buttons(view)]
    monkeypatch.setattr(ahead_search, "AT_ONCE", -1.0)
    view.ask()
    assert (view.looking.isHidden(), view.first.text(), buttons(view)) == (False, "", [])
    qtbot.waitUntil(lambda: bool(buttons(view)))
    assert view.looking.isHidden()
    assert (view.first.text(), [button.accessibleName() for button in buttons(view)]) == at_once
    view.ask()
    view.clear()
    assert view.looking.isHidden()
    assert view.headline.isHidden()
    with qtbot.waitSignal(window.actions_.changed):
        window.actions_.do(Label("Session"), add_past_and_later, known(window.actions_.plan_id), pair[1])
    assert view.headline.isHidden(), "nothing is asked any more"


def test_menus_and_the_plan_of_a_person_lead_to_it(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, PlanPage)
    pair = person(window, "S-004"), course(window, "AMA-2239")
    page.matrix.go_to(*pair)
    menu = MatrixMenu(page.matrix, page.commands, page.cells.currentIndex().row(), page)
    with qtbot.waitSignal(menu.why_requested) as asked:
        next(action for action in menu.actions() if action.text() == "Why?").trigger()
    assert asked.args == [pair]
    page.cells.selectAll()
    menu = MatrixMenu(page.matrix, page.commands, 0, page)
    assert "Why?" not in [action.text() for action in menu.actions()]

    window.open_page("people")
    people = page_of(window, PeoplePage)
    people.reveal("person", pair[0])
    rows = people.detail.one.plan.needs.findChildren(EntryRow)
    row = next(row for row in rows if row.entry.key == pair[1])
    assert row.action.accessibleName() == "Why? Leadership and Team Development for Managerial Success"
    with qtbot.waitSignal(people.open_requested) as asked:
        row.action.click()
    assert asked.args == ["why", pair]
    (shown,) = window.findChildren(WhyWindow)
    assert shown.isVisible()
    shown.close()
    done = people.detail.one.plan.picks.findChildren(EntryRow)
    assert {row.entry.action for row in done if "Done" in row.entry.sentence} == {""}


def test_where_it_can_only_be_read_nothing_is_done(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    window.open_thing("why", (person(window, "S-004"), course(window, "AMA-2239")))
    (shown,) = window.findChildren(WhyWindow)
    assert buttons(shown.view)
    assert not any(button.isEnabled() for button in buttons(shown.view))
    assert window.actions_.read(list_sessions, known(window.actions_.plan_id))
    shown.close()
