"""All that can be done in the window by its name: one list, which menus, the search and the keys' list read.

A `Command` is ready to run. What a page offers stands in the `command_list` of its room as `PageCommand`s,
which are read without making the page: only who runs one has it opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from pmplanner.ui.core.page import Page
from pmplanner.ui.translation import tr

_P = TypeVar("_P", bound=Page)


def _on() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, by its name."""

    name: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    """The keys that do it, as Qt writes them on all systems ("Ctrl+N")."""
    also: str = ""
    """Other words by which it is found."""
    page: str = ""
    """The page that it belongs to; empty for what is the same on all."""
    about: str = ""
    """Where else it stands, or what it is for, in a few words."""
    icon: str = "chevron-right"
    listed: bool = True
    """Whether it is listed where nothing is typed; else only its words find it."""
    off: Callable[[], str] = _on
    """Says why it cannot be done now; nothing while it can."""

    @property
    def shown_keys(self) -> str:
        """The first of its keys as this system writes it."""
        return native_keys(self.keys[0]) if self.keys else ""


def native_keys(keys: str) -> str:
    """Write keys as this system does ("⌘N")."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


@dataclass(frozen=True, slots=True)
class PageCommand(Generic[_P]):
    """Something that a page can do; all texts are marked, and put into words when it is shown."""

    name: str
    run: Callable[[_P], object]
    also: str = ""
    keys: str = ""
    changes: bool = True
    """Whether it changes the workspace, so that it is off where that can only be read."""
    ready: Callable[[_P], bool] | None = None
    """Says whether what it works on is there; None when it needs nothing."""
    first: str = ""
    """What to do before while it is not ready ("Select a session first.")."""


class CommandList(QObject):
    """The commands of a window, asked for whenever they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources: list[Callable[[], Iterable[Command]]] = []

    def add_action(
        self, action: QAction, name: str, also: str, about: str, icon: str, why_off: Callable[[], str]
    ) -> None:
        """Add what an action does; its keys are asked for anew each time, and *why_off* while it is off."""

        def off() -> str:
            return "" if action.isEnabled() else why_off() or tr("This cannot be done now.")

        def command() -> Iterator[Command]:
            keys = tuple(each.toString() for each in action.shortcuts())
            yield Command(name, action.trigger, keys, also, about=about, icon=icon, off=off)

        self._sources.append(command)

    def add_source(self, source: Callable[[], Iterable[Command]]) -> None:
        """Ask *source* for further commands whenever all are wanted."""
        self._sources.append(source)

    def all(self) -> list[Command]:
        """Return all commands as they are now, in the order in which they were added."""
        return [command for source in self._sources for command in source()]
