"""What recipients have been told of the plan's events."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class PublishedEvent(Row):
    """An event as a recipient was last told of it, so that a change can be told under the same UID."""

    __tablename__ = "published_event"
    constraints = (UniqueConstraint("plan_id", "recipient", "uid"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    recipient: Mapped[str]
    """Kind and name of the calendar: ``person:12``, ``trainer:Ada Berg``, ``room:Oslo``, ``plan``."""
    uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The event's values as they were told."""
