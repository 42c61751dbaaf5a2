"""Which certificates and courses of people expire in the months to come, and the sessions that this makes.

A course expires on the last day on which anything that satisfies it is valid; a certificate on its own last
day. Who counts in the plan and is employed on that day has to renew it within the months before it. What can
be renewed within the plan's period is grouped into the fewest sessions, after the seats that are free in it.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Literal, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Certificate, Course, Person, Plan, Reservation, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import OPEN_SESSIONS
from pmplanner.services.calendar.open_days import open_days
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.lookup import among, fold, get, person_name, plain_rows
from pmplanner.services.needs.credit import list_expected, list_satisfied
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.needs.fewest_sessions import Span, group_into_fewest
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.people import read_members
from pmplanner.services.needs.standing_in_plan import Spell, read_spells
from pmplanner.services.people.certificates import (
    CertificateCourses,
    HeldCertificate,
    courses_of_certificates,
    list_held_certificates,
    units_of_days,
)
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.pick_status.course_facts import CourseFacts, read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus, list_pick_statuses
from pmplanner.services.sessions.free_seats import TAKES_SEAT

MONTHS = 18
"""How far a runway looks ahead unless told otherwise."""
WINDOW_MONTHS = 3
"""How long before it expires something is renewed."""
NEAR_DAYS = 90
"""What expires within them is shown in red."""
NOTICE_DAYS = (90, 60, 30, 7)
"""How many days before the end people are told."""

ExpiryKind = Literal["course", "exemption", "certificate"]
RenewalState = Literal["seated", "seated too late", "picked", "missing"]
"""A seat booked that ends in time, also in another plan, or too late; a pick without a seat; or nothing."""

_ORDER: tuple[RenewalState, ...] = ("seated", "picked", "seated too late", "missing")
_DAY = dt.timedelta(days=1)


class Expiry(NamedTuple):
    """Something of a person that expires: a course that was done, an exemption, or a certificate."""

    person_id: int
    valid_until: dt.date
    state: RenewalState
    course_id: int | None = None
    """The course that has to be taken again; None for a certificate."""
    certificate_id: int | None = None
    held_id: int | None = None
    """The row of the certificate that the person holds."""
    is_required: bool = True
    """False for a course that none of the person's tracks requires."""
    is_exemption: bool = False
    renewed_by: tuple[int, ...] = ()
    """The courses to take for it, fewest days first; none where no course is known to renew it."""
    units_missing: Decimal | None = None
    """What is to be earned beside what is seated or picked; None where no units are asked for."""


class RunwayPerson(NamedTuple):
    """Somebody of whom something expires."""

    person_id: int
    name: str
    team: str
    email: str
    manager_id: int | None


class RunwaySession(NamedTuple):
    """People who renew a course together, on a day from which all of them may and before all expire."""

    course_id: int
    first_day: dt.date
    last_day: dt.date
    people: tuple[int, ...]
    session_id: int | None = None
    """The session in whose free seats they sit; None for a new one."""


