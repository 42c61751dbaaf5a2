"""The problems of a plan in order, kept so: what an edit changed is taken out and put in."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from operator import itemgetter

from pmplanner.services.problems.checks.units import Order, Unit, order_of
from pmplanner.services.problems.reading.rows import Facts, Problem

_FEW = 100
"""So many problems that come are put where they belong one by one; more are sorted in."""
_MANY = 20_000
"""So many problems that come and go, while nobody asks, are not worth to be told apart."""

Placed = tuple[Order, Problem]


class Ordered:
    """The problems by unit, with their order among all."""

    def __init__(self) -> None:
        self._placed: dict[Unit, list[Placed]] = {}
        self._all: list[Placed] | None = None
        """In order, without what is in the next two; None where all have to be sorted."""
        self._gone: dict[int, Placed] = {}
        self._new: dict[int, Placed] = {}
        """Both by the identity of each, which is held so that no other gets it."""

    def copy(self) -> Ordered:
        """Return a copy to follow an edit in."""
        twin = Ordered()
        twin._placed = dict(self._placed)
        # What is in order is never changed, only replaced.
        twin._all, twin._gone, twin._new = self._all, dict(self._gone), dict(self._new)
        return twin

    def put(self, facts: Facts, unit: Unit, problems: Iterable[Problem]) -> None:
        """Make these the problems of a unit."""
        before = self._placed.pop(unit, [])
        now = [(order_of(facts, problem), problem) for problem in problems]
        if now:
            self._placed[unit] = now
        if self._all is None:
            return
        # What came since the list was asked for last is not in it yet.
        self._gone |= {id(each): each for each in before if self._new.pop(id(each), None) is None}
        self._new |= {id(each): each for each in now}
        if len(self._gone) + len(self._new) > _MANY:
            self._all, self._gone, self._new = None, {}, {}

    def all(self) -> list[Problem]:
        """Return the problems in order."""
        if self._all is None:
            placed = [each for of_unit in self._placed.values() for each in of_unit]
            self._all = sorted(placed, key=_ORDER)
        elif self._gone or self._new:
            self._all = self._renewed(self._all)
            self._gone, self._new = {}, {}
        return [problem for _, problem in self._all]

    def _renewed(self, placed: list[Placed]) -> list[Placed]:
        gone = self._gone
        now = [each for each in placed if id(each) not in gone] if gone else list(placed)
        if len(self._new) > _FEW:
            now += self._new.values()
            now.sort(key=_ORDER)
        else:
            for each in self._new.values():
                insort(now, each, key=_ORDER)
        return now


_ORDER = itemgetter(0)
