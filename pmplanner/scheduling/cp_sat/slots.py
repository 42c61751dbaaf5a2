"""Slots: sessions as a model sees them, before it is known when they are and who sits in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Own, Session
from pmplanner.scheduling.state.state import State


@dataclass(slots=True, eq=False)
class Slot:
    """A session whose days are open, or that is not even needed."""

    course: int
    starts: int
    """Set of first days."""
    capacity: int
    members: tuple[int, ...] = ()
    """Picks that stay with it wherever it goes."""
    was: Session | None = None
    """The session that it continues, as it is in the incumbent."""

    @property
    def stands(self) -> bool:
        """Tell whether it is the seats left in a session that stands, and takes nothing else."""
        return self.was is not None and self.was.is_pinned

    @property
    def own(self) -> Own | None:
        """Give what the session has of its own."""
        return None if self.was is None else self.was.own

    @property
    def is_needed(self) -> bool:
        """Tell whether it must take place."""
        return bool(self.members) or self.stands


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a schedule that a model may change; all else stays as it is."""

    slots: tuple[Slot, ...]
    picks: tuple[int, ...]
    """Picks that may sit in any slot of their course."""

    def free(self) -> frozenset[int]:
        """Give all picks that the model moves, those that stay with their slot too."""
        return frozenset(self.picks).union(*(slot.members for slot in self.slots))


def is_movable(state: State, session: Session) -> bool:
    """Tell whether a model can hold a session: its days are as many in a row as its course takes."""
    length = state.tables.courses[session.course].length
    # An interval has no gaps: days that a user laid out apart can only stay where they are.
    return session.days == bits.run(session.first, length)


def slot_of(state: State, session: Session, *, keeps_people: bool) -> Slot:
    """Make a slot that continues a session."""
    starts = 1 << session.first if session.is_pinned else state.tables.courses[session.course].starts
    if not session.is_pinned and session.key is not None:
        # It may stay where it is, also where a new one could not begin.
        starts |= 1 << session.first
    members = tuple(sorted(session.picks)) if keeps_people else ()
    return Slot(session.course, starts, session.capacity, members, session)


def new_slots(state: State, course: int, count: int) -> list[Slot]:
    """Make slots for sessions that are not there yet."""
    facts = state.tables.courses[course]
    return [Slot(course, facts.starts, facts.capacity) for _ in range(count)]


def lift_part(state: State, part: Part) -> None:
    """Take the sessions and picks of a part off the schedule; ``State.roll_back`` brings them back."""
    for slot in part.slots:
        if slot.was is not None:
            for pick in sorted(slot.was.picks):
                state.lift(pick)
            if not slot.stands:
                state.close_session(slot.was)


def window_of(state: State, pick: int, free: frozenset[int]) -> int:
    """Give the first days that a lifted pick can have, given what stays; free ones are left aside."""
    facts = state.tables.picks[pick]
    earliest, latest = facts.earliest, facts.latest
    for first in facts.before:
        session = state.place[first]
        if session is not None:
            earliest = max(earliest, state.tables.after(session.last))
        elif first not in free:
            return 0
    for later in facts.behind:
        session = state.place[later]
        if session is not None:
            latest = min(latest, state.tables.before(session.first))
    length = state.tables.courses[facts.course].length
    # A shift by a negative number of days would raise below.
    if latest - length + 1 < earliest:
        return 0
    up_to = (1 << (latest - length + 2)) - 1
    starts = bits.run_starts(state.tables.all_days & ~state.blocked(facts.person), length)
    return starts & up_to & -(1 << earliest)


def steps_of(levels: Iterable[int]) -> list[tuple[int, int, int]]:
    """Give (first day, days, level) of each run of days with the same level above zero."""
    found: list[tuple[int, int, int]] = []
    for day, level in enumerate(levels):
        if level <= 0:
            continue
        if found and found[-1][2] == level and found[-1][0] + found[-1][1] == day:
            found[-1] = (found[-1][0], found[-1][1] + 1, level)
        else:
            found.append((day, 1, level))
    return found
