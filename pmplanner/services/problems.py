"""What cannot work as planned: double-booking, over capacity, prerequisite too late, absence.

:func:`find_problems` gathers plain rows; :func:`check` looks at nothing but those rows, so that it
can be tested against a brute-force checker.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    Course,
    Equivalent,
    Exemption,
    Person,
    Pick,
    Prerequisite,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.services.credit import list_satisfied
from pmplanner.services.seating import TAKES_SEAT
from pmplanner.services.standing import among

_DAY = dt.timedelta(days=1)

ProblemKind = Literal["double-booking", "over capacity", "prerequisite", "absence"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A person in a session who cannot be there as planned; *text* names the other side."""

    kind: ProblemKind
    person_id: int
    run_id: int
    course_id: int
    text: str
    other_run_id: int | None = None
    day: dt.date | None = None
    """The first day on which it shows."""

    @property
    def mirrored(self) -> bool:
        """True for the second of the two problems that one double-booking makes, one a session."""
        return (
            self.kind == "double-booking"
            and self.other_run_id is not None
            and self.other_run_id < self.run_id
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A session day: date and local times."""

    day: dt.date
    start: dt.time
    end: dt.time
    zone: str = ""
    """IANA name of the zone of the times; empty for wherever the people are."""

    def overlaps(self, other: "Part") -> bool:
        """Say whether both ask for the same time; clocks are compared where a zone is not known."""
        if self.zone and other.zone and self.zone != other.zone:
            return self._moment(self.start) < other._moment(other.end) and other._moment(
                other.start
            ) < self._moment(self.end)
        return self.day == other.day and self.start < other.end and other.start < self.end

    def _moment(self, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(self.day, time, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Run:
    """A session that takes place, with its parts in order."""

    id: int
    code: str
    course_id: int
    seats_max: int | None
    parts: tuple[Part, ...]

    @property
    def first_day(self) -> dt.date:
        """The first of its days."""
        return self.parts[0].day

    @property
    def last_day(self) -> dt.date:
        """The last of its days."""
        return self.parts[-1].day


@dataclass(frozen=True, slots=True)
class Booking:
    """A seat that takes a place, in order of booking."""

    person_id: int
    run_id: int
    status: str


@dataclass(slots=True)
class Facts:
    """The plain rows that the checks look at."""

    runs: dict[int, Run] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)
    absences: dict[int, list[tuple[dt.date, dt.date, str]]] = field(default_factory=dict)
    employed: dict[int, tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    """First and last day of the people of whom either is known."""
    titles: dict[int, str] = field(default_factory=dict)
    prerequisites: dict[int, tuple[int, ...]] = field(default_factory=dict)
    serves: dict[int, frozenset[int]] = field(default_factory=dict)
    """For each course, itself and the courses that count as it."""
    satisfied: dict[int, list[tuple[int, dt.date, dt.date | None]]] = field(default_factory=dict)
    """By person: course, day completed, last valid day. An exemption is valid from the first of days."""


def check(facts: Facts, person_ids: Collection[int] | None = None) -> list[Problem]:
    """Return the problems of everybody, or of the people named, in order of session and person."""
    by_person: dict[int, list[Booking]] = defaultdict(list)
    for booking in facts.bookings:
        if person_ids is None or booking.person_id in person_ids:
            by_person[booking.person_id].append(booking)
    found = [p for p in _over_capacity(facts) if person_ids is None or p.person_id in person_ids]
    for person_id, bookings in by_person.items():
        found += _double_bookings(facts, person_id, bookings)
        found += _prerequisites(facts, person_id, bookings)
        found += _absences(facts, person_id, bookings)
        found += _not_employed(facts, person_id, bookings)
    return sorted(
        found, key=lambda p: (facts.runs[p.run_id].first_day, p.run_id, p.person_id, p.kind, p.text)
    )


def _double_bookings(facts: Facts, person_id: int, bookings: list[Booking]) -> Iterator[Problem]:
    runs = [facts.runs[booking.run_id] for booking in bookings if booking.status != "absent"]
    for one, other in combinations(runs, 2):
        day = _common_day(one, other)
        if day is not None:
            for run, rival in ((one, other), (other, one)):
                text = f"Also in {_name(facts, rival)} on {_day(day)}."
                yield Problem("double-booking", person_id, run.id, run.course_id, text, rival.id, day)


def _common_day(one: Run, other: Run) -> dt.date | None:
    # A day more on either side: in another zone the same moment may have another date.
    if one.first_day > other.last_day + _DAY or other.first_day > one.last_day + _DAY:
        return None
    days = [a.day for a in one.parts for b in other.parts if a.overlaps(b)]
    return min(days, default=None)


def _over_capacity(facts: Facts) -> Iterator[Problem]:
    by_run: dict[int, list[Booking]] = defaultdict(list)
    for booking in facts.bookings:
        by_run[booking.run_id].append(booking)
    for run_id, bookings in by_run.items():
        run = facts.runs[run_id]
        if run.seats_max is None:
            continue
        for booking in bookings[run.seats_max :]:
            text = f"{run.code} has {run.seats_max} seats and {len(bookings)} people."
            yield Problem("over capacity", booking.person_id, run_id, run.course_id, text, day=run.first_day)


def _prerequisites(facts: Facts, person_id: int, bookings: list[Booking]) -> Iterator[Problem]:
    runs = [facts.runs[booking.run_id] for booking in bookings if booking.status == "booked"]
    attended = [facts.runs[b.run_id] for b in bookings if b.status in ("attended", "partly attended")]
    for run in runs:
        for required in facts.prerequisites.get(run.course_id, ()):
            if _done_before(facts, person_id, required, run.first_day):
                continue
            serving = facts.serves.get(required, frozenset((required,)))
            before = [other for other in (*runs, *attended) if other.course_id in serving]
            if any(other.last_day < run.first_day for other in before):
                continue
            yield _too_early(facts, person_id, run, required, before)


def _too_early(facts: Facts, person_id: int, run: Run, required: int, before: list[Run]) -> Problem:
    title = facts.titles[required]
    if not before:
        text = f"Needs {title} first, which is neither done nor booked."
        return Problem("prerequisite", person_id, run.id, run.course_id, text, day=run.first_day)
    late = min(before, key=lambda other: (other.last_day, other.id))
    text = f"Needs {title} first, but {_name(facts, late)} ends on {_day(late.last_day)}."
    return Problem("prerequisite", person_id, run.id, run.course_id, text, late.id, run.first_day)


def _done_before(facts: Facts, person_id: int, required: int, day: dt.date) -> bool:
    serving = facts.serves.get(required, frozenset((required,)))
    return any(
        course_id in serving and done < day and (expiry is None or expiry >= day)
        for course_id, done, expiry in facts.satisfied.get(person_id, ())
    )


def _absences(facts: Facts, person_id: int, bookings: list[Booking]) -> Iterator[Problem]:
    away = facts.absences.get(person_id, ())
    for booking in bookings:
        run = facts.runs[booking.run_id]
        if booking.status != "booked":
            continue
        for first, last, kind in away:
            day = next((part.day for part in run.parts if first <= part.day <= last), None)
            if day is not None:
                text = f"{kind or 'Away'} from {_day(first)} to {_day(last)}."
                yield Problem("absence", person_id, run.id, run.course_id, text, day=day)


def _not_employed(facts: Facts, person_id: int, bookings: list[Booking]) -> Iterator[Problem]:
    start, end = facts.employed.get(person_id, (None, None))
    for booking in bookings:
        run = facts.runs[booking.run_id]
        if booking.status != "booked":
            continue
        if end is not None and run.last_day > end:
            text = f"Has left by then: the last day was {_day(end)}."
            yield Problem("absence", person_id, run.id, run.course_id, text, day=max(run.first_day, end))
        elif start is not None and run.first_day < start:
            text = f"Is not here yet: the first day is {_day(start)}."
            yield Problem("absence", person_id, run.id, run.course_id, text, day=run.first_day)


def _name(facts: Facts, run: Run) -> str:
    span = _day(run.first_day)
    if run.last_day != run.first_day:
        span += f" to {_day(run.last_day)}"
    return f"{facts.titles[run.course_id]} ({run.code}, {span})"


@lru_cache(maxsize=4096)
def _day(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def find_problems(session: Session, plan_id: int, person_ids: Collection[int] | None = None) -> list[Problem]:
    """Return the problems of the plan, of everybody or of the people named."""
    return check(gather_facts(session, plan_id, person_ids), person_ids)


def gather_facts(session: Session, plan_id: int, person_ids: Collection[int] | None = None) -> Facts:
    """Read what the checks need: of the people named, at least the sessions in which they sit."""
    facts = Facts()
    seats = (
        select(Pick.person_id, Seat.session_id, Seat.status)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Seat.status.in_(TAKES_SEAT), _in_company(plan_id, person_ids))
        .order_by(Seat.session_id, Seat.position, Seat.id)
    )
    booked = session.execute(seats).all()
    facts.runs = _runs(session, plan_id, None if person_ids is None else {seat.session_id for seat in booked})
    facts.bookings = [Booking(*row) for row in booked if row.session_id in facts.runs]
    facts.titles = dict(session.execute(select(Course.id, Course.title)).all())
    required: dict[int, list[int]] = defaultdict(list)
    for course_id, other in session.execute(select(Prerequisite.course_id, Prerequisite.required_course_id)):
        required[course_id].append(other)
    facts.prerequisites = {course_id: tuple(others) for course_id, others in required.items()}
    facts.serves = _serves(session, facts.titles)
    _read_history(session, facts, person_ids)
    return facts


def _in_company(plan_id: int, person_ids: Collection[int] | None) -> ColumnElement[bool]:
    """Return the condition that a seat is in a session in which one of these people has one.

    The plan is asked for only without people: with both, SQLite tries each pick in each session.
    """
    theirs = among(Pick.person_id, person_ids)
    if not theirs:
        return Pick.plan_id == plan_id
    return Seat.session_id.in_(select(Seat.session_id).join(Pick, Pick.id == Seat.pick_id).where(*theirs))


@cache
def _known_zone(name: str) -> str:
    """Return the name of a zone that this computer knows; nothing for another one."""
    try:
        return name and ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _runs(session: Session, plan_id: int, run_ids: Collection[int] | None) -> dict[int, Run]:
    parts: dict[int, list[Part]] = defaultdict(list)
    days = (
        select(
            SessionDay.session_id,
            SessionDay.day,
            SessionDay.start_time,
            SessionDay.end_time,
            TrainingSession.timezone,
        )
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(TrainingSession.plan_id == plan_id, *among(TrainingSession.id, run_ids))
        .order_by(SessionDay.day, SessionDay.start_time)
    )
    for run_id, day, start, end, zone in session.execute(days):
        parts[run_id].append(Part(day, start, end, _known_zone(zone)))
    query = select(
        TrainingSession.id, TrainingSession.code, TrainingSession.course_id, TrainingSession.seats_max
    ).where(
        TrainingSession.plan_id == plan_id,
        TrainingSession.status != "cancelled",
        *among(TrainingSession.id, run_ids),
    )
    return {
        run_id: Run(run_id, code, course_id, seats_max, tuple(parts[run_id]))
        for run_id, code, course_id, seats_max in session.execute(query)
        if run_id in parts
    }


def _serves(session: Session, courses: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {course_id: {course_id} for course_id in courses}
    for course_id, counts_as in session.execute(select(Equivalent.course_id, Equivalent.counts_as_id)):
        found[counts_as].add(course_id)
    return {course_id: frozenset(others) for course_id, others in found.items()}


def _read_history(session: Session, facts: Facts, person_ids: Collection[int] | None) -> None:
    away: Mapping[int, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    absences = select(Absence.person_id, Absence.first_day, Absence.last_day, Absence.kind)
    for person_id, first, last, kind in session.execute(
        absences.where(*among(Absence.person_id, person_ids)).order_by(Absence.first_day)
    ):
        away[person_id].append((first, last, kind))
    facts.absences = dict(away)
    employed = select(Person.id, Person.start_date, Person.end_date).where(
        or_(Person.start_date.is_not(None), Person.end_date.is_not(None)), *among(Person.id, person_ids)
    )
    facts.employed = {row[0]: (row[1], row[2]) for row in session.execute(employed)}
    for done in list_satisfied(session, person_ids):
        facts.satisfied.setdefault(done.person_id, []).append((done.course_id, done.day, done.valid_until))
    exempt = select(Exemption.person_id, Exemption.course_id)
    for person_id, course_id in session.execute(exempt.where(*among(Exemption.person_id, person_ids))):
        facts.satisfied.setdefault(person_id, []).append((course_id, dt.date.min, None))
