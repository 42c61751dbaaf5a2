"""The needs of a plan as one book: read once, then sifted and summed for whoever asks, without the database.

A line is a required course of a person. Its *due* is the last day of what satisfied it before and expires
before the plan ends: within the period it is a renewal; before the period it has lapsed.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Plan, Track
from pmplanner.sentences import resaid
from pmplanner.services.lookup import fold, get, person_name, plain_rows
from pmplanner.services.needs.credit import list_satisfied
from pmplanner.services.needs.equivalents import read_equivalents
from pmplanner.services.needs.needs import Needs, NeedState, read_needs
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.needs.standing_in_plan import Spell, read_spells
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.totals.measures import months_between
from pmplanner.services.totals.totals import ALL, NO_MANAGER, NO_TEAM, NO_TRACK

NeedGroup = Literal["track", "team", "manager", "course", "person"]
NEED_GROUPS: tuple[NeedGroup, ...] = get_args(NeedGroup)

_ZERO = Decimal(0)


class GapLine(NamedTuple):
    """A required course of a person."""

    person_id: int
    course_id: int
    days: Decimal
    state: NeedState
    due: dt.date | None
    """The last day of what satisfied it before; None where nothing did, or that holds at the plan's end."""
    is_expected: bool = False
    """Credited by nothing but a seat booked in another plan."""
    is_put_aside: bool = False
    """Picked, and put off or declined: it is missing, and not picked again."""

    @property
    def is_missing(self) -> bool:
        """True when it is neither credited nor picked."""
        return self.state == "missing"


class GapPerson(NamedTuple):
    """Somebody who counts in the plan."""

    person_id: int
    name: str
    team: str
    track_id: int | None
    """The primary one, under which the person's needs are summed."""
    tracks: tuple[int, ...]
    is_here: bool
    """Employed today."""


class GapCourse(NamedTuple):
    """A course that somebody needs."""

    course_id: int
    code: str
    title: str
    days: Decimal


class GapTrack(NamedTuple):
    """A track, with its place in order."""

    track_id: int
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class GapBook:
    """The needs of everybody who counts in a plan, as of a day."""

    plan_id: int
    first_day: dt.date
    last_day: dt.date
    today: dt.date
    people: Mapping[int, GapPerson]
    """By id, in the order of their names."""
    courses: Mapping[int, GapCourse]
    tracks: Mapping[int, GapTrack]
    managers: Managers
    lines: Sequence[GapLine]

    def teams(self) -> dict[int, str]:
        """Return the team of each person."""
        return {person_id: person.team for person_id, person in self.people.items()}


@dataclass(frozen=True, slots=True)
class GapRow:
    """What some people need together, in person-days; *key* is an id or a text, None for none and for all."""

    by: NeedGroup
    key: Hashable
    name: str
    people: int = 0
    """Of the group; of a course those of whom it is required."""
    needs: int = 0
    """Required courses, of each person for itself."""
    required: Decimal = _ZERO
    credited: Decimal = _ZERO
    expected: Decimal = _ZERO
    """A part of what is credited."""
    satisfied: Decimal = _ZERO
    missing: Decimal = _ZERO
    courses: int = 0
    """Missing courses, of each person for itself."""
    lacking: int = 0
    """People who miss something."""
    overdue: int = 0
    """Missing courses that had been satisfied once, until some day before today."""
    since: dt.date | None = None
    """The earliest of these days."""
    renewals: int = 0
    """Required courses that were done and expire within the period, also those that are picked."""
    next_due: dt.date | None = None
    """The first day, from today on, until which something missing is still satisfied."""
    position: int | None = None
    """A track's place in order, for its colour."""
    is_total: bool = False


class RenewalMonth(NamedTuple):
    """The renewals that fall due in a month, written 2027-03."""

    month: str
    picked: int
    missing: int
    days: Decimal
    """Of those missing."""


