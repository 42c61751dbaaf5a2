"""What is answered about a person and a course."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.decisions.decide import DecisionRow
from pmplanner.services.needs.credit import Source
from pmplanner.services.needs.needs import NeedState
from pmplanner.services.needs.standing_in_plan import Standing
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.fixes.fixes import Fix
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.storage.labels import Label

HindranceKind = (
    ProblemKind | Literal["cancelled", "without days", "held", "past", "done", "refused", "locked", "full"]
)
"""A kind of problem that there would be, or what keeps anybody from coming to a session."""

ChangeKind = Literal[
    "session",
    "seats",
    "room",
    "limit",
    "elsewhere",
    "out",
    "trainer",
    "before",
    "day",
    "new session",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what a course is asked for: a track of the person's with the course in its path, and as what."""

    kind: Literal["required", "group", "elective"]
    track_id: int
    track: str
    choose: int = 0
    of: int = 0
    """In a group any so many of so many courses are required; 0 outside of one."""


@dataclass(frozen=True, slots=True)
class Credited:
    """By what somebody has a course outside the plan, as of its last day."""

    source: Source
    course_id: int
    course: str
    """The course that was taken; another one where that counts as the course asked for."""
    day: dt.date
    valid_until: dt.date | None
    reason: str = ""
    """Of an exemption."""
    session: str = ""
    """The session of another plan in which the person was, or is expected."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The pick of the course, and who made it; *by* is empty where the history does not go back so far."""

    pick_id: int
    status: str
    """open, waiting, scheduled or done."""
    attempt: int = 1
    result: str = ""
    by: str = ""
    at: dt.datetime | None = None
    """UTC."""
    edit: str = ""
    """What the edit is called in which it was picked."""
    is_in_vain: bool = False
    """True of what was failed, or attended in part only: it is done, and the need stays."""
    decided: DecisionRow | None = None

    @property
    def is_refused(self) -> bool:
        """True for what was put off or declined, and is not done all the same."""
        return self.decided is not None and self.decided.is_put_aside and self.status != "done"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why somebody cannot sit in a session, in a sentence; *problem* is what the engine would find."""

    kind: HindranceKind
    text: str
    problem: Problem | None = None

    @property
    def is_accepted(self) -> bool:
        """True where somebody has accepted the problem, so that it keeps nobody away."""
        return self.problem is not None and self.problem.accepted is not None


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """A session of the course, and whether the person can sit in it; a sentence says it in words."""

    session_id: int
    code: str
    first_day: dt.date | None
    last_day: dt.date | None
    seat: SeatStatus | None
    """What the person has in it."""
    place: int
    """On its waiting list; 0 for who does not wait."""
    hindrances: tuple[Hindrance, ...]
    sentence: str

    @property
    def is_possible(self) -> bool:
        """True where nothing stands in the way that nobody has accepted."""
        return all(each.is_accepted for each in self.hindrances)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a person and a course in a plan, each in a sentence as well."""

    plan_id: int
    person_id: int
    course_id: int
    person: str
    course: str
    standing: Standing
    wanted: tuple[Wanted, ...]
    need: NeedState | None
    """What became of it, where it is required; None where it is not."""
    credited: Credited | None
    met_by: str
    """The picked course that satisfies this one and counts as it; empty for none."""
    due: dt.date | None
    """When what the person has of it expires within the plan's period."""
    picked: Picked | None
    sessions: tuple[SessionAnswer, ...]
    headline: str
    sentences: tuple[str, ...]
    """About required, credited and picked, in this order."""
    needs_approval: bool = False
    """True where the plan schedules only what was approved, and this is not."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a new session of the course would have of its own."""

    quarters: int
    zone: str
    seats_min: int | None
    seats_max: int | None
    asks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The answer, with what is needed to look further without the database."""

    facts: Facts = field(repr=False)
    accepted: Mapping[str, str] = field(repr=False)
    """Why problems were accepted, by their keys."""
    answer: Answer
    usual: NewSession
    pick_id: int
    """0 while the course is not picked."""
    is_again: bool
    """True of a course that the person takes once more."""
    is_over: bool
    """True where nothing can be changed any more: the course is done, or the plan is archived."""
    today: dt.date


@dataclass(frozen=True, slots=True)
class OfferedChange:
    """An edit after which the person sits in a session and nothing new is wrong: it was tried."""

    kind: ChangeKind
    label: Label
    steps: tuple[Fix, ...]
    first_day: dt.date
    last_day: dt.date
    """Of the session in which the person then sits."""


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The first day on which it would work: in a session that there is, or in a new one."""

    first_day: dt.date
    last_day: dt.date
    session_id: int = 0
    """0 for a new one."""
    code: str = ""
    trainer: str = ""
    """Who could teach the new one; empty where nobody is known who teaches the course, or nobody is free."""
    is_taught: bool = True
    """False where all who teach the course are taken or away on every day on which the person can come."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies ahead: the first day, how far was looked, what stood in the way, what would help."""

    first: FirstDay | None
    begins: dt.date
    horizon: dt.date
    """The last day that was looked at; before *begins* where no day was."""
    days: int
    """So many working days were looked at, up to the first on which it works."""
    reasons: tuple[tuple[HindranceKind, int], ...]
    """What stood in the way, each with the number of days, the most frequent first."""
    changes: tuple[OfferedChange, ...]
    sentence: str
