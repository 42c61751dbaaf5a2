"""What the page of resources can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.resources.page import ResourcesPage


def _new(page: ResourcesPage, part: str) -> None:
    page.show_part(part)
    page.begin_new()


def _new_money(page: ResourcesPage, kind: str) -> None:
    page.reveal(kind, 0)
    page.begin_new()


COMMANDS: tuple[PageCommand[ResourcesPage], ...] = (
    PageCommand(mark("New room"), lambda page: _new(page, "rooms"), also=mark("add place seats")),
    PageCommand(
        mark("New trainer"), lambda page: _new(page, "trainers"), also=mark("add teacher instructor")
    ),
    PageCommand(mark("New equipment"), lambda page: _new(page, "equipment"), also=mark("add beamer")),
    PageCommand(
        mark("New closure or holiday"),
        lambda page: _new(page, "days"),
        also=mark("add closed day blackout site"),
    ),
    PageCommand(
        mark("New cost of travel"),
        lambda page: _new_money(page, "travel"),
        also=mark("add way between sites money"),
    ),
    PageCommand(
        mark("New rate of a currency"),
        lambda page: _new_money(page, "rates"),
        also=mark("add exchange rates convert money"),
    ),
    PageCommand(mark("Show the rooms"), lambda page: page.show_part("rooms"), changes=False),
    PageCommand(
        mark("Show the trainers"),
        lambda page: page.show_part("trainers"),
        also=mark("ill sick absent away absence replace teacher"),
        changes=False,
    ),
    PageCommand(mark("Show the equipment"), lambda page: page.show_part("equipment"), changes=False),
    PageCommand(
        mark("Show closures and holidays"),
        lambda page: page.show_part("days"),
        also=mark("working week blackouts sites"),
        changes=False,
    ),
    PageCommand(
        mark("Show what travel between sites costs"),
        lambda page: page.reveal("travel", 0),
        also=mark("ways money"),
        changes=False,
    ),
    PageCommand(
        mark("Show the rates of currencies"),
        lambda page: page.reveal("rates", 0),
        also=mark("exchange convert money dollars euros"),
        changes=False,
    ),
)

KEYS = (
    KeyLine(("Esc",), mark("Close the details, go back to the list")),
    KeyLine(("Ctrl+N", "Ins"), mark("Begin a new one of what is shown")),
    KeyLine(("Ctrl+F",), mark("Search what is shown")),
    KeyLine(("Del",), mark("Remove what is selected"), mark("List")),
    KeyLine(("Return", "Enter"), mark("Add it"), mark("New one")),
    KeyLine(("Esc",), mark("Give up"), mark("New one")),
)
