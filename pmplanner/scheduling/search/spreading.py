"""Spreading each person's sessions over the period by annealing.

People stay in their sessions, so that closeness is a sum over pairs of sessions: how many people both
have, times what the gap between them costs. Where sessions are one day long and need nothing, two days
swap a chain of sessions that share people (Kempe); elsewhere one session moves at a time.
"""

import math
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np

from pmplanner.scheduling.colouring.graph import recognise
from pmplanner.scheduling.construct.retiming import seat_group
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.objectives import closeness_of
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.state.state import State

COOLED = 0.03
"""The last temperature as a share of the first."""

HOT_SHARE = 1.5
"""What a session costs on the average is so many times the first temperature."""

LONG_CHAIN = 6
"""Sessions of a chain beyond which it is hardly ever taken: it swaps nearly all of two days."""

LONG_SHARE = 0.04
"""How often chains may be long all the same."""

_PATIENCE = 1000
"""After so many proposals in a row that came to nothing it is looked whether any can come to something."""


class Pairs:
    """The sessions, which people they share, and their first days."""

    def __init__(self, state: State) -> None:
        self.sessions = list(state.sessions.values())
        position = {session.number: at for at, session in enumerate(self.sessions)}
        shared: Counter[tuple[int, int]] = Counter()
        for picks in state.tables.person_picks:
            places = sorted(position[s.number] for pick in picks if (s := state.place[pick]) is not None)
            shared.update(combinations(places, 2))
        near: dict[int, dict[int, int]] = defaultdict(dict)
        for (one, other), count in shared.items():
            near[one][other] = near[other][one] = count
        size = len(self.sessions)
        self.near = [np.array(sorted(near[at]), dtype=np.int64) for at in range(size)]
        self.shared = [
            np.array([near[at][other] for other in sorted(near[at])], dtype=np.int64) for at in range(size)
        ]
        # As bits: a chain is grown by *or* and *and* over whole numbers instead of loops over sessions.
        self.links = [bits.day_set(near[at]) for at in range(size)]
        self.days = np.array([session.first for session in self.sessions], dtype=np.int64)
        self.costs = np.array([closeness_of(gap) for gap in range(state.tables.days + 1)], dtype=np.int64)

    def gain(self, at: int, day: int) -> int:
        """Give by how much closeness changes when one session moves."""
        others = self.days[self.near[at]]
        change = self.costs[np.abs(others - day)] - self.costs[np.abs(others - self.days[at])]
        return int(change @ self.shared[at])

    def total(self) -> int:
        """Sum the closeness of all pairs."""
        return (
            sum(
                int(self.costs[np.abs(self.days[near] - self.days[at])] @ self.shared[at])
                for at, near in enumerate(self.near)
            )
            // 2
        )


def spread(run: Run) -> None:
    """Spread the sessions where the goals ask for it, as long as the time lasts."""
    if "spread" not in run.problem.goals or run.is_done():
        return
    run.go_back()
    if recognise(run.tables, run.bounds.hopeless) is not None:
        _anneal(run, DayChains(run))
    else:
        _anneal(run, SingleMoves(run))
    run.offer("spreading")
    run.go_back()


def last_allowed(run: Run) -> int:
    """Give the last day that may be used: the incumbent's where an early finish counts for more."""
    goals = run.problem.goals
    if "finish" in goals and goals.index("finish") < goals.index("spread"):
        return run.value_of("finish")
    return run.tables.days - 1


