"""The kinds of problems that there are, by family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

ProblemKind = Literal[
    "double-booking",
    "absence",
    "not employed",
    "day off",
    "prerequisite",
    "certificate",
    "blackout",
    "days a week",
    "days a month",
    "room taken",
    "room too small",
    "trainer taken",
    "trainer away",
    "trainer not qualified",
    "equipment",
    "over capacity",
    "below minimum",
    "closed day",
    "outside the plan",
    "absence ceiling",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; *counts* says what its limit counts, "" for none."""

    name: ProblemKind
    about: str
    counts: str = ""
    silent_without_limit: bool = False
    takes_percent: bool = False
    of_teams: bool = True
    """True when a team can have a policy of its own."""


_ALL = (
    Kind("double-booking", "A person is in two sessions at once."),
    Kind("absence", "A person is away during a session."),
    Kind("not employed", "A person has left by then, or is not here yet."),
    Kind("day off", "A person does not work on that weekday."),
    Kind("prerequisite", "A course that must come first is not finished before."),
    Kind("certificate", "What a course gave expires before the session that would renew it."),
    Kind("blackout", "A person's team is not trained on that day."),
    Kind("days a week", "A person has too many days of training in a week.", "days a week", True),
    Kind("days a month", "A person has too many days of training in a month.", "days a month", True),
    Kind("room taken", "Two sessions are in one room at once.", of_teams=False),
    Kind("room too small", "A session has more people than its room has seats.", of_teams=False),
    Kind("trainer taken", "A trainer teaches, or sits in, two sessions at once.", of_teams=False),
    Kind("trainer away", "The trainer is away, or does not work, on that day.", of_teams=False),
    Kind("trainer not qualified", "The trainer teaches other courses only.", of_teams=False),
    Kind("equipment", "Sessions ask for more equipment at once than there is.", of_teams=False),
    Kind("over capacity", "A session has more people than seats.", "people beyond the seats", of_teams=False),
    Kind("below minimum", "A session has fewer people than it needs.", of_teams=False),
    Kind("closed day", "A session is on a holiday, a closed day or a weekend.", of_teams=False),
    Kind("outside the plan", "A session is outside the period of the plan.", of_teams=False),
    Kind("absence ceiling", "Too many of a team are away on one day.", "people away at once", True, True),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}

assert tuple(KINDS) == get_args(ProblemKind)
