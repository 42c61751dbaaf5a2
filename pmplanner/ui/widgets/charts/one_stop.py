"""Parts of a chart that are one stop of Tab: the arrows go through them, and Tab comes back to the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_Part = TypeVar("_Part", bound=QWidget)


def keep_parts(parts: list[_Part], count: int, add: Callable[[], object]) -> None:
    """Let there be so many parts; those that stay keep the focus, and one of them takes Tab.

    *add* makes one more and puts it into *parts*.
    """
    while len(parts) > count:
        part = parts.pop()
        part.hide()
        part.deleteLater()
    while len(parts) < count:
        add()
    if parts and not any(part.focusPolicy() & Qt.FocusPolicy.TabFocus for part in parts):
        lead_tab(parts, parts[0])


def lead_tab(parts: Sequence[QWidget], here: object) -> None:
    """Let Tab lead to this part, and to none of the others."""
    for part in parts:
        is_here = part is here
        part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_here else Qt.FocusPolicy.ClickFocus)


def move_focus(parts: Sequence[_Part], sender: object, step: int) -> _Part:
    """Give the focus to the part so many further than the one that asks, at most to the ends; return it."""
    place = next((number for number, part in enumerate(parts) if part is sender), 0) + step
    part = parts[min(max(0, place), len(parts) - 1)]
    part.setFocus(Qt.FocusReason.TabFocusReason)
    return part
