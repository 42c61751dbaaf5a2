"""Columns: matched by themselves, corrected, remembered; dates asked about; layouts and sheets."""

import datetime as dt
from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pmplanner.services.importing.job import IMPORTS
from pmplanner.services.importing.profiles import list_profiles
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import create_plan
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from tests.support import known, snapshot
from tests.ui.importing.conftest import Open, Write
from tests.ui.importing.test_window import chip, click, listed

ODD = "Nr,Wer,Unit,Shoe size\n1,Ann Lee,Sales,38\n2,Bo Chen,IT,44\n"


def choose(window: ImportWindow, field: str, heading: str, qtbot: QtBot) -> None:
    """Choose a column by typing the beginning of its heading."""
    box = window.matching.columns.boxes[field]
    box.setFocus()
    with qtbot.waitSignal(window.answered):
        box.showPopup()
        view = box.view()
        view.setCurrentIndex(box.model().index(box.findText(heading), 0))
        qtbot.keyClick(view, Qt.Key.Key_Return)


def labels(window: ImportWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_needed_columns_are_asked_for_and_chosen(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("odd.csv", ODD))
    assert "has no column for" in labels(window)
    assert window.footer.sentence.text() == "Choose a column for what is needed."
    assert not window.footer.import_button.isEnabled()
    assert "Not used: Nr, Wer, Unit, Shoe size" in labels(window)
    choose(window, "full_name", "Wer", qtbot)
    assert chip(window, "created") == "Created 2"
    assert "Ann Lee · Bo Chen" in labels(window)
    choose(window, "team", "Unit", qtbot)
    choose(window, "person_id", "Nr", qtbot)
    assert "Not used: Shoe size" in labels(window)
    click(qtbot, window.footer.import_button)
    people = {p.employee_id: (p.name, p.team) for p in actions.read(list_people)}
    assert people == {"1": ("Ann Lee", "Sales"), "2": ("Bo Chen", "IT")}


def test_a_column_can_be_left_out(open_import: Open, write: Write, actions: Actions, qtbot: QtBot) -> None:
    window = open_import(write("staff.csv", "Employee ID,Name,Team\n1,Ann Lee,Sales\n"))
    choose(window, "team", "– none –", qtbot)
    click(qtbot, window.footer.import_button)
    assert [(p.name, p.team) for p in actions.read(list_people)] == [("Ann Lee", "")]


def test_chosen_columns_are_remembered_for_the_same_header(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    window = open_import(write("odd.csv", ODD))
    choose(window, "full_name", "Wer", qtbot)
    name = window.matching.options.profile_name
    assert name.text() == "odd"
    name.selectAll()
    qtbot.keyClicks(name, "Payroll")
    click(qtbot, window.footer.import_button)
    again = open_import(write("later.csv", "Nr,Wer,Unit,Shoe size\n3,Cy Diaz,IT,40\n"))
    assert chip(again, "created") == "Created 1"
    assert "Columns as remembered in “Payroll”" in labels(again)
    assert not again.matching.options.remember.isVisible()
    with qtbot.waitSignal(again.answered):
        click(qtbot, again.matching.options.forget)
    assert "has no column for" in labels(again)
    assert actions.read(list_profiles, "people") == []
    actions.undo()
    assert [p.name for p in actions.read(list_profiles, "people")] == ["Payroll"]
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_columns_are_not_remembered_unless_wanted(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("odd.csv", ODD))
    choose(window, "full_name", "Wer", qtbot)
    window.matching.options.remember.setFocus()
    qtbot.keyClick(window.matching.options.remember, Qt.Key.Key_Space)
    assert not window.matching.options.profile_name.isEnabled()
    click(qtbot, window.footer.import_button)
    assert actions.read(list_profiles, "people") == []
    assert len(actions.read(list_people)) == 2


def test_dates_are_asked_about_only_when_they_can_be_read_two_ways(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("staff.csv", "Employee ID,Name,Hire Date\n1,Ann Lee,03/04/2021\n"))
    order = window.matching.options.date_order
    assert order.isVisible()
    assert "03/04/2021 means" in labels(window)
    assert not window.footer.import_button.isEnabled()
    assert window.footer.sentence.text() == "Say how the dates are read."
    order.setFocus()
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(order, Qt.Key.Key_Down)
    assert order.currentData() == "dmy"
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(order, Qt.Key.Key_Down)
    assert order.currentData() == "mdy"
    click(qtbot, window.footer.import_button)
    assert [p.start_date for p in actions.read(list_people)] == [dt.date(2021, 3, 4)]
    clear = open_import(write("clear.csv", "Employee ID,Name,Hire Date\n1,Ann Lee,13/04/2021\n"))
    assert not clear.matching.options.date_order.isVisible()
    assert chip(clear, "updated") == "Updated 1"  # the file tells, whatever is remembered
    usual = open_import(write("again.csv", "Employee ID,Name,Hire Date\n1,Ann Lee,03/04/2021\n"))
    assert not usual.matching.options.date_order.isVisible()
    assert chip(usual, "unchanged") == "Unchanged 1"
    assert "month first, as is remembered" in usual.preview.notes.text()
    assert any("2021-03-04 → 2021-04-13" in line for line in listed(clear))


def test_the_system_that_wrote_a_file_is_named(open_import: Open, write: Write) -> None:
    window = open_import(write("users.csv", "username,firstname,lastname,email\nal,Ann,Lee,a@x.org\n"))
    assert "Looks like Moodle users" in labels(window)
    assert window.matching.columns.boxes["person_id"].currentText() == "username"


def test_another_sheet_is_read_when_it_is_chosen(open_import: Open, tmp_path: Path, qtbot: QtBot) -> None:
    book = Workbook()
    known(book.active).title = "Notes"
    known(book.active).append(["Read this first"])
    for name, people in (("Office", ["Ann Lee"]), ("Works", ["Bo Chen", "Cy Diaz"])):
        sheet = book.create_sheet(name)
        for row in (["Employee ID", "Name"], *([n, person] for n, person in enumerate(people))):
            sheet.append(row)
    book.save(tmp_path / "staff.xlsx")
    window = open_import(tmp_path / "staff.xlsx")
    sheets = window.source.sheets
    assert [sheets.itemText(i) for i in range(sheets.count())] == ["Notes", "Office", "Works"]
    assert sheets.currentText() == "Works"
    sheets.setFocus()
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(sheets, Qt.Key.Key_Up)
    assert sheets.currentText() == "Office"
    assert chip(window, "created") == "Created 1"


def test_picks_say_which_plan_they_go_into(
    open_import: Open, write: Write, actions: Actions, workspace: Workspace, qtbot: QtBot
) -> None:
    path = write("picks.csv", "person_id,course_code\n1,TNX-PMB\n")
    window = open_import(path, "picks")
    assert "Picks belong to a plan" in labels(window)
    assert not window.footer.import_button.isEnabled()
    with workspace.edit("plan") as db:
        create_plan(db, "Spring", dt.date(2027, 1, 1), dt.date(2027, 6, 30))
    actions.choose_plan(None)
    window = open_import(path, "picks")
    assert "They go into the plan “Spring”." in labels(window)
    assert any("nobody" in line for line in listed(window))


def test_rows_of_another_kind_are_noticed(open_import: Open, write: Write, qtbot: QtBot) -> None:
    window = open_import(
        write("c.csv", "Course code,Title,Provider,Days,Level\nX-1,Juggling,Me,2,Advanced\n")
    )
    assert "The rows look like courses." in labels(window)
    with qtbot.waitSignal(window.answered):
        click(qtbot, window.matching.other_button)
    assert window.windowTitle() == "Import courses"
    assert window.source.kind() == "courses"
    assert window.footer.import_button.text() == "&Import 1 course"
    assert not window.matching.other_button.isVisible()


def test_wheel_over_a_column_does_not_change_it(open_import: Open, write: Write) -> None:
    window = open_import(write("staff.csv", "Employee ID,Name,Team\n1,Ann Lee,Sales\n"))
    box = window.matching.columns.boxes["team"]
    before = box.currentText()
    event = QWheelEvent(
        QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)
    assert box.currentText() == before


def test_every_kind_of_rows_can_be_read_and_chosen(open_import: Open, write: Write) -> None:
    window = open_import(write("p.csv", "Course code,Title,Days\nX-1,Juggling,2\n"))
    window.resize(window.minimumSizeHint())
    kinds = window.source.kinds
    assert kinds.width() >= kinds.sizeHint().width()
    assert [kinds.itemData(place) for place in range(kinds.count())] == list(IMPORTS)
    place = kinds.findData("courses")
    kinds.setCurrentIndex(place)
    kinds.activated.emit(place)
    assert window.windowTitle() == "Import courses"
