"""What the window does when something happens to the file under it."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.people import people
from pmplanner.storage.backups import list_backups
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.shell import backup_keeper
from pmplanner.ui.shell.application import Desk
from pmplanner.ui.shell.check_window import CheckWindow
from pmplanner.ui.shell.main_window import MainWindow
from tests.ui.finding import page_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to replace an open file")


@pytest.fixture
def window(qtbot: QtBot, sampled: Workspace, tmp_path: Path) -> MainWindow:
    return _window(qtbot, sampled, tmp_path)


def _window(qtbot: QtBot, workspace: Workspace, folder: Path) -> MainWindow:
    window = MainWindow(
        Actions(workspace), QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    )
    qtbot.addWidget(window)
    window.show()
    return window


def _add(window: MainWindow, name: str) -> None:
    window.actions_.do(Label(f"Add {name}"), people.add_person, first_name=name)


def _button(window: MainWindow, text: str) -> QPushButton:
    found = [each for each in window.message.findChildren(QPushButton) if each.text() == text]
    (button,) = (each for each in found if each.isVisible())
    return button


@posix
def test_a_file_that_is_gone_is_told_and_what_is_open_saved_under_another_name(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = window.actions_.workspace.path
    _add(window, "Ana")
    path.unlink()
    window.monitor.look()
    assert "has been replaced, moved or deleted" in window.message.text()
    assert window.status.findChildren(type(window.status._saved))[-1].text() == "Not saved: the file is gone"
    _add(window, "Bo")
    assert "is no longer there" in window.status.text()
    assert not window.status.offers_undo()
    target = tmp_path / "saved.sqlite"
    monkeypatch.setattr(QFileDialog, "exec", lambda self: 1)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda self: [str(target)])
    with qtbot.waitSignal(window.saved_elsewhere) as saved:
        qtbot.mouseClick(_button(window, "Save under another name…"), Qt.MouseButton.LeftButton)
    assert saved.args == [target]
    with closing(sqlite3.connect(target)) as connection:
        names = [name for (name,) in connection.execute("SELECT first_name FROM person")]
    assert "Ana" in names
    assert "Bo" not in names


@pytest.mark.slow
def test_damage_found_beside_the_window_is_told_shown_and_mended(
    qtbot: QtBot, sampled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled.close()
    with closing(sqlite3.connect(sampled.path)) as connection, connection:
        connection.execute("UPDATE person SET team = 'X' WHERE id = 1")
    window = _window(qtbot, open_workspace(sampled.path), tmp_path)
    window.actions_.workspace.findings()
    window.monitor.look()
    assert "is damaged: the person" in window.message.text()
    _add(window, "Ana")
    assert "is damaged" in window.status.text()
    shown: list[CheckWindow] = []

    def look(dialog: CheckWindow) -> int:
        shown.append(dialog)
        qtbot.waitUntil(lambda: dialog.list.count() == 1)
        assert dialog.verdict().endswith("is damaged.")
        qtbot.mouseClick(dialog.mend_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.verdict().endswith("is sound."))
        return 1

    monkeypatch.setattr(CheckWindow, "exec", look)
    qtbot.mouseClick(_button(window, "Show all…"), Qt.MouseButton.LeftButton)
    assert shown
    assert window.message.text() == ""
    _add(window, "Ana")
    assert window.status.text() == "Done: Add Ana"
    window.close()
    window.actions_.workspace.close()


def test_a_window_that_can_only_look_says_so_and_takes_over(
    qtbot: QtBot, sampled: Workspace, tmp_path: Path
) -> None:
    reader = open_workspace(sampled.path, read_only=True)
    window = _window(qtbot, reader, tmp_path)
    assert "so it can only be read here" in window.message.text()
    assert not window.bar.undo_button.isEnabled()
    assert not window.bar._primary.isEnabled()
    _add(window, "Ana")
    assert "can only be read here" in window.status.text()
    window.monitor.look()
    assert bool(reader.read_only)
    sampled.close()
    window.monitor.look()
    assert not reader.read_only
    assert window.message.text() == ""
    assert window.bar._primary.isEnabled()
    assert window.bar.undo_button.isEnabled()
    _add(window, "Ana")
    assert window.status.text() == "Done: Add Ana"
    window.close()
    reader.close()


@pytest.mark.slow
def test_fields_and_buttons_are_off_while_nothing_can_be_changed(
    qtbot: QtBot, sampled: Workspace, tmp_path: Path
) -> None:
    reader = open_workspace(sampled.path, read_only=True)
    window = _window(qtbot, reader, tmp_path)
    window.open_page("people")
    page = page_of(window, PeoplePage)
    page.reveal("person", 1)
    fields = [each for each in page.detail.findChildren(QLineEdit) if each.isVisible()]
    assert fields
    assert not any(each.isEnabled() for each in fields)
    page.reveal("person", 2)  # the panel is filled anew
    fields = [each for each in page.detail.findChildren(QLineEdit) if each.isVisible()]
    assert fields
    assert not any(each.isEnabled() for each in fields)
    sampled.close()
    window.monitor.look()
    fields = [each for each in page.detail.findChildren(QLineEdit) if each.isVisible()]
    assert fields
    assert all(each.isEnabled() for each in fields)
    window.close()
    reader.close()


@posix
def test_a_file_that_comes_back_is_saved_again(window: MainWindow, tmp_path: Path) -> None:
    path = window.actions_.workspace.path
    path.rename(tmp_path / "away.sqlite")
    window.monitor.look()
    assert window.message.text()
    (tmp_path / "away.sqlite").rename(path)
    window.monitor.look()
    assert window.message.text() == ""
    _add(window, "Ana")
    assert window.status.text() == "Done: Add Ana"


def test_what_cannot_be_written_stays_in_sight_until_something_can(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pmplanner.storage.sqlite import waiting

    monkeypatch.setattr(waiting, "PATIENCE_MS", 100)
    with closing(sqlite3.connect(window.actions_.workspace.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _add(window, "Ana")
        other.execute("ROLLBACK")
    assert "held by another program" in window.message.text()
    window.open_page("people")
    assert "held by another program" in window.message.text()
    _add(window, "Ana")
    assert window.message.text() == ""


def test_a_refusal_has_the_colour_of_problems(window: MainWindow) -> None:
    window.actions_.refused.emit("No.")
    assert window.status._sentence.property("problem")
    window.actions_.said.emit("Yes", True)
    assert not window.status._sentence.property("problem")


def test_a_check_of_a_sound_workspace_says_so(qtbot: QtBot, window: MainWindow) -> None:
    dialog = CheckWindow(window.actions_, window)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.verdict().endswith("is sound."))
    assert dialog.list.isHidden()
    assert dialog.mend_button.isHidden()


@pytest.mark.slow
@posix
def test_going_on_under_another_name_asks_for_no_backup_of_what_is_gone(
    qtbot: QtBot, sampled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled.close()
    said: list[str] = []
    monkeypatch.setattr(backup_keeper, "tell", lambda *texts: said.append(texts[-1]))
    desk = Desk(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert desk.open(sampled.path)
    assert desk.window is not None
    target = tmp_path / "saved.sqlite"
    shutil.copy(sampled.path, target)
    sampled.path.unlink()
    desk.window.saved_elsewhere.emit(target)
    assert desk.window.actions_.workspace.path == target
    assert said == []
    desk.close()
    assert said == []
    assert len(list_backups(target)) == 1
