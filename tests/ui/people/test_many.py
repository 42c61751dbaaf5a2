"""Several people at once, and tracks by job title or team."""

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import assign_track, list_tracks
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.assign_dialog import KEEP, AssignDialog
from pmplanner.ui.people.page import PeoplePage
from tests.ui.people.conftest import click_row, names


def _tracks(actions: Actions) -> dict[str, str]:
    return {row.employee_id: row.track for row in actions.read(list_people)}


def _select(qtbot: QtBot, page: PeoplePage, *people: str) -> None:
    for number, name in enumerate(people):
        click_row(qtbot, page.table, names(page).index(name), control=number > 0)


@pytest.mark.slow
def test_a_track_for_all_selected_is_one_edit(page: PeoplePage, actions: Actions, qtbot: QtBot) -> None:
    before = _tracks(actions)
    _select(qtbot, page, "Viggo Santos", "Wanda Oyelaran", "Jonas Mbeki")
    panel = page.detail.many
    assert panel.isVisible()
    assert panel.title.text() == "3 people selected"
    assert panel.summary.text() == "No track 2 · Project manager 1"
    panel.track.setCurrentText("Program manager")
    assert panel.assign.text() == "Assign to 3 people"
    qtbot.mouseClick(panel.assign, Qt.MouseButton.LeftButton)
    after = _tracks(actions)
    assert {key for key in after if after[key] != before[key]} == {"S-010", "S-023", "S-024"}
    assert actions.workspace.undo_label() == "Assign Program manager to 3 people"
    assert len(page.table.selected_rows()) == 3
    assert not panel.assign.isEnabled()
    actions.undo()
    assert _tracks(actions) == before
    assert panel.summary.text() == "No track 2 · Project manager 1"


def test_all_selected_are_removed_as_one_edit(page: PeoplePage, actions: Actions, qtbot: QtBot) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    panel = page.detail.many
    assert panel.title.text() == "24 people selected"
    assert panel.names.text().endswith("and 16 more")
    qtbot.mouseClick(panel.remove, Qt.MouseButton.LeftButton)
    assert actions.read(list_people) == []
    assert actions.workspace.undo_label() == "Remove 24 people"
    actions.undo()
    assert len(names(page)) == 24


@pytest.fixture
def untracked(page: PeoplePage, actions: Actions) -> dict[str, str]:
    """Everybody without a track; the tracks as they were."""
    before = _tracks(actions)
    everybody = [row.id for row in actions.read(list_people)]
    for _ in range(2):
        # Whoever has further tracks has the first of them as the primary one after the first time.
        actions.do(Label("Take away"), assign_track, None, everybody)
    return before


def _dialog(page: PeoplePage, actions: Actions, qtbot: QtBot) -> AssignDialog:
    dialog = AssignDialog(actions, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_suggestions_are_chosen_and_applied_as_one_edit(
    page: PeoplePage, actions: Actions, qtbot: QtBot, untracked: dict[str, str]
) -> None:
    dialog = _dialog(page, actions, qtbot)
    chosen = {group.name: dialog.box(row).currentText() for row, group in enumerate(dialog.groups())}
    assert chosen["Product Owner"] == "Product manager"
    assert chosen["Junior Project Manager"] == "Project manager"
    assert chosen["Programme Lead"] == "Program manager"
    assert chosen["Scrum Master"] == "To be chosen"
    assert dialog.sentence.text() == "9 suggested · 2 to be chosen"
    why = {dialog.table.item(row, 0).text(): dialog.table.item(row, 4).text() for row in range(11)}  # type: ignore[union-attr]
    assert why["Product Owner"] == "“product owner”: decides what is built next, as product managers do"
    assert dialog.apply.text() == "Assign tracks to 22 people"
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert _tracks(actions) == untracked
    assert actions.workspace.undo_label() == "Assign tracks to 22 people"
    actions.undo()
    assert set(_tracks(actions).values()) == {""}


def test_people_who_have_another_track_are_left_alone_unless_chosen(
    page: PeoplePage, actions: Actions, qtbot: QtBot
) -> None:
    dialog = _dialog(page, actions, qtbot)
    assert all(dialog.box(row).currentData() == KEEP for row in range(len(dialog.groups())))
    assert not dialog.apply.isEnabled()
    row = [group.name for group in dialog.groups()].index("Scrum Master")
    box = dialog.box(row)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert dialog.apply.text() == "Assign a track to 1 person"
    dialog.accept()
    assert _tracks(actions)["S-023"] == "Product manager"


def test_those_who_lack_the_track_of_their_colleagues_are_proposed(
    page: PeoplePage, actions: Actions, qtbot: QtBot, ids: dict[str, int]
) -> None:
    actions.do(Label("Take away"), assign_track, None, [ids["S-010"]])
    dialog = _dialog(page, actions, qtbot)
    assert list(dialog.chosen()) == ["Project Manager"]
    assert dialog.apply.text() == "Assign a track to 1 person"


def test_a_title_with_people_of_another_track_is_not_proposed(
    page: PeoplePage, actions: Actions, qtbot: QtBot, ids: dict[str, int]
) -> None:
    program = actions.read(list_tracks)[2]
    actions.do(Label("Take away"), assign_track, None, [ids["S-010"]])
    actions.do(Label("Another"), assign_track, program.id, [ids["S-011"]])
    assert _dialog(page, actions, qtbot).chosen() == {}


def test_teams_can_be_listed_and_filtered(
    page: PeoplePage, actions: Actions, qtbot: QtBot, untracked: dict[str, str]
) -> None:
    dialog = _dialog(page, actions, qtbot)
    dialog.by.setFocus()
    team = dialog.by.findChildren(type(dialog.keep_button))[1]
    qtbot.mouseClick(team, Qt.MouseButton.LeftButton)
    assert [group.name for group in dialog.groups()[:2]] == [
        "Portfolio office",
        "Delivery",
    ]
    qtbot.keyClicks(dialog.search, "portf")
    shown = [group.name for row, group in enumerate(dialog.groups()) if not dialog.table.isRowHidden(row)]
    assert shown == ["Portfolio office"]
    program = actions.read(list_tracks)[2]
    row = [group.name for group in dialog.groups()].index("Portfolio office")
    dialog.box(row).show_key(program.id)
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert {key for key, track in _tracks(actions).items() if track == program.name} == {
        "S-020",
        "S-021",
        "S-022",
    }


def test_leaving_all_as_they_are_drops_the_suggestions(
    page: PeoplePage, actions: Actions, qtbot: QtBot, untracked: dict[str, str]
) -> None:
    dialog = _dialog(page, actions, qtbot)
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    assert dialog.chosen() == {}
    assert not dialog.apply.isEnabled()
    assert not dialog.keep_button.isVisible()
    dialog.accept()
    assert dialog.isVisible()


def test_the_button_of_the_page_opens_the_list(page: PeoplePage, qtbot: QtBot) -> None:
    seen: list[int] = []

    def close() -> None:
        (dialog,) = page.findChildren(AssignDialog)
        seen.append(len(dialog.groups()))
        dialog.reject()

    QTimer.singleShot(0, close)
    qtbot.mouseClick(page.assign_button, Qt.MouseButton.LeftButton)
    assert seen == [11]
    qtbot.waitUntil(lambda: not page.findChildren(AssignDialog))
