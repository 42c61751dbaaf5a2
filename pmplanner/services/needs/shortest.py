"""The shortest set: the fewest days with which people's gaps close, exact and proved.

Each person is a problem of their own: which courses to have picked, so that every required course is
satisfied and every group has its courses, for the fewest days. What is done, and seats in sessions that are
pinned or locked, stay; other picks may go where less will do. What was put off or declined is not picked:
something else has to do, or it stays missing. ``needs/covering.py`` solves it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Seat, TrainingSession
from pmplanner.services.lookup import plain_rows
from pmplanner.services.needs.covering import LOSING_A_SEAT, Cost, Group, Problem, Solve, make_solver, put
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses

_ZERO = Decimal(0)
_HUNDREDTHS = 100
_REFUSED = 1_000_000
"""So many hundredths of a day a course that was refused costs: it is chosen where nothing else will do."""

WhyStaying = Literal["done", "pinned", "locked", "again", "unasked"]
"""Done in the plan; a seat in a session that is pinned or locked; taken again on purpose; not asked for."""


class Staying(NamedTuple):
    """A pick that is not touched, with its days, and why."""

    course_id: int
    days: Decimal
    why: WhyStaying


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
    """Days that are missing today, without what stays missing since it was put off or declined."""
    is_proved: bool
    least: Decimal
    """Days below which no choice can be; those of what is kept and added where that is proved."""
    staying: tuple[Staying, ...]
    """The picks that were not free to go, in the order in which they were made."""

    @property
    def changes(self) -> bool:
        """Whether other picks are to be made or taken back than there are."""
        return bool(self.added or self.dropped)

    @property
    def saved(self) -> Decimal:
        """The days saved beside today's picks with all that is missing picked too."""
        return self.picked + self.gap - self.days


Told = Callable[[int, int], object]
"""Hears how many people are done, and of how many."""


def shortest_sets(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None, told: Told | None = None
) -> dict[int, ShortestSet]:
    """Return the shortest set of everybody who counts in a plan and is required to do anything.

    Of everybody, or of those named. Picks that nothing asks for, such as electives, are left alone.
    *told* hears how far it is, and may end it by raising. Raises PlanError when the plan is gone.
    """
    facts = read_course_facts(db)
    everything = list_pick_statuses(db, plan_id, person_ids, facts, put_aside=True)
    statuses = [each for each in everything if not each.is_put_aside]
    members = read_members(db, plan_id, person_ids, picking={each.person_id for each in statuses})
    needs = read_needs(db, plan_id, person_ids, pick_statuses=statuses, members=members, facts=facts)
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    for each in everything:
        picks[each.person_id].append(each)
    outside = read_credits(db, plan_id, person_ids, facts)
    days = {course_id: fact.days for course_id, fact in facts.items()}
    rules = _Rules(read_paths(db), read_equivalents(db), days, _withdrawn(db), _kept_picks(db, plan_id))
    solve, found = make_solver(), {}
    for number, (person_id, member) in enumerate(members.items()):
        if told is not None:
            told(number, len(members))
        if not member.employed or not member.stays or not member.tracks:
            continue
        person = rules.person(member, outside.get(person_id, NOTHING), picks[person_id])
        missing = [need for need in needs.get(person_id, ()) if need.state == "missing"]
        if person.free or missing:
            found[person_id] = person.solved(person_id, missing, solve)
    return found


def _withdrawn(db: Session) -> set[int]:
    return {row[0] for row in plain_rows(db, select(Course.id).where(Course.withdrawn))}


def _kept_picks(db: Session, plan_id: int) -> dict[int, WhyStaying]:
    """Return the picks of a plan with a seat in a session whose people are to stay, and why those are."""
    kept = or_(TrainingSession.locked, TrainingSession.pinned)
    query = select(Seat.pick_id, TrainingSession.locked).join(
        TrainingSession, TrainingSession.id == Seat.session_id
    )
    # What is locked comes last, and goes before what is pinned.
    here = query.where(TrainingSession.plan_id == plan_id, kept).order_by(TrainingSession.locked)
    rows = plain_rows(db, here)
    return {pick_id: "locked" if locked else "pinned" for pick_id, locked in rows}


