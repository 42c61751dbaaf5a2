"""The interval model keeps each rule itself: its answer can be carried out as it is, and is the best."""

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.cp_sat.part_search import solve_part
from pmplanner.scheduling.cp_sat.slots import Part, new_slots
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    Equipment,
    Limits,
    Person,
    Pick,
    Problem,
    Room,
    Trainer,
)
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search.neighbourhoods import part_of_courses
from tests.scheduling.instances import small

GOALS = ("seats", "sessions", "finish")
COURSES = (Course(10, 1), Course(11, 1))
BOTH = (Pick(100, 0, 10), Pick(101, 0, 11))
"""One person, two courses."""
ONE_EACH = (Pick(100, 0, 10), Pick(101, 1, 11))
TAUGHT = tuple(Course(key, 1, trainers=(50,)) for key in (10, 11))
HOUSED = tuple(Course(key, 1, rooms=(70,)) for key in (10, 11))
EQUIPPED = tuple(Course(key, 1, equipment=((90, 1),)) for key in (10, 11))

CASES: dict[str, tuple[Problem, tuple[int, int, int]]] = {
    "leave": (small(people=(Person(0, (0,)), Person(1))), (0, 1, 1)),
    "one session at a time": (small(courses=COURSES, picks=BOTH), (0, 2, 1)),
    "seats": (small(courses=(Course(10, 1, 1),)), (0, 2, 0)),
    "dates": (small(picks=(Pick(100, 0, 10, earliest=2), Pick(101, 1, 10))), (0, 1, 2)),
    "order": (
        small(
            courses=(Course(10, 1, starts=(1,)), Course(11, 1)),
            picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
        ),
        (0, 2, 2),
    ),
    "one session a trainer": (small(courses=TAUGHT, picks=ONE_EACH, trainers=(Trainer(50),)), (0, 2, 1)),
    "leave of trainers": (
        small(courses=TAUGHT, picks=ONE_EACH[:1], trainers=(Trainer(50, (0,)),)),
        (0, 1, 1),
    ),
    "one session a room": (small(courses=HOUSED, picks=ONE_EACH, rooms=(Room(70),)), (0, 2, 1)),
    "size of rooms": (
        small(courses=(Course(10, 1, rooms=(70, 71)),), rooms=(Room(70, 1), Room(71, 2, (0,)))),
        (0, 1, 1),
    ),
    "equipment": (small(courses=EQUIPPED, picks=ONE_EACH, equipment=(Equipment(90, 1),)), (0, 2, 1)),
    "ceilings": (
        small(courses=COURSES, picks=ONE_EACH, ceilings=(Ceiling(80, (0, 1), (1,) * 5),)),
        (0, 2, 1),
    ),
    "weeks": (small(days=6, courses=COURSES, picks=BOTH, people=(Person(0, (), 1), Person(1))), (0, 2, 5)),
    "minimum": (
        small(
            courses=(Course(10, 1, seats_min=2),),
            people=(Person(0, (0, 1)), Person(1, (2, 3))),
            hold_minimum=True,
        ),
        (0, 1, 4),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_the_best_by_the_rules(name: str) -> None:
    problem, best = CASES[name]
    run = Run(problem, Clock(Limits(20, workers=1, repeatable=True)), lambda progress: None)
    courses = range(len(problem.courses))
    slots = [slot for course in courses for slot in new_slots(run.state, course, 2)]
    outcome = solve_part(run, Part(tuple(slots), tuple(range(len(problem.picks)))), GOALS, 5)
    assert outcome.is_applied
    assert outcome.is_optimal
    proposal = run.state.proposal()
    assert check(problem, proposal) == []
    values = dict(zip(problem.goals, measure(problem, proposal), strict=True))
    assert tuple(values[goal] for goal in GOALS) == best


def test_a_prerequisite_of_what_stays_keeps_its_seat() -> None:
    """However much more important somebody else's seat would be."""
    problem = small(
        courses=(Course(10, 1, 1, starts=(0,), trainers=(50,)), Course(11, 1)),
        picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,)), Pick(102, 1, 10, importance=9)),
        trainers=(Trainer(50),),
    )
    run = Run(problem, Clock(Limits(20, workers=1, repeatable=True)), lambda progress: None)
    run.state.seat(0, run.state.open_session(0, 1, 0, None))
    run.state.seat(1, run.state.open_session(1, 2, None, None))
    outcome = solve_part(run, part_of_courses(run, [0]), GOALS, 5)
    assert outcome.is_optimal
    assert check(problem, run.state.proposal()) == []
    assert run.state.place[0] is not None
