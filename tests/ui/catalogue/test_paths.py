"""The paths of the tracks: order, kind, adding and taking out, each an edit that can be undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import PathKind
from pmplanner.services.people.tracks import TrackRow, list_tracks
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.catalogue.paths import Paths
from pmplanner.ui.core.actions import Actions
from tests.ui.catalogue.conftest import course


@pytest.fixture
def paths(page: CataloguePage, qtbot: QtBot) -> Paths:
    qtbot.mouseClick(page.views.findChildren(type(page.panel.copy))[1], Qt.MouseButton.LeftButton)
    assert page.paths.isVisible()
    return page.paths


def _track(actions: Actions) -> TrackRow:
    return actions.read(list_tracks)[0]


def _codes(track: TrackRow, kind: str) -> list[str]:
    return [row.code for row in track.path if row.kind == kind]


def test_the_path_is_shown_as_suggested(paths: Paths, actions: Actions) -> None:
    assert "suggested" in paths.about.text()
    assert paths.lists[PathKind.REQUIRED].ids() == [
        r.course_id for r in _track(actions).courses(PathKind.REQUIRED)
    ]


def test_alt_down_moves_a_course_and_the_path_becomes_ones_own(
    paths: Paths, actions: Actions, qtbot: QtBot
) -> None:
    before = _codes(_track(actions), "required")
    required = paths.lists[PathKind.REQUIRED]
    required.setFocus()
    required.setCurrentRow(0)
    qtbot.keyClick(required, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _codes(_track(actions), "required") == [before[1], before[0], *before[2:]]
    assert required.currentRow() == 1
    assert "your own" in paths.about.text()
    actions.undo()
    assert _codes(_track(actions), "required") == before
    assert "suggested" in paths.about.text()


def test_alt_right_makes_a_course_elective(paths: Paths, actions: Actions, qtbot: QtBot) -> None:
    required = paths.lists[PathKind.REQUIRED]
    required.setFocus()
    required.setCurrentRow(1)
    moved = _codes(_track(actions), "required")[1]
    qtbot.keyClick(required, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert moved in _codes(_track(actions), "elective")
    assert moved not in _codes(_track(actions), "required")
    assert paths.lists[PathKind.ELECTIVE].hasFocus()


def test_delete_takes_a_course_out_and_adding_puts_it_in(
    paths: Paths, actions: Actions, qtbot: QtBot
) -> None:
    required = paths.lists[PathKind.REQUIRED]
    required.setFocus()
    required.setCurrentRow(0)
    gone = _codes(_track(actions), "required")[0]
    qtbot.keyClick(required, Qt.Key.Key_Delete)
    assert gone not in _codes(_track(actions), "required")
    paths.box.setCurrentIndex(paths.box.findData(course(actions, gone).id))
    qtbot.mouseClick(paths.add_required, Qt.MouseButton.LeftButton)
    assert _codes(_track(actions), "required")[-1] == gone


def test_a_course_dragged_over_changes_its_kind(paths: Paths, actions: Actions) -> None:
    # What Qt's drag does to the two lists: the item appears in one and leaves the other.
    moved = paths.lists[PathKind.ELECTIVE].ids()[0]
    paths.lists[PathKind.REQUIRED].put(moved, "")
    paths.lists[PathKind.ELECTIVE].take(moved)
    paths.lists[PathKind.REQUIRED].rearranged.emit()
    assert [r.course_id for r in _track(actions).courses(PathKind.REQUIRED)][-1] == moved


def test_tracks_are_added_renamed_and_removed(
    paths: Paths, actions: Actions, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_kw: ("Systems engineer", True))
    qtbot.mouseClick(paths.new, Qt.MouseButton.LeftButton)
    assert [t.name for t in actions.read(list_tracks)][-1] == "Systems engineer"
    paths.tracks.setCurrentRow(3)
    assert paths.lists[PathKind.REQUIRED].ids() == []
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_kw: ("Architect", True))
    qtbot.mouseClick(paths.rename, Qt.MouseButton.LeftButton)
    assert [t.name for t in actions.read(list_tracks)][-1] == "Architect"
    paths.tracks.setCurrentRow(0)
    people = _track(actions).people
    assert people
    qtbot.mouseClick(paths.remove, Qt.MouseButton.LeftButton)
    assert len(actions.read(list_tracks)) == 3
    actions.undo()
    assert _track(actions).people == people
