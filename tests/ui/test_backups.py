"""Backups in the window: made, looked at, restored; at closing and every half hour; copies, settings."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMessageBox,
    QProgressDialog,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import create_plan, list_plans
from pmplanner.storage import backups
from pmplanner.storage.rotation import Keeping
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.shell import backup_keeper, restoring
from pmplanner.ui.shell.application import Desk
from pmplanner.ui.shell.backup_keeper import BackupKeeper
from pmplanner.ui.shell.backup_window import BackupWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.restoring import BackupChooser, LookDialog, offer_restore
from tests.support import snapshot
from tests.ui.conftest import OpenWindow

Answer = Callable[[QDialog], None]


def add_plan(workspace: Workspace, name: str) -> None:
    with workspace.edit(f"Create plan “{name}”") as db:
        create_plan(db, name, dt.date(2027, 1, 1), dt.date(2027, 6, 30))


def plan_names(workspace: Workspace) -> list[str]:
    with workspace.read() as db:
        return sorted(plan.name for plan in list_plans(db))


@pytest.fixture
def answers(qtbot: QtBot) -> Iterator[Callable[..., list[str]]]:
    """Answer the modal dialogs that come, one after the other; gives the names of those answered."""
    timers = []

    def answer(*steps: Answer) -> list[str]:
        left, answered = list(steps), []
        seen: list[QDialog] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, BackupChooser | LookDialog | QMessageBox) or not dialog.isVisible():
                return
            if dialog in seen[-1:] or (left and not can_be_pressed(dialog, left[0])):
                return
            if left or dialog not in seen:
                seen.append(dialog)
                answered.append(type(dialog).__name__)
                # One that nobody expects must not stand there for ever; later, because a timer does not
                # fire while what it has set off waits for the next dialog.
                step = left.pop(0) if left else QDialog.reject
                QTimer.singleShot(0, dialog, partial(answer_with, step, dialog))

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(10)
        timers.append(timer)
        return answered

    yield answer
    for timer in timers:
        timer.stop()  # or it would answer the dialogs of the next test


def buttons(dialog: QWidget, text: str) -> list[QPushButton]:
    """The buttons to be seen; the progress of what was done before goes with the dialog and has one, too."""
    return [
        button
        for button in dialog.findChildren(QPushButton)
        if button.isVisible() and button.isEnabled() and button.text().replace("&", "") == text
    ]


def press(dialog: QWidget, text: str) -> None:
    (button,) = buttons(dialog, text)
    button.click()


def can_be_pressed(dialog: QWidget, step: Answer) -> bool:
    """Say whether a dialog has the button of a step; while it has not, another dialog is to come."""
    return not isinstance(step, partial) or bool(buttons(dialog, step.keywords["text"]))


def answer_with(step: Answer, dialog: QDialog) -> None:
    try:
        step(dialog)
    except BaseException:
        dialog.reject()  # or the test would wait for ever
        raise


def presser(text: str) -> Answer:
    return partial(press, text=text)


def last_edits(window: BackupWindow) -> list[str]:
    return [line.last for line in window.table.source.rows()]


@pytest.fixture
def open_backups(qtbot: QtBot) -> Callable[[Workspace], BackupWindow]:
    def make(workspace: Workspace) -> BackupWindow:
        window = BackupWindow(workspace)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


def test_the_menu_opens_the_list(open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot) -> None:
    window = open_bare_window(sampled)
    (action,) = [action for action in window.bar.more_menu.actions() if action.text() == "Backups…"]
    action.trigger()
    (dialog,) = window.findChildren(BackupWindow)
    assert dialog.isVisible()
    assert dialog.isModal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_without_backups_a_hint_stands_there_until_one_is_made(
    open_backups: Callable[[Workspace], BackupWindow], sampled: Workspace, qtbot: QtBot
) -> None:
    window = open_backups(sampled)
    assert window.hint.isVisible()
    assert not window.restore_button.isEnabled()
    qtbot.keyClick(window.now_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.table.isVisible())
    (backup,) = backups.list_backups(sampled.path)
    assert last_edits(window) == ["Open the sample workspace"]
    assert backup.name in window.said.text()
    assert window.restore_button.isEnabled()


def test_what_makes_no_backup_is_said(
    open_backups: Callable[[Workspace], BackupWindow], sampled: Workspace, qtbot: QtBot
) -> None:
    window = open_backups(sampled)
    backups.folder_of(sampled.path).write_text("in the way")
    window.now_button.click()
    qtbot.waitUntil(lambda: window.problem.isVisible())
    assert window.problem.text().endswith("sampled.backups cannot be used: File exists. No backup was made.")


def test_numbers_are_kept_in_the_workspace_and_no_undo_takes_them_back(
    open_backups: Callable[[Workspace], BackupWindow], sampled: Workspace, qtbot: QtBot
) -> None:
    label = sampled.undo_label()
    window = open_backups(sampled)
    field = window.fields["latest"]
    assert field.accessibleName() == "How many of the latest backups are kept"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert backups.keeping_of(sampled.path) == Keeping(latest=3)
    assert sampled.undo_label() == label
    again = open_backups(sampled)
    assert again.fields["latest"].value() == 3


def test_a_copy_is_a_workspace_of_its_own(
    open_backups: Callable[[Workspace], BackupWindow],
    sampled: Workspace,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "elsewhere.sqlite"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target.with_suffix("")), ""))
    window = open_backups(sampled)
    window.copy_button.click()
    qtbot.waitUntil(lambda: str(target) in window.said.text())
    copy = open_workspace(target)
    with copy.read() as db:
        assert len(list_people(db)) == 24
    copy.close()
    window.copy_button.click()
    qtbot.waitUntil(lambda: "is there already" in window.problem.text())


def test_compacting_says_what_it_gave_back(
    open_backups: Callable[[Workspace], BackupWindow], sampled: Workspace, qtbot: QtBot
) -> None:
    before = snapshot(sampled.path)
    window = open_backups(sampled)
    window.compact_button.click()
    qtbot.waitUntil(lambda: window.said.text().startswith("Compacted: "))
    assert snapshot(sampled.path) == before


def test_a_window_that_only_reads_restores_nothing(
    open_backups: Callable[[Workspace], BackupWindow], sampled: Workspace
) -> None:
    backups.make_backup(sampled.path)
    reader = open_workspace(sampled.path, read_only=True)
    window = open_backups(reader)
    for control in (window.restore_button, window.compact_button, *window.fields.values()):
        assert not control.isEnabled()
    assert window.now_button.isEnabled()
    assert "open in another window" in window.said.text()
    reader.close()


@pytest.fixture
def desk(qapp: QApplication, settings: QSettings, sampled: Workspace) -> Iterator[Desk]:
    """A desk with the sample's window."""
    sampled.close()
    desk = Desk(settings)
    assert desk.open(sampled.path)
    yield desk
    desk.close()