def read_gaps(
    db: Session, plan_id: int, today: dt.date, person_ids: Collection[int] | None = None
) -> GapBook:
    """Return what everybody, or those named, need in a plan, with what of it is overdue on a day.

    Raises PlanError when the plan is gone.
    """
    plan = get(db, Plan, plan_id)
    facts = read_course_facts(db)
    everything = list_pick_statuses(db, plan_id, person_ids, facts, put_aside=True)
    statuses = [each for each in everything if not each.is_put_aside]
    aside = {(each.person_id, each.course_id) for each in everything if each.is_put_aside}
    members = read_members(db, plan_id, person_ids, picking={each.person_id for each in statuses})
    needs = read_needs(db, plan_id, person_ids, pick_statuses=statuses, members=members, facts=facts)
    lapsed = _lapsed(db, plan, needs)
    lines = [
        GapLine(
            person_id,
            need.course_id,
            need.days,
            need.state,
            need.due or lapsed.get((person_id, need.course_id)),
            need.is_expected,
            (person_id, need.course_id) in aside,
        )
        for person_id, theirs in needs.items()
        for need in theirs
    ]
    titles = {row[0]: row[1:] for row in plain_rows(db, select(Course.id, Course.code, Course.title))}
    needed = {line.course_id for line in lines}
    courses = {each: GapCourse(each, titles[each][0], titles[each][1], facts[each].days) for each in needed}
    query = select(Track.id, Track.name, Track.position).order_by(Track.position, Track.id)
    tracks = {row[0]: GapTrack(*row) for row in plain_rows(db, query)}
    people = _people(db, members, today)
    managers = direct_managers(db)
    return GapBook(plan_id, plan.first_day, plan.last_day, today, people, courses, tracks, managers, lines)


def _lapsed(db: Session, plan: Plan, needs: Mapping[int, Needs]) -> dict[tuple[int, int], dt.date]:
    """Return by person and missing course the last day of what satisfied it, if that is before the plan."""
    missing = defaultdict(list)
    for person_id, theirs in needs.items():
        for need in theirs:
            if need.state == "missing" and need.due is None:
                missing[person_id].append(need.course_id)
    # By course, and whether it was an exemption, which is from nothing but the course.
    ended: dict[int, dict[tuple[int, bool], dt.date]] = defaultdict(dict)
    for had in list_satisfied(db, plan.id, missing.keys()):
        if had.person_id in missing and had.valid_until is not None and had.valid_until < plan.first_day:
            key, days = (had.course_id, had.is_exemption), ended[had.person_id]
            days[key] = max(had.valid_until, days.get(key, had.valid_until))
    serving = read_equivalents(db).serving
    found = {}
    for person_id, days in ended.items():
        for course in missing[person_id]:
            keys = [(course, True), *((each, False) for each in serving(course))]
            if last := max((days[key] for key in keys if key in days), default=None):
                found[person_id, course] = last
    return found


def _people(db: Session, members: Mapping[int, Member], today: dt.date) -> dict[int, GapPerson]:
    spells = read_spells(db, members.keys())
    query = select(
        Person.id, Person.team, Person.first_name, Person.last_name, Person.email, Person.employee_id
    )
    found = []
    for person_id, team, *names in plain_rows(db, query):
        member = members.get(person_id)
        if member is not None:
            name, here = person_name(person_id, *names), _is_here(spells[person_id], today)
            found.append(GapPerson(person_id, name, team, member.track_id, member.tracks, here))
    found.sort(key=lambda person: (fold(person.name), person.person_id))
    return {person.person_id: person for person in found}


def _is_here(spells: Iterable[Spell], today: dt.date) -> bool:
    return any(spell.first_day <= today <= spell.last_day for spell in spells)


def sift(book: GapBook, *, people: Collection[int] | None = None, here: bool = False) -> list[GapPerson]:
    """Return who of the book is among *people*, None for all, and, if asked, is *here*; by name."""
    return [
        person
        for person_id, person in book.people.items()
        if (people is None or person_id in people) and (not here or person.is_here)
    ]


