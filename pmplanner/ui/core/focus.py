"""Where the keyboard goes when what had it is gone: to the next best thing, never to nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeGuard, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget


@runtime_checkable
class FocusHome(Protocol):
    """A part of the window that knows what has the keys when a thing in it has gone."""

    def focus_home(self) -> QWidget | None:
        """Return what is to have the keys; None to leave it to what is around."""


def can_focus(widget: QWidget | None) -> TypeGuard[QWidget]:
    """Say whether a widget is there, seen, and can be worked."""
    # Python's half of a widget outlives Qt's; to ask a deleted one anything raises.
    return widget is not None and shiboken6.isValid(widget) and widget.isVisible() and widget.isEnabled()


def first_focusable(inside: QWidget | None) -> QWidget | None:
    """Return what Tab reaches first in a widget; None when nothing in it takes keys."""
    widget = None if inside is None else inside.nextInFocusChain()
    # The chain is a ring through the whole window.
    while inside is not None and widget is not None and widget is not inside:
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if by_tab and inside.isAncestorOf(widget) and can_focus(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def press_focused() -> bool:
    """Press the button that has the keys, or open its menu; say whether there was one."""
    button = QApplication.focusWidget()
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    elif isinstance(button, QPushButton | QToolButton):
        button.click()
    else:
        return False
    return True


class FocusKeeper(QObject):
    """Watches a window: what is hidden, switched off or deleted while it has the keys hands them on.

    Qt hands them to the next in the tab order, which may be the button that closes a panel, or to
    nothing where the window is laid out anew. The nearest part around that has a `focus_home` is better.
    """

    def __init__(self, window: QWidget, fallback: FocusHome) -> None:
        super().__init__(window)
        self._window = window
        self._fallback = fallback
        self._around: list[QWidget] = []
        self._lost: list[QWidget] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.look)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        # Of the application: a widget that is deleted or hidden sends no event to those around it.
        app.focusChanged.connect(self._moved)

    def look_soon(self) -> None:
        """Look after the keyboard when what goes on is over."""
        self._soon.start()

    def look(self) -> None:
        """Hand the keys on if nothing has them, or something that cannot use them."""
        lost, self._lost = self._lost, []
        # While a menu or another window has the keys, nothing is lost: they come back by themselves.
        if not self._window.isActiveWindow() or QApplication.activePopupWidget() is not None:
            return
        focus = QApplication.focusWidget()
        if lost and can_focus(lost[0]):
            lost = []  # it is back, or was only hidden for a moment
        if lost or not can_focus(focus):
            target = next(self._homes(lost or self._around), None)
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _homes(self, around: list[QWidget]) -> Iterator[QWidget]:
        """Yield what may have the keys, the nearest first."""
        for part in (*around, self._fallback):
            if isinstance(part, QWidget) and not shiboken6.isValid(part):
                continue
            if isinstance(part, FocusHome):
                home = part.focus_home()
                if home is not None and can_focus(home):
                    yield home

    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is not self._window:
            return  # a dialog or a popup; it gives back by itself
        gone = (
            before is not None and bool(self._around) and before is self._around[0] and not can_focus(before)
        )
        if gone:
            self._lost = self._around
        elif can_focus(before):
            self._lost = []  # it went by itself
        if now is not None:
            self._around = [now, *_parents(now)]
        if gone or not can_focus(now):
            self._soon.start()


def _parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()
