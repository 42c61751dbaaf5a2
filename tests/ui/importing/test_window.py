"""The import of a file from choosing it to taking it back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressDialog
from pytestqt.qtbot import QtBot

from pmplanner.services.people.history import list_edits
from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.recent_files import last_folder, recent_files
from pmplanner.ui.importing.window import ImportWindow
from pmplanner.ui.widgets.dialogs import write_progress
from tests.conftest import SHARED, needs_shared
from tests.support import snapshot
from tests.ui.importing.conftest import Open, Write

PEOPLE = (
    "Employee ID,First name,Last name,Job title,Track\n"
    "007,Ann,Lee,Analyst,Product manager\n"
    "008,Bo,Chen,Analyst,\n"
    "009,Cy,Diaz,Analyst,Juggler\n"
    "008,Bo,Chen,Analyst,\n"
)


def chip(window: ImportWindow, action: str) -> str:
    return window.preview.chips.chip(action).text()


def listed(window: ImportWindow) -> list[str]:
    proxy = window.preview.table.proxy
    return [
        "|".join(str(proxy.index(row, column).data()) for column in range(proxy.columnCount()))
        for row in range(proxy.rowCount())
    ]


def click(qtbot: QtBot, widget: object) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_nothing_is_chosen_at_first(open_import: Open) -> None:
    window = open_import()
    assert window.windowTitle() == "Import people"
    assert not window.footer.import_button.isEnabled()
    assert window.choose_button.isVisible()
    assert not window.preview.isVisible()


def test_preview_says_of_each_row_what_it_would_do(open_import: Open, write: Write, qtbot: QtBot) -> None:
    window = open_import(write("staff.csv", PEOPLE))
    assert chip(window, "created") == "Created 2"
    assert chip(window, "rejected") == "Rejected 2"
    assert not window.preview.chips.chip("updated").isEnabled()
    assert len(listed(window)) == 4
    click(qtbot, window.preview.chips.chip("rejected"))
    rejected = listed(window)
    assert [line.split("|")[0] for line in rejected] == ["4", "5"]
    assert "|Track: " in rejected[0]
    assert "Juggler" in rejected[0]
    click(qtbot, window.preview.chips.chip("rejected"))
    assert len(listed(window)) == 4
    assert window.footer.import_button.text() == "&Import 2 people"


def test_import_is_one_edit_that_undo_takes_back(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    window = open_import(write("staff.csv", "Employee ID,Name\n007,Ann Lee\n008,Bo Chen\n"))
    with qtbot.waitSignal(window.accepted), qtbot.waitSignal(actions.said) as said:
        click(qtbot, window.footer.import_button)
    assert said.args == ["Import 2 people from staff.csv", True]
    assert [p.employee_id for p in actions.read(list_people)] == ["008", "007"]
    assert actions.read(list_edits, 10)[0].label == "Import 2 people from staff.csv"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_escape_in_the_middle_of_the_writing_leaves_nothing(
    open_import: Open, write: Write, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"{number},P{number}\n" for number in range(1100))
    window = open_import(write("staff.csv", f"Employee ID,First name\n{lines}"))
    before, label = snapshot(actions.workspace.path), actions.workspace.undo_label()
    monkeypatch.setattr(write_progress, "SHOW_AFTER_MS", 0)
    said: list[str] = []

    def press_escape() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QProgressDialog)
        said.append(dialog.labelText())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(0, window, press_escape)
    window.import_now()
    (sentence,) = said
    written = int("".join(filter(str.isdigit, sentence.splitlines()[1])))
    assert 0 < written < 1100
    assert snapshot(actions.workspace.path) == before
    assert actions.workspace.undo_label() == label
    assert window.problem.text() == "Stopped. Nothing was changed."
    assert window.isVisible()
    window.import_now()
    assert len(actions.read(list_people)) == 1100
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_same_file_again_has_nothing_to_do(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    path = write("staff.csv", "Employee ID,Name,Team\n007,Ann Lee,Sales\n")
    click(qtbot, open_import(path).footer.import_button)
    window = open_import(path)
    assert chip(window, "unchanged") == "Unchanged 1"
    assert not window.footer.import_button.isEnabled()
    assert "there already" in window.footer.sentence.text()
    with qtbot.waitSignal(window.answered):
        window.open_path(write("other.csv", "Employee ID,Name,Team\n7,Al Low,Sales\n007,Ann Lee,IT\n"))
    assert chip(window, "updated") == "Updated 1"
    assert any("team: Sales → IT" in line for line in listed(window))


def test_missing_tracks_are_made_when_that_is_ticked(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import(write("staff.csv", PEOPLE))
    with qtbot.waitSignal(window.answered):
        qtbot.keyClick(window.matching.options.create_missing, Qt.Key.Key_Space)
    assert chip(window, "created") == "Created 3"
    assert "Juggler" in window.preview.notes.text()
    click(qtbot, window.footer.import_button)
    assert {p.last_name: p.track for p in actions.read(list_people)}["Diaz"] == "Juggler"


def test_rejected_rows_are_offered_after_the_import_and_can_come_back(
    open_import: Open, write: Write, actions: Actions, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_import(write("staff.csv", PEOPLE))
    click(qtbot, window.footer.import_button)
    assert window.isVisible()
    assert len(actions.read(list_people)) == 2
    assert not window.footer.import_button.isVisible()
    assert window.footer.rejects_button.isVisible()
    assert [line.split("|")[0] for line in listed(window)] == ["4", "5"]
    rejects = tmp_path / "rejects.csv"
    _saved(qtbot, window, rejects)
    assert window.footer.folder_button.isVisible()
    assert "2 rejected rows saved to rejects.csv." in window.footer.sentence.text()
    with qtbot.waitSignal(window.accepted):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    text = rejects.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].endswith(",reason")
    assert "009,Cy,Diaz" in text
    rejects.write_text(text.replace("Juggler", "Project manager"), encoding="utf-8")
    click(qtbot, open_import(rejects).footer.import_button)
    assert {p.last_name: p.track for p in actions.read(list_people)}["Diaz"] == "Project manager"


def _saved(qtbot: QtBot, window: ImportWindow, path: Path) -> None:
    """Save the rejected rows and wait for what came of it."""
    run = window.save_rejects(path)
    assert run is not None
    qtbot.waitSignal(run.ended).wait()


def test_rejects_that_cannot_be_written_are_said(
    open_import: Open, write: Write, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_import(write("staff.csv", PEOPLE))
    _saved(qtbot, window, tmp_path / "nowhere" / "rejects.csv")
    assert not window.footer.folder_button.isVisible()
    assert window.problem.isVisible()
    assert "no folder" in window.problem.text()
    assert not window.footer.rejects_saved


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04 broken", "damaged"), (b"", "empty"), (b"%PDF-1.7", "not a table")],
)
def test_a_bad_file_is_named_and_changes_nothing(
    open_import: Open, tmp_path: Path, actions: Actions, content: bytes, sentence: str
) -> None:
    before = snapshot(actions.workspace.path)
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    window = open_import(path)
    hint = "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert "bad.xlsx" in hint
    assert sentence in hint
    assert not window.footer.import_button.isEnabled()
    assert snapshot(actions.workspace.path) == before


def test_a_good_file_after_a_bad_one(open_import: Open, write: Write, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_import(tmp_path / "gone.csv")
    assert not window.preview.isVisible()
    with qtbot.waitSignal(window.answered):
        window.open_path(write("staff.csv", PEOPLE))
    assert window.preview.isVisible()
    assert chip(window, "created") == "Created 2"


def test_a_file_dropped_on_the_window_is_read(open_import: Open, write: Write, qtbot: QtBot) -> None:
    path = write("staff.csv", PEOPLE)
    window = open_import()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(200, 200), copy, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(window.answered):
        QApplication.sendEvent(window, QDropEvent(QPointF(200, 200), copy, data, buttons, keys))
    assert chip(window, "created") == "Created 2"


def test_imported_files_are_the_recent_ones(
    open_import: Open, write: Write, settings: QSettings, qtbot: QtBot
) -> None:
    paths = [write(f"staff{n}.csv", f"Employee ID,Name\n{n},Ann Lee\n") for n in (1, 2)]
    for path in (*paths, paths[0]):
        window = open_import(path)
        if window.footer.import_button.isEnabled():
            click(qtbot, window.footer.import_button)
    assert recent_files(settings) == [paths[1].resolve(), paths[0].resolve()]
    paths[1].unlink()
    window = open_import()
    menu = window.source.recent_menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["staff1.csv"]
    with qtbot.waitSignal(window.answered):
        menu.actions()[0].trigger()
    assert chip(window, "unchanged") == "Unchanged 1"


def test_read_only_workspace_refuses_in_the_window(
    open_import: Open, write: Write, workspace: Workspace, qtbot: QtBot
) -> None:
    reader = open_workspace(workspace.path, read_only=True)
    actions = Actions(reader)
    window = open_import(write("staff.csv", "Employee ID,Name\n1,Ann Lee\n"), using=actions)
    click(qtbot, window.footer.import_button)
    assert window.isVisible()
    assert "open in another pmplanner" in window.problem.text()
    assert actions.read(list_people) == []
    reader.close()


def test_a_later_choice_overtakes_an_earlier_one(open_import: Open, write: Write, qtbot: QtBot) -> None:
    first, second = write("a.csv", PEOPLE), write("b.csv", "Employee ID,Name\n1,Ann Lee\n")
    window = open_import()
    with qtbot.waitSignal(window.answered):
        window.open_path(first)
        window.open_path(second)
    assert chip(window, "created") == "Created 1"
    assert window.footer.import_button.text() == "&Import 1 person"


def test_closing_while_it_reads_changes_nothing(
    open_import: Open, write: Write, actions: Actions, qtbot: QtBot
) -> None:
    window = open_import()
    window.open_path(write("staff.csv", PEOPLE))
    with qtbot.waitSignal(window.rejected):
        click(qtbot, window.footer.cancel_button)
    assert actions.read(list_people) == []


@pytest.mark.slow
@needs_shared
def test_real_people_and_their_records(open_import: Open, actions: Actions, qtbot: QtBot) -> None:
    window = open_import(SHARED / "data" / "real" / "employees.xlsx")
    assert window.source.sheets.isVisible()
    assert window.source.sheets.currentText() == "Employee_data"
    assert chip(window, "created") == "Created 3,000"
    assert window.footer.import_button.text() == "&Import 3,000 people"
    click(qtbot, window.footer.import_button)
    people = actions.read(list_people)
    assert len(people) == 3000
    assert {p.job_title for p in people if "Data Analyst" in p.job_title} == {"Data Analyst"}
    records = open_import(SHARED / "data" / "real" / "training-records.csv")
    assert records.matching.other_button.text() == "Import completions instead"
    with qtbot.waitSignal(records.answered):
        click(qtbot, records.matching.other_button)
    assert chip(records, "rejected") == "Rejected 3,000"
    with qtbot.waitSignal(records.answered):
        records.matching.options.create_missing.click()
    assert chip(records, "created") == "Created 3,000"
    click(qtbot, records.footer.import_button)
    actions.undo()
    actions.undo()
    assert actions.read(list_people) == []


def test_without_a_documents_folder_files_are_looked_for_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "Documents"))
    assert last_folder(settings, "import/folder") == str(Path.home())
    (tmp_path / "Documents").mkdir()
    assert last_folder(settings, "import/folder") == str(tmp_path / "Documents")


def test_a_file_of_which_nothing_is_taken_says_why_in_full(open_import: Open, write: Write) -> None:
    window = open_import(write("people.csv", "Name,Track\nAna Lee,Juggler of many balls\n"))
    assert not window.footer.import_button.isEnabled()
    note = window.preview.notes.text()
    assert window.preview.notes.isVisible()
    assert note.startswith("Why nothing is taken, for example: row 2, Track: ")
    assert "Juggler of many balls" in note
