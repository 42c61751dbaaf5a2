"""Watches a run in its own process and says how far it is, without ever waiting."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from pmplanner.scheduling.problem import Limits, Problem, Proposal
from pmplanner.scheduling.process import ScheduleRun, SchedulingError

POLL_MS = 50


class Runner(QObject):
    """One run at a time."""

    progressed = Signal(object)
    """The run is so far; payload: a Progress."""
    ended = Signal(object, object)
    """The run is over; payload: the last Progress and the best Proposal."""
    failed = Signal(str)
    """The run broke and there is nothing to show; payload: a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: ScheduleRun | None = None
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.cancel)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._run is not None

    def start(self, problem: Problem, limits: Limits) -> None:
        """Begin a run; one that is under way ends with nothing."""
        self.cancel()
        self._run = ScheduleRun(problem, limits)
        self._timer.start()

    def stop(self) -> None:
        """Let the run end with the best so far."""
        if self._run is not None:
            self._run.stop()

    def cancel(self) -> None:
        """End the run at once; nothing follows."""
        self._timer.stop()
        run, self._run = self._run, None
        if run is not None:
            run.cancel()

    def _poll(self) -> None:
        run = self._run
        if run is None:
            return
        try:
            reports = run.poll()
        except SchedulingError as error:
            self._end(run, str(error))
            return
        if reports:
            self.progressed.emit(reports[-1])
        if run.is_over and self._run is run:
            self._end(run, self.tr("Nothing was found in that time. Allow more seconds."))

    def _end(self, run: ScheduleRun, sentence: str) -> None:
        """Give what there is, or say why there is nothing."""
        self._timer.stop()
        self._run = None
        if run.progress is None:
            self.failed.emit(sentence)
        else:
            self.ended.emit(run.progress, run.proposal or Proposal())
