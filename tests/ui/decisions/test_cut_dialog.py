"""The window of “Which picks go?”: looked for beside the window, stopped, taken back, put off, kept apart."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.reading import read_table
from pmplanner.models import Pick, PickDecision, Plan, Seat, TrainingSession
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.cut import Target
from pmplanner.services.decisions.cut_model import Goal, Level
from pmplanner.services.decisions.saving import WHOLE
from pmplanner.services.decisions.taking_back import count_bills
from pmplanner.services.money.budgets import set_budget
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.decisions.cut.dialog import CutDialog, open_cut
from pmplanner.ui.decisions.cut.texts import proof
from pmplanner.ui.plan.command_list import COMMANDS as OF_PLAN
from pmplanner.ui.totals.command_list import COMMANDS as OF_TOTALS
from pmplanner.ui.totals.page import TotalsPage
from tests.conftest import SAMPLE_DAY
from tests.support import known

D = Decimal
Open = Callable[..., CutDialog]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: SAMPLE_DAY)


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def look(actions: Actions, qtbot: QtBot) -> Open:
    def open_dialog(target: Target | None = None) -> CutDialog:
        dialog = CutDialog(actions)
        qtbot.addWidget(dialog)
        dialog.show()
        if target is not None:
            dialog.ask_for(target)
            dialog.begin()
        qtbot.waitUntil(lambda: not dialog.is_working, timeout=30_000)
        return dialog

    return open_dialog


def picks_of(db: Session) -> set[int]:
    return set(db.scalars(select(Pick.id).where(Pick.plan_id == 1)))


def cost_of(db: Session) -> Decimal:
    return count_bills(db, 1, WHOLE).cost


def test_it_takes_back_as_one_edit_puts_off_and_keeps_apart(
    actions: Actions, look: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    before, cost = actions.read(picks_of), actions.read(cost_of)
    dialog = look()
    sheet = known(dialog._sheet)
    assert sheet.cut.before.cost == cost
    assert sheet.cut.most == cost * 9 / 10
    assert sheet.is_as_reckoned
    assert "Proved: nothing that saves as much loses less." in dialog.proof.text()
    assert dialog.sum.text().startswith(f"{len(sheet.rows)} pick")
    assert "(2 without a price)" in dialog.today.text()
    lacking = known(sheet.real).lacking
    assert f"{lacking} price" in dialog.proof.text()
    dialog.copy_button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(sheet.rows) + 1
    for name in ("cut.csv", "cut.xlsx"):
        with qtbot.waitSignal(dialog.writer.wrote, timeout=20_000):
            dialog.export(tmp_path / name)
        assert len(read_table(tmp_path / name).rows) == len(sheet.rows)
    dialog.take_button.click()
    assert not dialog.isVisible()
    assert before - actions.read(picks_of) == {row.id for row in sheet.rows}
    assert actions.read(cost_of) == sheet.cut.after.cost
    actions.undo()
    assert (actions.read(picks_of), actions.read(cost_of)) == (before, cost)
    dialog = look()
    dialog.later_button.click()
    assert actions.read(picks_of) == before
    assert actions.read(cost_of) == sheet.cut.after.cost
    with actions.workspace.read() as db:
        assert set(db.scalars(select(PickDecision.pick_id))) >= {row.id for row in sheet.rows}
    actions.undo()
    dialog = look()
    dialog.keep("Cheaper")
    assert actions.plan_id != 1
    assert counted_cost_of(actions, known(actions.plan_id)) == sheet.cut.after.cost
    assert actions.read(cost_of) == cost


def counted_cost_of(actions: Actions, plan_id: int) -> Decimal:
    return actions.read(count_bills, plan_id, WHOLE).cost


def test_what_is_asked_for_is_looked_for_anew(actions: Actions, look: Open, qtbot: QtBot) -> None:
    with actions.workspace.edit("Budget") as db:
        budget = (actions.read(cost_of) * 8 / 10).quantize(D(1))
        set_budget(db, 1, budget)
    dialog = look()
    assert (dialog.kind.entered(), dialog.amount.entered()) == ("cost", budget)
    first = known(dialog._sheet)
    # Another order, by a key, takes other picks.
    order = dialog.order.entered()
    dialog.order.list.setCurrentRow(len(order) - 1)
    qtbot.keyClick(dialog.order.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert dialog.order.entered() == (*order[:-2], order[-1], order[-2])
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=30_000)
    assert known(dialog._sheet).cut.ask.order == dialog.order.entered()
    # Days instead of money.
    dialog.kind.setCurrentIndex(dialog.kind.findData("fewer days"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    dialog.amount.setText("5")
    dialog.amount.editingFinished.emit()
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=30_000)
    days = known(dialog._sheet).cut
    assert days.before.days - days.after.days >= 5
    # A team alone.
    team = next(place for place in range(dialog.scope.count()) if "Team" in dialog.scope.itemText(place))
    dialog.scope.setCurrentIndex(team)
    dialog.scope.activated.emit(team)
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=30_000)
    sheet = known(dialog._sheet)
    assert sheet.cut.before.cost < first.cut.before.cost
    assert {row.team for row in sheet.rows} == {sheet.cut.ask.scope.team}


def test_what_is_out_of_reach_is_said_with_why(actions: Actions, look: Open, qtbot: QtBot) -> None:
    with actions.workspace.edit("Lock") as db:
        seated = select(Seat.session_id).distinct()
        for session in db.scalars(select(TrainingSession).where(TrainingSession.id.in_(seated))):
            session.locked = True
    dialog = look(Target("cost", D(1)))
    sheet = known(dialog._sheet)
    assert not sheet.cut.is_reached
    assert "out of reach: the least possible is" in dialog.sum.text()
    assert "locked seat" in dialog.proof.text()
    assert not dialog.take_button.isEnabled()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)


def test_it_can_be_stopped_and_says_what_is_not_proved(actions: Actions, look: Open, qtbot: QtBot) -> None:
    dialog = look()
    sheet = known(dialog._sheet)
    level = Level(Goal("elective", 5), 7, 4)
    unproved = sheet._replace(cut=replace(sheet.cut, levels=(level,)))
    assert proof(unproved).startswith("Not proved: of “Elective” at least 4 have to go, these are 7.")
    dialog.begin()
    assert dialog.is_working
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_working)
    assert dialog.sum.text() == "Stopped. Nothing was changed."
    with actions.workspace.edit("Gone") as db:
        db.get_one(Plan, 1).budget = D(1)
    dialog.begin()
    run = known(dialog._run)
    with qtbot.waitSignal(run.ended, timeout=30_000):
        dialog.reject()


def test_it_is_opened_from_the_totals_and_by_name(actions: Actions, qtbot: QtBot) -> None:
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.show()
    page.refresh(None)
    assert page.cut_button.isHidden()
    page.measure.select("cost")
    page.measure.chosen.emit("cost")
    assert not page.cut_button.isHidden()
    with qtbot.waitSignal(page.cut_requested) as asked:
        page.cut_button.click()
    assert asked.args == [WHOLE]
    assert "Which picks go?…" in {command.name for command in OF_TOTALS}
    assert any("which picks go" in command.also for command in OF_PLAN)
    dialog = open_cut(actions)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
