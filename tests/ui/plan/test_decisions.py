"""Deciding of picks on the page: menu, panel, form, signs, words and the filter."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog

from pmplanner.models import Decision, PlanState
from pmplanner.services.decisions.decide import read_decisions
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.views.matrix import Cell
from pmplanner.ui.plan.command_list import COMMANDS
from pmplanner.ui.plan.decision_form import DecisionForm
from pmplanner.ui.plan.glyphs import glyph
from pmplanner.ui.plan.legend import Legend
from pmplanner.ui.plan.menus import MatrixMenu
from pmplanner.ui.plan.texts import cell_text, cell_tip
from pmplanner.ui.shell.plan_form import PlanForm
from tests.support import known, snapshot
from tests.ui.output.dialogs import Answers
from tests.ui.plan.conftest import Grid


def _menu(grid: Grid) -> dict[str, object]:
    menu = MatrixMenu(grid.page.matrix, grid.page.commands, -1, grid.page)
    return {action.text(): action for action in menu.actions()}


def _choose(grid: Grid, beginning: str) -> None:
    menu = MatrixMenu(grid.page.matrix, grid.page.commands, -1, grid.page)
    menu.popup(QPoint(0, 0))
    (action,) = (action for action in menu.actions() if action.text().startswith(beginning))
    menu.close()
    action.trigger()


def _cell(grid: Grid, person: str, course: str) -> Cell:
    return known(known(grid.page.model.snapshot).cell(grid.people[person], grid.courses[course]))


def test_a_pick_is_approved_and_declined_with_who_and_why(grid: Grid) -> None:
    before = snapshot(grid.actions.workspace.path)
    grid.go("S-001", "SCR-PSPO")
    days = grid.days("S-001")
    _choose(grid, "Approve ")
    assert _cell(grid, "S-001", "SCR-PSPO").decision == "approved"
    assert cell_text(_cell(grid, "S-001", "SCR-PSPO")).endswith(", approved")
    assert grid.shown("S-001", "SCR-PSPO") == "scheduled"
    assert not any(text.startswith("Approve ") for text in _menu(grid))
    answers = Answers(grid.qtbot)

    def fill(form: QDialog) -> None:
        assert isinstance(form, DecisionForm)
        form.why.setText("Not this half")
        form.by.setText("The board")
        form.instead.show_value(grid.courses["TNX-BDP"])
        grid.qtbot.keyClick(form, Qt.Key.Key_Return)

    answers.then(DecisionForm, fill)
    _choose(grid, "Decline ")
    assert grid.shown("S-001", "SCR-PSPO") == "declined"
    assert grid.days("S-001") != days
    assert _cell(grid, "S-001", "TNX-BDP").decision == "approved"
    plan_id = known(grid.actions.plan_id)
    row = grid.actions.read(read_decisions, plan_id)[known(_cell(grid, "S-001", "SCR-PSPO").pick_id)]
    assert (row.by, row.note, row.swap_course_id) == ("The board", "Not this half", grid.courses["TNX-BDP"])
    tip = cell_tip(known(grid.page.model.snapshot), grid.people["S-001"], grid.courses["SCR-PSPO"])
    assert "but declined" in tip
    assert "Enter shows who decided and why" in tip
    label = known(grid.actions.workspace.undo_label())
    assert label.startswith("Decline Professional Scrum Product Owner (PSPO) for ")
    grid.actions.undo()
    assert (grid.shown("S-001", "SCR-PSPO"), grid.days("S-001")) == ("scheduled", days)
    _choose(grid, "Take back what was decided")
    assert _cell(grid, "S-001", "SCR-PSPO").decision == ""
    for _ in range(2):
        grid.actions.undo()
    assert snapshot(grid.actions.workspace.path) == before


def test_the_panel_decides_and_says_why(grid: Grid, said: list[str]) -> None:
    grid.go("S-001", "SCR-PSPO")
    grid.key(Qt.Key.Key_Return)
    panel = grid.page.detail
    offered = {action.text(): action for action in panel.decide.menu().actions()}
    assert [text for text, action in offered.items() if action.isEnabled()] == [
        "Approve",
        "Put off…",
        "Decline…",
    ]
    answers = Answers(grid.qtbot)
    answers.then(DecisionForm, lambda form: grid.qtbot.keyClick(form, Qt.Key.Key_Escape))
    offered["Put off…"].trigger()
    assert _cell(grid, "S-001", "SCR-PSPO").decision == ""
    answers.then(DecisionForm, lambda form: grid.qtbot.keyClick(form, Qt.Key.Key_Return))
    offered["Put off…"].trigger()
    assert grid.shown("S-001", "SCR-PSPO") == "put off"
    assert said[-2].endswith("but put off")
    grid.qtbot.wait(1500)
    grid.qtbot.waitUntil(lambda: "It was put off" in panel.why.told.text())
    grid.go("S-001", "TNX-PMB")
    assert grid.shown("S-001", "TNX-PMB") == "done"
    assert not panel.decide.isVisibleTo(panel)


def test_each_decision_has_a_sign_of_its_own_and_words_in_the_legend(grid: Grid) -> None:
    def pixels(state: str, decision: str) -> bytes:
        return bytes(glyph(state, decision=decision).toImage().constBits())  # type: ignore[arg-type]

    signs = [pixels("picked", each) for each in ("", "proposed", "approved")]
    signs += [pixels("later", "later"), pixels("declined", "declined")]
    assert len(set(signs)) == 5
    legend = Legend()
    grid.qtbot.addWidget(legend)
    for text in ("put off: no days, no seat", "declined: no days, no seat", "picked, approved"):
        assert text in legend.accessibleName()


def test_people_are_found_by_what_was_decided(grid: Grid) -> None:
    filters = grid.page.board.toolbar.filters
    everybody = grid.page.model.people()
    grid.page.commands.decide(Decision.APPROVED, [(grid.people["S-001"], grid.courses["SCR-PSPO"])])

    def shown(key: str) -> tuple[int, ...]:
        filters.show_state({**filters.state(), "decision": key})
        filters.change()
        return grid.page.model.people()

    of_sample = {grid.people[key] for key in ("S-003", "S-007")}
    assert set(shown("approved")) == {grid.people["S-001"], *of_sample}
    assert filters.count() == 1
    assert shown("declined") == (grid.people["S-018"],)
    assert grid.people["S-002"] in shown("not approved")
    assert filters.state()["decision"] == "not approved"
    filters.clear()
    filters.change()
    assert grid.page.model.people() == everybody


def test_the_form_of_the_plan_says_which_picks_are_scheduled(grid: Grid) -> None:
    (plan,) = (row for row in grid.actions.read(list_plans) if row.state == PlanState.ACTIVE)
    form = PlanForm(grid.actions, plan)
    grid.qtbot.addWidget(form)
    assert not form._approved.isChecked()
    form._approved.setChecked(True)
    form.accept()
    assert grid.actions.read(list_plans)[0].approval_rule == "approved"
    again = PlanForm(grid.actions, grid.actions.read(list_plans)[0])
    grid.qtbot.addWidget(again)
    assert again._approved.isChecked()


def test_what_cannot_be_decided_is_refused_with_a_sentence(grid: Grid, said: list[str]) -> None:
    grid.page.commands.decide("", [(grid.people["S-001"], grid.courses["SCR-PSPO"])])
    assert said[-1] == "There is nothing here to decide in this way."
    grid.page.commands.decide("approved", [(grid.people["S-001"], grid.courses["TNX-PMB"])])
    assert said[-1] == "There is nothing here to decide in this way."
    assert QApplication.activeModalWidget() is None


def test_commands_decide_of_the_block_and_of_people_by_name(grid: Grid) -> None:
    commands = {command.name: command for command in COMMANDS}
    grid.go("S-001", "SCR-PSPO")
    commands["Approve the picks that are selected"].run(grid.page)
    assert _cell(grid, "S-001", "SCR-PSPO").decision == "approved"
    commands["Show who has picks that are not approved"].run(grid.page)
    assert grid.page.board.toolbar.filters.state()["decision"] == "not approved"
    assert grid.people["S-002"] in grid.page.model.people()
