"""Reads the needs of the plan once for all views of the page, and keeps whose are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar import clock
from pmplanner.services.totals.gaps import GapBook, GapPerson, read_gaps
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader


class GapReader(QObject):
    """Holds the needs as they were read last, and reads them anew when asked."""

    read_anew = Signal()
    """The needs were read; no payload."""
    changed = Signal()
    """Other needs, or those of other people, are to be shown; no payload."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.book: GapBook | None = None
        """None until they are read, and without a plan."""
        self.people: Mapping[int, GapPerson] = {}
        """Whose needs are shown, by id, in the order of their names."""
        self._reader = AsideReader(actions, parent, self._take)
        self._plan_id: int | None = None

    @property
    def is_reading(self) -> bool:
        """Whether they are being read beside the window."""
        return self._reader.is_reading

    def read(self, plan_id: int | None) -> None:
        """Read the needs of a plan; what was read before stays until then, if it is of the same plan."""
        if plan_id != self._plan_id:
            self._plan_id, self.book, self.people = plan_id, None, {}
        if plan_id is None:
            self._reader.stop()
        else:
            today = clock.today()
            self._reader.ask(lambda db: read_gaps(db, plan_id, today))

    def show_people(self, people: Iterable[GapPerson]) -> None:
        """Show the needs of these people from now on."""
        self.people = {person.person_id: person for person in people}
        self.changed.emit()

    def stop(self) -> None:
        """Read no more: nobody would see it."""
        self._reader.stop()

    def _take(self, book: GapBook) -> None:
        self.book = book
        self.read_anew.emit()
