"""The totals: training days per track, team, manager, job title, course, person and month.

The people are those who count in the plan, and what is required of them, credited and missing is what
:mod:`pmplanner.services.needs.needs` says; *planned* are the days of all picks = *done* + *scheduled* +
*open*. All in person-days, unless another measure is asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Track
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, person_name, plain_rows
from pmplanner.services.needs.needs import Need, Needs, read_needs
from pmplanner.services.needs.paths import read_paths
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus, list_pick_statuses
from pmplanner.services.totals.measures import Measure, MonthPart, Weights, month_parts, weigh

Group = Literal["track", "team", "manager", "title", "course", "person", "month"]
GROUPS: tuple[Group, ...] = get_args(Group)

NO_TRACK, NO_TEAM, NO_MANAGER, NO_TITLE, NOT_SCHEDULED, KEPT_SEATS, NOBODY, ALL = (
    marked("No track"),
    marked("No team"),
    marked("No manager"),
    marked("No job title"),
    marked("Not scheduled"),
    marked("Seats kept"),
    marked("Nobody"),
    marked("All"),
)

NOBODYS, KEPT = ("nobody",), ("kept",)
"""The keys of the lines of what nobody bears and of seats kept for people without names.

No texts, because a team could have them as its name.
"""

NOTHING = Nobody()
_ZERO = Decimal(0)


def if_known(amount: Decimal, lacking: int) -> Decimal | None:
    """Return a sum that lacks so many prices; None where nothing of it is known, which is no 0."""
    return None if lacking and not amount else amount


def _plus(sum_: Decimal, part: Decimal) -> Decimal:
    """Add without making another 0, or another copy of the only part: thousands of people have such sums."""
    if part is _ZERO:
        return sum_
    return part if sum_ is _ZERO else sum_ + part


@dataclass(slots=True)
class Totals:
    """Sums in person-days or in the measure asked for; *cost* in the plan's currency.

    *cost* is what is known of it: *picks_without_price* picks cost more than is in it.
    """

    people: int = 0
    required: Decimal = _ZERO
    credited: Decimal = _ZERO
    done: Decimal = _ZERO
    scheduled: Decimal = _ZERO
    open: Decimal = _ZERO
    gap: Decimal = _ZERO
    cost: Decimal = _ZERO
    picks_without_price: int = 0
    unpriced: "Counter[str] | None" = None
    """Where an amount is counted: by figure, how many parts of it have no known price."""

    @property
    def planned(self) -> Decimal:
        """Days of all picks."""
        return self.done + self.scheduled + self.open

    @property
    def days_per_person(self) -> Decimal | None:
        """Planned days over people, to the hundredth; None without people."""
        # Decimal rounds half to even, as the definition asks.
        return None if not self.people else round(self.planned / self.people, 2)

    def lacking(self, figure: str) -> int:
        """Return how many parts of a figure have no known price, where amounts are counted; else 0."""
        if self.unpriced is None:
            return 0
        if figure == "planned":
            return self.unpriced["done"] + self.unpriced["scheduled"] + self.unpriced["open"]
        return self.unpriced[figure]

    def lack(self, figure: str) -> None:
        """Note that a part of a figure has no known price."""
        if self.unpriced is None:
            self.unpriced = Counter()
        self.unpriced[figure] += 1

    def add(self, other: "Totals") -> None:
        """Add the days, cost and people of another sum."""
        self.people += other.people
        self.required = _plus(self.required, other.required)
        self.credited = _plus(self.credited, other.credited)
        self.done = _plus(self.done, other.done)
        self.scheduled = _plus(self.scheduled, other.scheduled)
        self.open = _plus(self.open, other.open)
        self.gap = _plus(self.gap, other.gap)
        self.cost = _plus(self.cost, other.cost)
        self.picks_without_price += other.picks_without_price
        if other.unpriced is not None:
            self.unpriced = (self.unpriced or Counter()) + other.unpriced

    def take_off(self, other: "Totals") -> None:
        """Take the days, cost and people of another sum off, which is part of this one."""
        self.people -= other.people
        self.required -= other.required
        self.credited -= other.credited
        self.done -= other.done
        self.scheduled -= other.scheduled
        self.open -= other.open
        self.gap -= other.gap
        self.cost -= other.cost
        self.picks_without_price -= other.picks_without_price
        if other.unpriced is not None:
            self.unpriced = ((self.unpriced or Counter()) - other.unpriced) or None

    def add_pick(self, pick_status: PickStatus, days: Decimal, *, is_unpriced: bool = False) -> None:
        """Add *days* of a pick where it stands, and what it costs.

        *is_unpriced* says that what is added is an amount that lacks a price.
        """
        figure = pick_status.status if pick_status.status in (DONE, SCHEDULED) else "open"
        if figure == DONE:
            self.done = _plus(self.done, days)
        elif figure == SCHEDULED:
            self.scheduled = _plus(self.scheduled, days)
        else:
            self.open = _plus(self.open, days)
        if is_unpriced:
            self.lack(figure)
        self.cost = _plus(self.cost, pick_status.known_cost)
        if pick_status.cost is None:
            self.picks_without_price += 1


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the totals; *key* is an id, a text or a month, None for what has none and for all."""

    group: str
    key: Hashable
    name: str
    totals: Totals
    courses: int = 0
    """Different courses picked."""
    path_days: Decimal | None = None
    path_unpriced: int = 0
    """Where an amount is counted: courses of the path without a known price, which are not in it."""
    position: int | None = None
    """The track's place in order, for its colour."""
    is_total: bool = False

    @property
    def is_nobodys(self) -> bool:
        """True for the line of what nobody bears."""
        return self.key == NOBODYS

    @property
    def is_of_people(self) -> bool:
        """False for the lines of what no pick bears: seats that are kept, and what is nobody's."""
        return self.key not in (NOBODYS, KEPT)


