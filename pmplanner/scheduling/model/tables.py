"""The problem by positions instead of keys, with everything that cannot move taken off.

Days, people, trainers and rooms that locked and pinned sessions take are unavailable here, and their
picks are gone; picks that come before or after those get an earliest or latest day instead. What is
left of the seats of pinned ones is in ``joins``.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import Course, ExistingSession, Freedom, Problem
from pmplanner.scheduling.model.session import Own
from pmplanner.scheduling.model.shares import share

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
    quarters: tuple[int, ...]
    """Per day how many quarters of a day it counts."""
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


@dataclass(frozen=True, slots=True)
class Join:
    """Seats that are left in a session that stands."""

    row: ExistingSession
    seats: int
    own: Own


class Tables:
    """All facts of a problem that do not change while it is solved."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days = len(problem.days)
        self.all_days = (1 << self.days) - 1
        self.locked = [row for row in problem.sessions if row.freedom is not Freedom.FREE]
        """The sessions that stay as they are, but for those who join."""
        self.movable = [row for row in problem.sessions if row.freedom is Freedom.FREE]
        self.even = sum(1 << at for at in range(0, self.days, 2))
        """The mornings, where half days are told apart."""
        self._index_resources()
        self._index_courses()
        self._index_people()
        self._index_picks()
        self._index_teams()
        self._take_off_locked()
        self._class_rooms()
        self.joins: list[list[Join]] = [[] for _ in self.courses]
        """The seats left in pinned sessions of each course."""
        for row in self.locked:
            if row.freedom is Freedom.PINNED:
                self.joins[self.course_at[row.course]] += self._joins(row)
        self.former = {
            self.pick_at[key]: bits.day_set(row.days)
            for row in self.movable
            if row.days
            for key in row.seated
            if key in self.pick_at
        }
        """The days that picks have now, as sets; none where these are no days to train on."""
        self.homeless = sum(len(row.seated) for row in self.movable if not row.days)
        """How many have a seat on days on which nobody can be trained."""
        self.former_row = {
            self.pick_at[key]: row for row in self.movable for key in row.seated if key in self.pick_at
        }
        self.movable_of: list[list[ExistingSession]] = [[] for _ in self.courses]
        for row in self.movable:
            self.movable_of[self.course_at[row.course]].append(row)

    def _index_resources(self) -> None:
        problem = self.problem
        self.trainer_at = {row.key: at for at, row in enumerate(problem.trainers)}
        self.room_at = {row.key: at for at, row in enumerate(problem.rooms)}
        self.equipment_at = {row.key: at for at, row in enumerate(problem.equipment)}
        self.trainer_blocked = [bits.day_set(row.unavailable) for row in problem.trainers]
        self.room_blocked = [bits.day_set(row.unavailable) for row in problem.rooms]
        self.room_seats = [NO_LIMIT if row.seats is None else row.seats for row in problem.rooms]
        self.equipment_left = [
            [row.count] * self.days if row.left is None else list(row.left) for row in problem.equipment
        ]
        self.room_equipment = [
            frozenset(self.equipment_at[key] for key in row.equipment if key in self.equipment_at)
            for row in problem.rooms
        ]

    def _class_rooms(self) -> None:
        """Put rooms that nothing tells apart into classes."""
        uses: list[list[int]] = [[] for _ in self.room_seats]
        for at, course in enumerate(self.courses):
            for room in course.rooms or ():
                uses[room].append(at)
        for row in self.movable:
            if row.keeps_room and row.room in self.room_at:
                # Such a room is a class of its own: no other one will do.
                uses[self.room_at[row.room]].append(-1 - self.room_at[row.room])
            for room in (self.room_at[key] for key in row.further_rooms if key in self.room_at):
                uses[room].append(-1 - room)
        classes: dict[tuple[int, int, tuple[int, ...], frozenset[int]], list[int]] = defaultdict(list)
        for room, seats in enumerate(self.room_seats):
            key = (seats, self.room_blocked[room], tuple(uses[room]), self.room_equipment[room])
            classes[key].append(room)
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
            # Where the fewest people are no rule, any session of one is as good as another.
            minimum = row.seats_min if self.problem.hold_minimum else 1
            quarters = row.quarters or (4 // self.problem.day_parts,) * row.days
            self.courses.append(
                CourseFacts(row.days, seats, minimum, starts, trainers, rooms, equipment, quarters)
            )

    def _index_people(self) -> None:
        self.person_at = {row.key: at for at, row in enumerate(self.problem.people)}
        self.person_blocked = [bits.day_set(row.unavailable) for row in self.problem.people]
        self.training = [bits.day_set(row.trained) for row in self.problem.people]
        """Days on which sessions that stay train a person."""
        self.weeks = week_sets(self.problem)
        self.limits = [
            [(bits.day_set(limit.days), limit.quarters) for limit in row.limits]
            + [
                (week, row.week_limit * 4 // self.problem.day_parts)
                for week in (self.weeks if row.week_limit is not None else ())
                if row.week_limit is not None
            ]
            for row in self.problem.people
        ]
        """Per person (set of days, most quarters of a day of training on them)."""
        self.has_limits = any(self.limits)
        self.trainers_of: list[list[int]] = [[] for _ in self.problem.people]
        """The trainers who a person is."""
        self.person_of_trainer: list[int | None] = [None] * len(self.problem.trainers)
        for at, trainer in enumerate(self.problem.trainers):
            if trainer.person in self.person_at:
                self.person_of_trainer[at] = self.person_at[trainer.person]
                self.trainers_of[self.person_at[trainer.person]].append(at)
        self.has_staff_teaching = any(self.trainers_of)
        self.same_trainers = self._same_trainers()
        """Per trainer all who are that person, the trainer among them: staff may teach by several names."""
        self._starts_by_week: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._starts_by_load: dict[tuple[int, int, int | None], list[tuple[int, int]]] = {}
        self.own_quarters = {
            (self.person_at[row.person], self.course_at[row.course]): row.quarters
            for row in self.problem.picks
            if row.quarters is not None
        }
        """By person and course what it counts for the person, where that differs from the course."""

    def _same_trainers(self) -> list[tuple[int, ...]]:
        by_person: dict[int, list[int]] = defaultdict(list)
        for at, row in enumerate(self.problem.trainers):
            if row.person is not None:
                by_person[row.person].append(at)
        return [
            (at,) if row.person is None else tuple(by_person[row.person])
            for at, row in enumerate(self.problem.trainers)
        ]

    def dates(self, days: int) -> int:
        """Give a set of days widened to whole dates."""
        if self.problem.day_parts == 1:
            return days
        mornings = (days | days >> 1) & self.even
        return mornings | mornings << 1

    def after(self, day: int) -> int:
        """Give the first day of the date after a day's: what comes later begins on a later date."""
        parts = self.problem.day_parts
        return (day // parts + 1) * parts

    def before(self, day: int) -> int:
        """Give the last day of the date before a day's."""
        return day - day % self.problem.day_parts - 1

    def load(self, person: int, course: int, days: int, among: int) -> int:
        """Give how many quarters of days *among* a session of a course on *days* counts for a person."""
        return self._load(course, days, among, self.own_quarters.get((person, course)))

    def _load(self, course: int, days: int, among: int, own: int | None) -> int:
        facts = self.courses[course]
        shared = days & among
        if not shared:
            return 0
        first, is_laid_out = bits.first_day(days), days != bits.run(bits.first_day(days), facts.length)
        if own is not None:
            return self._own_load(days, among, own, () if is_laid_out else facts.quarters)
        if is_laid_out:
            # Days that a user has laid out: each counts in full.
            return shared.bit_count() * (4 // self.problem.day_parts)
        return sum(facts.quarters[day - first] for day in bits.each_day(shared))

    def _own_load(self, days: int, among: int, own: int, quarters: tuple[int, ...]) -> int:
        """Share what a person counts over the dates; each counts in full without *quarters*."""
        parts, dates = self.problem.day_parts, dict[int, int]()
        for place, day in enumerate(bits.each_day(days)):
            date = day - day % parts
            dates[date] = dates.get(date, 0) + (quarters[place] if quarters else 4 // parts)
        shares = share(own, list(dates.values()))
        return sum(each for date, each in zip(dates, shares, strict=True) if among >> date & 1)

    def starts_by_load(self, person: int, course: int, among: int) -> list[tuple[int, int]]:
        """Give (quarters of days *among* for a person, set of first days for which that many fall)."""
        own = self.own_quarters.get((person, course))
        if (course, among, own) not in self._starts_by_load:
            found: dict[int, int] = defaultdict(int)
            length = self.courses[course].length
            first = max(0, bits.first_day(among) - length + 1)
            for day in range(first, min(bits.last_day(among), self.days - length) + 1):
                found[self._load(course, bits.run(day, length), among, own)] |= 1 << day
            found.pop(0, None)
            self._starts_by_load[course, among, own] = sorted(found.items())
        return self._starts_by_load[course, among, own]

    def needs(self, course: int, own: Own | None, room: int | None) -> list[tuple[int, int]]:
        """Give (equipment, how many) that a session carries into its room."""
        needed = self.courses[course].equipment if own is None or own.equipment is None else own.equipment
        there = frozenset[int]() if room is None else self.room_equipment[room]
        for other in own.further_rooms if own is not None else ():
            there |= self.room_equipment[other]
        return [(at, count) for at, count in needed if at not in there]

    def trainers_for(self, course: int, own: Own | None) -> tuple[int, ...]:
        """Give who can teach a session, beside its further trainers; nobody means that it needs none."""
        found = self.courses[course].trainers if own is None or own.trainers is None else own.trainers
        if own is None or not own.further_trainers:
            return found
        others = {one for each in own.further_trainers for one in self.same_trainers[each]}
        return tuple(one for one in found if one not in others)

    def rooms_for(self, course: int, own: Own | None) -> tuple[int, ...] | None:
        """Give where a session can be, beside its further rooms; None means that it needs no room."""
        found = self.courses[course].rooms if own is None or own.rooms is None else own.rooms or None
        if own is None or not own.further_rooms or found is None:
            return found
        return tuple(room for room in found if room not in own.further_rooms)

    def seats_with(self, room: int, own: Own | None) -> int:
        """Give the seats of the largest room of a session that is in *room*."""
        seats = self.room_seats[room]
        return seats if own is None else max(seats, own.further_seats)

    def minimum_of(self, course: int, own: Own | None) -> int:
        """Give the fewest people of a session."""
        return self.courses[course].minimum if own is None or own.minimum is None else own.minimum

    def own_of(self, row: ExistingSession) -> Own:
        """Give what an existing session has of its own."""
        trainer = () if row.trainer not in self.trainer_at else (self.trainer_at[row.trainer],)
        room = () if row.room not in self.room_at else (self.room_at[row.room],)
        equipment = None
        if row.equipment is not None:
            equipment = tuple(
                (self.equipment_at[key], count) for key, count in row.equipment if key in self.equipment_at
            )
        minimum = None
        if self.problem.hold_minimum and row.key >= 0:
            # Whom nobody has taken out of a session that is too small already keeps the seat.
            wanted = 1 if row.seats_min is None else row.seats_min
            minimum = max(1, min(wanted, len(row.seated) or wanted))
        further = tuple(self.room_at[key] for key in row.further_rooms if key in self.room_at)
        return Own(
            trainer if row.keeps_trainer else None,
            room if row.keeps_room else None,
            equipment,
            minimum,
            further_trainers=tuple(
                self.trainer_at[key] for key in row.further_trainers if key in self.trainer_at
            ),
            further_rooms=further,
            further_seats=max((self.room_seats[room] for room in further), default=0),
        )

    def seats_of(self, row: ExistingSession) -> int:
        """Give how many people an existing session may have: never fewer than it has."""
        course = self.problem.courses[self.course_at[row.course]]
        seats = row.seats_max if row.seats_max is not None else _course_seats(course)
        return max(seats, len(row.seated))

    def _joins(self, row: ExistingSession) -> list[Join]:
        course = self.problem.courses[self.course_at[row.course]]
        seats = row.seats_max if row.seats_max is not None else _course_seats(course)
        if row.most is not None:
            seats = min(seats, row.most)
        if row.room in self.room_at:
            kept = sum(count for _, count in row.kept)
            seats = min(seats, self.seats_with(self.room_at[row.room], self.own_of(row)) - kept)
        found = [Join(row, seats - len(row.seated), Own())] if seats > len(row.seated) else []
        for people, count in row.kept:
            team = frozenset(self.person_at[key] for key in people if key in self.person_at)
            if count > 0 and team:
                found.append(Join(row, count, Own(only=team)))
        return found

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
        self.kept_picks = frozenset(held)
        """Keys of the picks whose seats stay."""
        open_rows = [row for row in self.problem.picks if row.key not in held]
        self.pick_at = {row.key: at for at, row in enumerate(open_rows)}
        self.picks: list[PickFacts] = []
        self.person_picks: list[list[int]] = [[] for _ in self.problem.people]
        ends = {key: max(row.days) for key, row in held.items()}
        for at, row in enumerate(open_rows):
            course = self.course_at[row.course]
            done = [self.after(ends[key]) for key in row.after if key in ends]
            earliest = max([row.earliest or 0, *done])
            latest = self.days - 1 if row.latest is None else row.latest
            before = tuple(self.pick_at[key] for key in row.after if key in self.pick_at)
            person = self.person_at[row.person]
            self.picks.append(PickFacts(row.key, person, course, row.importance, earliest, latest, 0, before))
            self.courses[course].picks.append(at)
            self.person_picks[person].append(at)
        self.pick_keys = [pick.key for pick in self.picks]
        self.importance = [pick.importance for pick in self.picks]
        """Of each pick, beside its facts: searches go through all of them."""
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
                    first_pick.latest = min(first_pick.latest, self.before(min(held[row.key].days)))
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
            self._take_off_resources(row, taken)
            is_counted = row.freedom is Freedom.PINNED and row.is_counted
            room = self.room_at.get(row.room) if row.room is not None else None
            course = self.course_at[row.course]
            if self.problem.equipment and not is_counted:
                for at, count in self.needs(course, self.own_of(row), room):
                    for day in row.days:
                        self.equipment_left[at][day] -= count
            for key in row.seated:
                if key in owner and owner[key] in self.person_at:
                    self._take_off_person(self.person_at[owner[key]], course, taken, is_counted=is_counted)

    def _take_off_resources(self, row: ExistingSession, taken: int) -> None:
        """Take off what a session that stands has of trainers and rooms."""
        for key in (row.room, *row.further_rooms):
            if key in self.room_at:
                self.room_blocked[self.room_at[key]] |= taken
        for key in (row.trainer, *row.further_trainers):
            if key not in self.trainer_at:
                continue
            for trainer in self.same_trainers[self.trainer_at[key]]:
                self.trainer_blocked[trainer] |= taken
            teaching = self.person_of_trainer[self.trainer_at[key]]
            if teaching is not None:
                self.person_blocked[teaching] |= taken

    def _take_off_person(self, person: int, course: int, taken: int, *, is_counted: bool) -> None:
        new = self.dates(taken) & ~self.dates(self.training[person])
        self.training[person] |= taken
        self.person_blocked[person] |= taken
        for trainer in self.trainers_of[person]:
            self.trainer_blocked[trainer] |= taken
        if is_counted:
            return
        for team in self.person_teams[person]:
            for day in bits.each_day(new):
                self.team_left[team][day] -= 1
        # What stands has used some of each limit already.
        self.limits[person] = [
            (among, left - self.load(person, course, taken, among)) for among, left in self.limits[person]
        ]


def _course_seats(course: Course) -> int:
    return NO_LIMIT if course.seats_max is None else course.seats_max


def week_sets(problem: Problem) -> list[int]:
    """Give the days of each calendar week of the period as a set."""
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    for at, day in enumerate(problem.days):
        year, week, _ = day.isocalendar()
        weeks[year, week] |= 1 << at
    return list(weeks.values())
