"""Covering: the fewest days of courses that meet what is asked of one person, exact and proved.

A covering problem, hard in general (Karp 1972, Reducibility among combinatorial problems), but small for a
person. What is decided anyway is taken out first, and what is left falls into parts that share no course
(Caprara, Toth, Fischetti 2000, Algorithms for the set covering problem, doi:10.1023/A:1019225027893); CP-SAT
solves each part and proves the answer. Parts that are alike, of whichever people, are solved once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

Courses = frozenset[int]

LOSING_A_SEAT = 2
"""How many new picks a lost seat is worth where days are equal."""
_SECONDS = 10.0
"""What one part may take; a millisecond is what it does."""
_SMALL = 40
"""With so few courses a part is solved sooner as it is than made simpler first."""


class Group(NamedTuple):
    """Of these courses so many have to count, or all have to be met."""

    choose: int
    counting: tuple[Courses, ...]
    """Of each course that does not count yet, by what it would."""
    meeting: tuple[Courses, ...]
    """Of each course that is not met yet, by what it would be."""


class Cost(NamedTuple):
    """What it takes to have a course picked."""

    course: int
    hundredths: int
    """Of days, for the solver knows no fractions."""
    losing: int
    """What taking a pick of it back changes; 0 where there is none, and picking it changes something."""

    @property
    def order(self) -> tuple[int, int, int]:
        """What is less is rather picked: days first, then what changes least, then what comes first."""
        return self.hundredths, -self.losing or 1, self.course


class Problem(NamedTuple):
    """What is asked: alike for all who have the same, and so solved once."""

    clauses: tuple[Courses, ...]
    """Of each set of courses, one has to be picked."""
    groups: tuple[Group, ...]
    cost: tuple[Cost, ...]
    """By course, in the order of ids."""


class Cover(NamedTuple):
    """What is to be picked."""

    chosen: Courses
    least: int
    """Hundredths of days below which no choice can be: those of *chosen* where that is proved."""
    is_proved: bool


Solve = Callable[[Problem], Cover]


def make_solver() -> Solve:
    """Return what solves problems, and remembers them and their parts as long as it is kept."""
    solve_part = cache(_solve_part)

    @cache
    def solve(problem: Problem) -> Cover:
        """Return what to pick: of the same days what changes least, and of that what comes first."""
        forced, rest = _decide(problem)
        covers = [solve_part(part) for part in _parts(rest)] if rest.clauses or rest.groups else []
        days = {each.course: each.hundredths for each in problem.cost}
        return Cover(
            forced.union(*(cover.chosen for cover in covers)),
            sum(days[course] for course in forced) + sum(cover.least for cover in covers),
            all(cover.is_proved for cover in covers),
        )

    return solve


def put(clauses: Iterable[Courses], groups: Iterable[Group], cost: Callable[[int], Cost]) -> Problem:
    """Put together what is still asked, in an order of its own, so that alike is equal."""
    return _put(set(clauses), [group for group in groups if group.choose > 0 and group.meeting], cost)


def _put(clauses: Collection[Courses], groups: Collection[Group], cost: Callable[[int], Cost]) -> Problem:
    named = [*clauses, *(each for group in groups for each in (*group.counting, *group.meeting))]
    courses = sorted(Courses().union(*named))
    return Problem(tuple(sorted(clauses, key=sorted)), tuple(groups), tuple(map(cost, courses)))


def _decide(problem: Problem) -> tuple[Courses, Problem]:
    """Return the courses that have to be picked anyway, and what is asked beside them.

    A course is picked where nothing else will do, and where it is there already and has no days. One is
    passed over where another meets all that it meets and is rather picked.
    """
    costs = {each.course: each for each in problem.cost}
    forced = {each.course for each in problem.cost if each.losing and not each.hundredths}
    clauses, groups = set(problem.clauses), list(problem.groups)
    while True:
        forced.update(*(clause for clause in clauses if len(clause) == 1))
        clauses = {clause for clause in clauses if not clause & forced}
        more, groups = _met(groups, forced)
        if more:
            clauses |= more
            continue
        passed = _passed_over(clauses, groups, costs)
        if not passed:
            break
        clauses = {clause - passed for clause in clauses}
        groups = [Group(choose, _without(a, passed), _without(b, passed)) for choose, a, b in groups]
    clauses = {each for each in clauses if not any(other < each for other in clauses)}
    return Courses(forced), _put(clauses, groups, costs.__getitem__)


def _without(sets: Iterable[Courses], gone: Courses) -> tuple[Courses, ...]:
    return tuple(each - gone for each in sets)


def _met(groups: Iterable[Group], picked: set[int]) -> tuple[set[Courses], list[Group]]:
    """Return the groups that are not met by what is picked; as clauses what leaves no choice."""
    clauses, left = set[Courses](), []
    for choose, counting, meeting in groups:
        open_counting = tuple(each for each in counting if not each & picked)
        open_meeting = tuple(each for each in meeting if not each & picked)
        choose -= len(counting) - len(open_counting)
        if choose <= 0 or not open_meeting:
            continue
        if choose > len(open_counting):
            # Nothing else is left in the group that could count.
            clauses.update(open_meeting)
        else:
            left.append(Group(choose, open_counting, open_meeting))
    return clauses, left


def _passed_over(clauses: Iterable[Courses], groups: Iterable[Group], costs: dict[int, Cost]) -> Courses:
    """Return the courses beside each of which another meets all that it does and is rather picked."""
    meets: dict[int, set[int]] = defaultdict(set)
    named = [*clauses, *(each for group in groups for each in (*group.counting, *group.meeting))]
    for number, courses in enumerate(named):
        for course in courses:
            meets[course].add(number)
    passed = set[int]()
    for course, here in meets.items():
        beside = named[next(iter(here))]
        if any(
            here <= meets[other] and costs[other].order < costs[course].order
            for other in beside
            if other != course and other not in passed
        ):
            passed.add(course)
    return Courses(passed)


def _parts(problem: Problem) -> Iterator[Problem]:
    """Yield what is asked in parts that share no course."""
    costs = {each.course: each for each in problem.cost}
    part_of = {course: course for course in costs}

    def root(course: int) -> int:
        while part_of[course] != course:
            part_of[course] = course = part_of[part_of[course]]
        return course

    together = [
        *problem.clauses,
        *(Courses().union(*each.counting, *each.meeting) for each in problem.groups),
    ]
    for courses in together:
        first, *others = map(root, sorted(courses))
        for other in others:
            part_of[root(other)] = root(first)
    clauses: dict[int, list[Courses]] = defaultdict(list)
    groups: dict[int, list[Group]] = defaultdict(list)
    for clause in problem.clauses:
        clauses[root(min(clause))].append(clause)
    for group in problem.groups:
        groups[root(min(group.meeting[0]))].append(group)
    for part in sorted(clauses.keys() | groups.keys()):
        yield _put(clauses[part], groups[part], costs.__getitem__)


def _solve_part(problem: Problem) -> Cover:
    # Here, because it takes longer to import than the window does to open.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    picked = {each.course: model.new_bool_var("") for each in problem.cost}
    for clause in problem.clauses:
        model.add_bool_or([picked[course] for course in clause])
    for group in problem.groups:
        is_closed = model.new_bool_var("")
        counted = [model.new_bool_var("") for _ in group.counting]
        for counts, courses in zip(counted, group.counting, strict=True):
            model.add_bool_or([picked[course] for course in courses]).only_enforce_if(counts)
        model.add(sum(counted) >= group.choose).only_enforce_if(is_closed)
        # Else nothing is left in the group that could be asked for.
        for courses in group.meeting:
            model.add_bool_or([is_closed, *(picked[course] for course in courses)])
    # Each term outweighs all that follow it.
    changes = len(picked) ** 2 + 1
    days = changes * (LOSING_A_SEAT + 1) * (len(picked) + 1)
    model.minimize(
        sum(
            picked[each.course] * (each.hundredths * days + each.order[1] * changes + rank)
            for rank, each in enumerate(problem.cost)
        )
    )
    solver = cp_model.CpSolver()
    # One worker: of several, another may come first each time.
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
    solver.parameters.max_time_in_seconds = _SECONDS
    solver.parameters.cp_model_presolve = len(picked) > _SMALL
    status = solver.solve(model)
    # All picked together meet all that is asked, so that there is an answer, and it is found at once.
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
    chosen = Courses(course for course, variable in picked.items() if solver.boolean_value(variable))
    is_proved = status == cp_model.OPTIMAL
    least = sum(each.hundredths for each in problem.cost if each.course in chosen)
    if not is_proved:
        # What follows the days weighs less than a hundredth.
        least = min(least, max(0, int(solver.best_objective_bound // days)))
    return Cover(chosen, least, is_proved)
