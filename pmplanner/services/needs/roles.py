"""Role tracks side by side: the skills and days that they share, and those that only one of them has.

What a track wants, and at which level, is what :mod:`pmplanner.services.needs.skills` says.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, PathItem, Skill, Track
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.needs.credit import NOTHING, Credits, read_credits
from pmplanner.services.needs.paths import Path, read_paths
from pmplanner.services.needs.people import Member, read_members
from pmplanner.services.needs.skills import ANY, read_given, read_wanted
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
    """Who took a course that teaches it at the level wanted, valid on the plan's last day, by id with that
    course."""
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

    skills: Mapping[str, Mapping[int, int]]
    """By skill the tracks that want it, with the level, `ANY` for any."""
    taught: Mapping[str, tuple[TaughtBy, ...]]


def compare_tracks(db: Session, plan_id: int, track_ids: Sequence[int]) -> Comparison:
    """Compare two or three tracks by the courses of their paths and the people of a plan.

    The courses of a skill are those of the paths, electives and groups among them; the days of a track are
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
    given = read_given(db)
    skills = {row[0]: row[1] for row in plain_rows(db, select(Skill.id, Skill.name))}
    wanted = _wanted(db, names, days, given, skills)
    people = _people(db, plan_id, names, _by_name(given, skills))
    blocks = [
        RoleBlock(
            tracks,
            tuple(
                _line(skill, wanted.skills[skill], wanted.taught.get(skill, ()), people)
                for skill in sorted(wanted.skills, key=fold)
                if wanted.skills[skill].keys() == set(tracks)
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
    teaches = read_given(db)
    wanted = read_wanted(db, [track_id], teaches)[track_id]
    names = {row[0]: row[1] for row in plain_rows(db, select(Skill.id, Skill.name))}
    person = next(iter(_people(db, plan_id, None, _by_name(teaches, names), [person_id])), None)
    found: dict[str, list[str]] = {"has": [], "plans": [], "lacks": []}
    for skill_id, level in wanted.items():
        found[_standing(person, names[skill_id], level) if person else "lacks"].append(names[skill_id])
    return PersonSkills(*(tuple(sorted(each, key=fold)) for each in found.values()))


def _days_of_exactly(
    tracks: tuple[int, ...], taken: Mapping[int, set[int]], days: Mapping[int, Decimal]
) -> Decimal:
    shared = set.intersection(*(taken[track_id] for track_id in tracks))
    others = (courses for track_id, courses in taken.items() if track_id not in tracks)
    return sum((days[each] for each in shared.difference(*others)), _ZERO)


Teaching = Mapping[int, Mapping[str, int]]
"""By course the skills that it teaches, with the level."""


def _by_name(teaches: Mapping[int, Mapping[int, int]], names: Mapping[int, str]) -> Teaching:
    return {
        course_id: {names[skill_id]: level for skill_id, level in levels.items()}
        for course_id, levels in teaches.items()
    }


def _wanted(
    db: Session,
    tracks: Mapping[int, str],
    days: Mapping[int, Decimal],
    given: Mapping[int, Mapping[int, int]],
    skill_names: Mapping[int, str],
) -> _Wanted:
    teaches = _by_name(given, skill_names)
    kinds: dict[int, dict[int, PathKind]] = defaultdict(dict)
    query = select(PathItem.course_id, PathItem.track_id, PathItem.kind).where(PathItem.track_id.in_(tracks))
    for course_id, track_id, kind in plain_rows(db, query):
        kinds[course_id][track_id] = PathKind(kind)
    courses = select(Course.id, Course.code, Course.title)
    named = {course_id: (code, title) for course_id, code, title in plain_rows(db, courses)}
    skills: dict[str, dict[int, int]] = defaultdict(dict)
    for track_id, levels in read_wanted(db, tracks, given).items():
        for skill_id, level in levels.items():
            skills[skill_names[skill_id]][track_id] = level
    taught: dict[str, list[TaughtBy]] = defaultdict(list)
    for course_id in sorted(kinds, key=lambda each: (days[each], fold(named[each][1]))):
        course = TaughtBy(course_id, *named[course_id], days[course_id], kinds[course_id])
        for name in teaches.get(course_id, ()):
            taught[name].append(course)
    return _Wanted(skills, {name: tuple(found) for name, found in taught.items()})


class _Person(NamedTuple):
    person_id: int
    tracks: frozenset[int]
    has: Mapping[str, tuple[int, int]]
    """By skill the highest level, and the course that gave it."""
    plans: Mapping[str, tuple[int, int]]


def _people(
    db: Session,
    plan_id: int,
    tracks: Mapping[int, str] | None,
    teaches: Teaching,
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
    teaches: Teaching,
) -> _Person:
    done = [course for course, credit in outside.taken.items() if credit.source != "expected"]
    done += [pick.course_id for pick in picks if pick.status == DONE]
    to_come = [course for course, credit in outside.taken.items() if credit.source == "expected"]
    to_come += [pick.course_id for pick in picks if pick.status != DONE]
    return _Person(member.person_id, frozenset(member.tracks), _best(done, teaches), _best(to_come, teaches))


def _best(courses: Sequence[int], teaches: Teaching) -> dict[str, tuple[int, int]]:
    """Return by skill the highest level that courses give, and the first of those that give it."""
    found: dict[str, tuple[int, int]] = {}
    for course in courses:
        for skill, level in teaches.get(course, {}).items():
            if level > found.get(skill, (ANY, 0))[0]:
                found[skill] = level, course
    return found


def _standing(person: _Person, skill: str, wanted: int) -> Literal["has", "plans", "lacks"]:
    """Say how somebody stands to a skill that is wanted at a level, `ANY` for any."""
    least = max(1, wanted)
    if person.has.get(skill, (ANY, 0))[0] >= least:
        return "has"
    return "plans" if person.plans.get(skill, (ANY, 0))[0] >= least else "lacks"


def _line(
    skill: str, wanting: Mapping[int, int], courses: tuple[TaughtBy, ...], people: Sequence[_Person]
) -> SkillLine:
    having, planning, lacking = dict[int, int](), dict[int, int](), list[int]()
    for person in people:
        levels = [level for track_id, level in wanting.items() if track_id in person.tracks]
        if not levels:
            continue
        standing = _standing(person, skill, max(levels))
        if standing == "has":
            having[person.person_id] = person.has[skill][1]
        elif standing == "plans":
            planning[person.person_id] = person.plans[skill][1]
        else:
            lacking.append(person.person_id)
    return SkillLine(skill, courses, having, planning, tuple(lacking))
