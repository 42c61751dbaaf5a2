"""Which sessions of two plans are the same: by what they were copied from, else by code and course."""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from pmplanner.services.lookup import fold
from pmplanner.services.plans.content import PlanContent, SessionContent

KeyOf = Callable[[SessionContent], Hashable]
"""What sessions go by."""


class Matched(NamedTuple):
    """Sessions that are in both plans, and those that are in one of them alone; by id."""

    pairs: Mapping[int, int]
    """From the one plan to the other."""
    here: tuple[int, ...]
    there: tuple[int, ...]

    @property
    def back(self) -> dict[int, int]:
        """From the other plan to the one."""
        return {other: one for one, other in self.pairs.items()}


def match_sessions(one: PlanContent, other: PlanContent) -> Matched:
    """Say which sessions of two plans are the same one.

    A copy is the same as what it was copied from, whatever either is called now. Where no session of two
    plans is a copy, or they are of different families, the rest goes by code and course: within a family a
    code may have become free and be another session's by now.
    """
    pairs = _by(one, other, {}, lambda session: session.origin)
    if not pairs or one.family != other.family:
        pairs |= _by(one, other, pairs, lambda session: (fold(session.code), session.course_id))
    taken = set(pairs.values())
    here = tuple(key for key in one.sessions if key not in pairs)
    return Matched(pairs, here, tuple(key for key in other.sessions if key not in taken))


def _by(one: PlanContent, other: PlanContent, paired: Mapping[int, int], key_of: KeyOf) -> dict[int, int]:
    taken = set(paired.values())
    there = {key_of(each): each for each in other.sessions.values() if each.id not in taken}
    found: dict[int, int] = {}
    for session in one.sessions.values():
        same = there.get(key_of(session))
        if session.id in paired or same is None or same.course_id != session.course_id:
            continue
        # Two of a plan may go back to the same one: each has one counterpart.
        del there[key_of(session)]
        found[session.id] = same.id
    return found
