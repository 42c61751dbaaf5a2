"""Reads and works out what a page shows: at once while there are few people, else beside the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import count_everybody
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_aside

AT_ONCE = 250
"""For so many people the window's own thread reads; it takes it some hundredths of a second."""

_LOOK_EVERY = 0.05
"""Seconds; each time would flood the window."""

_T = TypeVar("_T")

Look = Callable[[], None]
"""Raises Cancelled when what is worked out is not wanted any more."""


class AsideReader(Generic[_T]):
    """Reads one thing at a time; what is asked next ends the reading before."""

    def __init__(
        self,
        actions: Actions,
        parent: QWidget,
        show: Callable[[_T], None],
        *,
        at_once: int | None = None,
    ) -> None:
        """Give what is read to *show*, in the window's thread, while *parent* is there.

        Up to *at_once* people the window's own thread reads; the usual number where it is not given.
        """
        self._actions, self._parent, self._show = actions, parent, show
        self._at_once = at_once
        self._run: BusyRun | None = None
        self._asked = 0

    @property
    def is_reading(self) -> bool:
        """Whether something is being read beside the window."""
        return self._run is not None

    def is_quick(self) -> bool:
        """Say whether there are so few people that the window's own thread reads."""
        most = AT_ONCE if self._at_once is None else self._at_once
        return most > 0 and self._actions.read(count_everybody) <= most

    def ask(self, question: Callable[[Session], _T]) -> None:
        """Read what *question* answers; it must reach nothing of the window."""
        self._begin(lambda _look: self._actions.read(question))

    def work_out(self, work: Callable[[Look], _T]) -> None:
        """Give what *work* returns, which needs no database and must reach nothing of the window.

        It is to call what it is given from time to time: that ends it when it is not wanted any more.
        """
        self._begin(work)

    def _begin(self, work: Callable[[Look], _T]) -> None:
        self.stop()
        if self.is_quick():
            self._show(work(lambda: None))
            return
        asked = self._asked

        def work_aside(progress: Progress) -> tuple[int, _T]:
            found = work(Looking(progress))
            progress(0, 0)
            return asked, found

        self._run = run_aside(self._parent, work_aside, self._take, self._fail)

    def stop(self) -> None:
        """End the reading: what it would find is not wanted any more."""
        self._asked += 1
        run, self._run = self._run, None
        if run is not None:
            run.cancel()

    def _take(self, found: tuple[int, _T]) -> None:
        asked, answer = found
        if asked == self._asked:
            self._run = None
            self._show(answer)

    def _fail(self, error: Exception) -> None:
        # A plan that is gone by now is not shown any more.
        if self._run is not None and not isinstance(error, Cancelled | PlanError):
            raise error


class Looking:
    """Asks from time to time whether the work is still wanted, and lets the window go on."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._next = progress, 0.0

    def __call__(self) -> None:
        """Raise Cancelled when it is not wanted any more."""
        if (now := time.monotonic()) > self._next:
            self._next = now + _LOOK_EVERY
            self._progress(0, 0)
