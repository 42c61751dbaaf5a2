"""Public dates and needed equipment of a course, bundled or not."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import CertificateLink
from pmplanner.services.catalog.certificate_links import certificate_links, set_certificate_links
from pmplanner.services.catalog.courses import copy_course
from pmplanner.services.errors import PlanError
from pmplanner.services.money.cost_items import Owner, list_items
from pmplanner.services.plans.plans import list_plans, remove_plan
from pmplanner.services.resources.equipment import (
    add_equipment,
    course_needs,
    list_equipment,
    remove_equipment,
)
from pmplanner.services.sessions.public_dates import add_date, list_dates
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.services.settings import change_setting
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.command_list import COMMANDS
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.actions import Actions
from tests.support import known
from tests.ui.catalogue.conftest import course

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(page: CataloguePage, actions: Actions) -> CataloguePage:
    """The page with a bundled course shown, and one kind of equipment that it does not need."""
    for row in actions.read(list_equipment):
        actions.do(Label("Remove"), remove_equipment, row.id)
    actions.do(Label("Add"), add_equipment, "Beamer", 3)
    page.reveal("course", course(actions, "TNX-BDP").id)
    return page


def _type(line: QLineEdit, qtbot: QtBot, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_a_date_is_added_with_keys_and_removed(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    dates, row = page.panel.extras.dates, course(actions, "TNX-BDP")
    qtbot.mouseClick(dates.form.opener, LEFT)
    assert dates.first.hasFocus()
    qtbot.keyClick(dates.first, Qt.Key.Key_Return)
    assert dates.form.reason.text() == "Say on which day it begins."
    _type(dates.first, qtbot, "2027-03-15")
    _type(dates.cost, qtbot, "dear")
    qtbot.keyClick(dates.cost, Qt.Key.Key_Return)
    assert "not an amount of money" in dates.form.reason.text()
    _type(dates.cost, qtbot, "1,200")
    _type(dates.place, qtbot, "Porto")
    qtbot.keyClick(dates.place, Qt.Key.Key_Return)
    (made,) = actions.read(list_dates, row.id)
    assert (made.first_day, made.last_day) == (dt.date(2027, 3, 15), dt.date(2027, 3, 17))
    assert (made.place, made.cost, made.currency) == ("Porto", Decimal(1200), row.currency)
    (entry,) = dates.list.entries()
    assert entry.title == "15–17 Mar 2027"
    assert entry.sentence.startswith("Porto · ")
    qtbot.mouseClick(dates.list.rows()[0].remove, LEFT)
    assert actions.read(list_dates, row.id) == []
    actions.undo()
    assert len(dates.list.entries()) == 1
    actions.undo()
    assert dates.list.entries() == ()


def test_a_date_becomes_a_session_of_the_plan(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    row = course(actions, "TNX-BDP")
    actions.do(Label("Add"), add_date, row.id, dt.date(2027, 3, 15), place="Porto", seats=12)
    before = {run.id for run in actions.read(list_sessions, known(actions.plan_id))}
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseClick(page.panel.extras.dates.list.rows()[0].action, LEFT)
    (run,) = [run for run in actions.read(list_sessions, known(actions.plan_id)) if run.id not in before]
    assert asked.args == ["session", run.id]
    assert (run.course_id, run.first_day, run.room, run.seats_max) == (
        row.id,
        dt.date(2027, 3, 15),
        "Porto",
        12,
    )
    assert run.pinned
    actions.undo()
    assert {run.id for run in actions.read(list_sessions, known(actions.plan_id))} == before


def test_without_a_plan_a_date_can_only_be_removed(page: CataloguePage, actions: Actions) -> None:
    for plan in actions.read(list_plans):
        actions.do(Label("Remove"), remove_plan, plan.id)
    actions.do(Label("Add"), add_date, course(actions, "TNX-BDP").id, dt.date(2027, 3, 15))
    (row,) = page.panel.extras.dates.list.rows()
    assert row.action.isHidden()
    assert not row.remove.isHidden()


def test_a_bundled_course_can_need_equipment(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    needs, row = page.panel.extras.needs, course(actions, "TNX-BDP")
    assert row.bundled
    needs.number.setFocus()
    qtbot.keyClick(needs.number, Qt.Key.Key_Up)
    qtbot.mouseClick(needs.add_button, LEFT)
    beamer = actions.read(list_equipment)[0].id
    assert actions.read(course_needs, row.id) == {beamer: 2}
    assert needs.list.entries()[0].sentence == "2 in each session"
    assert not needs.line.isVisible()
    qtbot.mouseClick(needs.list.rows()[0].remove, LEFT)
    assert actions.read(course_needs, row.id) == {}
    actions.undo()
    actions.undo()
    assert actions.read(course_needs, row.id) == {}
    assert needs.box.count() == 1
    assert needs.line.isVisible()


def test_an_own_course_has_both_below_its_form(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.panel.copy, LEFT)
    extras = page.panel.extras
    assert extras.isVisible()
    assert page.panel.form.isVisible()
    assert (
        page.panel.form.mapTo(page, page.panel.form.rect().bottomLeft()).y()
        < extras.mapTo(page, extras.rect().topLeft()).y()
    )
    page.begin_new()
    assert not extras.isVisible()


def test_a_course_renews_certificates_and_an_own_one_leads_to_them(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    extras, bundled = page.panel.extras, course(actions, "TNX-BDP")
    assert not extras.leads_to.isVisible()
    extras.renews.box.setEditText("(SSM)")
    extras.renews.box.activated.emit(0)

    def linked(course_id: int, kind: CertificateLink) -> list[str]:
        return [each.code for each in actions.read(certificate_links, course_id, kind)]

    assert linked(bundled.id, CertificateLink.RENEWS) == ["SSM"]
    assert [entry.sentence for entry in extras.renews.list.entries()] == ["SSM"]
    assert extras.renews.box.findText("(SSM)", Qt.MatchFlag.MatchContains) < 0
    qtbot.mouseClick(extras.renews.list.rows()[0].remove, LEFT)
    assert linked(bundled.id, CertificateLink.RENEWS) == []
    actions.undo()
    assert [entry.sentence for entry in extras.renews.list.entries()] == ["SSM"]
    with pytest.raises(PlanError, match="comes with the catalogue"), actions.workspace.edit("Try") as db:
        set_certificate_links(db, bundled.id, CertificateLink.LEADS_TO, [1])

    copied = known(actions.do(Label("Copy"), copy_course, bundled.id))
    page.reveal("course", copied)
    assert extras.leads_to.isVisible()
    extras.leads_to.box.setEditText("(CSM)")
    extras.leads_to.box.activated.emit(0)
    assert linked(copied, CertificateLink.LEADS_TO) == ["CSM"]
    assert linked(copied, CertificateLink.RENEWS) == []


def test_cost_items_of_a_course_are_added_by_name_and_follow(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    items, row = page.panel.extras.items, course(actions, "TNX-BDP")
    (add,) = (each for each in COMMANDS if each.name == "Add a cost item to the course")
    assert known(add.ready)(page)
    add.run(page)
    assert items.name.hasFocus()
    qtbot.keyClicks(items.name, "Book")
    qtbot.keyClicks(items.amount, "19.99")
    qtbot.keyClick(items.amount, Qt.Key.Key_Return)
    assert [each.name for each in actions.read(list_items, Owner(course_id=row.id))] == ["Book"]
    assert items.list.entries()[0].sentence == "19.99 once for each session"
    actions.do(Label("Base"), change_setting, "currency", "EUR")
    assert items.list.entries()[0].sentence == "€19.99 once for each session"
    actions.undo()
    actions.undo()
    assert items.list.entries() == ()
