"""The training problems of the benchmarks are as hard as they claim to be."""

from collections import Counter

import pytest

from pmplanner.scheduling.model.problem import Problem
from tests.benchmarks.training_problems import training_problem


def loads(problem: Problem) -> tuple[float, float]:
    """Give the shares of the days of rooms and of trainers that the fewest sessions take."""
    counts = Counter(pick.course for pick in problem.picks)
    wanted = sum(-(-counts[row.key] // (row.seats_max or 1)) * row.days for row in problem.courses)
    days = len(problem.days)
    rooms = sum(days - len(row.unavailable) for row in problem.rooms)
    trainers = sum(days - len(row.unavailable) for row in problem.trainers)
    return wanted / rooms, wanted / trainers


@pytest.mark.parametrize(
    ("people", "variant"), [(30, "tight"), (100, "tight"), (300, "usual"), (1000, "usual"), (3000, "usual")]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_four_fifths_of_the_rooms_and_seven_tenths_of_the_trainers_are_booked(
    people: int, variant: str, seed: int
) -> None:
    assert loads(training_problem(people, seed, variant)) == pytest.approx((0.80, 0.70), abs=0.01)


@pytest.mark.parametrize(("people", "rooms", "trainers"), [(30, 0.2, 0.14), (100, 0.55, 0.5)])
def test_whole_rooms_and_trainers_are_booked_less_where_they_are_few(
    people: int, rooms: float, trainers: float
) -> None:
    found = loads(training_problem(people))
    assert rooms <= found[0] <= 0.80
    assert trainers <= found[1] <= 0.70


def test_an_overfull_problem_has_more_to_do_than_days() -> None:
    assert min(loads(training_problem(300, 1, "full"))) > 1
    assert max(loads(training_problem(300, 1, "loose"))) <= 0.51


@pytest.mark.parametrize("people", [30, 300, 1000])
def test_everybody_is_away_one_day_in_seven_in_blocks(people: int) -> None:
    problem = training_problem(people)
    days = len(problem.days)
    away = [set(row.unavailable) for row in problem.people]
    assert {len(one) for one in away} == {round(0.15 * days)}
    blocks = [sum(day - 1 not in one for day in one) for one in away]
    assert sum(map(len, away)) / sum(blocks) > 3.5


@pytest.mark.parametrize("people", [30, 300, 1000, 3000])
def test_a_quarter_of_the_courses_has_a_prerequisite(people: int) -> None:
    problem = training_problem(people)
    course_of = {pick.key: pick.course for pick in problem.picks}
    pairs = {(course_of[pick.after[0]], pick.course) for pick in problem.picks if pick.after}
    assert len({later for _, later in pairs}) == pytest.approx(len(problem.courses) / 4, abs=2)
    assert len(pairs) == len({later for _, later in pairs})
    assert all(first < later for first, later in pairs)


def test_courses_seats_and_trainers_are_as_said() -> None:
    problem = training_problem(1000)
    assert {row.days for row in problem.courses} == {1, 2, 3, 4, 5}
    assert {row.seats_max for row in problem.courses} == set(range(8, 17))
    assert {len(row.trainers) for row in problem.courses} == {2, 3}
    assert {row.seats for row in problem.rooms} == {10, 16}
    teaching = Counter(one for row in problem.courses for one in row.trainers)
    assert len(teaching) == len(problem.trainers)
    assert 3.7 < len(problem.picks) / len(problem.people) < 4.2


def test_the_same_seed_makes_the_same_problem() -> None:
    assert training_problem(100, 3) == training_problem(100, 3)
    assert training_problem(100, 3) != training_problem(100, 4)
