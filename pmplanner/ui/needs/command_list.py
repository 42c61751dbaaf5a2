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
        mark("Show the gaps: what is missing"),
        lambda page: page.show_view("gaps"),
        also=mark("misses lacking required overdue renewals team manager"),
        changes=False,
    ),
    PageCommand(
        mark("Show the roles side by side"),
        lambda page: page.show_view("roles"),
        also=mark("compare tracks shared skills differ product project program"),
        changes=False,
    ),
    PageCommand(
        mark("Somebody changes role…"),
        lambda page: page.role_change_requested.emit(None),
        also=mark("another track promotion move becomes"),
    ),
    PageCommand(
        mark("Shortest set…"),
        lambda page: page.shortest_requested.emit(None),
        also=mark("fewest days close gaps cheapest optimal"),
    ),
    PageCommand(
        mark("Show the skills"),
        lambda page: page.show_view("skills"),
        also=mark("levels heat map matrix wanted given courses awareness working expert"),
        changes=False,
    ),
    PageCommand(
        mark("Show the runway"),
        lambda page: page.show_view("runway"),
        also=mark("certificates expire renewals renew due months valid until mails reminders"),
        changes=False,
    ),
)

_GAPS, _ROLES, _SKILLS, _RUNWAY = mark("Gaps"), mark("Roles"), mark("Skills"), mark("Runway")

KEYS = (
    KeyLine(("Ctrl+F",), mark("Filter the people")),
    KeyLine(("Return", "Enter", "F2"), mark("Go to the list of the people"), _GAPS),
    KeyLine(("Ctrl+C",), mark("Copy"), _GAPS),
    KeyLine(("Menu", "Shift+F10"), mark("Pick, seat, exempt, copy"), _GAPS),
    KeyLine(("Return", "Enter", "Space"), mark("List the people of the skill"), _ROLES),
    KeyLine(("Right", "Left"), mark("Show all courses of the skill, or fewer"), _ROLES),
    KeyLine(("Esc",), mark("Close the list of people"), _ROLES),
    KeyLine(("Shift+Space",), mark("Select the person"), _SKILLS),
    KeyLine(("Ctrl+Space",), mark("Select the skill"), _SKILLS),
    KeyLine(("Return", "Enter"), mark("Go to the courses that give it"), _SKILLS),
    KeyLine(("Esc",), mark("Select nothing"), _SKILLS),
    KeyLine(("Return", "Enter"), mark("Go to the person, or list what expires in the row"), _RUNWAY),
    KeyLine(("Ctrl+C",), mark("Copy"), _RUNWAY),
    KeyLine(("Esc",), mark("Select nothing"), _RUNWAY),
)
