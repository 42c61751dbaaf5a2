"""The form of a plan: budget and target as they are typed."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.plan_form import PlanForm


def _fill(qtbot: QtBot, form: PlanForm, name: str, text: str) -> None:
    field = next(line for line in form.findChildren(QLineEdit) if line.accessibleName() == name)
    field.clear()
    qtbot.keyClicks(field, text)


def _form(workspace: Workspace, qtbot: QtBot) -> PlanForm:
    form = PlanForm(Actions(workspace))
    qtbot.addWidget(form)
    form.show()
    return form


def _plans(workspace: Workspace) -> list[PlanRow]:
    with workspace.read() as db:
        return list_plans(db)


@pytest.mark.parametrize(
    ("budget", "target", "kept"),
    [
        ("50,000", "7.5", ("50000", "7.5")),
        ("1,200.50", "7,5", ("1200.50", "7.5")),
        ("1.200,50", "10", ("1200.50", "10")),
    ],
)
def test_budget_and_target_are_kept_as_they_are_meant(
    workspace: Workspace, qtbot: QtBot, budget: str, target: str, kept: tuple[str, str]
) -> None:
    form = _form(workspace, qtbot)
    _fill(qtbot, form, "Budget", budget)
    _fill(qtbot, form, "Target of days per person", target)
    form.accept()
    (plan,) = _plans(workspace)
    assert (plan.budget, plan.target_days) == (Decimal(kept[0]), Decimal(kept[1]))


@pytest.mark.parametrize(
    ("name", "text"), [("Budget", "1e30"), ("Budget", "much"), ("Target of days per person", "1.3")]
)
def test_what_will_not_do_is_said_and_nothing_is_made(
    workspace: Workspace, qtbot: QtBot, name: str, text: str
) -> None:
    form = _form(workspace, qtbot)
    _fill(qtbot, form, name, text)
    form.accept()
    assert form.isVisible()
    assert text in form.reason.text()
    assert _plans(workspace) == []


def test_the_period_that_is_proposed_begins_on_an_open_day(
    workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmplanner.ui.shell.plan_form.today", lambda: dt.date(2026, 11, 30))
    with workspace.edit("Week") as db:
        set_working_week(db, 0b1011111)  # Monday to Friday and Sunday
    form = _form(workspace, qtbot)
    assert form._first.date().toPython() == dt.date(2027, 1, 3)
    with workspace.edit("Closed") as db:
        add_closure(db, dt.date(2027, 1, 2), dt.date(2027, 1, 5))
    form = _form(workspace, qtbot)
    assert form._first.date().toPython() == dt.date(2027, 1, 6)