@dataclass(frozen=True, slots=True)
class Runway:
    """What expires from a day on, within some months, of everybody who counts in a plan."""

    plan_id: int
    first_day: dt.date
    last_day: dt.date
    """Of the plan."""
    today: dt.date
    until: dt.date
    window_months: int
    people: Mapping[int, RunwayPerson]
    courses: Mapping[int, tuple[str, str]]
    """Code and title of each course that is named."""
    certificates: Mapping[int, tuple[str, str]]
    """Code and name of each certificate that is named."""
    lines: Sequence[Expiry]
    """By the day on which they expire, then by name."""
    sessions: Sequence[RunwaySession]
    """Those that renew what is missing, within the plan's period."""
    session_codes: Mapping[int, str]
    """Of those in whose free seats people sit."""
    too_late: Sequence[tuple[int, int]]
    """Person and course whose days to renew lie within the period, but no open day is left for it."""

    def picks(self) -> list[tuple[int, int]]:
        """Return the persons and courses that the sessions are for."""
        return sorted({(person, each.course_id) for each in self.sessions for person in each.people})

    def in_days(self, days: int) -> list[Expiry]:
        """Return what expires within so many days from today and has no seat that ends in time."""
        last = self.today + dt.timedelta(days=min(days, (dt.date.max - self.today).days))
        return [line for line in self.lines if line.valid_until <= last and line.state != "seated"]

    def named(self, line: Expiry) -> tuple[str, str]:
        """Return code and title of what expires."""
        if line.course_id is not None:
            return self.courses[line.course_id]
        return self.certificates[line.certificate_id or 0]

    def kind(self, line: Expiry) -> ExpiryKind:
        """Return what kind of thing expires, as files have it."""
        return "exemption" if line.is_exemption else "certificate" if line.course_id is None else "course"

    def months(self) -> list[str]:
        """Return the months from the first to the last, written 2027-03."""
        count = (self.until.year - self.today.year) * 12 + self.until.month - self.today.month
        places = (divmod(self.today.month - 1 + step, 12) for step in range(count + 1))
        return [f"{self.today.year + years:04}-{month + 1:02}" for years, month in places]


def read_runway(
    db: Session,
    plan_id: int,
    today: dt.date,
    *,
    months: int = MONTHS,
    window_months: int = WINDOW_MONTHS,
    person_ids: Collection[int] | None = None,
) -> Runway:
    """Return what of everybody, or of those named, expires from *today* within so many months.

    Only what its tracks require of a person, and certificates, make sessions. Raises PlanError when
    the plan is gone.
    """
    plan = get(db, Plan, plan_id)
    until = expiry_of(today, months) or dt.date.max
    reading = _Reading(db, plan, person_ids)
    lines = [
        line
        for line in (*reading.courses(), *reading.certificates())
        if today <= line.valid_until <= until and reading.is_here(line.person_id, line.valid_until)
    ]
    people = _people(db, {line.person_id for line in lines})
    by_name = sorted(people, key=lambda person: (fold(people[person].name), person))
    places = {person: place for place, person in enumerate(by_name)}
    lines.sort(key=lambda line: (line.valid_until, places[line.person_id]))
    grouping = _Grouping(db, plan, today, window_months, reading.facts)
    sessions, too_late = grouping.group(lines)
    named = {course for line in lines for course in (line.course_id, *line.renewed_by) if course is not None}
    held = {line.certificate_id for line in lines if line.certificate_id is not None}
    return Runway(
        plan_id,
        plan.first_day,
        plan.last_day,
        today,
        until,
        window_months,
        people,
        {row[0]: (row[1], row[2]) for row in db.execute(_TITLES) if row[0] in named},
        {row[0]: (row[1], row[2]) for row in db.execute(_CERTIFICATES) if row[0] in held},
        lines,
        sessions,
        _session_codes(db, {each.session_id for each in sessions if each.session_id is not None}),
        too_late,
    )


_TITLES = select(Course.id, Course.code, Course.title)
_CERTIFICATES = select(Certificate.id, Certificate.code, Certificate.name)


def _session_codes(db: Session, session_ids: Collection[int]) -> dict[int, str]:
    query = select(TrainingSession.id, TrainingSession.code).where(*among(TrainingSession.id, session_ids))
    return {key: code for key, code in db.execute(query) if key in session_ids}


def _people(db: Session, person_ids: Collection[int]) -> dict[int, RunwayPerson]:
    query = select(
        Person.id,
        Person.team,
        Person.manager_id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
    )
    return {
        row[0]: RunwayPerson(row[0], person_name(row[0], *row[3:]), row[1], row[5], row[2])
        for row in plain_rows(db, query)
        if row[0] in person_ids
    }


