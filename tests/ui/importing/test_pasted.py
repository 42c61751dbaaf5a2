"""Tables from the clipboard, and several files one after the other."""

import pytest
from PySide6.QtCore import QMimeData, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.resources.rooms import list_rooms
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.recent_files import recent_files
from tests.ui.importing.conftest import Open, Write

_PEOPLE = 'Employee ID\tFirst name\tLast name\r\nE1\tAna\tRoy\r\nE2\t"Bo\nB"\tLi\r\n'


def test_a_table_is_pasted_by_its_keys_and_leaves_no_file(
    open_import: Open, actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    window = open_import()
    qtbot.waitUntil(window.isActiveWindow)
    QGuiApplication.clipboard().setText("  ")
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no table on the clipboard" in window.problem.text()
    QGuiApplication.clipboard().setText(_PEOPLE)
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.preview.chips.chip("created").text() == "Created 2"
    path = window._request.path
    assert path is not None
    assert path.is_file()
    window.import_now()
    assert {row.employee_id for row in actions.read(list_people)} == {"E1", "E2"}
    assert not path.parent.exists()
    assert recent_files(settings) == []


def test_copied_files_are_imported_one_after_the_other_in_their_order(
    open_import: Open, actions: Actions, write: Write, qtbot: QtBot
) -> None:
    texts = {
        "rooms.csv": "name,site,seats\nBlue,,8\n",
        "other.csv": "colour\nred\n",
        "people.csv": "person_id,first_name,last_name\n1,Ana,Roy\n,,\n",
    }
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(name, text))) for name, text in texts.items()])
    window = open_import()
    QGuiApplication.clipboard().setMimeData(data)
    with qtbot.waitSignal(window.answered):
        window.paste_button.click()
    assert window.source.kind() == "people"
    assert window.source.skip_button.isVisible()
    with qtbot.waitSignal(window.answered):
        window.import_now()
    assert window.source.kind() == "rooms"
    window._waiting.clear()
    window.import_now()
    assert window.imported_kinds == ["people", "rooms"]
    assert [len(actions.read(list_people)), len(actions.read(list_rooms))] == [1, 1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape])
def test_escape_closes_and_imports_nothing_more(
    open_import: Open, actions: Actions, write: Write, qtbot: QtBot, key: Qt.Key
) -> None:
    paths = [write("people.csv", "person_id,first_name,last_name\n1,Ana,Roy\n"), write("x.csv", "a\n1\n")]
    window = open_import()
    with qtbot.waitSignal(window.answered):
        window.open_paths(paths)
    qtbot.keyClick(window, key)
    assert not window.isVisible()
    assert actions.read(list_people) == []
