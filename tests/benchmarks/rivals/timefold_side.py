"""Timefold Solver (PyPI ``timefold``, Java 17): the whole problem, as its quickstarts model such things.

Unlike the others it forms the groups itself and sees nothing of ours. The model is in
`timefold_model`:

- entities are *seats* (a pick chooses one of the slots of its course, or none) and *sessions* (a slot
  chooses its first day and its trainer); a course has a fifth more slots, and at least one more, than
  its picks need. Hard is what the checker checks, medium the picks left out, soft the sessions before the
  last day; the sum of the starts gives the search a slope where only the last session would count.
- Rooms are counted by day and size and named afterwards, as in our engine: choosing a room for every
  session would multiply the moves that construction has to try.
- A prerequisite stands before what needs it in the order of construction.
- A course without a limit has one session for everybody: its picks are one seat, and people shared by two
  such courses are facts, as in Timefold's own examination example.
- The phases are the default: construction (seats, then sessions), then late acceptance. It runs in one
  thread (more are not in the free edition), without assertions.

Constraint streams of Python run as translated bytecode and are slower than Java's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, combinations
from math import ceil
from types import ModuleType
from typing import Any

from pmplanner.scheduling.model.problem import Course, Pick, PlannedSession, Problem, Proposal
from tests.benchmarks.rivals.common import Found, Refused, Stopwatch, aside

NO_LIMIT = 1_000_000
EXTRA_SLOTS = 0.2


def run(problem: Problem, ours: Proposal, seconds: float) -> Found:
    """Solve the whole problem with Timefold; raises Refused when it or Java is missing."""
    return aside(solve, problem, ours, seconds)


def solve(problem: Problem, _ours: Proposal, seconds: float) -> tuple[list[PlannedSession], float, str]:
    """Solve in this process, which then has a Java machine in it."""
    watch = Stopwatch(seconds)
    try:
        from tests.benchmarks.rivals import timefold_model as model
    except ImportError:
        raise
    except Exception as error:
        raise Refused(f"Java does not start ({error}): apt-get install openjdk-17-jdk-headless") from error
    from timefold.solver import SolverFactory
    from timefold.solver.config import (
        Duration,
        EnvironmentMode,
        ScoreDirectorFactoryConfig,
        SolverConfig,
        TerminationConfig,
    )

    maker = Maker(problem, model)
    schedule = maker.schedule()
    config = SolverConfig(
        solution_class=model.Schedule,
        entity_class_list=[model.Seat, model.Session],
        environment_mode=EnvironmentMode.NO_ASSERT,
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=model.constraints
        ),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=int(seconds * 1000))),
    )
    factory = SolverFactory.create(config)
    # Nobody listens for better solutions: handing each one over to Python took half of the time.
    result = factory.build_solver().solve(schedule)
    if any(session.start is None or session.teacher is None for session in result.sessions):
        raise Refused("construction unfinished at the limit")
    broken = -result.score.hard_score
    rules = "1 rule" if broken == 1 else f"{broken} rules"
    note = f"{rules} broken, mended by leaving out" if broken else "stopped at the limit"
    return maker.sessions(result), watch.spent(), note


class Maker:
    """Turns a problem into Timefold's objects, and its answer into sessions."""

    def __init__(self, problem: Problem, model: ModuleType) -> None:
        self.problem, self.model = problem, model
        self.days = len(problem.days)
        self.by_course: dict[int, list[Pick]] = defaultdict(list)
        for pick in problem.picks:
            self.by_course[pick.course].append(pick)
        self.unavailable = {row.key: row.unavailable for row in problem.people}
        self.away = {key: away_before(days, self.days) for key, days in self.unavailable.items()}
        self.teachers = {
            row.key: model.Teacher(row.key, away_before(row.unavailable, self.days))
            for row in problem.trainers
        }
        self.nobody = model.Teacher(-1, away_before((), self.days))
        self.levels = room_levels(problem)
        self.picks: dict[int, list[Pick]] = {}
        """Of each seat."""
        self.courses: list[Course] = []
        """Of each slot."""

    def schedule(self) -> Any:  # noqa: ANN401 - a class of a module that may not be there
        """Make what Timefold solves."""
        whole = is_for_everybody(self.problem)
        slots = {course.key: self._slots(course) for course in self.problem.courses}
        sessions = [self._session(slot, self.courses[slot.id]) for rows in slots.values() for slot in rows]
        teams = list(self.by_course.values()) if whole else [[pick] for pick in self.problem.picks]
        seats = [self._seat(at, picks, slots[picks[0].course]) for at, picks in enumerate(teams)]
        # Construction takes them in this order, and a prerequisite has to have its seat first.
        seats.sort(key=lambda seat: self._depth(seat.after))
        conflicts = self._conflicts(slots) if whole else []
        return self.model.Schedule(
            sessions, seats, [*self.teachers.values(), self.nobody], self._room_days(), conflicts
        )

    def _slots(self, course: Course) -> list[Any]:
        needed = ceil(len(self.by_course[course.key]) / (course.seats_max or NO_LIMIT))
        extra = 0 if course.seats_max is None and is_for_everybody(self.problem) else 1
        number = needed + extra * max(1, ceil(needed * EXTRA_SLOTS)) if needed else 0
        first = len(self.courses)
        self.courses += [course] * number
        return [self.model.Slot(first + at, course.seats_max or NO_LIMIT) for at in range(number)]

    def _session(self, slot: Any, course: Course) -> Any:  # noqa: ANN401
        starts = range(self.days) if course.starts is None else course.starts
        return self.model.Session(
            slot.id,
            course.days,
            -1 if course.rooms is None else self.levels.index(frozenset(course.rooms)),
            [start for start in starts if start + course.days <= self.days],
            [self.teachers[key] for key in course.trainers] or [self.nobody],
        )

    def _seat(self, at: int, picks: list[Pick], slots: list[Any]) -> Any:  # noqa: ANN401
        self.picks[at] = picks
        pick = picks[0]
        alone = len(picks) == 1
        return self.model.Seat(
            at,
            pick.person if alone else -1 - at,
            len(picks),
            sum(pick.importance for pick in picks),
            [self._place[key] for key in pick.after] if alone else [],
            [sum(away) for away in zip(*(self._away(pick) for pick in picks), strict=True)],
            slots,
        )

    def _away(self, pick: Pick) -> list[int]:
        if pick.earliest is None and pick.latest is None:
            return self.away[pick.person]
        last = self.days - 1 if pick.latest is None else pick.latest
        outside = {*range(pick.earliest or 0), *range(last + 1, self.days)}
        return away_before(outside.union(self.unavailable[pick.person]), self.days)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {pick.key: at for at, pick in enumerate(self.problem.picks)}

    def _depth(self, after: Iterable[int]) -> int:
        picks = self.problem.picks
        return max((1 + self._depth(self._place[key] for key in picks[at].after) for at in after), default=0)

    def _room_days(self) -> list[Any]:
        away = {room.key: set(room.unavailable) for room in self.problem.rooms}
        return [
            self.model.RoomDay(level, day, sum(day not in away[key] for key in rooms))
            for level, rooms in enumerate(self.levels)
            for day in range(self.days)
        ]

    def _conflicts(self, slots: dict[int, list[Any]]) -> list[Any]:
        mine: dict[int, list[int]] = defaultdict(list)
        for pick in self.problem.picks:
            mine[pick.person].append(slots[pick.course][0].id)
        shared = Counter(pair for rows in mine.values() for pair in combinations(sorted(rows), 2))
        return [self.model.Conflict(*pair, people) for pair, people in shared.items()]

    def sessions(self, result: Any) -> list[PlannedSession]:  # noqa: ANN401
        """Take the sessions of Timefold's answer, with rooms named."""
        seated: dict[int, list[int]] = defaultdict(list)
        for seat in result.seats:
            if seat.slot is not None:
                seated[seat.slot.id] += [pick.key for pick in self.picks[seat.id]]
        found = []
        for session in result.sessions:
            if session.id in seated:
                teacher = session.teacher.id if session.teacher.id >= 0 else None
                course = self.courses[session.id]
                days = tuple(range(session.start, session.start + session.days))
                found.append(PlannedSession(None, course.key, days, teacher, None, tuple(seated[session.id])))
        return name_rooms(self.problem, found)


