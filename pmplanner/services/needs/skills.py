"""Skills by level: what tracks want, what courses give, what people have, plan and lack.

A course gives its skills at the level that is noted for them, else at that of the course (`LEVEL_OF_COURSE`).
A track wants the skills that are noted for it; one of which none are noted wants what the courses of its path
give, at any level. A person has a skill at the highest level that valid completions and attendances give, as
of the plan's last day, and plans it at the highest that picks and seats in other plans would add.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseSkill, PathItem, Skill, Track, TrackSkill
from pmplanner.models.statuses import SkillLevel
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses

LEVELS: tuple[SkillLevel, ...] = tuple(SkillLevel)
"""The least first; a level is kept as its place, from 1."""
ANY = 0
"""What a track wants where nobody has said at which level: any will do."""

LEVEL_OF_COURSE: Mapping[str, SkillLevel] = {
    "foundation": SkillLevel.AWARENESS,
    "introduction": SkillLevel.AWARENESS,
    "introductory": SkillLevel.AWARENESS,
    "beginner": SkillLevel.AWARENESS,
    "basic": SkillLevel.AWARENESS,
    "awareness": SkillLevel.AWARENESS,
    "intermediate": SkillLevel.WORKING,
    "practitioner": SkillLevel.WORKING,
    "working": SkillLevel.WORKING,
    "advanced": SkillLevel.EXPERT,
    "expert": SkillLevel.EXPERT,
}
"""By the level of a course that at which it gives its skills where nothing else is noted."""
LEAST = SkillLevel.AWARENESS
"""What a course gives that says no level, or another word: as much as any course."""

State = Literal["has", "planned", "below", "lacks", "extra"]
"""Of a wanted skill: had or planned at the level wanted, at a lower one only, not at all; else not wanted."""


def level_given(noted: str, of_course: str) -> int:
    """Return at which level a course gives a skill, from 1, by what is noted and the course's own level."""
    return LEVELS.index(SkillLevel(noted) if noted else LEVEL_OF_COURSE.get(fold(of_course), LEAST)) + 1


class SkillCell(NamedTuple):
    """A skill of a person; levels from 1, 0 for none."""

    wanted: int | None
    """The highest that the person's tracks want, `ANY` where none says which; None where none wants it."""
    had: int = 0
    planned: int = 0

    @property
    def state(self) -> State | None:
        """How it stands; None where it is neither wanted nor had nor planned."""
        if self.wanted is None:
            return "extra" if self.had or self.planned else None
        least = max(1, self.wanted)
        if self.had >= least:
            return "has"
        if self.planned >= least:
            return "planned"
        return "below" if self.had or self.planned else "lacks"

    @property
    def is_lacking(self) -> bool:
        """True when it is wanted and neither had nor planned at the level wanted."""
        return self.state in ("below", "lacks")


_NOTHING = SkillCell(None)


class GivingCourse(NamedTuple):
    """A course with the levels at which it gives its skills."""

    course_id: int
    code: str
    title: str
    days: Decimal
    levels: Mapping[int, int]
    """By skill, from 1."""
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class SkillBook:
    """The skills of everybody who counts in a plan."""

    plan_id: int
    skills: Mapping[int, str]
    """Names by id, in their order; those that a track wants or a course gives."""
    tracks: Mapping[int, str]
    """Names by id, in their order."""
    wanted: Mapping[int, Mapping[int, int]]
    """By track and skill the level, `ANY` for any."""
    courses: Mapping[int, GivingCourse]
    people: Mapping[int, Mapping[int, SkillCell]]
    """By person and skill what is wanted, had or planned; everybody who counts is there."""

    def cell(self, person_id: int, skill_id: int) -> SkillCell:
        """Return a skill of a person."""
        return self.people.get(person_id, {}).get(skill_id, _NOTHING)


