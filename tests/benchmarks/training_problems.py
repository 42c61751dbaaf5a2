"""Training problems from a seed: as many people as wanted, with everything that makes them hard."""

import datetime as dt
import math
import random
from dataclasses import dataclass, replace
from typing import Any

from pmplanner.scheduling.model.problem import Course, Person, Pick, Problem, Room, Trainer

FIRST_DAY = dt.date(2027, 1, 4)


@dataclass(frozen=True, slots=True)
class Size:
    """How large and how tight a problem is."""

    people: int
    courses: int
    days: int
    leave: float = 0.15
    """Share of the days on which each person is away."""
    rooms: float = 0.80
    """Share of the days of rooms that the fewest sessions take."""
    trainers: float = 0.70
    """The same of the days of trainers."""
    is_exact: bool = True
    """Whether what whole rooms and trainers have too much is taken off them."""


SIZES = {
    30: Size(30, 12, 60, is_exact=False),
    100: Size(100, 22, 60, is_exact=False),
    300: Size(300, 26, 120),
    1000: Size(1000, 44, 120),
    3000: Size(3000, 94, 240),
    10_000: Size(10_000, 170, 240),
    30_000: Size(30_000, 300, 240),
}

VARIANTS: dict[str, dict[str, Any]] = {
    "tight": {"is_exact": True},
    "loose": {"leave": 0.05, "rooms": 0.5, "trainers": 0.4},
    "full": {"leave": 0.25, "rooms": 1.15, "trainers": 1.1},
}
"""What of the size is another than usual."""

PREREQUISITES = 0.25
"""Share of the courses that come after another one."""