class _Reading:
    """What people have, need, and have picked in a plan."""

    def __init__(self, db: Session, plan: Plan, person_ids: Collection[int] | None) -> None:
        self._db = db
        self.facts: Mapping[int, CourseFacts] = read_course_facts(db)
        statuses = list_pick_statuses(db, plan.id, person_ids, self.facts)
        self._members = read_members(db, plan.id, person_ids, picking={each.person_id for each in statuses})
        needs = read_needs(
            db, plan.id, person_ids, pick_statuses=statuses, members=self._members, facts=self.facts
        )
        self._required = {person: {need.course_id for need in theirs} for person, theirs in needs.items()}
        self._picks: dict[int, list[PickStatus]] = defaultdict(list)
        for status in statuses:
            if status.status != DONE:
                self._picks[status.person_id].append(status)
        self._equivalents: Equivalents = read_equivalents(db)
        self._spells: Mapping[int, Iterable[Spell]] = read_spells(db, self._members.keys())
        self._history = list_satisfied(db, plan.id, person_ids)
        self._elsewhere: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
        for seat in list_expected(db, plan.id, person_ids):
            self._elsewhere[seat.person_id].append((seat.course_id, seat.day))
        self._person_ids = person_ids

    def is_here(self, person_id: int, day: dt.date) -> bool:
        """Say whether a person counts in the plan and is employed on a day."""
        spells = self._spells.get(person_id, ())
        return person_id in self._members and any(
            spell.first_day <= day <= spell.last_day for spell in spells
        )

    def courses(self) -> Iterator[Expiry]:
        """Yield the courses that people have and that expire."""
        taken: dict[int, dict[tuple[int, bool], dt.date | None]] = defaultdict(dict)
        for had in self._history:
            if had.person_id not in self._members:
                continue
            theirs, key = taken[had.person_id], (had.course_id, had.is_exemption)
            known = theirs.get(key, dt.date.min)
            theirs[key] = None if known is None or had.valid_until is None else max(known, had.valid_until)
        for person_id, theirs in taken.items():
            if any(until is not None for until in theirs.values()):
                yield from self._of_person(person_id, theirs)

    def _of_person(
        self, person_id: int, theirs: Mapping[tuple[int, bool], dt.date | None]
    ) -> Iterator[Expiry]:
        required = self._required.get(person_id, set())
        serving_required = {other for course in required for other in self._equivalents.serving(course)}
        own = {course for course, _ in theirs} - serving_required
        for course in sorted(required | own):
            keys = [(course, True), *((each, False) for each in self._equivalents.serving(course))]
            ends = {key: theirs[key] for key in keys if key in theirs}
            if not ends or None in ends.values():
                continue
            last, key = max((until, key) for key, until in ends.items() if until is not None)
            yield Expiry(
                person_id,
                last,
                self._state(person_id, self._equivalents.serving(course), last),
                course,
                is_required=course in required,
                is_exemption=key[1],
                renewed_by=(course,),
            )

    def _state(self, person_id: int, courses: Collection[int], until: dt.date) -> RenewalState:
        states = [
            _state_of(pick, until) for pick in self._picks.get(person_id, ()) if pick.course_id in courses
        ]
        states += [
            _in_time(day, until) for course, day in self._elsewhere.get(person_id, ()) if course in courses
        ]
        return min(states, key=_ORDER.index, default="missing")

    def certificates(self) -> Iterator[Expiry]:
        """Yield the certificates that people hold and that expire."""
        courses = courses_of_certificates(self._db)
        hours = dict(self._db.execute(select(Certificate.id, Certificate.hours_per_unit)).all())
        for held in list_held_certificates(self._db, self._person_ids):
            if held.valid_until is not None and held.person_id in self._members:
                of = courses.get(held.certificate_id, CertificateCourses(frozenset(), frozenset()))
                yield self._of_certificate(held, held.valid_until, of, hours[held.certificate_id])

    def _of_certificate(
        self, held: HeldCertificate, until: dt.date, courses: CertificateCourses, hours: Decimal | None
    ) -> Expiry:
        counting = courses.counting if held.units_missing is not None else courses.renewing
        coming = [
            (pick.course_id, pick.days, _state_of(pick, until))
            for pick in self._picks.get(held.person_id, ())
            if pick.course_id in counting
        ]
        coming += [
            (course, self.facts[course].days, _in_time(day, until))
            for course, day in self._elsewhere.get(held.person_id, ())
            if course in counting
        ]
        missing = held.units_missing
        state: RenewalState = min((each[2] for each in coming), key=_ORDER.index, default="missing")
        if missing is not None:
            state, missing = _by_units(missing, [(each[2], units_of_days(each[1], hours)) for each in coming])
        to_take: tuple[int, ...] = ()
        if state == "missing":
            candidates = courses.renewing - {course for course, _, _ in coming}
            to_take = self._fewest_days(candidates, missing, hours)
        return Expiry(
            held.person_id,
            until,
            state,
            certificate_id=held.certificate_id,
            held_id=held.id,
            renewed_by=to_take,
            units_missing=missing,
        )

    def _fewest_days(
        self, courses: Collection[int], units: Decimal | None, hours: Decimal | None
    ) -> tuple[int, ...]:
        """Return the courses of the fewest days that give so many units, or the shortest one.

        All of them where they are too few, so that what is left to be earned otherwise is seen.
        """
        by_days = sorted(courses, key=lambda course: (self.facts[course].days, course))
        if units is None:
            return tuple(by_days[:1])
        # Days in quarters: the least of them with which each number of units can be reached.
        best: dict[int, tuple[Decimal, tuple[int, ...]]] = {0: (Decimal(0), ())}
        for course in by_days:
            days = self.facts[course].days
            gives = units_of_days(days, hours)
            for quarters, (reached, chosen) in sorted(best.items(), reverse=True):
                key = quarters + int(days * 4)
                if key not in best or best[key][0] < reached + gives:
                    best[key] = reached + gives, (*chosen, course)
        enough = [key for key, (reached, _) in best.items() if reached >= units]
        return best[min(enough)][1] if enough else tuple(by_days)