# Kempe chains in annealing: Johnson, Aragon, McGeoch and Schevon 1991, https://doi.org/10.1287/opre.39.3.378
class DayChains:
    """Moves that swap chains between two days."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pairs = Pairs(run.state)
        self.days = last_allowed(run) + 1
        self.on_day = [0] * run.tables.days
        self.allowed = [self._allowed(session) for session in self.pairs.sessions]
        size, every = len(self.pairs.sessions), np.arange(run.tables.days)
        self.cost_to = self.pairs.costs[np.abs(every[:, None] - every[None, :])]
        """Per two days, what two sessions of a person on them cost."""
        self.weights = np.zeros((size, size), dtype=np.int32)
        """Per two sessions, how many people they share."""
        # What every move would change is read here and kept in step by those that are made, which are far
        # fewer.
        self.table = np.zeros((size, run.tables.days), dtype=np.int64)
        """Per session and day, its closeness to all others if it were on that day."""
        for at, day in enumerate(self.pairs.days.tolist()):
            self.on_day[day] |= 1 << at
            near = self.pairs.near[at]
            self.weights[at, near] = self.pairs.shared[at]
            self.table[at] = self.pairs.shared[at] @ self.cost_to[self.pairs.days[near]]
        self.best = self.pairs.days.copy()

    @property
    def is_stuck(self) -> bool:
        """True when no session can change its day, whatever is proposed."""
        every = range(len(self.pairs.sessions))
        return not any(self._swap(at, there) for at in every for there in range(self.days))

    def propose(self) -> tuple[list[tuple[int, int]], int] | None:
        """Give moves (session, day) with what they change in sum; None when they are not allowed."""
        chance = self.run.chance
        first, there = chance.randrange(len(self.pairs.sessions)), chance.randrange(self.days)
        if there == int(self.pairs.days[first]):
            return None
        moves = self._swap(first, there, is_short=chance.random() > LONG_SHARE)
        return None if moves is None else (moves, self._change(moves))

    def _swap(self, first: int, there: int, *, is_short: bool = False) -> list[tuple[int, int]] | None:
        """Give the moves that bring a session to a day; None when they are not allowed, or too many."""
        days, here = self.pairs.days, int(self.pairs.days[first])
        if here == there or not self.allowed[first] >> there & 1:
            return None
        chain = self._chain(first, here, there, is_short=is_short)
        if chain is None:
            return None
        moves = [(at, there if int(days[at]) == here else here) for at in bits.each_day(chain)]
        return moves if all(self.allowed[at] >> day & 1 for at, day in moves) else None

    def _change(self, moves: list[tuple[int, int]]) -> int:
        """Give by how much closeness changes when the sessions of a chain change their days.

        Each is counted as if it alone moved, which counts the pairs within the chain wrongly: their
        gap is the same afterwards, but twice as much was taken off.
        """
        table, days = self.table, self.pairs.days
        change = sum(int(table[at, day] - table[at, days[at]]) for at, day in moves)
        if len(moves) > 1:
            here = moves[0][1]
            one = [at for at, day in moves if day == here]
            other = [at for at, day in moves if day != here]
            gap = abs(int(days[one[0]]) - here)
            change += 2 * int(self.pairs.costs[gap]) * int(self.weights[one][:, other].sum())
        return change

    def make(self, moves: list[tuple[int, int]]) -> bool:
        """Carry moves out; these can always be."""
        pairs = self.pairs
        for at, day in moves:
            before = int(pairs.days[at])
            self.on_day[before] &= ~(1 << at)
            self.on_day[day] |= 1 << at
            pairs.days[at] = day
            near = pairs.near[at]
            self.table[near] += np.outer(pairs.shared[at], self.cost_to[day] - self.cost_to[before])
        return True

    def keep(self) -> None:
        """Note the days as the best."""
        self.best = self.pairs.days.copy()

    def finish(self) -> None:
        """Put the best days into the schedule."""
        state = self.run.state
        held = [(session, sorted(session.picks)) for session in self.pairs.sessions]
        for _, picks in held:
            for pick in picks:
                state.lift(pick)
        for (session, picks), day in zip(held, self.best.tolist(), strict=True):
            state.move_session(session, 1 << day, None, None)
            for pick in picks:
                state.seat(pick, session)

    def _chain(self, first: int, here: int, there: int, *, is_short: bool) -> int | None:
        """Give the sessions that have to change days with one; None when they are too many."""
        chain = new = 1 << first
        both = self.on_day[here] | self.on_day[there]
        while new:
            reach = 0
            for at in bits.each_day(new):
                reach |= self.pairs.links[at]
            new = reach & both & ~chain
            chain |= new
            # Given up while it grows: long chains cost the most to follow and are hardly ever taken.
            if is_short and chain.bit_count() > LONG_CHAIN:
                return None
        return chain

    def _allowed(self, session: Session) -> int:
        tables = self.run.tables
        days = tables.courses[session.course].starts
        for pick in session.picks:
            days &= tables.picks[pick].window & ~tables.person_blocked[tables.picks[pick].person]
        return days


class SingleMoves:
    """Moves of one session with its people to other days."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pairs = Pairs(run.state)
        self.up_to = (1 << (last_allowed(run) + 1)) - 1
        former = run.tables.former if "change" in run.problem.goals else {}
        self.movable = [
            at
            for at, session in enumerate(self.pairs.sessions)
            if not session.is_pinned and not any(former.get(pick) == session.days for pick in session.picks)
        ]
        self.best = run.state.freeze()

    @property
    def is_stuck(self) -> bool:
        """True when no session has another day to go to while the others stay where they are."""
        return not any(self._days_of(at) for at in self.movable)

    def propose(self) -> tuple[list[tuple[int, int]], int] | None:
        """Give a move with what it changes; None when the session can be nowhere else."""
        at = self.run.chance.choice(self.movable)
        starts = self._days_of(at)
        if not starts:
            return None
        day = self.run.chance.choice(list(bits.each_day(starts)))
        return [(at, day)], self.pairs.gain(at, day)

    def _days_of(self, at: int) -> int:
        """Give the days on which a session could begin instead."""
        state, session = self.run.state, self.pairs.sessions[at]
        length = state.tables.courses[session.course].length
        mark = len(state.trail)
        picks = sorted(session.picks)
        for pick in picks:
            state.lift(pick)
        starts = state.group_starts(picks, state.course_starts(session.course) & self.up_to >> (length - 1))
        state.move_session(session, session.days, None, None)
        starts &= state.resource_starts(session.course, len(picks), session.own) & ~(1 << session.first)
        state.roll_back(mark)
        return starts

    def make(self, moves: list[tuple[int, int]]) -> bool:
        """Carry a move out; tell whether it could be done.

        Of the people each was looked at by itself: a ceiling may not let all of them come together.
        """
        state = self.run.state
        for at, day in moves:
            session = self.pairs.sessions[at]
            days = bits.run(day, state.tables.courses[session.course].length)
            picks = sorted(session.picks)
            for pick in picks:
                state.lift(pick)
            state.move_session(session, session.days, None, None)
            found = state.choose(session.course, days, len(picks), session.own)
            is_done = found is not None
            if found is not None:
                state.move_session(session, days, *found)
                is_done = seat_group(state, picks, session)
            if not is_done:
                # Some are in their new places already: a ceiling refused a later one.
                state.roll_back()
                return False
            self.pairs.days[at] = day
            state.forget()
        return True

    def keep(self) -> None:
        """Note the schedule as the best."""
        self.best = self.run.state.freeze()

    def finish(self) -> None:
        """Put the best schedule back."""
        self.run.state.restore(self.best)


