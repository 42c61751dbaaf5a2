"""What plans may cost: as a whole, and for tracks and teams."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Budget, Plan, Track
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount
from pmplanner.services.settings import read_setting


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """What a plan may cost for a track, *ref_id*, or a team."""

    kind: Literal["track", "team"]
    ref_id: int
    name: str
    amount: Decimal


def list_budgets(db: Session, plan_id: int) -> list[BudgetRow]:
    """Return the budgets of tracks, in the order of tracks, and of teams by name."""
    tracks = select(Track.id, Track.name, Budget.amount).join(Budget, Budget.ref_id == Track.id)
    tracks = tracks.where(Budget.plan_id == plan_id, Budget.kind == "track")
    rows = [BudgetRow("track", *row) for row in db.execute(tracks.order_by(Track.position, Track.id))]
    teams = select(Budget.text, Budget.amount).where(Budget.plan_id == plan_id, Budget.kind == "team")
    found = sorted(db.execute(teams).all(), key=lambda row: fold(row[0]))
    return rows + [BudgetRow("team", 0, text, amount) for text, amount in found]


def set_budget(
    db: Session, plan_id: int, amount: Decimal | None, *, track_id: int = 0, team: str = ""
) -> None:
    """Set what a plan may cost, or what a track or team in it may; None clears it.

    Raises PlanError for an amount that cannot be, and when there is nothing to clear.
    """
    plan, team = get(db, Plan, plan_id), tidy(team)
    check_amount(
        amount,
        marked("A budget is 0 or more, with at most two decimals; not {amount}."),
        plan.currency or read_setting(db, "currency"),
    )
    if not track_id and not team:
        if amount is None and plan.budget is None:
            raise PlanError(said("The plan has no budget that could be cleared."))
        plan.budget = amount
        db.flush()
        return
    if track_id:
        get(db, Track, track_id)
    row = _find(db, plan_id, track_id, team)
    if amount is None:
        if row is None:
            raise PlanError(said("There is no budget of its own that could be cleared."))
        db.delete(row)
    elif row is not None:
        row.amount = amount
    else:
        kind, text = ("track", "") if track_id else ("team", team)
        db.add(Budget(plan_id=plan_id, kind=kind, ref_id=track_id, text=text, amount=amount))
    db.flush()


def _find(db: Session, plan_id: int, track_id: int, team: str) -> Budget | None:
    kind = "track" if track_id else "team"
    for row in db.scalars(select(Budget).where(Budget.plan_id == plan_id, Budget.kind == kind)):
        if row.ref_id == track_id if track_id else fold(row.text) == fold(team):
            return row
    return None
