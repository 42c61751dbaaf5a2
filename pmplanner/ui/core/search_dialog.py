"""A window in which something is looked for that takes a while: it can be stopped, and is asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_aside
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE

_T = TypeVar("_T")


class SearchDialog(QDialog, Generic[_T]):
    """Looks beside the window; an answer that comes late is passed over, and closing stops the work."""

    table: DataTable
    """What is found, a row each."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._run: BusyRun | None = None
        self._turn = 0
        """Counts what was asked for."""
        self._sheet: _T | None = None
        """What was found."""
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("How far it is"))
        self.progress.setTextVisible(False)
        self.stop_button = plain_button(tr("Stop"), self)
        self.stop_button.clicked.connect(self.stop)
        self.reason = problem_label("", self)

    @property
    def is_working(self) -> bool:
        """Whether it is being looked for."""
        return self._run is not None

    def look_for(self, read: Callable[[Session, Progress], _T]) -> None:
        """Read this beside the window; what was under way before was stopped."""
        turn, workspace = self._turn, self._actions.workspace

        def work(progress: Progress) -> tuple[int, _T]:
            progress(0, 0)
            with workspace.read() as db:
                return turn, read(db, progress)

        self._run = run_aside(self, work, self._take, self._fail)
        self._run.progressed.connect(self._show_progress)
        self._sheet = None
        self.progress.setMaximum(0)
        self._show_working()

    def stop(self) -> None:
        """Give up what is being looked for."""
        self._turn += 1
        run, self._run = self._run, None
        if run is not None:
            run.progressed.disconnect(self._show_progress)
            run.cancel()
            self._show_working()

    def show_found(self, *, is_looking: bool) -> None:
        """Show what was found, which is nothing while it *is_looking* and after it was stopped."""
        raise NotImplementedError

    def copy_table(self) -> None:
        """Copy the table as it is shown, for a spreadsheet."""
        proxy, columns = self.table.proxy, self.table.source.columns
        shown = [proxy.index(place, 0).data(ROW_ROLE) for place in range(proxy.rowCount())]
        lines = [[column.title for column in columns]]
        lines += [[" ".join(column.shown(row).split()) for column in columns] for row in shown]
        QGuiApplication.clipboard().setText("".join("\t".join(line) + "\n" for line in lines))
        said = plural(len(shown), "Copied 1 line of “%2”", "Copied %1 lines of “%2”", self.windowTitle())
        self._actions.said.emit(said, False)

    def done(self, result: int) -> None:
        """Stop the work and close."""
        self.stop()
        super().done(result)

    def _show_working(self) -> None:
        is_looking = self._run is not None
        for widget in (self.progress, self.stop_button):
            widget.setVisible(is_looking)
        self.show_found(is_looking=is_looking)

    def _show_progress(self, done: object, total: object) -> None:
        self.progress.setMaximum(int(str(total)))
        self.progress.setValue(int(str(done)))

    def _take(self, answer: tuple[int, _T]) -> None:
        turn, sheet = answer
        if turn == self._turn:
            self._run, self._sheet = None, sheet
            self._show_working()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled) or self._run is None:
            return  # whoever stopped it has said so
        self.stop()
        if not isinstance(error, PlanError):
            raise error
        self.reason.say(str(error))
