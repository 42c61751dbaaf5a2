"""What can be taken out of each part of a plan: choices of which none loses less and saves as much.

A session with its people is a part, and so are picks without a seat that are alike in what is lost with them.
Losses are compared as whole numbers in which each goal outweighs all that follow, so that of two choices of a
part one can be passed over that loses no less and saves no more (dominance in the multiple-choice knapsack
problem: Kellerer, Pferschy, Pisinger 2004, Knapsack Problems, doi:10.1007/978-3-540-24777-7). What is lost in
a session, by how many go, is found seat by seat in the order in which they share.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil
from typing import NamedTuple

from pmplanner.services.decisions.saving import (
    PickFacts,
    RunFacts,
    SavingFacts,
    SeatFacts,
    Settled,
    settle,
    share_order,
)

_COUNT_BITS, _SUM_BITS = 20, 40
"""Of counts, and of days in hundredths and days waited: no sum of a plan is as large."""
MOST_WAITING = 6
"""Of a longer waiting list not every choice is tried."""


class Loser(NamedTuple):
    """What goes with a pick: the place of its class in the order, and how many days it has waited."""

    place: int
    waits: int = 0


class Losses:
    """Puts what is lost into one whole number each, by the order of classes."""

    def __init__(self, classes: int, elective: int) -> None:
        """*classes* are how many there are; after that at the place *elective* comes the waiting."""
        self._classes, self._elective = classes, elective

    def of(self, loser: Loser, days: int) -> int:
        """Return what is lost with a pick of so many hundredths of days."""
        # From the last goal on: who is put out, days, classes from the last one, and the waiting in between.
        lost = days << _COUNT_BITS
        shift = _COUNT_BITS + _SUM_BITS
        for place in reversed(range(self._classes)):
            if place == self._elective:
                lost += loser.waits << shift
                shift += _SUM_BITS
            if place == loser.place:
                lost += 1 << shift
            shift += _COUNT_BITS
        return lost


class Option(NamedTuple):
    """A choice: what is lost as one number, what is saved, which picks go, how many people are put out."""

    lost: int
    saved: int
    gone: tuple[int, ...] = ()
    put_out: int = 0


NOTHING = Option(0, 0)
Options = list[Option]


def best_of(options: Iterable[Option]) -> Options:
    """Return the options of which none loses less and saves as much, what loses least first."""
    found: Options = []
    for option in sorted(options, key=lambda option: (option.lost, -option.saved)):
        if not found or option.saved > found[-1].saved:
            found.append(option)
    return found


class Alike(NamedTuple):
    """Picks without a seat that nothing tells apart: those first that go first."""

    lost: int
    """With each of them."""
    saved: int
    picks: tuple[int, ...]


class Parts:
    """The parts of a plan of which picks may go, with their options."""

    def __init__(
        self,
        facts: SavingFacts,
        losers: Mapping[int, Loser],
        losses: Losses,
        allowed: Iterable[int],
    ) -> None:
        self._facts = facts
        self._allowed = frozenset(allowed)
        self._lost = {
            pick_id: losses.of(losers[pick_id], facts.picks[pick_id].days) for pick_id in self._allowed
        }
        runs = [run for run in facts.runs.values() if not self._allowed.isdisjoint(run.picks)]
        self.odd = [run for run in runs if self._is_odd(run)]
        """Sessions that cannot be looked at one by one: somebody has a seat in several of them."""
        odd = {run.id for run in self.odd}
        self.options: list[Options] = [self._of_run(run) for run in runs if run.id not in odd]
        self.options = [options for options in self.options if len(options) > 1]
        self.alike = list(self._without_seats())

    def _is_odd(self, run: RunFacts) -> bool:
        waiting = sum(seat.pick_id in self._allowed for seat in run.queue)
        return waiting > MOST_WAITING or any(
            len(self._facts.runs_of[pick_id]) > 1 and self._facts.picks[pick_id].is_in
            for pick_id in run.picks
        )

    # Picks without a seat

    def _without_seats(self) -> Iterator[Alike]:
        """Yield the picks without a seat that are alike and save something."""
        alike: dict[tuple[int, int], list[int]] = defaultdict(list)
        for pick_id in sorted(self._allowed, reverse=True):  # whoever came last goes first
            if pick_id not in self._facts.runs_of and (saved := self._open(self._facts.picks[pick_id])):
                alike[self._lost[pick_id], saved].append(pick_id)
        for (lost, saved), picks in sorted(alike.items()):
            yield Alike(lost, saved, tuple(picks))

    def _open(self, pick: PickFacts) -> int:
        return pick.base + pick.open_cost

    # Sessions

    def _of_run(self, run: RunFacts) -> Options:
        """Return the options of a session whose people have no seat elsewhere."""
        going = sorted((seat for seat in run.seats if seat.pick_id in self._allowed), key=_latest_first)
        waiting = [seat for seat in run.queue if seat.pick_id in self._allowed]
        staying = _Frontiers(going, self._lost, self._seated)
        ended = _Frontiers(going, self._lost, self._unseated)
        today = self._facts.cost_of(run, settle(run, frozenset()), frozenset())
        found: Options = []
        for queued in _subsets(waiting):
            lost = sum(self._lost[seat.pick_id] for seat in queued)
            first = tuple(seat.pick_id for seat in queued)
            for count in range(len(going) + 1):
                # Who moves up, and whether it is called off, follows from how many go.
                some = frozenset((*first, *(seat.pick_id for seat in going[:count])))
                now = settle(run, some)
                saved = today - self._facts.cost_of(run, now, some)
                out = len(now.put_out)
                for choice in self._choices(run, now, going[:count], ended if now.is_ended else staying):
                    gone = first + choice.gone
                    found.append(Option(choice.lost + lost + out, choice.saved + saved, gone, out))
        return best_of(found)

    def _choices(
        self, run: RunFacts, now: Settled, some: Sequence[SeatFacts], frontiers: "_Frontiers"
    ) -> Options:
        """Return which people may go in the place of *some*, with what is lost, and what is saved besides."""
        if now.is_ended or not self._is_mixed(run) or not run.shares[now.sharing].more:
            less = frontiers.value(some)
            return [each._replace(saved=each.saved - less) for each in frontiers.at[len(some)]]
        return self._mixed(run, now, some, frontiers)

    def _is_mixed(self, run: RunFacts) -> bool:
        """Whether some of its people are counted and some are not: then it matters who bears a cent more."""
        if self._facts.is_whole:
            return False
        return not all(self._facts.picks[pick_id].is_in for pick_id in run.picks)

    def _mixed(
        self, run: RunFacts, now: Settled, some: Sequence[SeatFacts], frontiers: "_Frontiers"
    ) -> Options:
        """Return the choices with who bears what is left over: the first of those who sit there."""
        shares, picks = run.shares[now.sharing], self._facts.picks
        may_go = {seat.id for seat in frontiers.seats}
        there = {seat.id: seat for seat in (*now.seated, *some, *frontiers.seats)}
        gone_before = {seat.id for seat in some}
        # By how many have gone so far.
        at: list[Options] = [[NOTHING], *([] for _ in some)]
        less = frontiers.value(some)
        for place, seat in enumerate(sorted(there.values(), key=share_order)):
            after: list[Options] = [[] for _ in at]
            for count, options in enumerate(at):
                bears = shares.step * (place - count < shares.more and picks[seat.pick_id].is_in)
                after[count] += [each._replace(saved=each.saved - bears) for each in options]
                if seat.id in may_go and count + 1 < len(at):
                    after[count + 1] += [frontiers.without(each, seat) for each in options]
            at = [best_of(options) for options in after]
        rest = sum(
            shares.step * picks[seat.pick_id].is_in
            for seat in sorted(now.seated, key=share_order)[: shares.more]
            if seat.id not in gone_before
        )
        return [each._replace(saved=each.saved + rest - less) for each in at[len(some)]]

    def _seated(self, seat: SeatFacts) -> int:
        """Return what is saved by a pick that goes from a session which takes place."""
        return self._facts.picks[seat.pick_id].base + seat.cost

    def _unseated(self, seat: SeatFacts) -> int:
        """Return what is saved by a pick that goes from a session which is called off: it would be open."""
        return self._open(self._facts.picks[seat.pick_id])


class _Frontiers:
    """Of the people of a session the best choices, by how many go."""

    def __init__(
        self, seats: Sequence[SeatFacts], lost: Mapping[int, int], worth: Callable[[SeatFacts], int]
    ) -> None:
        self.seats, self._lost, self._worth = seats, lost, worth
        self.at: list[Options] = [[NOTHING], *([] for _ in seats)]
        for number, seat in enumerate(seats):
            for count in range(number, -1, -1):
                more = [self.without(each, seat) for each in self.at[count]]
                self.at[count + 1] = best_of([*self.at[count + 1], *more])

    def without(self, option: Option, seat: SeatFacts) -> Option:
        """Return a choice with one more who goes."""
        gone = (*option.gone, seat.pick_id)
        return Option(option.lost + self._lost[seat.pick_id], option.saved + self._worth(seat), gone)

    def value(self, seats: Iterable[SeatFacts]) -> int:
        """Return what is saved by these alone."""
        return sum(map(self._worth, seats))


def _latest_first(seat: SeatFacts) -> int:
    return -seat.pick_id


def _subsets(seats: Sequence[SeatFacts]) -> Iterator[tuple[SeatFacts, ...]]:
    for count in range(len(seats) + 1):
        yield from combinations(seats, count)


class Start(NamedTuple):
    """Choices to begin with: of each part the place of its option, and of alike picks how many go."""

    places: list[int]
    counts: list[int]


def take_steps(parts: Parts, need: int) -> Start | None:
    """Return choices that save so much and lose little; None where nothing does.

    The steps from option to option that lose least for what they save, one after the other (the greedy
    algorithm for the multiple-choice knapsack problem, by the convex hulls of its parts).
    """
    start, left = Start([0] * len(parts.options), [0] * len(parts.alike)), need
    for _, number, before, place in sorted(_steps(parts, lambda option: option.lost)):
        if left <= 0:
            break
        if number >= len(parts.options):
            alike = parts.alike[number - len(parts.options)]
            count = min(len(alike.picks), -(-left // alike.saved))
            start.counts[number - len(parts.options)] = count
            left -= count * alike.saved
            continue
        options = parts.options[number]
        # The last step may be a shorter one.
        enough = (
            each for each in range(before + 1, place) if options[each].saved - options[before].saved >= left
        )
        start.places[number] = found = next(enough, place)
        left -= options[found].saved - options[before].saved
    return start if left <= 0 else None


def least_lost(parts: Parts, need: int, number_of: Callable[[tuple[int, ...]], int]) -> int | None:
    """Return how many picks go at least to save so much; None where nothing does.

    *number_of* says of picks how many of them count, which is not less where more is lost. By the linear
    relaxation, in which a part of a step is taken.
    """
    lost, left = Fraction(0), need
    for slope, number, before, place in sorted(_steps(parts, lambda option: number_of(option.gone))):
        if left <= 0:
            break
        if number >= len(parts.options):
            alike = parts.alike[number - len(parts.options)]
            saved = len(alike.picks) * alike.saved
        else:
            options = parts.options[number]
            saved = options[place].saved - options[before].saved
        lost += slope * min(saved, left)
        left -= saved
    return ceil(lost) if left <= 0 else None


_Step = tuple[Fraction, int, int, int]
"""What is lost for each hundredth saved; the part, or after them the alike picks; from where to where."""


def _steps(parts: Parts, cost: Callable[[Option], int]) -> Iterator[_Step]:
    """Yield the steps along the convex hulls of all parts."""
    for number, options in enumerate(parts.options):
        costs = [cost(option) for option in options]

        def slope(one: int, other: int, options: Options = options, costs: list[int] = costs) -> Fraction:
            return Fraction(costs[other] - costs[one], options[other].saved - options[one].saved)

        hull = [0]
        for place in range(1, len(options)):
            while len(hull) > 1 and slope(hull[-1], place) <= slope(hull[-2], hull[-1]):
                hull.pop()
            hull.append(place)
        yield from ((slope(one, other), number, one, other) for one, other in pairwise(hull))
    for number, alike in enumerate(parts.alike, len(parts.options)):
        each = cost(Option(alike.lost, alike.saved, alike.picks[:1]))
        yield Fraction(each, alike.saved), number, 0, len(alike.picks)
