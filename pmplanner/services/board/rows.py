"""What stands on the board: decisions, each with what is asked, what is known, and what would follow."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from pmplanner.services.needs.needs import Need
from pmplanner.services.pick_status.pick_status import PickStatus
from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Facts, Problem

DecisionKind = Literal[
    "go or no-go",
    "attendance",
    "free seat",
    "over budget",
    "cover",
    "requests",
    "renewals",
    "without a price",
    "without a track",
]


Pair = tuple[int, int]
"""The ids of a person and a course."""


class Needing(NamedTuple):
    """Somebody who needs a course in the plan and has no seat: it is picked, or required and missing."""

    person_id: int
    course_id: int
    pick_id: int = 0
    """0 while it is not picked."""
    is_again: bool = False
    """True of a course that the person takes once more."""
    is_required: bool = False
    due: dt.date | None = None
    """The last day of what satisfied it before; before today it is overdue."""
    is_waiting: bool = False
    """True of somebody on a waiting list of the course."""


class Guest(NamedTuple):
    """Somebody who can take a seat, and why the person needs it."""

    person_id: int
    name: str
    team: str
    email: str
    need: Needing
    why: str
    """In a few words: "required, overdue since 3 March"."""

    @property
    def id(self) -> int:
        """What lists know it by."""
        return self.person_id


class Moved(NamedTuple):
    """Where somebody sits instead."""

    person_id: int
    name: str
    pick_id: int
    session_id: int
    first_day: dt.date
    last_day: dt.date


class LeftOut(NamedTuple):
    """Somebody for whom there is no seat in another session, and what that means in words."""

    person_id: int
    name: str
    pick_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Wants:
    """What people need in a plan."""

    by_course: Mapping[int, tuple[Needing, ...]]
    """Those without a seat."""
    needs: Mapping[Pair, Need]
    """What is required, whatever became of it."""
    statuses: tuple[PickStatus, ...] = ()
    """Where each pick stands."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is looked at."""

    facts: Facts
    accepted: Mapping[str, str]
    wants: Wants
    today: dt.date
    again: frozenset[int] = frozenset()
    """The picks of courses that are taken once more."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the plan costs less at once, and what those left out cost later; both in the plan's currency."""

    saved: Decimal
    """What the plan costs before, less what it costs afterwards without the picks that are left open."""
    later: Decimal
    """What the picks cost that are left open, once somebody sits for them."""
    unknown_before: int
    unknown_after: int
    """Picks and sessions without a price, which are in neither sum."""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CallOff:
    """What happens when a session is called off, as tried in a copy."""

    moves: tuple[Moved, ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    """Those that are not there before."""
    costs: Costs | None = None
    """None where it was not reckoned."""


@dataclass(frozen=True, slots=True)
class GoNoGo:
    """A draft of which it is to be decided whether it takes place."""

    session_id: int
    code: str
    course_id: int
    course: str
    first_day: dt.date
    last_day: dt.date
    decide_by: dt.date
    booked: int
    waiting: int
    least: int | None
    most: int | None
    cancel_cost: Decimal | None
    cancel_currency: str
    call_off: CallOff | None
    """None where it cannot be called off: it is locked."""
    guests: tuple[Guest, ...]
    """Who could come, the most urgent first; no more than a few."""
    needing: int
    """How many need the course and have no seat."""

    @property
    def lacking(self) -> int:
        """How many people it has too few."""
        return max(0, (self.least or 0) - self.booked)


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who left a session lately."""

    person_id: int
    name: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A session to come with a free seat, and who can take it."""

    session_id: int
    code: str
    course_id: int
    course: str
    first_day: dt.date
    last_day: dt.date
    free: int | None
    """How many seats are free for everybody; None for no limit."""
    gone: tuple[Gone, ...]
    guests: tuple[Guest, ...]
    """The most urgent first, no more than a few."""
    needing: int
    """How many need the course and have no seat."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What else is to be decided: what it is about, by ids that a page can open."""

    ids: tuple[int, ...] = ()
    """Such as the sessions, courses or people that it is about, the first one first."""
    pairs: tuple[tuple[int, int], ...] = ()
    """People and courses of the edit that does it, where there is one."""
    codes: tuple[str, ...] = ()
    """What they are called in labels."""
    fix: Fix | None = None
    """What would mend it, as tried; None for nothing that was found."""
    fix_words: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the board."""

    kind: DecisionKind
    key: str
    """Stays the same as long as the same is to be decided."""
    question: str
    facts: str
    consequence: str
    strong: tuple[str, ...]
    """Parts of the sentences that matter most."""
    due: dt.date | None
    """The day by which it is to be decided; None for at any time."""
    due_words: str
    about: GoNoGo | FreeSeat | Pending
    is_this_week: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """What has to be decided in a plan, the most urgent first."""

    plan_id: int
    today: dt.date
    week: tuple[Decision, ...]
    later: tuple[Decision, ...]
    done: tuple["Decided", ...] = ()
    reading: Reading | None = field(default=None, repr=False, compare=False)
    """What was looked at, for who asks further."""
    is_whole: bool = False
    """False while the sessions after this week have not been looked at."""

    @property
    def all(self) -> tuple[Decision, ...]:
        """Those of this week, then the others."""
        return (*self.week, *self.later)


class Decided(NamedTuple):
    """What was decided lately, as the history has it."""

    edit_id: int
    what: str
    made_by: str
    made_at: dt.datetime
    """UTC, without a zone."""

    @property
    def id(self) -> int:
        """What lists know it by."""
        return self.edit_id
