"""What is to be scheduled and what is proposed, as plain frozen rows.

Days are indices into ``Problem.days``, the dates on which training may take place at all: weekends
and company holidays are left out by the caller, so that the days of a course are consecutive indices.
Where courses take half a day, the caller names each date twice, for its morning and its afternoon, and
counts all that is counted in days in halves: see ``Problem.day_parts``. Keys are the caller's own numbers.
"""

import datetime as dt
import enum
from dataclasses import dataclass, field

GOALS = ("seats", "sessions", "cost", "change", "finish", "spread", "fairness")
"""What can be asked for; each is a number that is better when smaller."""

DEFAULT_GOALS = ("seats", "sessions", "change", "finish", "fairness")
"""What is asked for, in this order, where nothing is said."""

FAIR_WEEK_DAYS = 3
"""More training days of one person in a week are a burden."""


class Freedom(enum.Enum):
    """How much of an existing session may change."""

    FREE = "free"
    """Everything, down to leaving it out."""
    PINNED = "pinned"
    """It stands: days, trainer, room and people stay, and others may join where seats are left.

    What it takes of ceilings, limits and equipment is off their numbers already, if it ``is_counted``.
    """
    LOCKED = "locked"
    """Nothing moves, and nobody joins."""


@dataclass(frozen=True, slots=True)
class Course:
    """Something to be taught, with what each of its sessions needs."""

    key: int
    days: int
    """Whole working days that a session takes, one after the other."""
    seats_max: int | None = None
    """None for no limit."""
    seats_min: int = 1
    starts: tuple[int, ...] | None = None
    """First days that are allowed; None for all from which the days still fit."""
    trainers: tuple[int, ...] = ()
    """Who can teach it; nobody means that it needs no trainer."""
    rooms: tuple[int, ...] | None = None
    """Where it can be held; None means that it needs no room."""
    equipment: tuple[tuple[int, int], ...] = ()
    """(key of the equipment, how many) that each session takes."""
    session_cost: int = 0
    """In the smallest unit of the currency."""
    seat_cost: int = 0
    quarters: tuple[int, ...] = ()
    """Per day of ``days`` how many quarters of a day it counts; empty for whole places."""
    wished_starts: tuple[int, ...] | None = None
    """First days to be kept to as long as nobody is left out for it; None for all that are allowed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much more training a person may have on some days, as in a week or a month."""

    days: tuple[int, ...]
    quarters: int
    """Quarters of a day, without those of what stands."""
    is_wish: bool = False
    """Whether nobody is to be left out for it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be trained, with the days on which that cannot be."""

    key: int
    unavailable: tuple[int, ...] = ()
    week_limit: int | None = None
    """Most training days in one calendar week; None for no limit."""
    trained: tuple[int, ...] = ()
    """Of the days *unavailable*, those on which something that stands trains the person, and counts."""
    booked: tuple[int, ...] = ()
    """Of the days *unavailable*, all on which the person sits or teaches somewhere."""
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A person is to take a course."""

    key: int
    person: int
    course: int
    importance: int = 1
    """At least 1; leaving out two picks of 1 is as bad as one of 2."""
    earliest: int | None = None
    """The first day may not be before this one."""
    latest: int | None = None
    """The last day may not be after this one."""
    after: tuple[int, ...] = ()
    """Keys of the same person's picks that must have ended before this one starts."""
    due: int | None = None
    """The last day had better not be after this one: held as long as the pick is not left out for it."""
    not_before: int | None = None
    """The first day had better not be before this one: held as long as the pick is not left out for it."""
    instead: int | None = None
    """Last day on which it may end without what comes before it: looked at when it is left out."""
    quarters: int | None = None
    """Quarters of a day that it counts for the person, where that differs from its course."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who teaches, one session at a time."""

    key: int
    unavailable: tuple[int, ...] = ()
    day_cost: int = 0
    person: int | None = None
    """Key of the person who it is, who cannot be trained meanwhile."""


