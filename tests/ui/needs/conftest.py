"""The page of needs over the sample."""

import pytest
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar import clock
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.page import NeedsPage
from tests.conftest import SAMPLE_DAY


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day after which the sample is laid out: free seats are offered from then on."""
    monkeypatch.setattr(clock, "today", lambda: SAMPLE_DAY)


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(qtbot: QtBot, actions: Actions) -> NeedsPage:
    return shown(qtbot, actions)


def shown(qtbot: QtBot, actions: Actions, width: int = 1240, height: int = 790) -> NeedsPage:
    page = NeedsPage(actions)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page
