"""All that the totals page shows, read at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan
from pmplanner.services.lookup import get
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.totals.measures import Measure, Weights, month_parts, months_between, weigh
from pmplanner.services.totals.totals import Group, LedgerRow, group_ledgers, ledger, person_ledgers

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthBar:
    """What falls in a month, written 2027-03, by primary track in the tracks' order."""

    month: str
    parts: tuple[tuple[int | None, Decimal], ...]

    @property
    def total(self) -> Decimal:
        """All tracks together."""
        return sum((value for _, value in self.parts), _ZERO)


@dataclass(frozen=True, slots=True)
class TotalsSheet:
    """The lines by track and by what was asked for, the months, and the plan's money.

    *cards* are the lines by track in person-days, whatever else is counted.
    """

    rows: Sequence[LedgerRow]
    tracks: Sequence[LedgerRow]
    months: Sequence[MonthBar]
    currency: str
    people: int
    cards: Sequence[LedgerRow]
    budget: Decimal | None


def read_totals(
    db: Session, plan_id: int, by: Group = "track", measure: Measure = "person-days"
) -> TotalsSheet:
    """Return the totals of a plan by track, by *by*, and by month of its period."""
    weights = weigh(db, plan_id, measure)
    pick_statuses = list_pick_statuses(db, plan_id)
    needs = read_needs(db, plan_id, pick_statuses=pick_statuses)
    people = person_ledgers(db, plan_id, measure=measure, pick_statuses=pick_statuses, needs=needs).values()
    tracks = group_ledgers(db, people, "track", weights)
    if by == "month":
        rows = ledger(db, plan_id, by, measure=measure)
    else:
        rows = tracks if by == "track" else group_ledgers(db, people, by, weights)
    lines = [row for row in tracks if not row.is_total]
    months = list_months(db, plan_id, [row.key for row in lines], weights, pick_statuses)
    plan = get(db, Plan, plan_id)
    cards = lines
    if measure != "person-days":
        counted = person_ledgers(db, plan_id, pick_statuses=pick_statuses, needs=needs).values()
        cards = [row for row in group_ledgers(db, counted, "track") if not row.is_total]
    currency = plan_currency(db, plan_id)
    return TotalsSheet(rows, lines, months, currency, len(people), cards, plan.budget)


def list_months(
    db: Session,
    plan_id: int,
    track_ids: Sequence[object],
    weights: Weights,
    pick_statuses: Collection[PickStatus],
) -> list[MonthBar]:
    """Return the plan's months, and others with days, with what is done or scheduled in each."""
    plan = get(db, Plan, plan_id)
    tracks = dict(db.execute(select(Person.id, Person.primary_track_id)).all())
    sums: dict[str, dict[int | None, dict[object, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for pick_status, month, value in month_parts(db, pick_statuses, weights):
        found = sums[month][tracks[pick_status.person_id]]
        if weights.once:
            found[pick_status.course_id] = max(value, found.get(pick_status.course_id, _ZERO))
        else:
            found[pick_status.pick_id] = found.get(pick_status.pick_id, _ZERO) + value
    sums.pop("", None)
    months = sorted({*months_between(plan.first_day, plan.last_day), *sums})
    order = {track_id: place for place, track_id in enumerate(track_ids)}
    return [MonthBar(month, _parts(sums.get(month, {}), order)) for month in months]


def _parts(
    found: dict[int | None, dict[object, Decimal]], order: dict[object, int]
) -> tuple[tuple[int | None, Decimal], ...]:
    sums = [(track_id, sum(values.values(), _ZERO)) for track_id, values in found.items()]
    return tuple(sorted(sums, key=lambda part: order.get(part[0], len(order))))
