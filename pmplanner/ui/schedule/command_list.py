"""What the page of the schedule can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.schedule.page import SchedulePage

_SESSION_FIRST = mark("Select a session first.")


def _some(page: SchedulePage) -> bool:
    return bool(page.selection.ids)


COMMANDS: tuple[PageCommand[SchedulePage], ...] = (
    PageCommand(
        mark("New session"), lambda page: page.begin_new(), also=mark("add create class date"), keys="Ctrl+N"
    ),
    PageCommand(
        mark("Schedule automatically"),
        lambda page: page.primary_action().trigger(),
        also=mark("automatic auto optimise solve plan sessions"),
    ),
    PageCommand(
        mark("Show the timeline"),
        lambda page: page.views.show_view("timeline"),
        also=mark("gantt chart lanes"),
        changes=False,
    ),
    PageCommand(
        mark("Show the month"),
        lambda page: page.views.show_view("month"),
        also=mark("calendar"),
        changes=False,
    ),
    PageCommand(
        mark("Show the list of sessions"),
        lambda page: page.views.show_view("list"),
        also=mark("table"),
        changes=False,
    ),
    PageCommand(
        mark("Fit the whole plan into the timeline"),
        lambda page: page.views.timeline.fit_plan(),
        also=mark("zoom out"),
        keys="F",
        changes=False,
    ),
    PageCommand(
        mark("Copy sessions"),
        lambda page: page.edits.copy(page.selection.ids),
        also=mark("duplicate"),
        keys="Ctrl+D",
        ready=_some,
        first=_SESSION_FIRST,
    ),
    PageCommand(
        mark("Pin or unpin sessions"),
        lambda page: page.edits.pin(page.selection.ids),
        also=mark("keep fix date"),
        keys="P",
        ready=_some,
        first=_SESSION_FIRST,
    ),
    PageCommand(
        mark("Lock or unlock sessions"),
        lambda page: page.edits.lock(page.selection.ids),
        also=mark("freeze"),
        keys="L",
        ready=_some,
        first=_SESSION_FIRST,
    ),
    PageCommand(
        mark("Confirm sessions"),
        lambda page: page.edits.confirm(page.selection.ids),
        also=mark("draft approve"),
        ready=_some,
        first=_SESSION_FIRST,
    ),
    PageCommand(
        mark("Cancel sessions"),
        lambda page: page.edits.cancel(page.selection.ids),
        also=mark("call off"),
        ready=_some,
        first=_SESSION_FIRST,
    ),
    PageCommand(
        mark("Remove sessions"),
        lambda page: page.edits.remove(page.selection.ids),
        also=mark("delete"),
        keys="Del",
        ready=_some,
        first=_SESSION_FIRST,
    ),
)

_ALL, _TIMELINE = mark("Timeline, month and list"), mark("Timeline")
_MONTH, _FORM = mark("Month"), mark("Session")
_MARKS, _AUTO = mark("Attendance"), mark("Automatic schedule")

KEYS = (
    KeyLine(("Ctrl+N",), mark("Begin a new session")),
    KeyLine(("Ctrl+F",), mark("Filter the list of sessions, or look for people")),
    KeyLine(("Left", "Right", "Up", "Down"), mark("Choose a session"), _ALL),
    KeyLine(
        ("Return", "Enter", "F2"), mark("Open the session; of several on the same days, show each"), _ALL
    ),
    KeyLine(("Alt+Left", "Alt+Right"), mark("Move it by a working day"), _ALL),
    KeyLine(("Alt+Shift+Left", "Alt+Shift+Right"), mark("Move it by a week"), _ALL),
    KeyLine(("Alt+Shift+Up", "Alt+Shift+Down"), mark("Make it shorter and longer"), _ALL),
    KeyLine(("Ctrl+D",), mark("Copy it"), _ALL),
    KeyLine(("P",), mark("Pin it"), _ALL),
    KeyLine(("L",), mark("Lock it"), _ALL),
    KeyLine(("Del",), mark("Remove it"), _ALL),
    KeyLine(("Shift+Left", "Shift+Right"), mark("Select further sessions"), _TIMELINE),
    KeyLine(("Home", "End"), mark("Go to the first and the last session of the lane"), _TIMELINE),
    KeyLine(("Ctrl++", "Ctrl+=", "Ctrl+-"), mark("Zoom"), _TIMELINE),
    KeyLine(("Ctrl+0",), mark("The usual zoom"), _TIMELINE),
    KeyLine(("F",), mark("Show the whole plan"), _TIMELINE),
    KeyLine(("Esc",), mark("Let go of what is dragged, fold sessions on the same days"), _TIMELINE),
    KeyLine(("PgUp", "PgDown"), mark("Go to another month"), _MONTH),
    KeyLine(("Esc",), mark("Close it"), _FORM),
    KeyLine(("Ctrl+Return", "Ctrl+Enter"), mark("Create it, or close it with what is typed"), _FORM),
    KeyLine(("Up", "Down"), mark("Go through the people"), _FORM),
    KeyLine(("Return", "Enter"), mark("Take what is chosen: a swap, a series, people"), _FORM),
    KeyLine(("A", "P", "X"), mark("Attended, partly, absent"), _MARKS),
    KeyLine(("+", "-"), mark("More and fewer days"), _MARKS),
    KeyLine(("Return", "Enter"), mark("Keep the attendance"), _MARKS),
    KeyLine(("Alt+Up", "Alt+Down"), mark("Move a goal"), _AUTO),
    KeyLine(("Esc",), mark("Stop the run, close it"), _AUTO),
)