# Kirkpatrick, Gelatt and Vecchi 1983, https://doi.org/10.1126/science.220.4598.671
def _anneal(run: Run, moves: DayChains | SingleMoves) -> None:
    """Accept what is worse ever more seldom; leave the best found."""
    clock, chance = run.clock, run.chance
    began, end = clock.elapsed(), clock.limits.seconds
    total = best = moves.pairs.total()
    refused = 0  # proposals one after the other that came to nothing
    # From what a session costs on the average, so that large and small problems are stirred alike.
    hot = max(1.0, total / (len(moves.pairs.sessions) or 1) / HOT_SHARE)
    cold = hot
    step = 0
    while best > 0 and not clock.stop():
        # Seldom asked, because the answer takes a look at every session and day.
        if refused % _PATIENCE == 0 and moves.is_stuck:
            break  # there is nothing to move, now or ever: no move that is made frees another
        step += 1
        # The power is dearer than a step.
        if step % 50 == 1:
            cold = hot * COOLED ** ((clock.elapsed() - began) / max(end - began, 1e-9))
        found = moves.propose()
        if found is None:
            refused += 1
            continue
        refused = 1
        change = found[1]
        # A move that changes nothing is taken: it leads along plateaus.
        if change <= 0 or chance.random() < math.exp(-change / cold):
            if not moves.make(found[0]):
                continue
            total += change
            if total < best:
                best = total
                moves.keep()
    moves.finish()
