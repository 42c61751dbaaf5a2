"""The weekdays on which a person works."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from tests.ui.people.conftest import Show

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.slow
def test_part_time_is_switched_day_by_day(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    assert show("S-003").person.working_days is None
    week = page.detail.one.details.week
    assert week.about.text() == "As the whole company"
    qtbot.mouseClick(week.days[4], LEFT)
    assert show("S-003").person.working_days == 0b01111
    assert actions.workspace.undo_label() == "Change the working days of Carys Venter"
    show("S-004")
    assert [day.isChecked() for day in week.days] == [True] * 5 + [False] * 2
    show("S-003")
    assert [day.isChecked() for day in week.days] == [True] * 4 + [False] * 3
    actions.undo()
    assert show("S-003").person.working_days is None
    assert week.days[4].isChecked()


def test_days_of_the_company_follow_it(page: PeoplePage, actions: Actions, show: Show) -> None:
    show("S-003")
    week = page.detail.one.details.week
    actions.do(Label("Saturdays too"), set_working_week, 0b111111)
    assert week.days[5].isChecked()
    assert week.about.text() == "As the whole company"
    actions.undo()
    assert not week.days[5].isChecked()


def test_somebody_works_at_least_a_day(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-003")
    tab = page.detail.one.details
    for day in tab.week.days[:5]:
        qtbot.mouseClick(day, LEFT)
    assert "at least one working day" in tab.week_reason.text()
    assert show("S-003").person.working_days == 0b10000
    assert tab.week.days[4].isChecked()
