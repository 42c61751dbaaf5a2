"""The kinds of problems that there are, by family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pmplanner.sentences import marked

ProblemKind = Literal[
    "double-booking",
    "absence",
    "not employed",
    "day off",
    "outside working hours",
    "prerequisite",
    "certificate",
    "already has the course",
    "picked in two plans",
    "not approved",
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
    "days disagree",
    "attendance missing",
    "absence ceiling",
    "over budget",
    "cover",
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
    Kind("double-booking", marked("A person is in two sessions at once.")),
    Kind("absence", marked("A person is away during a session.")),
    Kind("not employed", marked("A person has left by then, or is not here yet.")),
    Kind("day off", marked("A person does not work on that weekday.")),
    Kind("outside working hours", marked("A session is early or late for where a person works.")),
    Kind("prerequisite", marked("A course that must come first is not finished before.")),
    Kind("certificate", marked("What a course gave expires before the session that would renew it.")),
    Kind("already has the course", marked("A course is picked that the person has, or has a seat in.")),
    Kind("picked in two plans", marked("A person has picked a course in another plan as well.")),
    Kind("not approved", marked("A person sits in a session although nobody has approved it.")),
    Kind("blackout", marked("A person's team is not trained on that day.")),
    Kind(
        "days a week",
        marked("A person has too many days of training in a week."),
        marked("days a week"),
        silent_without_limit=True,
    ),
    Kind(
        "days a month",
        marked("A person has too many days of training in a month."),
        marked("days a month"),
        silent_without_limit=True,
    ),
    Kind("room taken", marked("Two sessions are in one room at once."), of_teams=False),
    Kind("room too small", marked("A session has more people than its room has seats."), of_teams=False),
    Kind("trainer taken", marked("A trainer teaches, or sits in, two sessions at once."), of_teams=False),
    Kind("trainer away", marked("The trainer is away, or does not work, on that day."), of_teams=False),
    Kind("trainer not qualified", marked("The trainer teaches other courses only."), of_teams=False),
    Kind("equipment", marked("Sessions ask for more equipment at once than there is."), of_teams=False),
    Kind(
        "over capacity",
        marked("A session has more people than seats."),
        marked("people beyond the seats"),
        of_teams=False,
    ),
    Kind("below minimum", marked("A session has fewer people than it needs."), of_teams=False),
    Kind(
        "closed day",
        marked("A session is on a holiday, a closed day or a weekend, there or where a person works."),
        of_teams=False,
    ),
    Kind("outside the plan", marked("A session is outside the period of the plan."), of_teams=False),
    Kind("days disagree", marked("A session has more or fewer days than its course."), of_teams=False),
    Kind(
        "attendance missing",
        marked("A session is over, and of some people nobody knows whether they came."),
        of_teams=False,
    ),
    Kind(
        "absence ceiling",
        marked("Too many of a team are away on one day."),
        marked("people away at once"),
        silent_without_limit=True,
        takes_percent=True,
    ),
    Kind("over budget", marked("A plan, a track or a team costs more than its budget, or will.")),
    Kind("cover", marked("Training leaves fewer at work than a rule of cover asks for.")),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}

assert tuple(KINDS) == get_args(ProblemKind)
