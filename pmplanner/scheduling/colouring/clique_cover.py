"""Pairs of courses that share people, covered by cliques with as few members in sum as can be."""

from collections.abc import Sequence

from pmplanner.scheduling.colouring.graph import Graph
from pmplanner.scheduling.model import bits


# Kou, Stockmeyer and Wong 1978, https://doi.org/10.1145/359340.359346
# One constraint a clique and day says as much as one a pair, in a fraction of the room; a member that covers
# no new pair would only make the constraint longer.
def cover_by_cliques(graph: Graph, members: Sequence[int]) -> list[int]:
    """Cover all pairs of members that share people; a clique has no member that covers no new pair."""
    inside = bits.day_set(members)
    open_pairs = {at: graph.neighbours[at] & inside for at in members}
    cliques: list[int] = []
    # From the densest end: the longest cliques are there, and cover the most pairs with each member.
    for first in sorted(members, key=lambda at: (-open_pairs[at].bit_count(), at)):
        while open_pairs[first]:
            clique = _grown(graph, open_pairs, first, graph.neighbours[first] & inside)
            cliques.append(clique)
            for at in bits.each_day(clique):
                open_pairs[at] &= ~clique
    return cliques


def _grown(graph: Graph, open_pairs: dict[int, int], first: int, candidates: int) -> int:
    clique = 1 << first
    useful = open_pairs[first]
    while candidates & useful:
        best, most = first, (0, 0)
        for at in bits.each_day(candidates & useful):
            pairs = open_pairs[at]
            # What is equal now is decided by what could still come.
            gain = (pairs & clique).bit_count(), (pairs & candidates).bit_count()
            if gain > most:
                best, most = at, gain
        clique |= 1 << best
        candidates &= graph.neighbours[best]
        useful |= open_pairs[best]
    return clique