def is_for_everybody(problem: Problem) -> bool:
    """Tell whether one session of each course holds all who picked it, and no pick has rules of its own."""
    return all(course.seats_max is None for course in problem.courses) and not any(
        pick.after or pick.earliest is not None or pick.latest is not None for pick in problem.picks
    )


def away_before(days: Iterable[int], count: int) -> list[int]:
    """Count the days away before each day, and before the end."""
    away = set(days)
    return [0, *accumulate(int(day in away) for day in range(count))]


def room_levels(problem: Problem) -> list[frozenset[int]]:
    """List the sets of rooms that courses can have, small ones first."""
    found = {frozenset(course.rooms) for course in problem.courses if course.rooms is not None}
    return sorted(found, key=lambda rooms: (len(rooms), sorted(rooms)))


def name_rooms(problem: Problem, sessions: list[PlannedSession]) -> list[PlannedSession]:
    """Give each session, in the order of their days, the first of its course's rooms that is free.

    Small rooms come first, so that large ones are left for those who need them; a session that finds
    none keeps none.
    """
    seats = {room.key: NO_LIMIT if room.seats is None else room.seats for room in problem.rooms}
    taken = {(room.key, day) for room in problem.rooms for day in room.unavailable}
    courses = {course.key: course for course in problem.courses}
    named = []
    for session in sorted(sessions, key=lambda row: row.days):
        rooms = courses[session.course].rooms or ()
        free = (
            key
            for key in sorted(rooms, key=lambda key: seats[key])
            if seats[key] >= len(session.seated) and not any((key, day) in taken for day in session.days)
        )
        room = next(free, None)
        taken.update((room, day) for day in session.days if room is not None)
        named.append(replace(session, room=room))
    return named
