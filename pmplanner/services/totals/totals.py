"""The totals: training days per track, team, job title, course, person and month.

The formulas are those of the domain's definition: *required* are the days of the courses that a
person's primary track requires; *credited* of those what was satisfied before the plan; *planned*
the days of all picks = *done* + *scheduled* + *open*; *gap* the days of required courses neither
credited nor picked. All in person-days, unless another measure is asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, PathItem, Person, Track
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, person_name
from pmplanner.services.needs.satisfaction import credited_courses
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus, list_pick_statuses
from pmplanner.services.totals.measures import Measure, Weights, month_parts, weigh

Group = Literal["track", "team", "title", "course", "person", "month"]
GROUPS: tuple[Group, ...] = get_args(Group)

NO_TRACK, NO_TEAM, NO_TITLE, NOT_SCHEDULED, ALL = (
    marked("No track"),
    marked("No team"),
    marked("No job title"),
    marked("Not scheduled"),
    marked("All"),
)

_ZERO = Decimal(0)


@dataclass(slots=True)
class Totals:
    """Sums in person-days or in the measure asked for; *cost* in the plan's currency."""

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
        # Decimal rounds half to even, as the definition asks.
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

    def add_pick(self, pick_status: PickStatus, days: Decimal) -> None:
        """Add *days* of a pick where it stands, and what it costs."""
        if pick_status.status == DONE:
            self.done += days
        elif pick_status.status == SCHEDULED:
            self.scheduled += days
        else:
            self.open += days
        self.cost += pick_status.cost


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
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    measure: Measure = "person-days",
    pick_statuses: Iterable[PickStatus] | None = None,
) -> dict[int, PersonLedger]:
    """Return the ledger of each person, or of those named; *standings* are theirs, if read already."""
    weights = weigh(db, plan_id, measure)
    wanted = None if person_ids is None else set(person_ids)
    by_person: dict[int, list[PickStatus]] = defaultdict(list)
    for pick_status in list_pick_statuses(db, plan_id, wanted) if pick_statuses is None else pick_statuses:
        by_person[pick_status.person_id].append(pick_status)
    required = required_courses(db)
    credited = credited_courses(db, plan_id, wanted)
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
    for person_id, track_id, team, title, first, last, email, key in db.execute(query):
        if wanted is not None and person_id not in wanted:
            continue
        path = required.get(track_id, ())
        by_course = _by_course(by_person[person_id], path, credited.get(person_id, frozenset()), weights)
        totals = Totals(people=1)
        for part in by_course.values():
            totals.add(part)
        totals.people = 1
        picked = frozenset(pick_status.course_id for pick_status in by_person[person_id])
        name = person_name(person_id, first, last, email, key)
        ledgers[person_id] = PersonLedger(person_id, track_id, team, title, name, totals, by_course, picked)
    return ledgers


def _by_course(
    pick_statuses: Iterable[PickStatus], path: Iterable[int], credited: frozenset[int], weights: Weights
) -> dict[int, Totals]:
    parts: dict[int, Totals] = defaultdict(lambda: Totals(people=1))
    for pick_status in pick_statuses:
        parts[pick_status.course_id].add_pick(pick_status, weights.of(pick_status))
    picked = set(parts)
    for course_id in path:
        part = parts[course_id]
        # The course's days, whatever own days a pick has: what is required is the same for everybody on a
        # track.
        part.required = weights.courses[course_id]
        if course_id in credited:
            part.credited = part.required
        elif course_id not in picked:
            part.gap = part.required
    return dict(parts)


def required_courses(db: Session) -> dict[int | None, tuple[int, ...]]:
    """Return the courses that each track requires, in the order of its path."""
    paths: dict[int | None, list[int]] = defaultdict(list)
    query = (
        select(PathItem.track_id, PathItem.course_id)
        .where(PathItem.kind == PathKind.REQUIRED)
        .order_by(PathItem.position)
    )
    for track_id, course_id in db.execute(query):
        paths[track_id].append(course_id)
    return {track_id: tuple(courses) for track_id, courses in paths.items()}


def ledger(
    db: Session,
    plan_id: int,
    by: Group = "track",
    person_ids: Collection[int] | None = None,
    measure: Measure = "person-days",
) -> list[LedgerRow]:
    """Return the lines of the totals in order, the last one over all; raise PlanError for another *by*.

    Tracks that nobody has are left out, so that the lines are those of the people counted. In course
    days a course counts once in each line, where its least advanced pick stands, so that the lines
    need not add up.
    """
    if by not in GROUPS:
        raise PlanError(said("Totals go by {groups}; not by “{by}”.", groups=", ".join(GROUPS), by=by))
    if by == "month":
        return _by_month(db, plan_id, person_ids, measure)
    people = person_ledgers(db, plan_id, person_ids, measure).values()
    return group_ledgers(db, people, by, weigh(db, plan_id, measure))


def group_ledgers(
    db: Session, people: Collection[PersonLedger], by: Group, weights: Weights | None = None
) -> list[LedgerRow]:
    """Sum ledgers of people by track, team, title, course or person, and over all.

    *weights* are those with which the ledgers were made, person-days unless given.
    """
    once = weights is not None and weights.once
    if by == "track":
        rows = _by_track(db, people, once, path_days(db, weights))
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
    totals, courses = _sum(people, once)
    return [*rows, LedgerRow(by, None, resaid(ALL), totals, courses, is_total=True)]


