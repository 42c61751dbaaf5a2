"""Swapping a picked course for another one from the menu of the matrix."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog

from pmplanner.ui.plan.exchange_form import ExchangeForm
from pmplanner.ui.plan.menus import MatrixMenu
from tests.conftest import SAMPLE_DAY
from tests.support import known, snapshot
from tests.ui.output.dialogs import Answers
from tests.ui.plan.conftest import Grid


def test_a_pick_is_swapped_with_the_seat_offered_as_one_edit(grid: Grid) -> None:
    other = grid.courses["TNX-BDP"]
    grid.go("S-001", "SCR-PSPO")
    assert grid.shown("S-001", "SCR-PSPO") == "scheduled"
    assert grid.shown("S-001", "TNX-BDP") == ""
    before = snapshot(grid.actions.workspace.path)
    grid.page.commands.today = lambda: SAMPLE_DAY
    answers = Answers(grid.qtbot)
    offered: list[str] = []

    def without_course(form: QDialog) -> None:
        assert isinstance(form, ExchangeForm)
        grid.qtbot.keyClick(form, Qt.Key.Key_Return)
        assert form.reason.text() == "Choose a course first."
        form.course.show_value(other)
        form.course.finished.emit()
        offered.extend(form.seat.itemText(place) for place in range(form.seat.count()))
        grid.qtbot.keyClick(form, Qt.Key.Key_Return)

    answers.then(ExchangeForm, without_course)
    menu = MatrixMenu(grid.page.matrix, grid.page.commands, -1, grid.page)
    menu.popup(QPoint(0, 0))
    (swap,) = (action for action in menu.actions() if action.text() == "Swap for another course…")
    menu.close()
    swap.trigger()
    assert offered[-1] == "No seat yet"
    assert offered[0].startswith("22–24 Feb · TNX-BDP-1 · ")
    assert grid.shown("S-001", "SCR-PSPO") in ("", "required")
    assert grid.stored("S-001", "TNX-BDP").state == "scheduled"
    assert known(grid.actions.workspace.undo_label()).endswith(
        " instead of Professional Scrum Product Owner (PSPO)"
    )
    grid.actions.undo()
    assert snapshot(grid.actions.workspace.path) == before
