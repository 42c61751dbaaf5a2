"""The form of a plan: name, period, budget and target."""

import datetime as dt
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import ApprovalRule
from pmplanner.services.calendar.clock import today
from pmplanner.services.calendar.open_days import open_days
from pmplanner.services.plans.plans import PlanRow, change_plan, create_plan, next_half_year
from pmplanner.services.settings import read_setting
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.budgets_form import BudgetsForm
from pmplanner.ui.money.items_window import PlanItemsWindow
from pmplanner.ui.shell.plan_people_form import PlanPeopleForm
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button, plain_button
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine, DaysLine, TextLine
from pmplanner.ui.widgets.layouts import STRETCH, as_row


def _next_half_year(db: Session) -> tuple[dt.date, dt.date]:
    """Return the period that is proposed, which begins on a day on which the company works."""
    return next_half_year(today(), open_days(db, ""))


class PlanForm(AskDialog):
    """Makes a new plan, or changes one; says what is wrong and stays open until it is right."""

    def __init__(self, actions: Actions, plan: PlanRow | None = None, parent: QWidget | None = None) -> None:
        title, go = (tr("Change plan"), tr("Save changes")) if plan else (tr("New plan"), tr("Create plan"))
        super().__init__(title, go, parent, width=420)
        self._actions = actions
        self._plan = plan
        self.plan_id: int | None = plan.id if plan else None
        first, last = (plan.first_day, plan.last_day) if plan else actions.read(_next_half_year)
        self._name = TextLine(tr("Name of the plan"))
        self._first = DateField(tr("First day of the period"))
        self._last = DateField(tr("Last day of the period"))
        self._budget = AmountLine(tr("Budget"), placeholder=tr("none"))
        usual = actions.read(read_setting, "currency") or tr("EUR")
        self._currency = CurrencyLine(tr("Currency of the budget"), placeholder=usual)
        self._budget.go_with(self._currency.code)
        self._approved = QCheckBox(tr("Schedule only what was &approved"))
        self._approved.setToolTip(
            tr("Picks that nobody has approved count as planned, but the automatic schedule leaves them out.")
        )
        self._approved.setChecked(plan is not None and plan.approval_rule == ApprovalRule.APPROVED)
        self._target = DaysLine(tr("Target of days per person"), placeholder=tr("none"))
        for field, value in (
            (self._name, plan.name if plan else self._suggested_name(first)),
            (self._first, first),
            (self._last, last),
            (self._budget, plan.budget if plan else None),
            (self._currency, plan.currency if plan else ""),
            (self._target, plan.target_days if plan else Decimal(10)),
        ):
            field.show_value(value)
        self._lay_out()

    def _suggested_name(self, first: dt.date) -> str:
        half = "H1" if first.month <= 6 else "H2"
        return tr("%1 %2 development plan", str(first.year), half)

    def _lay_out(self) -> None:
        keep_sized(self._currency.setMaximumWidth, 80)
        money = QWidget()  # among the fields, not before them
        as_row(money, (self._budget, 1), self._currency, margins=(0, 0, 0, 0))
        for text, field in (
            (tr("&Name"), self._name),
            (tr("&First day"), self._first),
            (tr("&Last day"), self._last),
            (tr("&Budget"), money),
            (tr("&Days per person"), self._target),
        ):
            label = self.form.add(text, field)
            if field is money:
                label.setBuddy(self._budget)
                self._add_further_money()
        self.form.addRow("", self._approved)
        self.add_note(tr("The target is what the bars in the plan are measured against."), small=False)
        if self._plan is not None:
            people = plain_button(tr("People of this plan…"), self)
            people.setAutoDefault(False)
            people.clicked.connect(self._choose_people)
            self.add_left(people)

    def _add_further_money(self) -> None:
        """Lead to budgets of tracks and teams and to cost items, for which there is no room here."""
        if self._plan is None:
            return
        links = QWidget()
        self.budgets = link_button(tr("By track and team…"), links)
        self.costs = link_button(tr("Cost items…"), links)
        for link, slot in ((self.budgets, self._set_budgets), (self.costs, self._show_costs)):
            link.setAutoDefault(False)
            link.clicked.connect(slot)
        as_row(links, self.budgets, self.costs, STRETCH, margins=(0, 0, 0, 0), spacing=12)
        self.form.addRow("", links)

    def _set_budgets(self) -> None:
        """Set budgets, as an edit of its own; what is typed here for the whole plan stays."""
        if self._plan is not None:
            form = BudgetsForm(self._actions, self._plan, self)
            if form.exec():
                self._budget.show_value(form.whole.entered())

    def _show_costs(self) -> None:
        if self._plan is not None:
            PlanItemsWindow(self._actions, self._plan, self).exec()

    def _choose_people(self) -> None:
        """Say whom the plan covers, as an edit of its own."""
        if self._plan is not None:
            PlanPeopleForm(self._actions, self._plan, self).exec()

    def accept(self) -> None:
        """Save; stay open and say why when the values will not do."""
        try:
            values = self._values()
        except ValueError as error:
            self.refuse(str(error))
            return
        reason = self._save(values)
        if reason:
            self.refuse(reason)
        else:
            super().accept()

    def _save(self, values: dict[str, Any]) -> str:
        name = str(values["name"])
        if self._plan is not None:
            label = Label.of("plan.change", plan=self._plan.name)
            return self._actions.try_to(label, change_plan, self._plan.id, **values)
        made: list[int] = []
        label = Label.of("plan.add", plan=name)
        reason = self._actions.try_to(label, lambda db: made.append(create_plan(db, **values)))
        self.plan_id = made[0] if made else None
        return reason

    def _values(self) -> dict[str, Any]:
        return {
            "name": self._name.typed(),
            "first_day": self._first.day(),
            "last_day": self._last.day(),
            "budget": self._budget.entered(),
            "currency": self._currency.typed(),
            "target_days": self._target.entered(),
            "approval_rule": ApprovalRule.APPROVED if self._approved.isChecked() else ApprovalRule.ALL,
        }