def _sum(people: Iterable[PersonLedger], once: bool) -> tuple[Totals, int]:
    totals = Totals()
    courses: set[int] = set()
    parts: dict[int, list[Totals]] = defaultdict(list)
    for person in people:
        totals.add(person.totals)
        courses |= person.picked
        for course_id, part in person.by_course.items():
            parts[course_id].append(part)
    return (_count_once(parts.values(), totals.people) if once else totals), len(courses)


def _count_once(courses: Iterable[Collection[Totals]], people: int) -> Totals:
    """Sum courses that count once each, given by the parts of the people who need or take them."""
    totals = Totals()
    for parts in courses:
        totals.add(_once(parts))
    totals.people = people
    return totals


def _once(parts: Collection[Totals]) -> Totals:
    """Count one course once: its least advanced pick says whether it is open, scheduled or done.

    It is credited when everybody who needs it is credited, and a gap when anybody lacks it.
    """
    whole = Totals()
    for part in parts:
        whole.add(part)
    days = max(max(part.required, part.planned) for part in parts)
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
    )


def _by_track(
    db: Session, people: Iterable[PersonLedger], once: bool, paths: dict[int | None, Decimal]
) -> list[LedgerRow]:
    groups: dict[int | None, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[person.track_id].append(person)
    rows = []
    for track_id, name, position in db.execute(
        select(Track.id, Track.name, Track.position).order_by(Track.position, Track.id)
    ):
        if track_id in groups:
            totals, courses = _sum(groups[track_id], once)
            rows.append(
                LedgerRow("track", track_id, name, totals, courses, paths.get(track_id, _ZERO), position)
            )
    if None in groups:
        totals, courses = _sum(groups[None], once)
        rows.append(LedgerRow("track", None, resaid(NO_TRACK), totals, courses, _ZERO))
    return rows


def path_days(db: Session, weights: Weights | None = None) -> dict[int | None, Decimal]:
    """Return the days (or what *weights* say) of the courses each track requires, whoever takes them."""
    values = weights.courses if weights else dict(db.execute(select(Course.id, Course.days)).all())
    return {
        track_id: sum((values[course_id] for course_id in courses), _ZERO)
        for track_id, courses in required_courses(db).items()
    }


def _by_text(
    people: Iterable[PersonLedger], by: str, text: Callable[[PersonLedger], str], without: str, once: bool
) -> list[LedgerRow]:
    groups: dict[str, list[PersonLedger]] = defaultdict(list)
    for person in people:
        groups[text(person)].append(person)
    rows = []
    for name in sorted(groups, key=lambda name: (not name, name.casefold())):
        totals, courses = _sum(groups[name], once)
        rows.append(LedgerRow(by, name, name or without, totals, courses))
    return rows


def _by_courses(db: Session, people: Iterable[PersonLedger], once: bool) -> list[LedgerRow]:
    groups: dict[int, list[Totals]] = defaultdict(list)
    for person in people:
        for course_id, part in person.by_course.items():
            groups[course_id].append(part)
    titles = db.execute(select(Course.id, Course.title).where(Course.id.in_(groups)))
    add_up = _once if once else _all
    return [
        LedgerRow("course", course_id, title, add_up(groups[course_id]), 1)
        for course_id, title in sorted(titles, key=lambda row: (row[1].casefold(), row[0]))
    ]


def _all(parts: Collection[Totals]) -> Totals:
    totals = Totals()
    for part in parts:
        totals.add(part)
    return totals


def _by_month(
    db: Session, plan_id: int, person_ids: Collection[int] | None, measure: Measure
) -> list[LedgerRow]:
    """Put each pick into the months of its session days; open picks have none yet."""
    pick_statuses = list_pick_statuses(db, plan_id, person_ids)
    weights = weigh(db, plan_id, measure)
    months: dict[str, list[tuple[PickStatus, Totals]]] = defaultdict(list)
    seen: set[int] = set()
    for pick_status, month, days in month_parts(db, pick_statuses, weights):
        part = Totals()
        part.add_pick(pick_status, days)
        if pick_status.pick_id in seen:
            part.cost = _ZERO  # the first month bears the cost
        seen.add(pick_status.pick_id)
        months[month].append((pick_status, part))
    rows = [
        _month_row(month or None, month or resaid(NOT_SCHEDULED), months[month], weights.once)
        for month in sorted(months, key=lambda month: (not month, month))
    ]
    whole = [(pick_status, Totals()) for pick_status in pick_statuses]
    for pick_status, part in whole:
        part.add_pick(pick_status, weights.of(pick_status))
    total = replace(_month_row(None, resaid(ALL), whole, weights.once), is_total=True)
    ids = db.scalars(select(Person.id).where(*among(Person.id, person_ids)))
    total.totals.people = sum(person_ids is None or person_id in person_ids for person_id in ids)
    return [*rows, total]


def _month_row(
    key: str | None, name: str, parts: Collection[tuple[PickStatus, Totals]], once: bool
) -> LedgerRow:
    courses: dict[int, list[Totals]] = defaultdict(list)
    for pick_status, part in parts:
        courses[pick_status.course_id].append(part)
    people = len({pick_status.person_id for pick_status, _ in parts})
    totals = _count_once(courses.values(), people) if once else _all([part for _, part in parts])
    totals.people = people
    return LedgerRow("month", key, name, totals, len(courses))