@pytest.mark.slow
def test_a_restore_shows_the_workspace_as_it_was_and_can_be_taken_back(
    desk: Desk, sampled: Workspace, answers: Callable[..., list[str]], qtbot: QtBot
) -> None:
    first = desk.window
    assert first is not None
    backups.make_backup(sampled.path)
    add_plan(first.actions_.workspace, "Later")
    first.show_backups()
    (dialog,) = first.findChildren(BackupWindow)
    seen: list[str] = []

    def look(asked: QDialog) -> None:
        assert isinstance(asked, LookDialog)
        seen.append(asked.said.text())
        seen.append(asked.rows.text())
        press(asked, "Restore")

    answered = answers(look)
    dialog.restore_button.click()
    assert answered == ["LookDialog"]
    assert "Edits that would go: 1. Edits that would come back: 0." in seen[0]
    assert seen[1] == "Rows: plans 2 → 1"
    second = desk.window
    assert isinstance(second, MainWindow)
    assert second is not first
    assert second.isVisible()
    assert plan_names(second.actions_.workspace) == ["2027 H1 development plan"]
    assert second.status.text().startswith("Restored. What was there is kept as ")
    newest, _ = backups.list_backups(sampled.path)
    second.restore_requested.emit(newest.path)
    assert desk.window is not None
    assert "Later" in plan_names(desk.window.actions_.workspace)


