"""Finding courses in the window: the index of a large catalogue, made beside it and kept up with edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pmplanner.services.catalog.finding import prepare_finding, wants_index
from pmplanner.storage.journal import Change
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand

if TYPE_CHECKING:
    from pmplanner.storage.workspace import Workspace

_TABLES = ("course", "course_skill", "course_track", "skill", "own_fact")


class CourseFinder(QObject):
    """Has the index made when somebody is about to type, and followed after each edit of courses."""

    ready = Signal()
    """Courses are found by the index from now on; no payload."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked = False
        self._errand: Errand[None] = Errand(self, self._done)

    def prepare(self) -> None:
        """Have the index made beside the window where the catalogue is large and there is none."""
        self._asked = True
        if not self._errand.running and self._wanting():
            self._errand.begin(self._work)

    def follow(self, change: Change) -> None:
        """Follow an edit of courses before somebody types again."""
        if self._asked and change.touches(*_TABLES):
            self.prepare()

    def end_work(self) -> None:
        """End what is under way: the workspace is closed next."""
        self._errand.end()

    def _wanting(self) -> bool:
        with self._workspace.read() as db:
            return wants_index(db)

    def _work(self, _progress: Progress) -> None:
        with self._workspace.read() as db:
            prepare_finding(db)

    def _done(self, _nothing: None) -> None:
        self.ready.emit()
