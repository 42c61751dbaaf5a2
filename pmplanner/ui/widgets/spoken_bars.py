"""What paints bars, as screen readers have it: a list with a line for each bar.

Where Qt may be told of nothing, its stubs for Python do not say so: hence what is ignored below.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from pmplanner.ui.widgets.accessible import Press, keep

K = TypeVar("K")
"""What tells one bar of a view from the others."""


class BarOwner(Protocol[K]):
    """What a view of bars says of them."""

    def spoken_bars(self) -> tuple[K, ...]:
        """The bars that there are, in the order in which they are read."""

    def spoken_text(self, key: K) -> str:
        """What a bar is, as its tip says it."""

    def spoken_rect(self, key: K) -> QRect:
        """Where a bar is in the view; empty where it is not seen."""

    def spoken_state(self, key: K) -> tuple[bool, bool]:
        """Whether a bar is selected, and whether it has the keys."""

    def press_bar(self, key: K) -> None:
        """Open what it stands for."""


class BarList(QAccessibleWidget):
    """The list: the bars first, then what else is in the view."""

    def __init__(self, view: QWidget, owner: BarOwner[Any]) -> None:
        super().__init__(view, QAccessible.Role.List)
        self.view = view
        self.owner = owner
        self._lines: dict[Hashable, BarLine] = {}

    def bars(self) -> tuple[Hashable, ...]:
        """The bars; none once the view is gone."""
        return self.owner.spoken_bars() if shiboken6.isValid(self.view) else ()

    def line(self, key: Hashable) -> BarLine:
        """The line of a bar, always the same one."""
        if key not in self._lines:
            line = self._lines[key] = BarLine(self, key)
            keep(line)
        return self._lines[key]

    def childCount(self) -> int:
        """How many bars and widgets there are."""
        return len(self.bars()) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A bar, or a widget after the bars."""
        bars = self.bars()
        if 0 <= index < len(bars):
            return self.line(bars[index])
        return super().child(index - len(bars))

    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        """The place of a bar or a widget."""
        bars = self.bars()
        if isinstance(arg__1, BarLine):
            return bars.index(arg__1.key) if arg__1.key in bars else -1
        place = super().indexOfChild(arg__1)
        return place if place < 0 else place + len(bars)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The bar at a point of the screen, or the widget there."""
        found = next((key for key in self.bars() if self.line(key).rect().contains(x, y)), None)
        return super().childAt(x, y) if found is None else self.line(found)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The bar that has the keys."""
        found = next((key for key in self.bars() if self.owner.spoken_state(key)[1]), None)
        return super().focusChild() if found is None else self.line(found)


class BarLine(QAccessibleInterface):
    """One bar of the list."""

    def __init__(self, bars: BarList, key: Hashable) -> None:
        super().__init__()
        self.key = key
        self._list = bars
        self._press = Press(self._open)

    def _open(self) -> None:
        if self.isValid():
            self._list.owner.press_bar(self.key)

    def isValid(self) -> bool:
        """Whether the bar is there still."""
        return self.key in self._list.bars()

    def object(self) -> None:  # type: ignore[override]
        """No object: it is painted."""

    def window(self) -> QWindow | None:  # type: ignore[override]
        """The window of its view."""
        return self._list.window() if shiboken6.isValid(self._list.view) else None

    def parent(self) -> QAccessibleInterface:
        """The list."""
        return self._list

    def child(self, index: int) -> None:  # type: ignore[override]
        """Nothing is in it."""

    def childCount(self) -> int:
        """Nothing is in it."""
        return 0

    def childAt(self, x: int, y: int) -> None:  # type: ignore[override]
        """Nothing is in it."""

    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        """Nothing is in it."""
        return -1

    def focusChild(self) -> None:  # type: ignore[override]
        """Nothing is in it."""

    def role(self) -> QAccessible.Role:
        """A line of a list."""
        return QAccessible.Role.ListItem

    def rect(self) -> QRect:
        """Where it is on the screen."""
        if not self.isValid():
            return QRect()
        place = self._list.owner.spoken_rect(self.key)
        return place.translated(self._list.view.mapToGlobal(QPoint(0, 0)))

    def text(self, t: QAccessible.Text) -> str:
        """Its name: what its tip says."""
        wanted = t is QAccessible.Text.Name and self.isValid()
        return self._list.owner.spoken_text(self.key) if wanted else ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """It cannot be renamed here."""

    def state(self) -> QAccessible.State:
        """Selected, focused, seen or not."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        selected, focused = self._list.owner.spoken_state(self.key)
        state.selectable, state.focusable = True, True
        state.selected, state.focused = selected, focused
        state.invisible = not self._list.view.isVisible()
        state.offscreen = self._list.owner.spoken_rect(self.key).isEmpty()
        return state

    def interface_cast(self, t: QAccessible.InterfaceType) -> shiboken6.VoidPtr:  # type: ignore[override]
        """It can be pressed."""
        return self._press.cast(t)


def tell_focus(view: QWidget, owner: BarOwner[Any]) -> None:
    """Let screen readers follow to the bar that has the keys."""
    if not QAccessible.isActive() or not view.hasFocus():
        return
    keys = owner.spoken_bars()
    place = next((n for n, key in enumerate(keys) if owner.spoken_state(key)[1]), -1)
    if place >= 0:
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(place)
        QAccessible.updateAccessibility(event)
