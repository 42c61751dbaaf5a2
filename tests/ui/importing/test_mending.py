"""What the preview shows of each row, how it is searched, and cells that are mended in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow
from tests.support import known
from tests.ui.importing.conftest import Open, Write

STAFF = (
    "Employee ID,Name,Hire Date,Team\n7,Ann Lee,2020-01-31,Ops\n8,Bo Ray,2020-02-30,Ops\n9,Cy Lee,,Sales\n"
)


def column(window: ImportWindow, title: str) -> int:
    proxy = window.preview.table.proxy
    titles = [proxy.headerData(n, Qt.Orientation.Horizontal) for n in range(proxy.columnCount())]
    return titles.index(title)


def subjects(window: ImportWindow) -> list[str]:
    proxy = window.preview.table.proxy
    return [str(proxy.index(row, 0).data()) for row in range(proxy.rowCount())]


def test_a_cell_at_fault_is_mended_by_keys_and_the_row_is_taken(
    open_import: Open, write: Write, qtbot: QtBot, actions: Actions
) -> None:
    window = open_import(write("staff.csv", STAFF))
    table = window.preview.table
    window.preview.chips.choose("rejected")
    window.preview.list_only("rejected")
    assert subjects(window) == ["3"]
    place = column(window, "First day")
    assert table.proxy.index(0, place).data() == "2020-02-30"
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = known(table.findChild(QLineEdit))
    assert editor.text() == "2020-02-30"
    editor.setText("2020-02-29")
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert window.preview.chips.chip("rejected").text() == "Rejected 0"
    assert window.preview.chips.chip("created").text() == "Created 3"
    window.import_now()
    days = {person.name: str(person.start_date) for person in actions.read(list_people)}
    assert days["Bo Ray"] == "2020-02-29"


def test_rows_are_searched_and_nothing_found_is_said(open_import: Open, write: Write, qtbot: QtBot) -> None:
    window = open_import(write("staff.csv", STAFF))
    for words, rows in (("lee", ["2", "4"]), ("lee sales", ["4"]), ("30", ["3"]), ("nobody", [])):
        window.preview.search.setText(words)
        assert subjects(window) == rows, words
        assert window.preview.table.isVisible() == bool(rows)
    qtbot.keyClick(window.preview.search, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert len(subjects(window)) == 3


def test_values_are_shown_as_they_will_be_kept(open_import: Open, write: Write) -> None:
    people = "Employee ID,Name\n7,Ann Lee\n"
    open_import(write("staff.csv", people)).import_now()
    done = "Employee ID,Title,Completed on,Result,Duration (hours)\n7,Knots,2024-05-06,Pass,4\n"
    window = open_import(write("done.csv", done), "completions")
    proxy = window.preview.table.proxy
    shown = {name: proxy.index(0, column(window, name)).data() for name in ("Result", "Title of no course")}
    assert shown == {"Result": "passed", "Title of no course": "Knots"}