def _state_of(pick: PickStatus, until: dt.date) -> RenewalState:
    if pick.status != SCHEDULED or pick.last_day is None:
        return "picked"
    return _in_time(pick.last_day, until)


def _by_units(
    missing: Decimal, given: Iterable[tuple[RenewalState, Decimal]]
) -> tuple[RenewalState, Decimal]:
    """Return where a certificate stands that is renewed by units, and what of them is still missing."""
    units: dict[RenewalState, Decimal] = defaultdict(Decimal)
    for state, gives in given:
        units[state] += gives
    if not missing:
        return "seated", missing
    reached = Decimal(0)
    for state in _ORDER[:-1]:
        reached += units[state]
        if reached >= missing:
            return state, Decimal(0)
    return "missing", missing - reached


def _in_time(day: dt.date, until: dt.date) -> RenewalState:
    return "seated" if day <= until else "seated too late"


class _Free(NamedTuple):
    session_id: int
    first_day: dt.date
    last_day: dt.date
    seats: int | None
    """None for any number."""


class _Grouping:
    """Puts what is missing into sessions of the plan."""

    def __init__(
        self, db: Session, plan: Plan, today: dt.date, window_months: int, facts: Mapping[int, CourseFacts]
    ) -> None:
        self._db, self._facts, self._plan, self._window_months = db, facts, plan, window_months
        self._first = max(plan.first_day, today + _DAY)
        is_open = open_days(db, "")
        span = range(max(0, (plan.last_day - self._first).days + 1))
        self._days = [day for day in (self._first + dt.timedelta(days=step) for step in span) if is_open(day)]

    def group(self, lines: Iterable[Expiry]) -> tuple[list[RunwaySession], list[tuple[int, int]]]:
        """Return the sessions, and for whom none can be in time."""
        wanted: dict[int, dict[int, dt.date]] = defaultdict(dict)
        for line in lines:
            if line.state != "missing" or not line.is_required:
                continue
            for course in line.renewed_by:
                known = wanted[course].get(line.person_id, line.valid_until)
                wanted[course][line.person_id] = min(known, line.valid_until)
        seats = {course: facts.max_seats for course, facts in course_facts(self._db, wanted.keys()).items()}
        free = self._free(wanted.keys())
        sessions: list[RunwaySession] = []
        too_late: list[tuple[int, int]] = []
        for course in sorted(wanted):
            made, late = self._of_course(course, wanted[course], seats[course], free.get(course, ()))
            sessions += made
            too_late += late
        sessions.sort(key=lambda each: (each.first_day, each.course_id, each.session_id or 0))
        return sessions, too_late

    def _free(self, courses: Collection[int]) -> dict[int, list[_Free]]:
        """Return by course the sessions to come with seats that nobody has and that are kept for no team."""
        taken: Mapping[int, int] = dict(
            self._db.execute(
                select(Seat.session_id, func.count())
                .where(Seat.status.in_(TAKES_SEAT))
                .group_by(Seat.session_id)
            ).all()
        )
        kept: Mapping[int, int] = dict(
            self._db.execute(
                select(Reservation.session_id, func.sum(Reservation.seats)).group_by(Reservation.session_id)
            ).all()
        )
        query = (
            select(
                TrainingSession.id,
                TrainingSession.course_id,
                TrainingSession.seats_max,
                func.min(SessionDay.day),
                func.max(SessionDay.day),
            )
            .join(SessionDay, SessionDay.session_id == TrainingSession.id)
            .where(TrainingSession.plan_id == self._plan.id, TrainingSession.status.in_(OPEN_SESSIONS))
            .group_by(TrainingSession.id)
        )
        found: dict[int, list[_Free]] = defaultdict(list)
        for session_id, course_id, most, first, last in self._db.execute(query):
            left = None if most is None else most - taken.get(session_id, 0) - kept.get(session_id, 0)
            if course_id in courses and first >= self._first and (left is None or left > 0):
                found[course_id].append(_Free(session_id, first, last, left))
        return found

    def _of_course(
        self, course: int, due: Mapping[int, dt.date], seats: int | None, free: Iterable[_Free]
    ) -> tuple[list[RunwaySession], list[tuple[int, int]]]:
        """Group those who renew a course; a place is a day on which a session ends: that renews it."""
        length = max(1, ceil(self._facts[course].days))
        there: dict[dt.date, list[_Free]] = defaultdict(list)
        for each in free:
            there[each.last_day].append(each)
        begins_of = dict(zip(self._days[length - 1 :], self._days, strict=False))
        """Of new sessions, by the day on which they end; one that is there may end on any day."""
        ends = sorted({*begins_of, *there})
        spans: list[Span] = []
        people: list[int] = []
        late: list[tuple[int, int]] = []
        for person_id, until in sorted(due.items()):
            begins = expiry_of(until, -self._window_months) or dt.date.min
            if until < self._plan.first_day or begins >= self._plan.last_day:
                continue
            span = Span(bisect_right(ends, begins), bisect_right(ends, until) - 1)
            if span.last < span.first:
                late.append((person_id, course))
                continue
            spans.append(span)
            people.append(person_id)
        counts = {
            place: sum(len(people) if each.seats is None else each.seats for each in there[end])
            for place, end in enumerate(ends)
            if end in there
        }
        found: list[RunwaySession] = []
        for group in group_into_fewest(spans, seats, counts):
            members = [people[member] for member in group.members]
            if group.is_new:
                place = next((each for each in range(group.place, -1, -1) if ends[each] in begins_of), -1)
                members = [people[member] for member in group.members if spans[member].first <= place]
                late += [(people[each], course) for each in group.members if people[each] not in members]
                if members:
                    last = ends[place]
                    found.append(RunwaySession(course, begins_of[last], last, tuple(members)))
                continue
            for each in sorted(there[ends[group.place]], key=lambda each: each.session_id):
                sitting = members if each.seats is None else members[: each.seats]
                members = members[len(sitting) :]
                if sitting:
                    found.append(
                        RunwaySession(course, each.first_day, each.last_day, tuple(sitting), each.session_id)
                    )
        return found, late
