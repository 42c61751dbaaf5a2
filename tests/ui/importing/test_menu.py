"""The ways in for files: the menu, the dialog for files, files that are dropped, kinds that are found."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.importing.job import IMPORTS
from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.kind_dialog import KindDialog
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.importing.window import ImportWindow, run_import
from pmplanner.ui.importing.work import fitting_layouts
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from tests.ui.conftest import OpenWindow
from tests.ui.importing.conftest import Write
from tests.ui.output.dialogs import Answers, choose_file


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers(qtbot)


@pytest.mark.parametrize(
    ("header", "layouts"),
    [
        ("Employee ID,First Name,Last Name,Job Title,Department", ("people",)),
        ("person_id,email,course_code,completed_on,result", ("completions",)),
        ("Employee ID,Name,Course,Date,Status", ("completions",)),
        ("person_id,course_code,status,session_code,attempt", ("picks",)),
        ("name,site,seats,equipment", ("rooms",)),
        ("code,title,provider,days,level", ("courses",)),
        ("trainer_id,name,email,courses", ("trainers",)),
        ("colour,taste", IMPORTS),
    ],
)
def test_what_rows_are_is_known_by_the_headings(write: Write, header: str, layouts: tuple[str, ...]) -> None:
    path = write("some.csv", f"{header}\n{','.join('x' for _ in header.split(','))}\n")
    assert fitting_layouts(path) == layouts


def test_events_of_a_calendar_may_be_of_people_or_of_all(write: Write) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20270101\nSUMMARY:New Year\nEND:VEVENT"
    path = write("days.ics", f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR\n")
    assert fitting_layouts(path) == ("absences", "closures", "sessions")


def test_the_dialog_for_files_comes_first_and_the_kind_is_found(
    actions: Actions, settings: QSettings, write: Write, answers: Answers, qtbot: QtBot
) -> None:
    path = write("rooms.csv", "name,site,seats\nBlue,Berlin,12\n")
    parent = QWidget()
    qtbot.addWidget(parent)

    def bring_in(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWindow)
        qtbot.waitUntil(dialog.footer.import_button.isEnabled)
        assert dialog.windowTitle() == "Import rooms"
        dialog.import_now()

    settings.setValue("import/folder", str(path.parent))
    answers.then(QFileDialog, lambda dialog: choose_file(dialog, path))
    answers.then(ImportWindow, bring_in)
    assert run_import(actions, settings, parent, "") == "rooms"
    assert actions.workspace.undo_label() == "Import 1 room from rooms.csv"


def test_a_kind_that_is_not_clear_is_asked(
    actions: Actions, settings: QSettings, write: Write, qtbot: QtBot
) -> None:
    path = write("odd.csv", "colour,taste\nred,sweet\n")

    asked: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, KindDialog):
            dialog.kinds.setCurrentIndex(dialog.kinds.findData("closures"))
            asked.append(dialog.about.text())
            dialog.accept()
        elif isinstance(dialog, ImportWindow) and asked:
            asked.append(dialog.source.kind())
            dialog.reject()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(10)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert run_import(actions, settings, parent, "", path) == ""
    timer.stop()
    assert asked[0].startswith("Holidays")
    assert asked[1] == "closures"


def test_a_file_that_is_dropped_on_the_window_is_imported(
    open_window: OpenWindow, workspace: Workspace, write: Write, answers: Answers, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(workspace)
    path = write("staff.csv", "Employee ID,First Name,Last Name\n7,Ana,Berg\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    answers.then(ImportWindow, lambda dialog: _import(dialog, qtbot))
    answers.then(QDialog, QDialog.reject)  # the first plan
    event = QDropEvent(
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert event.isAccepted()
    qtbot.waitUntil(lambda: bool(window.actions_.read(list_people)))
    qtbot.waitUntil(lambda: window.navigation.current() == "people")


def test_a_file_is_not_dropped_behind_a_dialog(
    open_window: OpenWindow, workspace: Workspace, write: Write, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(workspace)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write("people.csv", "Employee ID,First Name\n1,Ana\n")))])
    dialog = QDialog(window)
    for modal in (False, True):
        dialog.setModal(modal)
        dialog.open() if modal else dialog.hide()
        event = QDragEnterEvent(
            QPoint(4, 4),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        window.dragEnterEvent(event)
        assert event.isAccepted() is not modal
    dialog.close()


def test_a_search_field_leaves_files_to_the_window_and_takes_text(write: Write, qtbot: QtBot) -> None:
    box = SearchBox("Search")
    qtbot.addWidget(box)
    for url, taken in ((QUrl.fromLocalFile(str(write("a.csv", "a"))), False), (None, True)):
        data = QMimeData()
        data.setText("words") if url is None else data.setUrls([url])
        event = QDragEnterEvent(
            QPoint(4, 4),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        box.dragEnterEvent(event)
        assert event.isAccepted() is taken


def test_each_kind_stands_in_the_menu_with_a_sentence(open_window: OpenWindow, workspace: Workspace) -> None:
    window: MainWindow = open_window(workspace)
    entries = [action for action in window.bar.import_menu.actions() if not action.isSeparator()]
    assert entries.pop().text() == "Everything from a folder…"
    assert entries.pop().text() == "Merge answers of managers…"
    apart = [entries.pop().menu() for _ in range(5)]
    for menu in apart:
        assert isinstance(menu, QMenu)
        entries += menu.actions()
    bar = window.bar.import_menu
    bar.ensurePolished()
    bar.aboutToShow.emit()
    assert bar.sizeHint().height() < 660  # one column on the screen of a laptop
    assert entries[1].text() == "Paste a table…"
    assert {layout_title(layout) + "…" for layout in IMPORTS} == {entry.text() for entry in entries[2:]}
    assert all(entry.text().endswith("…") and entry.statusTip().endswith(".") for entry in entries)
    assert entries[2].shortcut().toString() == "Ctrl+I"


def _import(dialog: QDialog, qtbot: QtBot) -> None:
    assert isinstance(dialog, ImportWindow)
    qtbot.waitUntil(dialog.footer.import_button.isEnabled)
    dialog.import_now()
    if dialog.isVisible():
        dialog.reject()
