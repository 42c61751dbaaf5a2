"""Blocks of the matrix to a spreadsheet and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.plan.conftest import CONTROL, SHIFT, Grid

Key = Qt.Key


def _text() -> str:
    return QGuiApplication.clipboard().text()


def _paste(grid: Grid, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    grid.key(Key.Key_V, CONTROL)


def _free(grid: Grid, person: str = "S-004") -> None:
    """Show all courses and go to where nothing is picked."""
    grid.page.board.no_courses.show_all_asked.emit()
    grid.go(person, "SCA-CSM")


def test_a_block_is_copied_as_words(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        grid.key(key, SHIFT)
    grid.key(Key.Key_C, CONTROL)
    assert _text() == "done\tscheduled\tpicked\ndone\tscheduled\trequired"


def test_with_names_and_titles_around_it(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    grid.page.matrix.copy_with_names_asked.emit()
    assert _text() == "\tProduct Management Bootcamp Training\nAmara Lindqvist\tdone"
    grid.page.matrix.go_to(grid.people["S-001"])
    grid.key(Key.Key_C, CONTROL)
    assert len(_text().split("\t")) == len(grid.page.model.courses)


@pytest.mark.parametrize("mark", ["x", "1", "yes", "●", "picked", "scheduled", "irgendwas"])
def test_what_is_not_empty_picks_as_one_edit(grid: Grid, mark: str, said: list[str]) -> None:
    _free(grid)
    model = grid.page.model
    start = model.column_of(grid.courses["SCA-CSM"])
    right = model.courses[start]
    _paste(grid, f"{mark}\t\r\n\t{mark}\r\n")
    sheet = model.sheet
    assert sheet is not None
    wanted = [(grid.people["S-004"], grid.courses["SCA-CSM"]), (grid.people["S-005"], right)]
    empty = [(grid.people["S-004"], right), (grid.people["S-005"], grid.courses["SCA-CSM"])]
    assert all(sheet.cell(*pair).state == "picked" for pair in wanted)
    assert not any(sheet.cell(*pair) for pair in empty)
    assert said[-1] == "Paste: Pick 2 courses for 2 people"
    grid.actions.undo()
    assert not any(sheet.cell(*pair) for pair in wanted)


@pytest.mark.parametrize("mark", ["", "0", "-", "–", "No", "required", "credited"])
def test_what_says_no_picks_nothing(grid: Grid, mark: str, said: list[str]) -> None:
    _free(grid)
    _paste(grid, mark)
    assert grid.shown("S-004", "SCA-CSM") == ""
    assert said[-1] == "The clipboard holds nothing new to pick here."


def test_a_copied_block_gives_others_the_same_picks(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    for _ in range(4):
        grid.key(Key.Key_Right, SHIFT)
    grid.key(Key.Key_C, CONTROL)
    marks = _text().split("\t")
    grid.go("S-009", "TNX-PMB")
    grid.key(Key.Key_V, CONTROL)
    sheet = grid.page.model.sheet
    assert sheet is not None
    for course, mark in zip(grid.page.model.courses, marks, strict=False):
        cell = sheet.cell(grid.people["S-009"], course)
        assert mark in ("required", "credited") or (cell is not None and cell.is_pick)


def test_one_cell_fills_the_block_and_lines_of_groups_are_passed_over(grid: Grid) -> None:
    _free(grid, "S-009")
    for _ in range(2):
        grid.key(Key.Key_Down, SHIFT)
    block = grid.page.matrix.block()
    assert len(block.cell_people) == 3
    _paste(grid, "x")
    sheet = grid.page.model.sheet
    assert sheet is not None
    assert all(sheet.cell(*pair) for pair in block.pairs())


def test_what_lies_beyond_the_matrix_is_counted(grid: Grid, said: list[str]) -> None:
    _free(grid)
    model = grid.page.model
    last_person, last_course = model.people()[-1], model.courses[-1]
    grid.page.matrix.go_to(last_person, last_course)
    _paste(grid, "x\tx\nx\tx")
    assert said[-1] == "3 cells of the clipboard lay beyond the matrix."
    assert model.sheet is not None
    assert model.sheet.cell(last_person, last_course) is not None
