"""Checks a proposal against its problem, sharing nothing with the engine but the rows themselves.

It goes day by day through sets and counters, the slow and obvious way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pmplanner.scheduling.problem import (
    Course,
    ExistingSession,
    Freedom,
    PlannedSession,
    Problem,
    Proposal,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a proposal breaks; *what* names it, the keys say where, *day* is an index."""

    what: str
    session: int | None = None
    """Position in the proposal."""
    pick: int | None = None
    day: int | None = None
    other: int | None = None
    """The trainer, room, equipment, team, other pick or other session meant by *what*."""


class _Facts:
    """The rows of the problem by their keys."""

    def __init__(self, problem: Problem, proposal: Proposal) -> None:
        self.problem = problem
        self.sessions = proposal.sessions
        self.unseated = proposal.unseated
        self.courses = {course.key: course for course in problem.courses}
        self.people = {person.key: person for person in problem.people}
        self.picks = {pick.key: pick for pick in problem.picks}
        self.trainers = {trainer.key: trainer for trainer in problem.trainers}
        self.rooms = {room.key: room for room in problem.rooms}
        self.existing = {session.key: session for session in problem.sessions}

    def is_locked(self, session: PlannedSession) -> bool:
        old = self._old(session)
        return old is not None and old.freedom is Freedom.LOCKED

    def is_pinned(self, session: PlannedSession) -> bool:
        old = self._old(session)
        return old is not None and old.freedom is not Freedom.FREE

    def seats(self, session: PlannedSession) -> int | None:
        old = self._old(session)
        if old is not None and old.seats_max is not None:
            return old.seats_max
        return self.courses[session.course].seats_max

    def open_sessions(self) -> Iterator[tuple[int, PlannedSession, Course]]:
        """Give each session that the engine had a say in."""
        for at, session in enumerate(self.sessions):
            if not self.is_locked(session):
                yield at, session, self.courses[session.course]

    def _old(self, session: PlannedSession) -> ExistingSession | None:
        return None if session.key is None else self.existing.get(session.key)


def check(problem: Problem, proposal: Proposal) -> list[Violation]:
    """List what is wrong with a proposal; an empty list means that it can be carried out.

    What only locked sessions are to blame for is not the proposal's fault and is left out.
    """
    facts = _Facts(problem, proposal)
    nonsense = list(_nonsense(facts))
    if nonsense:
        # The rules below look these up.
        return nonsense
    rules = (
        _everyone_once,
        _existing_sessions,
        _days_of_sessions,
        _seats,
        _trainers,
        _rooms,
        _equipment,
        _people_by_day,
        _windows_of_picks,
        _order_of_picks,
        _ceilings,
        _weeks,
    )
    return [violation for rule in rules for violation in rule(facts)]


def _nonsense(facts: _Facts) -> Iterator[Violation]:
    for at, session in enumerate(facts.sessions):
        for pick in session.seated:
            if pick not in facts.picks:
                yield Violation("unknown pick", at, pick)
        if session.course not in facts.courses:
            yield Violation("unknown course", at, other=session.course)
        if not session.days or any(not 0 <= day < len(facts.problem.days) for day in session.days):
            yield Violation("day outside the period", at)


def _everyone_once(facts: _Facts) -> Iterator[Violation]:
    times = Counter(facts.unseated)
    for at, session in enumerate(facts.sessions):
        for pick in session.seated:
            times[pick] += 1
            if facts.picks[pick].course != session.course:
                yield Violation("other course", at, pick)
    for pick in facts.picks:
        if times[pick] != 1:
            yield Violation("pick not placed once", pick=pick, other=times[pick])


def _existing_sessions(facts: _Facts) -> Iterator[Violation]:
    times = Counter(session.key for session in facts.sessions if session.key is not None)
    for key, old in facts.existing.items():
        if times[key] > 1:
            yield Violation("session twice", other=key)
        if old.freedom is Freedom.LOCKED and times[key] != 1:
            yield Violation("locked session gone", other=key)
    for at, session in enumerate(facts.sessions):
        if session.key is None:
            continue
        if session.key not in facts.existing:
            yield Violation("unknown session", at, other=session.key)
            continue
        old = facts.existing[session.key]
        if old.course != session.course:
            yield Violation("session of another course", at, other=session.key)
        if old.freedom is Freedom.PINNED and old.days != session.days:
            yield Violation("pinned session moved", at, other=session.key)
        if old.freedom is Freedom.LOCKED and (
            (old.days, old.trainer, old.room) != (session.days, session.trainer, session.room)
            or set(old.seated) != set(session.seated)
        ):
            yield Violation("locked session changed", at, other=session.key)


