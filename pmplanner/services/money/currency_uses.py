"""Which currencies are used for what, and which of them have no rate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pmplanner.models import CostItem, Plan, Rate, Room, Trainer, TrainingSession, Travel
from pmplanner.services.catalog.own_facts import read_prices
from pmplanner.services.settings import read_setting

COURSES, SESSIONS, CALLED_OFF, ITEMS, TRAINERS, ROOMS, WAYS, BUDGETS = (
    "courses",
    "sessions",
    "calling off",
    "cost items",
    "trainers",
    "rooms",
    "ways",
    "plans",
)
"""What has amounts in a currency."""

_AMOUNTS: dict[str, Select[str]] = {
    SESSIONS: select(TrainingSession.currency).where(TrainingSession.cost.is_not(None)),
    CALLED_OFF: select(TrainingSession.cancel_currency).where(TrainingSession.cancel_cost.is_not(None)),
    ITEMS: select(CostItem.currency).where(CostItem.amount.is_not(None)),
    TRAINERS: select(Trainer.currency).where(Trainer.day_cost.is_not(None)),
    ROOMS: select(Room.currency).where(Room.day_cost.is_not(None)),
    WAYS: select(Travel.currency),
    BUDGETS: select(Plan.currency),
}


@dataclass(frozen=True, slots=True)
class CurrencyUse:
    """How much is in a currency: numbers by what it is of, without what there is none of."""

    currency: str
    counts: Mapping[str, int]
    has_rate: bool

    @property
    def count(self) -> int:
        """All together."""
        return sum(self.counts.values())


def list_currency_uses(db: Session) -> list[CurrencyUse]:
    """Return which currencies are used beside that of the workspace, by their codes."""
    base, counts = read_setting(db, "currency").upper(), _count_uses(db)
    rated = set(db.scalars(select(Rate.currency).distinct()))
    return [CurrencyUse(code, counts[code], code in rated) for code in sorted(counts) if code != base]


def used_currencies(db: Session) -> set[str]:
    """Return the codes of all currencies that anything is in."""
    return set(_count_uses(db))


def _count_uses(db: Session) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    priced = [price.currency for price in read_prices(db).values() if price.cost is not None]
    found: dict[str, Iterable[str]] = {what: db.scalars(query) for what, query in _AMOUNTS.items()}
    for what, codes in ({COURSES: priced} | found).items():
        for code in codes:
            if code:
                counts[code.upper()][what] += 1
    return counts
