"""What the page of needs can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.needs.page import NeedsPage

COMMANDS: tuple[PageCommand[NeedsPage], ...] = (
    PageCommand(
        mark("Show the gaps"),
        lambda page: page.show_view("gaps"),
        also=mark("missing lacking required overdue renewals team"),
        changes=False,
    ),
)

_GAPS = mark("Gaps")

KEYS = (
    KeyLine(("Return", "Enter", "F2"), mark("Go to the list of the people"), _GAPS),
    KeyLine(("Ctrl+C",), mark("Copy"), _GAPS),
)
