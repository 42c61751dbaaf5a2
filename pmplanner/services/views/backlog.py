"""What is still to schedule: open picks by course, and the first day on which all could come.

:func:`first_day_for` looks at nothing but plain rows, so that it can be tested by hand-made ones.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Plan
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.calendar.session_days import IsOpen, fill_days
from pmplanner.services.lookup import fold, get
from pmplanner.services.people.employment import Spell, unemployed
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.reading.rows import Facts, Part, PersonFacts, SessionFacts
from pmplanner.services.sessions.seating import OpenSeat, list_open

_ALWAYS = (dt.date.min, dt.date.max)

Window = tuple[dt.date, dt.date]
"""First and last day on which a session may begin."""


class FreeSeats(NamedTuple):
    """A session of the plan with seats for some who have none; *pick_ids* are those who can come to it."""

    session_id: int
    code: str
    first_day: dt.date
    last_day: dt.date
    pick_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CourseToSchedule:
    """A course with open picks; *earliest* is the first day that suits all of them.

    Without such a day *reason* says why. *after* names the prerequisite that decides the day.
    """

    course_id: int
    code: str
    title: str
    days: Decimal
    pick_ids: tuple[int, ...]
    waiting: int
    """How many of the picks wait for a seat in a session that is full."""
    earliest: dt.date | None
    after: str
    reason: str
    seats: FreeSeats | None = None
    """Free seats in a session that is there: they come before a new one."""

    @property
    def id(self) -> int:
        """The course's id, by which lists tell the rows apart."""
        return self.course_id

    @property
    def people(self) -> int:
        """How many people have picked the course and have no seat."""
        return len(self.pick_ids)


class FirstDay(NamedTuple):
    """The first day that suits all, or why there is none."""

    day: dt.date | None
    after: str = ""
    reason: str = ""


def list_to_schedule(db: Session, plan_id: int, facts: Facts, today: dt.date) -> list[CourseToSchedule]:
    """Return the courses with open picks, by title, with the earliest day from *today* on."""
    plan = get(db, Plan, plan_id)
    wanted: dict[int, list[OpenSeat]] = defaultdict(list)
    for pick in list_open(db, plan_id):
        wanted[pick.course_id].append(pick)
    busy, offers = busy_by_person(facts), _Offers(facts, today)
    span = (max(today, plan.first_day), plan.last_day)
    courses = select(Course.id, Course.code, Course.title, Course.days)
    rows = []
    for course_id, code, title, days in db.execute(courses):
        if picks := wanted.get(course_id):
            people = [pick.person_id for pick in picks]
            first = first_day_for(course_id, days, people, facts, span, busy)
            ids = tuple(pick.pick_id for pick in picks)
            waiting = sum(bool(pick.waiting_in) for pick in picks)
            seats = offers.find(course_id, picks, busy)
            rows.append(CourseToSchedule(course_id, code, title, days, ids, waiting, *first, seats))
    return sorted(rows, key=lambda row: (fold(row.title), row.code))


