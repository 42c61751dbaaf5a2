"""What screen readers are told of what Qt does not know: buttons of a switch, lists that are painted.

A widget with a method `make_accessible` says itself what it is to them. Two traps of PySide lie here. What
the factory and `child` return belongs to Qt from then on, which does not keep the Python half: so all of it
is kept here, for as long as the program runs. And `interface_cast` must return a pointer also for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface

_kept: list[object] = []


def keep(made: QAccessibleInterface) -> QAccessibleInterface:
    """Keep the Python half of what is handed to Qt, and return it."""
    _kept.append(made)
    return made


@cache
def install() -> None:
    """Let widgets say what they are to screen readers; once in a process."""
    QAccessible.installFactory(_make)


def _make(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    return None if make is None else keep(make())


class Press(QAccessibleActionInterface):
    """The one thing that can be done with something: press it."""

    def __init__(self, run: Callable[[], object]) -> None:
        super().__init__()
        self._run = run
        self._pointer = shiboken6.VoidPtr(shiboken6.getCppPointer(self)[0])

    def cast(self, kind: QAccessible.InterfaceType) -> shiboken6.VoidPtr:
        """What `interface_cast` returns for something that can be pressed."""
        return self._pointer if kind is QAccessible.InterfaceType.ActionInterface else shiboken6.VoidPtr(0)

    def actionNames(self) -> list[str]:
        """The name of pressing, as screen readers know it."""
        return [QAccessibleActionInterface.pressAction()]

    def doAction(self, actionName: str) -> None:  # noqa: N803
        """Press it."""
        if actionName == QAccessibleActionInterface.pressAction():
            self._run()

    def keyBindingsForAction(self, actionName: str) -> list[str]:  # noqa: N803
        """No keys of its own."""
        return []
