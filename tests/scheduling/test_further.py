"""Further trainers and rooms of a session go wherever it goes, and are nobody else's meanwhile."""

import random
from dataclasses import replace

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Freedom,
    Limits,
    Person,
    Pick,
    Problem,
    Room,
    Trainer,
)
from pmplanner.scheduling.pipeline import solve
from tests.scheduling.instances import LEAST_CHANGE_GOALS, planned, proposed, small, weekdays
from tests.tiers import seeds

QUICK = Limits(1, workers=1, repeatable=True)
ADA, BEN, CARA = 50, 51, 52
OSLO, BERGEN, NARVIK = 70, 71, 72
HELD = ExistingSession(
    1, 10, (0,), trainer=ADA, room=OSLO, seated=(100,), further_trainers=(BEN,), further_rooms=(BERGEN,)
)


def _two(other: Course, held: ExistingSession = HELD, days: int = 2) -> Problem:
    """A session with two trainers and two rooms on the first day, and another course to be held."""
    return replace(
        small(days=days),
        courses=(Course(10, 1, trainers=(ADA, BEN), rooms=(OSLO, BERGEN)), other),
        picks=(Pick(100, 0, 10), Pick(101, 1, 11)),
        trainers=(Trainer(ADA), Trainer(BEN), Trainer(CARA)),
        rooms=(Room(OSLO), Room(BERGEN), Room(NARVIK)),
        sessions=(held,),
        goals=LEAST_CHANGE_GOALS,
    )


@pytest.mark.parametrize("freedom", [Freedom.PINNED, Freedom.LOCKED])
@pytest.mark.parametrize("other", [Course(11, 1, trainers=(BEN,)), Course(11, 1, rooms=(BERGEN,))])
def test_nobody_else_has_them_on_its_days(freedom: Freedom, other: Course) -> None:
    problem = _two(other, replace(HELD, freedom=freedom))
    proposal = solve(problem, QUICK)
    assert check(problem, proposal) == []
    assert {row.course: row.days for row in proposal.sessions} == {10: (0,), 11: (1,)}
    alone = replace(_two(other, replace(HELD, freedom=freedom), days=1), goals=("seats", "change"))
    proposal = solve(alone, QUICK)
    assert check(alone, proposal) == []
    assert len(proposal.unseated) == 1


def test_it_moves_to_where_all_of_them_are_free() -> None:
    """Its person cannot come on the first day, the second trainer on the second, the room on the third."""
    problem = replace(
        _two(Course(11, 1), days=5),
        courses=(Course(10, 1, trainers=(ADA,), rooms=(OSLO,), starts=(0, 3)),),
        picks=(Pick(100, 0, 10),),
        people=(Person(0, (0,)),),
        trainers=(Trainer(ADA), Trainer(BEN, (1,))),
        rooms=(Room(OSLO), Room(BERGEN, unavailable=(2,))),
    )
    proposal = solve(problem, QUICK)
    assert check(problem, proposal) == []
    assert [(row.key, row.days) for row in proposal.sessions] == [(1, (3,))]
    nowhere = replace(problem, trainers=(Trainer(ADA), Trainer(BEN, (1, 3))))
    (row,) = solve(nowhere, QUICK).sessions
    assert (row.key, row.days) == (None, (3,))


def test_its_people_find_room_in_the_largest() -> None:
    for further, out in ((None, 0), (3, 0), (1, 1)):
        problem = replace(
            _two(Course(11, 1), days=1),
            courses=(Course(10, 1, trainers=(ADA,), rooms=(OSLO,)),),
            people=(Person(0), Person(1)),
            picks=(Pick(100, 0, 10), Pick(101, 1, 10)),
            rooms=(Room(OSLO, 1), Room(BERGEN, further)),
        )
        proposal = solve(problem, QUICK)
        assert check(problem, proposal) == []
        assert len(proposal.unseated) == out, further


