"""Watches a run in its own process and says how far it is, without ever waiting."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Lock

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.scheduling.model.problem import Limits, Problem, Progress, Proposal
from pmplanner.scheduling.process import ScheduleRun, SchedulingError
from pmplanner.ui.widgets.dialogs.busy import Progress as Report
from pmplanner.ui.widgets.dialogs.busy import run_aside

POLL_MS = 50


class Watch:
    """One run, begun and listened to in a thread: plans are large to send, and processes slow to end."""

    def __init__(self, problem: Problem, limits: Limits) -> None:
        self._asked = problem, limits
        self._lock = Lock()
        self._run: ScheduleRun | None = None
        self._cancelled = self._stopped = False
        # A queue and no signal: reports come faster than a window paints, and only the newest counts.
        self.reports: SimpleQueue[Progress] = SimpleQueue()
        self.last: Progress | None = None
        self.trouble = ""

    def listen(self, _report: Report) -> Watch:
        """Run to the end; belongs into a thread of its own."""
        with self._lock:
            # Cancelled before the thread had begun: then no process is started at all.
            if self._cancelled:
                return self
            self._run = ScheduleRun(*self._asked)
            if self._stopped:  # asked for before there was a process to ask
                self._run.stop()
        try:
            for progress in self._run:
                self.reports.put(progress)
        except (SchedulingError, OSError) as error:  # OSError: cancelled while it was listened to
            self.trouble = str(error)
        return self

    def take(self) -> Progress | None:
        """Give the newest report that was not taken yet."""
        newest = None
        while not self.reports.empty():
            newest = self.last = self.reports.get()
        return newest

    def proposal(self) -> Proposal:
        """The best so far."""
        return (self._run.proposal if self._run is not None else None) or Proposal()

    def stop(self) -> None:
        """Ask for the end with the best so far."""
        with self._lock:
            self._stopped = True
            if self._run is not None:
                self._run.stop()

    def cancel(self) -> None:
        """End at once."""
        with self._lock:
            self._cancelled = True
        if self._run is not None:
            self._run.cancel()


class Runner(QObject):
    """One run at a time."""

    progressed = Signal(object)
    """The run is so far; payload: a Progress."""
    ended = Signal(object, object)
    """The run is over; payload: the last Progress and the best Proposal."""
    failed = Signal(str)
    """The run broke and there is nothing to show; payload: a sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._watch: Watch | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        app = QCoreApplication.instance()
        if app is not None:
            # Or the process would go on without a window.
            app.aboutToQuit.connect(self.cancel)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._watch is not None

    def start(self, problem: Problem, limits: Limits) -> None:
        """Begin a run; one that is under way ends with nothing."""
        self.cancel()
        self._watch = Watch(problem, limits)
        run_aside(self._window, self._watch.listen, self._end, self._break)
        self._timer.start()

    def stop(self) -> None:
        """Let the run end with the best so far."""
        if self._watch is not None:
            self._watch.stop()

    def cancel(self) -> None:
        """End the run at once; nothing follows."""
        self._timer.stop()
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()

    def _poll(self) -> None:
        report = None if self._watch is None else self._watch.take()
        if report is not None:
            self.progressed.emit(report)

    def _end(self, watch: Watch) -> None:
        """Give what there is, or say why there is nothing."""
        if watch is not self._watch:
            return  # cancelled
        self._poll()
        self._timer.stop()
        self._watch = None
        if watch.last is None:
            nothing = self.tr("Nothing was found in that time. Allow more seconds.")
            self.failed.emit(watch.trouble or nothing)
        else:
            self.ended.emit(watch.last, watch.proposal())

    def _break(self, error: Exception) -> None:
        self.cancel()
        self.failed.emit(str(error))
