"""Managers, teams and what is open narrow the matrix and group it; the schedule is narrowed by the same."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pmplanner.services.people.managers import below, direct_managers
from pmplanner.services.people.people import add_person, list_people
from pmplanner.storage.labels import Label
from pmplanner.ui.plan.command_list import COMMANDS
from pmplanner.ui.plan.rows import GroupRow
from tests.support import known
from tests.ui.plan.conftest import LEFT, Grid


def _manager(grid: Grid, employee: str) -> str:
    return f"id:{grid.people[employee]}"


def _show(grid: Grid, **state: str) -> set[int]:
    grid.page.show_view_state(state)
    return set(grid.page.model.people())


def test_a_manager_has_all_below_or_only_who_reports_directly(grid: Grid) -> None:
    everybody = set(grid.page.model.people())
    chief = grid.people["S-001"]
    whole = grid.actions.read(below, chief)
    direct = grid.actions.read(below, chief, directly=True)
    assert direct
    assert _show(grid, manager=_manager(grid, "S-001")) == whole & everybody
    assert grid.page.board.toolbar.filter_button.text() == "Filter · 1"
    assert _show(grid, manager=_manager(grid, "S-001"), below="") == direct & everybody
    assert known(grid.page.export_scope()).person_ids == grid.page.model.people()
    assert _show(grid) == everybody
    assert grid.page.board.toolbar.filter_button.text() == "Filter"


def test_filters_add_up_and_narrow_the_columns(grid: Grid) -> None:
    page, rows = grid.page, grid.actions.read(list_people)
    snapshot = known(page.model.snapshot)
    columns = len(page.model.courses)
    team = {row.id for row in rows if row.team == "Payments"}
    assert _show(grid, team="payments") == team
    assert len(page.model.courses) < columns
    opened = {person for person, line in snapshot.lines.items() if line.totals.open}
    lacking = {person for person, line in snapshot.lines.items() if line.totals.gap}
    assert _show(grid, to_schedule="1") == opened
    assert _show(grid, to_schedule="1", lacking="1", team="payments") == opened & lacking & team
    assert page.board.toolbar.filters.count() == 3
    assert _show(grid, nothing="1") == set()
    assert page.board.no_courses.isHidden(), "where nobody passes, nothing is said of courses"
    new = known(grid.actions.do(Label("Add"), add_person, first_name="New"))
    nothing = {new}
    assert set(page.model.people()) == nothing
    page.board.toolbar.filters.clear()
    assert _show(grid) > nothing
    grid.qtbot.mouseClick(page.board.toolbar.filter_button, LEFT)
    page.board.toolbar.filters.nothing.click()
    assert set(page.model.people()) == nothing, "who has got nothing yet, in two clicks"
    page.board.toolbar.filters.close()
    by_name = {command.name: command for command in COMMANDS}
    for _ in range(2):  # asked for again, it is still so
        by_name["Show who lacks something required"].run(page)
        assert set(page.model.people()) == lacking
        by_name["Show who has got nothing yet"].run(page)
        assert set(page.model.people()) == nothing
    grid.actions.undo()
    _show(grid)
    grid.qtbot.mouseClick(page.board.toolbar.filter_button, LEFT)
    page.board.toolbar.filters.clear_button.click()
    assert len(page.model.people()) == len(rows)
    grid.qtbot.keyClick(known(QApplication.focusWidget()), Qt.Key.Key_Escape)
    assert not page.board.toolbar.filters.isVisible()


def test_nobody_who_passes_is_said_and_can_be_cleared(grid: Grid) -> None:
    assert _show(grid, manager="text:nobody at all") == set(grid.page.model.people())  # it is not offered
    assert _show(grid, team="payments", filter="zzz") == set()
    assert grid.page.matrix.nobody.isVisible()
    grid.page.matrix.clear_requested.emit()
    assert len(grid.page.model.people()) == 24
    assert not grid.page.matrix.nobody.isVisible()


def test_a_person_whom_the_filters_hide_is_shown_when_asked_for(grid: Grid) -> None:
    _show(grid, team="payments")
    other = next(row.id for row in grid.actions.read(list_people) if row.team != "Payments")
    grid.page.reveal("person", other)
    assert grid.page.model.row_of(other) >= 0
    assert grid.page.matrix.block().people == (other,)


def test_people_stand_below_the_names_of_their_managers(grid: Grid) -> None:
    _show(grid, grouping="manager")
    managers = grid.actions.read(direct_managers)
    model = grid.page.model
    groups = [(row, entry) for row, entry in enumerate(model.rows) if isinstance(entry, GroupRow)]
    titles = [entry.title for _, entry in groups]
    assert titles[-1] == "No manager" or "No manager" not in titles
    named = [title for title in titles if title != "No manager"]
    assert named == sorted(named)
    for row, entry in groups:
        assert {managers.of.get(person) for person in model.members_of(row)} == {entry.key}
    assert sum(len(model.members_of(row)) for row, _ in groups) == 24
