"""Tries everything: the best value of the first two goals of a tiny problem, by the checker's word alone."""

from dataclasses import replace
from itertools import product

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.objectives import left_out, measure
from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Problem, Proposal


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


def best_with_sessions(problem: Problem) -> tuple[int, ...]:
    """Give the best value of all goals of a tiny problem with sessions that are there already.

    Whoever has a seat keeps one; what stands is as it is, and others may join it.
    """
    standing = [row for row in problem.sessions if row.freedom is not Freedom.FREE]
    fixed = {key for row in standing for key in row.seated}
    seated = {key for row in problem.sessions for key in row.seated}
    lengths = {course.key: course.days for course in problem.courses}
    open_picks = [pick for pick in problem.picks if pick.key not in fixed]
    choices = []
    for pick in open_picks:
        starts = range(len(problem.days) - lengths[pick.course] + 1)
        own: list[tuple[int, int] | int | None] = [] if pick.key in seated else [None]
        own += [(start, number) for start in starts for number in (0, 1)]
        own += [row.key for row in standing if row.course == pick.course]
        choices.append(own)
    best: tuple[int, ...] = (1 << 30,) * len(problem.goals)
    for chosen in product(*choices):
        joined: dict[int, list[int]] = {row.key: list(row.seated) for row in standing}
        groups: dict[tuple[int, int, int], list[int]] = {}
        unseated = []
        for pick, choice in zip(open_picks, chosen, strict=True):
            if choice is None:
                unseated.append(pick.key)
            elif isinstance(choice, int):
                joined[choice].append(pick.key)
            else:
                groups.setdefault((pick.course, *choice), []).append(pick.key)
        if any(number and (course, start, 0) not in groups for course, start, number in groups):
            continue
        rows = tuple(
            PlannedSession(row.key, row.course, row.days, row.trainer, row.room, tuple(joined[row.key]))
            for row in standing
        )
        new = tuple(
            PlannedSession(
                None, course, tuple(range(start, start + lengths[course])), None, None, tuple(keys)
            )
            for (course, start, _), keys in groups.items()
        )
        value = measure(problem, Proposal((*rows, *new), tuple(unseated)))
        if value < best and _some_way(problem, rows, new, tuple(unseated)):
            best = value
    return best


def _some_way(
    problem: Problem,
    standing: tuple[PlannedSession, ...],
    new: tuple[PlannedSession, ...],
    unseated: tuple[int, ...],
) -> bool:
    """Tell whether some choice of trainers and rooms lets all sessions be held."""
    courses = {course.key: course for course in problem.courses}
    options = [
        product(
            courses[row.course].trainers or (None,),
            (None,) if courses[row.course].rooms is None else courses[row.course].rooms or (),
        )
        for row in new
    ]
    for chosen in product(*options):
        held = tuple(
            replace(row, trainer=trainer, room=room) for row, (trainer, room) in zip(new, chosen, strict=True)
        )
        if not check(problem, Proposal((*standing, *held), unseated)):
            return True
    return False
