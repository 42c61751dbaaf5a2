"""What ways cost and currencies are worth: listed, added, changed, removed; what lacks a rate is named."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import list_rates
from pmplanner.services.money.travel import list_travel
from pmplanner.services.resources.rooms import change_room, list_rooms
from pmplanner.services.settings import change_setting
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.resources.view import ResourceView
from tests.support import known, snapshot
from tests.ui.finding import line_of
from tests.ui.resources.conftest import LEFT, choose, click_row, shown, type_in, type_over

D = Decimal


def _type(view: ResourceView, qtbot: QtBot, name: str, text: str, *, enter: bool = True) -> None:
    type_over(line_of(view.panel.form.fields, name), qtbot, text, enter=enter)


def test_a_way_is_added_changed_and_removed(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    before = snapshot(actions.workspace.path)
    view = choose(page, qtbot, "Travel and rates")
    assert page.primary_action().text() == "New way"
    with qtbot.waitSignal(page.import_requested) as asked:
        qtbot.mouseClick(page.import_button, LEFT)
    assert (page.import_button.text(), asked.args) == ("Import travel", ["travel"])
    page.begin_new()
    _type(view, qtbot, "from_site", "Leeds", enter=False)
    _type(view, qtbot, "to_site", "Lisbon", enter=False)
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert "0 where it costs nothing" in view.panel.reason.text()
    _type(view, qtbot, "currency", "gbp", enter=False)
    _type(view, qtbot, "amount", "310")
    assert [row[1:] for row in actions.read(list_travel)] == [("Leeds", "Lisbon", D(310), "GBP")]
    assert shown(view) == ["Leeds"]
    assert view.panel.about.text() == "£310 there and back"
    type_in(view, qtbot, "to_site", "leeds")
    assert "from one site to another" in view.panel.form.reasons["to_site"].text()
    type_in(view, qtbot, "amount", "0")
    assert actions.read(list_travel)[0].amount == 0
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert actions.read(list_travel) == []
    for _ in range(3):
        actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_rate_is_added_and_what_lacks_one_is_named(
    page: ResourcesPage, actions: Actions, qtbot: QtBot
) -> None:
    room = actions.read(list_rooms)[0]
    actions.do(Label("Room"), change_room, room.id, day_cost=D(9), currency="USD")
    actions.do(Label("Item"), add_item, Owner(plan_id=known(actions.plan_id)), "Fee", "whole", D(9), "CHF")
    page.reveal("rates", 0)
    money, view = page.money, page.money.rates
    assert "none is set" in money.about.text()
    assert page.import_button.text() == "Import rates"
    actions.do(Label("Base"), change_setting, "currency", "EUR")
    assert "worth in EUR" in money.about.text()
    assert money.lacking.text() == (
        "CHF is used by 1 cost item and has no rate.\nUSD is used by 1 room and has no rate."
    )
    page.begin_new()
    _type(view, qtbot, "currency", "usd", enter=False)
    _type(view, qtbot, "valid_from", "2027-01-01", enter=False)
    _type(view, qtbot, "value", "0.9123456", enter=False)
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert "is not a rate" in view.panel.form.reasons["value"].text()
    _type(view, qtbot, "value", "0,912345")
    assert [row[1:] for row in actions.read(list_rates)] == [("USD", dt.date(2027, 1, 1), D("0.912345"))]
    assert money.lacking.text() == "CHF is used by 1 cost item and has no rate."
    click_row(view, qtbot, 0)
    type_in(view, qtbot, "valid_from", "")
    assert "from which day" in view.panel.form.reasons["valid_from"].text()
    type_in(view, qtbot, "currency", "EUR")
    assert "than EUR" in view.panel.form.reasons["currency"].text()
    qtbot.mouseClick(view.panel.remove, LEFT)
    assert actions.read(list_rates) == []
    assert actions.workspace.undo_label() == "Remove a rate of USD"
    actions.undo()
    assert shown(view) == ["USD"]
