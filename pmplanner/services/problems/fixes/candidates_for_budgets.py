"""What might solve that a budget is exceeded."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pmplanner.day_words import amount
from pmplanner.services.problems.checks.money import budget_key
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.fixes.simulation import Trial
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.totals.budget import BudgetUse
from pmplanner.storage.labels import Label


def raised(facts: Facts, problem: Problem) -> Iterator[Remedy]:
    """Yield raising the budget to what is known to be used."""
    spending = facts.spending
    for use in spending.uses() if spending is not None else ():
        if problem.key == budget_key(use):
            written = f"{amount(use.used)} {spending.currency if spending else ''}".strip()
            label = Label.of("budget.raise", amount=written, name=use.name)
            team = use.name if use.kind == "team" else ""
            values = (facts.plan_id, use.ref_id, team, str(use.used))
            yield Remedy(label, "budget", values, partial(_raise, facts, use))


def _raise(facts: Facts, use: BudgetUse) -> Trial | None:
    spending = facts.spending
    if spending is None:
        return None
    if use.kind == "plan":
        now = replace(spending, amount=use.used)
    else:
        key = (use.kind, use.ref_id, use.name)
        rows = (
            replace(row, amount=use.used) if (row.kind, row.ref_id, row.name) == key else row
            for row in spending.budgets
        )
        now = replace(spending, budgets=tuple(rows))
    return Trial(facts.twin(spending=now), frozenset())
