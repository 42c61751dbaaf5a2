"""Role tracks side by side: the skills and days that they share, and those that only one of them has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from pmplanner.services.needs.people import read_members
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
    have: int
    """Who took a course that teaches it, valid on the plan's last day."""
    planned: int
    """Who has picked one, or is expected to have it from another plan."""
    lack: int


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
    tracks: frozenset[int]
    has: frozenset[str]
    plans: frozenset[str]


def _people(
    db: Session, plan_id: int, tracks: Mapping[int, str], teaches: Mapping[int, frozenset[str]]
) -> list[_Person]:
    """Return who counts in the plan and has one of the tracks, with the skills had and planned."""
    picks: dict[int, list[PickStatus]] = defaultdict(list)
    statuses = list_pick_statuses(db, plan_id)
    for pick in statuses:
        if pick.satisfies:
            picks[pick.person_id].append(pick)
    members = read_members(db, plan_id, picking={each.person_id for each in statuses})
    outside = read_credits(db, plan_id)
    return [
        _person(frozenset(member.tracks), outside.get(person_id, NOTHING), picks[person_id], teaches)
        for person_id, member in members.items()
        if not tracks.keys().isdisjoint(member.tracks)
    ]


def _person(
    tracks: frozenset[int],
    outside: Credits,
    picks: Sequence[PickStatus],
    teaches: Mapping[int, frozenset[str]],
) -> _Person:
    done = [course for course, credit in outside.taken.items() if credit.source != "expected"]
    done += [pick.course_id for pick in picks if pick.status == DONE]
    to_come = [course for course, credit in outside.taken.items() if credit.source == "expected"]
    to_come += [pick.course_id for pick in picks if pick.status != DONE]
    has, plans = (
        frozenset[str]().union(*(teaches.get(course, ()) for course in courses))
        for courses in (done, to_come)
    )
    return _Person(tracks, has, plans)


def _line(skill: str, courses: tuple[TaughtBy, ...], people: Sequence[_Person]) -> SkillLine:
    wanting = frozenset[int]().union(*(course.kinds for course in courses))
    theirs = [person for person in people if not wanting.isdisjoint(person.tracks)]
    have = sum(skill in person.has for person in theirs)
    planned = sum(skill in person.plans and skill not in person.has for person in theirs)
    return SkillLine(skill, courses, have, planned, len(theirs) - have - planned)
