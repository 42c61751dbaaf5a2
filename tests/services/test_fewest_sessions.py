"""The fewest sessions for people with spans of days, against trying all choices."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.needs.fewest_sessions import Grouped, Span, group_into_fewest


def seats_everybody(spans: Sequence[Span], seats: Sequence[int]) -> bool:
    """Say whether everybody finds a seat of those places, by augmenting paths."""
    holder: dict[int, int] = {}

    def find(person: int, tried: set[int]) -> bool:
        for seat, place in enumerate(seats):
            if seat in tried or not spans[person].first <= place <= spans[person].last:
                continue
            tried.add(seat)
            if seat not in holder or find(holder[seat], tried):
                holder[seat] = person
                return True
        return False

    return all(find(person, set()) for person in range(len(spans)))


def fewest_by_trying(spans: Sequence[Span], size: int, free: Mapping[int, int], places: int) -> int:
    """Return the smallest number of sessions of all choices of places."""
    there = [place for place, count in free.items() for _ in range(count)]
    for count in range(len(spans) + 1):
        for chosen in combinations_with_replacement(range(places), count):
            if seats_everybody(spans, [*there, *(place for place in chosen for _ in range(size))]):
                return count
    raise AssertionError("one session each is always enough")


def check(spans: Sequence[Span], size: int, free: Mapping[int, int], groups: Sequence[Grouped]) -> None:
    """Each sits once, within the span, and nothing is overfull."""
    assert sorted(member for group in groups for member in group.members) == list(range(len(spans)))
    taken = dict.fromkeys(free, 0)
    for group in groups:
        for member in group.members:
            assert spans[member].first <= group.place <= spans[member].last
        if group.is_new:
            assert len(group.members) <= size
        else:
            taken[group.place] += len(group.members)
    assert all(taken[place] <= count for place, count in free.items())


@pytest.mark.parametrize("seed", range(200))
def test_no_choice_of_places_has_fewer_sessions(seed: int) -> None:
    """Random spans, seats and free seats of existing sessions."""
    dice = random.Random(seed)
    places = dice.randint(1, 7)
    spans = []
    for _ in range(dice.randint(1, 7)):
        first = dice.randrange(places)
        spans.append(Span(first, dice.randrange(first, places)))
    size = dice.randint(1, 3)
    free = {dice.randrange(places): dice.randint(0, 2) for _ in range(dice.randint(0, 2))}
    groups = group_into_fewest(spans, size, free)
    check(spans, size, free, groups)
    assert sum(group.is_new for group in groups) == fewest_by_trying(spans, size, free, places)


def test_without_a_limit_of_seats_one_session_serves_all_who_share_a_day() -> None:
    groups = group_into_fewest([Span(0, 5), Span(3, 9), Span(5, 6), Span(8, 9)], None)
    assert [(group.place, group.members) for group in groups] == [(5, (0, 2, 1)), (9, (3,))]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(PlanError, match="at least one seat"):
        group_into_fewest([Span(0, 1)], 0)
    with pytest.raises(PlanError, match="ends before"):
        group_into_fewest([Span(2, 1)], 3)
