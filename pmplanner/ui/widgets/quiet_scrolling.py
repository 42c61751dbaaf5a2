"""Keeps the collector of garbage out of the frames that are painted while somebody scrolls."""

from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

from pmplanner.ui import collector

_AFTER_MS = 300
"""So long nobody has scrolled when the collector looks: its look takes as long as a frame or two."""


class QuietScrolling(QObject):
    """From the first step on the collector rests, until nobody has scrolled for a moment."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._reason = object()
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self._look)
        for bar in (area.horizontalScrollBar(), area.verticalScrollBar()):
            bar.valueChanged.connect(self._rest)
        # Else it would rest for ever where the area goes while it is scrolled.
        self.destroyed.connect(partial(collector.resume, self._reason))

    def _rest(self) -> None:
        collector.pause(self._reason)
        self._timer.start()

    def _look(self) -> None:
        collector.resume(self._reason)
        collector.settle()
