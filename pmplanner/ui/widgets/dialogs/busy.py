"""Long work beside the window, with progress and Cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui import collector
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.progress_dialog import ProgressDialog

SHOW_AFTER_MS = 300
# As late as can be told: the dialog must not show by itself, and it knows no "never".
_NEVER_MS = 2**31 - 1


class Cancelled(Exception):  # noqa: N818 - not an error: the user wanted it
    """The user cancelled the work."""


class Progress(Protocol):
    """Reports how far the work is and raises `Cancelled` once the user cancelled it."""

    def __call__(self, done: int, total: int, /) -> None:
        """Report that `done` of `total` steps are done; a total of 0 means unknown."""


def run_busy(
    parent: QWidget,
    title: str,
    work: Callable[[Progress], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None],
) -> BusyRun:
    """Run `work` in a thread of its own; give its result to `done` or its exception to `failed`, here.

    `done` and `failed` are bound methods and run in the window's thread; cancelling gives `Cancelled` to
    `failed`. If `parent` is gone by then, nothing is called. `work` must not touch widgets or sessions of
    this thread.
    """
    run = BusyRun(parent, _dialog(parent, title), work, done, failed)
    _running.add(run)
    run.start()
    return run


def run_aside(
    parent: QObject,
    work: Callable[[Progress], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None],
) -> BusyRun:
    """Do as `run_busy`, without ever showing a dialog: the caller shows itself that it waits."""
    run = BusyRun(parent, None, work, done, failed)
    _running.add(run)
    run.start()
    return run


def end_within(owner: QObject) -> None:
    """Cancel all that runs for *owner* or anything in it, and return when it has let go of what it uses."""
    runs = [run for run in _running if run.is_within(owner)]
    for run in runs:
        run.cancel()
    for run in runs:
        run.end()


class BusyRun(QObject):
    """One piece of work under way."""

    ended = Signal()
    """The work is over and its callback was called; no payload."""
    progressed = Signal(object, object)
    """The work is so far; payload: done and total steps, a total of 0 for unknown."""

    def __init__(
        self,
        parent: QObject,
        dialog: ProgressDialog | None,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._parent = parent
        self._done = done
        self._failed = failed
        self._thread = _WorkThread(work)
        self._dialog = dialog
        if self._dialog is not None:
            self._dialog.canceled.connect(self.cancel)
        # The dialog's own delay is ignored until it has a value; then it is four seconds.
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.timeout.connect(self._show)
        self._thread.progressed.connect(self._show_progress)
        self._thread.progressed.connect(self.progressed)
        self._thread.finished.connect(self._finish)

    def start(self) -> None:
        """Begin; ends early when the application quits."""
        app = QCoreApplication.instance()
        if app is not None:
            # The workspace is closed right after: the thread must have let go of it.
            app.aboutToQuit.connect(self._quit)
        if self._dialog is not None:
            self._delay.start(SHOW_AFTER_MS)
        # Before the thread begins: a collection in it would delete widgets that are garbage.
        collector.pause(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._thread.cancelled = True
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.setLabelText(self.tr("Stopping…"))
            # To press it again would do nothing more.
            self._dialog.setCancelButton(None)
            self._show()

    def is_within(self, owner: QObject) -> bool:
        """Say whether it runs for *owner*, for anything in it, or for what is gone by now."""
        above: QObject | None = self._parent
        while above is not None and shiboken6.isValid(above):
            if above is owner:
                return True
            above = above.parent()
        return above is not None

    def end(self) -> None:
        """Cancel, and return when the thread has let go of what it works with."""
        self.cancel()
        self._thread.wait()

    def _show(self) -> None:
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.show()

    def _show_progress(self, done: object, total: object) -> None:
        if self._dialog is None or self._thread.cancelled:
            return
        if shiboken6.isValid(self._dialog):
            self._dialog.setMaximum(int(str(total)))
            self._dialog.setValue(min(int(str(done)), int(str(total)) - 1))

    def _quit(self) -> None:
        self._thread.cancelled = True
        # A thread that still runs when its object goes takes the process along.
        self._thread.wait()

    def _finish(self) -> None:
        self._thread.wait()
        self._delay.stop()
        _running.discard(self)
        collector.resume(self)
        # The page may be gone by now: then there is nobody to tell.
        if shiboken6.isValid(self._parent):
            if self._dialog is not None:
                self._dialog.canceled.disconnect(self.cancel)
                self._dialog.reset()
                self._dialog.hide()
                self._dialog.deleteLater()
            self._deliver()
        self.ended.emit()

    def _deliver(self) -> None:
        error = self._thread.error
        if error is not None:
            self._failed(error)
        else:
            self._done(self._thread.result)


class _WorkThread(QThread):
    """Runs the work and keeps what came of it."""

    # Objects, because an int in a signal ends at 2³¹.
    progressed = Signal(object, object)
    """The work is so far; payload: done and total steps."""

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._work = work
        self.cancelled = False
        self.result: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Do the work; an exception is kept for the window's thread."""
        try:
            self.result = self._work(self._report)
        except Cancelled as error:
            self.error = error.with_traceback(None)  # which would hold all that was made until then
        except Exception as error:
            self.error = error
        # What nobody else holds goes here, not in the window's thread: it may be much.
        del self._work

    def _report(self, done: int, total: int) -> None:
        if self.cancelled:
            raise Cancelled
        self.progressed.emit(done, total)


def _dialog(parent: QWidget, title: str) -> ProgressDialog:
    dialog = ProgressDialog(title, tr("Cancel"), 0, parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setMinimumDuration(_NEVER_MS)
    dialog.reset()  # or it shows four seconds after it was made, whatever it was told
    dialog.setMinimumWidth(360)
    return dialog


# Keeps what runs alive: nobody else has to hold on to it.
_running: set[BusyRun] = set()
