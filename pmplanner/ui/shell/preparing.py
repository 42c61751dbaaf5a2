"""Makes pages before they are opened, and lets them read what has changed, while nobody does anything."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

log = logging.getLogger(__name__)

_PAUSE_MS = 20
"""Between two steps, so that what people do comes first."""
_QUIET = 0.4
"""Seconds since somebody pressed or moved something, before it goes on with what is soon done."""
LEISURE = 5.0
"""The same for what takes a second of a processor, if beside the window: nobody is to feel it."""
_ASLEEP_MS = 200
"""How long it waits before it looks again whether it is quiet."""

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.InputMethod,
    }
)


class Preparer(QObject):
    """Takes one step after the other, each between two events, and waits while somebody works.

    Only the window that the program opens has it begin: tests make pages when they open them.
    """

    def __init__(
        self,
        steps: Callable[[], Iterator[None]],
        is_busy: Callable[[], bool],
        window: QWidget,
        quiet: float = _QUIET,
    ) -> None:
        """*steps* gives what is to be done now; *is_busy* says that the window writes.

        It goes on once nobody has pressed or moved anything for *quiet* seconds.
        """
        super().__init__(window)
        self._quiet = quiet
        self._make_steps = steps
        self._is_busy = is_busy
        self._window = window
        self._steps: Iterator[None] | None = None
        self._watched: QObject | None = None
        self._touched = 0.0
        self._failed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do, or it was never begun."""
        return not self._timer.isActive()

    def begin(self, after_ms: int) -> None:
        """Begin in a while, anew if it has begun already; never again once a step has failed."""
        if self._failed:
            return
        self._steps = None
        self._watch(self._window.windowHandle())
        self._timer.start(after_ms)

    def stop(self) -> None:
        """Do no more."""
        self._timer.stop()
        self._steps = None
        self._watch(None)

    def step(self) -> bool:
        """Do the next part now; False when there is none."""
        if self._steps is None:
            self._steps = self._make_steps()
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            return False
        except Exception:
            # Nobody has asked for it. Opening the page will fail in the same way, and tell.
            log.exception("a page could not be prepared")
            self._steps, self._failed = None, True
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody does something. The window as the system has it gets nothing but such events."""
        if event.type() in _INPUT:
            self._touched = monotonic()
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self._must_wait():
            self._timer.start(_ASLEEP_MS)
        elif self.step():
            self._timer.start(_PAUSE_MS)
        else:
            self._watch(None)

    def _must_wait(self) -> bool:
        # A dialog in front may write, in a thread beside or between the events that it lets through.
        in_front = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        is_used = in_front is None and self._window.isEnabled()  # disabled when its workspace is closed
        return not is_used or self._is_busy() or monotonic() - self._touched < self._quiet

    def _watch(self, window: QObject | None) -> None:
        if window is self._watched:
            return
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        if window is not None:
            window.installEventFilter(self)
        self._watched = window
