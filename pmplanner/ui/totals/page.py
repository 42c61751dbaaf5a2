"""The page of totals: bars per track, days away per month, the table, and what is behind its numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.decisions.saving import WHOLE
from pmplanner.services.totals.breakdown import Figure, Spot, list_behind, of_team
from pmplanner.services.totals.coverage import CoverageRow
from pmplanner.services.totals.measures import MEASURES, Measure
from pmplanner.services.totals.totals import GROUPS, Group, LedgerRow
from pmplanner.services.views.budget_months import BudgetCurve
from pmplanner.services.views.others import with_others
from pmplanner.services.views.totals_page import TotalsBook, TotalsSheet
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import can_focus, first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.money.texts import missing_rates_sentence
from pmplanner.ui.totals.bar_book import Asked
from pmplanner.ui.totals.bar_chart import BarPanel
from pmplanner.ui.totals.breakdown_panel import BreakdownPanel
from pmplanner.ui.totals.coverage import CoverageView, track_name
from pmplanner.ui.totals.month_book import month_name
from pmplanner.ui.totals.month_chart import MonthPanel
from pmplanner.ui.totals.texts import figure_word, row_name, with_lacking, with_unit
from pmplanner.ui.totals.totals_columns import Decimals, TotalsColumn, totals_columns
from pmplanner.ui.totals.totals_table import TotalsTable
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import FoldingButton, plain_button
from pmplanner.ui.widgets.card import Card, problem_label
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import MANY_PEOPLE, Errand
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.others_chips import OthersChips
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments, SegmentedControl
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE

_NEARBY_MS = 50
"""How long the page is left alone before what may be asked next is read; milliseconds."""

CHARTS_HEIGHT = (196, 340)
"""The least and the most, in pixels."""
_CHARTS_SHARE = 0.38
_LEAST_TABLE = 232
"""Room for the heads, four lines, the sums and a scroll bar; pixels."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What the side panel shows: lines of the totals and a figure."""

    spots: tuple[Spot, ...]
    figure: Figure
    title: str
    column: str = ""
    """The key of the column clicked, which stays in sight."""


