"""All that the totals page shows, read at once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Plan
from pmplanner.services.lookup import get
from pmplanner.services.needs.needs import Needs, read_needs
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
from pmplanner.services.pick_status.pick_status import PickStatus, list_pick_statuses
from pmplanner.services.pick_status.without_rate import currencies_without_rate
from pmplanner.services.totals.coverage import CoverageRow, list_coverage
from pmplanner.services.totals.measures import (
    Measure,
    MonthPart,
    Weights,
    month_of,
    month_parts,
    months_between,
    weigh,
)
from pmplanner.services.totals.totals import (
    KEPT,
    NOBODYS,
    Group,
    LedgerRow,
    PersonLedger,
    Totals,
    by_month,
    group_ledgers,
    person_ledgers,
    sum_ledgers,
)
from pmplanner.services.views.budget_months import BudgetCurve, read_budget_curves
from pmplanner.services.views.others import count_others, track_targets

_T = TypeVar("_T")

MOST_PARTS = 12
"""More bars and colours than that cannot be told apart; the others are one part."""
_ZERO = Decimal(0)

_KeyOf = Callable[[int, int], Hashable]
"""By a person and a course the key of the line of the totals that they are in."""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """What falls in a month, written 2027-03, by the key of each part, in the order of the parts.

    The month is empty for costs that are in no month yet.
    """

    month: str
    parts: tuple[tuple[Hashable, Decimal], ...]
    unpriced: int = 0
    """Where an amount is counted: picks without a known price, which are not in it."""
    once: Decimal | None = None
    """In course days what the month has in all: a course counts once in it, and once in each part."""

    @property
    def stacked(self) -> Decimal:
        """The parts one upon the other."""
        return sum((value for _, value in self.parts), _ZERO)

    @property
    def total(self) -> Decimal:
        """What the month has in all."""
        return self.stacked if self.once is None else self.once


@dataclass(frozen=True, slots=True)
class TotalsSheet:
    """The lines by what was asked for, what the charts show of them, the months, and the plan's money.

    *parts* are the largest lines and one with all others, whose key is the frozenset of theirs; tracks and
    months keep their order. The months are stacked by *stacked*: the same parts, or, where the lines are
    months themselves, the tracks.
    """

    rows: Sequence[LedgerRow]
    parts: Sequence[LedgerRow]
    stacked_by: Group
    stacked: Sequence[LedgerRow]
    months: Sequence[MonthBar]
    currency: str
    people: int
    budget: Decimal | None
    curves: Sequence[BudgetCurve] = ()
    """Where amounts are counted, the use of budgets by month."""


class TotalsBook:
    """What the totals of a plan are made of, each read when first needed; good until the next change."""

    def __init__(self, plan_id: int) -> None:
        self.plan_id = plan_id
        self._read: dict[Hashable, object] = {}

    def _once(self, key: Hashable, read: Callable[[], _T]) -> _T:
        if key not in self._read:
            self._read[key] = read()
        return cast(_T, self._read[key])

    def copy(self) -> "TotalsBook":
        """Return a book of the same, to read more into beside whoever reads in this one."""
        twin = TotalsBook(self.plan_id)
        twin._read = dict(self._read)
        return twin

    def take(self, other: "TotalsBook") -> None:
        """Keep also what another book of the same plan and time has read."""
        self._read = other._read | self._read

    def knows(self, by: Group, measure: Measure) -> bool:
        """Say whether a sheet was read."""
        return ("sheet", by, measure) in self._read

    def sheet(self, db: Session, by: Group, measure: Measure) -> TotalsSheet:
        """Return the totals by *by*, and by month of the plan's period."""
        return self._once(("sheet", by, measure), lambda: _make_sheet(db, self, by, measure))

    def without_rate(self, db: Session) -> tuple[str, ...]:
        """Return the currencies that leave costs unknown, since they have no rate."""
        return self._once("without rate", lambda: currencies_without_rate(db, self.plan_id, self.picks(db)))

    def picks(self, db: Session) -> list[PickStatus]:
        """Return where each pick stands."""
        return self._once("picks", lambda: list_pick_statuses(db, self.plan_id))

    def needs(self, db: Session) -> dict[int, Needs]:
        """Return what is required of who counts, and what became of it."""
        picks = self.picks(db)
        return self._once("needs", lambda: read_needs(db, self.plan_id, pick_statuses=picks))

    def people(self, db: Session, measure: Measure) -> Collection[PersonLedger]:
        """Return the ledgers of who counts."""
        picks, needs = self.picks(db), self.needs(db)

        def read() -> Collection[PersonLedger]:
            made = person_ledgers(db, self.plan_id, measure=measure, pick_statuses=picks, needs=needs)
            return made.values()

        return self._once(("people", measure), read)

    def weights(self, db: Session, measure: Measure) -> Weights:
        """Return what courses and picks count."""
        return self._once(("weights", measure), lambda: weigh(db, self.plan_id, measure))

    def months(self, db: Session, measure: Measure) -> list[MonthPart]:
        """Return the parts of all picks by month."""
        weights = self.weights(db, measure)
        return self._once(("months", measure), lambda: list(month_parts(db, self.picks(db), weights)))

    def nobody(self, db: Session) -> Nobody:
        """Return what no pick bears."""
        return self._once("nobody", lambda: read_nobody(db, self.plan_id))

    def curves(self, db: Session) -> list[BudgetCurve]:
        """Return how budgets are used by month."""
        months, nobody, weights = self.months(db, "cost"), self.nobody(db), self.weights(db, "cost")
        return self._once("curves", lambda: read_budget_curves(db, self.plan_id, months, nobody, weights))

    def managers(self, db: Session) -> Managers:
        """Return for whom people work."""
        return self._once("managers", lambda: direct_managers(db))

    def coverage(self, db: Session) -> list[CoverageRow]:
        """Return the required courses by primary track."""
        picks, needs = self.picks(db), self.needs(db)
        return self._once("coverage", lambda: list_coverage(db, self.plan_id, picks, needs))

    def others(self, db: Session) -> tuple[int, int]:
        """Return how many people have left before the plan, and how many in all do not count."""
        return self._once("others", lambda: count_others(db, self.plan_id))

    def targets(self, db: Session) -> dict[int | None, Decimal]:
        """Return the days aimed at by primary track."""
        return self._once("targets", lambda: track_targets(db, self.plan_id))


