"""The page of resources over a real workspace with the sample in it."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar import closures
from pmplanner.services.resources import equipment, rooms, trainers
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.resources.view import ResourceView
from tests.conftest import OpenFilled
from tests.support import known

LEFT = Qt.MouseButton.LeftButton


def fill(workspace: Workspace) -> None:
    """Take what the sample has of resources away and put in what these tests count on."""
    with workspace.edit("Resources of the test") as db:
        for row in rooms.list_rooms(db):
            rooms.remove_room(db, row.id)
        for teacher in trainers.list_trainers(db):
            trainers.remove_trainer(db, teacher.id)
        for thing in equipment.list_equipment(db):
            equipment.remove_equipment(db, thing.id)
        for closure in closures.list_closures(db):
            closures.remove_closure(db, closure.id)
        for blackout in closures.list_blackouts(db):
            closures.remove_blackout(db, blackout.id)
        for site in closures.list_sites(db):
            closures.remove_site(db, site.id)
        beamer = equipment.add_equipment(db, "Beamer", 2)
        equipment.add_equipment(db, "Laptops", 1, "in the cupboard")
        rooms.add_room(db, "Leeds, Room 1", site="Leeds", seats=16, equipment=[beamer])
        rooms.add_room(db, "Lisbon, Atrium", site="Lisbon", seats=10)
        lowe = trainers.add_trainer(db, "Harriet Lowe", code="T1", email="lowe@example.org")
        trainers.add_trainer(db, "Mei Castellan")
        trainers.add_trainer_absence(db, lowe, dt.date(2027, 6, 7), dt.date(2027, 6, 11), "Holiday")
        closures.add_closure(db, dt.date(2027, 6, 3), dt.date(2027, 6, 4), "", "Company days")
        closures.add_blackout(db, dt.date(2027, 6, 21), dt.date(2027, 6, 25), "Payments", "Half-year")
        closures.add_site(db, "Oslo", "NO", "", "Europe/Oslo")


@pytest.fixture
def actions(open_filled: OpenFilled, qtbot: QtBot) -> Actions:
    """The actions over a workspace with the resources of these tests and the sample plan shown."""
    actions = Actions(open_filled(fill, "sample"))
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> ResourcesPage:
    """The page, shown."""
    return open_page(actions, qtbot)


def open_page(actions: Actions, qtbot: QtBot) -> ResourcesPage:
    """Make the page and show it."""
    page = ResourcesPage(actions)
    qtbot.addWidget(page)
    page.resize(1140, 760)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def choose(page: ResourcesPage, qtbot: QtBot, text: str) -> ResourceView:
    """Click a part of the page by its text and return the list that is shown."""
    click_button(page, qtbot, text)
    return page.current()


def click_button(widget: QWidget, qtbot: QtBot, text: str) -> None:
    """Click the visible button with that text."""
    (button,) = [b for b in widget.findChildren(QAbstractButton) if b.text() == text and b.isVisible()]
    qtbot.mouseClick(button, LEFT)


def click_row(view: ResourceView, qtbot: QtBot, row: int) -> None:
    """Click the first cell of a row."""
    index = view.table.model().index(row, 0)
    qtbot.mouseClick(view.table.viewport(), LEFT, pos=view.table.visualRect(index).center())


def shown(view: ResourceView) -> list[str]:
    """What stands in the first column, from the top."""
    proxy = view.table.proxy
    return [str(proxy.index(row, 0).data()) for row in range(proxy.rowCount())]


def type_in(view: ResourceView, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    """Replace what stands in a field of the panel by keys and leave it with Enter."""
    field = view.panel.form.fields[name]
    assert isinstance(field, QLineEdit)
    type_over(field, qtbot, text)
    return field


def type_over(field: QLineEdit, qtbot: QtBot, text: str, enter: bool = True) -> None:
    """Replace what stands in a line by keys."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    if field.completer() is not None:
        known(field.completer().popup()).hide()
    if enter:
        qtbot.keyClick(field, Qt.Key.Key_Return)
