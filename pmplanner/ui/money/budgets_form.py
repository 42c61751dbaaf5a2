"""The budgets of a plan: for the whole, for tracks and for teams, each with how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.lookup import fold
from pmplanner.services.money.budgets import BudgetRow, list_budgets, set_budget
from pmplanner.services.people.people import number_of_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.pick_status.without_rate import currencies_without_rate
from pmplanner.services.plans.plans import PlanRow, list_plans
from pmplanner.services.plans.scope import names_in_use
from pmplanner.services.totals.budget import BudgetUse, read_spending
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.texts import missing_rates_sentence
from pmplanner.ui.text_size import as_text_grows, keep_sized, sized
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import MANY_PEOPLE, Errand
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_money
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.lines import AmountLine
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel

_Whose = tuple[Literal["plan", "track", "team"], int, str]
"""Kind, the track's id, and the name."""

_Uses = tuple[dict[_Whose, BudgetUse], tuple[str, ...]]
"""How each is used, and the currencies that have no rate."""

_AMOUNT = 110
"""How wide an amount can be typed; pixels."""
_SIZE = (720, 560)
"""Pixels of the window with text of the usual size."""


def _read_amounts(db: Session, plan: PlanRow) -> tuple[dict[_Whose, Decimal | None], str]:
    """Return the budgets of the plan, its tracks and its teams, None where none is set, and the currency.

    A team in which nobody is any more is among them while it has a budget.
    """
    present = list_budgets(db, plan.id)
    amounts = {(row.kind, row.ref_id or fold(row.name)): row.amount for row in present}
    names = names_in_use(db, ScopeKind.TEAM)
    names |= {
        fold(row.name): row.name for row in present if row.kind == "team" and fold(row.name) not in names
    }
    whole = next(row.budget for row in list_plans(db) if row.id == plan.id)
    found: dict[_Whose, Decimal | None] = {("plan", 0, plan.name): whole}
    found |= {("track", row.id, row.name): amounts.get(("track", row.id)) for row in list_tracks(db)}
    found |= {("team", 0, name): amounts.get(("team", key)) for key, name in names.items()}
    return found, plan_currency(db, plan.id)


def _read_uses(db: Session, plan_id: int, amounts: Mapping[_Whose, Decimal | None]) -> _Uses:
    """Return how budgets are used, or would be if they were set, and the currencies that have no rate."""
    picks = list_pick_statuses(db, plan_id)
    spending = read_spending(db, plan_id, picks)
    asked = [BudgetRow(kind, track, name, Decimal(0)) for kind, track, name in amounts if kind != "plan"]
    uses = replace(spending, budgets=tuple(asked)).uses()
    used = {
        whose: replace(use, amount=amount) for (whose, amount), use in zip(amounts.items(), uses, strict=True)
    }
    return used, currencies_without_rate(db, plan_id, picks)


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
        self._before, self._currency = actions.read(_read_amounts, plan)
        self.lines: dict[_Whose, AmountLine] = {}
        self._told: dict[_Whose, tuple[QLabel, QLabel]] = {}
        self._uses: dict[_Whose, BudgetUse] = {}
        self._reading = Errand(self, self._show_uses)
        inside = QWidget(self)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        for kind, title in (("plan", ""), ("track", tr("Tracks")), ("team", tr("Teams"))):
            of_kind = [whose for whose in self._before if whose[0] == kind]
            if title and of_kind:
                self._grid.addWidget(heading_label(title, inside), self._grid.rowCount(), 0, 1, 3)
            for whose in of_kind:
                self._add(whose, inside)
        self.whole = next(iter(self.lines.values()))
        area = UpDownArea(self, inside)
        self.body.addWidget(area, 1)
        self.rates = problem_label("", self)
        self.rates.hide()
        self.body.addWidget(self.rates)
        self.add_note(
            tr(
                "A track’s budget is used by whoever has it as the primary track, a team’s by its people. "
                "Spent is what was held, committed what confirmed sessions cost, forecast the rest."
            )
        )
        as_text_grows(self, lambda: resize_to_fit(self, *map(sized, _SIZE)))
        self._read()

    def _read(self) -> None:
        """Read how the budgets are used, beside the window where there is much to read."""
        workspace, plan_id, amounts = self._actions.workspace, self._plan.id, self._before
        if self._actions.read(number_of_people) <= MANY_PEOPLE:
            self._show_uses(self._actions.read(_read_uses, plan_id, amounts))
            return

        def work(_progress: Progress) -> _Uses:
            with workspace.read() as db:
                return _read_uses(db, plan_id, amounts)

        self._reading.begin(work)

    def _show_uses(self, found: _Uses) -> None:
        self._uses, without_rate = found
        for whose in self._uses:
            self._show_use(whose)
        self.rates.say(missing_rates_sentence(without_rate))

    def _show_use(self, whose: _Whose) -> None:
        """Say how a budget is used, and what would be left of the amount that is typed."""
        if whose not in self._uses:
            return
        try:
            use = replace(self._uses[whose], amount=self.lines[whose].entered())
        except ValueError:  # said when it is to be kept
            use = replace(self._uses[whose], amount=None)
        about, over = self._told[whose]
        left, used = left_text(use, self._currency), use_text(use, self._currency)
        over.setText(left)
        over.setVisible(bool(left))
        over.setProperty("problem", use.is_over)
        over.style().polish(over)
        about.setText(used)
        self.lines[whose].setAccessibleDescription(" · ".join(filter(None, (left, used))))

    def done(self, result: int) -> None:
        """Want nothing more of what is read beside."""
        self._reading.stop()
        super().done(result)

    def _add(self, whose: _Whose, inside: QWidget) -> None:
        name = tr("Whole plan") if whose[0] == "plan" else whose[2]
        line = AmountLine(tr("Budget of %1", name), inside, placeholder=tr("none"))
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.go_with(self._code)
        line.show_value(self._before[whose])
        line.textChanged.connect(lambda: self._show_use(whose))
        keep_sized(line.setFixedWidth, _AMOUNT)
        label, told = TextLabel(name, inside), QWidget(inside)
        label.setBuddy(line)
        label.setWordWrap(True)
        over, about = TextLabel("", told), muted_label(tr("is being reckoned"), told, small=True)
        over.hide()
        about.setWordWrap(True)
        as_column(told, over, about, margins=(0, 0, 0, 0), spacing=0)
        explain(line, "Budget")
        row = self._grid.rowCount()
        for column, widget in enumerate((label, line, told)):
            self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        self.lines[whose], self._told[whose] = line, (about, over)

    def _code(self) -> str:
        return self._currency

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
