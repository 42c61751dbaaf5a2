"""Reads the needs of the plan once for all views of the page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar import clock
from pmplanner.services.totals.gaps import GapBook, read_gaps
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader


class GapReader(QObject):
    """Holds the needs as they were read last, and reads them anew when asked."""

    changed = Signal()
    """The needs were read; no payload."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.book: GapBook | None = None
        """None until they are read, and without a plan."""
        self._reader = AsideReader(actions, parent, self._take)
        self._plan_id: int | None = None

    @property
    def is_reading(self) -> bool:
        """Whether they are being read beside the window."""
        return self._reader.is_reading

    def read(self, plan_id: int | None) -> None:
        """Read the needs of a plan; what was read before stays until then, if it is of the same plan."""
        if plan_id != self._plan_id:
            self._plan_id, self.book = plan_id, None
        if plan_id is None:
            self._reader.stop()
        else:
            today = clock.today()
            self._reader.ask(lambda db: read_gaps(db, plan_id, today))

    def stop(self) -> None:
        """Read no more: nobody would see it."""
        self._reader.stop()

    def _take(self, book: GapBook) -> None:
        self.book = book
        self.changed.emit()
