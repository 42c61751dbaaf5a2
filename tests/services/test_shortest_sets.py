"""The shortest set against trying every set, and what it says of a plan."""

from decimal import Decimal
from itertools import chain, combinations
from random import Random

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Pick, TrainingSession
from pmplanner.services.needs.shortest import ShortestSet, shortest_sets
from pmplanner.services.plans.shortest import take_shortest_sets
from pmplanner.storage.workspace import Workspace
from tests.services.slow_needs import Slow, SlowPerson, SlowPick
from tests.services.test_needs_by_force import made, shared
from tests.tiers import seeds

__all__ = ["shared"]


class Person:
    """What one person may do, tried out by the slow reading of needs."""

    def __init__(self, slow: Slow, person_id: int) -> None:
        self.slow, self.person = slow, slow.people[person_id]
        picks = [slow.pick(pick) for pick in slow.picks_in_plan(self.person)]
        going = [pick for pick in picks if pick.satisfies]
        self.going, self.fixed = going, [pick for pick in going if self._stays(pick)]
        taken = {pick.pick.course_id for pick in self.fixed}
        asked = {
            item.course_id
            for item in slow.items
            if item.track_id in slow.tracks_of(self.person) and item.kind != "elective"
        }
        self.useful = [
            course for course in slow.courses if any(slow.reaches(course, other) for other in asked)
        ]
        newest = {
            pick.course_id: pick
            for pick in sorted(slow.picks_of[person_id], key=lambda each: each.attempt)
            if pick.plan_id == slow.plan.id
        }
        refused = {course for course, pick in newest.items() if slow.is_put_aside(pick)}
        self.free: dict[int, list[SlowPick]] = {course: [] for course in self.useful}
        for pick in going:
            course = pick.pick.course_id
            if course in self.free and course not in taken and not self._is_overtaken(pick, picks):
                self.free[course].append(pick)
        self.refused = refused - {course for course, free in self.free.items() if free}

    def _is_overtaken(self, pick: SlowPick, picks: list[SlowPick]) -> bool:
        one = pick.pick
        later = [each for each in picks if each.pick.course_id == one.course_id and each.status == "done"]
        return any(each.pick.attempt > one.attempt for each in later)

    def _stays(self, pick: SlowPick) -> bool:
        sessions = [self.slow.sessions[seat.session_id] for seat in self.slow.seats_of[pick.pick.id]]
        return pick.status == "done" or any(session.locked or session.pinned for session in sessions)

    def staying(self) -> list[tuple[int, str]]:
        """Return the picks that are not free to go, and why."""
        free = {pick.pick.id for picks in self.free.values() for pick in picks}
        return [(pick.pick.course_id, self._why(pick)) for pick in self.going if pick.pick.id not in free]

    def _why(self, pick: SlowPick) -> str:
        sessions = [self.slow.sessions[seat.session_id] for seat in self.slow.seats_of[pick.pick.id]]
        if pick.status == "done":
            return "done"
        if any(session.locked for session in sessions):
            return "locked"
        if any(session.pinned for session in sessions):
            return "pinned"
        return "again" if pick.pick.course_id in self.useful else "unasked"

    def closes(self, courses: tuple[int, ...]) -> bool:
        picks = [*self.fixed, *(self._pick(course) for course in courses)]
        return all(need.state != "missing" for need in self.slow.needs(self.person, picks))

    def _pick(self, course: int) -> SlowPick:
        pick = Pick(plan_id=self.slow.plan.id, person_id=self.person.id, course_id=course)
        return SlowPick(pick, "open", Decimal(0), True, Decimal(0), True)

    def days(self, courses: tuple[int, ...]) -> Decimal:
        picks = [(self.free[course], self.slow.courses[course].days) for course in courses]
        return sum(
            (sum((p.days for p in free), Decimal(0)) if free else days for free, days in picks), Decimal(0)
        )

    def fewest(self) -> tuple[int, Decimal]:
        """Try every set: as few of what was refused as can be, and then the fewest days of the others."""
        sizes = range(len(self.useful) + 1)
        sets = chain.from_iterable(combinations(self.useful, size) for size in sizes)
        return min(self._order(each) for each in sets if self.closes(each))

    def _order(self, courses: tuple[int, ...]) -> tuple[int, Decimal]:
        left = tuple(course for course in courses if course not in self.refused)
        return len(courses) - len(left), self.days(left)

    def closes_with(self, courses: tuple[int, ...], count: int) -> bool:
        """Say whether they close all gaps together with so many of what was refused."""
        refused = combinations(sorted(self.refused.intersection(self.useful)), count)
        return any(self.closes((*courses, *each)) for each in refused)


def lock_some(db: Session, seed: int) -> None:
    """Let some sessions keep their people."""
    random = Random(seed)
    for session in db.query(TrainingSession).order_by(TrainingSession.id):
        session.locked, session.pinned = random.random() < 0.2, random.random() < 0.2
    db.flush()


def check(person: Person, found: ShortestSet) -> None:
    chosen = (*found.kept, *found.added)
    refused, days = person.fewest()
    assert person.closes_with(chosen, refused)
    assert not person.refused.intersection(chosen)
    assert found.days == person.days(chosen) == days
    assert (found.is_proved, found.least) == (True, found.days)
    assert set(found.kept) | set(found.dropped) == {course for course, free in person.free.items() if free}
    assert found.picked == person.days((*found.kept, *found.dropped))
    assert sorted((each.course_id, each.why) for each in found.staying) == sorted(person.staying())


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(12, 500))
def test_no_set_that_closes_all_gaps_has_fewer_days(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, _):
        lock_some(db, seed)
        slow, found = Slow(db, plan), shortest_sets(db, plan)
        for person_id, theirs in slow.everybody().items():
            if person_id in found:
                check(Person(slow, person_id), found[person_id])
            else:
                assert all(need.state != "missing" for need in theirs.needs)


def test_it_says_how_far_it_is(sampled: Workspace) -> None:
    heard: list[tuple[int, int]] = []
    with sampled.read() as db:
        shortest_sets(db, 1, told=lambda done, total: heard.append((done, total)))
    assert heard == [(number, len(heard)) for number in range(len(heard))]
    assert len(heard) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(5, 200))
def test_taken_they_leave_no_gap_and_their_days(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, _):
        lock_some(db, seed)
        slow = Slow(db, plan)
        before = slow.everybody()
        found = shortest_sets(db, plan)
        refused = {person_id: Person(slow, person_id).fewest()[0] for person_id in found}
        take_shortest_sets(db, plan, found.values())
        slow = Slow(db, plan)
        for person_id, sets in found.items():
            after = slow.person(slow.people[person_id])
            missing = {need.course for need in after.needs if need.state == "missing"}
            # What stays missing is what only a course that was refused would satisfy.
            if not refused[person_id]:
                assert not missing
            if not is_done_already(slow, person_id, sets):
                assert planned(after) == planned(before[person_id]) - sets.picked + sets.days


def planned(person: SlowPerson) -> Decimal:
    return sum((person.figures[name] for name in ("done", "scheduled", "open")), Decimal(0))


def is_done_already(slow: Slow, person_id: int, sets: ShortestSet) -> bool:
    """Say whether what is picked was recorded as done before it was picked, which counts at once."""
    done = slow.completions[person_id]
    return any(each.course_id in sets.added and each.completed_on in slow.period for each in done)
