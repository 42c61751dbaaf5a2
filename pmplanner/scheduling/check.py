"""Checks a proposal against its problem, sharing nothing with the engine but the rows themselves.

It goes day by day through sets and counters, the slow and obvious way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Freedom,
    Person,
    Pick,
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
        """Tell whether a session stands, be it that others may join."""
        old = self.old(session)
        return old is not None and old.freedom is not Freedom.FREE

    def seats(self, session: PlannedSession) -> int | None:
        """Give how many people may be in a session; never fewer than are there now."""
        old = self.old(session)
        if old is None:
            return self.courses[session.course].seats_max
        seats = self.courses[session.course].seats_max if old.seats_max is None else old.seats_max
        if old.most is not None:
            seats = old.most if seats is None else min(seats, old.most)
        return None if seats is None else max(seats, len(old.seated))

    def stays(self, session: PlannedSession, pick: int) -> bool:
        """Tell whether somebody sits just where they do now: what is wrong with that was so before."""
        old = self.old(session)
        return old is not None and pick in old.seated and old.days == session.days

    def is_unchanged(self, session: PlannedSession) -> bool:
        """Tell whether a session is when, where and with whom it is now: that is no fault of a proposal."""
        old = self.old(session)
        return old is not None and (old.days, old.trainer, old.room) == (
            session.days,
            session.trainer,
            session.room,
        )

    def keeps(self, session: PlannedSession, who: str) -> bool:
        """Tell whether a session has the trainer or room that it has now, on the days that it has now."""
        old = self.old(session)
        return old is not None and old.days == session.days and getattr(old, who) == getattr(session, who)

    def further(self, session: PlannedSession, who: str) -> tuple[int, ...]:
        """Give the further trainers or rooms of a session, which stay with it."""
        old = self.old(session)
        if old is None:
            return ()
        return old.further_trainers if who == "trainer" else old.further_rooms

    def is_when_it_was(self, session: PlannedSession) -> bool:
        """Tell whether a session is on the days that it has now."""
        old = self.old(session)
        return old is not None and old.days == session.days

    def seats_of_rooms(self, session: PlannedSession) -> int | None:
        """Give the seats of the largest room of a session; None where it has none, or one without a limit."""
        keys = [] if session.room is None else [session.room]
        rooms = [self.rooms[key] for key in (*keys, *self.further(session, "room")) if key in self.rooms]
        seats = [room.seats for room in rooms if room.seats is not None]
        return max(seats) if seats and len(seats) == len(rooms) else None

    def is_counted(self, session: PlannedSession, pick: int) -> bool:
        """Tell whether a seat is off the numbers of ceilings and limits already."""
        old = self.old(session)
        return old is not None and old.freedom is Freedom.PINNED and old.is_counted and pick in old.seated

    def quarters(self, session: PlannedSession) -> dict[int, int]:
        """Give how many quarters of a day each day of a session counts."""
        parts, course = 4 // self.problem.day_parts, self.courses[session.course]
        in_a_row = session.days == tuple(range(session.days[0], session.days[0] + course.days))
        counts = course.quarters if in_a_row and course.quarters else (parts,) * len(session.days)
        return dict(zip(session.days, counts, strict=True))

    def own_quarters(self, session: PlannedSession, pick: Pick) -> dict[int, int]:
        """Give how many quarters of a day each date of a session counts for somebody who sits there."""
        every = self.quarters(session)
        if pick.quarters is None:
            return every
        dates: Counter[int] = Counter()
        for day, count in every.items():
            dates[self.date(day)] += count
        # Written another way than the engine on purpose: a shared mistake would be found by nobody.
        exact = {date: Fraction(pick.quarters * count, sum(every.values())) for date, count in dates.items()}
        found = {date: floor(each) for date, each in exact.items()}
        for date in sorted(exact, key=lambda date: (found[date] - exact[date], date)):
            if sum(found.values()) < pick.quarters:
                found[date] += 1
        return found

    def date(self, day: int) -> int:
        """Give the first of the parts of the date that a day is one of."""
        return day - day % self.problem.day_parts

    def open_sessions(self) -> Iterator[tuple[int, PlannedSession, Course]]:
        """Give each session that the engine had a say in."""
        for at, session in enumerate(self.sessions):
            if not self.is_locked(session):
                yield at, session, self.courses[session.course]

    def old(self, session: PlannedSession) -> ExistingSession | None:
        """Give the session that one continues."""
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
        if old.freedom is not Freedom.FREE and times[key] != 1:
            yield Violation(f"{old.freedom.value} session gone", other=key)
    for at, session in enumerate(facts.sessions):
        if session.key is None:
            continue
        if session.key not in facts.existing:
            yield Violation("unknown session", at, other=session.key)
        else:
            yield from _what_stands(facts.existing[session.key], session, at)


def _what_stands(old: ExistingSession, session: PlannedSession, at: int) -> Iterator[Violation]:
    """Compare a session with what it was."""
    if old.course != session.course:
        yield Violation("session of another course", at, other=session.key)
    if old.freedom is Freedom.FREE:
        return
    places = (old.trainer, old.room) == (session.trainer, session.room)
    if old.freedom is Freedom.PINNED:
        if old.days != session.days:
            yield Violation("pinned session moved", at, other=session.key)
        if not (places and set(old.seated) <= set(session.seated)):
            yield Violation("pinned session changed", at, other=session.key)
    elif not places or old.days != session.days or set(old.seated) != set(session.seated):
        yield Violation("locked session changed", at, other=session.key)


def _days_of_sessions(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        old = facts.old(session)
        if old is not None and old.days == session.days:
            continue
        first = session.days[0]
        if session.days != tuple(range(first, first + course.days)):
            yield Violation("not on consecutive days", at)
        if course.starts is not None and first not in course.starts:
            yield Violation("first day not allowed", at, day=first)


def _seats(facts: _Facts) -> Iterator[Violation]:
    for at, session in enumerate(facts.sessions):
        seats, taken, old = facts.seats(session), len(session.seated), facts.old(session)
        if old is not None and old.freedom is Freedom.LOCKED:
            continue
        if seats is not None and taken - _in_kept_seats(facts, session, old) > seats:
            yield Violation("too many seats", at)
        wanted = facts.courses[session.course].seats_min
        if old is not None and old.freedom is Freedom.FREE:
            wanted = min(1 if old.seats_min is None else old.seats_min, len(old.seated) or wanted)
        if facts.problem.hold_minimum and not facts.is_locked(session) and taken < wanted:
            yield Violation("too few seats", at)


def _in_kept_seats(facts: _Facts, session: PlannedSession, old: ExistingSession | None) -> int:
    """Count those who joined on seats that are kept for their team."""
    if old is None or not old.kept:
        return 0
    joined = [facts.picks[key].person for key in session.seated if key not in old.seated]
    return sum(min(seats, sum(person in team for person in joined)) for team, seats in old.kept)


def _trainers(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        old = facts.old(session)
        if old is not None and old.keeps_trainer:
            if old.trainer != session.trainer:
                yield Violation("other trainer", at, other=session.trainer)
        elif (
            course.trainers and session.trainer not in course.trainers and not facts.keeps(session, "trainer")
        ):
            yield Violation("no qualified trainer", at, other=session.trainer)
        if session.trainer in facts.trainers and not facts.keeps(session, "trainer"):
            away = set(facts.trainers[session.trainer].unavailable)
            for day in sorted(away.intersection(session.days)):
                yield Violation("trainer away", at, day=day, other=session.trainer)
        yield from _further_away(facts, session, at, "trainer", "trainer away")
    yield from _taken_twice(facts, "trainer", "trainer taken twice")
    yield from _teaching_and_sitting(facts)


def _further_away(
    facts: _Facts, session: PlannedSession, at: int, who: str, what: str
) -> Iterator[Violation]:
    """Look whether further trainers or rooms, which go wherever the session goes, are to be had there."""
    rows = facts.trainers if who == "trainer" else facts.rooms
    for key in facts.further(session, who):
        if key == getattr(session, who):
            yield Violation(f"{who} named twice", at, other=key)
        row = rows.get(key)
        if row is not None and not facts.is_when_it_was(session):
            for day in sorted(set(row.unavailable).intersection(session.days)):
                yield Violation(what, at, day=day, other=key)


def _teaching_and_sitting(facts: _Facts) -> Iterator[Violation]:
    if all(row.person is None for row in facts.problem.trainers):
        return
    sits: dict[tuple[int, int], list[tuple[PlannedSession, int]]] = defaultdict(list)
    for session in facts.sessions:
        for key in session.seated:
            for day in session.days:
                sits[facts.picks[key].person, day].append((session, key))
    for at, session in enumerate(facts.sessions):
        teaching = [] if session.trainer is None else [(session.trainer, facts.keeps(session, "trainer"))]
        teaching += [(one, facts.is_when_it_was(session)) for one in facts.further(session, "trainer")]
        for one, same in teaching:
            trainer = facts.trainers.get(one)
            person = None if trainer is None else trainer.person
            for day in session.days if person is not None else ():
                others = [] if person is None else sits.get((person, day), [])
                if any(not (same and facts.stays(other, key)) for other, key in others):
                    yield Violation("trainer sits elsewhere", at, day=day, other=one)


def _rooms(facts: _Facts) -> Iterator[Violation]:
    for at, session, course in facts.open_sessions():
        old = facts.old(session)
        if old is not None and old.keeps_room:
            if old.room != session.room:
                yield Violation("other room", at, other=session.room)
        elif (
            course.rooms is not None and session.room not in course.rooms and not facts.is_unchanged(session)
        ):
            yield Violation("no suitable room", at, other=session.room)
        yield from _further_away(facts, session, at, "room", "room not available")
        room = facts.rooms.get(session.room) if session.room is not None else None
        if room is None:
            continue
        away = () if facts.keeps(session, "room") else set(room.unavailable).intersection(session.days)
        for day in sorted(away):
            yield Violation("room not available", at, day=day, other=room.key)
        now = 0 if old is None or old.room != session.room else len(old.seated)
        seats = facts.seats_of_rooms(session)
        if seats is not None and len(session.seated) > max(seats, now):
            yield Violation("room too small", at, other=room.key)
    yield from _room_for_joiners(facts)
    yield from _taken_twice(facts, "room", "room taken twice")


def _room_for_joiners(facts: _Facts) -> Iterator[Violation]:
    """Look whether those who join what stands have room there; what is too small already is left aside."""
    for at, session in enumerate(facts.sessions):
        old = facts.old(session)
        room = facts.rooms.get(session.room) if session.room is not None else None
        seats = facts.seats_of_rooms(session)
        if old is None or old.freedom is not Freedom.PINNED or room is None or seats is None:
            continue
        if len(session.seated) > max(seats, len(old.seated)):
            yield Violation("room too small", at, other=room.key)


def _taken_twice(facts: _Facts, who: str, what: str) -> Iterator[Violation]:
    users: dict[tuple[str, int, int], list[tuple[int, int, bool]]] = defaultdict(list)
    for at, session in enumerate(facts.sessions):
        main = getattr(session, who)
        keys = [] if main is None else [(main, facts.keeps(session, who))]
        keys += [(one, facts.is_when_it_was(session)) for one in facts.further(session, who)]
        for key, stays in keys:
            # Somebody may teach by several names.
            trainer = facts.trainers.get(key) if who == "trainer" else None
            person = None if trainer is None else trainer.person
            for day in session.days:
                place = ("key", key, day) if person is None else ("person", person, day)
                users[place].append((at, key, stays))
    for (_, _, day), found in users.items():
        if len(found) > 1 and not all(stays for _, _, stays in found):
            yield Violation(what, found[-1][0], day=day, other=found[-1][1])


def _equipment(facts: _Facts) -> Iterator[Violation]:
    taken: Counter[tuple[int, int]] = Counter()
    is_ours: set[tuple[int, int]] = set()
    for session in facts.sessions:
        old = facts.old(session)
        if old is not None and old.freedom is Freedom.PINNED and old.is_counted:
            continue
        needed = facts.courses[session.course].equipment
        if old is not None and old.equipment is not None:
            needed = old.equipment
        keys = [*([] if session.room is None else [session.room]), *facts.further(session, "room")]
        there = {one for key in keys if key in facts.rooms for one in facts.rooms[key].equipment}
        for key, count in needed:
            if key in there:
                continue
            for day in session.days:
                taken[key, day] += count
                if not facts.is_unchanged(session):
                    is_ours.add((key, day))
    left = {row.key: row for row in facts.problem.equipment}
    for key, day in sorted(is_ours):
        row = left.get(key)
        most = 0 if row is None else row.count if row.left is None else row.left[day]
        if taken[key, day] > most:
            yield Violation("equipment short", day=day, other=key)


def _people_by_day(facts: _Facts) -> Iterator[Violation]:
    uses: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for at, session in enumerate(facts.sessions):
        for key in session.seated:
            person = facts.people.get(facts.picks[key].person)
            for day in session.days:
                uses[facts.picks[key].person, day].append((at, key))
            if person is not None and not facts.stays(session, key):
                for day in sorted(set(person.unavailable).intersection(session.days)):
                    yield Violation("person away", at, key, day, person.key)
    for (person_key, day), found in uses.items():
        if len(found) > 1 and not all(facts.stays(facts.sessions[at], key) for at, key in found):
            yield Violation("person in two sessions", found[-1][0], found[-1][1], day, person_key)


def _windows_of_picks(facts: _Facts) -> Iterator[Violation]:
    for at, session in enumerate(facts.sessions):
        for key in session.seated:
            pick = facts.picks[key]
            if facts.stays(session, key):
                continue
            if pick.earliest is not None and session.days[0] < pick.earliest:
                yield Violation("before the earliest day", at, key, session.days[0])
            if pick.latest is not None and session.days[-1] > pick.latest:
                yield Violation("after the latest day", at, key, session.days[-1])


def _order_of_picks(facts: _Facts) -> Iterator[Violation]:
    places = {key: session for session in facts.sessions for key in session.seated}
    for at, session in enumerate(facts.sessions):
        for key in session.seated:
            pick = facts.picks[key]
            if pick.instead is not None and session.days[-1] <= pick.instead:
                continue
            for before in pick.after:
                first = places.get(before)
                if first is None:
                    if not facts.stays(session, key):
                        yield Violation("prerequisite not seated", at, key, other=before)
                elif facts.date(first.days[-1]) >= facts.date(session.days[0]) and not (
                    facts.stays(session, key) and facts.stays(first, before)
                ):
                    yield Violation("prerequisite too late", at, key, session.days[0], before)


def _ceilings(facts: _Facts) -> Iterator[Violation]:
    if all(team.is_wish for team in facts.problem.ceilings):
        return
    trained = _counted_dates(facts)
    in_training: dict[int, set[int]] = defaultdict(set)
    movable: dict[int, set[int]] = defaultdict(set)
    for session in facts.sessions:
        for key in session.seated:
            person = facts.picks[key].person
            dates = {facts.date(day) for day in session.days}
            dates -= {date for date in dates if (person, date) in trained}
            for date in dates:
                in_training[date].add(person)
                if not facts.stays(session, key):
                    movable[date].add(person)
    for team in facts.problem.ceilings:
        members = set(team.people)
        for date, people in in_training.items():
            over = len(members & people) > team.limits[date] and members & movable[date]
            if over and not team.is_wish:
                yield Violation("too many of a team", day=date, other=team.key)


def _counted_dates(facts: _Facts) -> set[tuple[int, int]]:
    """Give (person, date) of the training that is off the numbers of ceilings already."""
    found = {(person.key, facts.date(day)) for person in facts.problem.people for day in person.trained}
    for session in facts.sessions:
        for key in session.seated:
            if facts.is_counted(session, key):
                found |= {(facts.picks[key].person, facts.date(day)) for day in session.days}
    return found


def _weeks(facts: _Facts) -> Iterator[Violation]:
    if not any(row.limits or row.week_limit is not None for row in facts.problem.people):
        return
    loads: dict[int, Counter[int]] = defaultdict(Counter)
    movable: dict[int, set[int]] = defaultdict(set)
    for session in facts.sessions:
        for key in session.seated:
            person = facts.picks[key].person
            if facts.is_counted(session, key):
                continue
            loads[person].update(facts.own_quarters(session, facts.picks[key]))
            if not facts.stays(session, key):
                movable[person].update(session.days)
    weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, date in enumerate(facts.problem.days):
        year, week, _ = date.isocalendar()
        weeks[year, week].append(at)
    for who in facts.problem.people:
        for days, most in _limits_of(facts, who, weeks.values()):
            over = sum(loads[who.key][day] for day in days) > most
            if over and movable[who.key].intersection(days):
                yield Violation("too many days in a week", day=days[0], other=who.key)


def _limits_of(
    facts: _Facts, person: Person, weeks: Iterable[list[int]]
) -> Iterator[tuple[Sequence[int], int]]:
    for limit in person.limits:
        if not limit.is_wish:
            yield limit.days, limit.quarters
    if person.week_limit is not None:
        for week in weeks:
            yield week, person.week_limit * 4 // facts.problem.day_parts
