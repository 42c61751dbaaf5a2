"""The budgets of a plan: for the whole, for tracks and for teams, each with how it is used."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import fold
from pmplanner.services.money.budgets import BudgetRow, set_budget
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.pick_status.without_rate import currencies_without_rate
from pmplanner.services.plans.plans import PlanRow
from pmplanner.services.plans.scope import names_in_use
from pmplanner.services.totals.budget import BudgetUse, read_spending
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.texts import missing_rates_sentence
from pmplanner.ui.text_size import as_text_grows, keep_sized, sized
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_money
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.lines import AmountLine
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel

_Whose = tuple[Literal["plan", "track", "team"], int, str]
"""Kind, the track's id, and the name."""

_AMOUNT = 110
"""How wide an amount can be typed; pixels."""
_SIZE = (600, 540)
"""Pixels of the window with text of the usual size."""


def _read(db: Session, plan: PlanRow) -> tuple[dict[_Whose, BudgetUse], str, tuple[str, ...]]:
    """Return how budgets of the plan, of all tracks and of all teams are used, or would be if they were set.

    With the currency, and those that have no rate.
    """
    spending = read_spending(db, plan.id)
    amounts: dict[tuple[str, int | str], Decimal] = {
        (row.kind, row.ref_id or fold(row.name)): row.amount for row in spending.budgets
    }
    names = names_in_use(db, ScopeKind.TEAM)
    names |= {
        fold(row.name): row.name
        for row in spending.budgets
        if row.kind == "team" and fold(row.name) not in names
    }
    nothing = Decimal(0)
    asked = [BudgetRow("track", row.id, row.name, nothing) for row in list_tracks(db)]
    asked += [BudgetRow("team", 0, name, nothing) for name in names.values()]
    whole, *others = replace(spending, budgets=tuple(asked)).uses()
    uses: dict[_Whose, BudgetUse] = {("plan", 0, plan.name): whole}
    for use in others:
        amount = amounts.get((use.kind, use.ref_id or fold(use.name)))
        uses[use.kind, use.ref_id, use.name] = replace(use, amount=amount)
    return uses, spending.currency, currencies_without_rate(db, plan.id)


def use_text(use: BudgetUse, currency: str) -> str:
    """Return how a budget is used: what is spent, committed and forecast."""
    parts = [
        put(text, format_money(amount, currency))
        for text, amount in (
            (tr("%1 spent"), use.spent),
            (tr("%1 committed"), use.committed),
            (tr("%1 forecast"), use.forecast),
        )
        if amount
    ]
    lacking = use.picks_without_price
    if lacking:
        parts.append(plural(lacking, "1 without a price", "%1 without a price"))
    return " · ".join(parts) or tr("nothing planned")


def left_text(use: BudgetUse, currency: str) -> str:
    """Return what is left of a budget, or how much more than it is used; nothing where none is set."""
    if use.left is None:
        return ""
    left = format_money(abs(use.left), currency)
    return tr("%1 left", left) if use.left >= 0 else tr("%1 over", left)


class BudgetsForm(AskDialog):
    """A line for the plan, each track and each team; kept as one edit."""

    def __init__(self, actions: Actions, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(tr("Budget of “%1”", plan.name), tr("Save"), parent, width=560)
        self._actions, self._plan = actions, plan
        uses, self._currency, without_rate = actions.read(_read, plan)
        self.lines: dict[_Whose, AmountLine] = {}
        self._before = {whose: use.amount for whose, use in uses.items()}
        inside = QWidget(self)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        for kind, title in (("plan", ""), ("track", tr("Tracks")), ("team", tr("Teams"))):
            of_kind = {whose: use for whose, use in uses.items() if whose[0] == kind}
            if title and of_kind:
                self._grid.addWidget(heading_label(title, inside), self._grid.rowCount(), 0, 1, 3)
            for whose, use in of_kind.items():
                self._add(whose, use, inside)
        self.whole = next(iter(self.lines.values()))
        area = UpDownArea(self, inside)
        self.body.addWidget(area, 1)
        self.rates = problem_label("", self)
        self.rates.say(missing_rates_sentence(without_rate))
        self.body.addWidget(self.rates)
        self.add_note(
            tr(
                "A track’s budget is used by whoever has it as the primary track, a team’s by its people. "
                "Spent is what was held, committed what confirmed sessions cost, forecast the rest."
            )
        )

        as_text_grows(self, lambda: resize_to_fit(self, *map(sized, _SIZE)))

    def _add(self, whose: _Whose, use: BudgetUse, inside: QWidget) -> None:
        name = tr("Whole plan") if whose[0] == "plan" else whose[2]
        line = AmountLine(tr("Budget of %1", name), inside, placeholder=tr("none"))
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.show_value(self._before[whose])
        keep_sized(line.setFixedWidth, _AMOUNT)
        label, told = TextLabel(name, inside), QWidget(inside)
        label.setBuddy(line)
        label.setWordWrap(True)
        left, used = left_text(use, self._currency), use_text(use, self._currency)
        texts = as_column(told, margins=(0, 0, 0, 0), spacing=0)
        if left:
            texts.addWidget(problem_label(left, told) if use.is_over else TextLabel(left, told))
        about = muted_label(used, told, small=True)
        about.setWordWrap(True)
        texts.addWidget(about)
        line.setAccessibleDescription(" · ".join(filter(None, (left, used))))
        explain(line, "Budget")
        row = self._grid.rowCount()
        for column, widget in enumerate((label, line, told)):
            self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        self.lines[whose] = line

    def accept(self) -> None:
        """Keep what was changed; stay open and say why when it will not do."""
        wanted: dict[_Whose, Decimal | None] = {}
        for whose, line in self.lines.items():
            try:
                wanted[whose] = line.entered()
            except ValueError as error:
                line.refuse(str(error))
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                self.refuse(str(error))
                return
        changed = {whose: amount for whose, amount in wanted.items() if amount != self._before[whose]}

        def work(db: Session) -> None:
            for (kind, track_id, name), amount in changed.items():
                team = name if kind == "team" else ""
                set_budget(db, self._plan.id, amount, track_id=track_id, team=team)

        if not changed:
            super().accept()
            return
        reason = self._actions.try_to(Label.of("budget.set", plan=self._plan.name), work)
        if reason:
            self.refuse(reason)
        else:
            super().accept()