@dataclass(frozen=True, slots=True)
class PersonLedger:
    """The totals of one person, with what each course adds to them."""

    person_id: int
    track_id: int | None
    team: str
    job_title: str
    name: str
    totals: Totals
    by_course: dict[int, Totals] = field(repr=False)
    picked: tuple[int, ...] = ()
    """The courses picked, each once: a set of a few takes ten times the room."""


def person_ledgers(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    measure: Measure = "person-days",
    pick_statuses: Collection[PickStatus] | None = None,
    needs: Mapping[int, Needs] | None = None,
) -> dict[int, PersonLedger]:
    """Return the ledger of each person who counts, of everybody or of those named.

    *pick_statuses* and *needs* are theirs, if read already.
    """
    facts = read_course_facts(db)
    weights = weigh(db, plan_id, measure, facts)
    wanted = None if person_ids is None else set(person_ids)
    if pick_statuses is None:
        pick_statuses = list_pick_statuses(db, plan_id, wanted, facts)
    if needs is None:
        needs = read_needs(db, plan_id, wanted, pick_statuses=pick_statuses, facts=facts)
    by_person: dict[int, list[PickStatus]] = defaultdict(list)
    for pick_status in pick_statuses:
        by_person[pick_status.person_id].append(pick_status)
    query = select(
        Person.id,
        Person.primary_track_id,
        Person.team,
        Person.job_title,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
    ).where(*among(Person.id, wanted))
    ledgers = {}
    shared: dict[Hashable, Totals] = {}
    texts: dict[str, str] = {}
    for person_id, track_id, team, title, first, last, email, key in plain_rows(db, query):
        if person_id not in needs:
            continue
        by_course = _by_course(by_person[person_id], needs[person_id], weights, shared)
        totals = Totals()
        for part in by_course.values():
            totals.add(part)
        totals.people = 1
        picked = tuple(dict.fromkeys(pick_status.course_id for pick_status in by_person[person_id]))
        name = person_name(person_id, first, last, email, key)
        team, title = texts.setdefault(team, team), texts.setdefault(title, title)
        ledgers[person_id] = PersonLedger(person_id, track_id, team, title, name, totals, by_course, picked)
    return ledgers


def _by_course(
    pick_statuses: Iterable[PickStatus], needs: Needs, weights: Weights, shared: dict[Hashable, Totals]
) -> dict[int, Totals]:
    """Return what each course adds; what is the same for thousands of people is one object, in *shared*."""
    picks: dict[int, tuple[PickStatus, ...]] = {}
    for pick_status in pick_statuses:
        course_id = pick_status.course_id
        picks[course_id] = (*picks.get(course_id, ()), pick_status)
    states: dict[int, Need | None] = dict.fromkeys(picks)
    states.update((need.course_id, need) for need in needs)
    parts = {}
    for course_id, need in states.items():
        theirs = picks.get(course_id, ())
        key = (
            course_id,
            need and need.state,
            *[(each.status, each.days, each.cost, each.known_cost) for each in theirs],
        )
        part = shared.get(key)
        if part is None:
            part = shared[key] = _part(theirs, need, weights)
        parts[course_id] = part
    return parts


