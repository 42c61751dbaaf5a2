"""A course taken again from the matrix: by the menu, by the key, and back."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pmplanner.services.people.history import record_completion
from pmplanner.services.views.person_plan import CourseLine
from pmplanner.storage.labels import Label
from pmplanner.ui.people.plan_tab import PlanTab
from pmplanner.ui.plan.menus import MatrixMenu
from pmplanner.ui.plan.texts import cell_tip
from tests.support import known
from tests.ui.plan.conftest import Grid


def _entries(grid: Grid) -> list[str]:
    page = grid.page
    return [action.text() for action in MatrixMenu(page.matrix, page.commands, -1, page).actions()]


def _fail(grid: Grid, person: str, course: str) -> None:
    plan = known(grid.page.model.snapshot).plan
    grid.actions.do(
        Label.of("sample.open"),
        record_completion,
        grid.people[person],
        grid.courses[course],
        plan.first_day + dt.timedelta(days=1),
        result="failed",
    )


@pytest.mark.slow
def test_what_failed_is_taken_again_by_key_and_menu_and_back(grid: Grid) -> None:
    person, course = "S-002", "SCR-PPDV"
    grid.go(person, course)
    assert not any("again" in text for text in _entries(grid))
    grid.key(Qt.Key.Key_Insert)
    assert grid.shown(person, course) == "required"
    _fail(grid, person, course)
    grid.go(person, course)
    (again,) = (text for text in _entries(grid) if "again" in text)
    assert again.startswith("Take Professional Product Discovery and Validation")
    assert again.endswith("\tIns")
    grid.key(Qt.Key.Key_Insert)
    cell = grid.stored(person, course)
    assert (cell.attempt, cell.state, len(cell.earlier)) == (2, "picked", 1)
    tip = cell_tip(known(grid.page.model.snapshot), grid.people[person], grid.courses[course])
    assert "Attempt 1: failed, " in tip
    grid.go(person, course)
    grid.key(Qt.Key.Key_Delete)
    assert grid.stored(person, course).attempt == 1
    grid.actions.undo()
    grid.actions.undo()
    assert grid.stored(person, course).attempt == 1


def test_the_days_of_all_attempts_are_summed(grid: Grid) -> None:
    person, course = "S-002", "SCR-PPDV"
    _fail(grid, person, course)
    grid.go(person, course)
    grid.key(Qt.Key.Key_Insert)
    model = grid.page.model
    snapshot = known(model.snapshot)
    cell = grid.stored(person, course)
    assert (cell.days, cell.all_days) == (Decimal(1), Decimal(2))
    assert model.sums.planned == sum(totals.planned for totals in snapshot.track_totals().values())
    tab = PlanTab()
    grid.qtbot.addWidget(tab)
    line = CourseLine(grid.courses[course], course, "Discovery", cell)
    tab.show_lines([line])
    assert tab.title.text() == "2 days planned"
    assert any("1 day, and 1 day done before" in label.text() for label in tab.findChildren(QLabel))