Only = Callable[[GapLine], bool]
"""Says which lines are looked at."""


def only_due(book: GapBook, due: str) -> Only | None:
    """Return what lets pass the lines that are "overdue", or due in a month such as "2027-03"; "" for all."""
    if not due:
        return None
    if due == "overdue":
        return lambda line: line.is_missing and line.due is not None and line.due < book.today
    return lambda line: line.due is not None and line.due >= book.first_day and f"{line.due:%Y-%m}" == due


def group_gaps(
    book: GapBook, by: NeedGroup, people: Iterable[GapPerson] | None = None, only: Only | None = None
) -> list[GapRow]:
    """Return what is needed by track, team, manager, course or person, the last row over all.

    Of everybody, or of these people.
    """
    chosen = {person.person_id: person for person in (book.people.values() if people is None else people)}
    sums: dict[Hashable, _Sum] = defaultdict(_Sum)
    everything = _Sum()
    everything.people.update(chosen)
    key_of = _key_of(book, by)
    if by != "course" and only is None:
        for each in chosen.values():
            sums[key_of(each)].people.add(each.person_id)
    for line in book.lines:
        person = chosen.get(line.person_id)
        if person is not None and (only is None or only(line)):
            sums[line.course_id if by == "course" else key_of(person)].add(line, book)
            everything.add(line, book)
    rows = [sums[key].row(by, key, name, position) for key, name, position in _named(book, by, sums)]
    return [*rows, everything.row(by, None, resaid(ALL), is_total=True)]


class _Sum:
    """What is counted of a group."""

    def __init__(self) -> None:
        self.people: set[int] = set()
        self._lacking: set[int] = set()
        self._days: dict[NeedState, Decimal] = dict.fromkeys(get_args(NeedState), _ZERO)
        self._expected = _ZERO
        self._needs = self._courses = self._overdue = self._renewals = 0
        self._since = self._next = dt.date.max

    def add(self, line: GapLine, book: GapBook) -> None:
        """Count a line."""
        self.people.add(line.person_id)
        self._needs += 1
        self._days[line.state] += line.days
        if line.is_expected:
            self._expected += line.days
        if line.is_missing:
            self._courses += 1
            self._lacking.add(line.person_id)
        if line.due is not None:
            self._add_due(line, line.due, book)

    def _add_due(self, line: GapLine, due: dt.date, book: GapBook) -> None:
        self._renewals += due >= book.first_day
        if line.is_missing and due < book.today:
            self._overdue += 1
            self._since = min(self._since, due)
        elif line.is_missing:
            self._next = min(self._next, due)

    def row(
        self, by: NeedGroup, key: Hashable, name: str, position: int | None = None, *, is_total: bool = False
    ) -> GapRow:
        """Return it as a row."""
        return GapRow(
            by,
            key,
            name,
            people=len(self.people),
            needs=self._needs,
            required=sum(self._days.values(), _ZERO),
            credited=self._days["credited"],
            expected=self._expected,
            satisfied=self._days["satisfied"],
            missing=self._days["missing"],
            courses=self._courses,
            lacking=len(self._lacking),
            overdue=self._overdue,
            since=self._since if self._overdue else None,
            renewals=self._renewals,
            next_due=None if self._next == dt.date.max else self._next,
            position=position,
            is_total=is_total,
        )


def _key_of(book: GapBook, by: NeedGroup) -> Callable[[GapPerson], Hashable]:
    if by == "track":
        return lambda person: person.track_id
    if by == "team":
        return lambda person: person.team
    if by == "manager":
        of = book.managers.of
        return lambda person: of.get(person.person_id, "")
    return lambda person: person.person_id


