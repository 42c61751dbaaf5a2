"""The problem by positions instead of keys, with everything that cannot move taken off.

Days, people, trainers and rooms that locked sessions take are unavailable here, and their picks are
gone; picks that come before or after those get an earliest or latest day instead.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from pmplanner.scheduling import bits
from pmplanner.scheduling.problem import ExistingSession, Freedom, Problem

NO_LIMIT = 1_000_000_000
"""Seats of a course without a limit."""


@dataclass(slots=True)
class CourseFacts:
    """A course by positions."""

    length: int
    capacity: int
    """Most people in any of its sessions: its own limit or the largest room's."""
    minimum: int
    starts: int
    """Set of allowed first days."""
    trainers: tuple[int, ...]
    rooms: tuple[int, ...] | None
    """Smallest first."""
    equipment: tuple[tuple[int, int], ...]
    picks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class PickFacts:
    """A pick that is still to be placed, by positions."""

    key: int
    person: int
    course: int
    importance: int
    earliest: int
    latest: int
    window: int
    """Set of first days that course, earliest and latest day allow."""
    before: tuple[int, ...] = ()
    """Picks that must have ended first."""
    behind: tuple[int, ...] = ()
    """Picks that may only start afterwards."""


class Tables:
    """All facts of a problem that do not change while it is solved."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days = len(problem.days)
        self.all_days = (1 << self.days) - 1
        self.locked = [row for row in problem.sessions if row.freedom is Freedom.LOCKED]
        self.movable = [row for row in problem.sessions if row.freedom is not Freedom.LOCKED]
        self._index_resources()
        self._index_courses()
        self._index_people()
        self._index_picks()
        self._index_teams()
        self._take_off_locked()
        self._class_rooms()
        self.pinned: list[list[ExistingSession]] = [[] for _ in self.courses]
        """The pinned sessions of each course."""
        for row in self.movable:
            if row.freedom is Freedom.PINNED:
                self.pinned[self.course_at[row.course]].append(row)
        self.former = {
            self.pick_at[key]: bits.day_set(row.days)
            for row in self.movable
            for key in row.seated
            if key in self.pick_at
        }
        """The days that picks have now, as sets."""

    def _index_resources(self) -> None:
        problem = self.problem
        self.trainer_at = {row.key: at for at, row in enumerate(problem.trainers)}
        self.room_at = {row.key: at for at, row in enumerate(problem.rooms)}
        self.equipment_at = {row.key: at for at, row in enumerate(problem.equipment)}
        self.trainer_blocked = [bits.day_set(row.unavailable) for row in problem.trainers]
        self.room_blocked = [bits.day_set(row.unavailable) for row in problem.rooms]
        self.room_seats = [NO_LIMIT if row.seats is None else row.seats for row in problem.rooms]
        self.equipment_left = [[row.count] * self.days for row in problem.equipment]

    def _class_rooms(self) -> None:
        """Put rooms that nothing tells apart into classes."""
        uses: list[list[int]] = [[] for _ in self.room_seats]
        for at, course in enumerate(self.courses):
            for room in course.rooms or ():
                uses[room].append(at)
        classes: dict[tuple[int, int, tuple[int, ...]], list[int]] = defaultdict(list)
        for room, seats in enumerate(self.room_seats):
            classes[seats, self.room_blocked[room], tuple(uses[room])].append(room)
        self.room_classes = list(classes.values())
        self.class_of_room = [0] * len(self.room_seats)
        for at, rooms in enumerate(self.room_classes):
            for room in rooms:
                self.class_of_room[room] = at

    def _index_courses(self) -> None:
        self.course_at = {row.key: at for at, row in enumerate(self.problem.courses)}
        self.courses: list[CourseFacts] = []
        for row in self.problem.courses:
            starts = self.all_days if row.starts is None else bits.day_set(row.starts)
            starts &= bits.run_starts(self.all_days, row.days)
            rooms = row.rooms
            seats = NO_LIMIT if row.seats_max is None else row.seats_max
            if rooms is not None:
                rooms = tuple(sorted((self.room_at[key] for key in rooms), key=self.room_seats.__getitem__))
                seats = min(seats, max((self.room_seats[room] for room in rooms), default=0))
            trainers = tuple(self.trainer_at[key] for key in row.trainers)
            equipment = tuple((self.equipment_at[key], count) for key, count in row.equipment)
            minimum = row.seats_min if self.problem.hold_minimum else 1
            self.courses.append(CourseFacts(row.days, seats, minimum, starts, trainers, rooms, equipment))

    def _index_people(self) -> None:
        self.person_at = {row.key: at for at, row in enumerate(self.problem.people)}
        self.person_blocked = [bits.day_set(row.unavailable) for row in self.problem.people]
        self.training = [0] * len(self.problem.people)
        """Days on which locked sessions train a person."""
        self.week_limit = [row.week_limit for row in self.problem.people]
        self.has_week_limits = any(limit is not None for limit in self.week_limit)
        self.weeks = week_sets(self.problem)
        self._starts_by_week: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def starts_by_week(self, length: int, week: int) -> list[tuple[int, int]]:
        """Give (days that fall into a week, set of first days for which that many do)."""
        if (length, week) not in self._starts_by_week:
            found: dict[int, int] = defaultdict(int)
            first = max(0, bits.first_day(week) - length + 1)
            for day in range(first, min(bits.last_day(week), self.days - length) + 1):
                found[(bits.run(day, length) & week).bit_count()] |= 1 << day
            found.pop(0, None)
            self._starts_by_week[length, week] = sorted(found.items())
        return self._starts_by_week[length, week]

    def _index_picks(self) -> None:
        held = {key: row for row in self.locked for key in row.seated}
        open_rows = [row for row in self.problem.picks if row.key not in held]
        self.pick_at = {row.key: at for at, row in enumerate(open_rows)}
        self.picks: list[PickFacts] = []
        self.person_picks: list[list[int]] = [[] for _ in self.problem.people]
        ends = {key: max(row.days) for key, row in held.items()}
        for at, row in enumerate(open_rows):
            course = self.course_at[row.course]
            done = [ends[key] + 1 for key in row.after if key in ends]
            earliest = max([row.earliest or 0, *done])
            latest = self.days - 1 if row.latest is None else row.latest
            before = tuple(self.pick_at[key] for key in row.after if key in self.pick_at)
            person = self.person_at[row.person]
            self.picks.append(PickFacts(row.key, person, course, row.importance, earliest, latest, 0, before))
            self.courses[course].picks.append(at)
            self.person_picks[person].append(at)
        self._follow_the_order(held)

    def _follow_the_order(self, held: dict[int, ExistingSession]) -> None:
        behind: dict[int, list[int]] = defaultdict(list)
        for at, pick in enumerate(self.picks):
            for first in pick.before:
                behind[first].append(at)
        for row in self.problem.picks:
            for key in row.after if row.key in held else ():
                if key in self.pick_at:
                    first_pick = self.picks[self.pick_at[key]]
                    first_pick.latest = min(first_pick.latest, min(held[row.key].days) - 1)
        for at, pick in enumerate(self.picks):
            pick.behind = tuple(behind[at])
            pick.window = self._window(pick)

    def _window(self, pick: PickFacts) -> int:
        course = self.courses[pick.course]
        last_start = pick.latest - course.length + 1
        up_to = (1 << (last_start + 1)) - 1 if last_start >= 0 else 0
        return course.starts & up_to & -(1 << max(pick.earliest, 0))

    def _index_teams(self) -> None:
        self.team_left = [list(team.limits) for team in self.problem.ceilings]
        self.person_teams: list[tuple[int, ...]] = [()] * len(self.problem.people)
        for at, team in enumerate(self.problem.ceilings):
            for key in team.people:
                if key in self.person_at:
                    self.person_teams[self.person_at[key]] += (at,)

    def _take_off_locked(self) -> None:
        owner = {row.key: row.person for row in self.problem.picks}
        for row in self.locked:
            taken = bits.day_set(row.days)
            if row.trainer in self.trainer_at:
                self.trainer_blocked[self.trainer_at[row.trainer]] |= taken
            if row.room in self.room_at:
                self.room_blocked[self.room_at[row.room]] |= taken
            for at, count in self.courses[self.course_at[row.course]].equipment:
                for day in row.days:
                    self.equipment_left[at][day] -= count
            for key in row.seated:
                self._take_off_person(self.person_at[owner[key]], taken)

    def _take_off_person(self, person: int, taken: int) -> None:
        new = taken & ~self.training[person]
        self.training[person] |= taken
        self.person_blocked[person] |= taken
        for team in self.person_teams[person]:
            for day in bits.each_day(new):
                self.team_left[team][day] -= 1


def week_sets(problem: Problem) -> list[int]:
    """Give the days of each calendar week of the period as a set."""
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    for at, day in enumerate(problem.days):
        year, week, _ = day.isocalendar()
        weeks[year, week] |= 1 << at
    return list(weeks.values())
