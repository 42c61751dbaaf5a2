"""What the catalogue can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.catalogue.page import CataloguePage

_COURSE_FIRST = mark("Select a course first.")


def _one(page: CataloguePage) -> bool:
    return len(page.table.selected_rows()) == 1


def _show(page: CataloguePage, view: str) -> None:
    page.views.select(view)
    page.views.chosen.emit(view)


COMMANDS: tuple[PageCommand[CataloguePage], ...] = (
    PageCommand(
        mark("New course"), lambda page: page.begin_new(), also=mark("add create own custom"), keys="Ctrl+N"
    ),
    PageCommand(
        mark("Copy the course to change it"),
        lambda page: page.panel.copy_it(),
        also=mark("duplicate own custom"),
        ready=_one,
        first=_COURSE_FIRST,
    ),
    PageCommand(
        mark("Lay own facts over the course"),
        lambda page: page.panel.show_own_facts(),
        also=mark("price cost seats validity budget"),
        ready=_one,
        first=_COURSE_FIRST,
    ),
    PageCommand(
        mark("Add a cost item to the course"),
        lambda page: page.panel.add_cost_item(),
        also=mark("cost items costs books examination lunch money"),
        ready=_one,
        first=_COURSE_FIRST,
    ),
    PageCommand(
        mark("Remove the course"),
        lambda page: page.panel.remove_it(),
        also=mark("delete"),
        keys="Del",
        ready=_one,
        first=_COURSE_FIRST,
    ),
    PageCommand(mark("Show the courses"), lambda page: _show(page, "courses"), changes=False),
    PageCommand(
        mark("Show the paths of the tracks"),
        lambda page: _show(page, "paths"),
        also=mark("required elective groups curriculum"),
        changes=False,
    ),
)

_COURSES, _PATHS = mark("Courses"), mark("Paths")

KEYS = (
    KeyLine(("Esc",), mark("Close the details, go back to the list")),
    KeyLine(("Ctrl+N",), mark("Begin a new course")),
    KeyLine(("Ctrl+F",), mark("Search the courses")),
    KeyLine(("Del",), mark("Remove the course, if it is your own"), _COURSES),
    KeyLine(("Esc",), mark("Give up a new course"), _COURSES),
    KeyLine(("Alt+Up", "Alt+Down"), mark("Move a course within the path"), _PATHS),
    KeyLine(("Alt+Left", "Alt+Right"), mark("Make it required or elective"), _PATHS),
    KeyLine(("Ctrl+G",), mark("Make a group of what is selected"), _PATHS),
    KeyLine(("Return", "Enter"), mark("Show the course"), _PATHS),
    KeyLine(("Del",), mark("Take it out of the path"), _PATHS),
)