def read_totals(
    db: Session, plan_id: int, by: Group = "track", measure: Measure = "person-days"
) -> TotalsSheet:
    """Return the totals of a plan by *by*, and by month of its period."""
    return TotalsBook(plan_id).sheet(db, by, measure)


def _make_sheet(db: Session, book: TotalsBook, by: Group, measure: Measure) -> TotalsSheet:
    plan_id, weights, people = book.plan_id, book.weights(db, measure), book.people(db, measure)
    nobody = book.nobody(db)
    if by == "month":
        by_track = book.sheet(db, "track", measure)
        rows = by_month(weights, book.picks(db), book.months(db, measure), len(people), nobody)
        return replace(by_track, rows=rows, parts=[row for row in rows if _is_seen(row, measure)])
    managers = book.managers(db) if by == "manager" else None
    rows = group_ledgers(db, people, by, weights, managers, nobody)
    key_of = _key_of(db, by, book)
    stacked = largest([row for row in rows if row.is_of_people], people, key_of, weights)
    stacked += [row for row in rows if not row.is_of_people and _is_seen(row, measure)]
    of_nobody = list(_months_of_nobody(db, nobody, weights))
    months = list_months(db, plan_id, stacked, key_of, weights, book.months(db, measure), of_nobody)
    plan, currency = get(db, Plan, plan_id), plan_currency(db, plan_id)
    curves = book.curves(db) if measure == "cost" else ()
    return TotalsSheet(rows, stacked, by, stacked, months, currency, len(people), plan.budget, curves)


def _is_seen(row: LedgerRow, measure: Measure) -> bool:
    """Say whether charts show a line: what nobody bears is in no days."""
    return not row.is_total and not (row.is_nobodys and measure != "cost")


class _Part(NamedTuple):
    """What no pick bears in one month, in the line of a key; *what* tells it from other parts."""

    key: Hashable
    what: Hashable
    month: str
    value: Decimal
    lacks_price: bool


def _months_of_nobody(db: Session, nobody: Nobody, weights: Weights) -> Iterator[_Part]:
    """Yield what no pick bears by month; the month is empty for what has no date."""
    seen: set[int] = set()
    for seat, month, value in month_parts(db, nobody.seats, weights):
        what = seat.course_id if weights.once else seat.pick_id
        yield _Part(KEPT, what, month, value, seat.pick_id not in seen and weights.lacks_price(seat))
        seen.add(seat.pick_id)
    for place, part in enumerate(nobody.unborne if weights.measure == "cost" else ()):
        month = month_of(part.first_day) if part.first_day is not None else ""
        yield _Part(NOBODYS, place, month, part.known, not part.is_known)


