"""The fewest sessions in which everybody of a course gets a seat within their own span of days.

Days are places 0, 1, 2, … of a list of possible ones, and each person may sit on any place of one span. Seats
on a line serve spans if and only if no stretch of places has fewer seats than spans that lie wholly within
it (Hall's condition for convex bipartite graphs: F. Glover, "Maximum matching in a convex bipartite graph",
Naval Research Logistics Quarterly 14, 1967). With Y(b) sessions up to place b this reads, for each stretch
a to b, Y(b) - Y(a-1) >= (spans within - free seats within) / seats, rounded up. These are difference
constraints; their least solution is a longest path, is whole, and puts each session as late as possible.
"""

import heapq
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pmplanner.sentences import said
from pmplanner.services.errors import PlanError


class Span(NamedTuple):
    """The first and the last place on which somebody may sit."""

    first: int
    last: int


class Grouped(NamedTuple):
    """Who sits on a place together, by their places in the list of spans."""

    place: int
    members: tuple[int, ...]
    is_new: bool
    """False for seats that were free before."""


def group_into_fewest(
    spans: Sequence[Span], seats: int | None, free: Mapping[int, int] | None = None
) -> list[Grouped]:
    """Return the fewest new sessions of so many *seats*, None for any number, and who sits where.

    *free* are the seats that there are already, by place; they are taken first. Raises PlanError when a
    session has no seat or a span ends before it begins.
    """
    if seats is not None and seats < 1:
        raise PlanError(said("A session needs at least one seat."))
    if any(span.last < span.first or span.first < 0 for span in spans):
        raise PlanError(said("A span ends before it begins."))
    if not spans:
        return []
    size = len(spans) if seats is None else seats
    free = {place: count for place, count in (free or {}).items() if count > 0}
    return list(_seat(spans, size, free, _sessions(spans, size, free)))


def _sessions(spans: Sequence[Span], seats: int, free: Mapping[int, int]) -> Mapping[int, int]:
    """Return how many new sessions there are on which places."""
    import numpy as np  # takes longer to load than the window has to open

    length = 1 + max(span.last for span in spans)
    ending: dict[int, list[int]] = {}
    for span in spans:
        ending.setdefault(span.last, []).append(span.first)
    within = np.zeros(length, dtype=np.int64)
    """Of the spans that end by now, and of the free seats, how many lie in the stretch that begins here."""
    before = np.zeros(length, dtype=np.int64)
    """Sessions before each place."""
    found: dict[int, int] = {}
    total = 0
    for place in range(length):
        before[place] = total
        for first in ending.get(place, ()):
            within[: first + 1] += 1
        within[: place + 1] -= free.get(place, 0)
        needed = int((before[: place + 1] - (-within[: place + 1] // seats)).max())
        if needed > total:
            found[place], total = needed - total, needed
    return found


def _seat(
    spans: Sequence[Span], seats: int, free: Mapping[int, int], sessions: Mapping[int, int]
) -> Sequence[Grouped]:
    """Give each place to those who have the least time left."""
    arriving = sorted(range(len(spans)), key=lambda index: spans[index].first, reverse=True)
    waiting: list[tuple[int, int]] = []
    found: list[Grouped] = []
    for place in sorted(free.keys() | sessions.keys()):
        while arriving and spans[arriving[-1]].first <= place:
            index = arriving.pop()
            heapq.heappush(waiting, (spans[index].last, index))
        sizes = [(free.get(place, 0), False), *[(seats, True)] * sessions.get(place, 0)]
        for size, is_new in sizes:
            members: list[int] = []
            while waiting and len(members) < size:
                members.append(heapq.heappop(waiting)[1])
            if members:
                found.append(Grouped(place, tuple(members), is_new))
    return found
