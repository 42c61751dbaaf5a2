"""The plan page over a real workspace with the sample in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.views.matrix import Cell, list_cells, list_columns
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.page import PlanPage

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Grid:
    """The page's matrix by employee ids and course codes, and what the workspace holds."""

    page: PlanPage
    actions: Actions
    qtbot: QtBot
    people: dict[str, int]
    courses: dict[str, int]

    def go(self, person: str, course: str) -> None:
        self.page.cells.setFocus()
        assert self.page.matrix.go_to(self.people[person], self.courses[course])

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        self.qtbot.keyClick(self.page.cells, key, modifier)

    def shown(self, person: str, course: str) -> str:
        """The state that the model shows, "" for an empty cell."""
        model = self.page.model
        index = model.index(model.row_of(self.people[person]), model.column_of(self.courses[course]))
        return str(index.data())

    def stored(self, person: str, course: str) -> Cell:
        plan_id = self.actions.plan_id
        assert plan_id is not None
        cells = self.actions.read(list_cells, plan_id)
        return cells[self.people[person], self.courses[course]]

    def place(self, person: str, course: str) -> QPoint:
        """Where a cell is in the viewport."""
        self.page.matrix.go_to(self.people[person], self.courses[course])
        model, cells = self.page.model, self.page.cells
        index = model.index(model.row_of(self.people[person]), model.column_of(self.courses[course]))
        return cells.visualRect(index).center()

    def name_place(self, person: str) -> QPoint:
        """Where a name is in the viewport of the names."""
        row = self.page.model.row_of(self.people[person])
        names = self.page.matrix.names
        names.scrollTo(self.page.model.index(row, 0))
        return names.visualRect(self.page.model.index(row, 0)).center()

    def days(self, person: str) -> str:
        """The planned days shown for a person."""
        model = self.page.model
        return str(model.index(model.row_of(self.people[person]), model.days_column).data())


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    """The actions over a workspace with the sample people and their plan shown."""
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> PlanPage:
    """The page, shown."""
    return open_page(actions, qtbot)


@pytest.fixture
def grid(page: PlanPage, actions: Actions, qtbot: QtBot) -> Grid:
    """The page's matrix, by employee ids and codes."""
    people = {row.employee_id: row.id for row in actions.read(list_people)}
    courses = {column.code: column.course_id for column in actions.read(list_columns)}
    return Grid(page, actions, qtbot, people, courses)


@pytest.fixture
def said(page: PlanPage, actions: Actions) -> Iterator[list[str]]:
    """What the page says of the selection, and what actions say and refuse."""
    sentences: list[str] = []

    def note(text: str, _undo: bool = False) -> None:
        sentences.append(text)

    page.selection_said.connect(note)
    actions.said.connect(note)
    actions.refused.connect(note)
    yield sentences
    page.selection_said.disconnect(note)


def open_page(actions: Actions, qtbot: QtBot) -> PlanPage:
    page = PlanPage(actions)
    qtbot.addWidget(page)
    show(page, qtbot)
    return page


def show(widget: QWidget, qtbot: QtBot) -> None:
    widget.resize(1300, 800)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
