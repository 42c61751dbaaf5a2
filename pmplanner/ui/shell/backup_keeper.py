"""Backups while somebody works and when a window is closed; and waiting for work on files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from pmplanner.storage.backups import EVERY, Backup, make_when_due
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress, run_aside, run_busy
from pmplanner.ui.widgets.text import tell

log = logging.getLogger(__name__)


def wait_for(parent: QWidget, title: str, work: Callable[[Progress], Any]) -> Any:  # noqa: ANN401
    """Run work in a thread of its own and return its result, or raise what it raised.

    It shows how far it is once it takes long, and can be cancelled: then `Cancelled` is raised.
    """
    outcome = _Outcome()
    loop = QEventLoop()
    run = run_busy(parent, title, work, outcome.keep, outcome.fail)
    run.ended.connect(loop.quit)
    loop.exec()
    if outcome.error is not None:
        raise outcome.error
    return outcome.result


class _Outcome:
    """What came of the work; cancelled when nobody could be told, because the parent is gone."""

    def __init__(self) -> None:
        self.result: Any = None
        self.error: Exception | None = Cancelled()

    def keep(self, result: Any) -> None:  # noqa: ANN401
        """Keep what was returned."""
        self.result, self.error = result, None

    def fail(self, error: Exception) -> None:
        """Keep what was raised."""
        self.error = error


class BackupKeeper(QObject):
    """Makes a backup of a window's workspace every half hour of work, and when the window is closed."""

    def __init__(self, path: Path, window: QWidget, say: Callable[[str], object]) -> None:
        super().__init__(window)
        self._path = path
        self._window = window
        self._say = say
        self._making = False
        self._timer = QTimer(self, interval=int(EVERY.total_seconds() * 1000))
        self._timer.timeout.connect(self.back_up_aside)
        self._timer.start()

    def back_up_aside(self) -> None:
        """Make a backup if something has changed since the newest, while the work in the window goes on."""
        if not self._making:
            self._making = True
            run_aside(self._window, self._make, self._made, self._failed)

    def _make(self, progress: Progress) -> Backup | None:
        return make_when_due(self._path, progress)

    def _made(self, _backup: Backup | None) -> None:
        self._making = False

    def _failed(self, error: Exception) -> None:
        self._making = False
        if isinstance(error, WorkspaceError):
            self._say(str(error))
        elif not isinstance(error, Cancelled):
            raise error

    def finish(self) -> None:
        """Make the last backup before the window closes; say when it could not be made."""
        if not self._timer.isActive():
            return
        self.stop()
        title = tr("Making a backup…")
        try:
            wait_for(self._window, title, self._make)
        except WorkspaceError as error:
            tell(self._window, tr("No backup was made"), str(error))
        except Cancelled:
            log.info("the backup at closing was cancelled")

    def stop(self) -> None:
        """Make no more backups."""
        self._timer.stop()
