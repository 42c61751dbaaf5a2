"""What courses are called and taught for, as searches by name look at them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseSkill, Skill
from pmplanner.services.catalog.own_facts import short_titles
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.ranking import Named


class CourseName(NamedTuple):
    """What a course is called, and what is said about it."""

    id: int
    title: str
    code: str
    provider: str
    short_title: str
    skills: tuple[str, ...]

    @property
    def names(self) -> tuple[str, str, str]:
        """All that it is called."""
        return self.title, self.code, self.short_title

    @property
    def details(self) -> str:
        """What is said about it."""
        return " ".join((self.provider, *self.skills))

    def named(self) -> "Named[CourseName]":
        """Return it as it is ranked."""
        return Named(self, self.names, self.details)

    def order(self) -> tuple[str, int]:
        """By what courses stand that fit equally well."""
        return fold(self.title), self.id


_NAMES = select(Course.id, Course.title, Course.code, Course.provider)
_SKILLS = select(CourseSkill.course_id, Skill.name).join(Skill, Skill.id == CourseSkill.skill_id)


def course_names(db: Session, course_ids: Collection[int] | None = None) -> Iterator[CourseName]:
    """Yield what courses are called, with own facts over those of their source."""
    skills: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for course_id, skill in plain_rows(db, _SKILLS.where(*among(CourseSkill.course_id, course_ids))):
        skills[course_id] += (skill,)
    shorts = short_titles(db, course_ids)
    for row in plain_rows(db, _NAMES.where(*among(Course.id, course_ids))):
        course_id, title, code, provider = row
        yield CourseName(course_id, title, code, provider, shorts.get(course_id, ""), skills[course_id])
