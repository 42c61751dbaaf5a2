"""Calendar files in the import window: whose they are, and what they cannot be imported as."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Closure
from pmplanner.services.people import people
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from tests.ui.importing.conftest import Open, Write

CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270301\nDTEND;VALUE=DATE:20270303\n"
    "SUMMARY:Ski\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture
def staffed(actions: Actions) -> Actions:
    for first in ("Ana", "Bo"):
        actions.do(Label("Add"), people.add_person, first_name=first, employee_id=f"E-{first}")
    actions.do(Label("Add"), people.add_person, first_name="Nobody")
    return actions


def _absences(db: Session) -> list[tuple[int, str]]:
    return [(row.person_id, row.kind) for row in db.scalars(select(Absence))]


@pytest.mark.usefixtures("staffed")
def test_a_calendar_that_names_nobody_is_somebodys(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("away.ics", CALENDAR), "absences")
    owner = window.matching.options.owner
    assert window.preview.chips.chip("rejected").text() == "Rejected 1"
    assert owner.isVisible()
    assert [owner.itemText(place) for place in range(owner.count())] == ["Ana", "Bo"]
    line = owner.lineEdit()
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, "bo")
    with qtbot.waitSignal(window.answered):
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.preview.chips.chip("created").text() == "Created 1"
    assert owner.currentText() == "Bo"
    with qtbot.waitSignal(window.accepted):
        qtbot.mouseClick(window.footer.import_button, Qt.MouseButton.LeftButton)
    assert actions.read(_absences) == [(2, "Ski")]
    actions.undo()
    assert actions.read(_absences) == []


@pytest.mark.usefixtures("staffed")
def test_closures_of_a_calendar_are_nobodys(open_import: Open, write: Write, actions: Actions) -> None:
    window = open_import(write("closed.ics", CALENDAR), "closures")
    assert not window.matching.options.owner.isVisible()
    window.import_now()
    assert actions.read(lambda db: db.scalars(select(Closure.name)).all()) == ["Ski"]


def test_tables_do_not_ask_whose_they_are(open_import: Open, write: Write) -> None:
    window = open_import(write("away.csv", "person_id,first_day\n1,2027-03-01\n"), "absences")
    assert not window.matching.options.owner.isVisible()


@pytest.mark.parametrize(
    ("layout", "text", "reason"),
    [
        ("people", CALENDAR, "only absences, closures and sessions can be read from one"),
        (
            "absences",
            CALENDAR.replace("20270301", "soon"),
            "away.ics, event 1 “Ski” on line 2: DTSTART cannot be read",
        ),
    ],
)
def test_what_cannot_be_read_is_said(
    open_import: Open, write: Write, layout: str, text: str, reason: str
) -> None:
    window = open_import(write("away.ics", text), layout)
    answer = window._answer
    assert answer is not None
    assert reason in answer.refusal
    assert not window.footer.import_button.isEnabled()
