"""What the page of the plan can do by name and by key, for the search and the list of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmplanner.services.decisions.saving import WHOLE
from pmplanner.ui.core.commands import PageCommand
from pmplanner.ui.plan.decision_texts import NOT_APPROVED
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

if TYPE_CHECKING:
    from pmplanner.ui.plan.page import PlanPage

_CELLS_FIRST = mark("Select cells of the matrix first.")

COMMANDS: tuple[PageCommand[PlanPage], ...] = (
    PageCommand(
        mark("Pick required courses"),
        lambda page: page.primary_action().trigger(),
        also=mark("assign mandatory courses for all"),
        ready=lambda page: page.primary_action().isEnabled(),
        first=mark("Nothing that is required is missing."),
    ),
    PageCommand(
        mark("Pick or take back what is selected"),
        lambda page: page.cells.toggle_requested.emit(),
        also=mark("toggle pick course assign"),
        keys="Space",
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Take picks back"),
        lambda page: page.cells.take_back_requested.emit(),
        also=mark("remove delete unpick cancel"),
        keys="Del",
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Find picks to take back, for less cost or fewer days…"),
        lambda page: page.cut_requested.emit(WHOLE),
        also=mark("which picks go cut cost budget save money less cheaper percent"),
    ),
    PageCommand(
        mark("Take courses again"),
        lambda page: page.cells.take_again_requested.emit(),
        also=mark("repeat retake attempt failed"),
        keys="Ins",
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Approve the picks that are selected"),
        lambda page: page.decide_selected("approved"),
        also=mark("decision agree accept confirm manager"),
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Put off the picks that are selected"),
        lambda page: page.decide_selected("later"),
        also=mark("decision later postpone"),
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Decline the picks that are selected"),
        lambda page: page.decide_selected("declined"),
        also=mark("decision refuse reject no"),
        ready=lambda page: page.cells.selectionModel().hasSelection(),
        first=_CELLS_FIRST,
    ),
    PageCommand(
        mark("Show who has picks that are not approved"),
        lambda page: page.board.toolbar.filters.choose_decision(NOT_APPROVED),
        also=mark("decision filter proposed asked"),
        changes=False,
    ),
    PageCommand(
        mark("Copy cells"),
        lambda page: page.cells.copy_requested.emit(),
        also=mark("clipboard spreadsheet"),
        keys="Ctrl+C",
        changes=False,
    ),
    PageCommand(
        mark("Copy cells with names and titles"),
        lambda page: page.matrix.copy_with_names_requested.emit(),
        also=mark("clipboard spreadsheet excel"),
        changes=False,
    ),
    PageCommand(
        mark("Paste picks"),
        lambda page: page.cells.paste_requested.emit(),
        also=mark("clipboard spreadsheet excel import"),
        keys="Ctrl+V",
    ),
    PageCommand(
        mark("Show who has got nothing yet"),
        lambda page: page.board.toolbar.filters.choose_nothing_yet(),
        also=mark("nobody nothing picked done filter without people"),
        changes=False,
    ),
    PageCommand(
        mark("Show who lacks something required"),
        lambda page: page.board.toolbar.filters.choose_lacking(),
        also=mark("missing gaps filter people"),
        changes=False,
    ),
    PageCommand(
        mark("Open or close the catalogue beside the matrix"),
        lambda page: page.board.toolbar.drawer_button.click(),
        also=mark("drawer courses side"),
        changes=False,
    ),
)

_MATRIX, _CATALOGUE = mark("Matrix"), mark("Catalogue beside the matrix")

KEYS = (
    KeyLine(("Left", "Right", "Up", "Down"), mark("Go from cell to cell"), _MATRIX),
    KeyLine(("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"), mark("Select a block"), _MATRIX),
    KeyLine(("Space",), mark("Pick what is selected, or take it back"), _MATRIX),
    KeyLine(("Ctrl+Space",), mark("Select the whole course"), _MATRIX),
    KeyLine(("Shift+Space",), mark("Select the whole person"), _MATRIX),
    KeyLine(("Ctrl+A",), mark("Select everything"), _MATRIX),
    KeyLine(("Return", "Enter", "F2"), mark("Show what is behind the cell, and why"), _MATRIX),
    KeyLine(("Del", "Backspace"), mark("Take picks back"), _MATRIX),
    KeyLine(("Ins",), mark("Take what is done or failed once more"), _MATRIX),
    KeyLine(("Ctrl+C",), mark("Copy cells"), _MATRIX),
    KeyLine(("Ctrl+V",), mark("Paste picks"), _MATRIX),
    KeyLine(("Ctrl+F",), mark("Filter people; letters do so at once"), _MATRIX),
    KeyLine(("Esc",), mark("Show everybody again, select one cell, close the details"), _MATRIX),
    KeyLine(("Up", "Down"), mark("Go through the courses, back to the search from the first"), _CATALOGUE),
    KeyLine(("Return", "Enter"), mark("Pick the course for the people selected"), _CATALOGUE),
)
