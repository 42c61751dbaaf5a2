"""Skills by level: the table of levels, cases, and random workspaces against a slow reading."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseSkill, PathItem, Skill, Track, TrackSkill
from pmplanner.models.statuses import SkillLevel
from pmplanner.services.needs.skills import (
    ANY,
    LEAST,
    LEVEL_OF_COURSE,
    LEVELS,
    SkillCell,
    courses_that_give,
    level_given,
    list_skills,
    read_skills,
)
from pmplanner.services.plans.picks import pick_missing
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.services.random_needs import Maker
from tests.services.slow_needs import Slow
from tests.tiers import seeds

COURSE_LEVELS = ["", "foundation", "Intermediate", "advanced", "a word of their own"]
NOTED = ["", "", "awareness", "working", "expert"]


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("skills")
    workspace = open_workspace(folder / "skills.sqlite")
    yield workspace
    workspace.close()


@contextmanager
def made(workspace: Workspace, seed: int) -> Iterator[tuple[Session, int, Slow]]:
    """Fill the workspace inside an edit, with skills, and take everything back at the end."""
    with suppress(TakeBackError), workspace.edit("Random") as db:
        plan, chance = Maker(db, seed).make(), Random(seed)
        skills = [Skill(name=f"skill {n}") for n in range(5)]
        db.add_all(skills)
        db.flush()
        for course in db.scalars(select(Course)):
            course.level, course.withdrawn = chance.choice(COURSE_LEVELS), chance.random() < 0.15
            for skill in chance.sample(skills, chance.randrange(4)):
                db.add(CourseSkill(course_id=course.id, skill_id=skill.id, level=chance.choice(NOTED)))
        for track in list(db.scalars(select(Track)))[1:]:
            for skill in chance.sample(skills, chance.randrange(5)):
                db.add(TrackSkill(track_id=track.id, skill_id=skill.id, level=chance.choice(NOTED)))
        db.flush()
        yield db, plan, Slow(db, plan)
        raise TakeBackError


class SlowSkills:
    """Everything is looked for anew, in lists."""

    def __init__(self, db: Session, slow: Slow) -> None:
        self.slow = slow
        self.given = list(db.scalars(select(CourseSkill)))
        self.noted = list(db.scalars(select(TrackSkill)))
        self.items = list(db.scalars(select(PathItem)))
        self.skills = [row.id for row in db.scalars(select(Skill))]
        self.everybody = slow.everybody()

    def level(self, course: int, skill: int) -> int:
        """From 1; 0 where the course does not give it."""
        for each in self.given:
            if (each.course_id, each.skill_id) == (course, skill):
                words = {"foundation": "awareness", "intermediate": "working", "advanced": "expert"}
                own = words.get(self.slow.courses[course].level.lower(), "awareness")
                return ["awareness", "working", "expert"].index(each.level or own) + 1
        return 0

    def wanted(self, track: int, skill: int) -> int | None:
        theirs = [each for each in self.noted if each.track_id == track]
        if theirs:
            for each in theirs:
                if each.skill_id == skill:
                    return ["", "awareness", "working", "expert"].index(each.level)
            return None
        path = [item.course_id for item in self.items if item.track_id == track]
        return 0 if any(self.level(course, skill) for course in path) else None

    def cell(self, person: int, skill: int) -> SkillCell:
        row, found = self.slow.people[person], self.everybody[person]
        levels = [self.wanted(track, skill) for track in self.slow.tracks_of(row)]
        done, to_come = [0], [0]
        for course, until, how in self.slow.outside(row):
            if how != "exempt" and (until is None or until >= self.slow.plan.last_day):
                # What is had for sure is not also expected.
                sure = [c for c, u, h in self.slow.outside(row)
                        if h == "done" and (u is None or u >= self.slow.plan.last_day)]  # fmt: skip
                if how == "done" or course not in sure:
                    (done if how == "done" else to_come).append(self.level(course, skill))
        for pick in found.picks:
            if pick.satisfies:
                (done if pick.status == "done" else to_come).append(self.level(pick.pick.course_id, skill))
        wanted = [level for level in levels if level is not None]
        return SkillCell(max(wanted) if wanted else None, max(done), max(to_come))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(12, 600))
def test_skills_are_those_of_the_definitions(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        book, plain = read_skills(db, plan), SlowSkills(db, slow)
        assert book.people.keys() == plain.everybody.keys()
        cells = {(p, s): plain.cell(p, s) for p in plain.everybody for s in plain.skills}
        assert {key: book.cell(*key) for key in cells} == cells

        # A line has everybody of whom it is wanted once, and is the same for some as for all of them
        some = list(plain.everybody)[::2]
        for people in (list(plain.everybody), some):
            for line in list_skills(book, people):
                wanting = [p for p in people if cells[p, line.skill_id].wanted is not None]
                assert line.people == len(wanting)
                assert line.missing == sum(cells[p, line.skill_id].is_lacking for p in wanting)
        assert read_skills(db, plan, some).people == {p: book.people[p] for p in some}

        # What gives something is listed, fewest days first, and for nobody else
        lacking = {key for key, cell in cells.items() if cell.is_lacking}
        offered = courses_that_give(book, list(plain.everybody))
        assert [each.course.days for each in offered] == sorted(each.course.days for each in offered)
        closed = {
            course: {(p, s) for p, s in lacking if plain.level(course, s) >= max(1, cells[p, s].wanted or 0)}
            for course, row in slow.courses.items()
            if not row.withdrawn
        }
        assert {each.course.course_id: (each.closes, set(each.people)) for each in offered} == {
            course: (len(pairs), {p for p, _ in pairs}) for course, pairs in closed.items() if pairs
        }
        for skill in plain.skills:
            for each in courses_that_give(book, some, [skill]):
                assert each.people == tuple(p for p in some if (p, skill) in closed[each.course.course_id])

        # Who picks it does not lack it any more, unless it was refused
        for each in offered[:2]:
            pick_missing(db, plan, [(p, each.course.course_id) for p in each.people])
            after = read_skills(db, plan)
            given = [(p, s) for p, s in closed[each.course.course_id] if s in each.skills]
            assert given
            refused = {
                pick.person_id
                for theirs in slow.picks_of.values()
                for pick in theirs
                if (pick.plan_id, pick.course_id) == (plan, each.course.course_id)
                if slow.is_put_aside(pick)
            }
            assert not any(after.cell(p, s).is_lacking for p, s in given if p not in refused)


def test_a_cell_says_how_it_stands() -> None:
    for cell, state in (
        (SkillCell(2, 2), "has"),
        (SkillCell(2, 3), "has"),
        (SkillCell(2, 1, 2), "planned"),
        (SkillCell(2, 1), "below"),
        (SkillCell(3, 0, 2), "below"),
        (SkillCell(2), "lacks"),
        (SkillCell(ANY, 1), "has"),
        (SkillCell(ANY, 0, 1), "planned"),
        (SkillCell(ANY), "lacks"),
        (SkillCell(None, 1), "extra"),
        (SkillCell(None), None),
    ):
        assert cell.state == state, cell
        assert cell.is_lacking == (state in ("below", "lacks"))


def test_the_levels_are_those_of_the_documents() -> None:
    text = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z, ]+) \| (awareness|working|expert) \|$", text, re.MULTILINE)
    told = {word.strip(): level for words, level in rows for word in words.split(",")}
    assert told.pop("anything else") == LEAST
    assert told == {word: str(level) for word, level in LEVEL_OF_COURSE.items()}
    assert level_given("", " Advanced ") == LEVELS.index(SkillLevel.EXPERT) + 1
    assert level_given("working", "advanced") == 2
    assert level_given("", "") == 1


def test_the_catalogue_wants_and_gives_skills(sampled: Workspace) -> None:
    with sampled.read() as db:
        book = read_skills(db, 1)
    assert all(book.wanted[track] for track in book.tracks)
    lines = {line.name: line for line in list_skills(book, book.people)}
    none = [line.name for line in lines.values() if line.wanted and not any(line.courses)]
    assert none == ["go-to-market"]
    assert len(lines["leadership"].wanted) == 3
    assert lines["leadership"].people == 22  # of 24 people two have no track
