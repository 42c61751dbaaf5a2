"""The gaps: a table of who misses how much, and beside it the people with what can be done."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.totals.gaps import (
    NEED_GROUPS,
    GapEntry,
    GapRow,
    GapSheet,
    NeedGroup,
    entries_of,
    make_sheet,
)
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader
from pmplanner.ui.needs.fitting_table import FittingTable
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.gaps.gap_panel import GapPanel
from pmplanner.ui.needs.gaps.gap_table import Places, gap_columns, gap_sentence, groups_word
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import FoldingButton
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_days, format_number, month_name
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tables.listing import Listing

_SETTINGS = "needs/gaps"


class GapsView(NeedsView):
    """Lists what is missing by track, team, manager, course or person."""

    uses_filter: ClassVar[bool] = True

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(actions, needs, header, parent)
        choices = (
            ("track", tr("By track")),
            ("team", tr("Team")),
            ("manager", tr("Manager")),
            ("course", tr("Course")),
            ("person", tr("Person")),
        )
        self.group = FoldingSegments(tr("Gaps by"), header, choices)
        self.export_button = FoldingButton(tr("Export table"), "export", header)
        self.add_control(self.group)
        self.add_control(self.export_button, right=True)
        self.dues = QWidget(self)
        self.due = ChipRow(self.dues, exclusive=True)
        due_label = muted_label(tr("Due"), self.dues)
        as_row(self.dues, due_label, (self.due, 1), margins=(0, 0, 0, 0), spacing=8)
        self.listing = Listing(self)
        self._places = Places()
        self.table = FittingTable(gap_columns("track", self._places), self.listing.list, tr("Gaps"))
        self.table.keep_whole((tr("Missing"), tr("People")))
        self.table.leave_out((tr("Since"), tr("Next due")))
        self.listing.put_table(self.table)
        self.table.proxy.keep_last(lambda row: row.is_total)
        self.panel = GapPanel(actions, self.listing.splitter)
        self.listing.add_panel(self.panel, 470, 340)
        self.listing.splitter.setStretchFactor(1, 1)
        show_all = self.listing.say_nobody(tr("Nobody is like this"), "", tr("Show everybody"))
        show_all.clicked.connect(self.everybody_requested)
        as_column(self, self.dues, (self.listing, 1), margins=(0, 0, 0, 0), spacing=12)
        self.dues.hide()
        self._offered: dict[str, tuple[str, str]] = {}
        self._maker: AsideReader[GapSheet] = AsideReader(actions, self, self._show_sheet)
        self._lister: AsideReader[tuple[str, list[GapEntry]]] = AsideReader(actions, self, self._show_people)
        self._connect()

    def _connect(self) -> None:
        self.group.chosen.connect(self._choose_group)
        self.export_button.clicked.connect(lambda: self.export_requested.emit("gaps", self.by()))
        self.due.changed.connect(self.show_needs)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(self._go_to_people)
        self.table.menu_requested.connect(lambda place: self.make_menu().popup(place))
        self.panel.open_requested.connect(self.open_requested)

    def by(self) -> NeedGroup:
        """What the gaps go by."""
        return cast(NeedGroup, self.group.current())

    def due_chosen(self) -> str:
        """When what is shown was or is due: "overdue", a month such as "2027-03", or "" for all."""
        return "".join(self.due.chosen())

    # Showing

    def show_needs(self) -> None:
        """Show the needs of the people chosen."""
        book, people = self.needs.book, self.needs.people
        if book is not None:
            by, due = self.by(), self.due_chosen()
            self._maker.work_out(lambda _look: make_sheet(book, by, people, due))

    def _show_sheet(self, sheet: GapSheet) -> None:
        self._offer_dues(sheet)
        self._places.count(sheet.rows)
        self.table.source.set_rows(sheet.rows, key=lambda row: (row.is_total, row.key))
        book = self.needs.book
        self.listing.show_part(len(self.needs.people), 0 if book is None else len(book.people))
        self._ask_people()

    def _offer_dues(self, sheet: GapSheet) -> None:
        """Offer what is overdue, and the months in which renewals fall due."""
        chosen = self.due_chosen()
        offered: dict[str, tuple[str, str]] = {}
        if sheet.overdue:
            text = put(tr("Overdue · %1"), format_number(sheet.overdue))
            offered["overdue"] = (text, tr("Missing courses that were held until a day before today"))
        for month in sheet.months:
            if count := month.picked + month.missing:
                offered[month.month] = (
                    put(tr("%1 · %2"), month_name(month.month), format_number(count)),
                    plural(
                        count,
                        "1 renewal: %2 picked, %3 missing, %4 days",
                        "%1 renewals: %2 picked, %3 missing, %4 days",
                        format_number(month.picked),
                        format_number(month.missing),
                        format_days(month.days),
                    ),
                )
        if chosen and chosen not in offered:
            offered[chosen] = (tr("Overdue") if chosen == "overdue" else month_name(chosen), "")
        if offered != self._offered:
            self._offered = offered
            self.due.clear()
            for key, (text, tip) in offered.items():
                self.due.add(key, text, on=key == chosen).setToolTip(tip)
        self.dues.setVisible(bool(offered))

    def _show_chosen(self, _rows: object) -> None:
        self._ask_people()

    def _ask_people(self) -> None:
        """Show in the panel who misses what, in the lines selected."""
        book, people = self.needs.book, self.needs.people
        if book is None:
            return
        rows: tuple[GapRow, ...] = self.table.selected_rows()
        some = bool(rows) and not any(row.is_total for row in rows)
        keys = {row.key for row in rows} if some else None
        title = tr("What is missing")
        if some:
            title = rows[0].name if len(rows) == 1 else groups_word(self.by(), len(rows))
        by, due = self.by(), self.due_chosen()
        self._lister.work_out(lambda _look: (title, entries_of(book, by, keys, people, due)))
        self.selection_said.emit(gap_sentence(rows[0]) if len(rows) == 1 else "")

    def _show_people(self, found: tuple[str, list[GapEntry]]) -> None:
        self.panel.show_entries(*found)

    def _go_to_people(self, _row: GapRow) -> None:
        self.panel.go_to_list()

    def make_menu(self) -> QMenu:
        """Make the menu of the selected lines: their people, what can be done for them, and copying."""
        menu = QMenu(self.table)
        menu.aboutToHide.connect(menu.deleteLater)
        people = menu.addAction(tr("List the people"), self.panel.go_to_list)
        people.setShortcut(QKeySequence(Qt.Key.Key_Return))
        menu.addSeparator()
        self.panel.add_actions(menu)
        menu.addSeparator()
        copy = menu.addAction(tr("Copy"), self.table.copy_rows)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        return menu

    def _choose_group(self) -> None:
        self.table.clearSelection()
        self.table.source.set_columns(gap_columns(self.by(), self._places))
        self.show_needs()

    # What the page asks

    def export_scope(self) -> ExportScope | None:
        """What is due when, if one was chosen."""
        due = self.due_chosen()
        return ExportScope(due=due) if due else None

    def editing_areas(self) -> tuple[QWidget, ...]:
        """What stands below the people."""
        return (self.panel.doing,)

    def focus_home(self) -> QWidget | None:
        """The table, where there is one."""
        return self.table if self.table.isVisible() else super().focus_home()

    def go_to_results(self) -> None:
        """Put the keys into the table, and select something in it."""
        self.listing.focus_table()

    def save_state(self, settings: QSettings) -> None:
        """Keep what the gaps go by, and the widths."""
        settings.setValue(f"{_SETTINGS}/by", self.by())
        self.listing.save_state(settings, _SETTINGS)

    def restore_state(self, settings: QSettings) -> None:
        """Show the gaps as they were left."""
        by = str(settings.value(f"{_SETTINGS}/by", ""))
        if by in NEED_GROUPS:
            self.group.select(by)
            self.table.source.set_columns(gap_columns(self.by(), self._places))
        self.listing.restore_state(settings, _SETTINGS)