def test_the_checker_finds_each_fault() -> None:
    problem = _two(Course(11, 1, trainers=(BEN, CARA), rooms=(BERGEN, NARVIK)))
    stays = planned(0, seated=(100,), key=1, trainer=ADA, room=OSLO)
    for day, trainer, room, faults in (
        (0, BEN, NARVIK, {"trainer taken twice"}),
        (0, CARA, BERGEN, {"room taken twice"}),
        (0, BEN, BERGEN, {"trainer taken twice", "room taken twice"}),
        (0, CARA, NARVIK, set()),
        (1, BEN, BERGEN, set()),
    ):
        other = planned(day, course=11, seated=(101,), trainer=trainer, room=room)
        assert {each.what for each in check(problem, proposed(stays, other))} == faults
    away = replace(
        problem,
        trainers=(Trainer(ADA), Trainer(BEN, (1,)), Trainer(CARA)),
        rooms=(Room(OSLO), Room(BERGEN, unavailable=(1,)), Room(NARVIK)),
    )
    moved = replace(stays, days=(1,))
    other = planned(0, course=11, seated=(101,), trainer=CARA, room=NARVIK)
    assert {each.what for each in check(away, proposed(moved, other))} == {
        "trainer away",
        "room not available",
    }
    twice = replace(stays, trainer=BEN, room=BERGEN)
    assert {"trainer named twice", "room named twice"} <= {
        each.what for each in check(problem, proposed(twice, other))
    }


def _random(seed: int) -> Problem:
    """Some sessions that are there with others beside their trainers and rooms, clashes among them."""
    chance = random.Random(seed)
    days = chance.randint(6, 9)

    def away(share: float) -> tuple[int, ...]:
        return tuple(day for day in range(days) if chance.random() < share)

    trainers = tuple(Trainer(50 + at, away(0.15), person=chance.choice((None, None, at))) for at in range(4))
    rooms = tuple(Room(70 + at, chance.choice((2, 4, None)), away(0.1)) for at in range(4))
    courses = tuple(
        Course(
            10 + at,
            chance.randint(1, 2),
            chance.choice((2, 3, None)),
            trainers=tuple(row.key for row in chance.sample(trainers, 2)),
            rooms=tuple(row.key for row in chance.sample(rooms, 2)) if chance.random() < 0.8 else None,
        )
        for at in range(3)
    )
    people = tuple(Person(at, away(0.15)) for at in range(8))
    picks = tuple(
        Pick(100 + 10 * person.key + course.key, person.key, course.key)
        for person in people
        for course in courses
        if chance.random() < 0.7
    )
    sessions = tuple(_existing(chance, 1 + at, days, courses, picks, trainers, rooms) for at in range(4))
    goals = chance.choice((LEAST_CHANGE_GOALS, ("seats", "finish", "sessions"), ("seats", "sessions")))
    seated: set[int] = set()
    held = []
    for row in sessions:
        held.append(replace(row, seated=tuple(key for key in row.seated if key not in seated)))
        seated |= set(row.seated)
    return Problem(weekdays(days), courses, people, picks, trainers, rooms, sessions=tuple(held), goals=goals)


def _existing(
    chance: random.Random,
    key: int,
    days: int,
    courses: tuple[Course, ...],
    picks: tuple[Pick, ...],
    trainers: tuple[Trainer, ...],
    rooms: tuple[Room, ...],
) -> ExistingSession:
    course = chance.choice(courses)
    first = chance.randrange(days - course.days + 1)
    teaching = chance.sample([row.key for row in trainers], 3)
    there = chance.sample([row.key for row in rooms], 3)
    mine = [pick.key for pick in picks if pick.course == course.key]
    return ExistingSession(
        key,
        course.key,
        tuple(range(first, first + course.days)),
        teaching[0],
        None if course.rooms is None else there[0],
        tuple(chance.sample(mine, min(len(mine), chance.randint(0, 3)))),
        chance.choice((Freedom.FREE, Freedom.FREE, Freedom.FREE, Freedom.LOCKED)),
        keeps_trainer=teaching[0] not in course.trainers,
        keeps_room=course.rooms is not None and there[0] not in course.rooms,
        further_trainers=tuple(teaching[1 : 1 + chance.randint(0, 2)]),
        further_rooms=() if course.rooms is None else tuple(there[1 : 1 + chance.randint(0, 2)]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(12, 400))
def test_whatever_is_found_can_be_carried_out(seed: int) -> None:
    problem = _random(seed)
    proposal = solve(problem, QUICK)
    assert check(problem, proposal) == []
