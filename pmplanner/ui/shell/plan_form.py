"""The form of a plan: name, period, budget and target."""

import datetime as dt
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from pmplanner.services.calendar.clock import today
from pmplanner.services.calendar.open_days import open_days
from pmplanner.services.plans.plans import PlanRow, change_plan, create_plan, next_half_year
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.inputs.amounts import read_amount, read_days
from pmplanner.ui.widgets.inputs.typed_fields import DateField
from pmplanner.ui.widgets.text import put


def _next_half_year(db: Session) -> tuple[dt.date, dt.date]:
    """Return the period that is proposed, which begins on a day on which the company works."""
    return next_half_year(today(), open_days(db, ""))


class PlanForm(QDialog):
    """Makes a new plan, or changes one; says what is wrong and stays open until it is right."""

    def __init__(self, actions: Actions, plan: PlanRow | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._plan = plan
        self.plan_id: int | None = plan.id if plan else None
        self.setWindowTitle(self.tr("Change plan") if plan else self.tr("New plan"))
        first, last = (plan.first_day, plan.last_day) if plan else actions.read(_next_half_year)
        self._name = QLineEdit(plan.name if plan else self._suggested_name(first))
        self._first = DateField(
            self.tr("First day of the period"), None, QDate(first.year, first.month, first.day)
        )
        self._last = DateField(
            self.tr("Last day of the period"), None, QDate(last.year, last.month, last.day)
        )
        self._budget = QLineEdit(_plain(plan.budget if plan else None))
        self._currency = QLineEdit(plan.currency if plan else "")
        self._target = QLineEdit(_plain(plan.target_days if plan else Decimal(10)))
        self._reason = problem_label(parent=self)
        self._lay_out()

    def _suggested_name(self, first: dt.date) -> str:
        half = "H1" if first.month <= 6 else "H2"
        return put(self.tr("%1 %2 development plan"), str(first.year), half)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        self._budget.setPlaceholderText(self.tr("none"))
        self._currency.setPlaceholderText("EUR")
        self._currency.setMaximumWidth(80)
        self._target.setPlaceholderText(self.tr("none"))
        money = QHBoxLayout()
        money.addWidget(self._budget, 1)
        money.addWidget(self._currency)
        for label, name, field in (
            (self.tr("&Name"), self.tr("Name of the plan"), self._name),
            (self.tr("&First day"), "", self._first),
            (self.tr("&Last day"), "", self._last),
            (self.tr("&Budget"), self.tr("Budget"), self._budget),
            (self.tr("&Days per person"), self.tr("Target of days per person"), self._target),
        ):
            if name:
                field.setAccessibleName(name)
            form.addRow(label, money if field is self._budget else field)
        form.labelForField(money).setBuddy(self._budget)  # type: ignore[attr-defined]
        self._currency.setAccessibleName(self.tr("Currency of the budget"))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(self.tr("Save changes") if self._plan else self.tr("Create plan"))
        ok.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(
            muted_label(self.tr("The target is what the bars in the plan are measured against."))
        )
        column.addWidget(self._reason)
        column.addWidget(buttons)
        self._reason.hide()
        self.setMinimumWidth(420)

    def accept(self) -> None:
        """Save; stay open and say why when the values will not do."""
        try:
            values = self._values()
        except ValueError as error:
            self._refuse(str(error))
            return
        reason = self._save(values)
        if reason:
            self._refuse(reason)
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
            "name": self._name.text().strip(),
            "first_day": self._first.day(),
            "last_day": self._last.day(),
            "budget": read_amount(self._budget.text()),
            "currency": self._currency.text().strip().upper(),
            "target_days": read_days(self._target.text()),
        }

    def _refuse(self, reason: str) -> None:
        self._reason.setText(reason)
        self._reason.show()


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
