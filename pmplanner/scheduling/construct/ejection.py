"""Ejection search: seat an unseated pick where what stands in the way has done so least, and go on.

After Müller's iterative forward search with conflict statistics (2005): each time that something is
thrown out it grows heavier, so that the search does not go round in circles. Team and week limits are
looked at by ``State.fits`` when the pick is seated.
"""

import random
from collections.abc import Callable

import numpy as np

from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.greedy import open_for
from pmplanner.scheduling.construct.left_out import LeftOut
from pmplanner.scheduling.construct.retiming import Retiming, retime
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.model.tables import NO_LIMIT
from pmplanner.scheduling.state.state import State, may_join

Stop = Callable[[], bool]

TABU_STEPS = 12
"""Steps for which a pick may not go back to the session that it was thrown out of."""


PATIENCE = 40
"""Steps without gain after which the search goes back to the best that it came by, if not said otherwise."""

PUSH_SHARE = 0.5
"""How often a whole session is moved to where others are, who are moved in turn."""

RETIME_SHARE = 0.4
"""How often otherwise a whole session is moved to where nothing is, rather than single picks thrown out."""

STAYING = 2.0
"""How many times as much a pick weighs at first that has its seat on its former days."""


# Glover 1996, https://doi.org/10.1016/0166-218X(94)00037-E; the weights: Müller, Rudová and Barták 2005,
# https://doi.org/10.1007/11593577_8
class Ejection:
    """The search with its memory of conflicts; keeps the best schedule that it came by."""

    def __init__(self, state: State, chance: random.Random, hopeless: frozenset[int] = frozenset()) -> None:
        self.state = state
        self.chance = chance
        self.hopeless = hopeless
        # Relative to the least important one: only proportions count, and importance comes as 999 to 1001.
        importance = np.array(state.tables.importance, dtype=float)
        self.weight = importance / importance.min(initial=np.inf)
        for pick in state.tables.former:
            if self._stays(pick):
                self.weight[pick] *= STAYING
        self.retiming = Retiming(state, chance, self.weight, self._may_move)
        self.tabu: dict[tuple[int, int], int] = {}
        self.step_number = 0
        self.patience = PATIENCE
        self.most_sessions: list[int] | None = None
        """Per course how many sessions there may be; None for no limit."""
        self.left_out = LeftOut(state.tables.importance, ())
        """Who is still to be seated, in step with the schedule while the search runs."""

    def run(self, steps: int, stop: Stop) -> bool:
        """Search for at most *steps*; leave the best found, and tell whether all could be seated.

        After a while without gain it goes back to the best, with all that it has learned.
        """
        state = self.state
        self.left_out = LeftOut(state.tables.importance, state.unseated - self.hopeless)
        best, mark, since = self.left_out.total, len(state.trail), 0
        for _ in range(steps):
            if best == 0 or stop():
                break
            self.step()
            since += 1
            now = self.left_out.total
            if now <= best:
                since = since if now == best else 0
                best, mark = now, len(state.trail)
            # Weights stay: from the same place it goes another way than before.
            elif since >= self.patience:
                self._roll_back(mark)
                since = 0
        self._roll_back(mark)
        return best == 0

    def step(self) -> None:
        """Seat one of the unseated, at whatever is the least cost to others."""
        self.step_number += 1
        mark = len(self.state.trail)
        self._seat_one()
        # What a step did is in the trail: to list the unseated anew would take longer than the step.
        for what, _, picks, _ in self.state.trail[mark:]:
            if what == "seat" and picks[0] not in self.hopeless:
                self.left_out.remove(picks[0])
            elif what == "lift" and picks[0] not in self.hopeless:
                self.left_out.add(picks[0])

    def _roll_back(self, mark: int) -> None:
        """Take back everything since the trail was *mark* long."""
        for what, _, picks, _ in reversed(self.state.trail[mark:]):
            if what == "seat" and picks[0] not in self.hopeless:
                self.left_out.add(picks[0])
            elif what == "lift" and picks[0] not in self.hopeless:
                self.left_out.remove(picks[0])
        self.state.roll_back(mark)

    def _seat_one(self) -> None:
        pick = self._choose_pick()
        if pick is None or self._place_freely(pick):
            return
        # Cheapest first: a seat that is free, a session that can move, and only then what takes somebody's
        # seat.
        if self._retime_for(pick):
            return
        # Pushing whole sessions ends schedules days earlier than throwing out single people.
        if self.chance.random() < PUSH_SHARE and self.retiming.by_pushing(pick, may_open=self._may_open):
            return
        if self.chance.random() > RETIME_SHARE or not self.retiming.by_force(pick):
            self._place_by_force(pick)

    def _stays(self, pick: int) -> bool:
        place = self.state.place[pick]
        return place is not None and self.state.tables.former.get(pick) == place.days

    def _may_move(self, session: Session) -> bool:
        """Tell whether a session may move: it is not pinned, and mostly nobody is on their former days."""
        if session.is_pinned:
            return False
        if not self.state.tables.former:
            return True
        # Seldom, but not never: sometimes nobody can be seated unless somebody's former days are given up.
        return self.chance.random() < 0.02 or not any(self._stays(pick) for pick in session.picks)

    def _choose_pick(self) -> int | None:
        """Choose an unseated pick whose prerequisites are seated."""
        # Half of the time the most important, or they would be seated last by pure chance.
        pick = self.left_out.choose(self.chance, most_important=self.chance.random() < 0.5)
        if pick is None:
            return None
        while True:
            missing = [p for p in self.state.tables.picks[pick].before if self.state.place[p] is None]
            if not missing:
                return pick
            # What can never be seated keeps whatever comes after it out, too.
            if missing[0] in self.hopeless:
                return None
            pick = missing[0]

    def _place_freely(self, pick: int) -> bool:
        if place_by_chain(self.state, pick):
            return True
        course = self.state.tables.picks[pick].course
        if not self._may_open(course):
            return False
        return open_for(self.state, course, self.state.waiting[course]) is not None

    def _may_open(self, course: int) -> bool:
        limits = self.most_sessions
        return limits is None or self.state.opened(course) < limits[course]

    def _retime_for(self, pick: int) -> bool:
        """Move a session with a seat left to where its people and the pick can all come."""
        state = self.state
        sessions = [
            session
            for session in state.of_course[state.tables.picks[pick].course].values()
            if len(session.picks) < state.seats_in(session) and self._may_move(session)
        ]
        self.chance.shuffle(sessions)
        # To move a session is dear to try: a few of them, by chance, are enough for one step.
        return any(retime(state, session, [pick], self.chance) for session in sessions[:4])

    def _place_by_force(self, pick: int) -> None:
        """Take the session that throws out the least weight; make room for the pick there."""
        best = self._cheapest(pick)
        # Where three or more would have to go, a session of its own may be cheaper.
        if best is None or (best[0] > 3 and self.chance.random() < 0.5):
            if self._session_by_force(pick):
                return
            # Who cannot be placed grows heavier as well, and is not thrown out so easily later.
            self.weight[pick] += 1
        if best is None:
            return
        self._take(pick, best[1], best[2])

    def _take(self, pick: int, session: Session, victims: list[int]) -> None:
        """Seat a pick in a session from which the victims go; its prerequisites go to earlier ones."""
        # A prerequisite that was thrown out must come back earlier, or the pick loses its seat right away.
        first = [victim for victim in victims if victim in self.state.tables.picks[pick].before]
        self._throw_out(victims)
        for victim in first:
            self._place_before(victim, session.first)
        if session.number in self.state.sessions and self.state.fits(pick, session):
            self.state.seat(pick, session)

    def _place_before(self, pick: int, day: int) -> None:
        """Seat a pick where it ends before a day."""
        best = self._cheapest(pick, day)
        if best is not None:
            self._take(pick, best[1], best[2])
        elif not any(self.state.place[first] is None for first in self.state.tables.picks[pick].before):
            self._session_by_force(pick, day)

    def _cheapest(self, pick: int, until: int = NO_LIMIT) -> tuple[float, Session, list[int]] | None:
        """Find the session before *until* where a pick would throw out the least weight, and whom."""
        best: tuple[float, Session, list[int]] | None = None
        for session in self.state.of_course[self.state.tables.picks[pick].course].values():
            if session.last >= until or self.tabu.get((pick, session.number), -1) > self.step_number:
                continue
            victims = self._victims(pick, session)
            if victims is None:
                continue
            cost = sum(self.weight[victim] for victim in victims) + self.chance.random()
            if best is None or cost < best[0]:
                best = (cost, session, victims)
        return best

    def _victims(self, pick: int, session: Session) -> list[int] | None:
        """List who has to leave so that a pick can sit in a session; None when that cannot help."""
        state, facts = self.state, self.state.tables.picks[pick]
        # Nobody leaves what they teach for a seat.
        teaching = state.busy[facts.person] & ~state.training[facts.person]
        if (state.tables.person_blocked[facts.person] | teaching) & session.days:
            return None
        if session.first < facts.earliest or session.last > facts.latest:
            return None
        if session.is_pinned and not may_join(session, facts.person):
            return None
        victims = []
        for other in state.tables.person_picks[facts.person]:
            place = state.place[other]
            if place is None or other == pick:
                continue
            if other in facts.before:
                if state.tables.after(place.last) > session.first:
                    victims.append(other)
            elif place.days & session.days or (
                other in facts.behind and place.first < state.tables.after(session.last)
            ):
                victims.append(other)
        if len(session.picks) >= state.seats_in(session):
            # In a full session one is enough: the one who has been in the way least.
            victims.append(min(sorted(session.picks), key=self.weight.__getitem__))
        return victims

    def _throw_out(self, victims: list[int]) -> None:
        for victim in victims:
            place = self.state.place[victim]
            if place is None:
                continue
            self.weight[victim] += 1
            # With chance in it, so that two picks do not throw each other out for ever.
            self.tabu[victim, place.number] = self.step_number + TABU_STEPS + self.chance.randrange(5)
            self.state.unseat(victim)
            # An empty session would keep trainer and room from others.
            if not place.picks and not place.is_pinned and place.number in self.state.sessions:
                self.state.close_session(place)

    def _session_by_force(self, pick: int, until: int = NO_LIMIT) -> bool:
        """Open a session where the pick can come, closing the lightest ones that take trainer and room.

        It ends before the day *until*.
        """
        state = self.state
        course = state.tables.picks[pick].course
        facts = state.tables.courses[course]
        starts = state.pick_starts(pick) & state.course_starts(course)
        starts &= (1 << max(0, min(until, state.tables.days) - facts.length + 1)) - 1
        if not starts or not self._may_open(course):
            return False
        day = self.chance.choice(list(bits.each_day(starts)))
        days = bits.run(day, facts.length)
        for victim in self.retiming.in_the_way(pick, day):
            self._throw_out(sorted(victim.picks))
            if victim.number in state.sessions:
                state.close_session(victim)
        waiting = {one for one in state.waiting[course] if state.pick_starts(one) >> day & 1}
        found = state.choose(course, days, 1)
        # Below the fewest people it would be given up again at the next offer.
        if found is None or len(waiting) < facts.minimum:
            return False
        session = state.open_session(course, days, *found)
        if not state.fits(pick, session):
            # Nobody teaches and sits at once.
            state.close_session(session)
            return False
        state.seat(pick, session)
        for other in sorted(waiting - {pick}):
            if len(session.picks) < state.seats_in(session) and state.fits(other, session):
                state.seat(other, session)
        return True
