"""Large examination-like problems by chance: students of programmes, with a schedule known to be possible.

Each course has a day from the start, and nobody picks two courses of a day: so many days are enough.
Popularity is uneven, the pools of neighbouring programmes overlap, and some picks come from anywhere, so
that the courses share people about as often as in the public sets of the same size.
"""

import math
import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

COURSES_A_PROGRAMME = 12
MOST_PICKS = 7
SPREAD_OF_PICKS = 1.3


@dataclass(frozen=True, slots=True)
class Curricula:
    """How large such a problem is, and what its people choose."""

    courses: int
    people: int
    picks: int
    """About: who finds no further course that fits has fewer."""
    days: int
    """Days that are enough."""
    clique: int
    """Courses of which each two share people: so many days it takes at least."""
    pool: int = 30
    """Courses that the people of a programme choose from."""
    skew: float = 1.0
    """How uneven popularity is."""
    wander: float = 0.3
    """The share of picks from anywhere."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """Courses, what each person picked, and the day of each course in the schedule that is possible."""

    courses: list[int]
    people: list[list[int]]
    days: list[int]


def choose(size: Curricula) -> Chosen:
    """Let everybody choose."""
    chance = random.Random(size.seed)
    days = [at if at < size.days else chance.randrange(size.days) for at in range(size.courses)]
    popularity = [chance.lognormvariate(0, size.skew) for _ in range(size.courses)]
    everywhere = _Pool(list(range(size.courses)), popularity)
    programmes = _programmes(size, popularity, chance)
    people = _people_of_clique(size.clique, chance)
    held = len(people)
    total = sum(map(len, people))
    while len(people) < size.people:
        mean = (size.picks - total) / (size.people - len(people))
        wanted = max(1, min(MOST_PICKS, round(chance.gauss(mean, SPREAD_OF_PICKS))))
        people.append(_picks(wanted, chance.choice(programmes), everywhere, days, size.wander, chance))
        total += len(people[-1])
    for course in set(range(size.courses)) - {course for mine in people for course in mine}:
        people[chance.randrange(held, size.people)] = [course]
    return Chosen(list(range(size.courses)), people, days)


def share_of_pairs(courses: int, people: Sequence[Sequence[int]]) -> float:
    """Give the share of pairs of courses that have people in common."""
    pairs = {pair for mine in people for pair in combinations(sorted(mine), 2)}
    return 2 * len(pairs) / (courses * (courses - 1))


class _Pool:
    def __init__(self, courses: list[int], popularity: list[float]) -> None:
        self._courses = courses
        self._sums = list(accumulate(popularity[course] for course in courses))

    def draw(self, chance: random.Random) -> int:
        return self._courses[bisect(self._sums, chance.random() * self._sums[-1])]


def _programmes(size: Curricula, popularity: list[float], chance: random.Random) -> list[_Pool]:
    """Lay courses and programmes on a ring: neighbours have courses in common, the popular ones reach far."""
    places = [chance.random() for _ in range(size.courses)]
    count = max(8, size.courses // COURSES_A_PROGRAMME)

    def distance(course: int, centre: float) -> float:
        apart = abs(places[course] - centre)
        return min(apart, 1 - apart) / math.sqrt(popularity[course])

    return [
        _Pool(sorted(range(size.courses), key=lambda at: distance(at, centre))[: size.pool], popularity)
        for centre in (at / count for at in range(count))
    ]


def _people_of_clique(clique: int, chance: random.Random) -> list[list[int]]:
    """Let each two of the first courses share a person."""
    left = set(combinations(range(clique), 2))
    people: list[list[int]] = []
    while left:
        pair = chance.choice(sorted(left))
        others = [at for at in range(clique) if at not in pair]
        people.append(sorted([*pair, *chance.sample(others, min(3, len(others)))]))
        left.difference_update(combinations(people[-1], 2))
    return people


def _picks(
    wanted: int, programme: _Pool, everywhere: _Pool, days: list[int], wander: float, chance: random.Random
) -> list[int]:
    mine: dict[int, int] = {}
    for _ in range(wanted * 6):
        course = (everywhere if chance.random() < wander else programme).draw(chance)
        mine.setdefault(days[course], course)
        if len(mine) == wanted:
            break
    return sorted(mine.values())
