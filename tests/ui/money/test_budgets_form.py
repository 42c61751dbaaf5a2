"""Budgets of a plan, its tracks and teams: entered as one edit, with how each is used."""

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pmplanner.services.money.budgets import list_budgets
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.plans.plans import change_plan, list_plans
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money import budgets_form
from pmplanner.ui.money.budgets_form import BudgetsForm
from tests.support import known, snapshot

D = Decimal


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


def _form(actions: Actions, qtbot: QtBot) -> BudgetsForm:
    plan = next(plan for plan in actions.read(list_plans) if plan.id == actions.plan_id)
    form = BudgetsForm(actions, plan)
    qtbot.addWidget(form)
    form.show()
    return form


def _texts(form: BudgetsForm) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel))


def test_budgets_are_entered_together_and_refused_together(actions: Actions, qtbot: QtBot) -> None:
    plan_id, before = known(actions.plan_id), snapshot(actions.workspace.path)
    form = _form(actions, qtbot)
    track, team = (next(whose for whose in form.lines if whose[0] == kind) for kind in ("track", "team"))
    for line, text in ((form.whole, "90,000"), (form.lines[track], "much"), (form.lines[team], "0")):
        line.clear()
        qtbot.keyClicks(line, text)
    form.accept()
    assert form.isVisible()
    assert "not an amount of money" in form.reason.text()
    assert form.lines[track].property("invalid")
    assert snapshot(actions.workspace.path) == before
    form.lines[track].setText("100")
    form.accept()
    assert not form.isVisible()
    assert [(row.name, row.amount) for row in actions.read(list_budgets, plan_id)] == [
        (track[2], D(100)),
        (team[2], D(0)),
    ]
    again = _form(actions, qtbot)
    assert (again.whole.entered(), again.lines[track].entered()) == (D(90000), D(100))
    assert "over" in again.lines[track].accessibleDescription()
    assert "forecast" in _texts(again)
    again.lines[team].clear()
    again.accept()
    assert len(actions.read(list_budgets, plan_id)) == 1
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_what_is_left_follows_what_is_typed(actions: Actions, qtbot: QtBot) -> None:
    form = _form(actions, qtbot)
    said = {}
    for text in ("1", "1,000,000", "", "much"):
        form.whole.clear()
        qtbot.keyClicks(form.whole, text)
        said[text] = form.whole.accessibleDescription()
    assert [word for word in (" over · ", " left · ") if word in said["1"]] == [" over · "]
    assert [word for word in (" over · ", " left · ") if word in said["1,000,000"]] == [" left · "]
    assert said[""] == said["much"] == said["1"].partition(" · ")[2]


def test_a_budget_has_the_decimals_of_its_currency_and_names_those_without_a_rate(
    actions: Actions, qtbot: QtBot
) -> None:
    plan_id = known(actions.plan_id)
    actions.do(Label("Budget"), change_plan, plan_id, budget=None)
    actions.do(Label("Yen"), change_plan, plan_id, currency="JPY")
    actions.do(Label("Item"), add_item, Owner(plan_id=plan_id), "Fee", "whole", D(5), "CHF")
    form = _form(actions, qtbot)
    assert "no rate of CHF" in form.rates.text()
    form.whole.clear()
    qtbot.keyClicks(form.whole, "10.50")
    form.accept()
    assert "JPY have no decimals" in form.reason.text()
    actions.do(Label("Dinars"), change_plan, plan_id, currency="KWD")
    form = _form(actions, qtbot)
    form.whole.clear()
    qtbot.keyClicks(form.whole, "1.255")  # no thousand
    form.accept()
    assert "not clear in KWD" in form.reason.text()


def test_with_many_people_what_is_used_is_read_beside_the_window(
    actions: Actions, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = _form(actions, qtbot)
    monkeypatch.setattr(budgets_form, "MANY_PEOPLE", 3)
    beside = _form(actions, qtbot)
    assert "is being reckoned" in _texts(beside)
    qtbot.waitUntil(lambda: _texts(beside) == _texts(at_once))
    closed = _form(actions, qtbot)
    closed.reject()
    assert not closed.isVisible()