def working_days(count: int, first: dt.date = FIRST_DAY) -> tuple[dt.date, ...]:
    """List weekdays from *first* on."""
    return tuple(first + dt.timedelta(days=at // 5 * 7 + at % 5) for at in range(count))


def training_problem(people: int, seed: int = 1, variant: str = "usual") -> Problem:
    """Make a problem; *variant* is usual, tight, loose, full (more than fits) or impossible.

    With under 300 people, a usual problem has whole rooms and trainers, at least two and three, and so
    fewer booked days than the shares say; a tight one is as booked as a large one is.
    """
    size = SIZES.get(people) or Size(people, max(8, round(2.2 * people**0.5)), 60, is_exact=False)
    size = replace(size, **VARIANTS.get(variant, {}))
    made = _Maker(size, random.Random(f"{people} {seed} {variant}"))
    return made.spoiled() if variant == "impossible" else made.problem()


class _Maker:
    def __init__(self, size: Size, chance: random.Random) -> None:
        self.size, self.chance = size, chance
        self.lengths = [chance.choice((1, 1, 2, 2, 3, 3, 4, 5)) for _ in range(size.courses)]
        self.seats = [chance.randint(8, 16) for _ in range(size.courses)]
        later = chance.sample(range(1, size.courses), round(PREREQUISITES * size.courses))
        self.before = {course: chance.randrange(course) for course in sorted(later)}
        self.people = [Person(at, self._away(round(size.leave * size.days))) for at in range(size.people)]
        self.picks = self._picks()
        self.loads = self._loads()
        self.rooms = self._rooms()
        self.trainers = [Trainer(at, away) for at, away in enumerate(self._supply(size.trainers, least=3))]
        self.teaches = self._teaches()

    def problem(self) -> Problem:
        rooms = tuple(room.key for room in self.rooms)
        courses = tuple(
            Course(at, self.lengths[at], self.seats[at], trainers=self.teaches[at], rooms=rooms)
            for at in range(self.size.courses)
        )
        return Problem(
            working_days(self.size.days),
            courses,
            tuple(self.people),
            tuple(self.picks),
            tuple(self.trainers),
            tuple(self.rooms),
        )

    def spoiled(self) -> Problem:
        """Take away what some of the picks need."""
        for at in self.chance.sample(range(self.size.people), max(1, self.size.people // 10)):
            gap = self.chance.randrange(self.size.days)
            away = tuple(day for day in range(self.size.days) if not gap <= day < gap + 3)
            self.people[at] = Person(at, away)
        lost = self.chance.randrange(len(self.trainers))
        self.trainers[lost] = Trainer(lost, tuple(range(3, self.size.days)))
        return self.problem()

    def _away(self, wanted: int) -> tuple[int, ...]:
        """Choose so many days in blocks of up to two weeks."""
        away: set[int] = set()
        while len(away) < wanted:
            first = self.chance.randrange(self.size.days)
            block = range(first, min(first + self.chance.randint(1, 10), self.size.days))
            away.update(day for day in block if len(away) < wanted)
        return tuple(sorted(away))

    def _picks(self) -> list[Pick]:
        picks: list[Pick] = []
        for person in range(self.size.people):
            number = self.chance.choices((2, 3, 4, 5), (3, 3, 3, 3))[0]
            wanted = self.chance.sample(range(self.size.courses), number)
            for course in list(wanted):
                first = self.before.get(course)
                if first is not None and first not in wanted and self.chance.random() < 0.5:
                    wanted.append(first)
            keys = {course: len(picks) + at for at, course in enumerate(wanted)}
            for course in wanted:
                first = self.before.get(course)
                after = (keys[first],) if first is not None and first in keys else ()
                picks.append(Pick(keys[course], person, course, after=after))
        return picks

    def _loads(self) -> list[int]:
        """Days of sessions that each course needs at least."""
        counts = [0] * self.size.courses
        for pick in self.picks:
            counts[pick.course] += 1
        return [
            math.ceil(count / seats) * length
            for count, seats, length in zip(counts, self.seats, self.lengths, strict=True)
        ]

    def _supply(self, booked: float, least: int) -> list[tuple[int, ...]]:
        """Make as many rooms or trainers as are booked by so much; give the days when each is away.

        What a whole number has too much is taken off in blocks, from each alike.
        """
        wanted = round(sum(self.loads) / booked)
        count = math.ceil(wanted / self.size.days)
        if not self.size.is_exact:
            return [()] * max(least, count)
        spare = count * self.size.days - wanted
        return [self._away(spare // count + (at < spare % count)) for at in range(count)]

    def _rooms(self) -> list[Room]:
        """Make rooms, every third of them too small for most courses."""
        supply = self._supply(self.size.rooms, least=2)
        return [Room(at, 10 if at % 3 == 2 else 16, away) for at, away in enumerate(supply)]

    def _teaches(self) -> list[tuple[int, ...]]:
        """Give each course two or three trainers, so that all of them are booked about alike."""
        booked = [0.0] * len(self.trainers)
        teaches: list[tuple[int, ...]] = [()] * self.size.courses
        for course in sorted(range(self.size.courses), key=lambda at: -self.loads[at]):
            number = min(len(self.trainers), self.chance.choice((2, 3)))
            chosen = sorted(range(len(booked)), key=lambda at: (booked[at], self.chance.random()))[:number]
            for trainer in chosen:
                booked[trainer] += self.loads[course] / number
            teaches[course] = tuple(sorted(chosen))
        return teaches


def disturbed(problem: Problem, seed: int = 1) -> Problem:
    """Take a trainer away for two weeks, and send two in a hundred of the people on leave for a week."""
    chance = random.Random(f"disturbed {seed}")
    first = chance.randrange(len(problem.days) // 3)
    busiest = _busiest_trainer(problem, range(first, first + 10))
    trainers = tuple(
        replace(row, unavailable=(*row.unavailable, *range(first, first + 10))) if row.key == busiest else row
        for row in problem.trainers
    )
    ill = {row.key for row in chance.sample(problem.people, max(1, len(problem.people) // 50))}
    people = tuple(_sent_on_leave(row, problem, chance) if row.key in ill else row for row in problem.people)
    return replace(problem, trainers=trainers, people=people)


def _busiest_trainer(problem: Problem, days: range) -> int:
    booked = {row.key: 0 for row in problem.trainers}
    for session in problem.sessions:
        if session.trainer is not None:
            booked[session.trainer] += len(set(days).intersection(session.days))
    return max(booked, key=lambda key: (booked[key], key))


def _sent_on_leave(person: Person, problem: Problem, chance: random.Random) -> Person:
    first = chance.randrange(len(problem.days) - 5)
    return replace(person, unavailable=tuple(sorted({*person.unavailable, *range(first, first + 5)})))
