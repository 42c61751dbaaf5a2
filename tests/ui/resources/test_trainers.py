"""Trainers: courses, working days, absences; each with undo."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.lookup import find_course
from pmplanner.services.resources.trainers import TrainerRow, list_trainers, set_trainer_courses
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.resources.view import ResourceView
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from tests.ui.resources.conftest import LEFT, choose, click_button, click_row, shown, type_in, type_over


def _open(page: ResourcesPage, qtbot: QtBot) -> ResourceView:
    view = choose(page, qtbot, "Trainers")
    click_row(view, qtbot, 0)
    return view


def _lowe(actions: Actions) -> TrainerRow:
    return actions.read(list_trainers)[0]


def _week(view: ResourceView) -> WeekdayRow:
    week = view.panel.form.fields["working_days"]
    assert isinstance(week, WeekdayRow)
    return week


def test_trainers_are_listed(page: ResourcesPage, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    assert shown(view) == ["Harriet Lowe", "Mei Castellan"]
    assert view.panel.about.text() == "T1 · lowe@example.org"
    assert page.import_button.text() == "Import trainers"
    assert page.primary_action().text() == "New trainer"


def test_courses_are_found_and_ticked(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    courses = page.trainer_panel.courses
    qtbot.keyClicks(courses.search, "big data")
    visible = [i for i in range(courses.list.count()) if not courses.list.item(i).isHidden()]
    assert 0 < len(visible) < 5
    qtbot.keyClick(courses.search, Qt.Key.Key_Down)
    assert courses.list.hasFocus()
    qtbot.keyClick(courses.list, Qt.Key.Key_Space)
    assert _lowe(actions).courses == courses.ticked() != ()
    assert view.panel.about.text() == "T1 · lowe@example.org · 1 course"
    assert courses.search.text() == "big data"
    actions.undo()
    assert _lowe(actions).courses == courses.ticked() == ()


def test_weekdays_are_switched_and_follow_the_company_again(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    view = _open(page, qtbot)
    week = _week(view)
    assert week.about.text() == "As the whole company"
    qtbot.mouseClick(week.days[4], LEFT)
    assert _lowe(actions).working_days == 0b01111
    assert week.about.text() == "Own working days"
    week.days[4].setFocus()
    qtbot.keyClick(week.days[4], Qt.Key.Key_Space)
    assert _lowe(actions).working_days is None
    actions.undo()
    assert [day.isChecked() for day in week.days] == [True] * 4 + [False] * 3
    actions.undo()
    assert _lowe(actions).working_days is None
    actions.do(Label("Long week"), set_working_week, 0b111111)
    assert [day.isChecked() for day in week.days] == [True] * 6 + [False]


def test_the_last_working_day_stays(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    week = _week(view)
    for day in week.days[:4]:
        qtbot.mouseClick(day, LEFT)
    assert _lowe(actions).working_days == 0b10000
    qtbot.mouseClick(week.days[4], LEFT)
    assert "at least one working day" in view.panel.form.reasons["working_days"].text()
    assert week.days[4].isChecked()
    assert _lowe(actions).working_days == 0b10000


def test_arrows_walk_along_the_weekdays(page: ResourcesPage, qtbot: QtBot) -> None:
    week = _week(_open(page, qtbot))
    week.days[0].setFocus()
    qtbot.keyClick(week.days[0], Qt.Key.Key_Right)
    assert week.days[1].hasFocus()
    qtbot.keyClick(week.days[1], Qt.Key.Key_Left)
    assert week.days[0].hasFocus()


def test_an_absence_is_typed_refused_added_and_removed(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    _open(page, qtbot)
    absences = page.trainer_panel.absences
    assert [entry.title for entry in absences.list.entries()] == ["Holiday"]
    click_button(absences, qtbot, "Add an absence")
    assert absences.first.hasFocus()
    type_over(absences.first, qtbot, "2027-02-09", enter=False)
    type_over(absences.last, qtbot, "2027-02-08")
    assert absences.form.reason.isVisible()
    assert "before the first" in absences.form.reason.text()
    type_over(absences.last, qtbot, "2027-02-10")
    assert [row.last_day for row in _lowe(actions).absences] == [dt.date(2027, 2, 10), dt.date(2027, 6, 11)]
    assert not absences.form.area.isVisible()
    actions.undo()
    assert len(absences.list.entries()) == len(_lowe(actions).absences) == 1
    qtbot.mouseClick(absences.list.rows()[0].remove, LEFT)
    assert _lowe(actions).absences == ()
    actions.undo()
    assert len(absences.list.entries()) == len(_lowe(actions).absences) == 1


def test_money_and_dates_as_people_type_them(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = _open(page, qtbot)
    field = type_in(view, qtbot, "day_cost", "1,250.50")
    assert _lowe(actions).day_cost == Decimal("1250.50")
    assert field.text() == "1250.5"
    type_in(view, qtbot, "last_day", "30 June 2027")
    assert _lowe(actions).last_day == dt.date(2027, 6, 30)
    type_in(view, qtbot, "first_day", "2027-07-01")
    assert "before the first" in view.panel.form.reasons["first_day"].text()
    assert _lowe(actions).first_day is None
    actions.undo()
    actions.undo()
    assert (_lowe(actions).day_cost, _lowe(actions).last_day) == (None, None)


def test_a_trainer_is_added_and_removed(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "Trainers")
    page.primary_action().trigger()
    qtbot.keyClicks(view.panel.form.fields["name"], "Ola Berg")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert shown(view) == ["Harriet Lowe", "Mei Castellan", "Ola Berg"]
    assert actions.read(list_trainers)[2].working_days is None
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert len(actions.read(list_trainers)) == 2
    actions.undo()
    assert len(shown(view)) == 3


def test_what_a_trainer_teaches_comes_first_but_stays_in_place_while_ticking(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    view = choose(page, qtbot, "Trainers")
    course = actions.read(lambda db: find_course(db, "TNX-PMB").id)
    actions.do(Label("Teach"), set_trainer_courses, _lowe(actions).id, [course])
    click_row(view, qtbot, 0)
    courses = page.trainer_panel.courses.list
    order = [courses.item(place).text() for place in range(courses.count())]
    assert order[0] == "Product Management Bootcamp Training"
    courses.setFocus()
    courses.setCurrentRow(5)
    qtbot.keyClick(courses, Qt.Key.Key_Space)
    assert len(_lowe(actions).courses) == 2
    assert [courses.item(place).text() for place in range(courses.count())] == order
    click_row(view, qtbot, 1)
    click_row(view, qtbot, 0)
    assert {courses.item(0).text(), courses.item(1).text()} == {order[0], order[5]}
