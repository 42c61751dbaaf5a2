"""Tracks side by side against a slow reading of what they are."""

from decimal import Decimal
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import CourseSkill, Skill, Track, TrackSkill
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.people import read_members
from pmplanner.services.needs.roles import Comparison, SkillLine, compare_tracks
from pmplanner.storage.workspace import Workspace
from tests.services.slow_needs import Slow, SlowHistory
from tests.services.test_needs_by_force import made, shared
from tests.support import known
from tests.tiers import seeds

__all__ = ["shared"]


RANKS = {"": 1, "awareness": 1, "working": 2, "expert": 3}


def teach(db: Session, courses: list[int], seed: int) -> None:
    """Let courses teach some of four skills, at some levels, and some tracks say what they want of them."""
    random = Random(seed)
    levels = ["", "awareness", "working", "expert"]
    saying = [track for track in db.scalars(select(Track.id)) if random.random() < 0.4]
    for name in ("cooking", "driving", "reading", "Writing"):
        skill = Skill(name=name)
        db.add(skill)
        db.flush()
        for course in courses:
            if random.random() < 0.3:
                db.add(CourseSkill(course_id=course, skill_id=skill.id, level=random.choice(levels)))
        for track in saying:
            if random.random() < 0.6:
                db.add(TrackSkill(track_id=track, skill_id=skill.id, level=random.choice(levels)))
    db.flush()


class SlowRoles:
    """Who has and plans what, asked one by one."""

    def __init__(self, db: Session, slow: Slow) -> None:
        self.slow = slow
        self.people = slow.everybody()
        pairs = db.execute(select(CourseSkill.course_id, Skill.name, CourseSkill.level).join(Skill)).all()
        # Courses that say no level of their own give what is not noted at the lowest one.
        self.pairs = {(course, name): RANKS[level or "awareness"] for course, name, level in pairs}
        said = db.execute(select(TrackSkill.track_id, Skill.name, TrackSkill.level).join(Skill)).all()
        self.said = {(track, name): RANKS[level] for track, name, level in said}

    def wanting(self, skill: str, tracks: tuple[int, ...]) -> set[int]:
        saying = {track for track, _ in self.said}
        items = [item for item in self.slow.items if (item.course_id, skill) in self.pairs]
        found = {item.track_id for item in items} - saying
        found |= {track for track, name in self.said if name == skill}
        return found & set(tracks)

    def least(self, person_id: int, skill: str, tracks: set[int]) -> int:
        """The level that those of the person's tracks want that are compared and want it."""
        theirs = set(self.slow.tracks_of(self.slow.people[person_id])) & tracks
        return max(1, *(self.said.get((track, skill), 1) for track in theirs))

    def standing(self, person_id: int, skill: str, least: int) -> str:
        """Whether somebody has a skill at a level or above, plans it, or lacks it."""
        person, found = self.slow.people[person_id], self.people[person_id]
        outside = list(self.slow.outside(person))
        history = SlowHistory(self.slow, outside, [])
        credited = {
            (taken, how)
            for course in self.slow.courses
            for taken, how in history.valid(course)
            if taken == course and how != "exempt"
        }
        going = [(pick.pick.course_id, pick.status) for pick in found.picks if pick.satisfies]
        done = [course for course, how in credited if how == "done"]
        done += [course for course, status in going if status == "done"]
        if any(self.pairs.get((course, skill), 0) >= least for course in done):
            return "have"
        coming = [course for course, how in credited if how == "expected"]
        coming += [course for course, status in going if status != "done"]
        return "planned" if any(self.pairs.get((course, skill), 0) >= least for course in coming) else "lack"

    def count(self, line: SkillLine, tracks: set[int]) -> dict[str, int]:
        counts = {"have": 0, "planned": 0, "lack": 0}
        for person_id in self.people:
            if tracks & set(self.slow.tracks_of(self.slow.people[person_id])):
                least = self.least(person_id, line.name, tracks)
                counts[self.standing(person_id, line.name, least)] += 1
        return counts


def check(slow: SlowRoles, tracks: tuple[int, ...], found: Comparison) -> None:
    names = {skill for _, skill in (*slow.pairs, *slow.said)}
    wanted = {skill for skill in names if slow.wanting(skill, tracks)}
    lines = [(line, block) for block in found.blocks for line in block.skills]
    assert sorted(line.name for line, _ in lines) == sorted(wanted)
    for line, block in lines:
        assert set(block.track_ids) == slow.wanting(line.name, tracks)
        counts = slow.count(line, set(block.track_ids))
        assert {"have": line.have, "planned": line.planned, "lack": line.lack} == counts
        for course in line.courses:
            kinds = {i.track_id: i.kind for i in slow.slow.items if i.course_id == course.course_id}
            assert course.kinds == {track: kind for track, kind in kinds.items() if track in tracks}
    for track in tracks:
        days = sum((block.days for block in found.blocks if track in block.track_ids), Decimal(0))
        assert days == found.path_days[track] == slow.slow.path_days(track)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 300))
def test_blocks_part_the_skills_and_days_and_count_the_people(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        teach(db, list(slow.courses), seed)
        roles = SlowRoles(db, slow)
        for size in (2, 3):
            for tracks in combinations(slow.tracks, size):
                check(roles, tracks, compare_tracks(db, plan, tracks))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(7, 300))
def test_who_has_plans_or_lacks_a_skill_agrees_with_the_needs(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        teach(db, list(slow.courses), seed)
        roles = SlowRoles(db, slow)
        teaches = roles.pairs
        needs, members = read_needs(db, plan), read_members(db, plan)
        for block in compare_tracks(db, plan, list(slow.tracks)[:2]).blocks:
            theirs = {i for i, member in members.items() if set(block.track_ids) & set(member.tracks)}
            for line in block.skills:
                assert sorted((*line.having, *line.planning, *line.lacking)) == sorted(theirs)
                for person_id in theirs:
                    met = [
                        need
                        for need in needs[person_id]
                        if (need.by_course_id, line.name) in teaches and need.source != "exemption"
                    ]
                    done = [n for n in met if n.state == "credited" and not n.is_expected]
                    least = roles.least(person_id, line.name, set(block.track_ids))
                    enough = [n for n in met if teaches[known(n.by_course_id), line.name] >= least]
                    assert not enough or person_id not in line.lacking
                    assert not [n for n in done if n in enough] or person_id in line.having
                for person_id, course in (*line.having.items(), *line.planning.items()):
                    assert (course, line.name) in teaches
                    assert person_id in theirs


@pytest.mark.parametrize("number", [0, 1, 4])
def test_only_two_or_three_tracks_are_compared(sampled: Workspace, number: int) -> None:
    with sampled.read() as db:
        tracks = [1, 1, 1, 1][:number] if number != 1 else [1]
        with pytest.raises(PlanError, match="Two or three different tracks"):
            compare_tracks(db, 1, tracks)


def test_the_product_and_the_project_manager_share_and_differ(sampled: Workspace) -> None:
    with sampled.read() as db:
        codes = {code: track_id for track_id, code in db.execute(select(Track.id, Track.code))}
        found = compare_tracks(db, 1, [codes["PDM"], codes["PJM"]])
    product, project, both = found.blocks
    assert "leadership" in [line.name for line in both.skills]
    assert "market" not in [line.name for line in project.skills]
    assert product.days + both.days == found.path_days[codes["PDM"]]
    assert project.days + both.days == found.path_days[codes["PJM"]]
