"""How a budget is used over the months, gathered for the chart of months: a column a month, all so far."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from pmplanner.services.views.budget_months import BudgetCurve
from pmplanner.services.views.totals_page import MonthBar
from pmplanner.ui.totals.axis import State, ticks
from pmplanner.ui.totals.month_book import MonthBook, month_name
from pmplanner.ui.totals.texts import plain_text, unpriced_word, with_lacking
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.marks import Look

_STATES: dict[Hashable, State] = {"spent": "done", "committed": "scheduled", "forecast": "open"}
"""How the stages of a cost look: as picks do that are done, have a seat, or are to be scheduled."""


@dataclass(frozen=True, slots=True)
class BudgetBook(MonthBook):
    """The use of one budget: each column holds what is spent, committed and forecast by the month's end."""

    curve: BudgetCurve

    @property
    def title(self) -> str:
        """What the chart is called."""
        return tr("Budget of %1", self.curve.name)

    @property
    def heading(self) -> str:
        """Without the name, which is chosen beside it."""
        return tr("Use of the budget")

    @property
    def aim(self) -> Decimal | None:
        """The budget."""
        return self.curve.amount

    @property
    def aim_text(self) -> str:
        """What the line across the columns is."""
        if self.curve.amount is None:
            return ""
        return tr("budget %1", self.amount(self.curve.amount))

    def name(self, key: Hashable) -> str:
        """What a stage is called."""
        words = {"spent": tr("spent"), "committed": tr("committed"), "forecast": tr("forecast")}
        return words[str(key)]

    def look(self, key: Hashable) -> Look:
        """All stages have the colour of the track, or one for all."""
        return Look(self.curve.position or 0)

    def state(self, key: Hashable) -> State:
        """How a stage is painted."""
        return _STATES[key]

    def number(self, place: int) -> str:
        """What stands above a column: of the last one, which is all, its number."""
        if place < len(self.months) - 1:
            return ""
        return with_lacking(self.amount(self.curve.used), self.curve.used, 0)

    def sentence(self, place: int) -> str:
        """What is used by the end of a month in words."""
        month = self.months[place]
        parts = ", ".join(f"{self.name(key)} {self.amount(value)}" for key, value in month.parts)
        used = self.amount(month.total)
        if month.month:
            said = tr("By the end of %1: %2 (%3)", month_name(month.month), used, parts)
        else:
            said = tr("In all, with what has no date yet: %1 (%2)", used, parts)
            if self.curve.lacking:
                said = tr("%1 · %2", said, unpriced_word(self.curve.lacking))
        if self.curve.amount is None:
            return said
        over = month.total - self.curve.amount
        if over > 0:
            return tr(
                "%1 · %2 over the budget of %3", said, self.amount(over), self.amount(self.curve.amount)
            )
        return tr("%1 · of %2", said, self.amount(self.curve.amount))

    def part_sentence(self, place: int, key: Hashable) -> str:
        """What of a stage there is by the end of a month, in words."""
        month = self.months[place].month
        return tr(
            "%1, %2: %3", month_name(month), self.name(key), self.amount(dict(self.months[place].parts)[key])
        )

    def shown(self) -> list[Hashable]:
        """All stages, that one learns what the shades are."""
        return list(_STATES)

    def table(self) -> list[list[str]]:
        """A line a month, a column a stage, the budget last."""
        head = [tr("Month"), *(self.name(key) for key in _STATES), tr("All"), tr("budget")]
        budget = "" if self.curve.amount is None else plain_text(self.curve.amount)
        return [
            head,
            *(
                [
                    month.month or month_name(""),
                    *(plain_text(value) for _, value in month.parts),
                    plain_text(month.total),
                    budget,
                ]
                for month in self.months
            ),
        ]


def gather_budget(curve: BudgetCurve, currency: str) -> BudgetBook:
    """Gather what the chart of a budget shows."""
    months = tuple(
        MonthBar(
            used.month,
            (("spent", used.spent), ("committed", used.committed), ("forecast", used.forecast)),
        )
        for used in curve.months
    )
    most = max(curve.used, curve.amount or Decimal(0))
    return BudgetBook(months, {}, {}, "track", "cost", currency, ticks(most), curve)
