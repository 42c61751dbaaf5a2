"""The page of decisions: cards, what their buttons do, and that undo takes it back."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.models import TrainingSession
from pmplanner.services.board import lately
from pmplanner.services.board.board import find_guests, read_board
from pmplanner.services.board.rows import FreeSeat, GoNoGo
from pmplanner.services.decisions.saving import WHOLE
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.plans.plans import change_plan, remove_plan
from pmplanner.services.sessions.sessions import session_detail
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.decisions import board_reader
from pmplanner.ui.decisions.card import DecisionCard, strengthened
from pmplanner.ui.decisions.guests_dialog import GuestsDialog
from pmplanner.ui.decisions.page import DecisionsPage
from tests.support import known
from tests.ui.decisions.conftest import TODAY, shown


def card_of(page: DecisionsPage, kind: str) -> DecisionCard:
    return next(card for card in page.cards if card.decision.kind == kind)


def press(card: DecisionCard, text: str) -> None:
    next(button for button in card.buttons if button.text().startswith(text)).click()


def status(actions: Actions, session_id: int) -> str:
    return actions.read(lambda db: db.get_one(TrainingSession, session_id).status)


def keys(page: DecisionsPage) -> list[str]:
    return [card.decision.key for card in page.cards]


def test_a_draft_is_run_or_called_off_as_its_card_says(
    qtbot: QtBot, page: DecisionsPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "DONE_DAYS", 36_500)  # the history has the days of the machine
    with qtbot.waitSignal(page.week_counted) as counted:
        page.refresh(None)
    board = actions.read(read_board, known(actions.plan_id), TODAY)
    assert counted.args == [len(board.week)]
    assert keys(page) == [each.key for each in board.week]
    assert page.switch.findChildren(type(page.more_button))[0].text() == f"This week {len(board.week)}"

    card = card_of(page, "go or no-go")
    about = card.decision.about
    assert isinstance(about, GoNoGo)
    assert card.question.text() == card.decision.question
    assert card.facts.text() == card.decision.facts
    assert card.due.text().startswith("by ")
    press(card, "Run it")
    assert status(actions, about.session_id) == "confirmed"
    assert card.decision.key not in keys(page)
    actions.undo()
    assert status(actions, about.session_id) == "draft"
    assert card.decision.key in keys(page)

    what = known(about.call_off)
    assert what.moves
    press(card_of(page, "go or no-go"), f"Call it off and move {len(what.moves)}")
    assert status(actions, about.session_id) == "cancelled"
    for move in what.moves:
        seats = actions.read(session_detail, move.session_id).seats
        assert (move.person_id, "booked") in {(seat.person_id, seat.status) for seat in seats}
    assert card.decision.key not in keys(page)

    page.show_part("done")
    assert page.decided.isVisible()
    assert page.decided.source.rows()[0].what.startswith(f"Call off {about.code}, and seat")
    header = page.decided.horizontalHeader()
    assert header.length() == page.decided.viewport().width()
    actions.undo()
    assert status(actions, about.session_id) == "draft"


def test_who_can_take_a_seat_is_seated_and_told(
    qtbot: QtBot, page: DecisionsPage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_part("later")
    card = card_of(page, "free seat")
    about = card.decision.about
    assert isinstance(about, FreeSeat)
    first = about.guests[0]
    with qtbot.waitSignal(page.tell_requested) as told:
        press(card, f"Seat {first.name} and tell them")
    assert told.args == [[about.session_id], [first.person_id]]
    seats = actions.read(session_detail, about.session_id).seats
    assert first.person_id in {seat.person_id for seat in seats}
    actions.undo()
    seats = actions.read(session_detail, about.session_id).seats
    assert first.person_id not in {seat.person_id for seat in seats}

    everybody = actions.read(find_guests, known(actions.plan_id), about.session_id, TODAY)
    dialogs: list[GuestsDialog] = []

    def choose(dialog: GuestsDialog) -> int:
        dialogs.append(dialog)
        dialog.show()
        assert [guest.person_id for guest in dialog.table.source.rows()] == [each.id for each in everybody]
        dialog.table.select_keys(each.id for each in everybody)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(GuestsDialog, "exec", choose)
    with qtbot.waitSignal(page.tell_requested) as told:
        press(card_of(page, "free seat"), "All who could")
    assert told.args[1] == [each.id for each in everybody]
    seats = actions.read(session_detail, about.session_id).seats
    assert {each.id for each in everybody} <= {seat.person_id for seat in seats}

    page.show_part("week")
    card = card_of(page, "go or no-go")
    about_draft = card.decision.about
    assert isinstance(about_draft, GoNoGo)
    if about_draft.guests:
        with qtbot.waitSignal(page.invitations_requested) as asked:
            press(card, "Ask ")
        assert asked.args[0] == about_draft.session_id
        assert asked.args[2] == about_draft.decide_by


def test_the_keys_go_through_the_cards(qtbot: QtBot, page: DecisionsPage, actions: Actions) -> None:
    primary = known(page.primary_action())
    for place in (0, 1, 0) if len(page.cards) == 2 else (0, 1, 2):
        primary.trigger()
        assert QApplication.focusWidget() is page.cards[place]
    page.cards[0].setFocus()
    qtbot.keyClick(page.cards[0], Qt.Key.Key_Down)
    assert page.cards[1].hasFocus()
    qtbot.keyClick(page.cards[1], Qt.Key.Key_Up)
    qtbot.keyClick(page.cards[0], Qt.Key.Key_Up)
    assert page.cards[0].hasFocus()
    qtbot.keyClick(page.cards[0], Qt.Key.Key_Tab)
    assert page.cards[0].buttons[0].hasFocus()
    place = next(at for at, card in enumerate(page.cards) if card.decision.kind == "go or no-go")
    card = page.cards[place]
    about = card.decision.about
    assert isinstance(about, GoNoGo)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert status(actions, about.session_id) == "confirmed"
    # The next decision has come to its place, and the keys are there.
    assert page.cards[min(place, len(page.cards) - 1)].hasFocus()


def test_nothing_scrolls_that_has_room(qtbot: QtBot, page: DecisionsPage) -> None:
    for width in (760, 1100):
        page.resize(width, 700)
        qtbot.waitUntil(lambda: page.area.viewport().height() > 0)
        needed = page.cards[-1].geometry().bottom()
        page.resize(width, page.height() - page.area.viewport().height() + needed + 30)
        assert page.area.verticalScrollBar().maximum() == 0, width
        page.resize(width, page.height() - 60)
        assert page.area.verticalScrollBar().maximum() > 0, width


def test_what_is_empty_says_what_to_do(qtbot: QtBot, page: DecisionsPage, actions: Actions) -> None:
    plan_id = known(actions.plan_id)
    with actions.workspace.edit("Archive") as db:
        archive_plan(db, plan_id, TODAY)
    page.show_part("week")
    assert page.nothing.isVisible()
    assert not known(page.primary_action()).isEnabled()
    page.show_part("later")
    assert page.nothing.isVisible()
    page.show_part("done")
    assert page.nothing.isVisible()
    actions.undo()
    page.show_part("week")
    assert page.cards[0].isVisible()
    with actions.workspace.edit("Remove") as db:
        remove_plan(db, plan_id)
    assert page.no_plan.isVisible()


def test_beside_the_window_nothing_is_done_by_what_is_out_of_date(
    qtbot: QtBot, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_reader, "AT_ONCE", 0)
    page = shown(qtbot, actions)
    assert page.waiting.isVisible()
    assert page.focus_home() is not None
    qtbot.waitUntil(lambda: known(page.reader.board).is_whole if page.reader.board else False)
    before = keys(page)
    card = card_of(page, "go or no-go")
    press(card, "Run it")
    assert page.reader.is_stale
    assert card.decision.key not in keys(page)
    other = card_of(page, "go or no-go")
    enabled = {button.text(): button.isEnabled() for button in other.buttons}
    assert (enabled["Run it"], enabled["Open it"]) == (False, True)
    qtbot.waitUntil(lambda: not page.reader.is_stale and known(page.reader.board).is_whole)
    assert keys(page) == [key for key in before if key != card.decision.key]
    page.end_work()


def test_what_goes_of_a_budget_is_asked_for(qtbot: QtBot, page: DecisionsPage, actions: Actions) -> None:
    with actions.workspace.edit("Budget") as db:
        change_plan(db, known(actions.plan_id), budget=Decimal(1000))
    card = card_of(page, "over budget")
    assert card.decision.consequence.startswith(("Least loss", "Whatever goes"))
    with qtbot.waitSignal(page.cut_requested) as asked:
        press(card, "Which picks go?")
    assert asked.args == [WHOLE]
    with qtbot.waitSignal(page.view_requested) as asked:
        press(card, "Show the costs")
    assert asked.args == ["totals", "cost"]


def test_what_matters_most_is_bold_and_names_are_text() -> None:
    assert strengthened("A <b> & 3 of 4", ["3 of 4", "A", "no"]) == "<b>A</b> &lt;b&gt; &amp; <b>3 of 4</b>"


def test_days_are_those_of_the_fixture(actions: Actions) -> None:
    """The cases above mean something only while there are drafts on both sides of the week."""
    board = actions.read(read_board, known(actions.plan_id), TODAY)
    drafts = [each for each in board.all if each.kind == "go or no-go"]
    assert sorted(each.is_this_week for each in drafts) == [False, True, True]
    assert all(known(each.due) > TODAY - dt.timedelta(days=1) for each in drafts)
