"""The page of sessions over a small real plan."""

import datetime as dt
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.people.history import list_edits
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.sessions.sessions import SessionDetail, list_sessions, session_detail
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.conftest import OpenFilled
from tests.services.small_plan import MONDAY, make
from tests.support import snapshot

TUESDAY = MONDAY + dt.timedelta(days=1)
TODAY = dt.date(2027, 1, 4)


def fill(workspace: Workspace) -> None:
    """Two sessions; Ana is in both on Tuesday; Cy waits for the first; four picks without a seat."""
    with workspace.edit("Lay out") as db:
        small = make(db)
        small.course("BOOT", "2", max_seats=2)
        small.course("TIME", "1", max_seats=3)
        small.course("LEAD", "1.5")
        for name in ("Ana", "Bo", "Cy", "Dara"):
            small.person(name)
        small.run("BOOT", MONDAY, ["Ana", "Bo", "Cy"], room="Oslo", trainer="J. Berg")
        small.run("TIME", TUESDAY, ["Ana"], status="confirmed")
        small.pick(["Bo", "Cy", "Dara"], "TIME")
        small.pick(["Dara"], "LEAD")


@pytest.fixture
def laid_out(open_filled: OpenFilled) -> Workspace:
    """The workspace with the small plan."""
    return open_filled(fill)


@pytest.fixture
def actions(laid_out: Workspace, qtbot: QtBot) -> Actions:
    """The actions with the plan shown."""
    actions = Actions(laid_out)
    actions.choose_plan(None)
    return actions


def open_page(actions: Actions, qtbot: QtBot, view: str = "list", today: dt.date = TODAY) -> SchedulePage:
    page = SchedulePage(actions, today=lambda: today)
    page.views.show_view(view)
    qtbot.addWidget(page)
    page.resize(1240, 800)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> SchedulePage:
    """The page, shown."""
    return open_page(actions, qtbot)


@pytest.fixture
def page_later(actions: Actions, qtbot: QtBot) -> SchedulePage:
    """The page, shown on the second day of the first sessions."""
    return open_page(actions, qtbot, today=TUESDAY)


@dataclass(frozen=True)
class Stored:
    """What the workspace holds of its sessions, by their codes."""

    actions: Actions

    def _ids(self) -> dict[str, int]:
        (plan,) = self.actions.read(list_plans)
        return {row.code: row.id for row in self.actions.read(list_sessions, plan.id)}

    def __call__(self, code: str) -> SessionDetail:
        """Return the session with a code, which must be there."""
        return self.actions.read(session_detail, self._ids()[code])

    def __contains__(self, code: str) -> bool:
        return code in self._ids()


@pytest.fixture
def stored(actions: Actions) -> Stored:
    """What the workspace holds of its sessions."""
    return Stored(actions)


def click_row(qtbot: QtBot, view: QAbstractItemView, row: int, column: int = 0, **keys: object) -> None:
    """Click into a row."""
    place = view.visualRect(view.model().index(row, column)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place), **keys)


def show(qtbot: QtBot, page: SchedulePage, code: str) -> None:
    """Click the session with this code in the list, so that the form shows it."""
    page.views.show_view("list")
    model = page.list.table.model()
    codes = [model.index(row, 2).data() for row in range(model.rowCount())]
    click_row(qtbot, page.list.table, codes.index(code))
    assert page.form.isVisible()


def write(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    """Type over a line and press Enter."""
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def cells(page: SchedulePage, column: int) -> list[str]:
    """The texts of a column of the list, in the order shown."""
    model = page.list.table.model()
    return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]


def last_label(actions: Actions) -> str:
    """The name of the last edit."""
    return actions.read(list_edits)[0].label


def undo_all(actions: Actions, before: object) -> None:
    """One undo must take the edit back."""
    actions.undo()
    assert snapshot(actions.workspace.path) == before
