"""Colouring with a given number of days by tabu search (Hertz and de Werra 1987), in NumPy."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pmplanner.scheduling.colouring.graph import Graph
from pmplanner.scheduling.model import bits

Stop = Callable[[], bool]

DRAWS = 9973
"""Chances drawn beforehand, to be gone through in turn."""

FORBIDDEN = 1_000_000
"""Conflicts counted for a day that is not allowed."""


# Hertz and de Werra 1987, https://doi.org/10.1007/BF02239976
def colour_by_tabu(
    graph: Graph, members: list[int], days: int, hint: list[int], seed: int, stop: Stop
) -> list[int] | None:
    """Colour the *members* with *days* days; None when the search was stopped before.

    The colours of the others in the answer are -1.
    """
    chance = np.random.default_rng(seed)
    near, allowed = _matrices(graph, members, days)
    colours = _first_colours(allowed, [hint[at] for at in members], chance)
    found = _search(near, allowed, colours, chance, stop)
    if found is None:
        return None
    result = [-1] * graph.size
    for at, colour in zip(members, found.tolist(), strict=True):
        result[at] = colour
    return result


def _matrices(graph: Graph, members: list[int], days: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    near = bits.as_matrix([graph.neighbours[at] for at in members], graph.size)[:, members] > 0
    up_to = (1 << days) - 1
    allowed = bits.as_matrix([graph.allowed[at] & up_to for at in members], days) > 0
    return near, allowed


def _first_colours(
    allowed: NDArray[np.bool_], hint: list[int], chance: np.random.Generator
) -> NDArray[np.int64]:
    colours = np.array(hint, dtype=np.int64)
    for at in range(len(colours)):
        if not 0 <= colours[at] < allowed.shape[1] or not allowed[at, colours[at]]:
            choices = np.flatnonzero(allowed[at])
            colours[at] = chance.choice(choices) if len(choices) else 0
    return colours


def _search(
    near: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    colours: NDArray[np.int64],
    chance: np.random.Generator,
    stop: Stop,
) -> NDArray[np.int64] | None:
    count, days = allowed.shape
    if not allowed.any(axis=1).all():
        return None
    everyone = np.arange(count)
    lists = [np.flatnonzero(row) for row in near]
    conflicts = np.zeros((count, days), dtype=np.int64)
    for day in range(days):
        # How many neighbours each would have on each day; kept in step below instead of being counted anew.
        conflicts[:, day] = near[:, colours == day].sum(axis=1)
    conflicts[~allowed] += FORBIDDEN
    tabu = np.zeros((count, days), dtype=np.int64)
    best = total = int(conflicts[everyone, colours].sum()) // 2
    # All at once: a call of NumPy for each step would be dear.
    draws = chance.random(DRAWS)
    step = 0
    while total and not stop():
        step += 1
        clashing = np.flatnonzero(conflicts[everyone, colours])
        now = colours[clashing]
        costs = conflicts[clashing]
        change = costs - costs[np.arange(len(clashing)), now][:, None]
        # What is tabu is taken all the same when it is better than ever before.
        change[(tabu[clashing] > step) & (total + change >= best)] += FORBIDDEN // 2
        # To stay is no move, and must never look like the best one.
        change[np.arange(len(clashing)), now] = FORBIDDEN * 2
        flat = change.ravel()
        lowest = np.flatnonzero(flat == flat.min())
        draw = draws[step % DRAWS]
        chosen = int(lowest[int(draw * len(lowest))])
        row, day = divmod(chosen, days)
        at, before = int(clashing[row]), int(now[row])
        colours[at] = day
        conflicts[lists[at], before] -= 1
        conflicts[lists[at], day] += 1
        total = int(conflicts[everyone, colours].sum()) // 2
        best = min(best, total)
        # The tenure grows with the number of clashes, with some chance in it: a fixed one goes round in
        # circles.
        tabu[at, before] = step + int(draw * 1000) % 10 + len(clashing) * 6 // 10
    return None if total else colours
