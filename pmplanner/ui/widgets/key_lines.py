"""Keys with what they do, for the list of keys: each part of the window says its own."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """What some keys do; texts are marked, and put into words when they are shown."""

    keys: tuple[str, ...]
    """The keys that do it, each as Qt writes it on all systems ("Ctrl+Home")."""
    what: str
    where: str = ""
    """In which part of a page it is so; empty for all of it."""

    @property
    def shown(self) -> str:
        """The keys as this system writes them, arrows as such."""
        return "   ".join(dict.fromkeys(map(_written, self.keys)))


def _written(keys: str) -> str:
    *held, key = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).split("+")
    return "+".join((*held, _ARROWS.get(key, key)))
