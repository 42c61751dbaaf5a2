"""Rules of cover as plain rows: how many who have something must be at work, and who has it when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pmplanner.services.lookup import fold

Spell = tuple[dt.date | None, dt.date | None]
"""First and last day; None for no limit."""

Taken = tuple[int, dt.date, dt.date | None, bool]
"""A course, the day it was completed, the last day on which that is valid, whether it is an exemption."""


@dataclass(frozen=True, slots=True)
class Cover:
    """At least *minimum* of those who have something, of a team or of all, must be at work each day."""

    id: int
    name: str
    team: str
    """Empty for everybody."""
    minimum: int
    what: str
    """What they have, in words."""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    courses: frozenset[int] | None = None
    """Of a skill, the courses that give it at the level; None where *people* says who has it."""
    people: Mapping[int, tuple[Spell, ...]] = field(default_factory=dict)
    """When each has a track, title or certificate."""
    team_key: str = field(init=False, compare=False)
    """The team's folded name."""
    key: str = field(init=False, compare=False)
    """The folded name of the rule, by which its problems are known."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "team_key", fold(self.team))
        object.__setattr__(self, "key", fold(self.name))

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the rule is one of that day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )

    def spells(self, person_id: int, taken: Iterable[Taken]) -> tuple[Spell, ...]:
        """Return when a person who has *taken* courses has what the rule asks for."""
        if self.courses is None:
            return self.people.get(person_id, ())
        return tuple(
            (day, until)
            for course_id, day, until, is_exemption in taken
            if course_id in self.courses and not is_exemption
        )


def is_within(spells: Iterable[Spell], day: dt.date) -> bool:
    """Say whether a day is in one of some spells."""
    return any((first is None or first <= day) and (last is None or day <= last) for first, last in spells)