class _Offers:
    """Finds sessions with seats for those who have none; looks at each session and day once."""

    def __init__(self, facts: Facts, today: dt.date) -> None:
        self._facts = facts
        self._coming: dict[int, list[SessionFacts]] = defaultdict(list)
        """The sessions by course in which somebody can be seated."""
        for session in facts.sessions.values():
            if not session.held and not session.locked and session.first_day >= today:
                self._coming[session.course_id].append(session)

    def find(
        self, course_id: int, picks: Collection[OpenSeat], busy: Mapping[int, Collection[SessionFacts]]
    ) -> FreeSeats | None:
        """Return the session, not begun before today, to which most of these people can come now.

        It has free seats that are kept for nobody; whoever comes is neither away, gone nor in another
        session then, and has done its prerequisites before. Of several the first; None when there is none.
        """
        found = []
        for session in self._coming.get(course_id, ()):
            free = self._free(session)
            if free is not None and free <= 0:
                continue
            elsewhere = self._elsewhere(session)
            coming = (
                pick.pick_id
                for pick in picks
                if pick.person_id not in elsewhere
                and _is_there(self._facts, session, pick.person_id)
                and _has_done_before(self._facts, session, pick.person_id, busy)
            )
            if seated := tuple(islice(coming, free)):
                found.append(FreeSeats(session.id, session.code, session.first_day, session.last_day, seated))
        return min(
            found, key=lambda seats: (-len(seats.pick_ids), seats.first_day, seats.session_id), default=None
        )

    def _free(self, session: SessionFacts) -> int | None:
        """Return how many seats are left that are kept for nobody; None for any number."""
        most = most_people(self._facts, session)
        taken = len(self._facts.seats.get(session.id, ())) + session.kept_seats
        return None if most is None else most - taken

    @cached_property
    def _by_day(self) -> dict[dt.date, list[tuple[Part, SessionFacts]]]:
        """The parts of all sessions by day."""
        found: dict[dt.date, list[tuple[Part, SessionFacts]]] = defaultdict(list)
        for session in chain(self._facts.sessions.values(), self._facts.others.values()):
            for part in session.parts:
                found[part.day].append((part, session))
        return found

    def _elsewhere(self, session: SessionFacts) -> set[int]:
        """Return the people who have a seat in another session at the same time."""
        others = {
            other.id
            for part in session.parts
            for theirs, other in self._by_day[part.day]
            if other.id != session.id and part.overlaps(theirs)
        }
        return {
            seat.person_id
            for other_id in others
            for seat in self._facts.seats.get(other_id, ())
            if seat.status != SeatStatus.ABSENT
        }


def can_come(
    facts: Facts, session: SessionFacts, person_id: int, busy: Mapping[int, Collection[SessionFacts]]
) -> bool:
    """Say whether a person is free for a session, and has done before what it needs."""
    others = [other for other in busy.get(person_id, ()) if other.id != session.id]
    return (
        _is_there(facts, session, person_id)
        and not any(
            each.day == part.day and part.overlaps(each)
            for part in session.parts
            for other in others
            for each in other.parts
        )
        and _has_done_before(facts, session, person_id, busy)
    )


def _is_there(facts: Facts, session: SessionFacts, person_id: int) -> bool:
    """Say whether a person is employed and not on leave on the days of a session."""
    person, away = facts.people.get(person_id), facts.absences.get(person_id, ())
    for part in session.parts:
        day = part.day
        if person is not None and not person.employed_on(day):
            return False
        if away and any(leaves <= day <= returns for leaves, returns, _kind in away):
            return False
    return True


def _has_done_before(
    facts: Facts, session: SessionFacts, person_id: int, busy: Mapping[int, Collection[SessionFacts]]
) -> bool:
    """Say whether a person has what a session needs by then, or has it in an earlier session."""
    needed = facts.prerequisites.get(session.course_id, ())
    if not needed:
        return True
    others = [other for other in busy.get(person_id, ()) if other.id != session.id]
    return all(
        any(
            opens <= session.first_day <= closes for opens, closes in _windows(facts, person_id, each, others)
        )
        for each in needed
    )


def busy_by_person(facts: Facts) -> dict[int, list[SessionFacts]]:
    """Return the sessions in which each person has a seat."""
    busy: dict[int, list[SessionFacts]] = {}
    for person_id in facts.sits:
        sessions = [
            session for session, status in facts.sessions_of(person_id) if status != SeatStatus.ABSENT
        ]
        if sessions:
            busy[person_id] = sessions
    return busy


def first_day_for(
    course_id: int,
    days: Decimal,
    person_ids: Collection[int],
    facts: Facts,
    span: Window,
    busy: Mapping[int, Collection[SessionFacts]],
) -> FirstDay:
    """Return the first open day in *span* on which the course can begin with all these people.

    All its days lie in the span and are open in the company, nobody is away, gone or in another session on
    them, and everybody has done its prerequisites before, or has a seat in an earlier session of them.
    """
    first, last = span
    if first > last:
        return FirstDay(None, reason=said("the plan’s period is over"))
    if gone := _left_before(facts, person_ids, first):
        return FirstDay(None, reason=counted("{n} of them has left", "{n:,} of them have left", gone))
    after = ""
    windows: set[tuple[Window, ...]] = set()
    for required in facts.prerequisites.get(course_id, ()):
        for person_id in person_ids:
            found = _windows(facts, person_id, required, busy.get(person_id, ()))
            if not found:
                return FirstDay(None, reason=said("needs {course} first", course=facts.titles[required]))
            opens = min(window[0] for window in found)
            if opens > first:
                first, after = opens, facts.titles[required]
            windows.add(found)
    taken = _taken(facts, person_ids, (first, last), busy)
    day = _first_free(days, (first, last), windows - {(_ALWAYS,)}, taken, _open_days(facts))
    if day is not None:
        return FirstDay(day, after)
    if after:
        return FirstDay(None, reason=said("no day after {after} suits all", after=after))
    return FirstDay(None, reason=said("no day suits all"))


