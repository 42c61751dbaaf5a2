"""Only some rows of a file, and values for what it lacks: chosen, shown, remembered, forgotten."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pmplanner.services.importing.profiles import list_profiles
from pmplanner.services.people.people import list_people
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from tests.ui.importing.conftest import Open, Write
from tests.ui.importing.test_window import chip

STAFF = "Employee ID,Name,Where\n7,Ann Lee,North\n8,Bo Ray,South\n9,Cy Lee,north\n10,Di Fu,\n"


def choose_column(window: ImportWindow, heading: str) -> None:
    box = window.matching.options.some_rows.column
    box.setCurrentIndex(box.findData(heading))
    box.activated.emit(box.currentIndex())


def tick(window: ImportWindow, text: str, qtbot: QtBot) -> None:
    found = window.matching.options.some_rows.values.list.findItems(text, Qt.MatchFlag.MatchStartsWith)
    with qtbot.waitSignal(window.answered):
        found[0].setCheckState(Qt.CheckState.Checked)


def say(window: ImportWindow, field: str, text: str, qtbot: QtBot) -> None:
    line = window.matching.columns.defaults[field]
    line.setText(text)
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(line, Qt.Key.Key_Return)


def test_wishes_are_followed_remembered_and_forgotten(
    open_import: Open, write: Write, qtbot: QtBot, actions: Actions
) -> None:
    path = write("staff.csv", STAFF)
    window = open_import(path)
    some = window.matching.options.some_rows
    assert not some.button.isVisible()
    choose_column(window, "Where")
    texts = [some.values.list.item(n).text() for n in range(some.values.list.count())]
    assert texts == ["empty (1 row)", "North (1 row)", "north (1 row)", "South (1 row)"]
    tick(window, "empty", qtbot)
    tick(window, "North", qtbot)
    assert (chip(window, "created"), chip(window, "skipped")) == ("Created 3", "Left out 1")
    assert chip(window, "rejected") == "Rejected 0"

    said = window.matching.columns.defaults["start_date"]
    said.setText("soon")
    qtbot.keyClick(said, Qt.Key.Key_Return)
    assert "soon" in window.problem.text()
    assert said.text() == ""
    say(window, "start_date", "2024-05-06", qtbot)
    assert not window.problem.isVisible()
    say(window, "team", "Ops", qtbot)
    window.import_now()
    people = actions.read(list_people)
    assert {person.team for person in people} == {"Ops"}
    assert {str(person.start_date) for person in people} == {"2024-05-06"}
    assert len(people) == 3
    (profile,) = actions.read(list_profiles, "people")
    assert dict(profile.defaults) == {"start_date": "2024-05-06", "team": "Ops"}
    assert list(profile.only) == ["Where"]

    again = open_import(path)
    assert (chip(again, "unchanged"), chip(again, "skipped")) == ("Unchanged 3", "Left out 1")
    assert again.matching.columns.defaults["team"].text() == "Ops"
    assert again.matching.options.some_rows.column.currentData() == "Where"
    with qtbot.waitSignal(again.answered):
        again.matching.options.forget.click()
    assert chip(again, "created") == "Created 1"
    assert again.matching.columns.defaults["team"].text() == ""
    assert not again.matching.options.some_rows.button.isVisible()
