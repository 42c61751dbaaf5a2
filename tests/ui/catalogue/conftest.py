"""The page of the catalogue over a real workspace with the sample in it."""

import pytest
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import CourseRow, list_courses
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.actions import Actions


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    """The actions over a workspace with the sample plan shown."""
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> CataloguePage:
    """The page, shown."""
    page = CataloguePage(actions)
    qtbot.addWidget(page)
    page.resize(1140, 760)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def course(actions: Actions, code: str) -> CourseRow:
    """Return the course of a code as the workspace holds it."""
    return next(row for row in actions.read(list_courses) if row.code == code)
