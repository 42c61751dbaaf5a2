"""What is wrong with money: a budget of the plan, of a track or of a team is exceeded."""

from collections.abc import Iterator
from decimal import Decimal

from pmplanner.day_words import amount, money
from pmplanner.models.statuses import PolicyAction
from pmplanner.sentences import counted, said
from pmplanner.services.lookup import fold
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.totals.budget import BudgetUse


def over_budget(facts: Facts) -> Iterator[Problem]:
    """Find the budgets that are exceeded: by what is spent and committed, or by what is forecast besides."""
    if facts.spending is None:
        return
    for use in facts.spending.uses():
        if use.is_over:
            yield from _tell(facts, use, facts.spending.currency)


def _tell(facts: Facts, use: BudgetUse, currency: str) -> Iterator[Problem]:
    team = fold(use.name) if use.kind == "team" else ""
    action = facts.policies.rule("over budget", team).action
    if action == PolicyAction.IGNORE:
        return
    over = money(use.used - (use.amount or Decimal(0)), currency)
    name = said("The plan") if use.kind == "plan" else use.name
    if use.is_over_now:
        over_now = money(use.spent + use.committed - (use.amount or Decimal(0)), currency)
        title = said("{name} is {over} over budget", name=name, over=over_now)
    else:
        title = said("{name} will be {over} over budget", name=name, over=over)
    hint = said(
        "{used} of {budget}, {over} too much: {spent} spent, {committed} committed, {forecast} forecast.",
        used=money(use.used, currency),
        budget=money(use.amount or Decimal(0), currency),
        over=over,
        spent=amount(use.spent),
        committed=amount(use.committed),
        forecast=amount(use.forecast),
    )
    if use.picks_without_price:
        lacking = counted(
            "{n:,} without a price is not in it.",
            "{n:,} without a price are not in it.",
            use.picks_without_price,
        )
        hint = f"{hint} {lacking}"
    yield Problem(
        "over budget",
        budget_key(use),
        0,
        0,
        title,
        hint,
        hint,
        day=facts.first_day,
        team=use.name if team else "",
        place=str(use.ref_id) if use.kind == "track" else team,
        action=action,
    )


def budget_key(use: BudgetUse) -> str:
    """Return the key of the problem that a budget is exceeded."""
    if use.kind == "plan":
        return "over budget"
    whose = fold(use.name) if use.kind == "team" else use.ref_id
    return "|".join(("over budget", use.kind, f"@{whose}"))
