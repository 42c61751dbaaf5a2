"""How busy teams, people, rooms and trainers are, week by week: days away or used of working days.

It looks at the same facts as the checks of problems do, so that both agree. All is counted in quarters
of a day, in matrices of a row for each person, room or trainer and a column for each day.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from pmplanner.models.statuses import PolicyAction, SeatStatus
from pmplanner.services.calendar.open_days import ClosedDays, read_closed_days, works_on
from pmplanner.services.lookup import fold
from pmplanner.services.policies.policies import Policies, Rule
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, SessionFacts, TrainerFacts

LoadKind = Literal["team", "room", "trainer"]

DAY = 4
"""Quarters of a day."""
_WEEK = dt.timedelta(days=7)

_T = TypeVar("_T")

Grid = npt.NDArray[np.int8]
Marks = npt.NDArray[np.bool_]


class LoadRow(NamedTuple):
    """A line of the load: a team, a person of the team above, a room or a trainer."""

    key: str
    """The folded name of a team, room or trainer."""
    name: str
    person_id: int | None = None
    people: int = 0
    """How many of a team are employed at some time of the weeks."""
    bare: bool = False
    """True for a room or trainer of whom nothing but the name is known: the usual week is assumed."""
    rule: Rule = Rule()
    """How many of a team may be away at once."""


class LoadCell(NamedTuple):
    """A week of a line, in quarters of a day."""

    working: int = 0
    """Days of work: of somebody employed, or on which a room is open or a trainer there."""
    used: int = 0
    """Of these, in training; of rooms and trainers, in use."""
    leave: int = 0
    """On leave on days of work and not in training; of a trainer not among the days of work."""
    off: int = 0
    """In training, or in use, on days that are none of work."""
    away: int = 0
    """What the percentage counts."""
    over: bool = False
    """Whether on one of the days more of a team are away than its policy allows."""

    @property
    def percent(self) -> float | None:
        """The part of the working days that is taken; None where there is no working day."""
        return 100 * self.away / self.working if self.working else None


@dataclass(frozen=True)
class LoadDays:
    """The weeks that are looked at, whole ones, and what is closed in them."""

    first: dt.date
    weeks: int
    closed: ClosedDays
    week: int
    """The working days of the workspace as bits."""

    @property
    def count(self) -> int:
        """How many days there are."""
        return 7 * self.weeks

    @cached_property
    def last(self) -> dt.date:
        """The last of them."""
        return self.first + dt.timedelta(days=self.count - 1)

    def place(self, day: dt.date) -> int:
        """Return the place of a day, which may lie before the first or after the last."""
        return (day - self.first).days

    def reach(self, first: dt.date, last: dt.date) -> slice:
        """Return the places from one day to another, as far as they are here."""
        return slice(max(0, self.place(first)), max(0, self.place(last) + 1))

    def works(self, bits: int | None) -> Marks:
        """Return the days with these weekdays."""
        days = (self.first + dt.timedelta(days=n) for n in range(7))
        return np.tile([works_on(bits, self.week, day) for day in days], self.weeks)

    def open(self, site: str) -> Marks:
        """Return the days on which a site is not closed; weekends are not looked at."""
        found = np.ones(self.count, dtype=np.bool_)
        places = [self.place(day) for day in self.closed.of(site)]
        found[[place for place in places if 0 <= place < self.count]] = False
        return found

    def first_days(self) -> tuple[dt.date, ...]:
        """Return the first day of each week."""
        return tuple(self.first + number * _WEEK for number in range(self.weeks))


@dataclass(frozen=True)
class LoadBook:
    """The load of teams with their people, of rooms, or of trainers; never changed."""

    kind: LoadKind
    days: LoadDays
    rows: tuple[LoadRow, ...]
    """Teams by name, each before its people; those without a team come last."""
    cells: npt.NDArray[np.int32]
    """By row and week: working, used, leave, off, away, over."""

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """The first day of each week."""
        return self.days.first_days()

    def cell(self, row: int, week: int) -> LoadCell:
        """Return a week of a line."""
        return _cell(*self.cells[row, week].tolist())

    def cells_of(self, row: int) -> list[LoadCell]:
        """Return all weeks of a line."""
        return [_cell(*cell) for cell in self.cells[row].tolist()]


def _cell(working: int, used: int, leave: int, off: int, away: int, over: int) -> LoadCell:
    return LoadCell(working, used, leave, off, away, bool(over))


def view_load(
    db: Session, plan_id: int, kind: LoadKind, first_weekday: int, facts: Facts | None = None
) -> LoadBook:
    """Return how busy teams with their people, rooms or trainers are in the weeks of a plan.

    Weeks begin on *first_weekday*, 0 for Monday to 6 for Sunday. *facts* are those of the plan where
    somebody keeps them up to date; otherwise they are read.
    """
    if facts is None or facts.plan_id != plan_id:
        facts = gather_facts(db, plan_id)
    first, weeks = load_weeks(facts, first_weekday)
    closed = read_closed_days(db, first, first + weeks * _WEEK)
    return load_of(facts, LoadDays(first, weeks, closed, facts.week), kind)


def load_weeks(facts: Facts, first_weekday: int) -> tuple[dt.date, int]:
    """Return the first day of the weeks that hold a plan and its sessions, and how many these are."""
    first = min([facts.first_day, *(session.first_day for session in facts.sessions.values())])
    last = max([facts.last_day, *(session.last_day for session in facts.sessions.values())])
    begin = first - dt.timedelta(days=(first.weekday() - first_weekday) % 7)
    return begin, (last - begin).days // 7 + 1


def load_of(facts: Facts, days: LoadDays, kind: LoadKind) -> LoadBook:
    """Return the load of teams, rooms or trainers on these days."""
    if kind == "team":
        return _teams(facts, days)
    return _rooms(facts, days) if kind == "room" else _trainers(facts, days)


# People and teams


@dataclass(frozen=True, slots=True)
class PeopleDays:
    """Of people, each a row, and days: who is employed, works, sits in a session, is on leave."""

    people: Sequence[PersonFacts]
    employed: Marks
    works: Marks
    """On a weekday of the person's; of a day that is closed too."""
    working: Marks
    quarters: Grid
    """In training, 4 for a whole day or more."""
    trained: Marks
    trained_here: Marks
    """In a session of the plan itself."""
    absent: Marks

    @property
    def used(self) -> Grid:
        """Quarters in training on days of work."""
        return self.quarters * self.working

    @property
    def leave(self) -> Grid:
        """Quarters on leave: what training leaves of a day of work."""
        return (DAY - self.quarters) * (self.absent & self.working)

    @property
    def off(self) -> Grid:
        """Quarters in training on days that are none of work."""
        return self.quarters * ~self.working


