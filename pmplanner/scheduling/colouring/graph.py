"""Courses that share people as a graph: who cannot be on the same day.

One-day courses that need no trainer, room or limit of seats make scheduling a colouring of this
graph, with days as colours. Neighbours are bits of one whole number.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import Limits
from pmplanner.scheduling.model.tables import Tables

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Graph:
    """The courses to be placed, which of them share people, and the days allowed for each."""

    courses: tuple[int, ...]
    """Positions in the tables."""
    neighbours: tuple[int, ...]
    allowed: tuple[int, ...]
    groups: tuple[int, ...]
    """The courses of each person, as sets without repetition."""

    @property
    def size(self) -> int:
        """Count the courses."""
        return len(self.courses)


@dataclass(frozen=True, slots=True)
class Start:
    """What is known before fewer days are looked for."""

    members: list[int]
    colours: list[int]
    """A colouring, which takes more than the fewest days."""
    clique: list[int]
    fewest: int
    """Days that it takes at least."""

    @property
    def days(self) -> int:
        """Count the days up to the last one of the colouring."""
        return max(self.colours) + 1


def tabu_runs_beside(limits: Limits) -> bool:
    """Tell whether there is a processor for tabu search beside the model's."""
    return limits.workers > 1 and not limits.repeatable


def recognise(tables: Tables, hopeless: frozenset[int]) -> Graph | None:
    """Give the graph if the problem is nothing but its colouring; None otherwise."""
    # Whatever looks at several people, or at what is there already, is more than a colouring can see.
    if tables.problem.ceilings or tables.has_limits or tables.movable or any(tables.joins):
        return None
    if not all(_is_plain(tables, course) for course in range(len(tables.courses))):
        return None
    if any(pick.before for pick in tables.picks):
        return None
    return _build(tables, hopeless)


def _is_plain(tables: Tables, course: int) -> bool:
    facts = tables.courses[course]
    return (
        facts.length == 1
        and facts.rooms is None
        and not facts.trainers
        and not facts.equipment
        and facts.minimum <= 1
        and facts.capacity >= len(facts.picks)
    )


def _build(tables: Tables, hopeless: frozenset[int]) -> Graph | None:
    picks = [[pick for pick in course.picks if pick not in hopeless] for course in tables.courses]
    courses = tuple(at for at, found in enumerate(picks) if found)
    number = {course: at for at, course in enumerate(courses)}
    allowed = []
    for course in courses:
        days = tables.courses[course].starts
        for pick in picks[course]:
            days &= tables.picks[pick].window & ~tables.person_blocked[tables.picks[pick].person]
        if not days:
            return None
        allowed.append(days)
    # Many people have the same courses: each set of courses is looked at once.
    groups = dict.fromkeys(
        bits.day_set(number[tables.picks[pick].course] for pick in mine if pick not in hopeless)
        for mine in tables.person_picks
    )
    neighbours = [0] * len(courses)
    for group in groups:
        for at in bits.each_day(group):
            neighbours[at] |= group
    return Graph(
        courses,
        tuple(near & ~(1 << at) for at, near in enumerate(neighbours)),
        tuple(allowed),
        tuple(groups),
    )


# Brélaz 1979, https://doi.org/10.1145/359094.359101
def colour_by_saturation(graph: Graph) -> list[int]:
    """Colour by DSATUR (Brélaz 1979): the most restricted next, on its lowest day; -1 where none is left."""
    colours = [-1] * graph.size
    left = list(graph.allowed)
    degrees = [near.bit_count() for near in graph.neighbours]
    widest = max((days.bit_count() for days in graph.allowed), default=0)
    # A day that is not allowed counts as taken: who has few days is restricted from the start.
    taken = [widest - days.bit_count() for days in graph.allowed]
    is_done = [False] * graph.size
    queue = [(-taken[at], -degrees[at], at) for at in range(graph.size)]
    heapq.heapify(queue)
    while queue:
        at = heapq.heappop(queue)[2]
        # Stale entries stay in the queue: to skip them is quicker than to find and change them.
        if is_done[at]:
            continue
        is_done[at] = True
        if not left[at]:
            continue
        colours[at] = bits.first_day(left[at])
        bit = 1 << colours[at]
        for near in bits.each_day(graph.neighbours[at]):
            if left[near] & bit and not is_done[near]:
                left[near] &= ~bit
                taken[near] += 1
                heapq.heappush(queue, (-taken[near], -degrees[near], near))
    return colours


