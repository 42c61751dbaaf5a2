"""Each reason is true by the checker's word, and each relaxation that is offered seats the pick."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.trial import seat_in_trial
from pmplanner.scheduling.explain.reasons import why_left_out
from pmplanner.scheduling.explain.relaxations import ways_to_seat
from pmplanner.scheduling.model.problem import (
    Ceiling,
    Course,
    Equipment,
    ExistingSession,
    Limits,
    Person,
    Pick,
    Problem,
    Proposal,
    Room,
    Trainer,
)
from pmplanner.scheduling.pipeline import solve
from tests.benchmarks.training_problems import training_problem
from tests.scheduling.instances import random_problem, small, wider
from tests.scheduling.truth import is_ruled_out, is_true, loosened_by, solved_again

QUICK = Limits(0.3, workers=1, repeatable=True)

TWO = (Course(10, 1), Course(11, 1))


def left_out_problems() -> Iterator[tuple[Problem, Proposal]]:
    for seed in range(25):
        problem = random_problem(seed)
        yield problem, solve(problem, replace(QUICK, seconds=0.1))
    for seed in range(2):
        problem = training_problem(30, seed, "impossible")
        yield problem, solve(problem, QUICK)


@pytest.fixture(scope="module")
def solved() -> list[tuple[Problem, Proposal]]:
    found = [pair for pair in left_out_problems() if pair[1].unseated]
    assert len(found) > 10
    return found


@pytest.mark.slow
def test_every_pick_left_out_has_a_reason_for_every_day(solved: list[tuple[Problem, Proposal]]) -> None:
    for problem, proposal in solved:
        reasons = why_left_out(problem, proposal)
        assert sorted(reason.pick for reason in reasons) == sorted(proposal.unseated)
        for reason in reasons:
            ruled_out = {day for blocker in reason.blockers for day in blocker.starts}
            assert reason.blockers
            assert set(reason.starts) <= ruled_out


@pytest.mark.slow
def test_every_reason_is_true(solved: list[tuple[Problem, Proposal]]) -> None:
    seen = set()
    for problem, proposal in solved:
        for reason in why_left_out(problem, proposal):
            for blocker in reason.blockers:
                seen.add(blocker.kind)
                for start in {blocker.starts[0], blocker.starts[-1]}:
                    assert is_true(problem, proposal, reason.pick, blocker, start), (blocker.kind, start)
    assert {"person away", "trainer", "own course"} <= seen


@pytest.mark.slow
def test_no_pick_could_start_on_a_day_that_is_ruled_out(solved: list[tuple[Problem, Proposal]]) -> None:
    for problem, proposal in solved:
        for reason in why_left_out(problem, proposal)[:8]:
            for start in reason.starts[:: 1 + len(reason.starts) // 12]:
                assert is_ruled_out(problem, proposal, reason.pick, start), (reason, start)


@pytest.mark.slow
def test_solving_again_with_the_rule_loosened_seats_the_pick(
    solved: list[tuple[Problem, Proposal]],
) -> None:
    for problem, proposal in solved:
        for reason in why_left_out(problem, proposal)[:2]:
            for way in ways_to_seat(problem, proposal, reason, wider(problem), most=1):
                found = solved_again(problem, proposal, way.relaxation, QUICK)
                assert reason.pick not in found.unseated, way.relaxation


@pytest.mark.slow
def test_every_pick_has_a_way_where_days_can_be_added() -> None:
    problem = training_problem(40, 5, "impossible")
    proposal = solve(problem, QUICK)
    assert len(proposal.unseated) > 3
    for reason in why_left_out(problem, proposal):
        assert ways_to_seat(problem, proposal, reason, wider(problem), seconds=60), reason


def test_a_prerequisite_without_a_seat_is_seated_along() -> None:
    problem = small(
        days=1,
        heads=1,
        courses=TWO,
        people=(Person(0, (0,)),),
        picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
    )
    proposal = solve(problem, QUICK)
    last = why_left_out(problem, proposal)[-1]
    (way,) = ways_to_seat(problem, proposal, last, wider(problem), most=1)
    assert (last.pick, way.relaxation.kind, way.relaxation.amount) == (101, "period", 2)
    assert way.proposal.unseated == ()


def test_picks_that_wait_for_each_other_find_no_way() -> None:
    picks = (Pick(100, 0, 10, after=(101,)), Pick(101, 0, 11, after=(100,)))
    problem = small(days=3, heads=1, courses=TWO, picks=picks)
    proposal = solve(problem, QUICK)
    reason = why_left_out(problem, proposal)[0]
    kinds = {way.relaxation.kind for way in ways_to_seat(problem, proposal, reason)}
    assert kinds <= {"order"}


@pytest.mark.slow
def test_each_relaxation_that_is_offered_seats_the_pick(solved: list[tuple[Problem, Proposal]]) -> None:
    kinds = set()
    for problem, proposal in solved:
        for reason in why_left_out(problem, proposal)[:3]:
            for way in ways_to_seat(problem, proposal, reason, wider(problem)):
                kinds.add(way.relaxation.kind)
                looser = loosened_by(problem, way.relaxation)
                assert check(looser, way.proposal) == []
                assert check(problem, way.proposal) != []
                assert set(way.proposal.unseated) < set(proposal.unseated)
                assert reason.pick not in way.proposal.unseated
    assert {"leave", "period"} <= kinds


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("seat", small(days=1, courses=(Course(10, 1, 1, trainers=(50,)),), trainers=(Trainer(50),))),
        ("ceiling", small(days=1, ceilings=(Ceiling(80, (0, 1), (1,)),))),
        ("week", small(days=1, people=(Person(0, (), 0), Person(1)))),
        ("leave", small(days=2, people=(Person(0, (0, 1)), Person(1)))),
        ("period", small(days=1, courses=TWO, picks=(Pick(100, 0, 10), Pick(101, 0, 11)))),
        ("dates", small(days=2, picks=(Pick(100, 0, 10, earliest=1, latest=0), Pick(101, 1, 10)))),
        (
            "trainer",
            small(days=1, courses=(Course(10, 1, trainers=(50,)),), trainers=(Trainer(50, (0,)),)),
        ),
        ("room", small(days=1, courses=(Course(10, 1, rooms=(70,)),), rooms=(Room(70, 9, (0,)),))),
        (
            "equipment",
            small(
                days=1,
                courses=tuple(Course(key, 1, equipment=((90, 1),)) for key in (10, 11)),
                picks=(Pick(100, 0, 10), Pick(101, 1, 11)),
                equipment=(Equipment(90, 1),),
            ),
        ),
        ("minimum", small(courses=(Course(10, 1, seats_min=3),), hold_minimum=True)),
        (
            "order",
            small(
                days=2,
                courses=(Course(10, 1, starts=(1,)), Course(11, 1, starts=(0,))),
                picks=(Pick(100, 0, 10), Pick(101, 0, 11, after=(100,))),
            ),
        ),
    ],
)
def test_each_kind_of_relaxation(kind: str, problem: Problem) -> None:
    proposal = solve(problem, QUICK)
    ways = [
        way
        for reason in why_left_out(problem, proposal)
        for way in ways_to_seat(problem, proposal, reason, wider(problem), most=9)
    ]
    assert kind in {way.relaxation.kind for way in ways}
    for way in ways:
        assert check(loosened_by(problem, way.relaxation), way.proposal) == []


def test_of_longer_periods_only_the_shortest_that_helps_is_offered() -> None:
    problem = small(days=1, courses=(Course(10, 1, 1, rooms=(1,)),), rooms=(Room(1),))
    proposal = solve(problem, QUICK)
    (reason, *_) = why_left_out(problem, proposal)
    ways = [way.relaxation for way in ways_to_seat(problem, proposal, reason, wider(problem))]
    assert [way.amount for way in ways if way.kind == "period"] == [1]
    assert {way.kind for way in ways} > {"period"}


def test_a_higher_ceiling_is_asked_for_only_on_the_day_that_needs_it() -> None:
    problem = small(
        days=3, people=(Person(0, (0, 2)), Person(1, (0, 2))), ceilings=(Ceiling(80, (0, 1), (1, 1, 1)),)
    )
    proposal = solve(problem, QUICK)
    (reason,) = why_left_out(problem, proposal)
    way = next(w for w in ways_to_seat(problem, proposal, reason) if w.relaxation.kind == "ceiling")
    assert way.relaxation.days == (1,)


def test_nothing_is_offered_where_nothing_single_helps() -> None:
    problem = small(
        days=1,
        heads=1,
        courses=(Course(10, 1, starts=(), trainers=(50,)),),
        trainers=(Trainer(50, (0,)),),
        picks=(Pick(100, 0, 10, earliest=9),),
    )
    proposal = solve(problem, QUICK)
    (reason,) = why_left_out(problem, proposal)
    assert {way.relaxation.kind for way in ways_to_seat(problem, proposal, reason)} <= {"period"}


@pytest.mark.parametrize(("free", "found"), [((0, 1), (100, 101)), ((0,), None)])
def test_nobody_loses_a_seat_by_what_is_tried(free: tuple[int, ...], found: tuple[int, ...] | None) -> None:
    """Somebody sits where it is not possible any more, and another is to be seated."""
    away = tuple(day for day in range(3) if day not in free)
    problem = small(
        days=3,
        courses=(Course(10, 1, 1, rooms=(70,)),),
        people=(Person(0, away), Person(1, (1, 2))),
        rooms=(Room(70, 1),),
        sessions=(ExistingSession(7, 10, (2,), room=70, seated=(100,)),),
    )
    tried = seat_in_trial(problem, 101, Clock(Limits(60, repeatable=True)))
    if found is None:
        assert tried is None
    else:
        assert tried is not None
        assert tried.unseated == ()
        assert sorted(key for row in tried.sessions for key in row.seated) == list(found)
