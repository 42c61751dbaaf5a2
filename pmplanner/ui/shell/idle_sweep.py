"""Has garbage looked for while nobody works in the window."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

from pmplanner.storage.journal import Change
from pmplanner.ui import collector
from pmplanner.ui.core.actions import Actions

_EVERY_MS = 20_000
_SWEEP_AFTER = 300.0
"""Seconds between two looks through everything."""


class IdleSweep(QObject):
    """Sweeps once nothing was edited and the mouse lay still for a while, or another program has the keys."""

    def __init__(
        self, actions: Actions, parent: QObject, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._quiet = False
        self._cursor = QCursor.pos()
        self._swept = clock()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        actions.changed.connect(self._notice)

    def _notice(self, _change: Change) -> None:
        self._quiet = False

    def look(self) -> None:
        """Look whether somebody works, and sweep if not."""
        still = QCursor.pos() == self._cursor and self._quiet
        self._cursor, self._quiet = QCursor.pos(), True
        elsewhere = QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive
        if (still or elsewhere) and self._clock() - self._swept > _SWEEP_AFTER:
            if collector.sweep():
                self._swept = self._clock()
        else:
            collector.settle()
