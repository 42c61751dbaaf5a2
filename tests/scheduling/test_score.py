"""What is kept of a schedule while it changes agrees with what is read from it anew."""

import random

import pytest

from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.waiting import Waiting
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import Problem
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.loading import load
from pmplanner.scheduling.state.score import Score
from pmplanner.scheduling.state.state import State
from tests.scheduling.instances import random_problem


def agrees(problem: Problem, state: State, score: Score) -> None:
    proposal = state.proposal()
    assert score.value() == measure(problem, proposal)
    assert score.seated() == sum(len(row.seated) for row in proposal.sessions)
    assert score.sessions() == len(proposal.sessions)
    assert score.last_day() == max((row.days[-1] for row in proposal.sessions), default=-1)
    for course, waiting in enumerate(state.waiting):
        assert waiting == {pick for pick in state.tables.courses[course].picks if state.place[pick] is None}
    for session in state.sessions.values():
        if session.trainer is not None:
            assert session in state.engaging_trainer(session.trainer, session.days)
        if session.room is not None:
            assert state.engaging_room(session.room, session.days) == [session]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_kept_agrees_with_what_is_read_anew(seed: int) -> None:
    problem = random_problem(seed)
    state = State(Tables(problem))
    score, chance = Score(state), random.Random(seed)
    load(state, problem.sessions)
    agrees(problem, state, score)
    greedy.build(state, lambda: False)
    agrees(problem, state, score)
    kept, mark = state.freeze(), len(state.trail)
    search = Ejection(state, chance)
    for steps in (1, 3, 10):
        search.run(steps, lambda: False)
        agrees(problem, state, score)
        for session in chance.sample(list(state.sessions.values()), min(2, len(state.sessions))):
            if not session.is_pinned:
                state.close_session(session)
        agrees(problem, state, score)
        assert search.left_out.total <= sum(state.tables.importance)
    state.roll_back(mark)
    agrees(problem, state, score)
    state.restore(kept)
    agrees(problem, state, score)


@pytest.mark.parametrize("seed", range(20))
def test_those_who_wait_are_in_step_with_the_sessions_that_are_opened(seed: int) -> None:
    problem = random_problem(seed)
    state = State(Tables(problem))
    for course in range(len(problem.courses)):
        waiting = Waiting(state, course, state.waiting[course])
        while waiting.count and (opened := greedy.open_for(state, course, state.waiting[course])) is not None:
            waiting.follow(opened)
            anew = Waiting(state, course, state.waiting[course])
            assert waiting.count == anew.count
            assert waiting.by_day.tolist() == anew.by_day.tolist()
            for day in range(len(problem.days)):
                assert list(waiting.coming(day)) == list(anew.coming(day))
