"""Places of changed rows, as spans that one signal can name."""

from __future__ import annotations

from collections.abc import Iterable


def spans(places: Iterable[int]) -> list[tuple[int, int]]:
    """Rising places as (first, last) pairs of neighbours: 1, 2, 5 is (1, 2), (5, 5)."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
