"""The paths of the tracks: order, kind, adding and taking out, each an edit that can be undone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QLabel
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import PathKind
from pmplanner.services.people.tracks import TrackRow, list_tracks
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.catalogue.paths import Paths
from pmplanner.ui.catalogue.suggestion import SuggestionDialog
from pmplanner.ui.core.actions import Actions
from tests.ui.catalogue.conftest import course


@pytest.fixture
def paths(page: CataloguePage, qtbot: QtBot) -> Paths:
    qtbot.mouseClick(page.views.findChildren(type(page.panel.copy))[1], Qt.MouseButton.LeftButton)
    assert page.paths.isVisible()
    # The path of project managers, which has no group of its own.
    page.paths.tracks.setCurrentRow(1)
    return page.paths


def _track(actions: Actions) -> TrackRow:
    return actions.read(list_tracks)[1]


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
    paths.tracks.setCurrentRow(1)
    people = _track(actions).people
    assert people
    qtbot.mouseClick(paths.remove, Qt.MouseButton.LeftButton)
    assert len(actions.read(list_tracks)) == 3
    actions.undo()
    assert _track(actions).people == people


def _groups(actions: Actions) -> list[tuple[str, int, list[str]]]:
    groups = _track(actions).groups
    return [(group.name, group.choose, [row.code for row in group.courses]) for group in groups]


def _select(paths: Paths, kind: PathKind, rows: range) -> None:
    chosen = paths.lists[kind]
    chosen.clearSelection()
    for row in rows:
        chosen.item(row).setSelected(True)


def test_a_group_is_made_of_what_is_selected_and_is_undone(
    paths: Paths, actions: Actions, qtbot: QtBot
) -> None:
    before = _track(actions)
    required = _codes(before, "required")
    _select(paths, PathKind.REQUIRED, range(1, 4))
    qtbot.mouseClick(paths.make_group, Qt.MouseButton.LeftButton)
    assert _groups(actions) == [("", 1, required[1:4])]
    assert _codes(_track(actions), "required") == [required[0], *required[4:]]
    assert paths.groups.item(0).text().startswith("Any 1 of 3")
    assert paths.groups.hasFocus()
    actions.undo()
    assert _track(actions) == before
    assert paths.groups.count() == 0
    assert not paths.group_fields.isEnabled()


def test_number_and_name_of_a_group_are_changed_below_it(
    paths: Paths, actions: Actions, qtbot: QtBot
) -> None:
    required = _codes(_track(actions), "required")
    _select(paths, PathKind.REQUIRED, range(3))
    qtbot.keyClick(paths.lists[PathKind.REQUIRED], Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    fields = paths.group_fields
    fields.choose.setValue(2)
    fields.choose.editingFinished.emit()
    assert _groups(actions) == [("", 2, required[:3])]
    fields.name.setFocus()
    qtbot.keyClicks(fields.name, "Basics")
    qtbot.keyClick(fields.name, Qt.Key.Key_Return)
    assert _groups(actions) == [("Basics", 2, required[:3])]
    assert "Any 2 of 3 · Basics" in paths.groups.item(0).text()
    refusals = []
    actions.refused.connect(lambda *said: refusals.append(said[0]))
    fields.choose.setValue(4)
    fields.choose.editingFinished.emit()
    assert "any 4 of its courses has only 3" in str(refusals[0])
    assert _groups(actions) == [("Basics", 2, required[:3])]
    assert fields.choose.value() == 2


def test_groups_are_moved_by_keys_and_dissolved(paths: Paths, actions: Actions, qtbot: QtBot) -> None:
    required = _codes(_track(actions), "required")
    electives = _codes(_track(actions), "elective")
    for kind in (PathKind.REQUIRED, PathKind.ELECTIVE):
        _select(paths, kind, range(2))
        _select(paths, PathKind.ELECTIVE if kind == PathKind.REQUIRED else PathKind.REQUIRED, range(0))
        paths.group_selected()
    one, two = ("", 1, required[:2]), ("", 1, electives[:2])
    assert _groups(actions) == [one, two]
    alt = Qt.KeyboardModifier.AltModifier
    paths.groups.select_group(1)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Up, alt)
    assert _groups(actions) == [two, one]
    assert paths.groups.group_place() == 0
    qtbot.keyClick(paths.groups, Qt.Key.Key_Up, alt)
    assert _groups(actions) == [two, one]
    # A course goes over the heading into the next group.
    paths.groups.setCurrentRow(2)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Down, alt)
    assert _groups(actions) == [("", 1, electives[:1]), ("", 1, [electives[1], *required[:2]])]
    paths.groups.setCurrentRow(0)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Down, alt)
    assert [group[2] for group in _groups(actions)] == [[electives[1], *required[:2]], electives[:1]]
    paths.groups.select_group(0)
    qtbot.mouseClick(paths.group_fields.dissolve, Qt.MouseButton.LeftButton)
    assert _groups(actions) == [("", 1, electives[:1])]
    assert _codes(_track(actions), "elective") == [*electives[2:], electives[1], *required[:2]]


def test_courses_come_into_a_group_and_out_of_it(paths: Paths, actions: Actions, qtbot: QtBot) -> None:
    added = course(actions, "ATD-TM")
    paths.box.setCurrentIndex(paths.box.findData(added.id))
    qtbot.mouseClick(paths.add_to_group, Qt.MouseButton.LeftButton)
    assert _groups(actions) == [("", 1, ["ATD-TM"])]
    # What Qt's drag does: the course appears above the heading and leaves its list.
    required = paths.lists[PathKind.REQUIRED].ids()[0]
    code = _codes(_track(actions), "required")[0]
    heading = paths.groups.takeItem(0)
    dragged = paths.groups.takeItem(0)
    paths.groups.put(required, "")
    paths.groups.insertItem(1, heading)
    paths.groups.insertItem(2, dragged)
    paths.lists[PathKind.REQUIRED].take(required)
    paths.groups.rearranged.emit()
    assert _groups(actions) == [("", 1, [code, "ATD-TM"])]
    paths.groups.setFocus()
    paths.groups.setCurrentRow(1)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert _codes(_track(actions), "required")[-1] == code
    # The last course takes its group along.
    paths.groups.setFocus()
    paths.groups.setCurrentRow(1)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Delete)
    assert _groups(actions) == []
    assert "ATD-TM" not in [row.code for row in _track(actions).path]


def test_a_heading_is_not_taken_out_alone(paths: Paths, actions: Actions, qtbot: QtBot) -> None:
    _select(paths, PathKind.REQUIRED, range(2))
    paths.group_selected()
    before = _groups(actions)
    paths.groups.select_group(0)
    qtbot.keyClick(paths.groups, Qt.Key.Key_Delete)
    assert _groups(actions) == before


def test_the_suggested_path_is_looked_at_and_taken(
    paths: Paths, actions: Actions, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _track(actions)
    assert paths.suggestion.isHidden()
    required = paths.lists[PathKind.REQUIRED]
    required.setCurrentRow(0)
    required.take_out()
    assert "The catalogue suggests another path: +1 course, +3 days" in paths.suggestion.text.text()
    shown: list[str] = []

    def accept(dialog: SuggestionDialog) -> int:
        shown.extend(label.text() for label in dialog.findChildren(QLabel))
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(SuggestionDialog, "exec", accept)
    qtbot.mouseClick(paths.suggestion.look, Qt.MouseButton.LeftButton)
    assert any(before.path[0].title in text for text in shown)
    assert _track(actions) == before
    assert paths.suggestion.isHidden()
    actions.undo()
    assert not paths.suggestion.isHidden()


def test_lists_stand_one_below_the_other_where_they_are_not_wide_enough(
    page: CataloguePage, paths: Paths, qtbot: QtBot
) -> None:
    def places() -> list[tuple[int, int]]:
        found = [paths.tracks, *paths.lists.values()]
        return [(at.x(), at.y()) for at in (each.mapTo(paths, QPoint(0, 0)) for each in found)]

    assert len({x for x, _ in places()}) == 4
    page.resize(560, 700)
    qtbot.waitUntil(lambda: len({x for x, _ in places()}) < 3)
    heights = [y for _, y in places()]
    assert heights == sorted(set(heights))
