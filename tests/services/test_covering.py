"""Choosing what meets all that is asked in the fewest days, against trying every choice."""

from itertools import chain, combinations
from random import Random

import pytest

from pmplanner.services.needs.covering import Cost, Courses, Group, Problem, make_solver, put
from tests.tiers import seeds

COURSES = range(1, 9)


def random_problem(seed: int) -> Problem:
    random = Random(seed)

    def some(most: int) -> Courses:
        return Courses(random.sample(COURSES, random.randint(1, most)))

    groups = []
    for _ in range(random.randint(0, 3)):
        counting = [some(2) for _ in range(random.randint(1, 4))]
        # What would count also meets, and more than that may.
        meeting = [each | some(2) if random.random() < 0.4 else each for each in counting]
        groups.append(Group(random.randint(1, len(counting) + 1), tuple(counting), tuple(meeting)))
    clauses = [some(3) for _ in range(random.randint(0, 4))]
    costs = {
        course: Cost(course, 25 * random.randint(0, 6), random.choice((0, 0, 1, 2))) for course in COURSES
    }
    return put(clauses, groups, costs.__getitem__)


def is_met(problem: Problem, chosen: set[int]) -> bool:
    def counts(group: Group) -> bool:
        counted = sum(bool(each & chosen) for each in group.counting)
        return counted >= group.choose or all(each & chosen for each in group.meeting)

    return all(clause & chosen for clause in problem.clauses) and all(map(counts, problem.groups))


def order(problem: Problem, chosen: set[int]) -> tuple[int, int]:
    """Return the days of a choice, and what it changes."""
    picked = [each for each in problem.cost if each.course in chosen]
    kept = sum(each.losing for each in picked)
    return sum(each.hundredths for each in picked), sum(not each.losing for each in picked) - kept


@pytest.mark.parametrize("seed", seeds(60, 3000))
def test_no_choice_has_fewer_days_or_changes_less(seed: int) -> None:
    problem = random_problem(seed)
    courses = [each.course for each in problem.cost]
    choices = map(set, chain.from_iterable(combinations(courses, size) for size in range(len(courses) + 1)))
    cover = make_solver()(problem)
    assert is_met(problem, set(cover.chosen))
    found = order(problem, set(cover.chosen))
    assert found == min(order(problem, choice) for choice in choices if is_met(problem, choice))
    assert (cover.is_proved, cover.least) == (True, found[0])
