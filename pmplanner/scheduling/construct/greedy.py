"""A first schedule: full sessions first, prerequisites first, the scarcest trainer first."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from pmplanner.scheduling.construct.waiting import Waiting
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Own, Session
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.state import State

Stop = Callable[[], bool]
"""Tells whether to stop now."""


def build(state: State, stop: Stop) -> None:
    """Seat as many of the unseated as one pass over the courses can, in new sessions where needed."""
    for course in course_order(state.tables):
        if stop():
            return
        fill_course(state, course)


def course_order(tables: Tables) -> list[int]:
    """Order the courses by their place in the order of prerequisites, then by how scarce trainers are."""
    depths, loads = _depths(tables), _trainer_loads(tables)
    return sorted(
        range(len(tables.courses)),
        # What is hard to place comes while there is still room: late in the order, scarce trainers, long
        # courses.
        key=lambda at: (depths[at], -loads[at], -tables.courses[at].length, -len(tables.courses[at].picks)),
    )


def fill_course(state: State, course: int) -> None:
    """Seat the unseated of one course: in its sessions with seats left, then in new ones."""
    picks = {pick for pick in state.tables.courses[course].picks if state.place[pick] is None}
    for session in sorted(state.of_course[course].values(), key=lambda s: s.first) if picks else ():
        picks -= seat_all(state, session, picks)
    waiting = Waiting(state, course, picks)
    while waiting.count:
        opened = _open_for(state, waiting, None)
        if opened is None:
            return
        waiting.follow(opened)


def seat_all(state: State, session: Session, picks: set[int]) -> set[int]:
    """Seat those of the picks that fit while there are seats; give those seated."""
    left = state.seats_in(session) - len(session.picks)
    done: set[int] = set()
    # Who has the fewest days left to choose from takes the seat.
    for pick in sorted(picks, key=lambda pick: state.pick_starts(pick).bit_count()) if left > 0 else ():
        if left > 0 and state.fits(pick, session):
            state.seat(pick, session)
            done.add(pick)
            left -= 1
    return done


def open_for(
    state: State, course: int, waiting: Iterable[int], *, first: int | None = None
) -> Session | None:
    """Open a session where most of the waiting can come, and seat them; None when nobody can.

    Where *first* is given, it is where this one of them can come, who is seated first.
    """
    return _open_for(state, Waiting(state, course, waiting, first), first)


def _open_for(state: State, waiting: Waiting, first: int | None) -> Session | None:
    course = waiting.course
    facts = state.tables.courses[course]
    if not waiting.count or waiting.count < facts.minimum or facts.capacity < 1:
        return None
    target = session_size(facts.capacity, facts.minimum, waiting.count)
    # First a room for all that are wanted; a smaller one only where no day has that.
    for seats in room_sizes(state, course, target):
        starts = state.resource_starts(course, seats)
        day = _best_start(state, waiting.by_day, starts, min(target, seats), facts.minimum)
        if day is not None:
            return _open(state, waiting, day, min(target, seats), first)
    return None


def _open(state: State, waiting: Waiting, day: int, size: int, first: int | None) -> Session | None:
    course = waiting.course
    facts = state.tables.courses[course]
    days = bits.run(day, facts.length)
    found = state.choose(course, days, min(size, int(waiting.by_day[day])))
    if found is None:
        return None
    session = state.open_session(course, days, *found)
    seats = min(size, state.seats_in(session))
    for pick in waiting.coming(day, first):
        if len(session.picks) >= seats:
            break
        if state.fits(pick, session):
            state.seat(pick, session)
    if len(session.picks) < facts.minimum:
        state.close_session(session)
        return None
    return session


def session_size(capacity: int, minimum: int, people: int) -> int:
    """Choose how many to seat in the next session so that the last one is not below the minimum."""
    if people <= capacity:
        return people
    # Rounded up, without floats.
    sessions = -(-people // capacity)
    rest = people - (sessions - 1) * capacity
    return capacity if rest >= minimum else max(minimum, -(-people // sessions))


def room_sizes(state: State, course: int, target: int, own: Own | None = None) -> list[int]:
    """List how many seats to ask rooms for: all that are wanted, then what smaller rooms have."""
    rooms = state.tables.rooms_for(course, own)
    if rooms is None:
        return [target]
    sizes = {state.tables.seats_with(room, own) for room in rooms}
    return [target, *sorted((size for size in sizes if size < target), reverse=True)]


def _best_start(
    state: State, by_day: NDArray[np.int32], starts: int, target: int, minimum: int
) -> int | None:
    """Choose the earliest of the days on which most can come, *target* at the most."""
    if not starts:
        return None
    allowed = bits.as_matrix([starts], state.tables.days)[0]
    # More than fit do not make a day better, so that the earliest of the good ones wins.
    reach = np.minimum(by_day, target) * allowed
    best = int(reach.argmax())
    return best if reach[best] >= max(minimum, 1) else None


def _depths(tables: Tables) -> list[int]:
    """Give how many courses in a row must come before each, in anybody's order."""
    depths = [0] * len(tables.courses)
    pairs = {(tables.picks[first].course, pick.course) for pick in tables.picks for first in pick.before}
    # Bounded, because what people have picked may order courses in a circle.
    for _ in range(min(len(tables.courses), 20)):
        changed = False
        for first, later in pairs:
            if depths[later] <= depths[first] < 20:
                depths[later], changed = depths[first] + 1, True
        if not changed:
            break
    return depths


def _trainer_loads(tables: Tables) -> list[float]:
    """Give how booked the least booked trainer of each course will be, as a share of the days."""
    booked = [0.0] * len(tables.problem.trainers)
    for course in tables.courses:
        # As if the work were shared evenly: which trainer it will be is not known yet.
        days = -(-len(course.picks) // max(course.capacity, 1)) * course.length
        for trainer in course.trainers:
            booked[trainer] += days / len(course.trainers)
    free = [max((tables.all_days & ~blocked).bit_count(), 1) for blocked in tables.trainer_blocked]
    return [
        min((booked[trainer] / free[trainer] for trainer in course.trainers), default=0.0)
        for course in tables.courses
    ]
