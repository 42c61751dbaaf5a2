"""Reading beside the window, one thing at a time, of which only the last one asked for is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, end_within, run_aside

MANY_PEOPLE = 300
"""Of up to so many people all is read in the window's own thread, which is done before anybody sees it."""

_T = TypeVar("_T")


class Errand(Generic[_T]):
    """Runs work in a thread of its own and hands over what it found, unless other work was begun since."""

    def __init__(self, owner: QObject, done: Callable[[_T], object]) -> None:
        """*done* is called in the window's thread, as long as *owner* is there."""
        self._owner, self._done = owner, done
        self._run: BusyRun | None = None
        self._turn = 0

    @property
    def running(self) -> bool:
        """Whether something is being read that is still wanted."""
        return self._run is not None

    def begin(self, work: Callable[[Progress], _T]) -> None:
        """Do this from now on, and nothing else; *work* touches no widgets and no sessions of this thread."""
        self.stop()
        self._turn += 1
        turn = self._turn

        def run(progress: Progress) -> tuple[int, _T | Exception]:
            try:
                return turn, work(progress)
            except Cancelled:
                raise
            except Exception as error:
                return turn, error

        self._run = run_aside(self._owner, run, self._take, self._fail)

    def stop(self) -> None:
        """Want it no more; it ends at its next report of progress."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel()

    def end(self) -> None:
        """Stop, and return when nothing of the workspace is in use any more, which is closed next."""
        self.stop()
        end_within(self._owner)  # also what was stopped before, which goes on until it reports

    def _take(self, answer: tuple[int, _T | Exception]) -> None:
        turn, found = answer
        # Of what is not wanted any more, nobody wants to hear what went wrong either.
        if turn != self._turn or self._run is None:
            return
        self._run = None
        if isinstance(found, Exception):
            raise found
        self._done(found)

    def _fail(self, _error: Exception) -> None:
        """It was cancelled."""
