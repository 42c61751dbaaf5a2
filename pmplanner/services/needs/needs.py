"""The required courses of people in a plan, and of each whether it is credited, satisfied or missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.services.lookup import get
from pmplanner.services.needs.credit import NOTHING, Credit, Credits, Source, read_credits
from pmplanner.services.needs.equivalents import Equivalents, read_equivalents
from pmplanner.services.needs.paths import Group, Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.pick_status.course_facts import CourseFacts, read_course_facts
from pmplanner.services.pick_status.pick_status import (
    DONE,
    OPEN,
    SCHEDULED,
    WAITING,
    PickStatus,
    list_pick_statuses,
)

NeedState = Literal["credited", "satisfied", "missing"]
"""Satisfied outside the plan; by a pick of it; or neither."""

_STANDING = {DONE: 0, SCHEDULED: 1, WAITING: 2, OPEN: 2}
_UNSATISFIED = 3


class Need(NamedTuple):
    """A course that is required of a person, and what became of that."""

    course_id: int
    days: Decimal
    """Of the course, whatever days a pick has."""
    state: NeedState
    group_id: int | None = None
    """The group of a path for which it is chosen; None where it is required outright."""
    by_course_id: int | None = None
    """The course that satisfies it, another one where that counts as it; None while it is missing."""
    source: Source | None = None
    """By what it is credited."""
    pick_id: int | None = None
    """The pick that satisfies it; the most advanced one where several do."""
    due: dt.date | None = None
    """The last day of what satisfied it before and expires within the period: a renewal."""

    @property
    def is_expected(self) -> bool:
        """True when it is credited by nothing but a seat booked in another plan."""
        return self.source == "expected"

    @property
    def is_equivalent(self) -> bool:
        """True when another course satisfies it, which counts as it."""
        return self.by_course_id not in (None, self.course_id)


Needs = tuple[Need, ...]


def read_needs(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    *,
    pick_statuses: Collection[PickStatus] | None = None,
    members: Mapping[int, Member] | None = None,
    facts: Mapping[int, CourseFacts] | None = None,
) -> dict[int, Needs]:
    """Return what is required of each person who counts in the plan, of everybody or of those named.

    *pick_statuses* and *members* are theirs, and *facts* those of all courses, if read already. The
    courses are in the order in which they are decided: outright by track and path, then those chosen of
    groups. Raises PlanError when the plan is gone.
    """
    plan = get(db, Plan, plan_id)  # held, so that all who ask for it find it at hand
    if facts is None:
        facts = read_course_facts(db)
    if pick_statuses is None:
        pick_statuses = list_pick_statuses(db, plan_id, person_ids, facts)
    if members is None:
        picking = {each.person_id for each in pick_statuses if not each.is_put_aside}
        members = read_members(db, plan_id, person_ids, picking=picking)
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    for pick_status in pick_statuses:
        if pick_status.satisfies:
            picks[pick_status.person_id].append(pick_status)
    history = read_credits(db, plan.id, person_ids, facts)
    rules = _Rules(read_paths(db), read_equivalents(db), facts)
    found: dict[int, Needs] = {}
    untouched: dict[tuple[int, ...], Needs] = {}
    for person_id, member in members.items():
        if not member.employed or not member.tracks:
            found[person_id] = ()
        elif member.stays and person_id not in picks and person_id not in history:
            if member.tracks not in untouched:
                untouched[member.tracks] = rules.decide(member, NOTHING, ())
            found[person_id] = untouched[member.tracks]
        else:
            found[person_id] = rules.decide(member, history.get(person_id, NOTHING), picks.get(person_id, ()))
    return found


class _Rules:
    """What is the same for everybody."""

    def __init__(
        self, paths: Mapping[int, Path], equivalents: Equivalents, facts: Mapping[int, CourseFacts]
    ) -> None:
        self._paths, self._equivalents, self._facts = paths, equivalents, facts
        self._of_tracks: dict[tuple[int, ...], tuple[dict[int, int | None], list[Group]]] = {}
        self._shared: dict[tuple[object, ...], Need] = {}
        """Needs that thousands have alike, each once."""

    def decide(self, member: Member, outside: Credits, picks: Collection[PickStatus]) -> Needs:
        """Return what is required of one person."""
        history = _History(self._equivalents, outside, picks)
        required, groups = self._asked(member.tracks)
        if groups:
            required = dict(required)
            for group in groups:
                for course in self._choose(group, required, history):
                    required.setdefault(course, group.id)
        needs = [self._need(course, group_id, history) for course, group_id in required.items()]
        # Nobody trains who leaves.
        return tuple(needs if member.stays else (need for need in needs if need.state != "missing"))

    def _asked(self, tracks: tuple[int, ...]) -> tuple[dict[int, int | None], list[Group]]:
        """Return what tracks require outright, each once and without a group, and their groups."""
        found = self._of_tracks.get(tracks)
        if found is None:
            paths = [self._paths[track] for track in tracks if track in self._paths]
            outright: dict[int, int | None] = {course: None for path in paths for course in path.required}
            found = self._of_tracks[tracks] = outright, [group for path in paths for group in path.groups]
        return found

    def _choose(self, group: Group, required: Collection[int], history: "_History") -> list[int]:
        """Return the courses of a group that are to be taken, those first that are nearest to being so."""

        def order(course: int) -> tuple[int, Decimal]:
            return (-1 if course in required else history.standing(course)), self._facts[course].days

        candidates = [course for course in group.courses if not history.only_through(course, group.courses)]
        return sorted(candidates, key=order)[: group.choose]

    def _need(self, course: int, group_id: int | None, history: "_History") -> Need:
        days = self._facts[course].days
        due = None
        if history.is_anything_outside:
            credit = history.credit(course)
            if credit is not None:
                return self._alike(course, days, "credited", group_id, credit.course_id, credit.source)
            due = history.due(course)
        pick = history.pick(course)
        if pick is not None:
            return Need(course, days, "satisfied", group_id, pick.course_id, None, pick.pick_id, due)
        return self._alike(course, days, "missing", group_id, None, None, None, due)

    def _alike(self, course: int, days: Decimal, *rest: Any) -> Need:
        key = course, rest
        need = self._shared.get(key)
        if need is None:
            need = self._shared[key] = Need(course, days, *rest)
        return need


class _History:
    """What one person has and has picked."""

    def __init__(self, equivalents: Equivalents, outside: Credits, picks: Collection[PickStatus]) -> None:
        self._equivalents = equivalents
        self._outside = outside
        self.is_anything_outside = outside is not NOTHING
        self._picks: dict[int, PickStatus] = {}
        for pick in picks:
            other = self._picks.get(pick.course_id)
            if other is None or _STANDING[pick.status] < _STANDING[other.status]:
                self._picks[pick.course_id] = pick

    def credit(self, course: int) -> Credit | None:
        """Return what credits a course: what is certain first, and of that the course itself."""
        exempt = self._outside.exempt.get(course)
        taken = self._outside.taken
        if exempt is None and not taken:
            return None
        serving = self._equivalents.serving(course)
        if len(serving) == 1 and exempt is None:
            return taken.get(course)
        found = [taken[other] for other in serving & taken.keys()]
        if exempt is not None:
            found.append(exempt)
        return min(
            found,
            key=lambda credit: (
                credit.source == "expected",
                credit.course_id != course,
                credit.preference,
                credit.course_id,
            ),
            default=None,
        )

    def pick(self, course: int) -> PickStatus | None:
        """Return the pick that satisfies a course: the most advanced, and of these the course itself."""
        serving = self._equivalents.serving(course)
        if len(serving) == 1:
            return self._picks.get(course)
        found = [self._picks[other] for other in serving & self._picks.keys()]
        if len(found) < 2:
            return found[0] if found else None
        return min(
            found,
            key=lambda pick: (_STANDING[pick.status], pick.course_id != course, pick.pick_id),
        )

    def due(self, course: int) -> dt.date | None:
        """Return when what satisfied a course expires within the period; None where nothing does."""
        ending = self._outside.ending
        if not ending and not self._outside.exempt_ending:
            return None
        days = [ending[other] for other in self._equivalents.serving(course) & ending.keys()]
        if course in self._outside.exempt_ending:
            days.append(self._outside.exempt_ending[course])
        return max(days, default=None)

    def standing(self, course: int) -> int:
        """Return how near a course is to being satisfied: credited 0, done 1, seated 2, picked 3, else 4."""
        if self.credit(course) is not None:
            return 0
        pick = self.pick(course)
        return 1 + (_UNSATISFIED if pick is None else _STANDING[pick.status])

    def only_through(self, course: int, group: Collection[int]) -> bool:
        """Say whether a course is satisfied by nothing but other courses of its group."""
        if course in self._outside.exempt:
            return False
        serving = self._equivalents.serving(course)
        by = (serving & self._outside.taken.keys()) | (serving & self._picks.keys())
        return bool(by) and course not in by and by <= set(group)


def missing_of(needs: Mapping[int, Needs]) -> Iterator[tuple[int, Need]]:
    """Yield what is missing, with the person."""
    for person_id, theirs in needs.items():
        for need in theirs:
            if need.state == "missing":
                yield person_id, need
