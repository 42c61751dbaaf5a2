"""What happens to the file of the open workspace while nobody does anything."""

from PySide6.QtCore import QObject, QTimer, Signal

from pmplanner.services.startup.opening import begin_use
from pmplanner.storage.workspace import Workspace, WorkspaceError
from pmplanner.ui import collector

_EVERY_MS = 1000


class WorkspaceMonitor(QObject):
    """Looks every second whether the file is in its place, its check has ended, another window let go."""

    moved = Signal()
    """The file was replaced, moved or deleted; comes once, until it has returned."""

    returned = Signal()
    """The file that was moved away is in its place again."""

    damaged = Signal(object)
    """The check that began at opening has found something; payload: list of soundness.Finding. Comes once."""

    taken_over = Signal()
    """The other pmplanner has gone, and this one can change the workspace from now on."""

    failed = Signal(str)
    """Taking over was possible but did not work; payload: why, in a sentence. Comes once."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._moved = False
        self._checked = False
        self._failed = False
        if not workspace.checked:
            collector.pause(self)  # the check runs in a thread beside
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look now."""
        if self._workspace.checked:
            collector.resume(self)
        if self._moved == self._workspace.in_place:
            self._moved = not self._moved
            (self.moved if self._moved else self.returned).emit()
        if self._moved:
            return
        if self._workspace.read_only:
            self._try_to_take_over()
        elif not self._checked and self._workspace.checked:
            self._checked = True
            findings = self._workspace.findings()
            if findings:
                self.damaged.emit(findings)

    def _try_to_take_over(self) -> None:
        try:
            if self._failed:
                return
            collector.pause(self)
            if not self._workspace.take_over():
                return
            begin_use(self._workspace)
        except WorkspaceError as error:
            self._failed = True
            self.failed.emit(str(error))
        else:
            self.taken_over.emit()

    def stop(self) -> None:
        """Look no more, before the workspace is closed, which ends the check."""
        self._timer.stop()
        collector.resume(self)
