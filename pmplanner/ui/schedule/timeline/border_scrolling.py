"""Scrolls a view while something is dragged at its borders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from pmplanner.ui.schedule.timeline.lane_area import LaneArea

_BORDER, _STEP, _EVERY_MS, _PATIENCE_MS = 28, 18, 30, 400
"""So near to a border it scrolls, by so much, so often, after so long; pixels and milliseconds."""


class BorderScroll(QObject):
    """Scrolls for as long as the mouse stays at a border, also when it does not move."""

    scrolled = Signal()
    """What is under the mouse is something else now; no payload."""

    def __init__(self, view: LaneArea, aimed: Callable[[], bool]) -> None:
        """Scroll *view*; *aimed* says whether the mouse is on something that a drop would reach.

        As long as it does, nothing scrolls: it would be gone before the hand lets go.
        """
        super().__init__(view)
        self._view = view
        self._aimed = aimed
        self._at = QPointF()
        self._was_inside = False
        self._waiting = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._waiting.timeout.connect(self._begin)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._scroll)

    def follow(self, position: QPointF) -> None:
        """The mouse is at a position of the viewport.

        On its way in it crosses a border: what it aims at must not run away, so nothing scrolls before
        it has been inside, and only when it stays.
        """
        self._at = position
        inner = self._view.canvas.body.adjusted(_BORDER, _BORDER, -_BORDER, -_BORDER)
        if inner.contains(position.toPoint()):
            self._was_inside = True
            self._waiting.stop()
            self._timer.stop()
        elif self._was_inside and not self._timer.isActive() and not self._waiting.isActive():
            self._waiting.start()

    def stop(self) -> None:
        """Nothing is dragged any more, or not over the view."""
        self._was_inside = False
        self._waiting.stop()
        self._timer.stop()

    def _begin(self) -> None:
        self._timer.start()

    def _scroll(self) -> None:
        if self._aimed():
            return
        body = self._view.canvas.body
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + _push(self._at.x(), body.left(), body.right()))
        down.setValue(down.value() + _push(self._at.y(), body.top(), body.bottom()))
        self.scrolled.emit()


def _push(at: float, low: int, high: int) -> int:
    if at < low + _BORDER:
        return -_STEP
    return _STEP if at > high - _BORDER else 0
