"""A session of a schedule that is being changed."""

from dataclasses import dataclass, field


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
    picks: set[int] = field(default_factory=set)


Change = tuple[str, Session, tuple[int, ...], tuple[int | None, int | None]]
"""What was done to a session: the word, the session, pick or former days, former trainer and room."""

Frozen = tuple[tuple[int, int, int | None, int | None, int, int | None, bool, tuple[int, ...]], ...]
"""A schedule at rest: course, days, trainer, room, capacity, key, pinned and picks of each session."""
