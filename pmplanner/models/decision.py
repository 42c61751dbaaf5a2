"""What was decided of picks, and how many of a team must be at work."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class PickDecision(Row):
    """What was decided of a pick, by whom, when and why; a pick without one was asked of nobody.

    Apart from the pick, so that a manager may write it alone, and so that it does not collide with an
    edit of the pick.
    """

    __tablename__ = "pick_decision"
    constraints = (
        UniqueConstraint("pick_id"),
        CheckConstraint("decision IN ('proposed', 'approved', 'later', 'declined')", name="decision"),
    )

    pick_id: Mapped[int] = mapped_column(ForeignKey("pick.id"))
    decision: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_by_name: Mapped[str] = mapped_column(default="")
    """Who decided, where that is nobody of the workspace."""
    decided_on: Mapped[dt.date | None]
    asked_on: Mapped[dt.date | None]
    """The day on which the manager was asked; None where nobody was."""
    asked_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_of_name: Mapped[str] = mapped_column(default="")
    """Whom was asked, where that is nobody of the workspace; somebody else may have decided."""
    note: Mapped[str] = mapped_column(default="")
    swap_course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    """The course that the person is to take instead."""


class CoverRule(Row):
    """At least so many people of a team who have something must be at work on each day."""

    __tablename__ = "cover_rule"
    constraints = (
        UniqueConstraint("name"),
        CheckConstraint("minimum > 0", name="minimum_positive"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("level IN ('', 'awareness', 'working', 'expert')", name="level"),
        CheckConstraint("kind IN ('skill', 'track', 'title', 'certificate')", name="kind"),
        CheckConstraint(
            "(kind = 'skill') = (skill_id IS NOT NULL) AND (kind = 'track') = (track_id IS NOT NULL) "
            "AND (kind = 'certificate') = (certificate_id IS NOT NULL) AND (kind = 'title') = (text != '')",
            name="what_of_kind",
        ),
    )

    name: Mapped[str]
    team: Mapped[str] = mapped_column(default="")
    """Empty for everybody."""
    minimum: Mapped[int]
    kind: Mapped[str]
    """A CoverKind."""
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    text: Mapped[str] = mapped_column(default="")
    """The job title."""
    level: Mapped[str] = mapped_column(default="")
    """The level of the skill at least, one of SkillLevel; empty for any."""
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]
    """The days on which the rule holds; None for no limit."""