def _part(pick_statuses: Iterable[PickStatus], need: Need | None, weights: Weights) -> Totals:
    """Return what picks of a course, and the need for it, add to the totals of one person."""
    part = Totals(1)
    for pick_status in pick_statuses:
        part.add_pick(pick_status, weights.of(pick_status), is_unpriced=weights.lacks_price(pick_status))
    if need is not None:
        # The course's days, whatever own days a pick has: what is required is the same for everybody on a
        # track.
        part.required = weights.courses[need.course_id]
        if need.state == "credited":
            part.credited = part.required
        elif need.state == "missing":
            part.gap = part.required
        if need.course_id in weights.unpriced:
            _lack(part, need)
    return part


def _lack(part: Totals, need: Need) -> None:
    part.lack("required")
    if need.state == "credited":
        part.lack("credited")
    elif need.state == "missing":
        part.lack("gap")


def ledger(
    db: Session,
    plan_id: int,
    by: Group = "track",
    person_ids: Collection[int] | None = None,
    measure: Measure = "person-days",
    pick_statuses: Collection[PickStatus] | None = None,
) -> list[LedgerRow]:
    """Return the lines of the totals in order, the last one over all; raise PlanError for another *by*.

    Tracks that nobody has are left out, so that the lines are those of the people counted. In course
    days a course counts once in each line, where its least advanced pick stands, so that the lines
    need not add up. Of a whole plan, seats kept for people without names and what nobody bears have lines of
    their own before the last one.
    *pick_statuses* are those of these people, if read already.
    """
    if by not in GROUPS:
        raise PlanError(said("Totals go by {groups}; not by “{by}”.", groups=", ".join(GROUPS), by=by))
    weights = weigh(db, plan_id, measure)
    nobody = read_nobody(db, plan_id) if person_ids is None else Nobody()
    if by == "month":
        if pick_statuses is None:
            pick_statuses = list_pick_statuses(db, plan_id, person_ids)
        parts = month_parts(db, pick_statuses, weights)
        counting = len(people_who_count(db, plan_id, person_ids))
        return by_month(weights, pick_statuses, parts, counting, nobody)
    people = person_ledgers(db, plan_id, person_ids, measure, pick_statuses).values()
    return group_ledgers(db, people, by, weights, nobody=nobody)


def beside_picks(nobody: Nobody, weights: Weights | None = None) -> Totals:
    """Return the sums of what no pick bears, in person-days unless others are given; of nobody no people."""
    whole = _of_nobody(nobody, weights)
    whole.add(_of_kept(nobody, weights))
    return whole


def _of_nobody(nobody: Nobody, weights: Weights | None) -> Totals:
    part = Totals(cost=nobody.cost, picks_without_price=nobody.lacking)
    if weights is not None and weights.measure == "cost":
        part.open = nobody.cost
        if nobody.lacking:
            part.unpriced = Counter(open=nobody.lacking)
    return part


def _of_kept(nobody: Nobody, weights: Weights | None) -> Totals:
    parts = _kept_by_course(nobody, weights)
    if weights is not None and weights.once:
        return _count_once({course_id: [part] for course_id, part in parts.items()}, weights.courses, 0)
    return _all(parts.values())


def _kept_by_course(nobody: Nobody, weights: Weights | None) -> dict[int, Totals]:
    parts: dict[int, Totals] = defaultdict(Totals)
    for seat in nobody.seats:
        days = seat.days if weights is None else weights.of(seat)
        is_unpriced = weights is not None and weights.lacks_price(seat)
        parts[seat.course_id].add_pick(seat, days, is_unpriced=is_unpriced)
    return parts


def _beside(by: Group, nobody: Nobody, weights: Weights | None) -> list[LedgerRow]:
    """Return the lines of what no pick bears, where there is anything."""
    rows = []
    if nobody.kept:
        rows.append(LedgerRow(by, KEPT, resaid(KEPT_SEATS), _of_kept(nobody, weights)))
    if nobody.unborne:
        rows.append(LedgerRow(by, NOBODYS, resaid(NOBODY), _of_nobody(nobody, weights)))
    return rows


