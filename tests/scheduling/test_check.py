"""The checker flags each rule when it is broken by hand, and nothing when it is not."""

from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    Equipment,
    ExistingSession,
    Freedom,
    Person,
    Pick,
    PlannedSession,
    Problem,
    Proposal,
    Room,
    Trainer,
)
from tests.scheduling.instances import planned, proposed, small

TWO_COURSES = (Course(10, 1), Course(11, 1))
TWO_PICKS = (Pick(100, 0, 10), Pick(101, 0, 11))


def existing(freedom: Freedom) -> tuple[ExistingSession, ...]:
    return (ExistingSession(1, 10, (0,), seated=(100,), freedom=freedom),)


def words(problem: Problem, proposal: Proposal) -> set[str]:
    return {violation.what for violation in check(problem, proposal)}


def test_a_plan_that_keeps_every_rule_has_no_violation() -> None:
    problem = small(
        courses=(Course(10, 2, 2, trainers=(50,), rooms=(70,), equipment=((90, 1),)),),
        people=(Person(0, (4,), 2), Person(1)),
        trainers=(Trainer(50, (3,)),),
        rooms=(Room(70, 2, (4,)),),
        equipment=(Equipment(90, 1),),
        ceilings=(Ceiling(80, (0, 1), (2,) * 5),),
    )
    assert check(problem, proposed(planned(1, 2, trainer=50, room=70))) == []


@pytest.mark.parametrize(
    ("what", "problem", "proposal"),
    [
        ("pick not placed once", small(), proposed(planned(0, seated=(100,)))),
        ("pick not placed once", small(), proposed(planned(0), planned(1))),
        ("pick not placed once", small(), proposed(planned(0), unseated=(101,))),
        ("unknown pick", small(), proposed(planned(0, seated=(100, 101, 999)))),
        ("other course", small(courses=TWO_COURSES), proposed(planned(0, course=11))),
        ("unknown course", small(), proposed(planned(0, course=99))),
        ("day outside the period", small(days=3), proposed(planned(3))),
        ("not on consecutive days", small(courses=(Course(10, 2),)), proposed(planned(0, 2))),
        ("not on consecutive days", small(courses=(Course(10, 2),)), proposed(planned(0))),
        ("first day not allowed", small(courses=(Course(10, 1, starts=(1,)),)), proposed(planned(0))),
        ("too many seats", small(courses=(Course(10, 1, 1),)), proposed(planned(0))),
        (
            "too few seats",
            small(courses=(Course(10, 1, seats_min=3),), hold_minimum=True),
            proposed(planned(0)),
        ),
        ("no qualified trainer", small(courses=(Course(10, 1, trainers=(50,)),)), proposed(planned(0))),
        ("trainer away", small(trainers=(Trainer(50, (0,)),)), proposed(planned(0, trainer=50))),
        (
            "trainer taken twice",
            small(trainers=(Trainer(50),)),
            proposed(planned(0, seated=(100,), trainer=50), planned(0, seated=(101,), trainer=50)),
        ),
        (
            "trainer taken twice",
            small(trainers=(Trainer(50, person=9), Trainer(51, person=9))),
            proposed(planned(0, seated=(100,), trainer=50), planned(0, seated=(101,), trainer=51)),
        ),
        ("no suitable room", small(courses=(Course(10, 1, rooms=(70,)),)), proposed(planned(0))),
        ("room not available", small(rooms=(Room(70, 9, (0,)),)), proposed(planned(0, room=70))),
        ("room too small", small(rooms=(Room(70, 1),)), proposed(planned(0, room=70))),
        (
            "room taken twice",
            small(rooms=(Room(70),)),
            proposed(planned(0, seated=(100,), room=70), planned(0, seated=(101,), room=70)),
        ),
        (
            "equipment short",
            small(courses=(Course(10, 1, equipment=((90, 1),)),), equipment=(Equipment(90, 1),)),
            proposed(planned(0, seated=(100,)), planned(0, seated=(101,))),
        ),
        (
            "person away",
            small(people=(Person(0, (0,)), Person(1)), picks=small().picks),
            proposed(planned(0)),
        ),
        (
            "person in two sessions",
            small(courses=TWO_COURSES, picks=TWO_PICKS),
            proposed(planned(0, seated=(100,)), planned(0, course=11, seated=(101,))),
        ),
        (
            "before the earliest day",
            small(picks=(Pick(100, 0, 10, earliest=1), Pick(101, 1, 10))),
            proposed(planned(0)),
        ),
        (
            "after the latest day",
            small(courses=(Course(10, 2),), picks=(Pick(100, 0, 10, latest=1), Pick(101, 1, 10))),
            proposed(planned(1, 2)),
        ),
        (
            "prerequisite too late",
            small(courses=TWO_COURSES, picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,)))),
            proposed(planned(2, seated=(100,)), planned(1, course=11, seated=(101,))),
        ),
        (
            "prerequisite not seated",
            small(courses=TWO_COURSES, picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,)))),
            proposed(planned(1, course=11, seated=(101,)), unseated=(100,)),
        ),
        ("too many of a team", small(ceilings=(Ceiling(80, (0, 1), (1,) * 5),)), proposed(planned(0))),
        (
            "too many days in a week",
            small(courses=(Course(10, 2),), people=(Person(0, (), 1), Person(1))),
            proposed(planned(0, 1)),
        ),
        (
            "session twice",
            small(sessions=existing(Freedom.FREE)),
            proposed(planned(0, key=1), planned(1, key=1, seated=())),
        ),
        ("unknown session", small(), proposed(planned(0, key=7))),
        (
            "session of another course",
            small(courses=TWO_COURSES, sessions=existing(Freedom.FREE)),
            proposed(planned(0), planned(1, course=11, seated=(), key=1)),
        ),
        ("pinned session moved", small(sessions=existing(Freedom.PINNED)), proposed(planned(1, key=1))),
        (
            "locked session gone",
            small(sessions=existing(Freedom.LOCKED)),
            proposed(planned(1)),
        ),
        (
            "locked session changed",
            small(sessions=existing(Freedom.LOCKED)),
            proposed(planned(0, key=1)),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_broken_rule_is_named(what: str, problem: Problem, proposal: Proposal) -> None:
    assert what in words(problem, proposal)


def test_what_only_locked_sessions_are_to_blame_for_is_not_the_proposals_fault() -> None:
    first = ExistingSession(1, 10, (0,), trainer=50, seated=(100,), freedom=Freedom.LOCKED)
    second = replace(first, key=2, course=11, seated=(101,))
    problem = small(
        courses=TWO_COURSES,
        picks=TWO_PICKS,
        trainers=(Trainer(50),),
        sessions=(first, second),
        people=(Person(0, (0,)),),
    )
    kept = tuple(
        PlannedSession(s.key, s.course, s.days, s.trainer, s.room, s.seated) for s in problem.sessions
    )
    assert check(problem, Proposal(kept)) == []
