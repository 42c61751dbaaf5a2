"""What recipients have been told of the plan's events."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class PublishedEvent(Row):
    """An event as a recipient was last told of it, so that a change can be told under the same UID.

    What was told cannot be untold, so no edit writes these rows and no undo takes them back: see
    :meth:`pmplanner.storage.workspace.Workspace.keep`. For the same reason they outlive their plan, whose
    id is no foreign key here.
    """

    __tablename__ = "published_event"
    constraints = (UniqueConstraint("plan_id", "recipient", "uid"),)

    plan_id: Mapped[int]
    recipient: Mapped[str]
    """The calendar: ``person:12``, ``trainer:3``, ``trainer:~ada berg`` where no more is known of
    the trainer, the same for a ``room``, or ``plan``. With ``mail/`` before it, what mails have told."""
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The event's values as they were told."""