def group_ledgers(
    db: Session,
    people: Collection[PersonLedger],
    by: Group,
    weights: Weights | None = None,
    managers: Managers | None = None,
    nobody: Nobody = NOTHING,
) -> list[LedgerRow]:
    """Sum ledgers of people by track, team, manager, title, course or person, and over all.

    *weights* are those with which the ledgers were made, person-days unless given; *managers* are for
    whom people work, if read already. What no pick bears has lines of its own before the last one.
    """
    once = weights.courses if weights is not None and weights.once else None
    if by == "track":
        rows = _by_track(db, people, once, weights)
    elif by == "manager":
        rows = _by_manager(people, direct_managers(db) if managers is None else managers, once)
    elif by == "course":
        rows = _by_courses(db, people, once)
    elif by == "team":
        rows = _by_text(people, by, lambda person: person.team, resaid(NO_TEAM), once)
    elif by == "title":
        rows = _by_text(people, by, lambda person: person.job_title, resaid(NO_TITLE), once)
    else:
        rows = [
            LedgerRow("person", p.person_id, p.name, p.totals, len(p.picked))
            for p in sorted(people, key=lambda p: (p.name.casefold(), p.person_id))
        ]
    totals, courses = _sum(people, once, _kept_by_course(nobody, weights))
    totals.add(_of_nobody(nobody, weights))
    return [
        *rows,
        *_beside(by, nobody, weights),
        LedgerRow(by, None, resaid(ALL), totals, courses, is_total=True),
    ]


def sum_ledgers(people: Iterable[PersonLedger], weights: Weights) -> tuple[Totals, int]:
    """Return the totals of people together, as one line of the totals, and how many courses they have."""
    return _sum(people, weights.courses if weights.once else None)


_Once = Mapping[int, Decimal] | None
"""The days of courses, where each counts once in a line; None where each person's count."""


def _sum(
    people: Iterable[PersonLedger], once: _Once, kept: Mapping[int, Totals] = MappingProxyType({})
) -> tuple[Totals, int]:
    """Sum ledgers, with seats kept by course; these are no courses picked."""
    totals = Totals()
    courses: set[int] = set()
    parts: dict[int, list[Totals]] = defaultdict(list)
    for course_id, part in kept.items():
        totals.add(part)
        parts[course_id].append(part)
    for person in people:
        totals.add(person.totals)
        courses.update(person.picked)
        if once is not None:
            for course_id, part in person.by_course.items():
                parts[course_id].append(part)
    return (totals if once is None else _count_once(parts, once, totals.people)), len(courses)


def _count_once(
    courses: Mapping[int, Collection[Totals]], days: Mapping[int, Decimal], people: int
) -> Totals:
    """Sum courses that count once each, given by the parts of the people who need or take them."""
    totals = Totals()
    for course_id, parts in courses.items():
        totals.add(_once(parts, days[course_id]))
    totals.people = people
    return totals


def _once(parts: Collection[Totals], most: Decimal) -> Totals:
    """Count one course once: its least advanced pick says whether it is open, scheduled or done.

    It is credited when everybody who needs it is credited, and a gap when anybody lacks it. *most* are
    its days, of which a month may have only a part; who takes it twice has no more of them.
    """
    whole = Totals()
    for part in parts:
        whole.add(part)
    days = min(most, max(max(part.required, part.planned) for part in parts))
    is_open, is_scheduled = whole.open > 0, whole.scheduled > 0
    return Totals(
        people=whole.people,
        required=days if whole.required else _ZERO,
        credited=days if whole.required and whole.credited == whole.required else _ZERO,
        done=days if whole.done and not is_scheduled and not is_open else _ZERO,
        scheduled=days if is_scheduled and not is_open else _ZERO,
        open=days if is_open else _ZERO,
        gap=days if whole.gap else _ZERO,
        cost=whole.cost,
        picks_without_price=whole.picks_without_price,
    )


