"""The catalogue beside the matrix."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from pmplanner.services.catalog import courses
from pmplanner.storage.labels import Label
from pmplanner.ui.plan.course_list import CARD_ROLE
from tests.support import known
from tests.ui.plan.conftest import LEFT, SHIFT, Grid

Key = Qt.Key


def _titles(grid: Grid) -> list[str]:
    return [card.title for card in grid.page.drawer.list.found.cards]


def _button(grid: Grid) -> str:
    return grid.page.drawer.list.bar.button.text()


def test_search_as_you_type_puts_titles_first(grid: Grid) -> None:
    drawer = grid.page.drawer
    assert len(_titles(grid)) == 134
    grid.qtbot.keyClicks(drawer.search, "leader")
    assert "leader" in _titles(grid)[0].lower()
    assert 1 < len(_titles(grid)) < 20
    grid.qtbot.keyClicks(drawer.search, "zzz")
    assert _titles(grid) == []
    assert not drawer.list.isVisible()
    drawer.clear()
    assert len(_titles(grid)) == 134


def test_whatever_is_typed_is_safe(grid: Grid) -> None:
    for words in ('"', "a* OR (", "'; --", "NEAR/2", "ü"):
        grid.page.drawer.search.setText(words)
        _titles(grid)
    grid.page.drawer.clear()
    assert len(_titles(grid)) == 134


def test_chips_narrow_by_track_and_days(grid: Grid) -> None:
    drawer = grid.page.drawer
    track = next(t for t in known(grid.page.model.snapshot).tracks if t.code == "PGM")
    drawer.chips.chip(str(track.id)).click()
    drawer.chips.chip("short").click()
    rows = {row.title: row for row in grid.actions.read(courses.list_courses)}
    expected = {title for title, row in rows.items() if track.id in row.track_ids and row.days <= 2}
    assert set(_titles(grid)) == expected
    assert 0 < len(expected) < 134


def test_keys_lead_from_search_to_list_to_a_pick_for_many(grid: Grid, said: list[str]) -> None:
    drawer = grid.page.drawer
    grid.go("S-001", "TNX-PMB")
    for _ in range(2):
        grid.key(Key.Key_Down, SHIFT)
    drawer.search.setFocus()
    grid.qtbot.keyClicks(drawer.search, "scrummaster")
    assert _button(grid) == "Pick for 3 people"
    grid.qtbot.keyClick(drawer.search, Key.Key_Down)
    assert drawer.list.hasFocus()
    grid.qtbot.keyClick(drawer.list, Key.Key_Return)
    people = [grid.people[key] for key in ("S-001", "S-002", "S-003")]
    assert [grid.shown(key, "SCA-CSM") for key in ("S-001", "S-002", "S-003")] == ["picked"] * 3
    assert said[-1] == "Pick Certified ScrumMaster (CSM) for 3 people"
    assert _button(grid) == "Picked already"
    assert grid.page.matrix.block().people == tuple(people)
    grid.qtbot.keyClick(drawer.list, Key.Key_Up)
    assert drawer.search.hasFocus()
    grid.actions.undo()
    assert grid.shown("S-001", "SCA-CSM") == ""
    assert _button(grid) == "Pick for 3 people"


def test_the_button_picks_and_counts_who_lacks_the_course(grid: Grid) -> None:
    drawer = grid.page.drawer
    grid.page.board.no_courses.show_all_requested.emit()
    grid.go("S-001", "SCA-CSM")
    grid.key(Key.Key_Space)
    grid.key(Key.Key_Down, SHIFT)
    drawer.search.setText("scrummaster")
    assert _button(grid) == "Pick for 1 of 2 people"
    grid.qtbot.mouseClick(drawer.list.bar.button, LEFT)
    assert grid.stored("S-002", "SCA-CSM").state == "picked"


def test_without_people_selected_it_says_what_to_do(grid: Grid, said: list[str]) -> None:
    drawer = grid.page.drawer
    assert drawer.list.bar.button.toolTip() == "Select people in the matrix first"
    assert _button(grid).startswith("Select people")
    assert not drawer.list.bar.button.isEnabled()
    drawer.list.setFocus()
    grid.qtbot.keyClick(drawer.list, Key.Key_Return)
    assert said[-1] == "Select people in the matrix first."


def test_a_card_says_days_level_tracks_skills_and_what_comes_first(grid: Grid) -> None:
    grid.actions.do(
        Label("x"),
        courses.add_course,
        title="Talking well",
        days=1,
        level="advanced",
        skills=["communication"],
        track_ids=[t.id for t in known(grid.page.model.snapshot).tracks],
        requires=[grid.courses["SCA-CSM"]],
    )
    grid.page.drawer.search.setText("talking")
    card = grid.page.drawer.list.found.index(0, 0).data(CARD_ROLE)
    assert card.lines == (
        "1 day · Advanced · all tracks",
        "communication",
        "after Certified ScrumMaster (CSM)",
    )
    tip = str(grid.page.drawer.list.found.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert tip.endswith("after Certified ScrumMaster (CSM)")
    grid.page.drawer.search.setText("scrummaster")
    tip = str(grid.page.drawer.list.found.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert tip.endswith("needs nothing first")


def test_the_button_stands_on_the_chosen_card(grid: Grid) -> None:
    course_list = grid.page.drawer.list
    course_list.setCurrentIndex(course_list.found.index(2, 0))
    card = course_list.visualRect(course_list.currentIndex())
    grid.qtbot.waitUntil(
        lambda: course_list.visualRect(course_list.currentIndex()).contains(course_list.bar.geometry())
    )
    course_list.verticalScrollBar().setValue(40)
    card = course_list.visualRect(course_list.currentIndex())
    assert card.contains(course_list.bar.geometry())


def test_the_drawer_can_be_put_away(grid: Grid) -> None:
    board = grid.page.board
    grid.qtbot.mouseClick(board.toolbar.drawer_button, LEFT)
    assert not board.side.isVisible()
    grid.qtbot.mouseClick(board.toolbar.drawer_button, LEFT)
    assert board.drawer.isVisible()
    board.drawer.close_requested.emit()
    assert not board.side.isVisible()
    assert not board.toolbar.drawer_button.isChecked()
    assert grid.page.cells.hasFocus()


def test_the_index_is_asked_for_when_somebody_is_about_to_type(
    grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(grid.page.actions_.course_finder, "prepare", lambda: asked.append("index"))
    grid.page.refresh(None)
    assert not asked
    QApplication.sendEvent(grid.page.drawer.search, QFocusEvent(QEvent.Type.FocusIn))
    assert asked
