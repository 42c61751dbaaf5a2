"""Courses by title or code, as a box offers them while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmplanner.services.catalog.finding import NamedCourse, name_course, name_courses
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_days


def titled(course: NamedCourse) -> str:
    """Return a course by title and code."""
    return f"{course.title} ({course.code})"


def with_days(course: NamedCourse) -> str:
    """Return a course by title, days and code."""
    return tr("%1 · %2 d · %3", course.title, format_days(course.days), course.code)


class CourseChoices:
    """The courses that can be chosen: all of a small catalogue, what is found by typing of a large one."""

    def __init__(self, actions: Actions, text: Callable[[NamedCourse], str] = titled) -> None:
        self._actions, self._text = actions, text
        self._first = self._read("")
        actions.course_finder.prepare()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CourseChoices) and other._first == self._first

    __hash__ = None  # type: ignore[assignment]

    def find(self, typed: str) -> tuple[Sequence[tuple[int, str]], int]:
        """Return the first courses with their texts, and how many there are."""
        return self._read(typed) if typed else self._first

    def _read(self, typed: str) -> tuple[Sequence[tuple[int, str]], int]:
        found = self._actions.read(name_courses, typed)
        return [(course.id, self._text(course)) for course in found.rows], found.total

    def text(self, course_id: object) -> str:
        """Return how a course is named here; nothing for one that is gone."""
        course = self._actions.read(name_course, course_id) if isinstance(course_id, int) else None
        return "" if course is None else self._text(course)

    def title(self, course_id: int) -> str:
        """Return the title of a course; nothing for one that is gone."""
        course = self._actions.read(name_course, course_id)
        return "" if course is None else course.title
