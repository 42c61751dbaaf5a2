"""What a session costs in its form, made of what; its cost items; and that it follows what changes."""

import datetime as dt
from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.money.rates import set_rate
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.sessions import change_session
from pmplanner.services.settings import change_setting
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.ui.schedule.conftest import Stored, show, write

D = Decimal


def _lines(page: SchedulePage) -> list[tuple[str, str]]:
    return [(line.text, line.amount) for line in page.form.costs.bill.lines()]


def test_a_session_says_of_what_its_cost_is_made(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    costs, boot = page.form.costs, stored("BOOT-1").row
    assert _lines(page) == [
        ("The session costs", "0"),
        ("The course’s price of a seat", "unknown"),
    ]
    assert costs.bill.notes.text() == "No cost of a day is entered, and none added: J. Berg, Oslo."
    actions.do(Label("Base"), change_setting, "currency", "EUR")
    actions.do(Label("Room"), add_room, "Oslo", day_cost=D(150))
    actions.do(Label("Trainer"), add_trainer, "J. Berg", day_cost=D(500), currency="USD")
    actions.do(Label("Item"), add_item, Owner(course_id=boot.course_id), "Book", "seat", D("19.99"))
    costs.items.form.open()
    qtbot.keyClicks(costs.items.name, "Guest")
    qtbot.keyClick(costs.items.name, Qt.Key.Key_Return)
    write(qtbot, page.form.fields.cost, "301")
    assert _lines(page) == [
        ("Own price of the session", "€301.00"),
        ("Guest", "unknown"),
        ("Book (of the course) · 2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}€19.99", "€39.98"),
        ("J. Berg · 2 days at $500", "$1,000, no rate"),
        ("Oslo · 2 days at €150", "€300.00"),
        ("The session costs", "€640.98 known"),
        ("Each of 2 seats bears", "€320.49 known"),
        ("The course’s price of a seat", "unknown"),
    ]
    assert costs.bill.notes.text() == "Nobody has entered what this costs: Guest."
    assert costs.bill.lacking.text() == "No rate of USD holds on 1 Mar 2027. Enter one on the page Resources."
    actions.do(Label("Rate"), set_rate, "USD", dt.date(2027, 1, 1), D("0.9"))
    assert ("J. Berg · 2 days at $500", "€900.00") in _lines(page)
    assert not costs.bill.lacking.isVisible()


def test_seats_kept_share_and_nobody_is_said_to_bear_nothing(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    time = stored("TIME-1").row
    actions.do(Label("Item"), add_item, Owner(session_id=time.id), "Hall", "whole", D(100))
    actions.do(Label("Keep"), reserve_seats, time.id, "Ops", 2)
    show(qtbot, page, "TIME-1")
    assert ("Each of 3 seats bears", "33.33 – 33.34") in _lines(page)
    assert "2 of the seats are kept for teams." in page.form.costs.bill.notes.text()
    actions.undo()
    page.form._remove([seat.pick_id for seat in stored("TIME-1").seats])
    assert "nobody bears it" in page.form.costs.bill.notes.text()
    assert [text for text, _ in _lines(page)] == ["Hall", "The session costs"]
    actions.do(Label("Off"), cancel_session, time.id)
    assert _lines(page) == [("The session costs", "0")]
    assert "Nobody has entered what that costs" in page.form.costs.bill.notes.text()
    actions.do(Label("Cost"), change_session, time.id, cancel_cost=D(40))
    assert _lines(page) == [("Calling it off", "40"), ("The session costs", "40")]
    assert page.form.costs.bill.notes.text().startswith("It was called off, so that nobody bears it")
    page.begin_new()
    assert not page.form.costs.isVisible()
