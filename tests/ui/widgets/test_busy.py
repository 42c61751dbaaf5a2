"""Tests of long work beside the window."""

from __future__ import annotations

import gc
from threading import Event

import pytest
from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress, run_aside, run_busy
from tests.support import known


class Page(QWidget):
    """Keeps what the work gave back, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[Exception] = []
        self.threads: list[QThread] = []

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(QThread.currentThread())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.append(QThread.currentThread())


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_result_comes_back_to_the_window(page: Page, qtbot: QtBot) -> None:
    def work(progress: Progress) -> tuple[int, bool]:
        progress(1, 2)
        return 42, QThread.currentThread() is not page.thread()

    run = run_busy(page, "Importing", work, page.done, page.failed)
    qtbot.waitSignal(run.ended).wait()
    assert page.results == [(42, True)]
    assert page.errors == []
    assert page.threads == [page.thread()]
    qtbot.waitUntil(lambda: not page.findChildren(QProgressDialog))


def test_an_error_comes_back_to_the_window(page: Page, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        raise ValueError("row 7")

    run = run_busy(page, "Importing", work, page.done, page.failed)
    qtbot.waitSignal(run.ended).wait()
    assert [str(error) for error in page.errors] == ["row 7"]
    assert page.results == []
    assert page.threads == [page.thread()]


def test_cancel_stops_at_the_next_report(page: Page, qtbot: QtBot) -> None:
    started, cancelled = Event(), Event()
    reached: list[int] = []

    def work(progress: Progress) -> None:
        progress(0, 10)
        started.set()
        cancelled.wait(60)
        progress(1, 10)
        reached.append(1)

    run = run_busy(page, "Importing", work, page.done, page.failed)
    qtbot.waitUntil(started.is_set)
    dialog = known(page.findChild(QProgressDialog))
    dialog.show()
    QTest.mouseClick(known(dialog.findChild(QPushButton)), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.labelText() == "Stopping…"
    cancelled.set()
    qtbot.waitSignal(run.ended).wait()
    assert [type(error) for error in page.errors] == [Cancelled]
    assert (reached, page.results) == ([], [])


def test_the_dialog_shows_progress_when_work_takes_long(page: Page, qtbot: QtBot) -> None:
    go = Event()

    def work(progress: Progress) -> str:
        progress(3, 10)
        go.wait(60)
        return "done"

    run = run_busy(page, "Importing people", work, page.done, page.failed)
    dialog = known(page.findChild(QProgressDialog))
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)
    assert (dialog.value(), dialog.maximum(), dialog.windowTitle()) == (3, 10, "Importing people")
    with qtbot.waitSignal(run.ended):
        go.set()
    assert page.results == ["done"]


def test_a_page_that_is_gone_is_not_called(page: Page, qtbot: QtBot) -> None:
    go, started = Event(), Event()
    gone = Page()

    def work(progress: Progress) -> int:
        started.set()
        go.wait(60)
        return 1

    run = run_busy(gone, "Importing", work, page.done, page.failed)
    qtbot.waitUntil(started.is_set)
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    with qtbot.waitSignal(run.ended):
        go.set()
    assert (page.results, page.errors) == ([], [])


def test_the_collector_rests_while_a_worker_runs(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    keeper = Keeper()
    gc.enable()
    try:
        run = run_busy(parent, "Work", lambda _progress: gc.isenabled(), keeper.keep, keeper.keep)
        with qtbot.waitSignal(run.ended):
            pass
        assert keeper.kept is False
        assert gc.isenabled()
    finally:
        gc.disable()


class Keeper:
    """Keeps what a worker gave."""

    kept: object = None

    def keep(self, result: object) -> None:
        self.kept = result


def test_enter_and_space_for_the_next_window_do_not_cancel(page: Page, qtbot: QtBot) -> None:
    go_on = Event()

    def work(progress: Progress) -> int:
        while not go_on.is_set():
            progress(0, 0)
            QThread.msleep(5)
        return 7

    run = run_busy(page, "Looking for changes…", work, page.done, page.failed)
    dialog = page.findChildren(QProgressDialog)[0]
    qtbot.waitUntil(dialog.isVisible)
    dialog.activateWindow()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(QApplication.focusWidget() or dialog, key)
        qtbot.keyClick(dialog, key)
    assert not dialog.wasCanceled()
    go_on.set()
    qtbot.waitSignal(run.ended).wait()
    assert page.results == [7]


def test_escape_cancels(page: Page, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        while True:
            progress(0, 0)
            QThread.msleep(5)

    run = run_busy(page, "Looking for changes…", work, page.done, page.failed)
    dialog = page.findChildren(QProgressDialog)[0]
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.waitSignal(run.ended):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert [type(error) for error in page.errors] == [Cancelled]


def test_the_dialog_does_not_come_back_while_what_follows_is_shown(qtbot: QtBot) -> None:
    """What follows may be a dialog of its own, in whose loop nothing is deleted that stands outside of it."""
    timers: list[bool] = []

    class Looking(Page):
        def done(self, result: object) -> None:
            dialog = known(self.findChild(QProgressDialog))
            timers.extend(timer.isActive() for timer in dialog.findChildren(QTimer))

    page = Looking()
    qtbot.addWidget(page)
    run = run_busy(page, "Looking", lambda progress: progress(0, 0), page.done, page.failed)
    with qtbot.waitSignal(run.ended):
        pass
    assert timers
    assert not any(timers)


def test_work_aside_shows_nothing_by_itself(page: Page, qtbot: QtBot) -> None:
    go = Event()
    run = run_aside(page, lambda _progress: go.wait(60), page.done, page.failed)
    shown = page.findChild(QProgressDialog)
    with qtbot.waitSignal(run.ended):
        go.set()
    assert shown is None
