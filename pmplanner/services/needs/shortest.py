"""The shortest set: the fewest days with which people's gaps close, exact and proved.

Each person is a problem of their own: which courses to have picked, so that every required course is
satisfied and every group has its courses, for the fewest days. What is done, and seats in sessions that are
pinned or locked, stay; other picks may go where less will do. A covering problem, hard in general (Karp 1972,
Reducibility among combinatorial problems), but small for a person; CP-SAT solves it and proves the answer.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Seat, TrainingSession
from pmplanner.services.lookup import plain_rows
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses

_ZERO = Decimal(0)
_HUNDREDTHS = 100
"""Days are whole hundredths for the solver, which knows no fractions."""
_SECONDS = 10.0
"""What one person's problem may take; a few milliseconds is what they do."""
_LOSING_A_SEAT = 2
"""How many new picks a lost seat is worth where days are equal."""


class ShortestSet(NamedTuple):
    """What closes the gaps of one person in the fewest days."""

    person_id: int
    kept: tuple[int, ...]
    """The courses of picks that stay and were free to go."""
    added: tuple[int, ...]
    """The courses to be picked."""
    dropped: tuple[int, ...]
    """The courses of picks that are not needed."""
    days: Decimal
    """Of what is kept and added."""
    picked: Decimal
    """Days of the picks that were free to go."""
    gap: Decimal
    """Days that are missing today."""
    is_proved: bool

    @property
    def saved(self) -> Decimal:
        """The days saved beside today's picks with all that is missing picked too."""
        return self.picked + self.gap - self.days


class _Problem(NamedTuple):
    """One person's: alike for all who have the same, and so solved once."""

    clauses: tuple[frozenset[int], ...]
    """Of each set of courses, one has to be picked."""
    groups: tuple["_Group", ...]
    cost: tuple[tuple[int, int, int], ...]
    """By course: hundredths of days, and what picking it and not picking it changes."""


class _Group(NamedTuple):
    """Of these courses so many have to count, or all have to be met."""

    choose: int
    counting: tuple[frozenset[int], ...]
    """Of each course that does not count yet, by what it would."""
    meeting: tuple[frozenset[int], ...]
    """Of each course that is not met yet, by what it would be."""


