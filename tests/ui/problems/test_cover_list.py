"""Rules of cover on the page of problems: added, changed and removed, with how each stands."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.models import Person
from pmplanner.services.people.history import add_absence
from pmplanner.services.people.tracks import add_track
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.problems.command_list import COMMANDS
from pmplanner.ui.problems.page import ProblemsPage
from tests.services.small_plan import MONDAY, make

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(blank: Workspace, qtbot: QtBot) -> ProblemsPage:
    """Two clerks, of whom one is trained on Monday; on Wednesday the other one is on leave."""
    with blank.edit("Fill") as db:
        small = make(db)
        for name in ("Ana", "Ben"):
            db.get_one(Person, small.person(name)).job_title = "Clerk"
        small.course("x")
        small.pick(["Ana"], "x")
        small.run("x", MONDAY, ["Ana"])
        add_absence(db, small.people["Ben"], MONDAY + dt.timedelta(2), MONDAY + dt.timedelta(2), "Leave")
    actions = Actions(blank)
    actions.choose_plan(None)
    page = ProblemsPage(actions)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    _command("Show the rules of cover").run(page)
    return page


def _command(title: str) -> PageCommand[ProblemsPage]:
    return next(command for command in COMMANDS if command.name == title)


def _entries(page: ProblemsPage) -> list[tuple[str, str, str]]:
    QApplication.processEvents()
    return [(entry.title, entry.sentence, entry.trouble) for entry in page.cover.list.entries()]


def test_a_rule_is_added_changed_and_removed(page: ProblemsPage, qtbot: QtBot) -> None:
    assert _entries(page) == []
    assert page.cover.list.empty.isVisible()
    _command("Add a rule of cover").run(page)
    form = page.cover.add_form
    assert form.minimum.hasFocus() or form.area.isVisible()
    qtbot.mouseClick(form.add_button, LEFT)
    assert form.reason.text() == "Say how many must be at work."
    qtbot.keyClicks(form.minimum, "2")
    assert form.fields.isRowVisible(form.level)
    form.kind.setCurrentIndex(form.kind.findData("title"))
    assert not form.fields.isRowVisible(form.level)
    qtbot.mouseClick(form.add_button, LEFT)
    assert form.reason.text() == "Choose one of the list under “Which”."
    form.what.setEditText("clerk")
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert not form.area.isVisible()
    [(title, sentence, trouble)] = _entries(page)
    assert title == "clerk"
    assert sentence.splitlines() == [
        "At least 2 · clerk",
        "2 people count. Leave alone leaves too few: 3 Mar. That is no fault of training.",
    ]
    assert trouble == "Training leaves too few at work: 1 Mar."
    assert page.count.text() == "1"

    (row,) = page.cover.list.rows()
    qtbot.mouseClick(row.action, LEFT)
    form = page.cover.change_form
    assert (form.minimum.text(), form.what.currentText(), form.name.text()) == ("2", "clerk", "")
    form.minimum.setText("1")
    form.name.setText("Desk")
    qtbot.mouseClick(form.add_button, LEFT)
    [(title, sentence, trouble)] = _entries(page)
    assert (title, trouble) == ("Desk", "")
    assert sentence.endswith("Kept on every day of the plan.")
    assert not page.count.isVisible()

    (row,) = page.cover.list.rows()
    qtbot.mouseClick(row.remove, LEFT)
    assert _entries(page) == []
    page.actions_.undo()
    page.actions_.undo()
    assert [title for title, _, _ in _entries(page)] == ["clerk"]


def test_a_rule_is_called_by_the_whole_of_what_was_found(page: ProblemsPage, qtbot: QtBot) -> None:
    page.actions_.do(Label("Add the track"), add_track, "Night desk")
    _command("Add a rule of cover").run(page)
    form = page.cover.add_form
    form.kind.setCurrentIndex(form.kind.findData("track"))
    form.minimum.setText("1")
    form.what.setEditText("night")
    qtbot.mouseClick(form.add_button, LEFT)
    assert [title for title, _, _ in _entries(page)] == ["Night desk"]
    assert page.actions_.workspace.undo_label() == "Add the rule of cover “Night desk”"


def test_what_makes_no_sense_is_said_in_the_form(page: ProblemsPage, qtbot: QtBot) -> None:
    _command("Add a rule of cover").run(page)
    form = page.cover.add_form
    form.kind.setCurrentIndex(form.kind.findData("title"))
    form.minimum.setText("0")
    form.what.setCurrentIndex(0)
    qtbot.mouseClick(form.add_button, LEFT)
    assert form.reason.text() == "At least one person must be at work; not 0."
    qtbot.keyClick(form.minimum, Qt.Key.Key_Escape)
    qtbot.keyClick(form.area, Qt.Key.Key_Escape)
    assert _entries(page) == []
