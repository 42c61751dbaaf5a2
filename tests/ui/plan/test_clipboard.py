"""Blocks of the matrix to a spreadsheet and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget

from pmplanner.services.people.people import add_person
from pmplanner.storage.labels import Label
from pmplanner.ui.plan.paste_preview import PastePreview
from tests.ui.plan.conftest import CONTROL, SHIFT, Grid

Key = Qt.Key


def _text() -> str:
    return QGuiApplication.clipboard().text()


def _paste(grid: Grid, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    grid.key(Key.Key_V, CONTROL)


def _free(grid: Grid, person: str = "S-004") -> None:
    """Show all courses and go to where nothing is picked."""
    grid.page.board.no_courses.show_all_requested.emit()
    grid.go(person, "SCA-CSM")


def test_a_block_is_copied_as_words(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        grid.key(key, SHIFT)
    grid.key(Key.Key_C, CONTROL)
    assert _text() == "done\tpicked\tscheduled\ndone\trequired\tscheduled"


def test_with_names_and_titles_around_it(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    grid.page.matrix.copy_with_names_requested.emit()
    assert _text() == "\tProduct Management Bootcamp Training\nAmara Lindqvist\tdone"
    grid.page.matrix.go_to(grid.people["S-001"])
    grid.key(Key.Key_C, CONTROL)
    assert len(_text().split("\t")) == len(grid.page.model.courses)


def _preview(grid: Grid) -> PastePreview | None:
    found = [dialog for dialog in grid.page.findChildren(PastePreview) if dialog.isVisible()]
    return found[0] if found else None


def _lines(part: QListWidget) -> list[str]:
    return [part.item(row).text() for row in range(part.count())]


def _picked(grid: Grid) -> set[tuple[str, str]]:
    """The picks stored, by employee id and code."""
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    people = {key: name for name, key in grid.people.items()}
    courses = {key: code for code, key in grid.courses.items()}
    return {
        (people[person], courses[course])
        for person, line in plan_snapshot.lines.items()
        for course, cell in line.cells.items()
        if cell.is_pick
    }


def test_a_word_that_says_so_picks_as_one_edit(grid: Grid, said: list[str]) -> None:
    for mark in ("x", "X", "1", "yes", "●", "✓", "Ja", "oui", "Sí", "pick", "picked", "scheduled"):
        _free(grid)
        before = _picked(grid)
        for key in (Key.Key_Right, Key.Key_Down):
            grid.key(key, SHIFT)
        right = grid.page.model.courses[grid.page.model.column_of(grid.courses["SCA-CSM"])]
        code = next(code for code, key in grid.courses.items() if key == right)
        _paste(grid, f"{mark}\t\r\n\t{mark}\r\n")
        assert _preview(grid) is None  # no more than the block's own shape
        assert _picked(grid) - before == {("S-004", "SCA-CSM"), ("S-005", code)}, mark
        assert said.pop() == "Paste: Pick 2 courses for 2 people", mark
        grid.actions.undo()
        assert _picked(grid) == before, mark


def test_what_says_no_picks_nothing(grid: Grid, said: list[str]) -> None:
    _free(grid)
    before = _picked(grid)
    for mark in ("", "0", "-", "–", "No", "nein", "N/A", "exempt", "done", "required", "credited"):
        said.clear()
        _paste(grid, mark)
        assert _picked(grid) == before, mark
        assert said[-1] == "The clipboard holds nothing new to pick here.", mark


def test_a_word_that_is_neither_is_named_and_nothing_changes(grid: Grid, said: list[str]) -> None:
    _free(grid)
    before = _picked(grid)
    grid.key(Key.Key_Right, SHIFT)
    _paste(grid, "x\tirgendwas")
    assert _picked(grid) == before
    assert said[-1].startswith("Nothing was pasted: “irgendwas” in row 1, column 2 says neither yes nor no.")


def test_a_table_goes_by_its_names_and_codes_wherever_the_cursor_is(grid: Grid) -> None:
    assert grid.page.model.snapshot is not None
    bruno = grid.page.model.snapshot.people[grid.people["S-002"]]
    grid.go("S-010", "TNX-PMB")
    before = _picked(grid)
    for first in ("S-002", bruno.email.upper(), "Bruno Okonkwo", "okonkwo, Bruno"):
        _paste(grid, f"Name\tSCA-CSM\tsca-cspo\n{first}\tx\tno\nS-003\t\tja")
        preview = _preview(grid)
        assert preview is not None
        assert "Makes 2 picks" in preview.sentence.text()
        assert len(_lines(preview.picks)) == 2
        assert _lines(preview.strangers) == []
        assert _picked(grid) == before  # not before it was looked at
        grid.qtbot.keyClick(preview, Key.Key_Return)
        assert _picked(grid) - before == {("S-002", "SCA-CSM"), ("S-003", "SCA-CSPO")}
        grid.actions.undo()
        assert _picked(grid) == before


def test_titles_in_the_first_column_and_people_across_are_turned(grid: Grid) -> None:
    grid.go("S-010", "TNX-PMB")
    before = _picked(grid)
    _paste(grid, "\tS-004\tS-005\nSCA-CSM\tx\t\nSCA-CSPO\t\tx")
    preview = _preview(grid)
    assert preview is not None
    preview.accept()
    assert _picked(grid) - before == {("S-004", "SCA-CSM"), ("S-005", "SCA-CSPO")}


def test_names_that_are_not_known_are_listed_and_never_laid_by_place(grid: Grid) -> None:
    _free(grid)
    before = _picked(grid)
    _paste(grid, "Name\tSCA-CSM\tNO-SUCH\nGreta Nobody\tx\tx\nS-004\tx\tx")
    preview = _preview(grid)
    assert preview is not None
    assert _lines(preview.strangers) == [
        "“NO-SUCH” in row 1, column 3",
        "“Greta Nobody” in row 2, column 1",
    ]
    preview.accept()
    assert _picked(grid) - before == {("S-004", "SCA-CSM")}


def test_marks_under_a_title_that_is_not_known_are_told_wherever_it_stands(grid: Grid) -> None:
    _free(grid)
    before = _picked(grid)
    _paste(grid, "Name\tNO-SUCH\tSCA-CSM\nGreta Nobody\tx\tx\nS-004\tx\tx")
    preview = _preview(grid)
    assert preview is not None
    assert _lines(preview.strangers) == [
        "“NO-SUCH” in row 1, column 2",
        "“Greta Nobody” in row 2, column 1",
    ]
    preview.accept()
    assert _picked(grid) - before == {("S-004", "SCA-CSM")}


@pytest.mark.parametrize(
    "text",
    [
        "Name\tSCA-CSM\nGreta Nobody\tx",  # no name is known
        "Name\tNO-SUCH\nS-004\tx",  # no course is known
    ],
)
def test_where_no_name_is_known_nothing_can_be_picked(grid: Grid, text: str) -> None:
    _free(grid)
    before = _picked(grid)
    _paste(grid, text)
    preview = _preview(grid)
    assert preview is not None
    assert not preview.do_it.isEnabled()
    grid.qtbot.keyClick(preview, Key.Key_Return)
    assert _picked(grid) == before


def test_two_of_one_name_are_nobody_unless_an_id_tells_them_apart(grid: Grid) -> None:
    grid.actions.do(Label("x"), add_person, employee_id="T-1", first_name="Bruno", last_name="Okonkwo")
    grid.go("S-010", "TNX-PMB")
    _paste(grid, "Name\tSCA-CSM\nBruno Okonkwo\tx")
    preview = _preview(grid)
    assert preview is not None
    assert _lines(preview.strangers) == ["“Bruno Okonkwo” in row 2, column 1: there are 2 of that name"]
    preview.reject()
    _paste(grid, "Id\tName\tSCA-CSM\nT-1\tBruno Okonkwo\tx")
    preview = _preview(grid)
    assert preview is not None
    assert _lines(preview.strangers) == []
    assert _lines(preview.picks) == ["Bruno Okonkwo: Certified ScrumMaster (CSM)"]


def test_more_than_the_blocks_own_shape_is_shown_first(grid: Grid) -> None:
    _free(grid)
    before = _picked(grid)
    _paste(grid, "x\t\nx\t")
    preview = _preview(grid)
    assert preview is not None
    assert preview.sentence.text() == "Makes 2 picks: 1 course for 2 people."
    grid.qtbot.keyClick(preview, Key.Key_Escape)
    assert _picked(grid) == before


def test_a_copied_block_gives_others_the_same_picks(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    for _ in range(4):
        grid.key(Key.Key_Right, SHIFT)
    grid.key(Key.Key_C, CONTROL)
    marks = _text().split("\t")
    assert "picked" in marks
    grid.go("S-009", "TNX-PMB")
    for _ in range(4):
        grid.key(Key.Key_Right, SHIFT)
    grid.key(Key.Key_V, CONTROL)
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    for course, mark in zip(grid.page.model.courses, marks, strict=False):
        cell = plan_snapshot.cell(grid.people["S-009"], course)
        assert mark in ("", "required", "credited", "done") or (cell is not None and cell.is_pick)


def test_one_cell_fills_the_block_and_lines_of_groups_are_passed_over(grid: Grid) -> None:
    _free(grid, "S-009")
    for _ in range(2):
        grid.key(Key.Key_Down, SHIFT)
    block = grid.page.matrix.block()
    assert len(block.cell_people) == 3
    _paste(grid, "x")
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    assert all(plan_snapshot.cell(*pair) for pair in block.pairs())


def test_what_lies_beyond_the_matrix_is_counted(grid: Grid) -> None:
    _free(grid)
    model = grid.page.model
    last_person, last_course = model.people()[-1], model.courses[-1]
    grid.page.matrix.go_to(last_person, last_course)
    _paste(grid, "x\tx\nx\tx")
    preview = _preview(grid)
    assert preview is not None
    assert preview.left_out.text() == "3 cells of the clipboard lie beyond the matrix."
    preview.accept()
    assert model.snapshot is not None
    assert model.snapshot.cell(last_person, last_course) is not None
