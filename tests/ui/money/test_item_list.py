"""Cost items of a course, a session and a plan: added, changed, removed, refused, each one edit."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.money.cost_items import Owner, add_item, list_items
from pmplanner.services.plans.plans import list_plans, remove_plan
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.item_list import CostItems
from pmplanner.ui.money.items_window import PlanItemsWindow
from tests.support import known, snapshot

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


def _session(actions: Actions) -> Owner:
    return Owner(session_id=actions.read(list_sessions, known(actions.plan_id))[0].id)


def _shown(actions: Actions, qtbot: QtBot, owner: Owner, usual: str = "EUR") -> CostItems:
    items = CostItems(actions, "Nothing.")
    qtbot.addWidget(items)
    items.show_owner(owner, usual)
    actions.changed.connect(lambda _change: items.show_owner(owner, usual))
    with qtbot.waitExposed(items):
        items.show()
    items.activateWindow()
    return items


def _type(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, KEY.Key_Delete)
    qtbot.keyClicks(line, text)


def _told(items: CostItems) -> list[tuple[str, str]]:
    return [(entry.title, entry.sentence) for entry in items.list.entries()]


def test_an_item_is_added_changed_and_removed_with_keys(actions: Actions, qtbot: QtBot) -> None:
    owner, before = _session(actions), snapshot(actions.workspace.path)
    items = _shown(actions, qtbot, owner)
    items.form.opener.setFocus()
    qtbot.keyClick(items.form.opener, KEY.Key_Space)
    assert items.name.hasFocus()
    qtbot.keyClicks(items.name, "Lunch")
    items.per.show_value("seat and day")
    qtbot.keyClicks(items.amount, "12.50")
    qtbot.keyClick(items.amount, KEY.Key_Return)
    assert _told(items) == [("Lunch", "€12.50 for each seat and day")]
    assert not items.form.area.isVisible()
    assert actions.workspace.undo_label() == "Add the cost item “Lunch”"
    row = items.list.rows()[0]
    row.action.setFocus()
    qtbot.keyClick(row.action, KEY.Key_Space)
    assert (items.name.text(), items.per.entered(), items.amount.text()) == ("Lunch", "seat and day", "12.5")
    _type(qtbot, items.amount, "")
    _type(qtbot, items.currency, "usd")
    qtbot.keyClick(items.currency, KEY.Key_Return)
    assert _told(items) == [("Lunch", "unknown for each seat and day")]
    assert actions.read(list_items, owner)[0].currency == "USD"
    assert actions.workspace.undo_label() == "Change the cost item “Lunch”"
    # What is opened next is a new one again.
    items.form.open()
    assert (items.name.text(), items.form.add_button.text()) == ("", "Add cost item")
    qtbot.keyClick(items.name, KEY.Key_Escape)
    qtbot.mouseClick(items.list.rows()[0].remove, LEFT)
    assert _told(items) == []
    for _ in range(3):
        actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_what_is_refused_is_said_at_its_field(actions: Actions, qtbot: QtBot) -> None:
    owner = _session(actions)
    with actions.workspace.edit(Label("Items")) as db:
        add_item(db, owner, "Lunch")
        add_item(db, owner, "Seat", "seat price", Decimal(5))
    items = _shown(actions, qtbot, owner, "JPY")
    items.form.open()
    for name, per, amount, currency, refused, at in (
        ("", "whole", "", "", "needs a name", items.name),
        ("lunch", "whole", "", "", "already a cost item “Lunch”", items.name),
        ("Hall", "whole", "dear", "", "not an amount of money", items.amount),
        ("Hall", "whole", "1.50", "", "JPY have no decimals", items.amount),
        ("Hall", "whole", "1", "eu", "code of three letters", items.currency),
        ("Hall", "seat price", "1", "", "price of a seat already", items.per),
    ):
        for line, text in ((items.name, name), (items.amount, amount), (items.currency, currency)):
            _type(qtbot, line, text)
        items.per.show_value(per)
        qtbot.keyClick(items.name, KEY.Key_Return)
        assert refused in items.form.reason.text()
        assert refused in at.toolTip()
        assert items.form.area.isVisible()
    assert len(items.list.entries()) == 2


def test_what_is_changed_goes_when_it_was_undone_meanwhile(actions: Actions, qtbot: QtBot) -> None:
    owner = _session(actions)
    actions.do(Label("Item"), add_item, owner, "Lunch")
    items = _shown(actions, qtbot, owner)
    qtbot.mouseClick(items.list.rows()[0].action, LEFT)
    assert items.form.area.isVisible()
    actions.undo()
    assert not items.form.area.isVisible()
    items.form.open()
    assert items.form.add_button.text() == "Add cost item"


def test_each_owner_has_its_own_ways_to_pay(actions: Actions, qtbot: QtBot) -> None:
    items = _shown(actions, qtbot, _session(actions))
    assert [items.per.itemData(n) for n in range(items.per.count())][-1] == "seat price"
    items.form.open()
    items.show_owner(Owner(course_id=1), "")
    assert not items.form.area.isVisible()
    assert [items.per.itemText(n) for n in range(items.per.count())] == [
        "once for each session",
        "for each day of a session",
        "for each seat",
        "for each seat and day",
    ]


def test_the_window_of_a_plan_follows_what_is_undone(actions: Actions, qtbot: QtBot) -> None:
    plan = next(plan for plan in actions.read(list_plans) if plan.id == actions.plan_id)
    window = PlanItemsWindow(actions, plan)
    qtbot.addWidget(window)
    window.show()
    window.items.form.open()
    qtbot.keyClicks(window.items.name, "Platform")
    qtbot.keyClicks(window.items.amount, "4,000")
    qtbot.keyClick(window.items.amount, KEY.Key_Return)
    assert window.isVisible()  # Enter added it, and closed nothing
    assert _told(window.items) == [("Platform", "€4,000 once for the plan")]
    actions.undo()
    assert _told(window.items) == []
    actions.do(Label("Remove"), remove_plan, plan.id)
    assert not window.isVisible()
    actions.undo()  # nobody follows it any more
