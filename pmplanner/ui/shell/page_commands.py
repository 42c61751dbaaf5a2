"""What the pages can do by name, also those that have not been opened yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from pmplanner.ui.core.commands import Command, PageCommand
from pmplanner.ui.core.page import Page
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.translation import tr

OpenPage = Callable[[str], Page | None]
"""Opens the page of a key and returns it; None where the welcome stands in its place."""
WhyNot = Callable[[str, bool], str]
"""Says why nothing can be done on the page of a key; the second is whether it would change something."""


def commands_of(key: str) -> tuple[PageCommand[Any], ...]:
    """Return what the page of a key can do."""
    commands: tuple[PageCommand[Any], ...] = import_module(f"pmplanner.ui.{key}.command_list").COMMANDS
    return commands


def list_page_commands(enter: OpenPage, made: OpenPage, why_not: WhyNot) -> Iterator[Command]:
    """Yield the commands of all pages: *enter* opens the page, *made* returns it if it was opened before."""
    for key, (text, icon) in PAGES.items():
        for command in commands_of(key):
            yield Command(
                tr(command.name),
                _runner(key, command, enter),
                keys=(command.keys,) if command.keys else (),
                also=tr(command.also) if command.also else "",
                page=key,
                about=tr(text),
                icon=icon,
                off=_reason(key, command, made, why_not),
            )


def _runner(key: str, command: PageCommand[Any], enter: OpenPage) -> Callable[[], None]:
    def run() -> None:
        page = enter(key)
        if page is not None:
            command.run(page)

    return run


def _reason(key: str, command: PageCommand[Any], made: OpenPage, why_not: WhyNot) -> Callable[[], str]:
    def reason() -> str:
        if why := why_not(key, command.changes):
            return why
        if command.ready is None:
            return ""
        page = made(key)
        if page is None:
            return tr(command.first) if command.first else ""
        return "" if command.ready(page) else tr(command.first)

    return reason
