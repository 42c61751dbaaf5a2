"""What the import window asks about: words, new ids under a known e-mail, parts of days, free time."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Completion, Course
from pmplanner.services.people import people
from pmplanner.services.people.people import list_people
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from tests.ui.importing.conftest import Open, Write

RESULTS = (
    "Employee ID,Course,Completion Date,days,Status\nE1,Fire,2025-03-01,1,Pass\n"
    "E2,Fire,2025-03-02,1,No show\nE1,Fire,2025-03-03,1,85%\nE2,Fire,2025-03-04,1,P\n"
    "E2,Fire,2025-03-05,1,40%\n"
)


@pytest.fixture
def staffed(actions: Actions) -> Actions:
    for place, first in enumerate(("Ana", "Bo"), 1):
        actions.do(
            Label("Add"), people.add_person, first_name=first, employee_id=f"E{place}", email=f"{place}@x.y"
        )
    return actions


def choose(qtbot: QtBot, window: ImportWindow, box: QComboBox, key: object) -> None:
    place = box.findData(key)
    assert place >= 0
    box.setCurrentIndex(place)
    with qtbot.waitSignal(window.answered):
        box.activated.emit(place)


def chips(window: ImportWindow) -> list[str]:
    found = [window.preview.chips.chip(each) for each in ("created", "updated", "skipped", "rejected")]
    return [chip.text() for chip in found if not chip.isHidden()]


def results(db: Session) -> list[str]:
    return list(db.scalars(select(Completion.result).order_by(Completion.completed_on)))


@pytest.mark.usefixtures("staffed")
def test_words_are_asked_about_and_remembered(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("done.csv", RESULTS), "completions")
    with qtbot.waitSignal(window.answered):
        window.matching.options.create_missing.click()
    assert chips(window) == ["Created 1", "Updated 0", "Left out 1", "Rejected 3"]
    questions = window.matching.options.words
    assert questions.isVisible()
    assert [box.accessibleName() for box in questions.boxes.values()] == [
        "Status: numbers such as 85%, 40% (2 rows)",
        "Status: “P” (1 row)",
    ]
    choose(qtbot, window, questions.boxes["result", "P"], "passed")
    assert chips(window)[0] == "Created 2"
    assert not questions.limits["result"].isVisible()
    choose(qtbot, window, questions.boxes["result", "number"], "from")
    assert chips(window) == ["Created 4", "Updated 0", "Left out 1", "Rejected 0"]
    limit = questions.limits["result"]
    assert limit.isVisible()
    limit.setValue(90)
    with qtbot.waitSignal(window.answered):
        limit.editingFinished.emit()
    assert limit.value() == 90
    assert window.matching.options.profile() == "done"
    window.import_now()
    assert actions.read(results) == ["passed", "failed", "passed", "failed"]
    again = open_import(write("later.csv", RESULTS.replace("2025", "2024")), "completions")
    assert chips(again) == ["Created 4", "Updated 0", "Left out 1", "Rejected 0"]
    with qtbot.waitSignal(again.answered):
        qtbot.mouseClick(again.matching.options.forget, Qt.MouseButton.LeftButton)
    assert chips(again)[-1] == "Rejected 3"


@pytest.mark.usefixtures("staffed")
def test_new_ids_under_a_known_e_mail_are_asked_about(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("staff.csv", "Employee ID,First name,E-mail\nN-1,Ana,1@x.y\nE2,Bo,2@x.y\n"))
    box = window.matching.options.same_email
    assert box.isVisible()
    assert chips(window) == ["Created 0", "Updated 0", "Rejected 1"]
    assert not window.footer.import_button.isEnabled()
    choose(qtbot, window, box, "update")
    assert chips(window) == ["Created 0", "Updated 1", "Rejected 0"]
    assert box.isVisible(), "what was chosen can be chosen otherwise"
    window.import_now()
    assert {row.employee_id for row in actions.read(list_people)} == {"N-1", "E2"}


EVENT = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART%s\nDTEND%s\nSUMMARY:Ski\nTRANSP:%s\n"
    "ATTENDEE:mailto:1@x.y\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize(
    ("event", "name"),
    [
        (EVENT % (":20270301T090000", ":20270301T100000", "OPAQUE"), "part_days"),
        (EVENT % (";VALUE=DATE:20270301", ";VALUE=DATE:20270302", "TRANSPARENT"), "take_free"),
    ],
)
def test_what_is_left_out_of_a_calendar_can_be_taken(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot, event: str, name: str
) -> None:
    window = open_import(write("away.ics", event), "absences")
    box = getattr(window.matching.options, name)
    other = {"part_days": "take_free", "take_free": "part_days"}[name]
    assert box.isVisible()
    assert not getattr(window.matching.options, other).isVisible()
    assert "Left out because it" in window.preview.notes.text()
    with qtbot.waitSignal(window.answered):
        box.click()
    assert chips(window)[0] == "Created 1"
    window.import_now()
    assert actions.read(lambda db: db.scalars(select(Absence.kind)).all()) == ["Ski"]


@pytest.mark.usefixtures("staffed")
def test_what_is_not_in_a_calendar_any_more_goes_on_wish(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    far = dt.datetime.now(tz=dt.UTC).year + 1
    days = (f";VALUE=DATE:{far}0301", f";VALUE=DATE:{far}0302", "OPAQUE")
    event = (EVENT % days).replace("SUMMARY", "UID:1\nSUMMARY")
    window = open_import(write("away.ics", event), "absences")
    assert not window.matching.options.take_out_gone.isVisible()
    window.import_now()
    another = event.replace("UID:1", "UID:2").replace(f"{far}03", f"{far}04")
    window = open_import(write("away.ics", another), "absences")
    box = window.matching.options.take_out_gone
    assert box.isVisible()
    assert "any more stays: Ana" in window.preview.notes.text()
    with qtbot.waitSignal(window.answered):
        box.click()
    assert "Taken out: Ana" in window.preview.notes.text()
    window.import_now()
    assert actions.read(lambda db: db.scalars(select(Absence.first_day)).all()) == [dt.date(far, 4, 1)]


@pytest.mark.usefixtures("staffed")
def test_a_part_of_a_day_in_a_table_is_asked_about(open_import: Open, write: Write, qtbot: QtBot) -> None:
    window = open_import(write("away.csv", "person_id,first_day,half_day\nE1,2027-03-01,yes\n"), "absences")
    assert chips(window) == ["Created 0", "Updated 0", "Left out 1", "Rejected 0"]
    box = window.matching.options.part_days
    with qtbot.waitSignal(window.answered):
        box.click()
    assert chips(window)[0] == "Created 1"
    assert box.isChecked()


def test_how_long_courses_take_is_asked_where_the_file_has_no_days(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("moodle.csv", "fullname,shortname,category\nFire,F1,1\nAid,F2,1\n"), "courses")
    assert chips(window) == ["Created 0", "Updated 0", "Rejected 2"]
    line = window.matching.options.course_days
    assert line.isVisible()
    line.setText("0.3")
    line.editingFinished.emit()
    assert line.text() == "", "what are no days is not taken"
    line.setText("1.5")
    with qtbot.waitSignal(window.answered):
        line.editingFinished.emit()
    assert chips(window)[0] == "Created 2"
    assert line.isVisible(), "what was said can be said otherwise"
    window.import_now()
    query = select(Course.days).where(Course.code.in_(("F1", "F2")))
    assert actions.read(lambda db: db.scalars(query).all()) == [Decimal("1.5")] * 2


def test_nothing_is_asked_where_nothing_is_open(open_import: Open, write: Write) -> None:
    options = open_import(write("staff.csv", "Employee ID,Name\n7,Ann Lee\n")).matching.options
    for widget in (
        options.words,
        options.same_email,
        options.part_days,
        options.take_free,
        options.take_out_gone,
        options.course_days,
    ):
        assert not widget.isVisible()


def test_what_is_new_is_told_with_its_values(open_import: Open, write: Write) -> None:
    window = open_import(write("staff.csv", "Employee ID,Name,Hire Date\n7,Ann Lee,2020-01-31\n"))
    proxy = window.preview.table.proxy
    shown = {
        proxy.headerData(place, Qt.Orientation.Horizontal): proxy.index(0, place).data()
        for place in range(proxy.columnCount())
    }
    assert (shown["Employee ID"], shown["First name"], shown["Last name"]) == ("7", "Ann", "Lee")
    assert "2020" in shown["First day"]


def test_cancel_stops_the_reading_of_a_file(open_import: Open, write: Write, qtbot: QtBot) -> None:
    window = open_import()
    path = write("staff.csv", "Employee ID,Last name\n" + "".join(f"{n},Lee\n" for n in range(90_000)))
    with qtbot.waitSignal(window.answered):
        window.open_path(path)
        assert window._run is not None
        window._run.cancel()
    assert window._answer is not None
    assert window._answer.stopped
    assert window._answer.content is None
    assert not window.footer.import_button.isEnabled()


@pytest.mark.usefixtures("staffed")
def test_names_of_courses_are_asked_about_with_those_called_alike_first(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    text = (
        "Employee ID,Course,Completion Date\nE1,Product Mgmt Bootcamp,2025-03-01\nE2,Fire drill,2025-03-02\n"
    )
    window = open_import(write("done.csv", text), "completions")
    boxes = window.matching.options.words.boxes
    box = boxes["course", "Product Mgmt Bootcamp"]
    assert box.accessibleName() == "Course: “Product Mgmt Bootcamp” (1 row)"
    assert box.itemText(1) == "Product Management Bootcamp (GA-PDB)"
    assert boxes["course", "Fire drill"].itemText(1) == "leave these rows out"
    choose(qtbot, window, box, "GA-PDB")
    choose(qtbot, window, boxes["course", "Fire drill"], "none")
    assert boxes["course", "Product Mgmt Bootcamp"] is box  # asked about still, so that it can be changed
    assert chips(window) == ["Created 1", "Updated 0", "Left out 1", "Rejected 0"]
    window.import_now()
    again = open_import(write("later.csv", text.replace("2025", "2024")), "completions")
    assert chips(again) == ["Created 1", "Updated 0", "Left out 1", "Rejected 0"]


def test_rows_of_a_single_cell_are_doubted_and_taken_on_wish(
    open_import: Open, write: Write, qtbot: QtBot
) -> None:
    text = "person_id,first_name,last_name,team\n1,Ana,Roy,\n,Cher,,\n"
    window = open_import(write("people.csv", text), "people")
    assert window.preview.chips.chip("doubted").text() == "Doubted 1"
    with qtbot.waitSignal(window.answered):
        window.matching.options.take_stray.click()
    assert chips(window)[0] == "Created 2"
    assert window.preview.chips.chip("doubted").isHidden()