@dataclass(frozen=True, slots=True)
class Room:
    """A place for one session at a time; *seats* of None holds everybody."""

    key: int
    seats: int | None = None
    unavailable: tuple[int, ...] = ()
    equipment: tuple[int, ...] = ()
    """Keys of what stands in it and need not be carried there."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """Things that sessions on the same day share."""

    key: int
    count: int
    left: tuple[int, ...] | None = None
    """One number a day, without what stands takes; None for *count* on each."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How many of a team may be in training on each date (after taking off those on leave).

    Whoever is trained on a part of a date counts once, and not at all where a person is ``trained``.
    """

    key: int
    people: tuple[int, ...]
    limits: tuple[int, ...]
    """One number a day of the problem."""
    is_wish: bool = False
    """Whether nobody is to be left out for it."""


@dataclass(frozen=True, slots=True)
class ExistingSession:
    """A session that is there already, with the picks that have a seat in it."""

    key: int
    course: int
    days: tuple[int, ...]
    """Need not be consecutive."""
    trainer: int | None = None
    room: int | None = None
    seated: tuple[int, ...] = ()
    freedom: Freedom = Freedom.FREE
    seats_max: int | None = None
    """None for the course's limit."""
    is_counted: bool = True
    """In one that stands: whether what it takes of ceilings, limits and equipment is off these already."""
    most: int | None = None
    """In one that stands: as many as its room holds, however many seats it has."""
    joined: tuple[int, ...] = ()
    """In one that stands, picks that have joined it and may leave again."""
    keeps_trainer: bool = False
    """Whether no other trainer will do, nor one where there is none."""
    keeps_room: bool = False
    equipment: tuple[tuple[int, int], ...] | None = None
    """What it takes, where that differs from its course."""
    seats_min: int | None = None
    """Fewest people, where that differs from its course."""
    is_doubtful: bool = False
    """In one that stands: whether it cannot be held as it is, so that others had better not join it."""
    kept: tuple[tuple[tuple[int, ...], int], ...] = ()
    """In one that stands: (keys of the people of a team, seats beside *seats_max* for them alone)."""
    further_trainers: tuple[int, ...] = ()
    """Who else teaches in it, whenever it is; in a free one only beside a trainer or a room."""
    further_rooms: tuple[int, ...] = ()
    """Where else it is, whenever it is; its people have to find room in the largest of its rooms."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session of a proposal; *key* names the existing session that it continues, None a new one."""

    key: int | None
    course: int
    days: tuple[int, ...]
    trainer: int | None
    room: int | None
    seated: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sessions with their people, and the picks that found no seat."""

    sessions: tuple[PlannedSession, ...] = ()
    unseated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a schedule is made from."""

    days: tuple[dt.date, ...]
    courses: tuple[Course, ...] = ()
    people: tuple[Person, ...] = ()
    picks: tuple[Pick, ...] = ()
    trainers: tuple[Trainer, ...] = ()
    rooms: tuple[Room, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    sessions: tuple[ExistingSession, ...] = ()
    goals: tuple[str, ...] = DEFAULT_GOALS
    """In the order in which they count."""
    hold_minimum: bool = False
    """Whether a session below its fewest seats may not take place."""
    wish_minimum: bool = False
    """Whether there had better be none, as long as nobody is left out for it."""
    start: Proposal | None = None
    """A schedule that is known, which is taken where nothing is found that seats more."""
    keep_unless_gain: bool = False
    """Whether all stays as it is where nobody more can be seated and nothing has broken."""
    fair_week_days: int = FAIR_WEEK_DAYS
    """Training days of one person in a week beyond which fairness counts."""
    day_parts: int = 1
    """How often each date is in ``days``: 2 where half days are told apart."""


@dataclass(frozen=True, slots=True)
class Floors:
    """What no schedule can go below, whatever is tried."""

    unseated: int = 0
    """Picks that cannot be seated."""
    importance: int = 0
    """Their importance in sum: the floor of the goal *seats*."""
    sessions: int = 0
    """The sessions that it takes to seat all who can be seated."""
    change: int = 0
    """Bookings that cannot stay on their days."""
    last_day: int = -1
    """The day before which not all can have ended; -1 when there is nothing to seat."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how hard to try."""

    seconds: float = 30.0
    workers: int = 2
    seed: int = 0
    repeatable: bool = False
    """The same proposal for the same seed: effort is then counted in steps and not in seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is reached at one moment of a run."""

    stage: str
    seconds: float
    proposal: Proposal | None
    """The best so far when it is better than the last one reported, else None."""
    value: tuple[int, ...]
    """One number per goal, in the order of the goals."""
    seated: int
    sessions: int
    last_day: int
    """Index of the last day with training; -1 for none."""
    floors: Floors = field(default_factory=Floors)
    proved: int = 0
    """How many of the first goals are proved to be at their best."""
    done: bool = False
