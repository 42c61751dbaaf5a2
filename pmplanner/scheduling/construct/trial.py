"""Tries to seat one pick in a schedule in which nobody else may lose a seat."""

import random

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.greedy import open_for
from pmplanner.scheduling.construct.importance import with_prerequisites
from pmplanner.scheduling.construct.minimums import hold_minimums
from pmplanner.scheduling.construct.retiming import retime
from pmplanner.scheduling.model.problem import Problem, Proposal
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.loading import load
from pmplanner.scheduling.state.state import State

STEPS = 120
"""Steps of ejection that a long trial may take."""


def seat_in_trial(problem: Problem, key: int, clock: Clock, steps: int = STEPS) -> Proposal | None:
    """Seat a pick by whatever moves of the existing sessions it takes; None when none is found.

    Without *steps* of ejection, only moves of one session or of people within a course are looked at.
    Prerequisites without a seat are seated along with it.
    """
    state = State(Tables(problem))
    load(state, problem.sessions)
    # Who could not be put back has a seat to keep, too.
    # They are wanted as well, so that no option is offered that costs somebody a seat.
    lost = sorted(state.unseated.intersection(_with_seats(problem, state)))
    known: set[int] = set()
    ours = (*lost, state.tables.pick_at[key])
    wanted = [one for pick in ours for one in with_prerequisites(state, pick, known)]
    out = state.unseated - set(wanted)
    if all(_seat(state, pick, out, clock, steps) for pick in wanted):
        hold_minimums(state)
        if state.unseated <= out:
            return state.proposal()
    return None


def _with_seats(problem: Problem, state: State) -> set[int]:
    """Give the picks that have a seat in a problem's sessions and may change it."""
    keys = {key for row in problem.sessions for key in (*row.seated, *row.joined)}
    return {at for key, at in state.tables.pick_at.items() if key in keys}


def _seat(state: State, pick: int, out: set[int], clock: Clock, steps: int) -> bool:
    """Seat a pick while all but those *out* keep a seat."""
    if state.place[pick] is not None:
        return True
    facts = state.tables.picks[pick]
    if any(state.place[first] is None for first in facts.before):
        return False
    if place_by_chain(state, pick):
        return True
    open_for(state, facts.course, {pick, *_waiting(state, facts.course)})
    # The same for every trial, so that the same options are offered each time that they are looked for.
    chance = random.Random(0)
    sessions = [
        session
        for session in state.of_course[facts.course].values()
        if len(session.picks) < state.seats_in(session) and not session.is_pinned
    ]
    if state.place[pick] or any(retime(state, session, [pick], chance) for session in sessions):
        return True
    others = state.unseated - {pick}
    return steps > 0 and Ejection(state, chance, frozenset(others)).run(steps, clock.stop)


def _waiting(state: State, course: int) -> list[int]:
    return [pick for pick in state.tables.courses[course].picks if state.place[pick] is None]