def _days_of_sessions(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        if facts.is_pinned(session):
            continue
        first = session.days[0]
        if session.days != tuple(range(first, first + course.days)):
            yield Violation("not on consecutive days", at)
        if course.starts is not None and first not in course.starts:
            yield Violation("first day not allowed", at, day=first)


def _seats(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        seats, taken = facts.seats(session), len(session.seated)
        if seats is not None and taken > seats:
            yield Violation("too many seats", at)
        if facts.problem.hold_minimum and not facts.is_pinned(session) and taken < course.seats_min:
            yield Violation("too few seats", at)


def _trainers(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        if course.trainers and session.trainer not in course.trainers:
            yield Violation("no qualified trainer", at, other=session.trainer)
        if session.trainer in facts.trainers:
            away = set(facts.trainers[session.trainer].unavailable)
            for day in sorted(away.intersection(session.days)):
                yield Violation("trainer away", at, day=day, other=session.trainer)
    yield from _taken_twice(facts, "trainer", "trainer taken twice")


def _rooms(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        if course.rooms is not None and session.room not in course.rooms:
            yield Violation("no suitable room", at, other=session.room)
        room = facts.rooms.get(session.room) if session.room is not None else None
        if room is None:
            continue
        for day in sorted(set(room.unavailable).intersection(session.days)):
            yield Violation("room not available", at, day=day, other=room.key)
        if room.seats is not None and len(session.seated) > room.seats:
            yield Violation("room too small", at, other=room.key)
    yield from _taken_twice(facts, "room", "room taken twice")


def _taken_twice(facts: _Facts, who: str, what: str) -> Iterator[Violation]:
    users: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, session in enumerate(facts.sessions):
        key = getattr(session, who)
        if key is not None:
            for day in session.days:
                users[key, day].append(at)
    for (key, day), sessions in users.items():
        if len(sessions) > 1 and not all(facts.is_locked(facts.sessions[at]) for at in sessions):
            yield Violation(what, sessions[-1], day=day, other=key)


def _equipment(facts: _Facts) -> Iterator[Violation]:
    taken: Counter[tuple[int, int]] = Counter()
    is_ours: set[tuple[int, int]] = set()
    for session in facts.sessions:
        for key, count in facts.courses[session.course].equipment:
            for day in session.days:
                taken[key, day] += count
                if not facts.is_locked(session):
                    is_ours.add((key, day))
    counts = {equipment.key: equipment.count for equipment in facts.problem.equipment}
    for key, day in sorted(is_ours):
        if taken[key, day] > counts.get(key, 0):
            yield Violation("equipment short", day=day, other=key)


def _people_by_day(facts: _Facts) -> Iterator[Violation]:
    uses: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for at, session in enumerate(facts.sessions):
        for key in session.seated:
            person = facts.people[facts.picks[key].person]
            for day in session.days:
                uses[person.key, day].append((at, key))
            if not facts.is_locked(session):
                for day in sorted(set(person.unavailable).intersection(session.days)):
                    yield Violation("person away", at, key, day, person.key)
    for (person_key, day), found in uses.items():
        if len(found) > 1 and not all(facts.is_locked(facts.sessions[at]) for at, _ in found):
            yield Violation("person in two sessions", found[-1][0], found[-1][1], day, person_key)


def _windows_of_picks(facts: _Facts) -> Iterator[Violation]:
    for at, session, _ in facts.open_sessions():
        for key in session.seated:
            pick = facts.picks[key]
            if pick.earliest is not None and session.days[0] < pick.earliest:
                yield Violation("before the earliest day", at, key, session.days[0])
            if pick.latest is not None and session.days[-1] > pick.latest:
                yield Violation("after the latest day", at, key, session.days[-1])


def _order_of_picks(facts: _Facts) -> Iterator[Violation]:
    places = {key: session for session in facts.sessions for key in session.seated}
    for at, session in enumerate(facts.sessions):
        for key in session.seated:
            for before in facts.picks[key].after:
                first = places.get(before)
                if first is None:
                    if not facts.is_locked(session):
                        yield Violation("prerequisite not seated", at, key, other=before)
                elif first.days[-1] >= session.days[0] and not (
                    facts.is_locked(session) and facts.is_locked(first)
                ):
                    yield Violation("prerequisite too late", at, key, session.days[0], before)


def _ceilings(facts: _Facts) -> Iterator[Violation]:
    in_training: dict[int, set[int]] = defaultdict(set)
    movable: dict[int, set[int]] = defaultdict(set)
    for session in facts.sessions:
        people = {facts.picks[key].person for key in session.seated}
        for day in session.days:
            in_training[day] |= people
            if not facts.is_locked(session):
                movable[day] |= people
    for team in facts.problem.ceilings:
        members = set(team.people)
        for day, people in in_training.items():
            if len(members & people) > team.limits[day] and members & movable[day]:
                yield Violation("too many of a team", day=day, other=team.key)


def _weeks(facts: _Facts) -> Iterator[Violation]:
    days: dict[tuple[int, tuple[int, int]], set[int]] = defaultdict(set)
    movable: set[tuple[int, tuple[int, int]]] = set()
    for session in facts.sessions:
        for key in session.seated:
            for day in session.days:
                week = facts.problem.days[day].isocalendar()[:2]
                place = (facts.picks[key].person, (week[0], week[1]))
                days[place].add(day)
                if not facts.is_locked(session):
                    movable.add(place)
    for (person, week), found in days.items():
        limit = facts.people[person].week_limit
        if limit is not None and len(found) > limit and (person, week) in movable:
            yield Violation("too many days in a week", day=min(found), other=person)
