"""What the page of the totals can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.services.decisions.saving import WHOLE
from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.totals.page import TotalsPage

COMMANDS: tuple[PageCommand[TotalsPage], ...] = (
    PageCommand(
        mark("Which picks go?…"),
        lambda page: page.cut_requested.emit(WHOLE),
        also=mark("cut cost budget save money take back less cheaper fewer days percent"),
    ),
    PageCommand(
        mark("Show what teams cost"),
        lambda page: page.reveal("team", 1),
        also=mark("it would cost to train the whole team money price budget spent committed forecast"),
        changes=False,
    ),
    PageCommand(
        mark("Copy the table of totals"),
        lambda page: page.copy_table(),
        also=mark("clipboard spreadsheet excel"),
        changes=False,
    ),
    PageCommand(
        mark("Export the table of totals"),
        lambda page: page.export_button.click(),
        also=mark("csv spreadsheet excel"),
        changes=False,
    ),
)

_TABLE, _CHARTS = mark("Table"), mark("Bars and months")

KEYS = (
    KeyLine(("Return", "Enter", "Space"), mark("List what is behind a number"), _TABLE),
    KeyLine(("Ctrl+C",), mark("Copy"), _TABLE),
    KeyLine(("Esc",), mark("Close the list of what is behind a number"), _TABLE),
    KeyLine(("Up", "Down"), mark("Go from bar to bar"), _CHARTS),
    KeyLine(("Left", "Right"), mark("Go from month to month"), _CHARTS),
    KeyLine(("Return", "Enter", "Space"), mark("List what is behind it"), _CHARTS),
)
