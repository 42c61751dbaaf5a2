"""What the page of problems can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.problems.page import ProblemsPage


def _show(page: ProblemsPage, view: str) -> None:
    page.views.select(view)
    page.views.chosen.emit(view)


def _add_cover(page: ProblemsPage) -> None:
    _show(page, "cover")
    page.cover.add_form.open()


COMMANDS: tuple[PageCommand[ProblemsPage], ...] = (
    PageCommand(
        mark("Show the open problems"),
        lambda page: _show(page, "open"),
        also=mark("clashes conflicts"),
        changes=False,
    ),
    PageCommand(mark("Show the accepted problems"), lambda page: _show(page, "accepted"), changes=False),
    PageCommand(
        mark("Show the policies"),
        lambda page: _show(page, "policies"),
        also=mark("rules kinds of problems block warn limits"),
        changes=False,
    ),
    PageCommand(
        mark("Show the rules of cover"),
        lambda page: _show(page, "cover"),
        also=mark("at least at work each day skill track certificate team absence"),
        changes=False,
    ),
    PageCommand(mark("Add a rule of cover"), _add_cover, also=mark("at work at least")),
)

_LIST, _SIDE = mark("List"), mark("What would solve it")

KEYS = (
    KeyLine(("Ctrl+F",), mark("Search the problems")),
    KeyLine(("Return", "Enter", "F2"), mark("Go to the session or person, or open the cause"), _LIST),
    KeyLine(("Right", "Left"), mark("Open and close a cause of several problems"), _LIST),
    KeyLine(("Menu", "Shift+F10"), mark("Go there, solve it, accept it, copy it"), _LIST),
    KeyLine(("Return", "Enter"), mark("Accept it with the reason typed"), _SIDE),
    KeyLine(("Esc",), mark("Go back to the list"), _SIDE),
)