class SkillLine(NamedTuple):
    """A skill with the people of whom it is wanted; the four numbers are all of them."""

    skill_id: int
    name: str
    wanted: Mapping[int, int]
    """By track the level, `ANY` for any."""
    courses: tuple[int, int, int]
    """How many courses give it at each level; what is withdrawn is left out."""
    has: int
    planned: int
    below: int
    lacks: int

    @property
    def people(self) -> int:
        """Of how many it is wanted."""
        return self.has + self.planned + self.below + self.lacks

    @property
    def missing(self) -> int:
        """How many neither have nor plan it at the level wanted."""
        return self.below + self.lacks


class Giving(NamedTuple):
    """A course that gives some people what they lack."""

    course: GivingCourse
    closes: int
    """Missing skills, of each person for itself, that it gives at the level wanted."""
    skills: tuple[int, ...]
    people: tuple[int, ...]
    """Who lacks one of them, in the order asked for."""


def read_skills(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> SkillBook:
    """Return the skills of everybody who counts in a plan, or of those named; PlanError when it is gone."""
    facts = read_course_facts(db)
    statuses = list_pick_statuses(db, plan_id, person_ids, facts)
    members = read_members(db, plan_id, person_ids, picking={each.person_id for each in statuses})
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    for pick in statuses:
        if pick.satisfies:
            picks[pick.person_id].append(pick)
    outside = read_credits(db, plan_id, person_ids, facts)
    courses = _courses(db, {course_id: each.days for course_id, each in facts.items()})
    tracks = select(Track.id, Track.name).order_by(Track.position, Track.id)
    names = {row[0]: row[1] for row in plain_rows(db, tracks)}
    wanted = read_wanted(db, names, {course_id: each.levels for course_id, each in courses.items()})
    together: dict[tuple[int, ...], dict[int, int]] = {}
    people = {
        person_id: _cells(
            _wanted_of(member, wanted, together),
            *_levels(outside.get(person_id, NOTHING), picks[person_id], courses),
        )
        for person_id, member in members.items()
    }
    used = {skill for levels in wanted.values() for skill in levels}
    used |= {skill for course in courses.values() for skill in course.levels}
    skills = {row[0]: row[1] for row in plain_rows(db, select(Skill.id, Skill.name)) if row[0] in used}
    in_order = dict(sorted(skills.items(), key=lambda entry: (fold(entry[1]), entry[0])))
    return SkillBook(plan_id, in_order, names, wanted, courses, people)


def read_given(db: Session) -> dict[int, dict[int, int]]:
    """Return by course the skills that it gives, with the level, from 1."""
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    query = select(CourseSkill.course_id, CourseSkill.skill_id, CourseSkill.level, Course.level)
    for course_id, skill_id, noted, own in plain_rows(
        db, query.join(Course, Course.id == CourseSkill.course_id)
    ):
        levels[course_id][skill_id] = level_given(noted, own)
    return dict(levels)


def _courses(db: Session, days: Mapping[int, Decimal]) -> dict[int, GivingCourse]:
    levels = read_given(db)
    courses = select(Course.id, Course.code, Course.title, Course.withdrawn)
    return {
        course_id: GivingCourse(course_id, code, title, days[course_id], levels[course_id], bool(withdrawn))
        for course_id, code, title, withdrawn in plain_rows(db, courses)
        if course_id in levels
    }


def read_wanted(
    db: Session, tracks: Iterable[int], given: Mapping[int, Mapping[int, int]]
) -> dict[int, dict[int, int]]:
    """Return by track the skills that it wants, with the level, `ANY` for any.

    *given* are the levels at which courses give skills, by course and skill.
    """
    found: dict[int, dict[int, int]] = {track_id: {} for track_id in tracks}
    for track_id, skill_id, level in plain_rows(
        db, select(TrackSkill.track_id, TrackSkill.skill_id, TrackSkill.level)
    ):
        if track_id in found:
            found[track_id][skill_id] = LEVELS.index(SkillLevel(level)) + 1 if level else ANY
    unsaid = {track_id for track_id, levels in found.items() if not levels}
    for track_id, course_id in plain_rows(db, select(PathItem.track_id, PathItem.course_id)):
        if track_id in unsaid and course_id in given:
            found[track_id].update(dict.fromkeys(given[course_id], ANY))
    return found


def _wanted_of(
    member: Member, wanted: Mapping[int, Mapping[int, int]], known: dict[tuple[int, ...], dict[int, int]]
) -> dict[int, int]:
    found = known.get(member.tracks)
    if found is None:
        found = known[member.tracks] = {}
        for track_id in member.tracks:
            for skill_id, level in wanted.get(track_id, {}).items():
                found[skill_id] = max(level, found.get(skill_id, ANY))
    return found


def _levels(
    outside: Credits, picks: Iterable[PickStatus], courses: Mapping[int, GivingCourse]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return by skill at which level it is had, and at which it would be with what is planned."""
    had: dict[int, int] = {}
    planned: dict[int, int] = {}
    taken = [(each.course_id, each.source != "expected") for each in outside.taken.values()]
    taken += [(pick.course_id, pick.status == DONE) for pick in picks]
    for course_id, is_done in taken:
        if course_id in courses:
            levels = had if is_done else planned
            for skill_id, level in courses[course_id].levels.items():
                levels[skill_id] = max(level, levels.get(skill_id, 0))
    return had, planned


def _cells(
    wanted: Mapping[int, int], had: Mapping[int, int], planned: Mapping[int, int]
) -> dict[int, SkillCell]:
    return {
        skill_id: SkillCell(wanted.get(skill_id), had.get(skill_id, 0), planned.get(skill_id, 0))
        for skill_id in wanted.keys() | had.keys() | planned.keys()
    }


def list_skills(book: SkillBook, people: Iterable[int]) -> list[SkillLine]:
    """Return the skills of a book with how they stand among these people, in the order of names."""
    counts: dict[int, dict[State, int]] = defaultdict(lambda: defaultdict(int))
    for person_id in people:
        for skill_id, cell in book.people.get(person_id, {}).items():
            if cell.state is not None:
                counts[skill_id][cell.state] += 1
    given: dict[int, list[int]] = {skill_id: [0, 0, 0] for skill_id in book.skills}
    for course in book.courses.values():
        for skill_id, level in course.levels.items():
            given[skill_id][level - 1] += not course.is_withdrawn
    return [
        SkillLine(
            skill_id,
            name,
            {track: levels[skill_id] for track, levels in book.wanted.items() if skill_id in levels},
            (given[skill_id][0], given[skill_id][1], given[skill_id][2]),
            counts[skill_id]["has"],
            counts[skill_id]["planned"],
            counts[skill_id]["below"],
            counts[skill_id]["lacks"],
        )
        for skill_id, name in book.skills.items()
    ]


def courses_that_give(
    book: SkillBook, people: Sequence[int], skills: Collection[int] | None = None
) -> list[Giving]:
    """Return the courses that give these people what they lack, fewest days first, then what closes most.

    Of all skills, or of these. What is withdrawn is left out, and what gives it below the level wanted.
    """
    lacking: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id in people:
        for skill_id, cell in book.people.get(person_id, {}).items():
            if cell.is_lacking and (skills is None or skill_id in skills):
                lacking[skill_id].append((person_id, max(1, cell.wanted or ANY)))
    order = {person_id: place for place, person_id in enumerate(people)}
    found = []
    for course in book.courses.values():
        closed = {
            skill_id: [person_id for person_id, least in lacking[skill_id] if least <= level]
            for skill_id, level in course.levels.items()
            if skill_id in lacking
        }
        who = sorted(set[int]().union(*closed.values()), key=order.__getitem__)
        if who and not course.is_withdrawn:
            given = tuple(skill_id for skill_id in book.skills if closed.get(skill_id))
            found.append(Giving(course, sum(map(len, closed.values())), given, tuple(who)))
    return sorted(
        found, key=lambda each: (each.course.days, -each.closes, fold(each.course.title), each.course.code)
    )
