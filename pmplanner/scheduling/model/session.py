"""A session of a schedule that is being changed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Own:
    """What a session that is there already has of its own, by positions."""

    trainers: tuple[int, ...] | None = None
    """Who can teach it, nobody for one without; None for whoever can teach the course."""
    rooms: tuple[int, ...] | None = None
    """Where it can be, () for one without a room; None for wherever the course can be."""
    equipment: tuple[tuple[int, int], ...] | None = None
    minimum: int | None = None
    only: frozenset[int] | None = None
    """The people who may join it; None for everybody."""
    further_trainers: tuple[int, ...] = ()
    further_rooms: tuple[int, ...] = ()
    further_seats: int = 0
    """The seats of the largest of these rooms; 0 where there are none."""


@dataclass(slots=True, eq=False)
class Session:
    """A session of the schedule; trainer and room are positions, None where none is needed."""

    number: int
    course: int
    days: int
    first: int
    last: int
    trainer: int | None
    room: int | None
    capacity: int
    key: int | None = None
    is_pinned: bool = False
    """Whether it is the seats left in a session that stands, and takes nothing else."""
    own: Own | None = None
    picks: set[int] = field(default_factory=set)


Change = tuple[str, Session, tuple[int, ...], tuple[int | None, int | None]]
"""What was done to a session: the word, the session, pick or former days, former trainer and room."""

Frozen = tuple[
    tuple[int, int, int | None, int | None, int, int | None, bool, Own | None, tuple[int, ...]], ...
]
"""A schedule at rest: course, days, trainer, room, capacity, key, pinned, own and picks of each session."""
