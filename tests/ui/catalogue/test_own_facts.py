"""Own facts in the panel of the catalogue: of one course, of several, and copies in place of originals."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import add_course, change_course, copy_course
from pmplanner.services.catalog.own_facts import clear_facts, lay_facts
from pmplanner.services.sessions.public_dates import add_date
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.catalogue.own_facts import OwnFacts
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.actions import Actions
from tests.ui.catalogue.conftest import course

D = Decimal
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def own(page: CataloguePage) -> OwnFacts:
    return page.panel.extras.own


def _select(page: CataloguePage, actions: Actions, *codes: str) -> None:
    page.table.select_keys([course(actions, code).id for code in codes])


def _enter(qtbot: QtBot, own: OwnFacts, name: str, text: str) -> None:
    """Type into a field and leave it."""
    field: QWidget = own.form.fields[name]
    field.setFocus()
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.selectAll()
    if text:
        qtbot.keyClicks(field, text)
    else:
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Tab)


def _forget(actions: Actions, *codes: str) -> None:
    """Take the own facts of the sample back."""
    with actions.workspace.edit("Clear") as db:
        clear_facts(db, [course(actions, code).id for code in codes])


def _clear(qtbot: QtBot, own: OwnFacts, name: str) -> None:
    button = own.form.clear_buttons[name]
    qtbot.waitUntil(lambda: button.height() > 0)
    qtbot.mouseClick(button, LEFT)


def _text(own: OwnFacts, name: str) -> str:
    field = own.form.fields[name]
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else str(field.property("text"))


@pytest.mark.slow
def test_a_price_of_a_bundled_course(
    page: CataloguePage, own: OwnFacts, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    """S1: 0 of 42 courses had a price, and none could have one."""
    _forget(actions, "TNX-PMB")
    _select(page, actions, "TNX-PMB")
    field = own.form.fields["cost"]
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "unknown")
    assert "Price of a seat</b><br>unknown" in page.panel.facts.text.text()
    assert not own.form.clear_buttons["cost"].isVisible()
    _enter(qtbot, own, "currency", "eur")
    assert actions.read(lambda db: course(actions, "TNX-PMB")).own == frozenset()
    _enter(qtbot, own, "cost", "1,200.50")
    row = course(actions, "TNX-PMB")
    assert (row.cost, row.currency, row.source_facts.cost) == (D("1200.5"), "EUR", None)
    assert sampled.undo_label() == "Set the own price of Product Management Bootcamp Training"
    assert (field.text(), _text(own, "currency")) == ("1200.5", "EUR")
    assert own.form.sources["cost"].text() == "Source: unknown"
    assert own.form.sources["cost"].isVisible()
    assert "€1,200.50" in page.panel.facts.text.text()
    _clear(qtbot, own, "cost")
    assert course(actions, "TNX-PMB").cost is None
    assert sampled.undo_label() == "Clear the own price of Product Management Bootcamp Training"
    assert (field.text(), _text(own, "currency")) == ("", "")
    sampled.undo()
    assert field.text() == "1200.5"
    sampled.undo()
    assert (field.text(), own.form.clear_buttons["cost"].isVisible()) == ("", False)


def test_none_and_nothing_are_two_things(
    page: CataloguePage, own: OwnFacts, actions: Actions, qtbot: QtBot
) -> None:
    _forget(actions, "TNX-PMB")
    _select(page, actions, "TNX-PMB")
    _enter(qtbot, own, "max_seats", "none")
    row = course(actions, "TNX-PMB")
    assert (row.max_seats, row.own) == (None, frozenset({"max_seats"}))
    assert _text(own, "max_seats") == "none"
    _enter(qtbot, own, "max_seats", "")
    assert course(actions, "TNX-PMB").own == frozenset()
    _enter(qtbot, own, "note", "Ask Ada")
    assert course(actions, "TNX-PMB").note == "Ask Ada"


def test_what_will_not_do_says_so_below_its_field(
    page: CataloguePage, own: OwnFacts, actions: Actions, qtbot: QtBot
) -> None:
    _forget(actions, "TNX-PMB")
    _select(page, actions, "TNX-PMB")
    _enter(qtbot, own, "max_seats", "many")
    assert own.form.reasons["max_seats"].text() == "This is a whole number, or nothing."
    _enter(qtbot, own, "max_seats", "4")
    _enter(qtbot, own, "min_seats", "5")
    assert "more than the most (4)" in own.form.reasons["min_seats"].text()
    assert course(actions, "TNX-PMB").own == {"max_seats"}


def test_several_courses_at_once(
    page: CataloguePage, own: OwnFacts, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    codes = ("TNX-PMB", "TNX-BDP", "TNX-SEP")
    with sampled.edit("Lay") as db:
        lay_facts(db, [course(actions, "TNX-BDP").id], valid_months=6)
    _select(page, actions, *codes)
    field = own.form.fields["valid_months"]
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "different")
    assert own.form.clear_buttons["valid_months"].isVisible()
    _enter(qtbot, own, "valid_months", "12")
    assert [course(actions, code).valid_months for code in codes] == [12, 12, 12]
    assert sampled.undo_label() == "Set the own validity of 3 courses"
    assert (field.text(), own.form.sources["valid_months"].text()) == ("12", "Source: for ever")
    _clear(qtbot, own, "valid_months")
    assert [course(actions, code).valid_months for code in codes] == [None, None, None]
    sampled.undo()
    sampled.undo()
    assert [course(actions, code).valid_months for code in codes] == [None, 6, None]


def test_a_currency_of_courses_without_a_price_says_which(
    page: CataloguePage, own: OwnFacts, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    with sampled.edit("Lay") as db:
        lay_facts(db, [course(actions, "TNX-BDP").id], cost=D(9))
        lay_facts(db, [course(actions, "TNX-PMB").id], cost=None)
    _select(page, actions, "TNX-PMB", "TNX-BDP")
    _enter(qtbot, own, "currency", "chf")
    assert "Bootcamp Training” has no price that could be in CHF" in own.form.reasons["currency"].text()
    assert course(actions, "TNX-BDP").currency == "EUR"


def test_dates_of_the_provider_say_the_price_that_holds(
    page: CataloguePage, actions: Actions, sampled: Workspace
) -> None:
    code = "TNX-REQ"
    with sampled.edit("Add") as db:
        add_date(db, course(actions, code).id, dt.date(2027, 3, 1))
        add_date(db, course(actions, code).id, dt.date(2027, 4, 5), cost=D(5), currency="EUR")
    _select(page, actions, code)
    assert _sentences(page) == ["on site · price unknown", "on site · €5 a seat"]
    with sampled.edit("Lay") as db:
        lay_facts(db, [course(actions, code).id], cost=D(9), currency="EUR")
    assert _sentences(page) == ["on site · €9 a seat", "on site · €5 a seat"]


def _sentences(page: CataloguePage) -> list[str]:
    return [row.entry.sentence for row in page.panel.extras.dates.list._rows]


def test_a_button_brings_them_into_sight(
    page: CataloguePage, own: OwnFacts, actions: Actions, qtbot: QtBot
) -> None:
    page.resize(1000, 500)
    _select(page, actions, "TNX-PMB")
    qtbot.waitUntil(lambda: own.height() > 100)
    field = own.form.fields["cost"]
    assert field.visibleRegion().isEmpty()
    qtbot.mouseClick(page.panel.own, LEFT)
    qtbot.waitUntil(field.hasFocus)
    qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())
    page.begin_new()
    assert not page.panel.own.isVisible()


def test_a_custom_course_has_its_form_and_own_facts(
    page: CataloguePage, own: OwnFacts, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    with sampled.edit("Add") as db:
        add_course(db, title="Mine", code="MINE", days=D(1), max_seats=9)
    _select(page, actions, "MINE")
    _enter(qtbot, own, "max_seats", "7")
    form = page.panel.form.fields["max_seats"]
    assert isinstance(form, QLineEdit)
    assert (form.text(), course(actions, "MINE").max_seats) == ("9", 7)
    with sampled.edit("Change") as db:
        change_course(db, course(actions, "MINE").id, max_seats=12)
    assert (form.text(), course(actions, "MINE").max_seats) == ("12", 7)


def test_what_is_typed_into_a_course_holds_over_its_own_fact(
    page: CataloguePage, own: OwnFacts, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    """A copy of a course with an own price has it, too; the price typed into the copy must not be hidden."""
    with sampled.edit("Lay") as db:
        lay_facts(db, [course(actions, "TNX-PMB").id], cost=D(900), currency="EUR", max_seats=8)
    _select(page, actions, "TNX-PMB")
    page.panel.copy_it()
    form = page.panel.form
    price = form.fields["cost"]
    assert isinstance(price, QLineEdit)
    assert (price.text(), price.placeholderText()) == ("", "€900")
    assert form.holding["cost"].isVisible()
    assert form.holding["cost"].text() == "Own fact: €900. It gives way to what is typed here."
    assert not form.holding["min_seats"].isVisible()
    assert form.fields["min_seats"].property("placeholderText") == "no limit"
    price.setFocus()
    qtbot.keyClicks(price, "1,200")
    qtbot.keyClick(price, Qt.Key.Key_Tab)
    row = course(actions, "TNX-PMB-2")
    assert (row.cost, row.currency, row.own) == (D(1200), "EUR", frozenset({"max_seats"}))
    assert (price.text(), _text(own, "cost"), form.holding["cost"].isVisible()) == ("1200", "", False)
    assert course(actions, "TNX-PMB").cost == D(900)
    sampled.undo()
    assert (course(actions, "TNX-PMB-2").cost, price.text(), _text(own, "cost")) == (D(900), "", "900")
    assert form.holding["cost"].isVisible()


def test_the_table_says_prices_and_that_none_is_known(
    page: CataloguePage, actions: Actions, sampled: Workspace
) -> None:
    _forget(actions, "TNX-SEP")
    with sampled.edit("Lay") as db:
        lay_facts(db, [course(actions, "TNX-BDP").id], cost=D(900), currency="EUR")
    model = page.table.proxy
    heads = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    cells = {
        model.index(row, heads.index("Code")).data(): model.index(row, heads.index("Price")).data()
        for row in range(model.rowCount())
    }
    assert (cells["TNX-BDP"], cells["TNX-SEP"]) == ("€900", "unknown")
    assert "" not in cells.values()


def test_a_copy_is_used_in_place_of_its_original(
    page: CataloguePage, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    with sampled.edit("Copy") as db:
        copy = copy_course(db, course(actions, "TNX-PMB").id, code="OURS")
    offers = page.panel.extras.copies
    _select(page, actions, "TNX-BDP")
    assert not offers.isVisible()
    for code in ("TNX-PMB", "OURS"):
        _select(page, actions, code)
        assert offers.isVisible()
        assert set(offers.buttons) == {("use", copy), ("lay", copy)}
    qtbot.mouseClick(offers.buttons["use", copy], LEFT)
    assert sampled.undo_label() == (
        "Use “Product Management Bootcamp Training (copy)” in place of “Product Management Bootcamp Training”"
    )
    assert set(offers.buttons) == {("lay", copy)}
    sampled.undo()
    assert set(offers.buttons) == {("use", copy), ("lay", copy)}


def test_a_copys_facts_are_laid_over_its_original(
    page: CataloguePage, actions: Actions, sampled: Workspace, qtbot: QtBot
) -> None:
    with sampled.edit("Copy") as db:
        copy = copy_course(db, course(actions, "TNX-PMB").id, code="OURS", cost=D(9), currency="EUR")
    _select(page, actions, "OURS")
    qtbot.mouseClick(page.panel.extras.copies.buttons["lay", copy], LEFT)
    row = course(actions, "TNX-PMB")
    assert (row.cost, row.own) == (D(9), frozenset({"cost"}))
    assert page.panel.name.text() == row.title
    sampled.undo()
    assert course(actions, "OURS").cost == D(9)
