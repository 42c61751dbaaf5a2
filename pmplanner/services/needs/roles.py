"""Role tracks side by side: the skills and days that they share, and those that only one of them has."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseSkill, PathItem, Skill, Track
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses

_ZERO = Decimal(0)
MOST_TRACKS = 3
"""More side by side has more blocks than anybody reads."""


class TaughtBy(NamedTuple):
    """A course of the paths that teaches a skill."""

    course_id: int
    code: str
    title: str
    days: Decimal
    kinds: Mapping[int, PathKind]
    """By track, of those in whose path it is, as what."""


class SkillLine(NamedTuple):
    """A skill with the people of the tracks that want it: those who have, plan or lack it are all of them."""

    name: str
    courses: tuple[TaughtBy, ...]
    having: Mapping[int, int]
    """Who took a course that teaches it, valid on the plan's last day, by id with that course."""
    planning: Mapping[int, int]
    """Who has picked one, or is expected to have it from another plan, with that course."""
    lacking: tuple[int, ...]

    @property
    def have(self) -> int:
        """How many have it."""
        return len(self.having)

    @property
    def planned(self) -> int:
        """How many plan it."""
        return len(self.planning)

    @property
    def lack(self) -> int:
        """How many lack it."""
        return len(self.lacking)

    @property
    def people(self) -> int:
        """How many people the tracks have that want it."""
        return self.have + self.planned + self.lack


class RoleBlock(NamedTuple):
    """What exactly these of the compared tracks want."""

    track_ids: tuple[int, ...]
    skills: tuple[SkillLine, ...]
    days: Decimal
    """Of the courses that the paths of exactly these tracks require, each once."""


class Comparison(NamedTuple):
    """Tracks side by side; every skill stands in one block, and a path's days are those of its blocks."""

    tracks: Mapping[int, str]
    """Names by id, in the order asked for."""
    path_days: Mapping[int, Decimal]
    blocks: tuple[RoleBlock, ...]
    """Those of one track first, in the order asked for; what all share last."""


class _Wanted(NamedTuple):
    """What the compared tracks want."""

    skills: Mapping[str, frozenset[int]]
    """By skill the tracks of which a path's course teaches it."""
    taught: Mapping[str, tuple[TaughtBy, ...]]


def compare_tracks(db: Session, plan_id: int, track_ids: Sequence[int]) -> Comparison:
    """Compare two or three tracks by the courses of their paths and the people of a plan.

    A track wants the skills that the courses of its path teach, electives and groups among them; its days are
    those of its required courses and of the shortest choice of each group. Raises PlanError when a track or
    the plan is gone, and for another number of tracks.
    """
    if len(set(track_ids)) != len(track_ids) or not 2 <= len(track_ids) <= MOST_TRACKS:
        raise PlanError(said("Two or three different tracks can be compared."))
    names = {track_id: get(db, Track, track_id).name for track_id in track_ids}
    paths = {track_id: path for track_id, path in read_paths(db).items() if track_id in names}
    facts = read_course_facts(db)
    days = {course_id: each.days for course_id, each in facts.items()}
    taken = {track_id: set(paths.get(track_id, Path()).shortest(days)) for track_id in names}
    teaches = _teaches(db)
    wanted = _wanted(db, names, days, teaches)
    people = _people(db, plan_id, names, teaches)
    blocks = [
        RoleBlock(
            tracks,
            tuple(
                _line(skill, wanted.taught[skill], people)
                for skill in sorted(wanted.skills, key=fold)
                if wanted.skills[skill] == frozenset(tracks)
            ),
            _days_of_exactly(tracks, taken, days),
        )
        for size in range(1, len(names) + 1)
        for tracks in combinations(names, size)
    ]
    sums = {track_id: sum((days[each] for each in courses), _ZERO) for track_id, courses in taken.items()}
    return Comparison(names, sums, tuple(blocks))


class PersonSkills(NamedTuple):
    """The skills that a track wants, by what a person has of them, each in the order of names."""

    having: tuple[str, ...]
    planning: tuple[str, ...]
    lacking: tuple[str, ...]


def person_skills(db: Session, plan_id: int, person_id: int, track_id: int) -> PersonSkills:
    """Return what a person has of the skills that a track wants, whichever tracks the person has.

    Of who does not count in the plan, all are lacking. Raises PlanError when the plan is gone.
    """
    teaches = _teaches(db)
    courses = plain_rows(db, select(PathItem.course_id).where(PathItem.track_id == track_id))
    wanted = frozenset[str]().union(*(teaches.get(row[0], frozenset()) for row in courses))
    person = next(iter(_people(db, plan_id, None, teaches, [person_id])), None)
    has = wanted.intersection(person.has if person else ())
    plans = wanted.intersection(person.plans if person else ()) - has
    return PersonSkills(*(tuple(sorted(each, key=fold)) for each in (has, plans, wanted - has - plans)))


