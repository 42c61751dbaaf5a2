"""How budgets are used: what is spent, committed and forecast, for a plan and its tracks and teams."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.money.budgets import list_budgets
from pmplanner.services.money.session_costs import COMMITTED, FORECAST, SPENT
from pmplanner.services.pick_status.nobody import Unborne, read_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """What of a budget is used, in the plan's currency; *amount* is None where none is set.

    *spent* is what was held, *committed* what seats in confirmed sessions cost, *forecast* the rest.
    *picks_without_price* cost more than is in them.
    """

    kind: Literal["plan", "track", "team"]
    ref_id: int
    name: str
    amount: Decimal | None
    spent: Decimal
    committed: Decimal
    forecast: Decimal
    picks_without_price: int

    @property
    def used(self) -> Decimal:
        """All three together."""
        return self.spent + self.committed + self.forecast

    @property
    def left(self) -> Decimal | None:
        """What is left of the budget, less than 0 where it is exceeded; None without a budget."""
        return None if self.amount is None else self.amount - self.used


def budget_use(
    db: Session, plan_id: int, pick_statuses: Collection[PickStatus] | None = None
) -> list[BudgetUse]:
    """Return the use of the plan's budget, then of those of its tracks and teams.

    What nobody bears is in that of the plan alone; seats kept for a team are in that of the team, too.
    *pick_statuses* are those of all, if read already.
    """
    plan = get(db, Plan, plan_id)
    picks = list_pick_statuses(db, plan_id) if pick_statuses is None else pick_statuses
    nobody = read_nobody(db, plan_id)
    uses = [_use("plan", 0, plan.name, plan.budget, [*picks, *nobody.seats], nobody.unborne)]
    budgets = list_budgets(db, plan_id)
    if not budgets:
        return uses
    people = {
        person_id: (track_id, fold(team))
        for person_id, track_id, team in plain_rows(
            db, select(Person.id, Person.primary_track_id, Person.team)
        )
    }
    for row in budgets:
        if row.kind == "track":
            theirs = [pick for pick in picks if people[pick.person_id][0] == row.ref_id]
        else:
            team = fold(row.name)
            theirs = [pick for pick in picks if people[pick.person_id][1] == team]
            theirs += [kept.seat for kept in nobody.kept if fold(kept.team) == team]
        uses.append(_use(row.kind, row.ref_id, row.name, row.amount, theirs))
    return uses


def _use(
    kind: Literal["plan", "track", "team"],
    ref_id: int,
    name: str,
    amount: Decimal | None,
    picks: Iterable[PickStatus],
    unborne: Iterable[Unborne] = (),
) -> BudgetUse:
    used = dict.fromkeys((SPENT, COMMITTED, FORECAST), _ZERO)
    lacking = 0
    for part in unborne:
        used[part.stage] += part.known
        lacking += not part.is_known
    for pick in picks:
        used[pick.stage] += pick.known_cost
        lacking += pick.cost is None
    return BudgetUse(
        kind, ref_id, name, amount, used[SPENT], used[COMMITTED], used[FORECAST], picks_without_price=lacking
    )
