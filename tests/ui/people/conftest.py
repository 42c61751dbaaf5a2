"""The page of people over a real workspace with the sample in it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import PersonDetail, list_people, person_detail
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from tests.support import known

Show = Callable[[str], PersonDetail]
TypeIn = Callable[[QLineEdit, str], None]


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    """The actions over a workspace with the sample people and their plan shown."""
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> PeoplePage:
    """The page, shown."""
    return open_page(actions, qtbot)


def open_page(actions: Actions, qtbot: QtBot) -> PeoplePage:
    page = PeoplePage(actions)
    qtbot.addWidget(page)
    page.resize(1140, 760)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


@pytest.fixture
def ids(actions: Actions) -> dict[str, int]:
    """Employee ids with the ids of the people."""
    return {row.employee_id: row.id for row in actions.read(list_people)}


@pytest.fixture
def show(page: PeoplePage, actions: Actions, ids: dict[str, int]) -> Show:
    """Select a person on the page and return what the workspace holds of them."""

    def select(key: str) -> PersonDetail:
        page.reveal("person", ids[key])
        return actions.read(person_detail, ids[key])

    return select


@pytest.fixture
def type_in(qtbot: QtBot) -> TypeIn:
    """Replace what stands in a line by keys and leave it with Enter."""

    def replace(line: QLineEdit, text: str) -> None:
        line.setFocus()
        line.selectAll()
        qtbot.keyClick(line, Qt.Key.Key_Delete)
        qtbot.keyClicks(line, text)
        if line.completer() is not None:
            known(line.completer().popup()).hide()
        qtbot.keyClick(line, Qt.Key.Key_Return)

    return replace


def click_row(qtbot: QtBot, view: QAbstractItemView, row: int, control: bool = False) -> None:
    """Click the first cell of a row with the mouse."""
    index = view.model().index(row, 0)
    view.scrollTo(index)
    keys = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, view.visualRect(index).center())


def names(page: PeoplePage) -> list[str]:
    """The names shown, from the top."""
    proxy = page.table.proxy
    return [str(proxy.index(row, 0).data()) for row in range(proxy.rowCount())]
