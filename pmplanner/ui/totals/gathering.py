"""Reads totals of many people beside the window, so that it goes on while they are summed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group
from pmplanner.services.views.totals_page import TotalsBook
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_aside

Sheet = tuple[Group, Measure]


class Gathering(QObject):
    """Reads for one book at a time; what is asked next ends the reading before."""

    done = Signal(object)
    """A book has all that was asked for; payload: the TotalsBook."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._widget = workspace, parent
        self._book: TotalsBook | None = None
        self._run: BusyRun | None = None

    def read(self, book: TotalsBook, sheets: Sequence[Sheet]) -> None:
        """Read sheets and what stands beside them into a book that nobody else uses meanwhile."""
        self.stop()

        def work(progress: Progress) -> TotalsBook:
            with self._workspace.read() as db:
                for by, measure in sheets:
                    progress(0, 0)
                    book.sheet(db, by, measure)
                for read in (book.others, book.targets, book.coverage):
                    progress(0, 0)
                    read(db)
            return book

        self._book = book
        self._run = run_aside(self._widget, work, self._take, self._fail)

    def stop(self) -> None:
        """End the reading: what it would find is not wanted any more."""
        run, self._run, self._book = self._run, None, None
        if run is not None:
            run.cancel()

    def end(self) -> None:
        """End the reading, and return when nothing of the workspace is in use any more."""
        run = self._run
        self.stop()
        if run is not None:
            run.end()

    @property
    def running(self) -> bool:
        """Whether something is being read."""
        return self._run is not None

    def _take(self, book: TotalsBook) -> None:
        if book is self._book:
            self._run, self._book = None, None
            self.done.emit(book)

    def _fail(self, error: Exception) -> None:
        # Of a plan that is gone meanwhile, nobody wants to know.
        if self._run is not None and not isinstance(error, Cancelled):
            raise error
