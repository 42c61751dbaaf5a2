"""Moving whole sessions to other days: with all their people, with the heaviest, or in place of others."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pmplanner.scheduling.construct.greedy import room_sizes
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Own, Session
from pmplanner.scheduling.state.state import State

DAYS_TRIED = 5
"""Days that are looked at, out of all where a session could push others aside."""

MOST_LOOKED_AT = 40
"""Rooms or trainers, drawn by chance, of which the lightest is pushed: that of hundreds is hardly lighter."""

PUSHED_WEIGHT = 0.3
"""What it costs to push somebody aside, as a share of the weight: most will find a seat again."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a session could be if others made way."""

    start: int
    trainer: int | None
    room: int | None
    pushed: tuple[Session, ...]
    """Sessions that have the trainer or the room on those days."""


class Retiming:
    """Moves sessions for the sake of a pick; those who lose their seat by it grow heavier."""

    def __init__(
        self,
        state: State,
        chance: random.Random,
        weight: NDArray[np.float64],
        may_move: Callable[[Session], bool],
    ) -> None:
        self.state = state
        self.chance = chance
        self.weight = weight
        """Per pick; shared with the search, which adds to it too."""
        self.may_move = may_move

    def by_force(self, pick: int) -> bool:
        """Move a session of the course to where the heaviest can come, the pick among them."""
        state = self.state
        session = self._some_session(pick)
        if session is None:
            return False
        mark, first = len(state.trail), session.first
        # Off the schedule first, or its own people and trainer would block every day that it overlaps.
        members = self._lift(session)
        picks = [*members, *self._waiting(session.course)]
        starts = (
            state.pick_starts(pick) & state.resource_starts(session.course, 1, session.own) & ~(1 << first)
        )
        if not self._settle(session, starts, picks, pick):
            state.roll_back(mark)
            return False
        self._give_up(members)
        return True

    def by_pushing(self, pick: int, may_open: Callable[[int], bool]) -> bool:
        """Put a session of the course where the pick can come, and whatever is there somewhere else.

        The session is a new one where *may_open* allows it for the course.
        """
        state = self.state
        course = state.tables.picks[pick].course
        starts = state.course_starts(course)
        mark, session, members = len(state.trail), None, []
        if not may_open(course):
            session = self._some_session(pick)
            if session is None:
                return False
            starts &= ~(1 << session.first)
            members = self._lift(session)
        own = None if session is None else session.own
        picks = [*members, *self._waiting(course)]
        spot = self._best_spot(pick, own, starts & state.pick_starts(pick), picks)
        if spot is None:
            state.roll_back(mark)
            return False
        lifted = [(other, self._lift(other)) for other in spot.pushed]
        days = bits.run(spot.start, state.tables.courses[course].length)
        if days & ~(state.equipped_days(course, own, spot.room) & state.further_days(own)):
            state.roll_back(mark)
            return False
        if session is None:
            session = state.open_session(course, days, spot.trainer, spot.room)
        else:
            state.move_session(session, days, spot.trainer, spot.room)
        self._fill(session, [pick, *self._heaviest_first([*members, *self._waiting(course)])])
        self._give_up(members)
        # The longest first: it has the fewest places to go to.
        for other, people in sorted(lifted, key=lambda pair: -pair[0].days.bit_count()):
            self._place_again(other, people)
        return True

    def _some_session(self, pick: int) -> Session | None:
        """Choose a session of a pick's course that may move."""
        course = self.state.tables.picks[pick].course
        sessions = [s for s in self.state.of_course[course].values() if s.picks and self.may_move(s)]
        return self.chance.choice(sessions) if sessions else None

    def _waiting(self, course: int) -> list[int]:
        return sorted(self.state.waiting[course])

    def _lift(self, session: Session) -> list[int]:
        """Take people, trainer and room out of a session; give the people."""
        members = sorted(session.picks)
        for member in members:
            self.state.lift(member)
        self.state.move_session(session, session.days, None, None)
        return members

    def _best_spot(self, pick: int, own: Own | None, starts: int, picks: list[int]) -> Spot | None:
        """Choose, of some days by chance, where the most weight can come for the least pushed aside."""
        days = list(bits.each_day(starts))
        if not days:
            return None
        coming = self._weight_by_day(picks)
        best: tuple[float, Spot] | None = None
        for start in self.chance.sample(days, min(DAYS_TRIED, len(days))):
            spot = self._spot(pick, own, start)
            if spot is None:
                continue
            pushed = sum(self.weight[other] for session in spot.pushed for other in session.picks)
            cost = PUSHED_WEIGHT * pushed - coming[start]
            if best is None or cost < best[0]:
                best = (cost, spot)
        return None if best is None else best[1]

    def _spot(self, pick: int, own: Own | None, start: int) -> Spot | None:
        """Find the trainer and the room whose sessions on the days from *start* are the lightest.

        The person of the pick does not teach it.
        """
        tables = self.state.tables
        course, person = tables.picks[pick].course, tables.picks[pick].person
        trainers, rooms = tables.trainers_for(course, own), tables.rooms_for(course, own)
        days = bits.run(start, tables.courses[course].length)
        pushed: list[Session] = []
        trainer = room = None
        if trainers:
            able = [
                one
                for one in trainers
                if not tables.trainer_blocked[one] & days and tables.person_of_trainer[one] != person
            ]
            found = self._lightest(able, self.state.trainer_busy, self.state.engaging_trainer, days, pushed)
            if found is None:
                return None
            trainer, pushed = found
        if rooms is not None:
            able = [one for one in rooms if not tables.room_blocked[one] & days]
            found = self._lightest(able, self.state.room_busy, self.state.engaging_room, days, pushed)
            if found is None:
                return None
            room, pushed = found
        return Spot(start, trainer, room, tuple(pushed))

    def _lightest(
        self,
        choices: list[int],
        busy: list[int],
        users: Callable[[int, int], list[Session]],
        days: int,
        pushed: list[Session],
    ) -> tuple[int, list[Session]] | None:
        """Choose the trainer or room with the fewest people to push; give it with all that is pushed."""
        chance = self.chance
        free = [one for one in choices if not busy[one] & days]
        # Mostly there is one that nobody has to be pushed for: then nobody is looked at.
        if free and not pushed:
            return chance.choice(free), pushed
        if len(choices) > MOST_LOOKED_AT:
            choices = chance.sample(choices, MOST_LOOKED_AT)
        best: tuple[float, int, list[Session]] | None = None
        for one in dict.fromkeys([*free, *choices]):
            more = [session for session in users(one, days) if session not in pushed]
            if not all(self.may_move(session) for session in more):
                continue
            # A session counts beside its people: two small ones are more to place again than one larger.
            cost = sum(3 + len(session.picks) for session in more) + 2 * chance.random()
            if best is None or cost < best[0]:
                best = (cost, one, [*pushed, *more])
        return None if best is None else (best[1], best[2])

    def in_the_way(self, pick: int, start: int) -> tuple[Session, ...]:
        """List what has to go so that a new session of a pick's course can begin on a day."""
        spot = self._spot(pick, None, start)
        return () if spot is None else spot.pushed

    def _place_again(self, session: Session, members: list[int]) -> None:
        """Put a session that was pushed aside where the heaviest of its people can come; or close it."""
        state = self.state
        starts = state.resource_starts(session.course, min(len(members), session.capacity), session.own)
        starts = starts or state.resource_starts(session.course, 1, session.own)
        if self._settle(session, starts, members, None):
            self._fill(session, self._heaviest_first(self._waiting(session.course)))
        else:
            state.close_session(session)
        self._give_up(members)

    def _settle(self, session: Session, starts: int, picks: list[int], pick: int | None) -> bool:
        """Put a lifted session on the day where the most weight can come, and fill it; *pick* comes first."""
        state, chance = self.state, self.chance
        if not starts or not picks:
            return False
        # One product of a vector and a matrix instead of a loop over people and days: this runs at every
        # step.
        weights = self._weight_by_day(picks)
        # Chance below one decides only between days that are as good.
        day = max(bits.each_day(starts), key=lambda day: weights[day] + chance.random())
        # Nobody can come on any of the days.
        if not weights[day]:
            return False
        days = bits.run(day, state.tables.courses[session.course].length)
        size = min(len(picks), session.capacity)
        tries = (
            state.choose(session.course, days, seats, session.own)
            for seats in room_sizes(state, session.course, size, session.own)
        )
        found = next((each for each in tries if each is not None), None)
        if found is None:
            return False
        state.move_session(session, days, *found)
        if pick is not None and not state.fits(pick, session):
            return False
        first = [] if pick is None else [pick]
        self._fill(session, [*first, *self._heaviest_first(picks)])
        return True

    def _weight_by_day(self, picks: list[int]) -> NDArray[np.float64]:
        """Sum, for each day, the weight of the picks that can start on it."""
        matrix = bits.as_matrix([self.state.pick_starts(pick) for pick in picks], self.state.tables.days)
        return self.weight[picks] @ matrix

    def _heaviest_first(self, picks: list[int]) -> list[int]:
        return sorted(picks, key=lambda pick: -self.weight[pick])

    def _fill(self, session: Session, picks: list[int]) -> None:
        """Seat those of the picks that fit, in their order, while there are seats."""
        seats = self.state.seats_in(session)
        for pick in picks:
            if len(session.picks) >= seats:
                return
            if self.state.place[pick] is None and self.state.fits(pick, session):
                self.state.seat(pick, session)

    def _give_up(self, members: list[int]) -> None:
        """Let those who found no seat again weigh more; what comes after them loses its seat too."""
        for member in members:
            if self.state.place[member] is None:
                self.weight[member] += 1
                for later in self.state.tables.picks[member].behind:
                    self.state.unseat(later)


def retime(state: State, session: Session, joining: list[int], chance: random.Random) -> bool:
    """Move a session to a day on which its people and those joining can come; tell whether one exists."""
    members = sorted(session.picks)
    mark = len(state.trail)
    for pick in members:
        state.lift(pick)
    before = (session.days, session.trainer, session.room)
    state.move_session(session, session.days, None, None)
    size = len(members) + len(joining)
    starts = state.resource_starts(session.course, size, session.own)
    starts = state.group_starts([*joining, *members], starts)
    if starts:
        day = chance.choice(list(bits.each_day(starts)))
        days = bits.run(day, state.tables.courses[session.course].length)
        found = state.choose(session.course, days, size, session.own)
        if found is not None:
            state.move_session(session, days, *found)
            if seat_group(state, [*members, *joining], session):
                return True
    state.roll_back(mark)
    # The undo log is the heart of every search here: if it ever fails, it is to fail loudly.
    assert (session.days, session.trainer, session.room) == before
    return False


def seat_group(state: State, picks: list[int], session: Session) -> bool:
    """Seat all the picks one after another; tell whether each still fitted."""
    for pick in picks:
        if not state.fits(pick, session):
            return False
        state.seat(pick, session)
    return True
