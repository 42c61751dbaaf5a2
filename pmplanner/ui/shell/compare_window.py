"""Two plans beside each other: figures first, then line by line, each difference to be taken over."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.exporting.sheets import table_sheet
from pmplanner.services.exporting.tables import write_table
from pmplanner.services.lookup import plain
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.plans.promoting import reason_against
from pmplanner.services.plans.taking_over import TakenOver, reasons_of, take_over
from pmplanner.services.views.plan_comparison import (
    COLUMNS_OF_FILE,
    CompareLine,
    Comparison,
    Figure,
    compare,
    file_rows,
)
from pmplanner.storage.journal import Change, relabel
from pmplanner.storage.labels import Counted, Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.writing import Writer
from pmplanner.ui.shell.compare_table import SECTION_HEADS, CompareTable, told_apart
from pmplanner.ui.text_size import as_text_grows, row_height
from pmplanner.ui.translation import mark, plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_days, format_money, format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_REFUSED = "refused"
_AFTER_MS = 120
"""Several edits in a row are read once."""

_FIGURES = {
    "people": mark("People"),
    "required": mark("Required"),
    "credited": mark("Credited"),
    "planned": mark("Planned"),
    "done": mark("Done"),
    "scheduled": mark("Scheduled"),
    "open": mark("Open"),
    "gap": mark("Gap"),
    "cost": mark("Cost"),
    "unpriced": mark("No price"),
}


class CompareWindow(QDialog):
    """Stays open beside the window, and up to date; what is ticked is taken over as one edit."""

    promote_requested = Signal(int)
    """The variant shown is to be promoted; payload: its id."""
    open_requested = Signal(int, str, int)
    """A line was opened; payload: the plan, person or session, and the id."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        one_id: int,
        other_id: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._found: Comparison | None = None
        self._plans: dict[int, PlanRow] = {}
        self._wanted = (one_id, other_id)
        self._errand: Errand[Comparison] = Errand(self, self._take_found)
        self._soon = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self.writer = Writer(settings, self)
        self.writer.report_to(actions)
        self.setWindowTitle(self.tr("Compare plans"))
        self.one = ChoiceField(self.tr("One plan"), {}, self)
        self.swap = plain_button(self.tr("Swap"), self)
        self.other = ChoiceField(self.tr("Other plan"), {}, self)
        self.figures = DataTable([ColumnSpec("", lambda row: row)], self, self.tr("Figures of the two plans"))
        self.search = SearchBox(self.tr("Search the differences"), self, "Ctrl+F")
        self.tick_all = plain_button(self.tr("Tick all shown"), self)
        self.chips = ChipRow(self)
        self.message = MessageBar(self)
        self.table = CompareTable(self)
        self.note = muted_label("", self)
        self.copy = plain_button(self.tr("Copy"), self)
        self.save = plain_button(self.tr("Save as CSV…"), self)
        self.promote = plain_button(self.tr("Promote…"), self)
        self.go = PrimaryButton(self.tr("Take over"), self)
        self._lay_out()
        self._connect()
        self._offer_plans()
        self._read()

    def _lay_out(self) -> None:
        for box in (self.one, self.other):
            box.setMinimumContentsLength(24)
        for button in (self.swap, self.tick_all, self.copy, self.save, self.promote, self.go):
            button.setAutoDefault(False)
        self.note.setWordWrap(True)
        self.figures.setSelectionMode(DataTable.SelectionMode.NoSelection)
        self.figures.setSortingEnabled(False)
        as_text_grows(self, self._fit_figures)
        as_column(
            self,
            as_row(None, (self.one, 1), self.swap, (self.other, 1), spacing=8),
            self.figures,
            as_row(None, (self.search, 1), self.tick_all, spacing=8),
            self.chips,
            self.message,
            (self.table, 1),
            self.note,
            as_row(None, self.copy, self.save, STRETCH, self.promote, self.go, spacing=8),
            spacing=8,
        )
        resize_to_fit(self, 1120, 680)

    def _fit_figures(self) -> None:
        """Give the figures just the height of their three rows and the headings."""
        self.figures.setFixedHeight(4 * row_height() + 2 * self.figures.frameWidth() + 2)

    def _connect(self) -> None:
        for box in (self.one, self.other):
            box.finished.connect(self._choose)
        self.swap.clicked.connect(self._swap)
        self.search.textChanged.connect(self._sift)
        self.search.to_results.connect(self.table.setFocus)
        self.chips.changed.connect(self._sift)
        self.table.opened.connect(self._open)
        self.table.ticks_changed.connect(self._show_ticks)
        self.tick_all.clicked.connect(self.table.tick_shown)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask_file)
        self.promote.clicked.connect(self._promote)
        self.go.clicked.connect(self._take_over)
        self._soon.timeout.connect(self._read)
        self._actions.changed.connect(self._follow)

    # Which plans

    def _offer_plans(self) -> None:
        self._plans = {plan.id: plan for plan in self._actions.read(list_plans)}
        for box, wanted in zip((self.one, self.other), self._wanted, strict=True):
            box.clear()
            for plan in self._plans.values():
                text = tr("%1 (archived)", plan.name) if plan.is_archived else plan.name
                box.addItem(text, str(plan.id))
            box.show_value(str(wanted))

    def _choose(self) -> None:
        self._wanted = (int(self.one.entered() or 0), int(self.other.entered() or 0))
        self._read()

    def _swap(self) -> None:
        self._wanted = (self._wanted[1], self._wanted[0])
        self._offer_plans()
        self._read()

    def _follow(self, change: Change) -> None:
        if change.touches("plan"):
            self._offer_plans()
        if not set(self._wanted) <= self._plans.keys():
            self.close()  # one of them is gone, and there is nothing to compare any more
            return
        self._soon.start()

    def end_work(self) -> None:
        """End what is read beside: the workspace is closed next."""
        self._soon.stop()
        self._errand.end()

    # Reading

    def _read(self) -> None:
        one, other = self._wanted
        workspace = self._actions.workspace

        def work(_progress: Progress) -> Comparison:
            with workspace.read() as db:
                return compare(db, one, other)

        self.note.setText(self.tr("Comparing…"))
        self._errand.begin(work)

    def _take_found(self, found: Comparison) -> None:
        before, self._found = self._found, found
        if before is None or (before.one_id, before.other_id) != (found.one_id, found.other_id):
            self.message.clear()
            self.table.keep_ticks(())
        self._show_figures(found)
        self.table.name_plans(*told_apart(found.one, found.other))
        self.table.keep_ticks(line.key for line in found.lines)
        self._offer_sections(found)
        self.promote.setVisible(not self._actions.read(reason_against, found.other_id))
        self.promote.setEnabled(not self._actions.workspace.read_only)
        self._sift()

    def _show_figures(self, found: Comparison) -> None:
        one, other = told_apart(found.one, found.other)
        rows = ((one, 0), (other, 1), (self.tr("Change"), 2))
        figures = {each.key: each for each in found.figures}
        columns = [
            ColumnSpec[tuple[str, int]](
                self.tr("Figures"), lambda row: row[0], tooltip=lambda row: row[0], width=180
            )
        ]
        columns += [_column(tr(title), figures[key]) for key, title in _FIGURES.items()]
        self.figures.show_columns(columns)
        self.figures.source.set_rows(rows, lambda row: row[1])

    def _offer_sections(self, found: Comparison) -> None:
        chosen = self.chips.chosen()
        counts = Counter(line.section for line in found.lines)
        self.chips.clear()
        for section, title in SECTION_HEADS.items():
            if counts[section]:
                text = tr("%1 %2", tr(title), format_number(counts[section]))
                self.chips.add(section, text, on=section in chosen)

    def _sift(self) -> None:
        found = self._found
        if found is None:
            return
        sections, words = self.chips.chosen(), plain(self.search.text()).split()
        shown = [
            line for line in found.lines if (not sections or line.section in sections) and _has(line, words)
        ]
        self.table.show_lines(shown)
        self._show_ticks()

    def _open(self, line: CompareLine) -> None:
        """Show the session of a line, in the plan that has it, or the person."""
        found = self._found
        if found is None:
            return
        if line.session_id is not None:
            self.open_requested.emit(
                found.other_id if line.in_other else found.one_id, "session", line.session_id
            )
        elif line.person_id is not None:
            self.open_requested.emit(found.one_id, "person", line.person_id)

    # Taking over

    def _show_ticks(self) -> None:
        found, count = self._found, len(self.table.ticked)
        if found is None:
            return
        target = self._plans.get(found.one_id)
        can = target is not None and not target.is_archived and not self._actions.workspace.read_only
        self.go.setEnabled(bool(count) and can)
        self.go.setText(plural(count, "Take 1 difference over", "Take %1 differences over"))
        self.note.setText(self._say(found, can))

    def _say(self, found: Comparison, can: bool) -> str:
        if not found.lines:
            return tr("“%1” and “%2” do not differ. %3", found.one, found.other, found.without_problems)
        if not can:
            return tr("Nothing can be taken over into “%1”. %2", found.one, found.without_problems)
        text = tr("What is ticked is taken from “%1” into “%2”.", found.other, found.one)
        return f"{text} {found.without_problems}" if found.without_problems else text

    def _take_over(self) -> None:
        found, keys = self._found, self.table.ticked
        if found is None or not keys:
            return
        done: list[TakenOver] = []

        def label(count: int) -> Label:
            differences = Counted("differences", count)
            return Label.of("plan.take-over", differences=differences, other=found.other, plan=found.one)

        def take(db: Session) -> None:
            taken = take_over(db, found.one_id, found.other_id, keys)
            relabel(db, label(taken.done))
            done.append(taken)

        reason = self._actions.try_to(label(len(keys)), take)
        if reason:
            self.message.show_message(_REFUSED, reason)
        elif done and done[0].refused:
            count = plural(len(done[0].refused), "1 difference stays.", "%1 differences stay.")
            self.message.show_message(_REFUSED, tr("%1 %2", count, reasons_of(done[0].refused)))
        else:
            self.message.clear()

    def _promote(self) -> None:
        if self._found is not None:
            self.promote_requested.emit(self._found.other_id)

    # Out of the window

    def _copy(self) -> None:
        """Copy what is selected, or all that is shown."""
        if not self.table.selected_rows():
            self.table.selectAll()
        self.table.copy_rows()

    def _ask_file(self) -> None:
        found = self._found
        if found is None:
            return
        name = f"{tr('%1 and %2 compared', found.one, found.other)}.xlsx"
        kinds = {"xlsx": self.tr("Excel workbooks (*.xlsx)"), "csv": self.tr("CSV files (*.csv)")}
        path = self.writer.ask_file(self.tr("Save the differences"), name, kinds)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the lines that are shown into a file."""
        found = self._found
        assert found is not None
        shown = {line.id for line in self.table.source.rows()}
        rows = [row for line, row in zip(found.lines, file_rows(found), strict=True) if line.id in shown]
        title = tr("%1 and %2 compared", found.one, found.other)
        facts = [(tr("one"), found.one), (tr("other"), found.other)]

        def work(progress: Progress) -> str:
            progress(0, 0)
            write_table(path, table_sheet("comparison", COLUMNS_OF_FILE, rows, facts, title))
            return plural(len(rows), "Wrote 1 difference to %2.", "Wrote %1 differences to %2.", path.name)

        self.writer.write(path, work)


def _has(line: CompareLine, words: list[str]) -> bool:
    text = plain(" ".join((line.name, line.what, line.one, line.other)))
    return all(word in text for word in words)


def _column(title: str, figure: Figure) -> ColumnSpec[tuple[str, int]]:
    values = (figure.one, figure.other, figure.change)

    def value(row: tuple[str, int]) -> Decimal | None:
        return values[row[1]]

    def text(row: tuple[str, int]) -> str:
        shown = values[row[1]]
        if shown is None:
            return tr("other currency")
        unit = figure.other_unit if row[1] == 1 else figure.unit
        written = format_money(abs(shown), unit) if figure.key == "cost" else format_days(abs(shown))
        if shown < 0:
            return tr("−%1", written)
        return tr("+%1", written) if row[1] == 2 and shown else written

    tone = {True: "problem_text", False: None}
    return ColumnSpec(
        title,
        value,
        text,
        align=RIGHT,
        width=104 if figure.key == "cost" else 60,
        strong=lambda row: row[1] == 2 and bool(value(row)),
        tone=lambda row: tone[row[1] == 2 and figure.key in ("gap", "unpriced") and (value(row) or 0) > 0],
    )
