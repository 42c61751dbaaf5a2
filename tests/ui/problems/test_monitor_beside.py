"""The problems of many people are looked for beside the window, and are those that a slow reading finds."""

import datetime as dt
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Plan
from pmplanner.services.people.history import add_absence
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.startup.sample import fill_sample
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core import problem_monitor
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.problems.page import ProblemsPage
from tests.support import known


def test_what_is_looked_for_beside_is_what_a_slow_reading_finds(
    workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_monitor, "MANY_PEOPLE", 0)
    actions = Actions(workspace)
    actions.do(Label("Sample"), fill_sample, dt.date(2026, 11, 24))
    actions.choose_plan(None)
    plan_id, monitor = known(actions.plan_id), actions.problem_monitor
    assert monitor.marks(plan_id, wait=True) == {}
    with qtbot.waitSignal(monitor.changed):
        pass
    assert not monitor._waits()
    assert monitor.known(plan_id) is not None

    def agree() -> None:
        everything = actions.read(find_problems, plan_id)
        assert everything
        assert [(p.key, p.text) for p in monitor.all()] == [
            (p.key, p.text) for p in everything if not p.mirrored
        ]

    agree()
    # A change of the plan has all read anew.
    actions.do(Label("Rename"), lambda db: setattr(known(db.scalar(select(Plan))), "name", "Another"))
    assert monitor._waits()
    with qtbot.waitSignal(monitor.changed):
        pass
    agree()
    # So does one after which all has to be looked at again; the page says that it is, and waits.
    page = ProblemsPage(actions)
    qtbot.addWidget(page)
    page.refresh(None)
    assert page._stack.currentWidget() is page.problems
    actions.do(Label("Policy"), set_policy, "days a week", limit=Decimal(1))
    assert monitor.is_looking()
    page.refresh(None)
    assert page._stack.currentWidget() is page.looking
    with qtbot.waitSignal(monitor.changed):
        pass
    page.refresh(None)
    assert page._stack.currentWidget() is page.problems
    agree()
    # What touches a person is known at once.
    actions.do(Label("Leave"), lambda db: add_absence(db, 1, dt.date(2026, 12, 1), dt.date(2026, 12, 9), ""))
    assert not monitor.is_looking()
    agree()
    actions.undo()
    actions.undo()
    # Whoever asks meanwhile does not wait, and is told of now.
    actions.undo()
    assert monitor._waits()
    agree()
    assert not monitor._waits()
    actions.undo()
    monitor.end_work()
