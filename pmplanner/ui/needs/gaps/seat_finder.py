"""Finds free seats for what is missing: at once for few people, else beside the window after a moment."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar import clock
from pmplanner.services.plans.picks import Pair
from pmplanner.services.views.gap_seats import GapSeats, find_gap_seats
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader

_AFTER_MS = 200
"""Who goes through a list with the arrows does not ask for each line."""


class SeatFinder(QObject):
    """Looks for one thing at a time; what is asked next ends the search before."""

    found = Signal(object)
    """What was asked for last was found; payload: the GapSeats."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._reader: AsideReader[GapSeats] = AsideReader(actions, parent, self.found.emit)
        self._pairs: Collection[Pair] = ()
        self._later = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._later.timeout.connect(self._look)

    def ask(self, pairs: Collection[Pair]) -> None:
        """Find seats for missing (person, course) pairs."""
        self.stop()
        self._pairs = pairs
        if self._reader.is_quick():
            self._look()
        else:
            self._later.start()

    def stop(self) -> None:
        """End the search."""
        self._later.stop()
        self._reader.stop()

    def _look(self) -> None:
        plan_id = self._actions.plan_id
        facts = None if plan_id is None else self._actions.problem_monitor.facts(plan_id)
        if facts is None:
            return
        # A copy: what the monitor has changes with each edit, also while somebody searches in it.
        mine, pairs, today = facts.copy(), self._pairs, clock.today()
        self._reader.work_out(lambda look: find_gap_seats(mine, pairs, today, look))
