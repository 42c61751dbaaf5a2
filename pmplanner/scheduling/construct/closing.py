"""Fewer sessions: close the emptiest ones and seat their people in the others."""

import random
from collections.abc import Callable

from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State

Stop = Callable[[], bool]


def close_surplus(
    state: State, floors: list[int], chance: random.Random, stop: Stop, *, steps: int = 150
) -> int:
    """Close sessions of courses above their floor as long as it works; give how many were closed."""
    closed = 0
    for course in _by_surplus(state, floors, chance):
        while state.opened(course) > floors[course] and not stop():
            candidates = sorted(
                (s for s in state.of_course[course].values() if not s.is_pinned),
                # The emptiest first: few people find other seats more easily than many.
                key=lambda s: (len(s.picks), chance.random()),
            )
            # The fullest of them would only cost time: what three emptier ones cannot do, they hardly can.
            if not any(close_one(state, session, chance, stop, steps) for session in candidates[:3]):
                break
            closed += 1
    return closed


def close_one(state: State, session: Session, chance: random.Random, stop: Stop, steps: int) -> bool:
    """Close a session if all of its people find other seats; leave everything as it was otherwise."""
    mark, before = len(state.trail), set(state.unseated)
    state.close_session(session)
    for pick in sorted(state.unseated - before):
        place_by_chain(state, pick)
    if state.unseated - before:
        # Who had no seat before is not asked for one: only those of the closed session must not lose theirs.
        search = Ejection(state, chance, frozenset(before))
        # Otherwise the search would seat them by opening the session again that was just closed.
        search.most_sessions = [state.opened(course) for course in range(len(state.of_course))]
        search.run(steps, stop)
    if state.unseated - before:
        state.roll_back(mark)
        return False
    return True


def _by_surplus(state: State, floors: list[int], chance: random.Random) -> list[int]:
    surplus = {
        course: state.opened(course) - floor
        for course, floor in enumerate(floors)
        if state.opened(course) > floor
    }
    return sorted(surplus, key=lambda course: (-surplus[course], chance.random()))