def people_days(facts: Facts, days: LoadDays, people: Sequence[PersonFacts]) -> PeopleDays:
    """Return when people work, are trained and on leave."""
    rows = {person.id: row for row, person in enumerate(people)}
    employed = _employed(days, people)
    works = _by_value([person.working_days for person in people], days.works, days)
    opened = _by_value([fold(person.location) for person in people], days.open, days)
    quarters, trained, here = _trained(facts, days, rows)
    absent = np.zeros_like(employed)
    for person_id, spans in facts.absences.items():
        if person_id in rows:
            row = absent[rows[person_id]]
            for first, last, _ in spans:
                if first <= days.last and last >= days.first:
                    row[days.reach(first, last)] = True
    return PeopleDays(people, employed, works, employed & works & opened, quarters, trained, here, absent)


def sessions_within(facts: Facts, days: LoadDays) -> list[SessionFacts]:
    """Return the sessions of this plan and of others that have a day among those looked at."""
    every = chain(facts.sessions.values(), facts.others.values())
    return [each for each in every if each.first_day <= days.last and each.last_day >= days.first]


def _trained(facts: Facts, days: LoadDays, rows: dict[int, int]) -> tuple[Grid, Marks, Marks]:
    """Return the quarters in training of people by row, at most a day, and whether there, and in this plan.

    The cells are gathered first and entered together: one by one takes several times as long.
    """
    cells: list[int] = []
    counts: list[int] = []
    of_plan: list[int] = []
    width, absent = days.count, SeatStatus.ABSENT
    for session in sessions_within(facts, days):
        places = [days.place(part.day) for part in session.parts]
        usual = [part.quarters for part in session.parts]
        begins = len(cells)
        for seat in facts.seats.get(session.id, ()):
            row = rows.get(seat.person_id)
            if row is None or seat.status == absent:
                continue
            quarters = usual
            if seat.pick_id in facts.own:
                quarters = [count for _, count in facts.loads(session, seat.person_id)]
            for place, count in zip(places, quarters, strict=True):
                if 0 <= place < width:
                    cells.append(row * width + place)
                    counts.append(count)
        if not session.plan:
            of_plan += cells[begins:]
    sums = np.zeros(len(rows) * width, dtype=np.int32)
    trained, here = np.zeros_like(sums, dtype=np.bool_), np.zeros_like(sums, dtype=np.bool_)
    np.add.at(sums, cells, counts)
    trained[cells], here[of_plan] = True, True
    shape = len(rows), width
    return np.minimum(sums, DAY).astype(np.int8).reshape(shape), trained.reshape(shape), here.reshape(shape)


