"""Seats for the unseated by chains: one joins a full session when somebody there can sit elsewhere.

Within one course, with all other bookings as they are, this is the augmenting path of bipartite
matching, so that a pick that finds no chain has none.
"""

from collections import deque

from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State, may_join

Link = tuple[int, Session]
"""A pick, and the session that it joins."""


def place_by_chain(state: State, pick: int, closed: Session | None = None) -> bool:
    """Seat a pick by moving others of its course along; tell whether it could be done.

    Nobody is moved into the session *closed*.
    """
    chain = find_chain(state, pick, closed)
    if chain is None:
        return False
    mark = len(state.trail)
    for mover, _ in chain:
        # All are lifted before anybody is seated: in between a session may seem full, or a person busy.
        if state.place[mover] is not None:
            state.lift(mover)
    for mover, session in chain:
        # Ceilings of teams look at several people at once, which the chain did not.
        if not state.fits(mover, session):
            state.roll_back(mark)
            return False
        state.seat(mover, session)
    return True


# Breadth first gives the shortest chain: Berge 1957, https://doi.org/10.1073/pnas.43.9.842
def find_chain(state: State, pick: int, closed: Session | None = None) -> list[Link] | None:
    """Find the shortest chain that ends in a session with a seat left."""
    course = state.tables.picks[pick].course
    sessions = sorted(state.of_course[course].values(), key=lambda s: (s.first, s.number))
    came: dict[int, tuple[int, Session | None]] = {}
    waiting: deque[Session] = deque()
    for session in sessions:
        if session is not closed and state.fits(pick, session):
            came[session.number] = (pick, None)
            waiting.append(session)
    while waiting:
        session = waiting.popleft()
        if len(session.picks) < state.seats_in(session):
            return _trace(state, came, session)
        # Each session is entered once: whoever frees a seat there is as good as anybody else.
        others = [other for other in sessions if other.number not in came and other is not closed]
        if not others:
            continue
        # Sorted, because the order of a set differs from run to run, and runs have to be repeatable.
        for member in sorted(session.picks):
            for other in list(others):
                if could_sit(state, member, session, other):
                    came[other.number] = (member, session)
                    waiting.append(other)
                    others.remove(other)
    return None


def could_sit(state: State, pick: int, now: Session, other: Session) -> bool:
    """Tell whether somebody who sits in *now* could sit in *other* instead, seats left aside."""
    person = state.tables.picks[pick].person
    if state.busy[person] & ~now.days & other.days:
        return False
    if other.is_pinned and not may_join(other, person):
        return False
    limits = state.order_limits(pick)
    if limits is None or other.first < limits[0] or other.last > limits[1]:
        return False
    if state.tables.person_teams[person] and state.blocked(person) & other.days & ~now.days:
        return False
    return state.limits_allow(person, other.course, other.days, without=now)


def _trace(state: State, came: dict[int, tuple[int, Session | None]], end: Session) -> list[Link]:
    chain: list[Link] = []
    session: Session | None = end
    while session is not None:
        mover, session_before = came[session.number]
        chain.append((mover, session))
        session = session_before
    return chain
