"""Reads the board of the plan, this week first, and keeps what is shown of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.board.board import read_later, read_week
from pmplanner.services.board.rows import Board
from pmplanner.services.calendar import clock
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader, Look

AT_ONCE = 0
"""Of so many people the window's own thread reads: each draft is tried."""


class BoardReader(QObject):
    """Holds the board as it was read last, beside the window."""

    changed = Signal()
    """The board, or a part of it, was read; no payload."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        """None until it is read, and without a plan."""
        self.is_stale = False
        """Whether something has changed since, and the week is being read anew."""
        self._actions, self._page = actions, parent
        self._week = AsideReader[Board](actions, parent, self._take_week, at_once=AT_ONCE)
        self._later = AsideReader[Board](actions, parent, self._take_later, at_once=AT_ONCE)
        self._plan_id: int | None = None

    def read(self, plan_id: int | None) -> None:
        """Read the board of a plan; what was read before stays until then, if it is of the same plan."""
        self.stop()
        if plan_id != self._plan_id:
            self._plan_id, self.board = plan_id, None
        if plan_id is None:
            return
        self.is_stale, today, actions = True, clock.today(), self._actions

        def work(look: Look) -> Board:
            with actions.workspace.read() as db:
                return read_week(db, plan_id, today, look)

        self._week.work_out(work)

    def stop(self) -> None:
        """Read no more: nobody would see it."""
        self._week.stop()
        self._later.stop()

    def _take_week(self, board: Board) -> None:
        self.is_stale = False
        self.board = board
        self.changed.emit()
        if self._page.isVisible():
            self.look_further()

    def look_further(self) -> None:
        """Look at what comes after this week, which takes longer: only where somebody sees the page."""
        board, actions = self.board, self._actions
        if board is None or board.is_whole or self.is_stale or self._later.is_reading:
            return

        def work(look: Look) -> Board:
            with actions.workspace.read() as db:
                return read_later(db, board, look)

        self._later.work_out(work)

    def _take_later(self, board: Board) -> None:
        self.board = board
        self.changed.emit()