# The courses outside can wait: however the core is coloured, each of them finds a day (Matula and Beck 1983).
def core(graph: Graph, days: int) -> list[int]:
    """List the courses left when those with more days than neighbours are taken off, again and again.

    Those taken off can always be placed afterwards, in the opposite order.
    """
    return [at for at, is_kept in enumerate(_peel(graph, days)[0]) if is_kept]


def extend(graph: Graph, colours: list[int], days: int) -> list[int]:
    """Place the courses outside the core, given the colours of the core."""
    result = list(colours)
    up_to = (1 << days) - 1
    # In the opposite order each has, when it is placed, fewer placed neighbours than days.
    for at in reversed(_peel(graph, days)[1]):
        free = graph.allowed[at] & up_to
        for near in bits.each_day(graph.neighbours[at]):
            if result[near] >= 0:
                free &= ~(1 << result[near])
        result[at] = bits.first_day(free)
    return result


def _peel(graph: Graph, days: int) -> tuple[list[bool], list[int]]:
    up_to = (1 << days) - 1
    room = [(allowed & up_to).bit_count() for allowed in graph.allowed]
    degrees = [near.bit_count() for near in graph.neighbours]
    is_kept = [True] * graph.size
    order: list[int] = []
    waiting = [at for at in range(graph.size) if degrees[at] < room[at]]
    while waiting:
        at = waiting.pop()
        if not is_kept[at]:
            continue
        is_kept[at] = False
        order.append(at)
        for near in bits.each_day(graph.neighbours[at]):
            degrees[near] -= 1
            if is_kept[near] and degrees[near] < room[near]:
                waiting.append(near)
    return is_kept, order


# The people's own courses are cliques already, so that the search begins with a good one.
def largest_clique(graph: Graph, stop: Stop) -> list[int]:
    """Find the largest set of courses of which no two can share a day; the best so far when stopped."""
    best: list[int] = list(bits.each_day(max(graph.groups, key=lambda group: group.bit_count(), default=0)))
    order = _by_degeneracy(graph)
    later = 0
    # From the densest end: cliques are found early there, and bound the rest.
    for at in reversed(order):
        candidates = graph.neighbours[at] & later
        later |= 1 << at
        if candidates.bit_count() >= len(best):
            best = _grow(graph, [at], candidates, best, stop)
        if stop():
            break
    return sorted(best)


# Smallest last: Matula and Beck 1983, https://doi.org/10.1145/2402.322385
def _by_degeneracy(graph: Graph) -> list[int]:
    degrees = {at: near.bit_count() for at, near in enumerate(graph.neighbours)}
    order: list[int] = []
    while degrees:
        at = min(degrees, key=degrees.__getitem__)
        del degrees[at]
        order.append(at)
        for near in bits.each_day(graph.neighbours[at]):
            if near in degrees:
                degrees[near] -= 1
    return order


# Tomita and Seki 2003, https://doi.org/10.1007/3-540-45066-1_22
def _grow(graph: Graph, clique: list[int], candidates: int, best: list[int], stop: Stop) -> list[int]:
    """Branch and bound with a greedy colouring as bound (Tomita and Seki 2003)."""
    if not candidates:
        return list(clique) if len(clique) > len(best) else best
    # From the highest colour down: once the bound fails for one, it fails for all that follow.
    for at, bound in reversed(_coloured(graph, candidates)):
        if len(clique) + bound <= len(best) or stop():
            return best
        clique.append(at)
        best = _grow(graph, clique, candidates & graph.neighbours[at], best, stop)
        clique.pop()
        candidates &= ~(1 << at)
    return best


def _coloured(graph: Graph, candidates: int) -> list[tuple[int, int]]:
    """Give the candidates by colour, each with how many colours there are up to it."""
    found: list[tuple[int, int]] = []
    colour = 0
    while candidates:
        colour += 1
        independent = candidates
        while independent:
            at = bits.first_day(independent)
            independent &= ~graph.neighbours[at] & ~(1 << at)
            candidates &= ~(1 << at)
            found.append((at, colour))
    return found
