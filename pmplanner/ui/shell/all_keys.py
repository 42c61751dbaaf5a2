"""All keys of the window with what they do: those of the commands, and those that each page says itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from pmplanner.ui.core.commands import Command
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.key_lines import KeyLine
from pmplanner.ui.widgets.key_list import KEYS as COMMON

_SEARCH = (
    KeyLine(("Ctrl+K",), mark("Search everything, or list all commands"), mark("Search at the top")),
    KeyLine(("Up", "Down", "PgUp", "PgDown"), mark("Go through what was found"), mark("Search at the top")),
    KeyLine(("Return", "Enter"), mark("Open it, or do it"), mark("Search at the top")),
    KeyLine(("Esc",), mark("Go back to where the keys were"), mark("Search at the top")),
    KeyLine(("Ctrl+F",), mark("Search the help"), mark("Help")),
    KeyLine(("Esc",), mark("Close it"), mark("Help")),
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A line of the list: what keys do, and where; *id* is its place in it."""

    id: int
    what: str
    shown: str
    keys: tuple[str, ...]
    page: str
    """The title of the page; that of all pages for what is the same everywhere."""
    where: str = ""

    @property
    def place(self) -> str:
        """Where it is so, from the outside in."""
        return " · ".join(filter(None, (self.page, self.where)))


def keys_of(page: str) -> tuple[KeyLine, ...]:
    """Return the keys that a page says itself."""
    lines: tuple[KeyLine, ...] = import_module(f"pmplanner.ui.{page}.command_list").KEYS
    return lines


def list_keys(commands: Iterable[Command], page: str) -> list[KeyRow]:
    """Return all keys: those of the page shown first, then what is the same on all, then other pages."""
    others = [key for key in PAGES if key != page]
    placed = [
        *(_of_page(page) if page in PAGES else ()),
        *_everywhere(commands),
        *(each for key in others for each in _of_page(key)),
    ]
    return [
        KeyRow(place, line.what, line.shown, line.keys, page, line.where)
        for place, (line, page) in enumerate(placed)
    ]


def _everywhere(commands: Iterable[Command]) -> Iterator[tuple[KeyLine, str]]:
    """Yield lines in words with the title of where they hold."""
    title = tr("Everywhere")
    for line in _SEARCH:
        yield _in_words(line), title
    for command in commands:
        if command.keys and not command.page:
            yield KeyLine(command.keys, command.name), title
    for line in COMMON:
        yield _in_words(line), title


def _of_page(page: str) -> Iterator[tuple[KeyLine, str]]:
    text, _ = PAGES[page]
    for line in keys_of(page):
        yield _in_words(line), tr(text)


def _in_words(line: KeyLine) -> KeyLine:
    return KeyLine(line.keys, tr(line.what), tr(line.where) if line.where else "")