@dataclass(frozen=True, slots=True)
class _Person:
    """What one person may do."""

    problem: Problem
    free: Mapping[int, list[PickStatus]]
    """The picks that may go, by course."""
    days: Mapping[int, Decimal]
    staying: tuple[Staying, ...]
    refused: frozenset[int]
    """The courses that were put off or declined."""
    serving: Callable[[int], Collection[int]]

    def solved(self, person_id: int, missing: Iterable[Need], solve: Solve) -> ShortestSet:
        """Return the shortest set; *missing* is what is missing today."""
        found, least, is_proved = solve(self.problem)
        chosen = found - self.refused
        left_out = found & self.refused
        # Of what nothing but refused courses would satisfy, nobody is any nearer.
        gap = sum((need.days for need in missing if not self._stays(need, chosen, left_out)), _ZERO)
        least = max(0, least - _REFUSED * len(left_out))
        return ShortestSet(
            person_id,
            kept=tuple(course for course in self.free if course in chosen),
            added=tuple(sorted(chosen - self.free.keys())),
            dropped=tuple(course for course in self.free if course not in chosen),
            days=sum((self.days[course] for course in chosen), _ZERO),
            picked=sum(map(_days, self.free.values()), _ZERO),
            gap=gap,
            is_proved=is_proved,
            least=Decimal(least) / _HUNDREDTHS,
            staying=self.staying,
        )

    def _stays(self, need: Need, chosen: Collection[int], left_out: Collection[int]) -> bool:
        by = self.serving(need.course_id)
        return any(each in left_out for each in by) and not any(each in chosen for each in by)


def _days(picks: Iterable[PickStatus]) -> Decimal:
    return sum((pick.days for pick in picks), _ZERO)


def _losing(pick: PickStatus) -> int:
    """Return what taking a pick back changes."""
    return 1 if pick.session_id is None else LOSING_A_SEAT


class _Rules:
    """What is the same for everybody."""

    def __init__(
        self,
        paths: Mapping[int, Path],
        equivalents: Equivalents,
        days: Mapping[int, Decimal],
        withdrawn: Collection[int],
        kept_picks: Mapping[int, WhyStaying],
    ) -> None:
        self._paths, self._days = paths, days
        self._serving = equivalents.serving
        self._withdrawn, self._kept_picks = withdrawn, kept_picks

    def person(self, member: Member, outside: Credits, picks: Collection[PickStatus]) -> _Person:
        """Return what one person may do, of whom all *picks* are known."""
        newest = {pick.course_id: pick for pick in sorted(picks, key=lambda pick: pick.attempt)}
        picks = [pick for pick in picks if not pick.is_put_aside]
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
        fixed = {pick.course_id for pick in going if self._why_fixed(pick)}
        free: dict[int, list[PickStatus]] = defaultdict(list)
        staying = []
        for pick in going:
            # Who takes a course again that was taken in the plan does so on purpose; and an attempt that a
            # later one has overtaken cannot be taken back.
            is_latest = pick.attempt > done.get(pick.course_id, 0)
            if pick.course_id in useful and pick.course_id not in fixed and is_latest:
                free[pick.course_id].append(pick)
            else:
                why = self._why_fixed(pick) or ("again" if pick.course_id in useful else "unasked")
                staying.append(Staying(pick.course_id, pick.days, why))
        refused = frozenset(course for course, pick in newest.items() if pick.is_put_aside) - free.keys()
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

        def cost(course: int) -> Cost:
            losing = max(map(_losing, free.get(course, ())), default=0)
            hundredths = _REFUSED if course in refused else int(days[course] * _HUNDREDTHS)
            return Cost(course, hundredths, losing)

        problem = put(clauses, groups, cost)
        return _Person(problem, free, days, tuple(staying), refused, self._serving)

    def _why_fixed(self, pick: PickStatus) -> WhyStaying | None:
        return "done" if pick.status == DONE else self._kept_picks.get(pick.pick_id)

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
    ) -> Group:
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
        return Group(choose, tuple(counting), tuple(meeting))
