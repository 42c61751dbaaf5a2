"""A proposal goes on with the sessions that are there, their rooms and trainers, where it can."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.construct.recognising import recognise
from pmplanner.scheduling.model.objectives import measure
from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Freedom,
    Limits,
    Person,
    Pick,
    PlannedSession,
    Problem,
    Proposal,
    Room,
    Trainer,
)
from pmplanner.scheduling.pipeline import solve
from tests.tiers import seeds

DAYS = tuple(dt.date(2027, 3, 1) + dt.timedelta(days=n) for n in range(5))
PROBLEM = Problem(
    days=DAYS,
    courses=(Course(1, 2, 4, trainers=(7, 8), rooms=(5, 6)), Course(2, 1, 4, rooms=(5, 6))),
    people=(Person(1), Person(2), Person(3)),
    picks=(Pick(1, 1, 1), Pick(2, 2, 1), Pick(3, 3, 2)),
    trainers=(Trainer(7), Trainer(8)),
    rooms=(Room(5, 4), Room(6, 4)),
    sessions=(ExistingSession(11, 1, (1, 2), 7, 5, (1, 2)), ExistingSession(12, 2, (1,), None, 6, (3,))),
)


def _sessions(*rows: PlannedSession) -> Proposal:
    return Proposal(rows)


def test_a_new_session_like_a_dropped_one_continues_it() -> None:
    found = recognise(
        PROBLEM,
        _sessions(PlannedSession(None, 1, (1, 2), 8, 6, (1, 2)), PlannedSession(12, 2, (3,), None, 6, (3,))),
    )
    assert found.sessions[0] == PlannedSession(11, 1, (1, 2), 7, 5, (1, 2))
    assert found.sessions[1] == PlannedSession(12, 2, (3,), None, 6, (3,))


def test_the_same_days_count_more_than_the_same_people() -> None:
    rows = (PlannedSession(None, 1, (3, 4), 7, 5, (1, 2)), PlannedSession(None, 1, (1, 2), 7, 5, ()))
    assert [row.key for row in recognise(PROBLEM, _sessions(*rows)).sessions] == [None, 11]


def test_a_dropped_session_on_other_days_is_moved_but_keeps_no_place_by_that() -> None:
    found = recognise(PROBLEM, _sessions(PlannedSession(None, 1, (3, 4), 8, 6, (1, 2))))
    assert found.sessions == (PlannedSession(11, 1, (3, 4), 8, 6, (1, 2)),)


def test_rooms_are_given_back_one_after_the_other() -> None:
    problem = replace(PROBLEM, rooms=(Room(5, 4), Room(6, 4), Room(9, 4)), courses=(
        Course(1, 2, 4, trainers=(7, 8), rooms=(5, 6, 9)), Course(2, 1, 4, rooms=(5, 6, 9)),
    ))  # fmt: skip
    rows = (PlannedSession(11, 1, (1, 2), 7, 6, (1, 2)), PlannedSession(12, 2, (1,), None, 9, (3,)))
    found = recognise(problem, _sessions(*rows))
    assert [row.room for row in found.sessions] == [5, 6]
    assert check(problem, found) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"rooms": (Room(5, 1), Room(6, 4))},
        {"rooms": (Room(5, 4, unavailable=(2,)), Room(6, 4))},
        {"courses": (Course(1, 2, 4, trainers=(7, 8), rooms=(6,)), Course(2, 1, 4, rooms=(5,)))},
    ],
)
def test_a_room_that_will_not_do_any_more_is_not_given_back(changed: dict[str, object]) -> None:
    problem = replace(PROBLEM, **changed)  # type: ignore[arg-type]
    rows = (PlannedSession(11, 1, (1, 2), 7, 6, (1, 2)), PlannedSession(12, 2, (3,), None, 5, (3,)))
    assert recognise(problem, _sessions(*rows)).sessions[0].room == 6


def test_a_session_with_too_few_seats_is_not_continued() -> None:
    sessions = (replace(PROBLEM.sessions[0], seats_max=1),)
    rows = (PlannedSession(None, 1, (1, 2), 7, 5, (1, 2)),)
    assert recognise(replace(PROBLEM, sessions=sessions), _sessions(*rows)).sessions[0].key is None


@pytest.mark.parametrize("seed", seeds(4, 12))
def test_what_is_recognised_stays_valid_and_as_good(seed: int) -> None:
    chance = random.Random(seed)
    plain = replace(PROBLEM, sessions=())
    before = solve(plain, Limits(seconds=5, repeatable=True, seed=seed))
    rows = tuple(
        ExistingSession(100 + at, row.course, row.days, row.trainer, row.room, row.seated)
        for at, row in enumerate(before.sessions)
    )
    problem = replace(plain, sessions=rows)
    mixed = [
        replace(row, key=chance.choice((None, 100 + at)), room=row.room)
        for at, row in enumerate(before.sessions)
    ]
    proposal = replace(before, sessions=tuple(mixed))
    assert check(problem, proposal) == []
    found = recognise(problem, proposal)
    assert check(problem, found) == []
    assert measure(problem, found) == measure(problem, proposal)
    assert {row.key for row in found.sessions} == {row.key for row in rows}
    assert all(row.freedom is Freedom.FREE for row in rows)


def test_scheduling_again_changes_nothing() -> None:
    again = solve(PROBLEM, Limits(seconds=5, repeatable=True))
    assert {(row.key, row.days, row.trainer, row.room) for row in again.sessions} == {
        (row.key, row.days, row.trainer, row.room) for row in PROBLEM.sessions
    }