def _key_of(db: Session, by: Group, book: TotalsBook) -> _KeyOf:
    """Return what says in which line of the totals a pick is."""
    if by == "course":
        return lambda _person_id, course_id: course_id
    if by == "person":
        return lambda person_id, _course_id: person_id
    if by == "manager":
        managers = book.managers(db).of
        return lambda person_id, _course_id: managers.get(person_id, "")
    columns = {"track": Person.primary_track_id, "team": Person.team, "title": Person.job_title}
    keys: dict[int, Hashable] = dict(db.execute(select(Person.id, columns[by])).all())
    return lambda person_id, _course_id: keys[person_id]


def largest(
    rows: Sequence[LedgerRow], people: Collection[PersonLedger], key_of: _KeyOf, weights: Weights
) -> list[LedgerRow]:
    """Return the lines with most planned, and one with all others where there are too many to be seen.

    Tracks keep their order; the line over all is left out.
    """
    lines = [row for row in rows if not row.is_total]
    if lines and lines[0].group != "track":
        lines.sort(key=lambda row: -row.totals.planned)
    elif len(lines) > MOST_PARTS:
        most = sorted(lines, key=lambda row: -row.totals.planned)[:MOST_PARTS]
        lines.sort(key=lambda row: row not in most)
    shown, others = lines[:MOST_PARTS], lines[MOST_PARTS:]
    return [*shown, _together(others, people, key_of, weights)] if others else shown


def _together(
    rows: Sequence[LedgerRow], people: Collection[PersonLedger], key_of: _KeyOf, weights: Weights
) -> LedgerRow:
    keys, group = frozenset(row.key for row in rows), rows[0].group
    if group == "course":
        totals, courses = Totals(), len(rows)
        for row in rows:
            totals.add(row.totals)
        # Whoever takes two of them is one person.
        totals.people = sum(1 for person in people if not keys.isdisjoint(person.by_course))
    else:
        totals, courses = sum_ledgers((p for p in people if key_of(p.person_id, 0) in keys), weights)
    return LedgerRow(group, keys, "", totals, courses)


def list_months(
    db: Session,
    plan_id: int,
    parts: Sequence[LedgerRow],
    key_of: _KeyOf,
    weights: Weights,
    of_picks: Iterable[MonthPart],
    of_nobody: Iterable[_Part] = (),
) -> list[MonthBar]:
    """Return the plan's months, and others with days, with what is done or scheduled in each.

    Where an amount is counted, the last one has what is in no month yet, so that they add up to all.
    """
    plan = get(db, Plan, plan_id)
    part_of = _part_of(parts)
    sums: dict[str, dict[Hashable, dict[object, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    unpriced: Counter[str] = Counter()
    seen: set[int] = set()
    for pick_status, month, value in of_picks:
        key = key_of(pick_status.person_id, pick_status.course_id)
        found = sums[month][part_of.get(key, key)]
        if weights.once:
            found[pick_status.course_id] = max(value, found.get(pick_status.course_id, _ZERO))
        else:
            found[pick_status.pick_id] = found.get(pick_status.pick_id, _ZERO) + value
        if pick_status.pick_id not in seen and weights.lacks_price(pick_status):
            unpriced[month] += 1  # the first month bears the cost
        seen.add(pick_status.pick_id)
    for part in of_nobody:
        found, before = sums[part.month][part.key], sums[part.month][part.key].get(part.what, _ZERO)
        found[part.what] = max(part.value, before) if weights.once else before + part.value
        unpriced[part.month] += part.lacks_price
    if weights.measure != "cost":
        sums.pop("", None)
    months = sorted({*months_between(plan.first_day, plan.last_day), *sums}, key=lambda m: (not m, m))
    order = {row.key: place for place, row in enumerate(parts)}
    return [
        MonthBar(
            month,
            _parts(sums.get(month, {}), order),
            unpriced[month],
            _once(sums.get(month, {}).values()) if weights.once else None,
        )
        for month in months
    ]


def _once(parts: Iterable[Mapping[object, Decimal]]) -> Decimal:
    """Return the days of courses that may be in several parts; each counts once, with its most days."""
    most: dict[object, Decimal] = {}
    for part in parts:
        for course_id, days in part.items():
            most[course_id] = max(days, most.get(course_id, _ZERO))
    return sum(most.values(), _ZERO)


def _part_of(parts: Sequence[LedgerRow]) -> Mapping[Hashable, Hashable]:
    """Return by key of a line the key of all others together, for those lines that are in it."""
    together = next((row.key for row in parts if isinstance(row.key, frozenset)), frozenset())
    return dict.fromkeys(together, together)


def _parts(
    found: Mapping[Hashable, Mapping[object, Decimal]], order: Mapping[Hashable, int]
) -> tuple[tuple[Hashable, Decimal], ...]:
    sums = [(key, sum(values.values(), _ZERO)) for key, values in found.items()]
    return tuple(sorted(sums, key=lambda part: order.get(part[0], len(order))))
