"""Finds what would solve a problem: at once where that is quick, else beside the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.problem_monitor import ProblemMonitor
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_aside

if TYPE_CHECKING:
    from pmplanner.services.problems.fixes.fixes import Fix
    from pmplanner.services.problems.reading.rows import Problem
    from pmplanner.services.problems.tracking.causes import Cause

AT_ONCE = 0.04
"""For so many seconds of work the window's own thread searches; a plan of a hundred people needs less."""
_TELL_AFTER = 0.05


class TooLongError(Exception):
    """The search is not one for the window's thread."""


class FixSearch(QObject):
    """Searches for one thing at a time; what is asked next ends the search before."""

    def __init__(
        self, monitor: ProblemMonitor, show: Callable[[Sequence[Fix]], None], parent: QWidget
    ) -> None:
        """Search in what *monitor* watches; what is found beside the window is given to *show*."""
        super().__init__(parent)
        self._monitor, self._show, self._widget = monitor, show, parent
        self._about: Cause | Problem | None = None
        self._run: BusyRun | None = None
        self._long: set[str] = set()
        """Kinds of which a search took too long: the next one is not begun in the window's thread."""
        monitor.followed.connect(self.stop)
        monitor.changed.connect(self.stop)

    def ask(self, about: Cause | Problem) -> list[Fix] | None:
        """Return what would solve something; None while it is searched for beside the window."""
        known = self._monitor.known_fixes(about)
        if known is not None:
            self.stop()
            return known
        if self._run is not None and self._about == about:
            return None
        self.stop()
        if about.kind in self._long:
            self._begin(about)
            return None
        try:
            return self._monitor.keep_fixes(about, self._monitor.search(about)(Limit(AT_ONCE)))
        except TooLongError:
            self._long.add(about.kind)
            self._begin(about)
        return None

    def stop(self) -> None:
        """End the search: what it would find is not wanted any more."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel()

    def _begin(self, about: Cause | Problem) -> None:
        search = self._monitor.search(about, aside=True)

        def work(progress: Progress) -> tuple[Cause | Problem, list[Fix]]:
            return about, search(Telling(progress))

        self._about = about
        self._run = run_aside(self._widget, work, self._take, self._fail)

    def _take(self, found: tuple[Cause | Problem, list[Fix]]) -> None:
        about, fixes = found
        if self._run is not None and about is self._about:
            self._run = None
            self._show(self._monitor.keep_fixes(about, fixes))

    def _fail(self, error: Exception) -> None:
        # Facts that an edit has changed meanwhile may have been half of then and half of now.
        if self._run is not None and not isinstance(error, Cancelled):
            raise error


class Limit:
    """Ends a search after some seconds of this thread's work."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds

    def __call__(self) -> None:
        """Raise TooLongError when the time is over."""
        if time.thread_time() > self._until:
            raise TooLongError


class Telling:
    """Asks from time to time whether the search is still wanted; each time would flood the window."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._next = progress, 0.0

    def __call__(self) -> None:
        """Report, which raises Cancelled when nobody wants it any more."""
        if (now := time.monotonic()) > self._next:
            self._next = now + _TELL_AFTER
            self._progress(0, 0)
