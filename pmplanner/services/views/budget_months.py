"""How budgets are used over the months: what is spent, committed and forecast by the end of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan, Track
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.money.budgets import list_budgets
from pmplanner.services.money.session_costs import STAGES
from pmplanner.services.pick_status.nobody import Nobody
from pmplanner.services.totals.measures import MonthPart, Weights, month_of, month_parts, months_between

_ZERO = Decimal(0)


class UsedBy(NamedTuple):
    """What of a budget is used by the end of a month, written 2027-03.

    The month is empty for the last one, which also has what has no date yet: all that is used.
    """

    month: str
    spent: Decimal
    committed: Decimal
    forecast: Decimal

    @property
    def used(self) -> Decimal:
        """All three together."""
        return self.spent + self.committed + self.forecast


@dataclass(frozen=True, slots=True)
class BudgetCurve:
    """A budget, of the plan, a track or a team, and its use by month; *amount* is None where none is set."""

    kind: str
    ref_id: int
    name: str
    amount: Decimal | None
    months: Sequence[UsedBy]
    lacking: int = 0
    """Picks, and parts that no pick bears, without a known price."""
    position: int | None = None
    """The track's place in order, for its colour."""

    @property
    def used(self) -> Decimal:
        """All that is used."""
        return self.months[-1].used if self.months else _ZERO


class _Cost(NamedTuple):
    """An amount in a month with its stage, and whom it is for: a track and a folded team, None for nobody."""

    month: str
    stage: str
    value: Decimal
    lacks_price: bool
    track_id: int | None
    team: str | None


def read_budget_curves(
    db: Session, plan_id: int, of_picks: Iterable[MonthPart], nobody: Nobody, weights: Weights
) -> list[BudgetCurve]:
    """Return the use of the plan's budget by month, then of those of its tracks and teams.

    *of_picks* are what the picks of the plan cost by month, and *weights* what courses cost.
    """
    plan = get(db, Plan, plan_id)
    costs = list(_costs(db, of_picks, nobody, weights))
    months = sorted({*months_between(plan.first_day, plan.last_day), *(c.month for c in costs if c.month)})
    places = dict(plain_rows(db, select(Track.id, Track.position)))
    curves = [BudgetCurve("plan", 0, plan.name, plan.budget, _sum_up(costs, months), _lacking(costs))]
    for row in list_budgets(db, plan_id):
        if row.kind == "track":
            theirs = [each for each in costs if each.track_id == row.ref_id]
        else:
            theirs = [each for each in costs if each.team == fold(row.name)]
        curves.append(
            BudgetCurve(
                row.kind,
                row.ref_id,
                row.name,
                row.amount,
                _sum_up(theirs, months),
                _lacking(theirs),
                places.get(row.ref_id) if row.kind == "track" else None,
            )
        )
    return curves


def _costs(db: Session, of_picks: Iterable[MonthPart], nobody: Nobody, weights: Weights) -> Iterable[_Cost]:
    query = select(Person.id, Person.primary_track_id, Person.team)
    people = {person_id: (track_id, fold(team)) for person_id, track_id, team in plain_rows(db, query)}
    seen: set[int] = set()
    for pick, month, value in of_picks:
        if pick.pick_id not in seen:  # the first month bears the cost
            yield _Cost(month, pick.stage, value, pick.cost is None, *people[pick.person_id])
        seen.add(pick.pick_id)
    teams = {kept.seat.pick_id: fold(kept.team) for kept in nobody.kept}
    for seat, month, value in month_parts(db, nobody.seats, weights):
        if seat.pick_id not in seen:
            yield _Cost(month, seat.stage, value, seat.cost is None, None, teams[seat.pick_id])
        seen.add(seat.pick_id)
    for part in nobody.unborne:
        month = "" if part.first_day is None else month_of(part.first_day)
        yield _Cost(month, part.stage, part.known, not part.is_known, None, None)


def _sum_up(costs: Iterable[_Cost], months: Sequence[str]) -> list[UsedBy]:
    """Return what is used by the end of each month, and at last in all."""
    by_month: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cost in costs:
        by_month[cost.month][cost.stage] += cost.value
    found, sums = [], dict.fromkeys(STAGES, _ZERO)
    for month in (*months, ""):
        for stage, value in by_month[month].items():
            sums[stage] += value
        found.append(UsedBy(month, *(sums[stage] for stage in STAGES)))
    return found


def _lacking(costs: Iterable[_Cost]) -> int:
    return sum(cost.lacks_price for cost in costs)
