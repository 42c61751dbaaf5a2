"""By what an event is known again when its calendar is read once more."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class EventMark(NamedTuple):
    """An event, or one occurrence of a series, in the version that was read."""

    uid: str
    occurrence: str = ""
    """When the occurrence would have begun; empty for an event that does not repeat."""
    sequence: int = 0
    """How often the event had been changed."""
    stamp: str = ""
    """When that version was written; orders versions of one sequence."""

    @property
    def key(self) -> tuple[str, str]:
        """What all versions of it share."""
        return self.uid, self.occurrence

    @property
    def version(self) -> tuple[int, str]:
        """What is greater in a newer version."""
        return self.sequence, self.stamp


@dataclass(frozen=True, slots=True)
class CalendarMarks:
    """What a table that was read from a calendar says of the events themselves."""

    name: str
    """What the calendar calls itself, or else the name of its file."""
    message: bool = False
    """True for what was sent about some events of a calendar, and is not all of it."""
    since: dt.date = dt.date.min
    """The first day of which occurrences of series are read."""
    rows: Mapping[int, tuple[EventMark, ...]] = field(default_factory=dict)
    """By number of a row the events that it stands for: one a person, or several on the same days."""
    cancelled: tuple[EventMark, ...] = ()
    """Events that are called off, whether they have a row or not."""
    left_out: tuple[EventMark, ...] = ()
    """Events that are there, and of which no row was made: free time, a part of a day."""
    whole: frozenset[str] = frozenset()
    """The UIDs of events that are there as a whole, and were all read."""
    unread: frozenset[str] = frozenset()
    """The UIDs of events that could not be read."""
    named: frozenset[str] = frozenset()
    """The UIDs of events that say whose they are."""