def _days_of_exactly(
    tracks: tuple[int, ...], taken: Mapping[int, set[int]], days: Mapping[int, Decimal]
) -> Decimal:
    shared = set.intersection(*(taken[track_id] for track_id in tracks))
    others = (courses for track_id, courses in taken.items() if track_id not in tracks)
    return sum((days[each] for each in shared.difference(*others)), _ZERO)


def _teaches(db: Session) -> dict[int, frozenset[str]]:
    """Return the skills that each course teaches."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(CourseSkill.course_id, Skill.name).join(Skill, Skill.id == CourseSkill.skill_id)
    for course_id, name in plain_rows(db, query):
        found[course_id].add(name)
    return {course_id: frozenset(names) for course_id, names in found.items()}


def _wanted(
    db: Session,
    tracks: Mapping[int, str],
    days: Mapping[int, Decimal],
    teaches: Mapping[int, frozenset[str]],
) -> _Wanted:
    kinds: dict[int, dict[int, PathKind]] = defaultdict(dict)
    query = select(PathItem.course_id, PathItem.track_id, PathItem.kind).where(PathItem.track_id.in_(tracks))
    for course_id, track_id, kind in plain_rows(db, query):
        kinds[course_id][track_id] = PathKind(kind)
    courses = select(Course.id, Course.code, Course.title)
    named = {course_id: (code, title) for course_id, code, title in plain_rows(db, courses)}
    skills: dict[str, set[int]] = defaultdict(set)
    taught: dict[str, list[TaughtBy]] = defaultdict(list)
    for course_id in sorted(kinds, key=lambda each: (days[each], fold(named[each][1]))):
        course = TaughtBy(course_id, *named[course_id], days[course_id], kinds[course_id])
        for name in teaches.get(course_id, ()):
            skills[name] |= kinds[course_id].keys()
            taught[name].append(course)
    return _Wanted(
        {name: frozenset(found) for name, found in skills.items()},
        {name: tuple(found) for name, found in taught.items()},
    )


class _Person(NamedTuple):
    person_id: int
    tracks: frozenset[int]
    has: Mapping[str, int]
    """By skill the course that gave it."""
    plans: Mapping[str, int]


def _people(
    db: Session,
    plan_id: int,
    tracks: Mapping[int, str] | None,
    teaches: Mapping[int, frozenset[str]],
    person_ids: Collection[int] | None = None,
) -> list[_Person]:
    """Return who counts in the plan and has one of the tracks, or any, with the skills had and planned."""
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    statuses = list_pick_statuses(db, plan_id, person_ids)
    for pick in statuses:
        if pick.satisfies:
            picks[pick.person_id].append(pick)
    members = read_members(db, plan_id, person_ids, picking={each.person_id for each in statuses})
    outside = read_credits(db, plan_id, person_ids)
    return [
        _person(member, outside.get(person_id, NOTHING), picks[person_id], teaches)
        for person_id, member in members.items()
        if tracks is None or not tracks.keys().isdisjoint(member.tracks)
    ]


def _person(
    member: Member,
    outside: Credits,
    picks: Sequence[PickStatus],
    teaches: Mapping[int, frozenset[str]],
) -> _Person:
    done = [course for course, credit in outside.taken.items() if credit.source != "expected"]
    done += [pick.course_id for pick in picks if pick.status == DONE]
    to_come = [course for course, credit in outside.taken.items() if credit.source == "expected"]
    to_come += [pick.course_id for pick in picks if pick.status != DONE]
    has, plans = (
        {skill: course for course in reversed(courses) for skill in teaches.get(course, ())}
        for courses in (done, to_come)
    )
    return _Person(member.person_id, frozenset(member.tracks), has, plans)


def _line(skill: str, courses: tuple[TaughtBy, ...], people: Sequence[_Person]) -> SkillLine:
    wanting = frozenset[int]().union(*(course.kinds for course in courses))
    theirs = [person for person in people if not wanting.isdisjoint(person.tracks)]
    having = {person.person_id: person.has[skill] for person in theirs if skill in person.has}
    planning = {
        person.person_id: person.plans[skill]
        for person in theirs
        if skill in person.plans and skill not in person.has
    }
    lacking = [each.person_id for each in theirs if skill not in each.has and skill not in each.plans]
    return SkillLine(skill, courses, having, planning, tuple(lacking))
