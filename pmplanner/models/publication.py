"""What recipients have been told of the plan's events."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class PublishedEvent(Row):
    """An event as a recipient was last told of it, so that a change can be told under the same UID.

    What was told cannot be untold, so no edit writes these rows and no undo takes them back: see
    :meth:`pmplanner.storage.workspace.Workspace.keep`. For the same reason they outlive their plan
    and their session, whose ids are no foreign keys here.
    """

    __tablename__ = "published_event"
    constraints = (
        UniqueConstraint(
            "plan_id",
            "channel",
            "recipient_kind",
            "recipient_id",
            "recipient_name",
            "uid",
            name="uq_published_event_recipient_uid",
        ),
    )

    plan_id: Mapped[int]
    channel: Mapped[str]
    """How it was told: calendar or mail; approval for a file to decide in, which tells of no event."""
    recipient_kind: Mapped[str]
    """person, trainer, room or plan; manager for one of whom no more than a name is known."""
    recipient_id: Mapped[int] = mapped_column(default=0)
    """The row of that kind; 0 for the plan and where no more than a name is known."""
    recipient_name: Mapped[str] = mapped_column(default="")
    """The folded name of a trainer or room of which no more is known."""
    session_id: Mapped[int]
    day_number: Mapped[int]
    """Which of the session's days it is, counted from 1."""
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The event's other values as they were told, with the recipient's name and address then."""