def test_a_restore_that_is_refused_leaves_the_window_with_its_workspace(
    desk: Desk, sampled: Workspace, answers: Callable[..., list[str]], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"x" * 8192)
    assert desk.window is not None
    names = plan_names(desk.window.actions_.workspace)
    said: list[str] = []

    def read(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    answers(read)
    desk.window.restore_requested.emit(broken)
    assert said[0].startswith("broken.sqlite is damaged: file is not a database. Nothing was restored.")
    assert desk.window.isVisible()
    assert plan_names(desk.window.actions_.workspace) == names
    add_plan(desk.window.actions_.workspace, "Goes on")


def test_closing_the_window_makes_a_backup_of_what_has_changed(desk: Desk, sampled: Workspace) -> None:
    assert desk.window is not None
    add_plan(desk.window.actions_.workspace, "New")
    desk.window.close()
    (backup,) = backups.list_backups(sampled.path)
    assert restoring.read_lines(sampled.path)[0].last == "Create plan “New”"
    desk.close()
    assert backups.list_backups(sampled.path) == [backup]


def test_closing_without_a_change_makes_none(desk: Desk, sampled: Workspace) -> None:
    backups.make_backup(sampled.path)
    desk.close()
    assert len(backups.list_backups(sampled.path)) == 1


def test_a_backup_that_fails_at_closing_is_said(
    desk: Desk, sampled: Workspace, answers: Callable[..., list[str]]
) -> None:
    said: list[str] = []

    def read(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    backups.folder_of(sampled.path).write_text("in the way")
    answers(read)
    assert desk.window is not None
    desk.window.close()
    assert not desk.window.isVisible()
    assert said[0].endswith("sampled.backups cannot be used: File exists. No backup was made.")


def test_a_backup_at_closing_that_takes_long_shows_itself_and_can_be_cancelled(
    desk: Desk, sampled: Workspace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def slow(_path: Path, progress: Callable[[int, int], None]) -> None:
        for step in range(20_000):
            progress(step, 20_000)
            sleep(0.01)

    monkeypatch.setattr(backup_keeper, "make_when_due", slow)
    window = desk.window
    assert window is not None
    seen: list[str] = []

    def look() -> None:
        for dialog in window.findChildren(QProgressDialog):
            if dialog.isVisible() and not seen:
                seen.append(dialog.labelText())
                press(dialog, "Cancel")

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(10)
    began = monotonic()
    window.close()
    timer.stop()
    assert seen == ["Making a backup…"]
    assert not window.isVisible()
    assert monotonic() - began < 100


def test_closing_twice_waits_for_the_backup(
    desk: Desk, sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = desk.window
    assert window is not None
    asked = Event()
    shown: list[bool] = []
    make = backups.make_when_due

    def slow(*args: Any) -> object:
        asked.wait(60)
        return make(*args)

    def close_again() -> None:
        window.close()
        shown.append(window.isVisible())
        asked.set()

    monkeypatch.setattr(backup_keeper, "make_when_due", slow)
    QTimer.singleShot(0, window, close_again)
    window.close()
    assert shown == [True]
    assert not window.isVisible()
    assert len(backups.list_backups(sampled.path)) == 1


def test_every_half_hour_a_backup_is_made_aside_and_a_failure_is_said(
    sampled: Workspace, open_bare_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_bare_window(sampled)
    said: list[str] = []
    keeper = BackupKeeper(sampled.path, window, said.append)
    (timer,) = keeper.findChildren(QTimer)
    assert timer.isActive()
    assert timer.interval() == 30 * 60 * 1000
    timer.timeout.emit()
    qtbot.waitUntil(lambda: len(backups.list_backups(sampled.path)) == 1)
    qtbot.waitUntil(lambda: not keeper._making)
    timer.timeout.emit()
    qtbot.waitUntil(lambda: not keeper._making)
    assert len(backups.list_backups(sampled.path)) == 1
    add_plan(sampled, "More")
    (sampled.path.with_name("sampled.backups") / ".lock").unlink()
    (sampled.path.with_name("sampled.backups") / ".lock").mkdir()
    timer.timeout.emit()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].endswith(".lock cannot be used: Is a directory. No backup was made.")


def test_a_damaged_workspace_is_brought_back_from_a_backup(
    settings: QSettings, sampled: Workspace, answers: Callable[..., list[str]]
) -> None:
    sampled.close()
    backups.make_backup(sampled.path)
    before = snapshot(sampled.path)
    sampled.path.write_bytes(b"no workspace" * 1000)
    desk = Desk(settings)
    answered = answers(presser("Restore a backup…"), presser("Restore…"), presser("Restore"))
    assert desk.open(sampled.path)
    assert answered == ["QMessageBox", "BackupChooser", "LookDialog"]
    assert desk.window is not None
    assert desk.window.isVisible()
    assert snapshot(sampled.path) == before
    (aside,) = sampled.path.parent.glob("sampled.damaged-*.sqlite")
    assert aside.read_bytes() == b"no workspace" * 1000
    desk.close()


def test_nothing_is_restored_when_the_user_does_not_want_it(
    sampled: Workspace, answers: Callable[..., list[str]]
) -> None:
    sampled.close()
    backups.make_backup(sampled.path)
    sampled.path.write_bytes(b"no workspace")
    answers(presser("Restore…"), presser("Cancel"), presser("Cancel"))
    assert not offer_restore(sampled.path)
    assert sampled.path.read_bytes() == b"no workspace"