class TotalsPage(Page):
    """Charts, table and side panel."""

    export_requested = Signal(str, str)
    """The user wants the totals as a file; payload: the layout "totals" and what they go by."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""
    cut_requested = Signal(object)
    """The user asks which picks go for less cost or fewer days; payload: the Scope."""
    new_plan_requested = Signal()
    """The user wants a first plan; no payload."""
    import_people_requested = Signal()
    """The user wants to import people; no payload."""

    help = "totals"
    watches = frozenset(
        {
            "person",
            "track",
            "path_item",
            "path_group",
            "course",
            "own_fact",
            "equivalent",
            "employment",
            "person_track",
            "plan_scope",
            "completion",
            "exemption",
            "plan",
            "pick",
            "pick_decision",
            "seat",
            "session",
            "session_day",
            "target",
            "cost_item",
            "rate",
            "travel",
            "room",
            "trainer",
            "session_room",
            "session_trainer",
            "reservation",
            "budget",
            "workspace_setting",
        }
    )

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._sheet: TotalsSheet | None = None
        self._book: TotalsBook | None = None
        """What the totals are made of, kept for other groupings and measures until something changes."""
        self._decimals = Decimals()
        self._columns: Sequence[TotalsColumn] = totals_columns("track", "person-days", "", self._decimals)
        self._shown_as: tuple[Group, Measure, str] = ("track", "person-days", "")
        self._gathering = Errand(self, self._take_gathered)
        self._awaited = False
        """Whether what was asked for is shown once it has been read."""
        self._nearby = QTimer(self, singleShot=True, interval=_NEARBY_MS)
        self._nearby.timeout.connect(self._gather_nearby)
        self._breakdown: Breakdown | None = None
        self._came_from: QWidget | None = None
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self.stack = QStackedWidget(self)
        self._area = QScrollArea(self.stack)
        self._whole = whole = QWidget(self._area.viewport())
        self._header = header = PageHeader(self.tr("Totals"), whole)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, whole)
        self._frame = Card(self.splitter, margin=1)
        self.lines = QStackedWidget(self._frame)
        self.measure = self._measure_control(header)
        self.group = self._group_control(header)
        self.others = OthersChips(header)
        self.copy_button = FoldingButton(self.tr("Copy table"), "copy", header)
        self.export_button = FoldingButton(self.tr("Export table"), "export", header)
        self.rates = problem_label("", whole)
        self.bars = BarPanel(whole)
        self.months = MonthPanel(whole)
        self.table = TotalsTable(self._columns, self.lines, self.tr("Totals"))
        self.coverage = CoverageView(self.lines)
        self.cut_button = plain_button(self.tr("Which picks go?"), header)
        self.cut_button.setToolTip(self.tr("The picks to take back that lose least, to cost less"))
        self.cut_button.hide()
        self.coverage_button = plain_button(self.tr("Coverage"), header)
        self.coverage_button.setCheckable(True)
        self.coverage_button.setToolTip(self.tr("How far the required courses of each track are covered"))
        self.panel = BreakdownPanel(self.splitter)
        self.no_plan = EmptyHint(
            "plan",
            self.tr("There is no plan yet"),
            self.tr("Totals are those of a plan. Make one, and pick courses for people in it."),
            self.stack,
        )
        self.nobody = EmptyHint(
            "people",
            self.tr("There are no people yet"),
            self.tr("Totals are days per person and track. Import the people from a file first."),
            self.stack,
        )
        self._lay_out()
        self._connect()

    # Building

    def _measure_control(self, header: PageHeader) -> SegmentedControl:
        control = SegmentedControl(header, self.tr("What is counted"))
        control.add("person-days", self.tr("Person-days"))
        control.add("course days", self.tr("Course days"))
        control.add("cost", self.tr("Cost"))
        return control

    def _group_control(self, header: PageHeader) -> FoldingSegments:
        choices = (
            ("track", self.tr("By track")),
            ("team", self.tr("Team")),
            ("manager", self.tr("Manager")),
            ("title", self.tr("Job title")),
            ("course", self.tr("Course")),
            ("person", self.tr("Person")),
            ("month", self.tr("Month")),
        )
        return FoldingSegments(self.tr("Totals by"), header, choices)

    def _lay_out(self) -> None:
        header, whole, area = self._header, self._whole, self._area
        header.add_left(self.measure)
        header.add_left(self.group)
        header.add_left(self.others)
        header.add_right(self.cut_button)
        header.add_right(self.coverage_button)
        header.add_right(self.copy_button)
        header.add_right(self.export_button)
        charts = QHBoxLayout()
        charts.setSpacing(12)
        for panel in (self.bars, self.months):
            panel.setFixedHeight(CHARTS_HEIGHT[1])
            charts.addWidget(panel, 1)
        self.lines.addWidget(self.table)
        self.lines.addWidget(self.coverage)
        self._frame.body.addWidget(self.lines)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._frame)
        self.splitter.addWidget(self.panel)
        self.splitter.setSizes([520, 460])
        self.splitter.setMinimumHeight(_LEAST_TABLE)
        whole.setProperty("plain", True)
        column = QVBoxLayout(whole)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(header)
        column.addWidget(self.rates)
        column.addLayout(charts)
        column.addWidget(self.splitter, 1)
        area.setWidget(whole)  # on a low page the table keeps some lines, and one scrolls to them
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for page in (area, self.no_plan, self.nobody):
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        self.measure.chosen.connect(self._choose_view)
        self.group.chosen.connect(self._choose_view)
        self.others.changed.connect(lambda: self.refresh(None))
        self.coverage_button.toggled.connect(self._show_coverage)
        self.coverage.opened.connect(self._open_coverage)
        self.coverage.table.chosen.connect(lambda: self.selection_said.emit(self.coverage.sentence()))
        self.cut_button.clicked.connect(lambda: self.cut_requested.emit(WHOLE))
        self.copy_button.clicked.connect(self.copy_table)
        self.export_button.clicked.connect(self._ask_export)
        self.bars.opened.connect(self._open_bar)
        for chart in (self.bars, self.months, self.coverage):
            chart.picture.requested.connect(self.picture_requested)
        self.months.chart.opened.connect(self._open_month)
        self.table.cell_opened.connect(self._open_cell)
        self.table.selectionModel().currentChanged.connect(self._say_current)
        self.panel.closed.connect(self._forget_breakdown)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.table)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.panel.close_panel)
        new_plan = self.no_plan.add_action(self.tr("New plan"), primary=True)
        new_plan.clicked.connect(self.new_plan_requested)
        bring_in = self.nobody.add_action(self.tr("Import people"), primary=True, icon_name="import")
        bring_in.clicked.connect(self.import_people_requested)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the charts leave room for the lines below on a low page."""
        super().resizeEvent(event)
        least, most = CHARTS_HEIGHT
        for panel in (self.bars, self.months):
            panel.setFixedHeight(min(max(least, int(self.height() * _CHARTS_SHARE)), most))

    # Showing

    def reveal(self, kind: str, row_id: int) -> None:
        """Show what tracks cost, or with an id other than 0 what teams do."""
        self.measure.select("cost")
        self.group.select("team" if row_id else "track")
        self.refresh(None)

    def by(self) -> Group:
        """What the totals go by."""
        return cast(Group, self.group.current())

    def counted(self) -> Measure:
        """What the totals count."""
        return cast(Measure, self.measure.current())

    def refresh_in_steps(self) -> Iterator[None]:
        """Read all that the totals are made of, one after the other, and show them."""
        plan_id, read = self.actions_.plan_id, self.actions_.read
        if plan_id is not None:
            book = self._book_of(plan_id)
            read(book.picks)
            yield
            read(book.needs)
            yield
            read(book.people, self.counted())
            yield
            read(book.months, self.counted())
            yield
            read(book.sheet, self.by(), self.counted())
            read(book.others)
            yield
            if self.counted() == "person-days":
                read(book.targets)
                yield
            if self.counted() == "cost":
                read(book.without_rate)
                yield
        self.refresh(None)
        yield

    def _book_of(self, plan_id: int) -> TotalsBook:
        if self._book is None or self._book.plan_id != plan_id:
            self._book = TotalsBook(plan_id)
        return self._book

    def refresh(self, change: Change | None) -> None:
        """Read all totals anew: a change of any row can move each of them."""
        plan_id = self.actions_.plan_id
        if plan_id is None:
            self.stack.setCurrentWidget(self.no_plan)
            return
        if self._book is None or self._book.plan_id != plan_id:
            self._nearby.stop()
            self._gathering.stop()
            if change is not None and self._is_large():
                self._gather(TotalsBook(plan_id), [(self.by(), self.counted())])
                return
            self._book = TotalsBook(plan_id)
        elif self._is_large() and not self._book.knows(self.by(), self.counted()):
            self._awaited = True
            self._gather(self._book.copy(), [(self.by(), self.counted())])
            return
        self._awaited = False
        self._show(self._book)

    def _is_large(self) -> bool:
        """Whether so many people are shown that the window would stand still while all is read."""
        return self._sheet is not None and self._sheet.people > MANY_PEOPLE

    def _take_gathered(self, book: TotalsBook) -> None:
        """Show what was read after a change; or keep what was read for what may be asked next."""
        if book.plan_id != self.actions_.plan_id:
            return
        if self._book is not None:
            self._book.take(book)
            if not self._awaited:
                self._nearby.start()
                return
        else:
            self._book = book
        self._awaited = False
        if self.isVisible():
            self._show(self._book)
        else:
            self._stale = True

    def _gather_nearby(self) -> None:
        """Read what one press away is: the other measures, and the other groupings."""
        if self._book is None or not self.isVisible():
            return
        by, measure = self.by(), self.counted()
        near = [*((by, other) for other in MEASURES), *((other, measure) for other in GROUPS)]
        ahead = [sheet for sheet in near if not self._book.knows(*sheet)]
        if ahead:
            self._gather(self._book.copy(), ahead)

    def _gather(self, book: TotalsBook, sheets: Sequence[tuple[Group, Measure]]) -> None:
        """Read sheets, and what stands beside them, into a book beside the window."""
        workspace = self.actions_.workspace

        def work(progress: Progress) -> TotalsBook:
            with workspace.read() as db:
                for by, measure in sheets:
                    progress(0, 0)
                    book.sheet(db, by, measure)
                    if measure == "cost":
                        book.without_rate(db)
                for read in (book.others, book.targets, book.coverage):
                    progress(0, 0)
                    read(db)
            return book

        self._gathering.begin(work)

    def _show(self, book: TotalsBook) -> None:
        sheet = self.actions_.read(book.sheet, self.by(), self.counted())
        self._sheet = sheet
        self.cut_button.setVisible(self.counted() == "cost")
        self.stack.setCurrentIndex(0)
        if not sheet.people:
            self.stack.setCurrentWidget(self.nobody)
            return
        place = self.table.current_place() if self.by() == self._shown_as[0] else None
        self._show_columns(sheet.currency)
        rows = self._rows(sheet, book)
        self._decimals.count(rows, self.counted())
        self.table.set_rows(rows)
        self.table.go_to_place(place)
        self.bars.show_bars(self._asked(sheet, book))
        self.months.show_months(
            sheet.months, sheet.stacked, sheet.stacked_by, self.counted(), sheet.currency, sheet.curves
        )
        self._name_missing_rates(sheet, book)
        self._show_coverage()
        self._show_breakdown()
        if self.isVisible() and not self.coverage_button.isChecked():
            self._say_current()
        if self._is_large() and not self._gathering.running:
            self._nearby.start()

    def _name_missing_rates(self, sheet: TotalsSheet, book: TotalsBook) -> None:
        """Say which currencies leave costs unknown, where costs are looked at and some are unknown."""
        codes: tuple[str, ...] = ()
        if self.counted() == "cost" and sheet.rows[-1].totals.picks_without_price:
            codes = self.actions_.read(book.without_rate)
        self.rates.say(missing_rates_sentence(codes))

    def _asked(self, sheet: TotalsSheet, book: TotalsBook) -> Asked:
        """Return what the bars show: money against the budget, person-days against the targets."""
        targets: dict[int | None, Decimal] = {}
        if self.counted() == "person-days":
            targets = self.actions_.read(book.targets)
        aim = sum(targets.values(), Decimal(0)) if targets else None
        return Asked(
            sheet.parts,
            sheet.rows[-1],
            self.by(),
            self.counted(),
            sheet.currency,
            sheet.budget if self.counted() == "cost" else aim,
            {key: days for key, days in targets.items() if self.by() == "track"},
        )

    def _rows(self, sheet: TotalsSheet, book: TotalsBook) -> Sequence[LedgerRow]:
        """Return the lines of the table; those of people with whom the chips add, who are in no sum."""
        left, everybody = self.actions_.read(book.others)
        self.others.offer(left, everybody)
        if self.by() != "person":
            self.others.hide()
            return sheet.rows
        if not everybody:
            return sheet.rows
        return self.actions_.read(with_others, book.plan_id, sheet.rows, self.others.shown())

    def _show_columns(self, currency: str) -> None:
        wanted = (self.by(), self.counted(), currency)
        if wanted == self._shown_as:
            return
        if wanted[0] != self._shown_as[0]:
            self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._columns = totals_columns(*wanted, self._decimals)
        self.table.set_columns(self._columns)
        self._shown_as = wanted

    def _on_changed(self, change: Change) -> None:
        late = self._book is None and self._gathering.running
        self._book = None  # whatever it was: nothing is kept over a change
        self._gathering.stop()
        self._nearby.stop()
        if late and self.isVisible():
            self.refresh(change)  # what was being read for the change before is of then
        else:
            self._stale |= late
            super()._on_changed(change)

    def end_work(self) -> None:
        """End what is read beside: the workspace is closed next."""
        self._nearby.stop()
        self._gathering.end()

    def show_part(self, key: str) -> None:
        """Show another measure, such as the cost."""
        if key in self.measure.keys():  # noqa: SIM118 - a method of the control
            self.measure.select(key)
            self.refresh_when_shown()

    def _choose_view(self) -> None:
        if self.sender() is self.group:
            self.panel.hide()
            self._breakdown = None
        self.refresh(None)

    def _show_coverage(self) -> None:
        """Show how far required courses are covered, or the table again."""
        wanted = self.coverage_button.isChecked()
        if wanted and self._book is not None:
            self.coverage.show_rows(self.actions_.read(self._book.coverage))
        self.lines.setCurrentWidget(self.coverage if wanted else self.table)

    def _open_coverage(self, row: CoverageRow, figure: str) -> None:
        title = f"{row.course} · {track_name(row)}"
        self._open(
            Breakdown((("track", row.track_id), ("course", row.course_id)), cast(Figure, figure), title)
        )

    # What is behind a number

    def _open_cell(self, row: LedgerRow, place: int) -> None:
        self._open_line(row, self.by(), self._columns[place].figure, self._columns[place].key)

    def _open_bar(self, row: LedgerRow, figure: str) -> None:
        self._open_line(row, self.by(), cast(Figure, figure))

    def _open_line(self, row: LedgerRow, by: Group, figure: Figure, column: str = "") -> None:
        spots = () if row.is_total else ((by, row.key),)
        if figure == "path days" and row.is_total:
            return
        self._open(Breakdown(spots, figure, f"{row_name(row, by)} · {figure_word(figure)}", column))

    def _open_month(self, month: str, part: tuple[object] | None) -> None:
        spots: tuple[Spot, ...] = (("month", month or None),)
        title = month_name(month)
        if self._sheet is None:
            return
        if (curve := self.months.budget()) is not None:
            self._open_budget(curve)
            return
        by = self._sheet.stacked_by
        if part is None:
            spots = (*spots, (by, _keys_of(self._sheet.stacked)))
        else:
            spots = (*spots, (by, part[0]))
            row = next((row for row in self._sheet.stacked if row.key == part[0]), None)
            title = f"{title} · {row_name(row, by)}" if row is not None else title
        self._open(Breakdown(spots, "planned", title))

    def _open_budget(self, curve: BudgetCurve) -> None:
        """List what uses a budget: a team's with all ways in which it is written."""
        spots: tuple[Spot, ...] = ()
        if curve.kind == "track":
            spots = (("track", curve.ref_id),)
        elif curve.kind == "team":
            spots = (self.actions_.read(of_team, curve.name),)
        self._open(Breakdown(spots, "cost", tr("Budget of %1", curve.name)))

    def _open(self, breakdown: Breakdown) -> None:
        if not self.panel.isVisible():
            self._came_from = self.focusWidget()
        self._breakdown = breakdown
        self._show_breakdown()

    def _show_breakdown(self) -> None:
        breakdown, plan_id, sheet = self._breakdown, self.actions_.plan_id, self._sheet
        if breakdown is None or plan_id is None or sheet is None:
            self.panel.hide()
            self.table.set_compact(None)
            return
        measure: Measure = "cost" if breakdown.figure == "cost" else self.counted()
        rows = self.actions_.read(list_behind, plan_id, breakdown.spots, breakdown.figure, measure)
        values = {row.course_id: row.value for row in rows} if measure == "course days" else {}
        total = sum(values.values() if values else (row.value for row in rows), Decimal(0))
        lines = plural(len(rows), "1 line", "%1 lines")
        lacking = sum(row.lacking for row in rows)
        whole = with_lacking(with_unit(total, measure, sheet.currency), total, lacking)
        summary = f"{whole} · {lines}" if rows else self.tr("Nothing")
        self.table.set_compact(breakdown.column)
        self.panel.show_rows(breakdown.title, summary, rows, measure, sheet.currency)

    def _forget_breakdown(self) -> None:
        self._breakdown = None
        self.table.set_compact(None)
        before = self._came_from if can_focus(self._came_from) else self.focus_home()
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_current(self) -> None:
        index = self.table.currentIndex()
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is None or self._sheet is None:
            self.selection_said.emit("")
            return
        column = self._columns[index.column()]
        counted = column if column.key != "name" else next(c for c in self._columns if c.key == "planned")
        number = counted.spec.shown(row)
        word = self.tr("per person") if column.key == "each" else figure_word(column.figure)
        name = row_name(row, self.by())
        said = tr("%1: %2 %3. Click or Enter lists what is behind it.", name, number, word)
        self.selection_said.emit(said)

    # Copying and exporting

    def copy_table(self) -> None:
        """Copy the table as it is shown, for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.table.copied_text())
        lines = format_number(self.table.proxy.rowCount())
        self.actions_.said.emit(put(self.tr("Copied %1 lines of totals"), lines), False)

    def _ask_export(self) -> None:
        self.export_requested.emit("totals", self.by())

    # Remembering

    def focus_home(self) -> QWidget | None:
        """The table, or the button of the hint where there is none."""
        return self.table if self.table.isVisible() else first_focusable(self.stack)

    def save_state(self, settings: QSettings) -> None:
        """Remember what is counted, by what, and how wide the side panel is."""
        settings.setValue("totals/measure", self.counted())
        settings.setValue("totals/by", self.by())
        settings.setValue("totals/others", self.others.shown())
        settings.setValue("totals/coverage", int(self.coverage_button.isChecked()))
        settings.setValue("totals/splitter", self.splitter.saveState())

    def restore_state(self, settings: QSettings) -> None:
        """Show the totals as they were left."""
        measure, by = settings.value("totals/measure"), settings.value("totals/by")
        self.others.choose(str(settings.value("totals/others", "")))
        self.coverage_button.setChecked(str(settings.value("totals/coverage", "0")) == "1")
        if measure in MEASURES:
            self.measure.select(str(measure))
        if by in GROUPS:
            self.group.select(str(by))
        splitter = settings.value("totals/splitter")
        if splitter is not None:
            self.splitter.restoreState(splitter)


def _keys_of(rows: Sequence[LedgerRow]) -> frozenset[Hashable]:
    """Return the keys of lines, of several together each."""
    found: set[Hashable] = set()
    for row in rows:
        found |= row.key if isinstance(row.key, frozenset) else {row.key}
    return frozenset(found)
