"""Tries everything: the best value of the first two goals of a tiny problem, by the checker's word alone."""

from itertools import product

from pmplanner.scheduling.check import check
from pmplanner.scheduling.figures import left_out
from pmplanner.scheduling.problem import PlannedSession, Problem, Proposal


def best_value(problem: Problem) -> tuple[int, int]:
    """Give the least importance left out, and the fewest sessions then."""
    best = (sum(pick.importance for pick in problem.picks), 0)
    days = len(problem.days)
    lengths = {course.key: course.days for course in problem.courses}
    choices = [
        [None, *((start, number) for start in range(days - lengths[pick.course] + 1) for number in (0, 1))]
        for pick in problem.picks
    ]
    # A second session of a course on the same day helps only where seats or rooms are few.
    for chosen in product(*choices):
        groups: dict[tuple[int, int, int], list[int]] = {}
        unseated = []
        for pick, choice in zip(problem.picks, chosen, strict=True):
            if choice is None:
                unseated.append(pick.key)
            else:
                groups.setdefault((pick.course, *choice), []).append(pick.key)
        if any(number and (course, start, 0) not in groups for course, start, number in groups):
            continue
        value = (left_out(problem, Proposal((), tuple(unseated))), len(groups))
        if value < best and _can_be_held(problem, groups, tuple(unseated)):
            best = value
    return best


def _can_be_held(
    problem: Problem, groups: dict[tuple[int, int, int], list[int]], unseated: tuple[int, ...]
) -> bool:
    courses = {course.key: course for course in problem.courses}
    options = []
    for course, _, _ in groups:
        trainers = courses[course].trainers or (None,)
        rooms = courses[course].rooms
        options.append(list(product(trainers, (None,) if rooms is None else rooms)))
    for chosen in product(*options):
        sessions = tuple(
            PlannedSession(
                None, course, tuple(range(start, start + courses[course].days)), trainer, room, tuple(seated)
            )
            for ((course, start, _), seated), (trainer, room) in zip(groups.items(), chosen, strict=True)
        )
        if not check(problem, Proposal(sessions, unseated)):
            return True
    return False
