"""What totals are counted in: person-days, course days or cost; and into which months picks fall."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Plan, SessionDay
from pmplanner.scheduling.model.shares import share
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.money.converting import Converter
from pmplanner.services.pick_status.course_facts import CourseFacts, currency_of, read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus
from pmplanner.services.quantities import QUARTERS

Measure = Literal["person-days", "course days", "cost"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

Portions = dict[int, list[tuple[str, Decimal]]]
"""By session: the months of its days with their parts of a day."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a course and a pick count in a measure: days, or an amount in the plan's currency.

    What has no price counts 0 as an amount, and is told apart by *unpriced* and :meth:`lacks_price`.
    """

    measure: Measure
    courses: dict[int, Decimal]
    unpriced: frozenset[int] = frozenset()
    """Courses without a known price; empty unless an amount is counted."""

    @property
    def once(self) -> bool:
        """True when a course counts once in a group, however many people take it."""
        return self.measure == "course days"

    def of(self, pick_status: PickStatus) -> Decimal:
        """Return what a pick counts: the person's own days, the course's, or what is known of its cost."""
        if self.measure == "person-days":
            return pick_status.days
        return pick_status.known_cost if self.measure == "cost" else self.courses[pick_status.course_id]

    def lacks_price(self, pick_status: PickStatus) -> bool:
        """Say whether the pick counts for less than it costs, because a price is unknown."""
        return self.measure == "cost" and pick_status.cost is None


def weigh(
    db: Session,
    plan_id: int,
    measure: Measure = "person-days",
    facts: Mapping[int, CourseFacts] | None = None,
) -> Weights:
    """Return what courses count in a measure; raise PlanError for a measure that there is not.

    *facts* are those of all courses, if read already.
    """
    if measure not in MEASURES:
        raise PlanError(
            said("Totals count {measures}; not “{measure}”.", measures=", ".join(MEASURES), measure=measure)
        )
    facts = read_course_facts(db) if facts is None else facts
    if measure != "cost":
        return Weights(measure, {course_id: each.days for course_id, each in facts.items()})
    plan = get(db, Plan, plan_id)
    convert = Converter(db, currency_of(db, plan, facts))
    prices = {
        course_id: convert(each.price, each.currency, plan.first_day) for course_id, each in facts.items()
    }
    return Weights(
        measure,
        {course_id: price or _ZERO for course_id, price in prices.items()},
        frozenset(course_id for course_id, price in prices.items() if price is None),
    )


class MonthPart(NamedTuple):
    """What a pick counts in one month, written 2027-03; the month is empty while it has no date."""

    pick_status: PickStatus
    month: str
    value: Decimal


def month_parts(db: Session, pick_statuses: Collection[PickStatus], weights: Weights) -> Iterator[MonthPart]:
    """Yield each pick's parts by month; they add up to the pick, its first month bearing a cost."""
    portions = _portions(db, {s.session_id for s in pick_statuses if s.session_id is not None})
    for pick_status in pick_statuses:
        value = weights.of(pick_status)
        months = _months(pick_status, portions)
        if len(months) == 1:
            yield MonthPart(pick_status, months[0][0], value)
            continue
        if weights.measure == "cost":
            shares: Iterable[Decimal] = (value, *(_ZERO for _ in months[1:]))
        else:
            shares = _share(value, [portion for _, portion in months])
        for (month, _), each in zip(months, shares, strict=True):
            yield MonthPart(pick_status, month, each)


def _portions(db: Session, session_ids: Collection[int]) -> Portions:
    portions: Portions = defaultdict(list)
    query = select(SessionDay.session_id, SessionDay.day, SessionDay.portion).order_by(SessionDay.day)
    for session_id, day, portion in db.execute(query):
        if session_id in session_ids:
            portions[session_id].append((month_of(day), portion))
    return portions


def _months(pick_status: PickStatus, portions: Portions) -> list[tuple[str, Decimal]]:
    """Return the months in which the pick falls, in order, each with its weight."""
    if pick_status.status not in (DONE, SCHEDULED):
        return [("", Decimal(1))]
    months: dict[str, Decimal] = defaultdict(Decimal)
    for month, portion in portions.get(pick_status.session_id or 0, ()):
        months[month] += portion
    if months:
        return list(months.items())
    return [(month_of(pick_status.first_day) if pick_status.first_day else "", Decimal(1))]


def _share(days: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Share days by weight in quarters."""
    shares = share(int(days * QUARTERS), [int(weight * QUARTERS) for weight in weights])
    return [Decimal(each) / QUARTERS for each in shares]


def month_of(day: dt.date) -> str:
    """Return the month of a day as 2027-03."""
    return f"{day:%Y-%m}"


def months_between(first: dt.date, last: dt.date) -> list[str]:
    """Return the months from one day to another, both included."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
