"""The problems of a plan in order, kept so: what an edit changed is taken out and put in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from pmplanner.services.problems.checks.units import Order, Unit, order_of
from pmplanner.services.problems.reading.rows import Facts, Problem

_MANY = 2_000
"""So many problems that come and go are sorted anew together with all others."""

Placed = tuple[Order, Problem]


class Ordered:
    """The problems by unit, with their order among all."""

    def __init__(self) -> None:
        self._placed: dict[Unit, list[Placed]] = {}
        self._orders: list[Order] | None = None
        """Of :attr:`_problems`; None where these have to be sorted."""
        self._problems: list[Problem] = []
        self._gone: list[Placed] = []
        self._new: dict[int, Placed] = {}
        """By the identity of each."""

    def copy(self) -> Ordered:
        """Return a copy to follow an edit in."""
        twin = Ordered()
        twin._placed = dict(self._placed)
        # What is sorted is never changed, only replaced.
        twin._orders, twin._problems = self._orders, self._problems
        twin._gone, twin._new = list(self._gone), dict(self._new)
        return twin

    def put(self, facts: Facts, unit: Unit, problems: Iterable[Problem]) -> None:
        """Make these the problems of a unit."""
        before = self._placed.pop(unit, [])
        now = [(order_of(facts, problem), problem) for problem in problems]
        if now:
            self._placed[unit] = now
        if self._orders is None:
            return
        # What came since the list was asked for last is not in it yet.
        self._gone += [placed for placed in before if self._new.pop(id(placed), None) is None]
        self._new |= {id(placed): placed for placed in now}
        if len(self._gone) + len(self._new) > _MANY:
            self._orders, self._problems, self._gone, self._new = None, [], [], {}

    def all(self) -> list[Problem]:
        """Return the problems in order."""
        if self._orders is None:
            self._sort()
        elif self._gone or self._new:
            self._bring_up_to_date(self._orders)
        return list(self._problems)

    def _sort(self) -> None:
        placed = [each for of_unit in self._placed.values() for each in of_unit]
        placed.sort(key=lambda each: each[0])
        self._orders = [order for order, _ in placed]
        self._problems = [problem for _, problem in placed]

    def _bring_up_to_date(self, orders: list[Order]) -> None:
        orders, problems = list(orders), list(self._problems)
        for order, problem in self._gone:
            place = bisect_left(orders, order)
            while problems[place] is not problem:
                place += 1
            del orders[place], problems[place]
        for order, problem in self._new.values():
            place = bisect_left(orders, order)
            orders.insert(place, order)
            problems.insert(place, problem)
        self._orders, self._problems, self._gone, self._new = orders, problems, [], {}
