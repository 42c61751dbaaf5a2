"""What the other programs share: our groups as their input, and an honest proposal as their result."""

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from pmplanner.scheduling.check import Violation, check
from pmplanner.scheduling.model.problem import Course, PlannedSession, Problem, Proposal

GRACE_SECONDS = 60.0
"""How long a program may take to load, beside its limit."""


@dataclass(frozen=True, slots=True)
class Group:
    """A session of our proposal without its days: its people are given, its place is asked for."""

    course: Course
    picks: tuple[int, ...]
    people: tuple[int, ...]
    trainer: int | None
    """The one that ours chose."""
    rooms: tuple[int, ...] | None
    """Those of the course that hold so many; None when it needs no room."""
    starts: tuple[int, ...]
    """First days that the course and the picks allow, leave aside."""
    after: tuple[int, ...]
    """Positions of the groups that must have ended before this one starts."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Somebody who binds a program, with all whose groups and leave are among theirs."""

    groups: tuple[int, ...]
    unavailable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a program reached."""

    proposal: Proposal
    seconds: float
    """Until the best was there, loading included."""
    note: str = ""


class Refused(Exception):  # noqa: N818
    """The program reached nothing; the text says why, and how to install it where it is missing."""


def groups_of(problem: Problem, ours: Proposal) -> tuple[Group, ...]:
    """Take the people of each session of a proposal."""
    courses = {course.key: course for course in problem.courses}
    seats = {room.key: room.seats for room in problem.rooms}
    picks = {pick.key: pick for pick in problem.picks}
    place = {key: at for at, session in enumerate(ours.sessions) for key in session.seated}
    found = []
    for session in ours.sessions:
        course = courses[session.course]
        mine = [picks[key] for key in session.seated]
        first = max((pick.earliest or 0 for pick in mine), default=0)
        last = min((pick.latest for pick in mine if pick.latest is not None), default=len(problem.days) - 1)
        starts = range(len(problem.days)) if course.starts is None else course.starts
        rooms = None
        if course.rooms is not None:
            rooms = tuple(key for key in course.rooms if _holds(seats[key], len(mine)))
        found.append(
            Group(
                course,
                session.seated,
                tuple(pick.person for pick in mine),
                session.trainer,
                rooms,
                tuple(start for start in starts if first <= start and start + course.days - 1 <= last),
                tuple(sorted({place[key] for pick in mine for key in pick.after if key in place})),
            )
        )
    return tuple(found)


def _holds(seats: int | None, people: int) -> bool:
    return seats is None or seats >= people


def crowds_of(problem: Problem, groups: tuple[Group, ...]) -> tuple[Crowd, ...]:
    """List the people whom a program has to know: nobody who is bound by less than somebody else.

    Who is in one group and never away is bound by nothing.
    """
    mine: dict[int, set[int]] = defaultdict(set)
    for at, group in enumerate(groups):
        for person in group.people:
            mine[person].add(at)
    away = {person.key: set(person.unavailable) for person in problem.people}
    found: list[Crowd] = []
    kept: dict[int, list[tuple[set[int], set[int]]]] = defaultdict(list)
    for person in sorted(mine, key=lambda key: (-len(mine[key]), -len(away[key]), key)):
        row = mine[person], away[person]
        others = kept[min(row[0])]
        if row[1] or len(row[0]) > 1:
            if any(row[0] <= theirs and row[1] <= their for theirs, their in others):
                continue
            found.append(Crowd(tuple(sorted(row[0])), tuple(sorted(row[1]))))
            for at in row[0]:
                kept[at].append(row)
    return tuple(found)


def honest_proposal(problem: Problem, sessions: Iterable[PlannedSession]) -> Proposal:
    """Leave out whatever the checker finds fault with, as little as possible, until it finds none."""
    while True:
        kept = tuple(session for session in sessions if session.seated)
        seated = {key for session in kept for key in session.seated}
        unseated = tuple(pick.key for pick in problem.picks if pick.key not in seated)
        proposal = Proposal(kept, unseated)
        faults = check(problem, proposal)
        if not faults:
            return proposal
        sessions = _without_faults(kept, faults)


def _without_faults(sessions: tuple[PlannedSession, ...], faults: list[Violation]) -> list[PlannedSession]:
    """Leave out the pick at fault, one pick where seats are short, the session where it is all at fault."""
    picks = {fault.pick for fault in faults if fault.pick is not None}
    crowded = {fault.session for fault in faults if fault.what in ("too many seats", "room too small")}
    whole = {fault.session for fault in faults if fault.pick is None} - crowded
    if whole == {None} and not picks and not crowded:
        raise ValueError(f"Nothing can be left out to mend {faults[0]}.")
    kept = []
    for at, session in enumerate(sessions):
        seated = tuple(key for key in session.seated if key not in picks)
        if at in crowded and len(seated) == len(session.seated):
            seated = seated[:-1]
        if at not in whole:
            kept.append(replace(session, seated=seated))
    return kept


def aside(
    solve: Callable[[Problem, Proposal, float], tuple[list[PlannedSession], float, str]],
    problem: Problem,
    ours: Proposal,
    seconds: float,
) -> Found:
    """Run a program in a process of its own, which is ended some time after the limit.

    *solve* gives sessions, the seconds until the best was there, and a note. Raises Refused when nothing
    comes.
    """
    context = multiprocessing.get_context("spawn")
    connection, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, solve, problem, ours, seconds), daemon=True)
    process.start()
    theirs.close()
    try:
        if not connection.poll(seconds + GRACE_SECONDS):
            raise Refused(f"still loading after {seconds + GRACE_SECONDS:.0f} s")
        message = connection.recv()
    except EOFError:
        raise Refused("ended without a result") from None
    finally:
        process.kill()
        process.join()
        connection.close()
    if isinstance(message, Refused):
        raise message
    sessions, spent, note = message
    return Found(honest_proposal(problem, sessions), spent, note)


def _work(
    connection: Connection,
    solve: Callable[[Problem, Proposal, float], tuple[list[PlannedSession], float, str]],
    problem: Problem,
    ours: Proposal,
    seconds: float,
) -> None:
    try:
        connection.send(solve(problem, ours, seconds))
    except Refused as refused:
        connection.send(refused)
    except ImportError as error:
        connection.send(Refused(f"not installed ({error.name}): pip install 'pmplanner[compare]'"))
    except Exception as error:
        connection.send(Refused(f"failed: {error}"))


class Stopwatch:
    """Seconds since it was made, and how many are left of a limit."""

    def __init__(self, limit: float) -> None:
        self._began, self._limit = time.perf_counter(), limit

    def spent(self) -> float:
        """Give the seconds so far."""
        return time.perf_counter() - self._began

    def left(self) -> float:
        """Give the seconds until the limit, negative when it is over."""
        return self._limit - self.spent()