def _employed(days: LoadDays, people: Sequence[PersonFacts]) -> Marks:
    never = days.count
    begins = np.array([0 if p.start is None else days.place(p.start) for p in people], dtype=np.int64)
    ends = np.array([never if p.end is None else days.place(p.end) for p in people], dtype=np.int64)
    places = np.arange(days.count)
    found: Marks = (begins[:, None] <= places) & (places <= ends[:, None])
    for row, person in enumerate(people):
        for first, last in person.earlier:
            found[row, days.reach(first, last)] = True
    return found


def _by_value(values: Sequence[_T], of: Callable[[_T], Marks], days: LoadDays) -> Marks:
    """Return for each value its days; equal ones are worked out once."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if not places:
        return np.zeros((0, days.count), dtype=np.bool_)
    return np.array([of(value) for value in places])[[places[value] for value in values]]


def _teams(facts: Facts, days: LoadDays) -> LoadBook:
    people = facts.by_team
    found = people_days(facts, days, people)
    shown = np.flatnonzero((found.employed | found.trained).any(axis=1))
    if not len(shown):
        return _book("team", days, (), np.zeros((0, days.weeks, 6), dtype=np.int32))
    working, used, leave, off = (
        _weekly(grid)[shown] for grid in (found.working, found.used, found.leave, found.off)
    )
    cells = np.stack([DAY * working, used, leave, off, used + leave, np.zeros_like(used)], axis=2)
    keys = [people[row].team_key for row in shown]
    starts = [n for n, key in enumerate(keys) if not n or key != keys[n - 1]]
    sums = np.add.reduceat(cells, starts, axis=0)
    over = crowded(found, facts.policies)
    rows: list[LoadRow] = []
    pieces: list[npt.NDArray[np.int32]] = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(keys)], strict=True)):
        if keys[start] in over:
            sums[number, :, 5] = over[keys[start]].reshape(days.weeks, 7).any(axis=1)
        name = people[shown[start]].team
        rule = facts.policies.rule("absence ceiling", keys[start]) if keys[start] else Rule()
        rows.append(LoadRow(keys[start], name, people=end - start, rule=rule))
        rows.extend(
            LoadRow(keys[start], people[row].name, people[row].id) for row in shown[start:end].tolist()
        )
        pieces += [sums[number : number + 1], cells[start:end]]
    return _book("team", days, rows, np.concatenate(pieces))


def crowded(found: PeopleDays, policies: Policies) -> dict[str, Marks]:
    """Return the days on which more of a team are away than its policy allows, by the team's folded name.

    As the check "absence ceiling" has it: somebody must be in training, and somebody in this plan; who
    has no team is not counted, nor are teams without a limit or whose policy is to ignore it.
    """
    if not policies.limits("absence ceiling"):
        return {}
    keys = [person.team_key for person in found.people]
    starts = [n for n, key in enumerate(keys) if not n or key != keys[n - 1]]
    trained = found.trained & found.employed
    on_leave = found.absent & found.works & found.employed & ~trained
    here = found.trained_here & found.employed
    counts = [
        np.add.reduceat(marks, starts, axis=0, dtype=np.int32)
        for marks in (found.employed, trained, on_leave, here)
    ]
    marked: dict[str, Marks] = {}
    for number, start in enumerate(starts):
        rule = policies.rule("absence ceiling", keys[start])
        if keys[start] and rule.limited and rule.action != PolicyAction.IGNORE:
            employed, training, leave, own = (count[number] for count in counts)
            away = training + leave
            beyond = np.zeros(len(away), dtype=np.bool_)
            if rule.limit is not None:
                beyond |= away > int(rule.limit)  # people are whole: 2.5 allows no more than 2
            if rule.percent is not None:
                beyond |= away * 100 > rule.percent * employed
            marked[keys[start]] = beyond & (training > 0) & (own > 0)
    return marked


# Rooms and trainers


def _rooms(facts: Facts, days: LoadDays) -> LoadBook:
    used = facts.places.rooms
    names = {key: used[key][0].room_named(key) for key in used} | {
        key: room.name for key, room in facts.rooms.items()
    }
    rows, pieces = [], []
    for key in sorted(names):
        room = facts.rooms.get(key)
        working = room_days(facts, days, key)
        busy = busy_quarters(days, used.get(key, ()))
        if room is None and not busy.any():
            continue
        rows.append(LoadRow(key, names[key], bare=room is None))
        pieces.append(_cells(working, busy, np.zeros_like(working)))
    return _stacked("room", days, rows, pieces)


def _trainers(facts: Facts, days: LoadDays) -> LoadBook:
    used = facts.places.trainers
    names = {key: used[key][0].trainer_named(key) for key in used}
    names |= {key: trainer.name for key, trainer in facts.trainers.items()}
    rows, pieces = [], []
    for key in sorted(names):
        trainer = facts.trainer_of(key)
        there, leave = trainer_days(facts, days, trainer)
        busy = busy_quarters(days, used.get(key, ()))
        if trainer.id is None and not busy.any():
            continue
        rows.append(
            LoadRow(key, names[key], trainer.person_id, bare=trainer.id is None and trainer.person_id is None)
        )
        pieces.append(_cells(there & ~leave, busy, there & leave))
    return _stacked("trainer", days, rows, pieces)


def trainer_days(facts: Facts, days: LoadDays, trainer: TrainerFacts) -> tuple[Marks, Marks]:
    """Return the working days of a trainer, leave among them, and the days of leave.

    Who is a member of staff has the closed days of the own site, and the leave of the person.
    """
    person = None if trainer.person_id is None else facts.people.get(trainer.person_id)
    there = days.works(trainer.working_days) & days.open(person.location if person else "")
    asked = np.zeros_like(there)
    asked[days.reach(trainer.first_day or days.first, trainer.last_day or days.last)] = True
    leave = np.zeros_like(there)
    own = facts.absences.get(person.id, ()) if person else ()
    for first, last, _ in (*trainer.absences, *own):
        leave[days.reach(first, last)] = True
    return there & asked, leave


def room_days(facts: Facts, days: LoadDays, key: str) -> Marks:
    """Return the days on which a room is open; of one that only sessions name the usual week is assumed."""
    room = facts.rooms.get(key)
    return days.works(None) & days.open(room.site if room else "")


def busy_quarters(days: LoadDays, sessions: Iterable[SessionFacts]) -> Grid:
    """Return the quarters of each day in sessions; no day has more than four."""
    found = np.zeros(days.count, dtype=np.int8)
    for session in sessions:
        for part in session.parts:
            place = days.place(part.day)
            if 0 <= place < days.count:
                found[place] = min(DAY, found[place] + part.quarters)
    return found


def _cells(working: Marks, busy: Grid, leave: Marks) -> npt.NDArray[np.int32]:
    used, off = busy * working, busy * ~working
    grids = (DAY * working.astype(np.int8), used, DAY * leave.astype(np.int8), off, used)
    weeks = [_weekly(grid[None, :])[0] for grid in grids]
    return np.stack([*weeks, np.zeros_like(weeks[0])], axis=1)


def _stacked(
    kind: LoadKind, days: LoadDays, rows: Collection[LoadRow], pieces: Sequence[npt.NDArray[np.int32]]
) -> LoadBook:
    empty = np.zeros((0, days.weeks, 6), dtype=np.int32)
    return _book(kind, days, rows, np.stack(pieces) if pieces else empty)


def _book(kind: LoadKind, days: LoadDays, rows: Iterable[LoadRow], cells: npt.NDArray[np.int32]) -> LoadBook:
    return LoadBook(kind, days, tuple(rows), cells)


def _weekly(grid: Grid | Marks) -> npt.NDArray[np.int32]:
    """Sum the days of each week."""
    # Whole columns are added faster than seven neighbours each.
    found = grid[:, 0::7].astype(np.int32)
    for day in range(1, 7):
        found += grid[:, day::7]
    return found
