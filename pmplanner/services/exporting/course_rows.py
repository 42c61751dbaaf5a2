"""The courses of the catalogue as rows of files, by code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.models import Course, CourseSkill, CourseTrack, Equivalent, Prerequisite, Skill, Track
from pmplanner.services.catalog.own_facts import read_numbers
from pmplanner.services.lookup import fold, plain_rows

Row = tuple[Value, ...]

_COURSES = select(
    Course.id, Course.code, Course.title, Course.provider, Course.days, Course.level, Course.format,
    Course.source, Course.description,
)  # fmt: skip

_SKILLS = (
    select(CourseSkill.course_id, Skill.name)
    .join(Skill, Skill.id == CourseSkill.skill_id)
    .order_by(CourseSkill.id)
)
_TRACKS = select(CourseTrack.course_id, Track.name).join(Track, Track.id == CourseTrack.track_id)
_REQUIRES = select(Prerequisite.course_id, Course.code).join(
    Course, Course.id == Prerequisite.required_course_id
)
_COUNTS_AS = select(Equivalent.course_id, Course.code).join(Course, Course.id == Equivalent.counts_as_id)


def course_rows(db: Session, course_ids: Collection[int] | None = None) -> list[Row]:
    """Return the courses, or those named, with the facts that hold."""
    # One that would be taken apart stands only in the table of what courses teach.
    skills = _joined((course, skill) for course, skill in _pairs(db, _SKILLS) if ";" not in skill)
    tracks, requires, counts_as = (
        _joined(sorted(_pairs(db, query), key=lambda pair: pair[1]))
        for query in (_TRACKS, _REQUIRES, _COUNTS_AS)
    )
    numbers = read_numbers(db)
    courses = plain_rows(db, _COURSES)
    folded = {course[0]: fold(course[1]) for course in courses}
    if len(set(folded.values())) < len(courses):
        courses = sorted(courses, key=lambda course: (fold(course[2]), course[0]))
    found: list[Row] = []
    for course in sorted(courses, key=lambda course: folded[course[0]]):
        course_id, *whatever, source, description = course
        if course_ids is not None and course_id not in course_ids:
            continue
        found.append(
            (
                *whatever,
                tracks.get(course_id, ""),
                skills.get(course_id, ""),
                requires.get(course_id, ""),
                counts_as.get(course_id, ""),
                *numbers[course_id],
                source,
                description,
            )
        )
    return found


def _pairs(db: Session, query: Select[int, str]) -> Iterable[tuple[int, str]]:
    return [(course_id, text) for course_id, text in plain_rows(db, query)]


def _joined(pairs: Iterable[tuple[int, str]]) -> Mapping[int, str]:
    """Return the texts of each course as the cell of a list."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for course_id, text in pairs:
        found[course_id].append(text)
    return {course_id: ";".join(texts) for course_id, texts in found.items()}
