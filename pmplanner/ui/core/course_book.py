"""The courses of a list, read when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from pmplanner.services.catalog.courses import CourseRow

AT_ONCE = 40
"""So many are read together: as many as a screen shows."""
_TOGETHER = 400
"""So many at most, of which a database can be asked in one question."""


class Courses(Protocol):
    """Courses by id."""

    def get(self, course_id: int, /) -> CourseRow | None:
        """Return a course; None where it is gone."""

    def __contains__(self, course_id: int, /) -> bool: ...

    def __getitem__(self, course_id: int, /) -> CourseRow: ...


class CourseBook:
    """Courses by id, as they were when the book was begun; those that stand together are read together."""

    def __init__(self, read: Callable[[Sequence[int]], list[CourseRow]]) -> None:
        """*read* returns those of these courses that there are."""
        self._read = read
        self._known: dict[int, CourseRow] = {}
        self._gone: set[int] = set()
        self._order: list[int] = []
        self._places: dict[int, int] = {}

    def line_up(self, ids: Iterable[int], *, anew: bool = False) -> None:
        """Take note of the order in which they are shown: these, or these after the others."""
        if anew:
            self._order, self._places = [], {}
        for course_id in ids:
            self._places[course_id] = len(self._order)
            self._order.append(course_id)

    def get(self, course_id: int, /) -> CourseRow | None:
        """Return a course; None where it is gone."""
        if course_id not in self._known and course_id not in self._gone:
            first = self._places.get(course_id)
            near = [course_id] if first is None else self._order[first : first + AT_ONCE]
            self.hold(near)
        return self._known.get(course_id)

    def __contains__(self, course_id: int, /) -> bool:
        return self.get(course_id) is not None

    def __getitem__(self, course_id: int, /) -> CourseRow:
        if (course := self.get(course_id)) is None:
            raise KeyError(course_id)
        return course

    def hold(self, course_ids: Iterable[int]) -> None:
        """Read those of these that are not known yet."""
        wanted = [each for each in course_ids if each not in self._known and each not in self._gone]
        if wanted:
            parts = [wanted[first : first + _TOGETHER] for first in range(0, len(wanted), _TOGETHER)]
            found = {row.id: row for part in parts for row in self._read(part)}
            self._known |= found
            self._gone |= set(wanted) - found.keys()
