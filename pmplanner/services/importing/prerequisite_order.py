"""Which course comes before which, and whether one would have to come before itself."""

from collections import defaultdict
from collections.abc import Iterable

from pmplanner.services.importing.draft import Target


class Order:
    """The prerequisites there are, and those that the rows gone through so far add."""

    def __init__(self, links: Iterable[tuple[Target, Target]]) -> None:
        self._before: defaultdict[Target, set[Target]] = defaultdict(set)
        for course, required in links:
            self._before[course].add(required)

    def add(self, course: Target, required: Iterable[Target]) -> bool:
        """Put courses before another and say whether that can be; when it cannot, nothing is added."""
        new = set(required) - self._before[course]
        if self._reaches(new, course):
            return False
        self._before[course] |= new
        return True

    def _reaches(self, start: Iterable[Target], course: Target) -> bool:
        """Say whether the course is among *start* or what has to come before those."""
        upcoming, seen = list(start), set[Target]()
        while upcoming:
            other = upcoming.pop()
            if other == course:
                return True
            if other not in seen:
                seen.add(other)
                upcoming += self._before.get(other, ())
        return False
