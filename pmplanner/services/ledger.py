"""The totals: training days per track, team, job title, course, person and month.

The formulas are those of the domain's definition: *required* are the days of the courses that a
person's primary track requires; *credited* of those what was satisfied before the plan; *planned*
the days of all picks = *done* + *scheduled* + *open*; *gap* the days of required courses neither
credited nor picked. All in person-days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, PathItem, Person, SessionDay, Track
from pmplanner.services.credit import credited_courses
from pmplanner.services.errors import PlanError
from pmplanner.services.standing import DONE, SCHEDULED, Standing, among, list_standings

Group = Literal["track", "team", "title", "course", "person", "month"]
GROUPS: tuple[Group, ...] = get_args(Group)

NO_TRACK, NO_TEAM, NO_TITLE, NOT_SCHEDULED, ALL = (
    "No track",
    "No team",
    "No job title",
    "Not scheduled",
    "All",
)

_ZERO = Decimal(0)


@dataclass(slots=True)
class Totals:
    """Sums in person-days; *cost* in the plan's currency."""

    people: int = 0
    required: Decimal = _ZERO
    credited: Decimal = _ZERO
    done: Decimal = _ZERO
    scheduled: Decimal = _ZERO
    open: Decimal = _ZERO
    gap: Decimal = _ZERO
    cost: Decimal = _ZERO

    @property
    def planned(self) -> Decimal:
        """Days of all picks."""
        return self.done + self.scheduled + self.open

    @property
    def days_per_person(self) -> Decimal | None:
        """Planned days over people, to the hundredth; None without people."""
        return None if not self.people else round(self.planned / self.people, 2)

    def add(self, other: "Totals") -> None:
        """Add the days, cost and people of another sum."""
        self.people += other.people
        self.required += other.required
        self.credited += other.credited
        self.done += other.done
        self.scheduled += other.scheduled
        self.open += other.open
        self.gap += other.gap
        self.cost += other.cost

    def add_pick(self, standing: Standing, days: Decimal | None = None) -> None:
        """Add a pick where it stands, with all its days or with *days* of them."""
        days = standing.days if days is None else days
        if standing.status == DONE:
            self.done += days
        elif standing.status == SCHEDULED:
            self.scheduled += days
        else:
            self.open += days
        self.cost += standing.cost


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
    position: int | None = None
    """The track's place in order, for its colour."""
    is_total: bool = False


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
    picked: frozenset[int] = frozenset()


