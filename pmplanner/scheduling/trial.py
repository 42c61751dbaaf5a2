"""Tries to seat one pick in a schedule in which nobody else may lose a seat."""

import random

from pmplanner.scheduling.chains import place_by_chain
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.ejection import Ejection, retime
from pmplanner.scheduling.greedy import open_for
from pmplanner.scheduling.loading import load
from pmplanner.scheduling.minimums import hold_minimums
from pmplanner.scheduling.problem import Problem, Proposal
from pmplanner.scheduling.state import State
from pmplanner.scheduling.tables import Tables

STEPS = 120
"""Steps of ejection that a trial may take."""


def seat_in_trial(problem: Problem, key: int, clock: Clock) -> Proposal | None:
    """Seat a pick by whatever moves of the existing sessions it takes; None when none is found."""
    state = State(Tables(problem))
    load(state, state.tables.movable)
    pick = state.tables.pick_at[key]
    out = state.unseated - {pick}
    if _seat(state, pick, out, clock):
        hold_minimums(state)
        if state.unseated <= out:
            return state.proposal()
    return None


def _seat(state: State, pick: int, out: set[int], clock: Clock) -> bool:
    facts = state.tables.picks[pick]
    if any(first in out for first in facts.before):
        return False
    if place_by_chain(state, pick):
        return True
    open_for(state, facts.course, {pick, *_waiting(state, facts.course)})
    chance = random.Random(0)
    sessions = [
        session
        for session in state.of_course[facts.course].values()
        if len(session.picks) < state.seats_in(session) and not session.is_pinned
    ]
    if state.place[pick] or any(retime(state, session, [pick], chance) for session in sessions):
        return True
    search = Ejection(state, chance, frozenset(out))
    return search.run(STEPS, clock.stop)


def _waiting(state: State, course: int) -> list[int]:
    return [pick for pick in state.tables.courses[course].picks if state.place[pick] is None]