def _left_before(facts: Facts, person_ids: Iterable[int], day: dt.date) -> int:
    """Return how many of these people are gone for good by a day."""
    people = (facts.people.get(person_id) for person_id in person_ids)
    return sum(person is not None and person.end is not None and person.end < day for person in people)


def _windows(
    facts: Facts, person_id: int, required: int, sessions: Iterable[SessionFacts]
) -> tuple[Window, ...]:
    """Return when a course that needs *required* may begin for a person; nothing if never."""
    serving = facts.serves.get(required, frozenset((required,)))
    found: set[Window] = set()
    for course_id, done, expiry, _ in facts.satisfied.get(person_id, ()):
        if course_id in serving:
            opens = done if done == dt.date.min else done + dt.timedelta(days=1)
            found.add((opens, expiry or dt.date.max))
    found |= {
        (session.last_day + dt.timedelta(days=1), dt.date.max)
        for session in sessions
        if session.course_id in serving
    }
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class _Taken:
    """When one of several people cannot come: whole days, and times by day."""

    days: frozenset[int]
    """Ordinals of the days."""
    times: Mapping[dt.date, Collection[Part]]

    def leaves_free(self, part: Part) -> bool:
        """Say whether all can come at that time."""
        if part.day.toordinal() in self.days:
            return False
        return not any(part.overlaps(other) for other in self.times.get(part.day, ()))


def _taken(
    facts: Facts, person_ids: Iterable[int], span: Window, busy: Mapping[int, Collection[SessionFacts]]
) -> _Taken:
    days: set[int] = set()
    sessions: dict[int, SessionFacts] = {}
    for person_id in person_ids:
        sessions.update((session.id, session) for session in busy.get(person_id, ()))
        for leaves, returns, _kind in facts.absences.get(person_id, ()):
            days.update(range(max(leaves, span[0]).toordinal(), min(returns, span[1]).toordinal() + 1))
        days.update(_not_employed(facts, person_id, span))
    times: dict[dt.date, set[Part]] = defaultdict(set)
    for session in sessions.values():
        for part in session.parts:
            times[part.day].add(part)
    return _Taken(frozenset(days), times)


def _not_employed(facts: Facts, person_id: int, span: Window) -> Iterator[int]:
    """Yield the ordinals of the days in *span* on which a person is not employed."""
    person = facts.people.get(person_id)
    if person is None or _stays(person, span):
        return
    for first, last in unemployed(
        [Spell(person.start, person.end), *(Spell(*days) for days in person.earlier)]
    ):
        yield from range(max(span[0], first).toordinal(), min(span[1], last).toordinal() + 1)


def _stays(person: PersonFacts, span: Window) -> bool:
    """Say whether the latest employment covers all days; most do."""
    first, last = span
    return (person.start is None or person.start <= first) and (person.end is None or person.end >= last)


def _open_days(facts: Facts) -> IsOpen:
    closed, week = facts.closed.of(""), facts.week
    return lambda day: works_on(None, week, day) and day not in closed


def _first_free(
    days: Decimal,
    span: Window,
    windows: Collection[tuple[Window, ...]],
    taken: _Taken,
    is_open: IsOpen,
) -> dt.date | None:
    day, last = span
    while day <= last:
        if is_open(day):
            laid = fill_days(day, days, is_open=is_open)
            if laid[-1].day > last:
                return None
            suits = all(any(opens <= day <= closes for opens, closes in each) for each in windows)
            parts = [Part(each.day, each.start_time, each.end_time) for each in laid]
            if suits and all(taken.leaves_free(part) for part in parts):
                return day
        day += dt.timedelta(days=1)
    return None
