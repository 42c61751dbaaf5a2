"""The details of a pick beside the matrix."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.money.rates import set_rate
from pmplanner.services.people import history
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.settings import change_setting
from pmplanner.storage.labels import Label
from tests.support import known
from tests.ui.plan.conftest import Grid

Key = Qt.Key


def _open(grid: Grid, person: str, course: str) -> None:
    grid.go(person, course)
    grid.key(Key.Key_Return)
    assert grid.page.detail.isVisible()


def _texts(grid: Grid) -> str:
    return "\n".join(label.text() for label in grid.page.detail.findChildren(QLabel) if label.isVisible())


def test_enter_opens_and_escape_closes(grid: Grid) -> None:
    _open(grid, "S-001", "SCR-PPDV")
    assert grid.page.detail.days.hasFocus()
    assert "picked, 1 day, not scheduled yet" in _texts(grid)
    grid.qtbot.keyClick(grid.page.detail.days, Key.Key_Escape)
    assert not grid.page.detail.isVisible()
    assert grid.page.drawer.isVisible()
    assert grid.page.cells.hasFocus()


def test_own_days_count_and_can_be_undone(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-001", "SCR-PPDV")
    before = Decimal(grid.days("S-001"))
    assert detail.days.text() == "as the course: 1"
    detail.days.setValue(2.5)
    grid.qtbot.keyClick(detail.days, Key.Key_Tab)
    assert grid.stored("S-001", "SCR-PPDV").own_days == Decimal("2.5")
    assert Decimal(grid.days("S-001")) == before + Decimal("1.5")
    assert grid.actions.workspace.undo_label() == (
        "Set Professional Product Discovery and Validation S… to 2.5 days for Amara Lindqvist"
    )
    grid.actions.undo()
    assert Decimal(grid.days("S-001")) == before
    assert detail.days.value() == 0


def test_days_between_quarters_are_refused_in_place(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-001", "SCR-PPDV")
    detail.days.setValue(1.3)
    grid.qtbot.keyClick(detail.days, Key.Key_Tab)
    assert detail.refusal.isVisible()
    assert "0.25" in detail.refusal.text()
    assert grid.stored("S-001", "SCR-PPDV").own_days is None
    detail.days.setValue(1.25)
    detail.days.editingFinished.emit()
    assert not detail.refusal.isVisible()
    assert grid.stored("S-001", "SCR-PPDV").own_days == Decimal("1.25")


def test_a_note_is_kept_when_the_cursor_leaves(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-001", "SCR-PPDV")
    detail.note.setFocus()
    grid.qtbot.keyClicks(detail.note, "after the launch")
    grid.page.cells.setFocus()
    assert grid.stored("S-001", "SCR-PPDV").note == "after the launch"
    tip = str(grid.page.cells.currentIndex().data(Qt.ItemDataRole.ToolTipRole))
    assert "Note: after the launch" in tip
    grid.actions.undo()
    assert detail.note.toPlainText() == ""


def test_it_follows_the_current_cell_and_leads_to_the_session(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-001", "SCR-PPDV")
    assert not detail.session.isVisible()
    grid.go("S-001", "SCR-PSPO")
    cell = grid.stored("S-001", "SCR-PSPO")
    assert cell is not None
    assert detail.session.text().startswith(cell.session_code)
    with grid.qtbot.waitSignal(grid.page.open_requested) as opened:
        detail.session.click()
    assert opened.args == ["session", cell.session_id]


def test_it_picks_and_takes_back(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-002", "SCR-PPDV")
    assert detail.toggle.text() == "Pick this course"
    assert not detail.days.isVisible()
    detail.toggle.click()
    assert grid.stored("S-002", "SCR-PPDV").is_pick
    assert detail.toggle.text() == "Take the pick back"
    assert detail.days.isVisible()
    detail.toggle.click()
    assert not grid.stored("S-002", "SCR-PPDV").is_pick
    grid.go("S-001", "TNX-PMB")
    assert not detail.toggle.isEnabled()


def test_it_shows_problems_and_what_was_taken(grid: Grid) -> None:
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    person, course, cell = next(
        (p, c, cell)
        for p, line in plan_snapshot.lines.items()
        for c, cell in line.cells.items()
        if cell.problems
    )
    grid.page.cells.setFocus()
    grid.page.matrix.go_to(person, course)
    grid.key(Key.Key_Return)
    assert cell.problems[0] in _texts(grid)
    grid.actions.do(
        Label("x"), history.add_exemption, grid.people["S-002"], grid.courses["SCR-PPDV"], "Taught it."
    )
    grid.go("S-002", "SCR-PPDV")
    assert "Exempt: Taught it." in _texts(grid)


def test_enter_on_a_name_opens_the_person(grid: Grid) -> None:
    grid.page.cells.setFocus()
    grid.page.matrix.go_to(grid.people["S-002"])
    with grid.qtbot.waitSignal(grid.page.open_requested) as opened:
        grid.key(Key.Key_Return)
    assert opened.args == ["person", grid.people["S-002"]]


def test_the_details_show_whoever_is_selected(grid: Grid) -> None:
    _open(grid, "S-001", "SCR-PPDV")
    grid.page.matrix.go_to(grid.people["S-002"])
    assert "Bruno Okonkwo" in _texts(grid)
    assert "Amara" not in _texts(grid)
    assert not grid.page.detail.days.isVisible()
    grid.page.cells.setFocus()
    grid.key(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert "2 people" in _texts(grid)
    assert grid.page.detail.toggle.text() == "Take the picks back"
    grid.go("S-001", "SCR-PPDV")
    grid.key(Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert "Amara Lindqvist × 2 courses: 2 cells" in _texts(grid)
    grid.go("S-003", "SCR-PPDV")
    assert "Professional Product Discovery" in _texts(grid)
    assert "2 cells" not in _texts(grid)


def test_the_button_of_several_acts_on_all_of_them(grid: Grid) -> None:
    _open(grid, "S-001", "SCR-PPDV")
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    people = [grid.people["S-001"], grid.people["S-002"]]
    before = set(plan_snapshot.picks_of(people))
    done = {pair for pair in before if known(plan_snapshot.cell(*pair)).state == "done"}
    grid.page.matrix.go_to(people[0])
    grid.page.cells.setFocus()
    grid.key(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    grid.page.detail.toggle.click()
    assert set(plan_snapshot.picks_of(people)) == done
    assert not grid.page.detail.toggle.isEnabled()
    grid.actions.undo()
    assert set(plan_snapshot.picks_of(people)) == before


def test_the_details_of_who_is_gone_are_gone(grid: Grid) -> None:
    _open(grid, "S-001", "SCR-PPDV")
    grid.actions.do(Label("x"), remove_people, [grid.people["S-001"]])
    assert "Amara" not in _texts(grid)


def test_a_pick_says_of_what_its_cost_is_made(grid: Grid) -> None:
    detail = grid.page.detail
    _open(grid, "S-001", "SCR-PPDV")
    grid.qtbot.waitUntil(detail.bill.isVisible)
    course = grid.courses["SCR-PPDV"]
    grid.actions.do(Label("Base"), change_setting, "currency", "EUR")
    grid.actions.do(Label("Price"), lay_facts, [course], cost=Decimal(100), currency="USD")
    assert [(line.text, line.amount) for line in detail.bill.lines()] == [
        ("Price of the course", "unknown"),
        ("In all", "unknown"),
    ]
    assert "no rate of USD" in detail.bill.lacking.text()
    grid.actions.do(Label("Rate"), set_rate, "USD", dt.date(2026, 1, 1), Decimal("0.905"))
    assert detail.bill.lines()[-1].amount == "€90.50"
    assert not detail.bill.lacking.isVisible()
    grid.key(Key.Key_Escape)
    grid.go("S-001", "TNX-BDP")
    _open(grid, "S-001", "TNX-BDP")
    assert not detail.bill.isVisible()  # it is not picked
