"""The picks that a search still has to seat, kept while it runs instead of listed anew at every step."""

import random
from collections.abc import Iterable, Sequence


class _Bag:
    """Some picks, of which one is drawn by chance, put in or taken out in the same short time."""

    def __init__(self) -> None:
        self.picks: list[int] = []
        self._place: dict[int, int] = {}

    def add(self, pick: int) -> None:
        self._place[pick] = len(self.picks)
        self.picks.append(pick)

    def remove(self, pick: int) -> None:
        # The last one takes its place: to close the gap would move all that come after it.
        place, last = self._place.pop(pick), self.picks.pop()
        if last != pick:
            self.picks[place] = last
            self._place[last] = place


class LeftOut:
    """Picks without a seat by importance; *importance* has a number for every pick."""

    def __init__(self, importance: Sequence[int], picks: Iterable[int]) -> None:
        self._importance = importance
        self._every = _Bag()
        self._alike: dict[int, _Bag] = {}
        self.total = 0
        """Their importance in sum."""
        for pick in sorted(picks):
            self.add(pick)

    def add(self, pick: int) -> None:
        """Put in a pick that has lost its seat."""
        weight = self._importance[pick]
        self._every.add(pick)
        self._alike.setdefault(weight, _Bag()).add(pick)
        self.total += weight

    def remove(self, pick: int) -> None:
        """Take out a pick that has a seat now."""
        weight = self._importance[pick]
        self._every.remove(pick)
        self._alike[weight].remove(pick)
        if not self._alike[weight].picks:
            del self._alike[weight]
        self.total -= weight

    def choose(self, chance: random.Random, *, most_important: bool) -> int | None:
        """Draw one of all, or of the most important; None where none is left."""
        if not self._every.picks:
            return None
        bag = self._alike[max(self._alike)] if most_important else self._every
        return chance.choice(bag.picks)
