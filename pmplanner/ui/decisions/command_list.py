"""What the page of decisions can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.decisions.page import DecisionsPage

COMMANDS: tuple[PageCommand[DecisionsPage], ...] = (
    PageCommand(
        mark("Decide: this week"),
        lambda page: page.show_part("week"),
        also=mark("board go no-go decisions due run call off cancel free seat"),
        changes=False,
    ),
    PageCommand(
        mark("Decide: later"),
        lambda page: page.show_part("later"),
        also=mark("decisions coming weeks"),
        changes=False,
    ),
    PageCommand(
        mark("Show what was decided lately"),
        lambda page: page.show_part("done"),
        also=mark("decisions history done confirmed called off"),
        changes=False,
    ),
    PageCommand(
        mark("Go through the decisions"),
        lambda page: page.go_on(),
        also=mark("next one after the other"),
        changes=False,
    ),
)

KEYS = (
    KeyLine(("Down", "Up"), mark("Go to the next decision, or the one before")),
    KeyLine(("Return", "Enter"), mark("Press the first button of the decision")),
    KeyLine(("Tab",), mark("Go to its buttons")),
)
