"""The matrix by keyboard."""

import pytest
from PySide6.QtCore import Qt

from pmplanner.ui.plan.page import PlanPage
from tests.support import known
from tests.ui.plan.conftest import CONTROL, SHIFT, Grid

Key = Qt.Key


def test_space_picks_and_takes_back_and_undo_follows(grid: Grid, said: list[str]) -> None:
    grid.go("S-002", "SCR-PPDV")
    assert grid.shown("S-002", "SCR-PPDV") == "required"
    before = grid.days("S-002")
    grid.key(Key.Key_Space)
    assert grid.shown("S-002", "SCR-PPDV") == "picked"
    stored = grid.stored("S-002", "SCR-PPDV")
    assert stored is not None
    assert stored.is_pick
    assert grid.days("S-002") != before
    assert said[-1].startswith("Pick Professional Product Discovery")
    assert "Bruno Okonkwo × Professional Product Discovery and Validation" in said[-2]
    assert "picked, 1 day, not scheduled yet" in said[-2]
    grid.key(Key.Key_Space)
    assert grid.shown("S-002", "SCR-PPDV") == "required"
    assert grid.days("S-002") == before
    grid.actions.undo()
    assert grid.shown("S-002", "SCR-PPDV") == "picked"
    grid.actions.undo()
    assert grid.shown("S-002", "SCR-PPDV") == "required"
    assert grid.days("S-002") == before


def test_arrows_pass_over_the_lines_of_groups(grid: Grid) -> None:
    model, cells = grid.page.model, grid.page.cells
    heading = model.row_of_group(next(t.id for t in known(model.snapshot).tracks if t.code == "PJM"))
    cells.setFocus()
    cells.setCurrentIndex(model.index(heading - 1, 1))
    grid.key(Key.Key_Down)
    assert cells.currentIndex().row() == heading + 1
    grid.key(Key.Key_Up)
    assert cells.currentIndex().row() == heading - 1


def test_shift_arrows_select_a_block_that_space_picks_as_one_edit(grid: Grid, said: list[str]) -> None:
    grid.page.board.no_courses.show_all_requested.emit()
    grid.go("S-004", "SCA-CSM")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        grid.key(key, SHIFT)
    block = grid.page.matrix.block()
    assert (len(block.cell_people), len(block.courses), block.count) == (3, 2, 6)
    assert said[-1] == "3 people × 2 courses: 6 cells"
    grid.key(Key.Key_Space)
    pairs = tuple(block.pairs())
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    assert all((cell := plan_snapshot.cell(*pair)) is not None and cell.is_pick for pair in pairs)
    assert grid.page.matrix.block() == block
    assert said[-1] == "Pick 2 courses for 3 people"
    grid.actions.undo()
    assert not any(plan_snapshot.cell(*pair) for pair in pairs)


def test_delete_takes_back_what_is_not_done(grid: Grid, said: list[str]) -> None:
    grid.go("S-001", "TNX-PMB")
    assert grid.shown("S-001", "TNX-PMB") == "done"
    grid.key(Key.Key_Right, SHIFT)
    grid.key(Key.Key_Delete)
    assert grid.shown("S-001", "TNX-PMB") == "done"
    assert grid.shown("S-001", "SCR-PPDV") == "required"
    assert grid.stored("S-001", "SCR-PPDV").pick_id is None
    grid.actions.undo()
    assert grid.shown("S-001", "SCR-PPDV") == "picked"
    grid.go("S-001", "TNX-PMB")
    grid.key(Key.Key_Delete)
    assert said[-1] == (
        "Nothing was taken back: Product Management Bootcamp Training for Amara Lindqvist is done, "
        "and what is done stays."
    )


def test_control_a_selects_all_cells_and_no_names(grid: Grid) -> None:
    grid.page.cells.setFocus()
    grid.key(Key.Key_A, CONTROL)
    block = grid.page.matrix.block()
    model = grid.page.model
    assert block.count == len(model.people()) * len(model.courses)


def test_whole_columns_and_rows_by_keys(grid: Grid) -> None:
    grid.go("S-001", "TNX-PMB")
    grid.key(Key.Key_Space, CONTROL)
    block = grid.page.matrix.block()
    assert block.courses == (grid.courses["TNX-PMB"],)
    assert len(block.cell_people) == 24
    grid.go("S-001", "TNX-PMB")
    grid.key(Key.Key_Space, SHIFT)
    block = grid.page.matrix.block()
    assert block.people == (grid.people["S-001"],)
    assert block.count == 0


def test_space_on_names_picks_nothing(grid: Grid, said: list[str]) -> None:
    grid.page.cells.setFocus()
    grid.page.matrix.go_to(grid.people["S-001"])
    grid.key(Key.Key_Space)
    assert said[-1].startswith("Names are selected")
    assert grid.actions.workspace.undo_label() == "Open the sample workspace"


