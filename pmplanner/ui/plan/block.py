"""A block of the matrix in people and courses."""

from collections.abc import Iterator
from dataclasses import dataclass

from pmplanner.services.plans.picks import Pair


@dataclass(frozen=True, slots=True)
class Block:
    """What is selected: rectangles of cells, and the people of all rows in it.

    Whoever is selected by name is among the people, but has no cells in the block, so that a key
    does not pick every course for somebody.
    """

    people: tuple[int, ...]
    areas: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

    @property
    def count(self) -> int:
        """How many cells there are."""
        return sum(len(people) * len(courses) for people, courses in self.areas)

    @property
    def courses(self) -> tuple[int, ...]:
        """The courses of the cells, as they stand."""
        return tuple(dict.fromkeys(course for _, courses in self.areas for course in courses))

    @property
    def cell_people(self) -> tuple[int, ...]:
        """The people of the cells, as they stand."""
        return tuple(dict.fromkeys(person for people, _ in self.areas for person in people))

    @property
    def by_name(self) -> bool:
        """True when people are selected by name, or a block of more than one cell is."""
        return self.count > 1 or (bool(self.people) and not self.count)

    def pairs(self) -> Iterator[Pair]:
        """Yield each cell as the ids of person and course."""
        for people, courses in self.areas:
            for person_id in people:
                for course_id in courses:
                    yield person_id, course_id
