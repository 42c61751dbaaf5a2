"""The family of inputs: one way to finish, to be refused and to be restored; and what holds them."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui.theme import apply_theme
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.forms.form import FieldForm, FieldSpec
from pmplanner.ui.widgets.inputs.choices import ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.lines import (
    AmountLine,
    CountLine,
    CurrencyLine,
    DaysLine,
    NoteField,
    TextLine,
    WordsLine,
)
from pmplanner.ui.widgets.inputs.numbers import CountField, days_field, number_field
from tests.support import known

KINDS: list[tuple[type[TextLine], object, str, object]] = [
    (TextLine, "Oslo", "Bergen  Sør", "Bergen Sør"),
    (CountLine, 3, "12", 12),
    (AmountLine, Decimal("1200.50"), "1,300", Decimal("1300.00")),
    (DaysLine, Decimal(2), "1.5", Decimal("1.5")),
    (WordsLine, ("sales",), "sales, law", ("sales", "law")),
]


def _type_over(qtbot: QtBot, field: QWidget, text: str) -> None:
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


@pytest.mark.parametrize(("kind", "was", "typed", "value"), KINDS)
def test_another_value_is_finished_once_and_escape_brings_the_old_one_back(
    qtbot: QtBot, kind: type[TextLine], was: object, typed: str, value: object
) -> None:
    field = kind("Name")
    qtbot.addWidget(field)
    field.show()
    field.show_value(was)
    shown = field.text()
    with qtbot.assertNotEmitted(field.finished):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    _type_over(qtbot, field, typed)
    with qtbot.waitSignal(field.finished, timeout=0):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.entered() == value
    field.show_value(was)
    assert field.entered() == value  # what is being typed outlives a refresh
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == shown
    assert field.entered() == was
    assert field.accessibleName() == "Name"


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (CountLine, "many", "whole number"),
        (AmountLine, "much", "not an amount"),
        (DaysLine, "1.3", "steps of 0.25"),
    ],
)
def test_what_will_not_do_stays_and_is_marked_until_it_is_restored(
    qtbot: QtBot, kind: type[TextLine], typed: str, sentence: str
) -> None:
    field = kind("Name")
    qtbot.addWidget(field)
    field.show()
    _type_over(qtbot, field, typed)
    with qtbot.assertNotEmitted(field.finished), qtbot.waitSignal(field.refused, timeout=0) as said:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sentence in said.args[0]
    assert (field.text(), field.toolTip(), field.accessibleDescription()) == (typed, *[said.args[0]] * 2)
    assert field.property("invalid")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.toolTip(), field.property("invalid")) == ("", "", False)


def test_typing_the_old_value_again_takes_the_mark_away(qtbot: QtBot) -> None:
    field = CountLine("Seats")
    qtbot.addWidget(field)
    field.show_value(3)
    _type_over(qtbot, field, "many")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("invalid")
    _type_over(qtbot, field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.property("invalid")


def test_a_refresh_leaves_the_cursor_of_whoever_types(qtbot: QtBot) -> None:
    field = TextLine("Room")
    qtbot.addWidget(field)
    field.show()
    qtbot.waitUntil(field.isActiveWindow)
    field.setFocus()
    qtbot.keyClicks(field, "Oslo")
    field.show_value("Oslo")
    qtbot.keyClicks(field, " B")
    assert field.text() == "Oslo B"


def test_a_search_closes_its_list_on_enter(qtbot: QtBot) -> None:
    search = SearchField("Course")
    qtbot.addWidget(search)
    search.set_choices([(1, "Law"), (2, "Lawn"), (3, "Sales")])
    search.show_value(None)
    search.show()
    qtbot.waitUntil(search.isActiveWindow)
    search.setFocus()
    qtbot.keyClicks(search, "la")
    popup = known(known(search.completer()).popup())
    qtbot.waitUntil(popup.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(popup, key)
    assert search.entered() == 2
    assert not popup.isVisible()


def test_a_currency_is_in_capitals(qtbot: QtBot) -> None:
    field = CurrencyLine("Currency")
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "eur")
    assert field.text() == field.entered() == "EUR"


def test_escape_restores_numbers_notes_and_searches(qtbot: QtBot) -> None:
    count, note, search = CountField("Seats", "none"), NoteField("Note"), SearchField("Course")
    search.set_choices([(1, "Law"), (2, "Sales")])
    shown: list[tuple[Any, object, QWidget]] = [
        (count, 3, count),
        (note, "Old", note),
        (search, 1, search),
    ]
    for field, value, typed in shown:
        qtbot.addWidget(field)
        field.show()
        field.show_value(value)
        with qtbot.assertNotEmitted(field.finished):
            _type_over(qtbot, typed, "9")
            assert (field.currentText() if field is search else field.entered()) != value
            qtbot.keyClick(typed, Qt.Key.Key_Escape)
        assert field.entered() == value
    assert search.currentText() == "Law"


def test_a_number_that_will_not_do_stays_and_is_marked(qtbot: QtBot) -> None:
    count = CountField("Seats", "none")
    count.setRange(5, 20)
    qtbot.addWidget(count)
    count.show()
    count.show_value(8)
    for typed in ("4", "21"):
        _type_over(qtbot, count, typed)
        with qtbot.assertNotEmitted(count.finished), qtbot.waitSignal(count.refused, timeout=0) as said:
            qtbot.keyClick(count, Qt.Key.Key_Return)
        assert said.args == ["A number from 5 to 20 is needed."]
        assert (count.text(), count.property("invalid"), count.toolTip()) == (typed, True, said.args[0])
        with pytest.raises(ValueError, match="from 5 to 20"):
            count.entered()
        count.show_value(8)  # a refresh meanwhile
        assert count.text() == typed
    qtbot.keyClick(count, Qt.Key.Key_Down)
    assert count.value() == 20
    qtbot.keyClick(count, Qt.Key.Key_Escape)
    assert (count.value(), count.property("invalid"), count.entered()) == (8, False, 8)


def test_a_number_that_a_form_refuses_stays_and_nothing_is_none(qtbot: QtBot) -> None:
    form = FieldForm((FieldSpec("seats", "Seats", lambda name, _parent: CountField(name, "none")),))
    qtbot.addWidget(form)
    form.show()
    form.show_values({"seats": 3}.get, fresh=True)
    seats = form.fields["seats"]
    _type_over(qtbot, seats, "4")
    with qtbot.waitSignal(form.finished, timeout=0) as given:
        qtbot.keyClick(seats, Qt.Key.Key_Return)
    assert given.args == ["seats", 4]
    form.settle("seats", "The room is too small.", 3)
    assert (form.reasons["seats"].isVisible(), form.value("seats")) == (True, 4)
    qtbot.keyClick(seats, Qt.Key.Key_Escape)
    assert (form.reasons["seats"].isVisible(), form.value("seats")) == (False, 3)
    assert isinstance(seats, CountField)
    seats.selectAll()
    qtbot.keyClick(seats, Qt.Key.Key_Delete)
    with qtbot.waitSignal(form.finished, timeout=0) as given:
        qtbot.keyClick(seats, Qt.Key.Key_Return)
    assert given.args == ["seats", None]


@pytest.mark.parametrize("make", [days_field, number_field, lambda: CountField("", ""), None])
def test_the_wheel_passes_over_what_has_not_the_focus(qtbot: QtBot, make: Any) -> None:  # noqa: ANN401
    box: Any = ChoiceField("Kind", {"a": "A", "b": "B"}) if make is None else make()
    qtbot.addWidget(box)
    box.show()
    before = box.currentIndex() if make is None else box.value()
    at = box.rect().center().toPointF()
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turned = (at, at, QPoint(), QPoint(0, 120), buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(box, QWheelEvent(*turned))
    assert (box.currentIndex() if make is None else box.value()) == before


def test_a_form_says_below_the_field_why_it_was_refused(qtbot: QtBot) -> None:
    form = FieldForm((FieldSpec("name", "Name"), FieldSpec("seats", "Seats", CountLine, hint="none")))
    qtbot.addWidget(form)
    form.show()
    form.show_values({"name": "Oslo", "seats": 3}.get, fresh=True)
    seats = form.fields["seats"]
    _type_over(qtbot, seats, "many")
    with qtbot.assertNotEmitted(form.finished):
        qtbot.keyClick(seats, Qt.Key.Key_Return)
    assert form.reasons["seats"].isVisible()
    assert form.values() is None
    qtbot.keyClick(seats, Qt.Key.Key_Escape)
    assert not form.reasons["seats"].isVisible()
    assert form.values() == {"name": "Oslo", "seats": 3}
    _type_over(qtbot, seats, "4")
    with qtbot.waitSignal(form.finished, timeout=0) as said:
        qtbot.keyClick(seats, Qt.Key.Key_Return)
    assert said.args == ["seats", 4]
    form.settle("seats", "The room is too small.", 3)
    assert (form.reasons["seats"].text(), form.value("seats")) == ("The room is too small.", 4)
    form.settle("seats", "", 3)
    assert not form.reasons["seats"].isVisible()


def test_tab_comes_to_the_buttons_of_a_dialog_last(qtbot: QtBot) -> None:
    dialog = AskDialog("Export", "Go on")
    field = QLineEdit()
    dialog.form.add("Name", field)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert dialog.cancel_button.hasFocus()
    dialog.refuse("No.")
    assert dialog.reason.isVisible()


def test_an_arrow_chooses_nothing_where_nothing_holds_what_is_typed(qtbot: QtBot) -> None:
    search = SearchField("Course")
    qtbot.addWidget(search)
    search.set_choices([(1, "Law"), (2, "Sales")])
    search.show_value(None)
    qtbot.keyClicks(search, "xyz")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert (search.entered(), search.currentText()) == (None, "xyz")


def test_lines_of_text_are_as_high_as_was_asked_for_in_a_crowded_form(
    qtbot: QtBot, qapp: QApplication
) -> None:
    apply_theme(qapp, "light")  # whose style sheet has a least height of its own
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    note = NoteField("Description", whole, height=96)
    column.addWidget(note)
    for _ in range(5):
        column.addWidget(NoteField("Other", whole))
    whole.resize(300, 100)
    whole.show()
    qapp.processEvents()
    assert note.height() == 96
