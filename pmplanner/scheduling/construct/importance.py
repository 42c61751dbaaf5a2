"""The more important first: seats for those who come before all others, while these keep what they have."""

import random
from collections.abc import Callable

from pmplanner.scheduling.construct.chains import place_by_chain
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.greedy import open_for
from pmplanner.scheduling.state.state import State

STEPS = 300
"""Steps of ejection for them alone."""


def seat_most_important(
    state: State, hopeless: frozenset[int], chance: random.Random, stop: Callable[[], bool]
) -> None:
    """Seat the most important of the unseated; nothing is done where all are alike."""
    first = most_important(state, hopeless)
    for pick in first:
        if state.place[pick] is None and not place_by_chain(state, pick):
            course = state.tables.picks[pick].course
            alike = {one for one in state.unseated if state.tables.picks[one].course == course}
            open_for(state, course, alike, first=pick)
    if state.unseated & set(first):
        # The others count as hopeless for the while: they may lose a seat but are given none.
        Ejection(state, chance, frozenset(state.unseated - set(first))).run(STEPS, stop)


def most_important(state: State, hopeless: frozenset[int]) -> list[int]:
    """List the most important of the unseated after what must come before them; none where all are alike."""
    picks = state.tables.picks
    waiting = state.unseated - hopeless
    most = max((picks[pick].importance for pick in waiting), default=0)
    # Then the ejection search that follows does the same, and better.
    if all(picks[pick].importance == most for pick in waiting):
        return []
    found: dict[int, None] = {}
    for pick in sorted(waiting):
        if picks[pick].importance == most:
            found |= dict.fromkeys(with_prerequisites(state, pick, set()))
    return [pick for pick in found if pick not in hopeless]


def with_prerequisites(state: State, pick: int, known: set[int]) -> list[int]:
    """Give a pick after those without a seat that must come before it, each once."""
    if pick in known:
        return []
    known.add(pick)
    missing = [first for first in state.tables.picks[pick].before if state.place[first] is None]
    return [*(one for first in missing for one in with_prerequisites(state, first, known)), pick]
