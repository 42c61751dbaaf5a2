"""How budgets are used: what is spent, committed and forecast, for a plan and its tracks and teams."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pmplanner.models import Budget, Person, Plan
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.services.money.budgets import BudgetRow, list_budgets
from pmplanner.services.money.session_costs import COMMITTED, FORECAST, SPENT
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
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

    @property
    def is_over(self) -> bool:
        """Whether what is known costs more than the budget, now or by what is forecast."""
        return self.amount is not None and self.used > self.amount

    @property
    def is_over_now(self) -> bool:
        """Whether what is spent and committed alone is more than the budget."""
        return self.amount is not None and self.spent + self.committed > self.amount


class Share(NamedTuple):
    """What somebody's picks cost, or what nobody bears."""

    spent: Decimal = _ZERO
    committed: Decimal = _ZERO
    forecast: Decimal = _ZERO
    lacking: int = 0
    """Picks, or parts, of which not all is known."""

    def plus(self, other: "Share") -> "Share":
        """Return both together."""
        return Share(
            self.spent + other.spent,
            self.committed + other.committed,
            self.forecast + other.forecast,
            self.lacking + other.lacking,
        )


@dataclass(frozen=True, slots=True)
class Spending:
    """What a plan costs by whoever has it, with the budgets: kept, so that an edit has only a few read anew.

    *people* are those with picks, each with primary track, folded team and share; *picks* the ids of
    theirs with the person of each.
    """

    plan: str
    amount: Decimal | None
    budgets: tuple[BudgetRow, ...]
    currency: str
    people: Mapping[int, tuple[int | None, str, Share]]
    picks: Mapping[int, int]
    nobody: Nobody

    def uses(self) -> list[BudgetUse]:
        """Return the use of the plan's budget, then of those of its tracks and teams."""
        whole = _share_of_nobody(self.nobody)
        tracks: dict[int, Share] = defaultdict(Share)
        teams: dict[str, Share] = defaultdict(Share)
        wanted = {row.ref_id for row in self.budgets if row.kind == "track"}
        of_teams = any(row.kind == "team" for row in self.budgets)
        for track_id, team, share in self.people.values():
            whole = whole.plus(share)
            if track_id is not None and track_id in wanted:
                tracks[track_id] = tracks[track_id].plus(share)
            if of_teams:
                teams[team] = teams[team].plus(share)
        for kept in self.nobody.kept:
            teams[fold(kept.team)] = teams[fold(kept.team)].plus(_share_of([kept.seat]))
        return [
            BudgetUse("plan", 0, self.plan, self.amount, *whole),
            *(
                BudgetUse(
                    row.kind,
                    row.ref_id,
                    row.name,
                    row.amount,
                    *(tracks[row.ref_id] if row.kind == "track" else teams[fold(row.name)]),
                )
                for row in self.budgets
            ),
        ]

    def renewed(self, db: Session, plan_id: int, person_ids: Collection[int]) -> "Spending":
        """Return it with these people's picks, and what nobody bears, read anew."""
        ids = set(person_ids)
        people = {key: found for key, found in self.people.items() if key not in ids}
        picks = {key: person_id for key, person_id in self.picks.items() if person_id not in ids}
        if ids:
            statuses = list_pick_statuses(db, plan_id, ids)
            people |= _by_person(db, statuses, ids)
            picks |= {status.pick_id: status.person_id for status in statuses}
        return replace(self, people=people, picks=picks, nobody=read_nobody(db, plan_id))


def has_budget(db: Session, plan_id: int) -> bool:
    """Say whether a plan has a budget, as a whole or for a track or team."""
    own = exists(select(Budget.id).where(Budget.plan_id == plan_id))
    return bool(db.scalar(select(own | Plan.budget.is_not(None)).where(Plan.id == plan_id)))


def read_spending(db: Session, plan_id: int, pick_statuses: Collection[PickStatus] | None = None) -> Spending:
    """Return what a plan costs; *pick_statuses* are those of all, if read already."""
    plan = get(db, Plan, plan_id)
    statuses = list_pick_statuses(db, plan_id) if pick_statuses is None else pick_statuses
    return Spending(
        plan.name,
        plan.budget,
        tuple(list_budgets(db, plan_id)),
        plan_currency(db, plan_id),
        _by_person(db, statuses, None),
        {status.pick_id: status.person_id for status in statuses},
        read_nobody(db, plan_id),
    )


def budget_use(
    db: Session, plan_id: int, pick_statuses: Collection[PickStatus] | None = None
) -> list[BudgetUse]:
    """Return the use of the plan's budget, then of those of its tracks and teams.

    What nobody bears is in that of the plan alone; seats kept for a team are in that of the team, too.
    *pick_statuses* are those of all, if read already.
    """
    return read_spending(db, plan_id, pick_statuses).uses()


def _by_person(
    db: Session, pick_statuses: Iterable[PickStatus], ids: Collection[int] | None
) -> dict[int, tuple[int | None, str, Share]]:
    theirs: dict[int, list[PickStatus]] = defaultdict(list)
    for pick_status in pick_statuses:
        theirs[pick_status.person_id].append(pick_status)
    query = select(Person.id, Person.primary_track_id, Person.team).where(*among(Person.id, ids))
    return {
        person_id: (track_id, fold(team), _share_of(theirs[person_id]))
        for person_id, track_id, team in plain_rows(db, query)
        if person_id in theirs
    }


def _share_of(pick_statuses: Iterable[PickStatus]) -> Share:
    used = dict.fromkeys((SPENT, COMMITTED, FORECAST), _ZERO)
    lacking = 0
    for pick in pick_statuses:
        used[pick.stage] += pick.known_cost
        lacking += pick.cost is None
    return Share(used[SPENT], used[COMMITTED], used[FORECAST], lacking)


def whole_share(pick_statuses: Iterable[PickStatus], nobody: Nobody) -> Share:
    """Return what picks cost together with what nobody bears."""
    return _share_of_nobody(nobody).plus(_share_of(pick_statuses))


def _share_of_nobody(nobody: Nobody) -> Share:
    used = dict.fromkeys((SPENT, COMMITTED, FORECAST), _ZERO)
    for part in nobody.unborne:
        used[part.stage] += part.known
    beside = Share(used[SPENT], used[COMMITTED], used[FORECAST], nobody.lacking)
    return beside.plus(_share_of(nobody.seats))