def shortest_sets(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> dict[int, ShortestSet]:
    """Return the shortest set of everybody who counts in a plan and is required to do anything.

    Of everybody, or of those named. Picks that nothing asks for, such as electives, are left alone.
    Raises PlanError when the plan is gone.
    """
    facts = read_course_facts(db)
    statuses = list_pick_statuses(db, plan_id, person_ids, facts)
    members = read_members(db, plan_id, person_ids, picking={each.person_id for each in statuses})
    needs = read_needs(db, plan_id, person_ids, pick_statuses=statuses, members=members, facts=facts)
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    for each in statuses:
        picks[each.person_id].append(each)
    outside = read_credits(db, plan_id, person_ids, facts)
    days = {course_id: fact.days for course_id, fact in facts.items()}
    rules = _Rules(read_paths(db), read_equivalents(db), days, _withdrawn(db), _kept_picks(db, plan_id))
    solve, found = cache(_solve), {}
    for person_id, member in members.items():
        if not member.employed or not member.stays or not member.tracks:
            continue
        person = rules.person(member, outside.get(person_id, NOTHING), picks[person_id])
        gap = sum((need.days for need in needs.get(person_id, ()) if need.state == "missing"), _ZERO)
        if person.free or gap:
            found[person_id] = person.solved(person_id, gap, solve)
    return found


def _withdrawn(db: Session) -> set[int]:
    return {row[0] for row in plain_rows(db, select(Course.id).where(Course.withdrawn))}


def _kept_picks(db: Session, plan_id: int) -> set[int]:
    """Return the picks of a plan with a seat in a session whose people are to stay."""
    kept = or_(TrainingSession.locked, TrainingSession.pinned)
    query = select(Seat.pick_id).join(TrainingSession, TrainingSession.id == Seat.session_id)
    return {row[0] for row in plain_rows(db, query.where(TrainingSession.plan_id == plan_id, kept))}


Solve = Callable[[_Problem], tuple[frozenset[int], bool]]


@dataclass(frozen=True, slots=True)
class _Person:
    """What one person may do."""

    problem: _Problem
    free: Mapping[int, list[PickStatus]]
    """The picks that may go, by course."""
    days: Mapping[int, Decimal]

    def solved(self, person_id: int, gap: Decimal, solve: Solve) -> ShortestSet:
        """Return the shortest set; *gap* are the days missing today."""
        chosen, is_proved = solve(self.problem)
        return ShortestSet(
            person_id,
            kept=tuple(course for course in self.free if course in chosen),
            added=tuple(sorted(chosen - self.free.keys())),
            dropped=tuple(course for course in self.free if course not in chosen),
            days=sum((self.days[course] for course in chosen), _ZERO),
            picked=sum(map(_days, self.free.values()), _ZERO),
            gap=gap,
            is_proved=is_proved,
        )


def _days(picks: Iterable[PickStatus]) -> Decimal:
    return sum((pick.days for pick in picks), _ZERO)


def _losing(pick: PickStatus) -> int:
    """Return what taking a pick back changes."""
    return 1 if pick.session_id is None else _LOSING_A_SEAT


class _Rules:
    """What is the same for everybody."""

    def __init__(
        self,
        paths: Mapping[int, Path],
        equivalents: Equivalents,
        days: Mapping[int, Decimal],
        withdrawn: Collection[int],
        kept_picks: Collection[int],
    ) -> None:
        self._paths, self._days = paths, days
        self._serving = equivalents.serving
        self._withdrawn, self._kept_picks = withdrawn, kept_picks

    def person(self, member: Member, outside: Credits, picks: Iterable[PickStatus]) -> _Person:
        """Return what one person may do."""
        paths = [self._paths[track] for track in member.tracks if track in self._paths]
        outright = list(dict.fromkeys(course for path in paths for course in path.required))
        asked = {course for path in paths for group in path.groups for course in group.courses}
        useful = frozenset[int]().union(*map(self._serving, asked.union(outright)))
        going, done = [], dict[int, int]()
        for pick in picks:
            if pick.satisfies:
                going.append(pick)
            if pick.status == DONE:
                done[pick.course_id] = max(pick.attempt, done.get(pick.course_id, 0))
        fixed = {pick.course_id for pick in going if self._is_fixed(pick)}
        free: dict[int, list[PickStatus]] = defaultdict(list)
        for pick in going:
            # Who takes a course again that was taken in the plan does so on purpose; and an attempt that a
            # later one has overtaken cannot be taken back.
            is_latest = pick.attempt > done.get(pick.course_id, 0)
            if pick.course_id in useful and pick.course_id not in fixed and is_latest:
                free[pick.course_id].append(pick)
        have = fixed.union(outside.taken)
        clauses = [
            self._open_to(self._serving(course), course, free)
            for course in outright
            if course not in outside.exempt and not self._serving(course) & have
        ]
        groups = [
            self._group(group.choose, group.courses, have, outside.exempt.keys(), free)
            for path in paths
            for group in path.groups
        ]
        days = {course: _days(free[course]) if course in free else self._days[course] for course in useful}
        return _Person(_problem(clauses, groups, days, free), free, days)

    def _is_fixed(self, pick: PickStatus) -> bool:
        return pick.status == DONE or pick.pick_id in self._kept_picks

    def _open_to(self, courses: Iterable[int], course: int, free: Collection[int]) -> frozenset[int]:
        """Return those that can be picked; the course itself where there is no other."""
        there = frozenset(each for each in courses if each in free or each not in self._withdrawn)
        return there or frozenset((course,))

    def _group(
        self,
        choose: int,
        courses: tuple[int, ...],
        have: Collection[int],
        exempt: Collection[int],
        free: Collection[int],
    ) -> _Group:
        """Return what a group still asks for.

        A course counts that is satisfied by itself or from outside the group; one that is satisfied through
        another course of the group alone is passed over, and the group asks for no more than is left.
        """
        within, counting, meeting = frozenset(courses), [], []
        for course in courses:
            if course in exempt:
                continue
            by = self._serving(course)
            alone = (by - within) | {course}
            if not alone & frozenset(have):
                counting.append(self._open_to(alone, course, free))
            if not by & frozenset(have):
                meeting.append(self._open_to(by, course, free))
        choose -= len(courses) - len(counting)
        return _Group(choose, tuple(counting), tuple(meeting))


def _problem(
    clauses: Iterable[frozenset[int]],
    groups: Iterable[_Group],
    days: Mapping[int, Decimal],
    free: Mapping[int, list[PickStatus]],
) -> _Problem:
    """Put together what is still asked, in an order of its own, so that alike is equal."""
    open_groups = [group for group in groups if group.choose > 0 and group.meeting]
    clauses = set(clauses)
    named = [*clauses, *(each for group in open_groups for each in (*group.counting, *group.meeting))]
    cost = []
    for course in sorted(frozenset[int]().union(*named)):
        losing = max((_losing(pick) for pick in free.get(course, ())), default=0)
        cost.append((course, int(days[course] * _HUNDREDTHS), losing))
    return _Problem(tuple(sorted(clauses, key=sorted)), tuple(open_groups), tuple(cost))


def _solve(problem: _Problem) -> tuple[frozenset[int], bool]:
    """Return the courses to have picked, and whether no other choice has fewer days.

    Of choices of the same days the one that changes least, and of these the one that comes first.
    """
    if not problem.groups and all(len(clause) == 1 for clause in problem.clauses):
        return frozenset[int]().union(*problem.clauses), True
    # Here, because it takes longer to import than the window does to open.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    picked = {course: model.new_bool_var("") for course, *_ in problem.cost}
    for clause in problem.clauses:
        model.add_bool_or([picked[course] for course in clause])
    for group in problem.groups:
        if group.choose > len(group.counting):
            is_closed = model.new_constant(0)
        else:
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
    days = changes * (_LOSING_A_SEAT + 1) * (len(picked) + 1)
    model.minimize(
        sum(
            picked[course] * (hundredths * days + (-losing if losing else 1) * changes + rank)
            for rank, (course, hundredths, losing) in enumerate(problem.cost)
        )
    )
    solver = cp_model.CpSolver()
    # One worker: of several, another may come first each time.
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
    solver.parameters.max_time_in_seconds = _SECONDS
    status = solver.solve(model)
    # All picked together close every gap, so that there is an answer, and it is found at once.
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
    chosen = frozenset(course for course, variable in picked.items() if solver.boolean_value(variable))
    return chosen, status == cp_model.OPTIMAL
