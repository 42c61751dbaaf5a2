"""The runway on the page of needs: what expires by month, the sessions it makes, and who is told."""

import datetime as dt

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.people.certificates import add_held_certificate, find_certificate
from pmplanner.services.people.people import list_people
from pmplanner.services.publishing.reminders import foresee_reminders
from pmplanner.services.views.runway import Runway, read_runway
from pmplanner.ui.core import aside
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.needs.runway.runway_view import RunwayView
from pmplanner.ui.output.reminder_form import ReminderForm
from tests.conftest import SAMPLE_DAY
from tests.support import known
from tests.ui.needs.conftest import shown

Flag = QItemSelectionModel.SelectionFlag
READER = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def people(actions: Actions) -> list[int]:
    """Three people hold a certificate: until the next month, in four months, and in a year."""
    with actions.workspace.edit("Certificates") as db:
        ids = [row.id for row in list_people(db)[:3]]
        certificate = find_certificate(db, "SSM").id
        for person, days in zip(ids, (20, 120, 365), strict=True):
            add_held_certificate(db, person, certificate, valid_until=SAMPLE_DAY + dt.timedelta(days=days))
    return ids


def runway_of(actions: Actions) -> Runway:
    return actions.read(read_runway, known(actions.plan_id), SAMPLE_DAY)


def view_of(page: NeedsPage) -> RunwayView:
    page.show_view("runway")
    view = page.view
    assert isinstance(view, RunwayView)
    return view


def test_every_expiry_stands_in_its_month_in_a_sign_and_in_words(
    qtbot: QtBot, actions: Actions, people: list[int]
) -> None:
    page = shown(qtbot, actions)
    view, runway = view_of(page), runway_of(actions)
    model = view.map.months
    signs = {"seated": "✓", "picked": "●", "seated too late": "!", "missing": "+"}
    found = set()
    for line in runway.lines:
        row = next(n for n in range(model.rowCount()) if model.row(n).person_id == line.person_id)
        column = runway.months().index(f"{line.valid_until:%Y-%m}")
        code, title = runway.named(line)
        index = model.index(row, column)
        assert f"{signs[line.state]} {code}" in str(index.data()).split("\n")
        assert runway.people[line.person_id].name in index.data(READER)
        assert title in index.data(READER)
        found.add(line.certificate_id is None)
    assert found == {True, False}
    assert sum(len(model.row(n).lines) for n in range(model.rowCount())) == len(runway.lines)

    # By what expires, and of one certificate alone
    view.group.select("what")
    view.show_needs()
    [ssm] = [n for n in range(model.rowCount()) if model.row(n).title == "SSM"]
    assert len(model.row(ssm).lines) == 3
    view.what.setCurrentIndex(1)
    assert model.rowCount() == 1
    certificate = actions.read(find_certificate, "SSM").id
    assert known(page.export_scope()).expiring == ("certificate", certificate)
    with qtbot.waitSignal(page.export_requested) as asked:
        qtbot.mouseClick(view.export_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["renewals", ""]

    # By keys: the list of the row, a person's page, a copy
    view.map.setFocus()
    view.map.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(view.map, Qt.Key.Key_Return)
    assert view.panel.list.hasFocus()
    view.group.select("person")
    view.show_needs()
    assert [model.row(n).person_id for n in range(3)] == people
    view.map.setFocus()
    view.map.setCurrentIndex(model.index(1, 0))
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.keyClick(view.map, Qt.Key.Key_Return)
    assert opened.args == ["person", people[1]]
    view.map.selectAll()
    qtbot.keyClick(view.map, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().split("\n")) == 4
    qtbot.keyClick(view.map, Qt.Key.Key_Escape)
    assert view.map.chosen_lines() is None


def test_with_many_people_it_is_read_beside_the_window(
    qtbot: QtBot, actions: Actions, people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "AT_ONCE", 0)
    view = view_of(shown(qtbot, actions))
    lines = runway_of(actions).lines
    qtbot.waitUntil(lambda: view.map.months.rowCount() == len({line.person_id for line in lines}))
    qtbot.mouseClick(view.group.parts.findChildren(QPushButton)[2], Qt.MouseButton.LeftButton)
    teams = {runway_of(actions).people[line.person_id].team for line in lines}
    qtbot.waitUntil(
        lambda: {view.map.months.row(n).title for n in range(view.map.months.rowCount())} == teams
    )
    assert sum(len(view.map.months.row(n).lines) for n in range(len(teams))) == len(lines)


def test_what_is_to_be_renewed_is_picked_as_one_edit(
    qtbot: QtBot, actions: Actions, people: list[int]
) -> None:
    view = view_of(shown(qtbot, actions))
    before = runway_of(actions)
    assert list(view.panel.sessions.source.rows()) == list(before.sessions)
    pairs = before.picks()
    assert pairs
    new = sum(each.session_id is None for each in before.sessions)
    said = view.panel.pick_text.text()
    assert said.startswith(f"{len(pairs)} pick")
    assert f"{new} new session" in said
    qtbot.mouseClick(view.panel.pick_button, Qt.MouseButton.LeftButton)
    after = runway_of(actions)
    assert after.picks() == []
    assert not view.panel.pick_button.isEnabled()
    actions.undo()
    assert runway_of(actions) == before
    assert view.panel.pick_button.isEnabled()


def test_people_and_managers_are_told_of_what_expires_soon(
    qtbot: QtBot, actions: Actions, people: list[int]
) -> None:
    page = shown(qtbot, actions)
    view = view_of(page)
    near = runway_of(actions).in_days(30)
    assert people[0] in {line.person_id for line in near}
    view.panel.parts.select("30")
    view.panel.parts.chosen.emit("30")
    assert list(view.panel.list.source.rows()) == near
    with qtbot.waitSignal(page.reminders_requested) as asked:
        qtbot.mouseClick(view.panel.tell_button, Qt.MouseButton.LeftButton)
    runway, lines = known(asked.args)
    assert lines == near
    form = ReminderForm(actions.read(foresee_reminders, runway, lines))
    qtbot.addWidget(form)
    assert {each.kind for each in form.shown()} == {"person", "manager"}
    form.to_managers.click()
    assert len(form.shown()) == len({line.person_id for line in near})
    form.to_people.click()
    assert not form.go_button.isEnabled()


def test_without_anything_that_expires_it_is_said_how_it_comes_in(
    qtbot: QtBot, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda: dt.date(1999, 1, 1))
    page = shown(qtbot, actions)
    view = view_of(page)
    assert view.stack.currentWidget() is view.nothing
    assert view.show_all.isHidden()
    with qtbot.waitSignal(page.import_requested) as asked:
        qtbot.mouseClick(view.bring_in, Qt.MouseButton.LeftButton)
    assert asked.args == ["certificates"]
