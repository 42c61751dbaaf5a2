"""Faults of ours: told once, in a dialog that offers to save the report, and the window goes on."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.ui.shell.crash import CrashReporter, save_report

Dialogs = list[str]


class OurFaultError(Exception):
    """Stands for any fault of the program."""


@pytest.fixture
def reporter(qapp: QApplication) -> Iterator[CrashReporter]:
    thread_hook = threading.excepthook
    reporter = CrashReporter()
    reporter.install()
    yield reporter
    threading.excepthook = thread_hook


@pytest.fixture
def dialogs(qtbot: QtBot) -> Iterator[Dialogs]:
    """Close each dialog with Go on, and keep what it told."""
    told: Dialogs = []

    def close() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            told.append(box.detailedText())
            next(b for b in box.findChildren(QPushButton) if b.text() == "Go on").click()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(10)
    yield told
    timer.stop()


def fail(reporter: CrashReporter, number: int = 1) -> None:
    try:
        raise OurFaultError(f"fault {number}")
    except OurFaultError:
        reporter.report(*sys.exc_info())


def test_a_fault_is_told_once(reporter: CrashReporter, dialogs: Dialogs, qtbot: QtBot) -> None:
    fail(reporter, 1)
    qtbot.waitUntil(lambda: len(dialogs) == 1)
    assert "OurFaultError: fault 1" in dialogs[0]
    assert "test_crash.py" in dialogs[0]
    fail(reporter, 2)
    with pytest.raises(ValueError, match="other"):
        raise ValueError("other")
    try:
        raise ValueError("other")
    except ValueError:
        reporter.report(*sys.exc_info())
    qtbot.waitUntil(lambda: len(dialogs) == 2)
    assert "ValueError: other" in dialogs[1]


def test_a_fault_in_a_slot_leaves_the_window_running(
    reporter: CrashReporter, dialogs: Dialogs, qtbot: QtBot
) -> None:
    button = QPushButton("Break")
    qtbot.addWidget(button)
    clicks = []

    def slot() -> None:
        clicks.append(1)
        raise OurFaultError("in a slot")

    button.clicked.connect(slot)
    button.click()
    qtbot.waitUntil(lambda: len(dialogs) == 1)
    button.click()
    assert clicks == [1, 1]
    assert "in a slot" in dialogs[0]


def test_a_fault_in_a_thread_is_told_in_the_window(
    reporter: CrashReporter, dialogs: Dialogs, qtbot: QtBot
) -> None:
    def work() -> None:
        raise OurFaultError("beside the window")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dialogs) == 1)
    assert "beside the window" in dialogs[0]


def test_report_names_versions(tmp_path: Path) -> None:
    save_report(tmp_path / "report.txt", "Traceback: broken")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert text.startswith("pmplanner ")
    assert "Qt 6" in text
    assert text.endswith("Traceback: broken")
    with pytest.raises(OSError, match="No such file"):
        save_report(tmp_path / "nowhere" / "report.txt", "x")


@pytest.mark.parametrize(
    ("label", "said"),
    [("Add Anna", "Undo would take back “Add Anna”"), (None, "Undo has nothing to take back.")],
)
def test_a_fault_does_not_say_what_it_cannot_know(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, label: str | None, said: str
) -> None:
    texts: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: texts.append(box.informativeText()))
    reporter.ask_undo = lambda: label
    fail(reporter)
    qtbot.waitUntil(lambda: len(texts) == 1)
    assert "may have been done, or not" in texts[0]
    assert "not carried out" not in texts[0]
    assert said in texts[0]


def test_a_fault_is_told_even_when_the_workspace_is_broken(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    texts: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: texts.append(box.informativeText()))

    def broken() -> str:
        raise OurFaultError("no database")

    reporter.ask_undo = broken
    fail(reporter)
    qtbot.waitUntil(lambda: len(texts) == 1)
    assert "Undo" in texts[0]
