"""The window of “Which picks go?”: what has to be saved, what is lost last, and the picks that lose least."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.decisions.cut import CutAsk, Target, TargetKind
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.decisions.taking_back import keep_as_variant, take_back
from pmplanner.services.exporting.cut_rows import CUT_COLUMNS, cut_rows
from pmplanner.services.exporting.sheets import table_sheet
from pmplanner.services.exporting.tables import write_table
from pmplanner.services.views.cut_page import CutRow, CutSheet, ScopeChoice, read_choices, read_cut
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.search_dialog import SearchDialog
from pmplanner.ui.core.writing import Writer
from pmplanner.ui.decisions.cut.order import LossOrder
from pmplanner.ui.decisions.cut.texts import (
    change_lines,
    counts,
    headline,
    loss_hints,
    loss_words,
    proof,
    scope_name,
    target_words,
    today,
)
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.ask_name import ask_name
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import decimals, format_date, format_days, format_money
from pmplanner.ui.widgets.inputs.choices import ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.lines import AmountLine
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec
from pmplanner.ui.widgets.tables.two_line_list import LineList

_SETTLED_MS = 250
"""After so long without another wish it is looked for."""
_PERCENT = Decimal(10)
"""What is asked for first where no budget is exceeded."""


def cut_columns(rows: Sequence[CutRow] = (), currency: str = "") -> list[ColumnSpec[CutRow]]:
    """Person, course, class, days, what is saved, since when, and the session."""
    places = decimals(row.days for row in rows)
    cents = decimals(row.saves for row in rows)
    names, hints = loss_words(), loss_hints()
    return [
        ColumnSpec(tr("Person"), lambda row: row.name, tooltip=_about, width=130),
        ColumnSpec(tr("Course"), lambda row: row.title, tooltip=lambda row: row.course_code, width=190),
        ColumnSpec(
            tr("Lost"),
            lambda row: names[row.loss],
            tooltip=lambda row: hints[row.loss],
            width=170,
        ),
        ColumnSpec(
            tr("Days"), lambda row: row.days, lambda row: format_days(row.days, least=places), RIGHT, width=52
        ),
        ColumnSpec(
            tr("Keeping costs"),
            lambda row: row.saves,
            lambda row: format_money(row.saves, currency, cents) if row.has_price or row.saves else "",
            RIGHT,
            tooltip=lambda row: "" if row.has_price else tr("Its price is not known"),
            width=96,
            hint=tr("What the plan would cost more if this pick alone stayed"),
        ),
        ColumnSpec(
            tr("Picked on"),
            lambda row: row.picked_on,
            lambda row: format_date(row.picked_on),
            width=100,
            hint=tr("Empty where the history does not go back that far"),
        ),
        ColumnSpec(tr("Session"), lambda row: row.session_code or None, width=88),
    ]


def _key(scope: Scope) -> str:
    """Return a scope as a field keeps it."""
    return "\n".join((scope.kind, str(scope.ref_id), scope.team))


def _about(row: CutRow) -> str:
    return " · ".join(filter(None, (row.name, row.team)))


def open_cut(actions: Actions, parent: QWidget | None = None, scope: Scope = WHOLE) -> CutDialog:
    """Open the window for a plan, a track or a team; where its budget is exceeded, that is the target."""
    dialog = CutDialog(actions, scope, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class CutDialog(SearchDialog[CutSheet]):
    """Looks beside the window, and can be stopped; what is found is one edit, or a variant."""

    def __init__(self, actions: Actions, scope: Scope = WHOLE, parent: QWidget | None = None) -> None:
        """Begin with the plan, a track or a team."""
        super().__init__(actions, parent)
        self._plan_id = actions.plan_id
        plan_id = self._plan_id
        self._choices = None if plan_id is None else actions.read(read_choices, plan_id)
        self._currency = "" if self._choices is None else self._choices.currency
        self.setWindowTitle(tr("Which picks go?"))
        self.scope = SearchField(tr("Of"), self)
        self.kind = ChoiceField(tr("What is asked for"), target_words(self._currency), self)
        self.amount = AmountLine(tr("How much"), self)
        self.today = muted_label("", self, small=True)
        self.order = LossOrder(self)
        self.sum = heading_label("", self)
        self.counts = muted_label("", self, small=True)
        self.proof = muted_label("", self, small=True)
        self.table = DataTable(cut_columns(), self, tr("Picks that go"))
        self.changes = LineList(tr("Sessions that change"), self, several=False)
        self.copy_button = plain_button(tr("Copy table"), self, "copy")
        self.export_button = plain_button(tr("Export table…"), self, "export")
        self.writer = Writer(QSettings(), self)
        self.writer.report_to(actions)
        self.close_button = plain_button(tr("Close"), self)
        self.variant_button = plain_button(tr("Keep as a variant…"), self)
        self.later_button = plain_button(tr("Put off"), self)
        self.later_button.setToolTip(tr("Decide “later” of them: they stay, without days, cost and seats"))
        self.take_button = PrimaryButton(tr("Take back"), self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self.begin)
        self._lay_out()
        self._connect()
        self._show_scopes(scope)
        self.begin()

    def _lay_out(self) -> None:
        deciding = (self.variant_button, self.later_button, self.take_button)
        at_left, at_foot = (self.copy_button, self.export_button), (self.close_button, *deciding)
        for button in (self.stop_button, *at_left, *at_foot):
            button.setAutoDefault(False)
        self.table.setProperty("framed", True)
        self.table.fit_to_texts()
        self.changes.setProperty("framed", True)
        width = self.fontMetrics().averageCharWidth()
        self.kind.setMinimumContentsLength(max(map(len, target_words(self._currency).values())))
        self.amount.setFixedWidth(16 * width)
        self.progress.setFixedWidth(20 * width)
        label = muted_label(tr("Of"), self)
        label.setBuddy(self.scope)
        head = as_row(
            None, label, (self.scope, 1), self.kind, self.amount, self.progress, self.stop_button, spacing=8
        )
        left = QWidget(self)
        order_hint = muted_label(
            tr("As few as can be go of what stands at the top, then of the next, and at last as few days."),
            left,
            small=True,
        )
        order_hint.setWordWrap(True)
        as_column(left, self.order, order_hint, STRETCH, margins=(0, 0, 0, 0), spacing=6)
        right = QWidget(self)
        self.changes_title = heading_label(tr("Sessions"), right)
        as_column(
            right, (self.table, 3), self.changes_title, (self.changes, 1), margins=(0, 0, 0, 0), spacing=6
        )
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([226, 814])
        for words in (self.today, self.counts, self.proof):
            words.setWordWrap(True)
        said = as_column(None, self.sum, self.counts, self.proof, spacing=2)
        buttons = as_row(None, *at_left, STRETCH, *at_foot, spacing=8)
        items = (head, self.today, said, (split, 1), self.reason, buttons)
        as_column(self, *items, margins=(20, 20, 20, 16), spacing=10)
        self.reason.hide()
        resize_to_fit(self, 1080, 700)

    def _connect(self) -> None:
        self.scope.finished.connect(self._choose_scope)
        self.kind.finished.connect(self._choose_kind)
        self.amount.finished.connect(self._settled.start)
        self.amount.refused.connect(self.reason.say)
        self.order.finished.connect(self._settled.start)
        self.copy_button.clicked.connect(self.copy_table)
        self.export_button.clicked.connect(self._ask_export)
        self.close_button.clicked.connect(self.reject)
        self.variant_button.clicked.connect(self._ask_variant)
        self.later_button.clicked.connect(lambda: self.take(later=True))
        self.take_button.clicked.connect(lambda: self.take())

    # What is asked for

    def _show_scopes(self, scope: Scope) -> None:
        scopes = () if self._choices is None else self._choices.scopes
        self.scope.set_choices([(_key(each.scope), scope_name(each)) for each in scopes])
        self.scope.show_value(_key(scope if any(each.scope == scope for each in scopes) else WHOLE))
        self._suggest()

    def _choice(self) -> ScopeChoice | None:
        scopes = () if self._choices is None else self._choices.scopes
        return next((each for each in scopes if _key(each.scope) == self.scope.entered()), None)

    def _suggest(self) -> None:
        """Ask for the budget where it is exceeded; else for a tenth less."""
        choice = self._choice()
        self.today.setText("" if choice is None else today(choice, self._currency))
        if choice is not None and choice.budget is not None and choice.budget < choice.cost:
            self.ask_for(Target("cost", choice.budget))
        else:
            self.ask_for(Target("percent", _PERCENT))

    def ask_for(self, target: Target) -> None:
        """Show a target, without looking for it yet."""
        self.kind.show_value(target.kind)
        self.amount.show_value(target.amount)

    def _choose_scope(self) -> None:
        self._suggest()
        self._settled.start()

    def _choose_kind(self) -> None:
        """Show what is used today in the place of an amount of something else."""
        choice, kind = self._choice(), self.kind.entered()
        if choice is not None:
            amounts = {
                "cost": choice.cost if choice.budget is None else choice.budget,
                "percent": _PERCENT,
                "days": choice.days,
                "fewer days": Decimal(1),
            }
            self.amount.show_value(amounts[kind])
        self._settled.start()

    def asked(self) -> CutAsk | None:
        """Return what is asked for; None while that will not do."""
        try:
            amount = self.amount.entered()
        except ValueError:
            return None
        choice = self._choice()
        if amount is None or self._plan_id is None or choice is None:
            return None
        target = Target(cast(TargetKind, self.kind.entered()), amount)
        return CutAsk(self._plan_id, target, choice.scope, self.order.entered())

    # The work

    @property
    def is_working(self) -> bool:
        """Whether it is being looked for."""
        return super().is_working or self._settled.isActive()

    def begin(self) -> None:
        """Look for what is asked; what was under way before is given up."""
        self.stop()
        self.reason.say("")
        ask = self.asked()
        if self._plan_id is None:
            self.reason.say(tr("There is no plan yet. Create one first."))
        if ask is not None:
            self.look_for(lambda db, progress: read_cut(db, ask, progress))

    def stop(self) -> None:
        """Give up what is being looked for."""
        self._settled.stop()
        super().stop()

    # Showing

    def show_found(self, *, is_looking: bool) -> None:
        """Show the picks that go, what is lost with them, and whether that is proved."""
        sheet = self._sheet
        if is_looking:
            self.sum.setText(tr("Looking for the picks that lose least…"))
        else:
            self.sum.setText(tr("Stopped. Nothing was changed.") if sheet is None else headline(sheet))
        self.counts.setText("" if sheet is None else counts(sheet.cut))
        self.proof.setText("" if sheet is None else proof(sheet))
        self.counts.setVisible(bool(self.counts.text()))
        rows = () if sheet is None else sheet.rows
        self.table.source.set_columns(cut_columns(rows, self._currency))
        self.table.source.set_rows(rows)
        lines = () if sheet is None else tuple(change_lines(sheet))
        self.changes.set_lines([*lines])
        for widget in (self.changes, self.changes_title):
            widget.setVisible(bool(lines))
        may_change = bool(rows) and not (self._choices is not None and self._choices.is_archived)
        self.copy_button.setEnabled(bool(rows))
        self.export_button.setEnabled(bool(rows))
        for button in (self.take_button, self.later_button, self.variant_button):
            button.setEnabled(may_change)
        taking = plural(len(rows), "Take this pick back", "Take these %1 picks back")
        self.take_button.setText(taking if rows else tr("Take back"))

    def _ask_export(self) -> None:
        kinds = {"xlsx": tr("Excel workbooks (*.xlsx)"), "csv": tr("CSV files (*.csv)")}
        plan = "" if self._choices is None else self._choices.plan
        path = self.writer.ask_file(tr("Export table"), f"{plan} – {self.windowTitle()}.xlsx", kinds)
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the picks that go into a workbook or as text, as the name ends."""
        sheet, title = self._sheet, self.windowTitle()
        if sheet is None:
            return
        rows, plan = cut_rows(sheet), "" if self._choices is None else self._choices.plan
        facts = [(tr("Plan"), plan)] if plan else []

        def work(progress: Progress) -> str:
            progress(0, 0)
            write_table(path, table_sheet("cut", CUT_COLUMNS, rows, facts, title))
            return tr("Exported %1 to %2", plural(len(rows), "%1 row", "%1 rows"), path)

        self.writer.write(path, work)

    # Doing it

    def take(self, *, later: bool = False) -> None:
        """Take these picks back, or put them off, as one edit; close when it is done."""
        sheet, plan_id = self._sheet, self._plan_id
        if sheet is None or not sheet.rows or plan_id is None:
            return
        people = People.of(row.person_id for row in sheet.rows)
        label = Label.of("pick.cut-later", people=people) if later else Label.of("pick.cut", people=people)
        picks = [row.id for row in sheet.rows]
        reason = self._actions.try_to(label, take_back, plan_id, picks, later=later)
        self.reason.say(reason)
        if not reason:
            self.accept()

    def _ask_variant(self) -> None:
        plan = "" if self._choices is None else self._choices.plan
        suggested = tr("%1 – cut", plan)
        name, accepted = ask_name(self, tr("Keep as a variant"), tr("Name of the variant"), suggested)
        if accepted:
            self.keep(name)

    def keep(self, name: str) -> None:
        """Copy the plan as a variant in which these picks are taken back, and show it."""
        sheet, plan_id = self._sheet, self._plan_id
        if sheet is None or not sheet.rows or plan_id is None or self._choices is None:
            return
        label = Label.of("plan.copy", plan=self._choices.plan, name=name)
        copy: list[int] = []

        def work(db: Session) -> None:
            copy.append(keep_as_variant(db, plan_id, [row.id for row in sheet.rows], name))

        reason = self._actions.try_to(label, work)
        self.reason.say(reason)
        if not reason:
            self._actions.choose_plan(copy[0])
            self.accept()
