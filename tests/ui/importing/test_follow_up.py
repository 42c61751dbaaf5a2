"""What an import of people makes useful to do is offered in the window that imported them."""

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.departures import foresee_departures
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from tests.ui.importing.conftest import Open, Write


def _plan(actions: Actions) -> None:
    first, last = dt.date(2027, 1, 4), dt.date(2027, 6, 30)
    actions.do(Label("Plan"), create_plan, "2027 H1", first, last)
    actions.choose_plan(None)


def _press(window: ImportWindow, text: str) -> None:
    (button,) = (
        each
        for each in window.offers.findChildren(QPushButton)
        if each.isVisible() and each.text().startswith(text)
    )
    button.click()


def test_last_days_of_a_file_offer_to_take_picks_back(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    _plan(actions)
    window = open_import(write("people.csv", "person_id,first_name\n1,Ana\n2,Bo\n3,Cy\n"))
    window.import_now()
    assert not window.isVisible()  # nothing to offer
    ids = [row.id for row in actions.read(list_people)]
    plan_id = actions.plan_id
    assert plan_id is not None
    actions.do(Label("Pick"), pick_courses, plan_id, ids, [1, 2])
    window = open_import(write("left.csv", "person_id,Date of Termination\n1,2026-12-31\n2,2026-11-30\n"))
    window.import_now()
    assert window.isVisible()
    assert window.offers.text() == "2 people who leave have 4 picks after their last days."
    assert window.footer.cancel_button.text() == "Close"
    assert not window.footer.import_button.isVisible()
    _press(window, "Take out of 4 picks")
    assert window.offers.text() == ""
    assert actions.read(foresee_departures) == []
    qtbot.mouseClick(window.footer.cancel_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    actions.undo()
    assert len(actions.read(foresee_departures)) == 2


def test_tracks_of_a_file_offer_what_they_require(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    _plan(actions)
    window = open_import(write("people.csv", "person_id,first_name,track\n1,Ana,Product manager\n2,Bo,\n"))
    window.import_now()
    assert window.isVisible()
    assert window.offers.text().startswith("Other tracks of Ana: ")
    assert "to add" in window.offers.text()
    actions.undo()
    assert window.offers.text() == ""