def _named(
    book: GapBook, by: NeedGroup, keys: Collection[Hashable]
) -> Iterator[tuple[Hashable, str, int | None]]:
    """Yield the keys in order, each with its name and a track's place."""
    if by == "track":
        yield from (
            (each.track_id, each.name, each.position)
            for each in book.tracks.values()
            if each.track_id in keys
        )
        if None in keys:
            yield None, resaid(NO_TRACK), None
    elif by == "course":
        courses = (course for course in book.courses.values() if course.course_id in keys)
        for course in sorted(courses, key=lambda each: (fold(each.title), each.course_id)):
            yield course.course_id, course.title, None
    elif by == "person":
        yield from (
            (person_id, each.name, None) for person_id, each in book.people.items() if person_id in keys
        )
    else:
        names: dict[Hashable, str] = {str(key): str(key) for key in keys}
        for manager, name in book.managers.names.items() if by == "manager" else ():
            names[manager] = name
        without = resaid(NO_TEAM if by == "team" else NO_MANAGER)
        for key in sorted(keys, key=lambda key: (not key, fold(names[key]), str(key))):
            yield key, names[key] or without, None


def renewals_by_month(book: GapBook, people: Collection[int] | None = None) -> list[RenewalMonth]:
    """Return the months of the plan's period with the renewals that fall due, of everybody or of these."""
    picked, missing = Counter[str](), Counter[str]()
    days: dict[str, Decimal] = defaultdict(Decimal)
    for line in book.lines:
        if line.due is None or line.due < book.first_day or not (people is None or line.person_id in people):
            continue
        month = f"{line.due:%Y-%m}"
        (missing if line.is_missing else picked)[month] += 1
        if line.is_missing:
            days[month] += line.days
    months = months_between(book.first_day, book.last_day)
    return [RenewalMonth(month, picked[month], missing[month], days[month]) for month in months]


class GapEntry(NamedTuple):
    """Something that somebody misses, with the words of it."""

    id: tuple[int, int]
    """The person and the course."""
    line: GapLine
    person: GapPerson
    course: GapCourse
    is_overdue: bool


def entries_of(
    book: GapBook,
    by: NeedGroup,
    keys: Collection[Hashable] | None,
    people: Collection[int],
    due: str = "",
) -> list[GapEntry]:
    """Return what these people miss in the groups of these keys, None for all; by name, then by course.

    *due* as :func:`only_due` has it.
    """
    found: dict[int, list[GapLine]] = defaultdict(list)
    only, key_of = only_due(book, due), _key_of(book, by)
    for line in book.lines:
        if line.is_missing and line.person_id in people and (only is None or only(line)):
            key = line.course_id if by == "course" else key_of(book.people[line.person_id])
            if keys is None or key in keys:
                found[line.person_id].append(line)
    titles = {course_id: fold(course.title) for course_id, course in book.courses.items()}
    return [
        GapEntry(
            (person_id, line.course_id),
            line,
            person,
            book.courses[line.course_id],
            line.due is not None and line.due < book.today,
        )
        for person_id, person in book.people.items()
        for line in sorted(found.get(person_id, ()), key=lambda line: titles[line.course_id])
    ]


class GapSheet(NamedTuple):
    """What is shown of the needs of some people."""

    rows: Sequence[GapRow]
    overdue: int
    """Missing courses that are overdue, whatever else is left out."""
    months: Sequence[RenewalMonth]


def make_sheet(book: GapBook, by: NeedGroup, people: Mapping[int, GapPerson], due: str = "") -> GapSheet:
    """Return the rows by *by* of these people, and what of theirs is overdue or falls due.

    The rows are of what is *due*, as :func:`only_due` has it.
    """
    rows = group_gaps(book, by, people.values(), only_due(book, due))
    late = only_due(book, "overdue")
    overdue = sum(line.person_id in people and late is not None and late(line) for line in book.lines)
    return GapSheet(rows, overdue, renewals_by_month(book, people))
