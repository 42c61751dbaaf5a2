"""The seating model keeps each rule about people while the calendar stays."""

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.cp_sat.part_search import solve_seating
from pmplanner.scheduling.model.problem import Ceiling, Course, Limits, Person, Pick, Problem
from pmplanner.scheduling.run import Run
from tests.scheduling.instances import small

COURSES = (Course(10, 1), Course(11, 1))
BOTH = (Pick(100, 0, 10), Pick(101, 0, 11))
"""One person, two courses."""
ONE_EACH = (Pick(100, 0, 10), Pick(101, 1, 11))

CASES: dict[str, tuple[Problem, tuple[int, ...], int]] = {
    "all have a seat where nothing stands in the way": (small(courses=COURSES, picks=BOTH), (0, 1), 0),
    "nobody is trained when away": (
        small(courses=COURSES, picks=ONE_EACH, people=(Person(0, (0,)), Person(1))),
        (0, 1),
        1,
    ),
    "nobody is in two sessions at once": (small(courses=COURSES, picks=BOTH), (0, 0), 1),
    "no session has more people than seats": (
        small(courses=(Course(10, 1, 1), Course(11, 1)), heads=2),
        (0, 1),
        1,
    ),
    "prerequisites come first": (
        small(courses=COURSES, picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,)))),
        (1, 0),
        1,
    ),
    "teams keep their ceiling": (
        small(courses=COURSES, picks=ONE_EACH, ceilings=(Ceiling(80, (0, 1), (1,) * 5),)),
        (0, 0),
        1,
    ),
    "weeks keep their limit": (
        small(courses=COURSES, picks=BOTH, people=(Person(0, (), 1), Person(1))),
        (0, 1),
        1,
    ),
    "picks keep their dates": (
        small(courses=COURSES, picks=(Pick(100, 0, 10, earliest=1), Pick(101, 1, 11))),
        (0, 1),
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_people_are_seated_by_the_rules(name: str) -> None:
    problem, days, left_out = CASES[name]
    run = Run(problem, Clock(Limits(5, workers=1, repeatable=True)), lambda progress: None)
    for course, day in enumerate(days):
        run.state.open_session(course, 1 << day, None, None)
    outcome = solve_seating(run, [0, 1], ("seats", "sessions"), 2)
    assert outcome.is_optimal
    assert check(problem, run.state.proposal()) == []
    assert len(run.state.unseated) == left_out


def test_sessions_that_nobody_needs_are_closed() -> None:
    run = Run(small(), Clock(Limits(5, workers=1, repeatable=True)), lambda progress: None)
    for day in (0, 1):
        session = run.state.open_session(0, 1 << day, None, None)
        run.state.seat(day, session)
    assert solve_seating(run, [0, 1], ("seats", "sessions"), 2).is_optimal
    assert [len(session.picks) for session in run.state.sessions.values()] == [2]