def _by_track(
    db: Session, people: Iterable[PersonLedger], once: _Once, weights: Weights | None
) -> list[LedgerRow]:
    groups: dict[int | None, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[person.track_id].append(person)
    paths = shortest_paths(db)
    values = weights.courses if weights is not None else _course_days(db)
    unpriced = weights.unpriced if weights is not None else frozenset()
    rows = []
    for track_id, name, position in db.execute(
        select(Track.id, Track.name, Track.position).order_by(Track.position, Track.id)
    ):
        if track_id in groups:
            totals, courses = _sum(groups[track_id], once)
            path = paths.get(track_id, ())
            path_days = sum((values[course_id] for course_id in path), _ZERO)
            lacking = len(unpriced & set(path))
            rows.append(LedgerRow("track", track_id, name, totals, courses, path_days, lacking, position))
    if None in groups:
        totals, courses = _sum(groups[None], once)
        rows.append(LedgerRow("track", None, resaid(NO_TRACK), totals, courses, _ZERO))
    return rows


def shortest_paths(db: Session) -> dict[int, tuple[int, ...]]:
    """Return by track the courses of its path days: those required, and the shortest choice of each group."""
    days = _course_days(db)
    return {track_id: path.shortest(days) for track_id, path in read_paths(db).items()}


def _course_days(db: Session) -> dict[int, Decimal]:
    return {course_id: facts.days for course_id, facts in read_course_facts(db).items()}


def _by_manager(people: Iterable[PersonLedger], managers: Managers, once: _Once) -> list[LedgerRow]:
    """Sum the direct reports of each manager; those of texts that are written alike are one manager's."""
    groups: dict[int | str, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[managers.of.get(person.person_id, "")].append(person)
    names = {"": "", **managers.names}
    rows = []
    for key in sorted(groups, key=lambda key: (not key, names[key].casefold(), str(key))):
        totals, courses = _sum(groups[key], once)
        rows.append(LedgerRow("manager", key, names[key] or resaid(NO_MANAGER), totals, courses))
    return rows


def _by_text(
    people: Iterable[PersonLedger], by: str, text: Callable[[PersonLedger], str], without: str, once: _Once
) -> list[LedgerRow]:
    groups: dict[str, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[text(person)].append(person)
    rows = []
    for name in sorted(groups, key=lambda name: (not name, name.casefold())):
        totals, courses = _sum(groups[name], once)
        rows.append(LedgerRow(by, name, name or without, totals, courses))
    return rows


def _by_courses(db: Session, people: Iterable[PersonLedger], once: _Once) -> list[LedgerRow]:
    groups: dict[int, list[Totals]] = defaultdict(list)
    for person in people:
        for course_id, part in person.by_course.items():
            groups[course_id].append(part)
    titles = db.execute(select(Course.id, Course.title).where(Course.id.in_(groups)))
    return [
        LedgerRow(
            "course",
            course_id,
            title,
            _all(groups[course_id]) if once is None else _once(groups[course_id], once[course_id]),
            1,
        )
        for course_id, title in sorted(titles, key=lambda row: (row[1].casefold(), row[0]))
    ]


def _all(parts: Collection[Totals]) -> Totals:
    totals = Totals()
    for part in parts:
        totals.add(part)
    return totals


def by_month(
    weights: Weights,
    pick_statuses: Collection[PickStatus],
    parts: Iterable[MonthPart],
    people: int,
    nobody: Nobody = NOTHING,
) -> list[LedgerRow]:
    """Put each pick into the months of its session days; open picks have none yet.

    *parts* are those of the picks by month, and *people* are how many count in the plan. What no pick bears
    has lines of its own before the last one.
    """
    months: dict[str, list[tuple[PickStatus, Totals]]] = defaultdict(list)
    seen: set[int] = set()
    for pick_status, month, days in parts:
        part = Totals()
        is_first = pick_status.pick_id not in seen
        part.add_pick(pick_status, days, is_unpriced=is_first and weights.lacks_price(pick_status))
        if not is_first:
            part.cost, part.picks_without_price = _ZERO, 0  # the first month bears the cost
        seen.add(pick_status.pick_id)
        months[month].append((pick_status, part))
    rows = [
        _month_row(month or None, month or resaid(NOT_SCHEDULED), months[month], weights)
        for month in sorted(months, key=lambda month: (not month, month))
    ]
    whole = [(pick_status, Totals()) for pick_status in (*pick_statuses, *nobody.seats)]
    for pick_status, part in whole:
        part.add_pick(pick_status, weights.of(pick_status), is_unpriced=weights.lacks_price(pick_status))
    courses = len({pick_status.course_id for pick_status in pick_statuses})
    total = replace(_month_row(None, resaid(ALL), whole, weights), courses=courses, is_total=True)
    total.totals.add(_of_nobody(nobody, weights))
    total.totals.people = people
    return [*rows, *_beside("month", nobody, weights), total]


def _month_row(
    key: str | None, name: str, parts: Collection[tuple[PickStatus, Totals]], weights: Weights
) -> LedgerRow:
    courses: dict[int, list[Totals]] = defaultdict(list)
    for pick_status, part in parts:
        courses[pick_status.course_id].append(part)
    people = len({pick_status.person_id for pick_status, _ in parts})
    totals = (
        _count_once(courses, weights.courses, people) if weights.once else _all([part for _, part in parts])
    )
    totals.people = people
    return LedgerRow("month", key, name, totals, len(courses))