def person_ledgers(
    session: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> dict[int, PersonLedger]:
    """Return the ledger of each person, or of those named."""
    wanted = None if person_ids is None else set(person_ids)
    standings: dict[int, list[Standing]] = defaultdict(list)
    for standing in list_standings(session, plan_id, wanted):
        standings[standing.person_id].append(standing)
    required = required_courses(session)
    credited = credited_courses(session, plan_id, wanted)
    days = dict(session.execute(select(Course.id, Course.days)).all())
    query = select(
        Person.id, Person.primary_track_id, Person.team, Person.job_title, Person.first_name, Person.last_name
    ).where(*among(Person.id, wanted))
    ledgers = {}
    for person_id, track_id, team, title, first, last in session.execute(query):
        if wanted is not None and person_id not in wanted:
            continue
        path = required.get(track_id, ())
        by_course = _by_course(standings[person_id], path, credited.get(person_id, frozenset()), days)
        totals = Totals(people=1)
        for part in by_course.values():
            totals.add(part)
        totals.people = 1
        picked = frozenset(standing.course_id for standing in standings[person_id])
        name = f"{first} {last}".strip()
        ledgers[person_id] = PersonLedger(person_id, track_id, team, title, name, totals, by_course, picked)
    return ledgers


def _by_course(
    standings: Iterable[Standing], path: Iterable[int], credited: frozenset[int], days: dict[int, Decimal]
) -> dict[int, Totals]:
    parts: dict[int, Totals] = defaultdict(lambda: Totals(people=1))
    for standing in standings:
        parts[standing.course_id].add_pick(standing)
    picked = set(parts)
    for course_id in path:
        part = parts[course_id]
        part.required = days[course_id]
        if course_id in credited:
            part.credited = days[course_id]
        elif course_id not in picked:
            part.gap = days[course_id]
    return dict(parts)


def required_courses(session: Session) -> dict[int | None, tuple[int, ...]]:
    """Return the courses that each track requires, in the order of its path."""
    paths: dict[int | None, list[int]] = defaultdict(list)
    query = (
        select(PathItem.track_id, PathItem.course_id)
        .where(PathItem.kind == "required")
        .order_by(PathItem.position)
    )
    for track_id, course_id in session.execute(query):
        paths[track_id].append(course_id)
    return {track_id: tuple(courses) for track_id, courses in paths.items()}


def ledger(
    session: Session, plan_id: int, by: Group = "track", person_ids: Collection[int] | None = None
) -> list[LedgerRow]:
    """Return the lines of the totals in order, the last one over all; raise PlanError for another *by*.

    Tracks that nobody has are left out, so that the lines are those of the people counted.
    """
    if by not in GROUPS:
        raise PlanError(f"Totals go by {', '.join(GROUPS)}; not by “{by}”.")
    if by == "month":
        return _by_month(session, plan_id, person_ids)
    return group_ledgers(session, person_ledgers(session, plan_id, person_ids).values(), by)


def group_ledgers(session: Session, people: Collection[PersonLedger], by: Group) -> list[LedgerRow]:
    """Sum ledgers of people by track, team, title, course or person, and over all."""
    if by == "track":
        rows = _by_track(session, people)
    elif by == "course":
        rows = _by_courses(session, people)
    elif by == "team":
        rows = _by_text(people, by, lambda person: person.team, NO_TEAM)
    elif by == "title":
        rows = _by_text(people, by, lambda person: person.job_title, NO_TITLE)
    else:
        rows = [
            LedgerRow("person", p.person_id, p.name, p.totals, len(p.picked))
            for p in sorted(people, key=lambda p: (p.name.casefold(), p.person_id))
        ]
    return [*rows, _total(people, by)]


def _sum(people: Iterable[PersonLedger]) -> tuple[Totals, int]:
    totals = Totals()
    courses: set[int] = set()
    for person in people:
        totals.add(person.totals)
        courses |= person.picked
    return totals, len(courses)


def _total(people: Collection[PersonLedger], by: str) -> LedgerRow:
    totals, courses = _sum(people)
    return LedgerRow(by, None, ALL, totals, courses, is_total=True)


def _by_track(session: Session, people: Iterable[PersonLedger]) -> list[LedgerRow]:
    groups: dict[int | None, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[person.track_id].append(person)
    paths = path_days(session)
    rows = []
    for track_id, name, position in session.execute(
        select(Track.id, Track.name, Track.position).order_by(Track.position, Track.id)
    ):
        if track_id in groups:
            totals, courses = _sum(groups[track_id])
            rows.append(
                LedgerRow("track", track_id, name, totals, courses, paths.get(track_id, _ZERO), position)
            )
    if None in groups:
        totals, courses = _sum(groups[None])
        rows.append(LedgerRow("track", None, NO_TRACK, totals, courses, _ZERO))
    return rows


def path_days(session: Session) -> dict[int | None, Decimal]:
    """Return the days of the required courses of each track, whoever takes them."""
    days = dict(session.execute(select(Course.id, Course.days)).all())
    return {
        track_id: sum((days[course_id] for course_id in courses), _ZERO)
        for track_id, courses in required_courses(session).items()
    }


def _by_text(
    people: Iterable[PersonLedger], by: str, text: Callable[[PersonLedger], str], without: str
) -> list[LedgerRow]:
    groups: dict[str, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[text(person)].append(person)
    rows = []
    for name in sorted(groups, key=lambda name: (not name, name.casefold())):
        totals, courses = _sum(groups[name])
        rows.append(LedgerRow(by, name, name or without, totals, courses))
    return rows


def _by_courses(session: Session, people: Iterable[PersonLedger]) -> list[LedgerRow]:
    groups: dict[int, Totals] = defaultdict(Totals)
    for person in people:
        for course_id, part in person.by_course.items():
            groups[course_id].add(part)
    titles = session.execute(select(Course.id, Course.title).where(Course.id.in_(groups)))
    return [
        LedgerRow("course", course_id, title, groups[course_id], 1)
        for course_id, title in sorted(titles, key=lambda row: (row[1].casefold(), row[0]))
    ]


def _by_month(session: Session, plan_id: int, person_ids: Collection[int] | None) -> list[LedgerRow]:
    """Put each pick's days into the months of its session days; open picks have none yet."""
    standings = list_standings(session, plan_id, person_ids)
    portions = _portions(session, {s.run_id for s in standings if s.run_id is not None})
    months: dict[str, Totals] = defaultdict(Totals)
    people: dict[str, set[int]] = defaultdict(set)
    courses: dict[str, set[int]] = defaultdict(set)
    for standing in standings:
        for number, (month, days) in enumerate(_months(standing, portions)):
            months[month].add_pick(standing, days)
            if number:
                months[month].cost -= standing.cost  # the first month bears the cost
            people[month].add(standing.person_id)
            courses[month].add(standing.course_id)
    rows = []
    total = Totals()
    for month in sorted(months, key=lambda month: (not month, month)):
        total.add(months[month])
        months[month].people = len(people[month])
        rows.append(
            LedgerRow("month", month or None, month or NOT_SCHEDULED, months[month], len(courses[month]))
        )
    total.people = len({standing.person_id for standing in standings})
    everything = len({standing.course_id for standing in standings})
    return [*rows, LedgerRow("month", None, ALL, total, everything, is_total=True)]


def _portions(session: Session, run_ids: Collection[int]) -> dict[int, list[tuple[str, Decimal]]]:
    portions: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    query = select(SessionDay.session_id, SessionDay.day, SessionDay.portion).order_by(SessionDay.day)
    for run_id, day, portion in session.execute(query):
        if run_id in run_ids:
            portions[run_id].append((_month(day), portion))
    return portions


def _months(standing: Standing, portions: dict[int, list[tuple[str, Decimal]]]) -> list[tuple[str, Decimal]]:
    """Return (month, days) parts that add up to the pick's days, in quarters of a day."""
    if standing.status not in (DONE, SCHEDULED):
        return [("", standing.days)]
    parts = portions.get(standing.run_id or 0)
    if not parts:
        return [(_month(standing.first_day) if standing.first_day else "", standing.days)]
    whole = sum((portion for _, portion in parts), _ZERO)
    months: dict[str, Decimal] = defaultdict(Decimal)
    for month, portion in parts:
        months[month] += round(standing.days * portion / whole * 4) / Decimal(4)
    last = next(reversed(months))
    months[last] += standing.days - sum(months.values())
    return list(months.items())


def _month(day: dt.date) -> str:
    return f"{day:%Y-%m}"
