"""What the page of people can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.people.page import PeoplePage

_SOMEBODY_FIRST = mark("Select somebody first.")


def _some(page: PeoplePage) -> bool:
    return bool(page.table.selected_rows())


COMMANDS: tuple[PageCommand[PeoplePage], ...] = (
    PageCommand(
        mark("New person"), lambda page: page.begin_new(), also=mark("add create employee"), keys="Ctrl+N"
    ),
    PageCommand(
        mark("Assign tracks by job title or team…"),
        lambda page: page.assign_tracks(),
        also=mark("role path"),
    ),
    PageCommand(
        mark("Likely duplicates…"), lambda page: page.show_duplicates(), also=mark("merge double same person")
    ),
    PageCommand(
        mark("Forget people who left before…"),
        lambda page: page.forget_leavers(),
        also=mark("privacy gdpr erase anonymise"),
    ),
    PageCommand(
        mark("Remove people"),
        lambda page: page.detail.remove_selected(),
        also=mark("delete"),
        keys="Del",
        ready=_some,
        first=_SOMEBODY_FIRST,
    ),
    PageCommand(
        mark("Merge two people…"),
        lambda page: page.detail.merge_selected(),
        also=mark("duplicate same person"),
        ready=lambda page: len(page.table.selected_rows()) == 2,
        first=mark("Select two people first."),
    ),
    PageCommand(
        mark("Forget people for good…"),
        lambda page: page.detail.forget_selected(),
        also=mark("privacy gdpr erase anonymise"),
        ready=_some,
        first=_SOMEBODY_FIRST,
    ),
    PageCommand(
        mark("Change role of the person selected…"),
        lambda page: page.detail.change_role(),
        also=mark("another track promotion move becomes"),
        ready=lambda page: len(page.table.selected_rows()) == 1,
        first=mark("Select one person first."),
    ),
    PageCommand(
        mark("Shortest set of the people selected…"),
        lambda page: page.detail.ask_shortest(),
        also=mark("fewest days close gaps optimal"),
        ready=_some,
        first=_SOMEBODY_FIRST,
    ),
    PageCommand(
        mark("Clear the filters of people"),
        lambda page: page.filters.clear(),
        also=mark("show everybody all"),
        changes=False,
    ),
)

_LIST, _NEW = mark("List"), mark("New person")

KEYS = (
    KeyLine(("Esc",), mark("Close the details, go back to the list")),
    KeyLine(("Ctrl+N",), mark("Begin a new person")),
    KeyLine(("Ctrl+F",), mark("Filter the people")),
    KeyLine(("Return", "Enter"), mark("Go to the details of the person"), _LIST),
    KeyLine(("Ctrl+C",), mark("Copy the rows selected"), _LIST),
    KeyLine(("Del",), mark("Remove who is selected"), _LIST),
    KeyLine(("Return", "Enter"), mark("Add the person"), _NEW),
    KeyLine(("Esc",), mark("Give up"), _NEW),
)
