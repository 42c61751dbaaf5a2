"""From which event of which calendar a row came."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class CalendarOrigin(Row):
    """An absence, closure or session came from an event, so that a later reading moves or removes it.

    One row an event: several events on the same days are one absence, which stays until all of them are
    gone. The id is no foreign key: ids are never given out twice, so what was removed and comes back by
    undo has its origin again, and an origin without its row says nothing.
    """

    __tablename__ = "calendar_origin"
    constraints = (
        UniqueConstraint("kind", "row_id", "event", "occurrence"),
        CheckConstraint("kind IN ('absence', 'trainer_absence', 'closure', 'session')", name="kind"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    kind: Mapped[str]
    """The table of the row."""
    row_id: Mapped[int]
    calendar: Mapped[str] = mapped_column(default="")
    """What the calendar calls itself, or else the name of its file: what else it brought is known by it."""
    event: Mapped[str]
    """The UID of the event."""
    occurrence: Mapped[str] = mapped_column(default="")
    """When an occurrence of a series would have begun, as in RECURRENCE-ID; empty for a single event."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often the event had been changed."""
    stamp: Mapped[str] = mapped_column(default="")
    """When that version was written, as the calendar says it; orders versions of one sequence."""
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    """The days that it gave; where the row has others, somebody has changed them since."""
