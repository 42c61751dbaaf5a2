"""Closures, blackout periods, sites with public holidays, the working week."""

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.closures import list_blackouts, list_closures, list_sites
from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY, read_working_week
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.resources.sites import SitePanel
from pmplanner.ui.resources.view import ResourceView
from pmplanner.ui.widgets.inputs.choices import SearchField
from tests.support import known
from tests.ui.resources.conftest import LEFT, choose, click_row, shown, type_in, type_over


def _open(page: ResourcesPage, qtbot: QtBot, text: str = "Closures") -> ResourceView:
    choose(page, qtbot, "Closures and holidays")
    return choose(page, qtbot, text)


def _choose_place(view: ResourceView, qtbot: QtBot, name: str, text: str) -> None:
    field = view.panel.form.fields[name]
    assert isinstance(field, SearchField)
    line = field.lineEdit()
    assert isinstance(line, QLineEdit)
    type_over(line, qtbot, text, enter=False)
    known(known(field.completer()).popup()).hide()
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_closure_of_one_day_is_added(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    assert shown(view) == ["Company days"]
    assert page.count.text() == "1 closure"
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    fields = view.panel.form.fields
    qtbot.keyClicks(fields["name"], "Move of the office")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert view.panel.reason.text() == "Say on which day it begins."
    qtbot.keyClicks(fields["first_day"], "2027-05-20")
    qtbot.keyClicks(fields["site"], "Leeds")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    row = actions.read(list_closures)[0]
    day = dt.date(2027, 5, 20)
    assert (row.name, row.first_day, row.last_day, row.site) == ("Move of the office", day, day, "Leeds")
    assert view.panel.about.text() == "20 May 2027 · Leeds"
    assert actions.workspace.undo_label() == "Add the closure “Move of the office”"
    actions.undo()
    assert shown(view) == ["Company days"]


def test_a_closure_is_changed_and_removed(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    click_row(view, qtbot, 0)
    type_in(view, qtbot, "last_day", "2027-06-01")
    assert "before the first" in view.panel.form.reasons["last_day"].text()
    type_in(view, qtbot, "last_day", "")
    assert view.panel.form.reasons["last_day"].text() == "A date is needed here."
    type_in(view, qtbot, "last_day", "2027-06-07")
    assert actions.read(list_closures)[0].last_day == dt.date(2027, 6, 7)
    assert actions.workspace.undo_label() == "Change “Last day” of Company days"
    actions.undo()
    assert actions.read(list_closures)[0].last_day == dt.date(2027, 6, 4)
    qtbot.mouseClick(view.panel.remove, LEFT)
    assert actions.read(list_closures) == []
    assert view.stack.currentWidget() is view.empty
    actions.undo()
    assert shown(view) == ["Company days"]


def test_a_closure_without_a_name_is_called_by_its_days(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    view = _open(page, qtbot)
    page.begin_new()
    fields = view.panel.form.fields
    qtbot.keyClicks(fields["first_day"], "2027-05-20")
    qtbot.keyClicks(fields["last_day"], "2027-05-21")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert actions.workspace.undo_label() == "Add the closure"
    qtbot.mouseClick(view.panel.remove, LEFT)
    assert actions.workspace.undo_label() == "Remove the closure 20–21 May 2027"


def test_a_blackout_period_needs_a_team(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot, "Blackout periods")
    assert shown(view) == ["Payments"]
    page.begin_new()
    fields = view.panel.form.fields
    qtbot.keyClicks(fields["first_day"], "2027-03-29")
    qtbot.keyClicks(fields["last_day"], "2027-04-02")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert view.panel.reason.text() == "Say which team is not trained then."
    qtbot.keyClicks(fields["team"], "Mobile")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert [row.team for row in actions.read(list_blackouts)] == ["Mobile", "Payments"]
    actions.undo()
    assert [row.team for row in actions.read(list_blackouts)] == ["Payments"]


def test_a_site_shows_the_public_holidays_of_a_year(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    view = _open(page, qtbot, "Sites and public holidays")
    click_row(view, qtbot, 0)
    panel = view.panel
    assert isinstance(panel, SitePanel)
    assert panel.about.text() == "Norway · Europe/Oslo"
    assert panel.year.text() == "2027"
    assert "Mon 17 May" in panel.holidays.text()
    qtbot.mouseClick(panel.later, LEFT)
    assert panel.year.text() == "2028"
    assert "Wed 17 May" in panel.holidays.text()
    _choose_place(view, qtbot, "subdivision", "Oslo (03)")
    assert actions.read(list_sites)[0].subdivision == "03"
    _choose_place(view, qtbot, "country", "Germany (DE)")
    site = actions.read(list_sites)[0]
    assert (site.country, site.subdivision) == ("DE", "")
    assert "Wed 17 May" not in panel.holidays.text()
    _choose_place(view, qtbot, "country", "No public holidays")
    assert actions.read(list_sites)[0].country == ""
    assert panel.holidays.text() == "Choose a country to see its public holidays."
    for _ in range(3):
        actions.undo()
    assert actions.read(list_sites)[0].country == "NO"
    assert panel.about.text() == "Norway · Europe/Oslo"


def test_a_site_without_a_name_stands_for_all_others(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    view = _open(page, qtbot, "Sites and public holidays")
    page.begin_new()
    _choose_place(view, qtbot, "country", "Portugal (PT)")
    field = view.panel.form.fields["subdivision"]
    assert isinstance(field, SearchField)
    assert field.findText("Lisboa (11)") > 0
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert shown(view) == ["All other sites", "Oslo"]
    assert actions.read(list_sites)[0].country == "PT"
    assert actions.workspace.undo_label() == "Add the site"
    qtbot.mouseClick(view.panel.remove, LEFT)
    assert actions.workspace.undo_label() == "Remove the site “All other sites”"
    actions.undo()
    actions.undo()
    assert shown(view) == ["Oslo"]


def test_the_working_week_is_switched(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    _open(page, qtbot)
    week = page.days.week
    assert [day.isChecked() for day in week.days] == [True] * 5 + [False] * 2
    qtbot.mouseClick(week.days[5], LEFT)
    assert actions.read(read_working_week) == 0b111111
    actions.undo()
    assert actions.read(read_working_week) == MONDAY_TO_FRIDAY
    assert not week.days[5].isChecked()
    for day in week.days[:4]:
        qtbot.mouseClick(day, LEFT)
    with qtbot.waitSignal(actions.refused) as refused:
        qtbot.mouseClick(week.days[4], LEFT)
    assert "at least one working day" in refused.args[0]
    assert week.days[4].isChecked()
