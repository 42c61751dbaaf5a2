"""Training problems from a seed: as many people as wanted, with everything that makes them hard."""

import datetime as dt
import math
import random
from dataclasses import dataclass, replace

from pmplanner.scheduling.problem import Course, Person, Pick, Problem, Room, Trainer

FIRST_DAY = dt.date(2027, 1, 4)


@dataclass(frozen=True, slots=True)
class Size:
    """How large and how tight a problem is."""

    people: int
    courses: int
    days: int
    leave: float = 0.15
    rooms: float = 0.80
    trainers: float = 0.70


SIZES = {
    30: Size(30, 10, 60),
    100: Size(100, 20, 60),
    300: Size(300, 40, 120),
    1000: Size(1000, 60, 120),
    3000: Size(3000, 90, 240),
}


def working_days(count: int, first: dt.date = FIRST_DAY) -> tuple[dt.date, ...]:
    """List weekdays from *first* on."""
    return tuple(first + dt.timedelta(days=at // 5 * 7 + at % 5) for at in range(count))


def training_problem(people: int, seed: int = 1, variant: str = "usual") -> Problem:
    """Make a problem; *variant* is usual, loose, full (more than fits) or impossible."""
    usual = SIZES.get(people) or Size(people, max(8, people // 5), 60)
    tightness = {"loose": (0.05, 0.5, 0.4), "full": (0.25, 1.15, 1.1)}.get(variant)
    if tightness:
        usual = Size(usual.people, usual.courses, usual.days, *tightness)
    chance = random.Random(f"{people} {seed} {variant}")
    made = _Maker(usual, chance)
    return made.spoiled() if variant == "impossible" else made.problem()


class _Maker:
    def __init__(self, size: Size, chance: random.Random) -> None:
        self.size, self.chance = size, chance
        self.lengths = [chance.choice((1, 1, 2, 2, 3, 3, 4, 5)) for _ in range(size.courses)]
        self.seats = [chance.randint(8, 16) for _ in range(size.courses)]
        self.before = {
            course: chance.randrange(course) for course in range(1, size.courses) if chance.random() < 0.25
        }
        self.people = [Person(at, self._leave()) for at in range(size.people)]
        self.picks = self._picks()
        self.loads = self._loads()
        self.rooms = self._rooms()
        self.trainers, self.teaches = self._trainers()

    def problem(self) -> Problem:
        rooms = [[r.key for r in self.rooms if (r.seats or 0) >= seats] for seats in self.seats]
        courses = tuple(
            Course(at, self.lengths[at], self.seats[at], trainers=self.teaches[at], rooms=tuple(rooms[at]))
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

    def _leave(self) -> tuple[int, ...]:
        wanted, away = round(self.size.leave * self.size.days), set[int]()
        while len(away) < wanted:
            first = self.chance.randrange(self.size.days)
            away.update(range(first, min(first + self.chance.randint(1, 10), self.size.days)))
        return tuple(sorted(away)[:wanted])

    def _picks(self) -> list[Pick]:
        picks: list[Pick] = []
        for person in range(self.size.people):
            number = self.chance.choices((2, 3, 4, 5), (2, 3, 3, 4))[0]
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

    def _rooms(self) -> list[Room]:
        count = math.ceil(sum(self.loads) / (self.size.rooms * self.size.days))
        return [Room(at, 10 if at % 4 == 3 else 16) for at in range(count)]

    def _trainers(self) -> tuple[list[Trainer], list[tuple[int, ...]]]:
        capacity = self.size.trainers * self.size.days
        count = max(2, math.ceil(sum(self.loads) / capacity))
        booked = [0.0] * count
        teaches: list[tuple[int, ...]] = [()] * self.size.courses
        for course in sorted(range(self.size.courses), key=lambda at: -self.loads[at]):
            number = min(count, max(2, math.ceil(self.loads[course] / capacity) + 1))
            chosen = sorted(range(count), key=lambda at: (booked[at], self.chance.random()))[:number]
            for trainer in chosen:
                booked[trainer] += self.loads[course] / number
            teaches[course] = tuple(chosen)
        return [Trainer(at) for at in range(count)], teaches


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
