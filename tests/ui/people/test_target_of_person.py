"""The panel of a person says what the plan aims at for them and why, or why they do not count."""

import datetime as dt
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from pmplanner.services.people import people
from pmplanner.services.plans import targets
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from tests.support import known

LABEL = Label.of("plan.change", plan="")


@pytest.mark.slow
def test_target_and_standing_are_said_and_follow_changes(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    plan = known(actions.plan_id)
    with sampled.edit("Two") as db:
        half = people.add_person(db, first_name="Half", team="Ops", working_days=0b00111)
        gone = people.add_person(db, first_name="Gone", end_date=dt.date(2026, 5, 31))
        targets.set_target(db, plan, Decimal(5), team="Ops")
    page = PeoplePage(actions)
    qtbot.addWidget(page)
    page.show()
    page.reveal("person", half)
    said = page.detail.one.plan.target
    assert said.text() == "Target 3 days: 5 of the team Ops, 3 of 5 weekdays"
    page.reveal("person", gone)
    assert said.text() == "Does not count in this plan: left"
    page.reveal("person", half)
    actions.do(LABEL, targets.set_target, plan, Decimal(10), team="Ops")
    assert said.text() == "Target 6 days: 10 of the team Ops, 3 of 5 weekdays"