def test_letters_filter_and_escape_clears(grid: Grid, said: list[str]) -> None:
    page: PlanPage = grid.page
    grid.go("S-002", "SCR-PPDV")
    grid.key(Key.Key_O)
    assert page.filter.text() == "o"
    assert page.filter.hasFocus()
    grid.qtbot.keyClicks(page.filter, "konk")
    assert page.model.people() == (grid.people["S-002"],)
    assert page.matrix.current() == (grid.people["S-002"], grid.courses["SCR-PPDV"])
    grid.qtbot.keyClick(page.filter, Key.Key_Down)
    assert page.cells.hasFocus()
    grid.key(Key.Key_Escape)
    assert page.filter.text() == ""
    assert len(page.model.people()) == 24
    assert page.matrix.current() == (grid.people["S-002"], grid.courses["SCR-PPDV"])


def test_filter_finds_by_name_team_and_id_whatever_the_accents(grid: Grid) -> None:
    for words in ("okónkwo", "PAYMENTS bruno", "s-002"):
        grid.page.filter.setText(words)
        assert grid.people["S-002"] in grid.page.model.people(), words
        assert len(grid.page.model.people()) < 8, words


def test_a_filter_that_finds_nobody_says_so_and_can_be_cleared(grid: Grid) -> None:
    grid.page.filter.setText("zzz")
    hint = grid.page.matrix.nobody
    assert hint.isVisible()
    assert grid.page.filter.isVisible()
    button = hint.findChildren(type(grid.page.board.no_courses.button))[0]
    place = button.mapTo(grid.page, button.rect().center())
    assert grid.page.childAt(place) is button  # nothing lies over it and takes the click
    grid.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(grid.page.model.people()) == 24
    assert not hint.isVisible()


def test_sums_follow_the_filter_and_the_cards_do_not(grid: Grid) -> None:
    card = grid.page.board.cards.cards["all"].number.text()
    grid.page.filter.setText("okonkwo")
    assert f"{grid.page.model.sums.planned.normalize():f}" == grid.days("S-002")
    assert grid.page.board.cards.cards["all"].number.text() == card


def test_too_many_cells_for_one_step_are_refused(
    grid: Grid, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmplanner.ui.plan.commands.MOST", 10)
    grid.page.cells.setFocus()
    grid.key(Key.Key_A, CONTROL)
    grid.key(Key.Key_Space)
    assert "too many for one step" in said[-1]
    assert grid.actions.workspace.undo_label() == "Open the sample workspace"


def test_delete_on_people_takes_back_all_their_picks(grid: Grid, said: list[str]) -> None:
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    person = grid.people["S-001"]
    before = plan_snapshot.picks_of([person])
    done = {pair for pair in before if known(plan_snapshot.cell(*pair)).state == "done"}
    assert len(before) > len(done) > 0
    grid.page.cells.setFocus()
    grid.page.matrix.go_to(person)
    assert not grid.page.matrix.block().count
    grid.key(Key.Key_Delete)
    assert set(plan_snapshot.picks_of([person])) == done
    assert said[-1].endswith(f"{len(done)} picks are done and stay.") or said[-1].endswith("done and stays.")
    grid.key(Key.Key_Delete)
    assert said[-1].startswith("Nothing was taken back: ")
    grid.actions.undo()
    assert set(plan_snapshot.picks_of([person])) == set(before)


def test_the_button_says_for_whom_it_picks(grid: Grid) -> None:
    action = grid.page.primary_action()
    grid.go("S-001", "TNX-PMB")
    assert action.text() == "Pick required for all 24 people"
    grid.page.matrix.go_to(grid.people["S-002"])
    assert action.text() == "Pick required for Bruno Okonkwo"
    grid.key(Key.Key_Down, SHIFT)
    assert action.text() == "Pick required for 2 people"
    action.trigger()
    assert not action.isEnabled()
    assert action.toolTip() == "Nothing that is required is missing for 2 people"


def test_arrows_go_on_from_a_person_selected_by_name(grid: Grid) -> None:
    matrix = grid.page.matrix
    grid.page.cells.setFocus()
    first, second, third = grid.page.model.people()[:3]
    matrix.go_to(first)
    grid.key(Key.Key_Down)
    assert matrix.block().people == (second,)
    for wanted in ((second, third), (second,), (first, second)):
        grid.key(
            Key.Key_Down if len(matrix.block().people) == 1 and wanted[-1] == third else Key.Key_Up, SHIFT
        )
        assert matrix.block().people == wanted
        assert not matrix.block().count
    grid.key(Key.Key_Right)
    assert matrix.current() == (first, grid.page.model.courses[0])
